"""Prices and stock from dropped files: shapes, moments, bad rows, bounds and refusals."""

import asyncio
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.pim.document import Offer
from catalog_sync.pim.drops.files import Row
from catalog_sync.pim.drops.history import History
from catalog_sync.pim.errors import PimAnswerInvalid
from catalog_sync.pim.offers.configuration import FeedOffersConfiguration
from catalog_sync.pim.offers.feed import FeedOffers
from catalog_sync.pim.offers.feed_rows import OfferRows
from catalog_sync.pim.source import Problem
from catalog_sync.source_configuration import OffersConfiguration
from catalog_sync.store.feed_drops import FeedDrops
from catalog_sync.sync.sources import open_offers
from catalog_sync_tests.pim.akeneo.test_products import JSON
from catalog_sync_tests.pim.dropping import Dropping, in_memory, table

HEADER = "sku,price_GBP,price_USD,quantity_GB,as_of"
AT = "2026-11-23T03:00:00Z"
MOMENT = datetime(2026, 11, 23, 3, tzinfo=UTC)


@pytest.fixture(params=["file", "memory"])
def feed(request, tmp_path) -> Dropping:
    return in_memory() if request.param == "memory" else Dropping(f"file://{tmp_path}/offers")


def configured(feed: Dropping, **settings) -> FeedOffersConfiguration:
    drops = {"url": feed.url} | settings.pop("drops", {})
    return FeedOffersConfiguration.model_validate({"drops": drops} | settings)


def read(feed: Dropping, bound=None, *, record=lambda _: None, **settings):
    """What one reading found, its bound, and whether it was complete."""
    source = FeedOffers(configured(feed, **settings), record=record)

    async def inside():
        reading = await source.offers(bound)
        found = [item async for batch in reading for item in batch]
        return found, reading.bound, reading.complete

    return asyncio.run(inside())


def checked(feed: Dropping, **settings):
    async def inside():
        return [line async for line in FeedOffers(configured(feed, **settings)).check()]

    return asyncio.run(inside())


def problems(found):
    return {item.key: item.message for item in found if isinstance(item, Problem)}


def test_columns_by_currency_and_shop_become_an_offer(feed: Dropping):
    feed.manifest("manifest.json", {"o.csv": table(f"A, 12.99 ,,5,{AT}", header=HEADER)})
    (offer,), _, complete = read(feed)
    assert offer == Offer(sku="A", prices={"GBP": Decimal("12.99")}, quantities={"GB": 5}, as_of=MOMENT)
    assert complete


def test_columns_can_be_named(feed: Dropping):
    content = table("A;12,99;5;23", header="Artikel;Preis;Bestand;mehr")
    feed.manifest("manifest.json", {"o.csv": content}, as_of=AT)
    (offer,), _, _ = read(
        feed,
        sku="Artikel",
        prices={"EUR": "Preis"},
        quantities={"DE": "Bestand"},
        as_of=None,
        decimal_comma=True,
    )
    assert offer == Offer(sku="A", prices={"EUR": Decimal("12.99")}, quantities={"DE": 5}, as_of=MOMENT)


def test_json_lines_may_have_the_shape_of_an_offer_or_flat_columns(feed: Dropping):
    rows = [
        {"sku": "A", "prices": {"GBP": "1.00"}, "quantities": {"GB": 2}, "as_of": AT, "more": 1},
        {"sku": "B", "price_GBP": 1.5, "quantity_GB": -3, "as_of": AT},
    ]
    feed.put("o.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    feed.put("o.jsonl.done", b"")
    (first, second), _, _ = read(feed)
    assert (first.prices, first.quantities) == ({"GBP": Decimal("1.00")}, {"GB": 2})
    assert (second.prices, second.quantities) == ({"GBP": Decimal("1.5")}, {"GB": 0})


def test_moment_is_the_rows_else_the_manifests(feed: Dropping):
    later = "2026-11-23T04:00:00+01:00"
    rows = table(f"A,1,,,{AT}", "B,1,,,", header=HEADER)
    feed.manifest("manifest.json", {"o.csv": rows}, as_of="2026-11-22T00:00:00Z")
    (first, second), _, _ = read(feed)
    assert (first.as_of, second.as_of) == (MOMENT, datetime(2026, 11, 22, tzinfo=UTC))
    feed.manifest("manifest.json", {"o.csv": rows}, as_of=later)
    assert read(feed)[0][1].as_of == MOMENT


def test_moment_without_a_zone_needs_a_configured_one(feed: Dropping):
    feed.manifest("manifest.json", {"o.csv": table("A,1,,,2026-07-01 12:00", header=HEADER)})
    assert "time zone" in problems(read(feed)[0])["A"]
    (offer,), _, _ = read(feed, time_zone="Europe/London")
    assert offer.as_of == datetime(2026, 7, 1, 11, tzinfo=UTC)


def test_time_of_the_file_counts_only_where_it_is_trusted(feed: Dropping):
    feed.put("o.csv", table("A,1", header="sku,price_GBP"), at=MOMENT.timestamp())
    feed.put("o.csv.done", b"")
    assert "as_of" in problems(read(feed, as_of=None)[0])["A"]
    (offer,), _, _ = read(feed, as_of=None, trust_file_time=True)
    assert offer.as_of == MOMENT


def test_time_in_the_name_counts_for_rows_without_one(feed: Dropping):
    feed.put("o-2026112303.csv", table("A,1", header="sku,price_GBP"))
    feed.put("o-2026112303.csv.done", b"")
    naming = {"naming": r"-(?P<time>\d+)", "time_format": "%Y%m%d%H"}
    (offer,), _, _ = read(feed, as_of=None, drops=naming)
    assert offer.as_of == MOMENT


def test_file_without_the_column_of_moments_is_refused_whole(feed: Dropping):
    feed.manifest("manifest.json", {"o.csv": table("A,1", header="sku,price_GBP")})
    assert "no column 'as_of'" in problems(read(feed)[0])["drop:manifest.json"]


def test_bad_rows_are_problems_with_file_and_line_and_the_rest_goes_on(feed: Dropping):
    rows = [f"A,1,,5,{AT}", f"B,cheap,,5,{AT}", "C,1", f",1,,5,{AT}", f"D,,,,{AT}", f"E,1,,5,{AT}"]
    feed.manifest("manifest.json", {"o.csv": table(*rows, header=HEADER)})
    found, _, complete = read(feed)
    assert [item.sku for item in found if isinstance(item, Offer)] == ["A", "E"]
    told = problems(found)
    assert list(told) == ["B", "o.csv:4", "o.csv:5", "D", "drop:manifest.json"]
    assert told["B"].startswith("o.csv:3: offer has a wrong prices.GBP")
    assert told["o.csv:4"] == "o.csv:4: it has 2 cells where the header has 5"
    assert told["D"] == "o.csv:6: it has neither a price nor a quantity"
    assert not complete


def test_a_thousand_bad_rows_are_shown_and_the_rest_is_counted(feed: Dropping):
    rows = [f"A,1,,5,{AT}", *(f"B{n},x,,5,{AT}" for n in range(1500))]
    feed.manifest("manifest.json", {"o.csv": table(*rows, header=HEADER)})
    told = problems(read(feed)[0])
    assert len(told) == 1001
    assert told["drop:manifest.json"].startswith("manifest.json: 1500 of its rows cannot be read")


def test_bound_leads_to_what_was_dropped_since(feed: Dropping):
    feed.manifest("1.manifest.json", {"1.csv": table(f"A,1,,,{AT}", header=HEADER)}, sequence=1)
    first, bound, _ = read(feed)
    assert [offer.sku for offer in first] == ["A"]
    assert read(feed, bound)[:2] == ([], bound)
    feed.manifest("2.manifest.json", {"2.csv": table(f"B,1,,,{AT}", header=HEADER)}, sequence=2, mode="delta")
    second, bound, complete = read(feed, bound)
    assert [offer.sku for offer in second] == ["B"]
    assert not complete
    assert History.of_bound(bound).sequence == 2


def test_reading_that_was_broken_off_is_repeated_under_the_old_bound(feed: Dropping):
    """Failure mode 3: the bound moves on only with the whole reading."""
    feed.manifest("1.manifest.json", {"1.csv": table(f"A,1,,,{AT}", header=HEADER)}, sequence=1)
    _, bound, _ = read(feed)
    feed.manifest("2.manifest.json", {"2.csv": table(f"B,1,,,{AT}", header=HEADER)}, sequence=2)
    assert read(feed, bound)[0] == read(feed, bound)[0] != []


def test_reading_of_nothing_is_never_complete(feed: Dropping):
    """Failure mode 9: an empty folder deletes nothing."""
    assert read(feed) == ([], "{}", False)


def test_bound_forgets_drops_that_were_cleared_away(feed: Dropping, monkeypatch):
    monkeypatch.setattr("catalog_sync.pim.drops.history._KEPT", 1)
    bound = None
    for number in (1, 2, 3):
        feed.manifest(
            f"{number}.manifest.json", {f"{number}.csv": table(f"A,{number},,,{AT}", header=HEADER)}
        )
        if number == 2:
            feed.remove("1.csv")
            feed.remove("1.manifest.json")
        bound = read(feed, bound)[1]
    assert [fate.name for fate in History.of_bound(bound).fates] == ["2.manifest.json", "3.manifest.json"]


def test_bound_of_another_source_means_everything(feed: Dropping):
    feed.manifest("1.manifest.json", {"1.csv": table(f"A,1,,,{AT}", header=HEADER)})
    assert [offer.sku for offer in read(feed, "2026-11-23T04:00:00+00:00")[0]] == ["A"]


def test_refused_drop_is_a_problem_in_every_reading_until_a_good_one_comes(feed: Dropping):
    feed.manifest("2.manifest.json", {"2.csv": table(f"A,2,,,{AT}", header=HEADER)}, sequence=2)
    bound = read(feed)[1]
    feed.manifest("1.manifest.json", {"1.csv": table(f"A,1,,,{AT}", header=HEADER)}, sequence=1)
    for _ in range(2):
        found, bound, _ = read(feed, bound)
        assert list(problems(found)) == ["drop:1.manifest.json"]
    feed.manifest("3.manifest.json", {"3.csv": table(f"A,3,,,{AT}", header=HEADER)}, sequence=3)
    found, bound, _ = read(feed, bound)
    assert problems(found) == {}
    assert read(feed, bound)[0] == []


def test_refused_drop_stays_a_problem_when_partial_ones_follow_and_rows_without_a_sku_until_a_full_one(
    feed: Dropping,
):
    rows = table(f"A,2,,,{AT}", f",2,,,{AT}", header=HEADER)
    feed.manifest("2.manifest.json", {"2.csv": rows}, sequence=2)
    found, bound, _ = read(feed)
    assert [item.key for item in found if isinstance(item, Problem) and item.repeated] == [
        "2.csv:3",
        "drop:2.manifest.json",
    ]
    feed.manifest("1.manifest.json", {"1.csv": table(f"A,1,,,{AT}", header=HEADER)}, sequence=1)
    bound = read(feed, bound)[1]
    feed.manifest("3.manifest.json", {"3.csv": table(f"A,3,,,{AT}", header=HEADER)}, sequence=3, mode="delta")
    bound = read(feed, bound)[1]
    feed.remove("1.csv")
    feed.remove("1.manifest.json")
    for _ in range(2):
        found, bound, _ = read(feed, bound)
        assert {item.key for item in found if item.repeated} == {
            "drop:1.manifest.json",
            "drop:2.manifest.json",
        }
    feed.manifest(
        "4.manifest.json", {"4.csv": table(f"A,4,,,{AT}", f"B,4,,,{AT}", header=HEADER)}, sequence=4
    )
    found, bound, _ = read(feed, bound)
    assert problems(found) == {}


def test_fate_of_every_drop_is_recorded_after_its_rows(feed: Dropping):
    content = table(f"A,1,,,{AT}", f"B,x,,,{AT}", header=HEADER)
    feed.manifest("2.manifest.json", {"2.csv": content}, sequence=2)
    fates = []
    read(feed, record=fates.extend)
    assert [(fate.name, fate.state, fate.rows) for fate in fates] == [("2.manifest.json", "applied", 2)]
    assert fates[0].reason == "1 of its rows cannot be read"


def test_nothing_is_recorded_of_a_drop_that_could_not_be_read_to_its_end(feed: Dropping):
    rows = [f"A{n},1,,,{AT}" for n in range(3000)]
    feed.manifest("manifest.json", {"o.csv": table(*rows, header=HEADER)})
    fates = []
    source = FeedOffers(configured(feed), record=fates.extend)

    async def inside():
        batches = (await source.offers(None)).batches
        await anext(batches)
        feed.put("o.csv", table(*rows[:5], header=HEADER), at=feed.now + 9)
        async for _ in batches:
            pass

    with pytest.raises(PimAnswerInvalid):
        asyncio.run(inside())
    assert fates == []


def test_check_shows_drops_clock_and_sample_rows(feed: Dropping):
    feed.manifest("manifest.json", {"o.csv": table(f"A,1,,,{AT}", f"B,x,,,{AT}", header=HEADER)})
    feed.put("waiting.csv", table(f"A,1,,,{AT}", header=HEADER))
    lines = checked(feed)
    assert {line.topic for line in lines} == {"source", "rights", "clock", "records"}
    said = {line.what: line.ok for line in lines}
    assert said["1 of 2 sample rows can be read"] is None
    assert any(what.startswith("o.csv:3: ") and ok is False for what, ok in said.items())
    assert any(what.startswith("waiting.csv waits") and ok is None for what, ok in said.items())


def test_check_of_a_feed_that_is_fine_says_so(feed: Dropping):
    feed.now = 0
    feed.manifest("manifest.json", {"o.csv": table(f"A,1,,,{AT}", header=HEADER)})
    assert all(line.ok for line in checked(feed))


def test_check_of_a_folder_that_is_not_there_or_empty_says_so(tmp_path):
    feed = Dropping(f"file://{tmp_path}/offers")
    assert [line.ok for line in checked(feed)] == [None]
    (tmp_path / "offers").rmdir()
    (line,) = checked(feed)
    assert line.ok is False
    assert "no folder" in line.what


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["sku", "prices", "price_GBP", "quantity_GB", "as_of"]), JSON))
def test_any_row_gives_an_offer_or_a_problem(values):
    rows = OfferRows(FeedOffersConfiguration.model_validate({"drops": {"url": "file:///feed"}}))
    found = rows.read_row(Row("o.jsonl", 7, values), None)
    assert isinstance(found, Offer) or (found.message.startswith("o.jsonl:7: ") and found.key)


def test_configured_feed_is_opened_and_shows_the_fate_of_its_drops_in_the_ledger(
    monkeypatch, tmp_path, engine, database_url
):
    feed = Dropping(f"file://{tmp_path}")
    feed.now = 1000
    feed.manifest("1.manifest.json", {"1.csv": table(f"A,1,,,{AT}", header=HEADER)}, sequence=1)
    feed.put("2.csv", table("A,1"))
    monkeypatch.setenv("CATALOG_SYNC_DATABASE_URL", database_url)
    monkeypatch.setenv("FEED_MKDIR", "yes")
    drops = {"url": feed.url, "options_env": {"auto_mkdir": "FEED_MKDIR"}, "patience_seconds": 0}
    configuration = OffersConfiguration.model_validate({"feed": {"drops": drops}})

    async def inside():
        async with open_offers(configuration) as source:
            return [item async for batch in await source.offers(None) for item in batch]

    assert [type(item) for item in asyncio.run(inside())] == [Offer, Problem]
    fates = FeedDrops(engine, f"{feed.url}/*").history().fates
    assert [(fate.name, fate.state) for fate in fates] == [
        ("1.manifest.json", "applied"),
        ("2.csv", "refused"),
    ]
