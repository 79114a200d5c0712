"""The brands that a shop may name: read once a day, asked for by name where they are many, and used by the mapping."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from catalog_sync.mapping.brands import ShopBrands
from catalog_sync.mapping.regions import regions
from catalog_sync.mapping.rules import Rules
from catalog_sync.pim.document import Product
from catalog_sync.sync.brand_names import brand_names
from catalog_sync.sync.brands import known_brands, refresh_brands
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.rule_problems import rule_problems
from catalog_sync.tiktok.brands import Brand, BrandPage
from catalog_sync.tiktok.errors import PayloadRefused
from catalog_sync_tests.mapping.world import raw_rules, value
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.shopfront import Shopfront

GET = "GET /product/202309/brands"
HALDEN, TRAILMARK = "7082427311584340001", "7082427311584340007"


@dataclass
class Market:
    """A shop's brands behind the client's call; `queries` are the readings that were begun."""

    brands: list[Brand]
    refused: bool = False
    queries: list[dict[str, Any]] = field(default_factory=list)

    async def brands_of(self, **query: Any) -> AsyncIterator[BrandPage]:
        if self.refused:
            raise PayloadRefused("wrong version", GET, 12052217)
        self.queries.append(query)
        found = [
            brand
            for brand in self.brands
            if brand.name.startswith(query.get("brand_name") or "")
            and (not query.get("is_authorized") or brand.authorized_status == "AUTHORIZED")
        ]
        for start in range(0, max(len(found), 1), 100):
            yield BrandPage(brands=tuple(found[start : start + 100]), total_count=len(found))

    @property
    def names(self) -> list[str]:
        """The names that were asked for."""
        return [query["brand_name"] for query in self.queries if query.get("brand_name")]


@dataclass
class Kept:
    """The ledger's row of a shop's brands."""

    row: dict[str, Any] | None = None

    def brands(self) -> dict[str, Any] | None:
        return self.row

    def store_brands(self, brands: list[Any], asked: dict[str, str] | None, content_hash: str) -> None:
        self.row = {"brands": brands, "asked": asked, "content_hash": content_hash}
        self.row["fetched_at"] = datetime.now(UTC)

    def age(self, **by: int) -> None:
        assert self.row
        self.row["fetched_at"] -= timedelta(**by)

    @property
    def known(self) -> ShopBrands:
        found, _ = known_brands(self)  # type: ignore[arg-type]
        assert found
        return found


def many(*more: Brand) -> Market:
    """More brands than are read; of those with these names the last one is authorized."""
    return Market([*(Brand(id=f"{n:010}", name=f"Maker {n}") for n in range(2_000)), *more])


def read(market: Market, kept: Kept, *names: str, anew: bool = False) -> str | None:
    client: Any = SimpleNamespace(brands=market.brands_of)
    taxonomy: Any = kept
    return asyncio.run(refresh_brands(client, taxonomy, regions()["GB"], lambda: names, anew=anew))


def test_a_list_of_bearable_length_is_read_whole_once_a_day() -> None:
    market, kept = Market([Brand(id=str(n), name=f"Maker {n}") for n in range(250)]), Kept()
    for _ in range(2):
        assert read(market, kept, "Maker 7") is None
    kept.age(hours=25)
    read(market, kept)
    read(market, kept, anew=True)
    assert (len(market.queries), market.names) == (3, [])
    assert kept.known.lacks_name("Acme")
    assert [brand.id for brand in kept.known.named("maker 249")] == ["249"]


def test_of_very_many_brands_only_those_that_somebody_names_are_asked_for_and_the_shops_own_read() -> None:
    own = Brand(id="9", name="Own", authorized_status="AUTHORIZED")
    market, kept = many(own), Kept()
    read(market, kept, "Maker 7", "Nobody")
    assert market.names == ["Maker 7", "Nobody"]
    known = kept.known
    assert [known.named(name) != [] for name in ("Maker 7", "Own", "Maker 70")] == [True, True, False]
    assert (known.lacks_name("Nobody"), known.lacks_name("Never asked")) == (True, False)
    assert not known.lacks_id("0000001999")


def test_names_beyond_the_days_share_have_their_turn_the_next_day_and_what_was_found_is_kept() -> None:
    market, kept = many(), Kept()
    names = [f"Maker {n}" for n in range(300)]
    read(market, kept, *names)
    first = set(market.names)
    kept.age(hours=25)
    market.queries.clear()
    read(market, kept, *names)
    assert len(first) == len(market.names) == 200
    assert set(names) - first <= set(market.names)
    assert all(len(kept.known.named(name)) == 1 for name in names)


@pytest.mark.parametrize("failing", [Market([]), Market([], refused=True)])
def test_what_is_known_stays_where_the_shop_shows_nothing(failing: Market) -> None:
    kept = Kept()
    read(Market([Brand(id="1", name="Acme")]), kept)
    problem = read(failing, kept, anew=True)
    assert (problem is not None) == failing.refused
    assert kept.known.get("1")


def test_all_that_rules_and_pim_may_call_a_brand_is_asked_for() -> None:
    brand = {
        "first_of": [
            {"from": "brand", "values": {"x": "Xanadu", "y": 7082427311584340001}, "table": "makers"},
            {"from": "maker"},
            {"constant": "No Brand"},
        ]
    }
    own = {"family": {"brand": {"constant": "Family's own"}}}
    raw = raw_rules() | {"brand": brand, "tables": {"makers": {"a": "Table's"}}}
    rules = Rules.model_validate(
        {
            **raw,
            "families": {"lamps": raw_rules(channel=None, locales=None, not_for_sale=None) | own["family"]},
        }
        | {"category": []}
    )
    options = {"acme": {"labels": {"en_US": "Acme Ltd"}}, "bare": {}}
    dictionary = {"options": {"brand": options}, "attributes": {"maker": {"type": "pim_catalog_text"}}}
    mirror: Any = SimpleNamespace(
        dictionary=lambda _: (dictionary, ""), texts_of=lambda _: ["Smith", "x" * 101]
    )
    wanted = {"Xanadu", "Table's", "Family's own", "Acme Ltd", "bare", "Smith"}
    assert set(brand_names(rules, mirror)) == wanted


def branded(number: int, brand: str) -> Product:
    [sku] = mug(number).skus
    own = sku.model_copy(update={"values": sku.values | {"brand": value(brand)}})
    return mug(number).model_copy(update={"skus": [own]})


def refresh(front: Shopfront) -> None:
    async def run(desk: Desk) -> str | None:
        names = lambda: ["Trailmark"]  # noqa: E731
        return await refresh_brands(desk.client, desk.taxonomy, desk.facts.region, names, anew=True)

    assert front.at_desk(run, locked=False) is None


def test_a_listing_carries_the_shops_own_brand_of_that_name_and_says_what_the_shop_lacks(
    front: Shopfront,
) -> None:
    refresh(front)
    front.stock(branded(1, "TRAILMARK"), branded(2, "Nobody"), branded(3, "halden"))
    desired = sorted(front.at_desk(front.desired), key=lambda one: one.identifier)
    listings = [one.listing for one in desired]
    assert [listing.content.get("brand_id") for listing in listings] == [TRAILMARK, None, HALDEN]
    codes = [[finding.code for finding in listing.findings] for listing in listings]
    assert codes == [["brand_not_shown"], ["brand_unknown"], []]
    assert front.calls(GET) == 1


def test_a_brand_that_the_platform_drops_is_told_and_no_longer_sent_once_the_list_is_read(
    front: Shopfront,
) -> None:
    taxonomy = front.world.taxonomy
    fewer = tuple(brand for brand in taxonomy.brands if brand.id != HALDEN)
    front.world.taxonomy = replace(taxonomy, brands=fewer)
    front.stock(branded(1, "halden"))
    assert "tiktok_brand_cleared" in [one.code for one in front.sync()["MUG-1"].findings]
    refresh(front)
    [again] = front.at_desk(front.works)
    assert "brand_id" not in again.content
    problems = rule_problems(front.configuration, front.engine)
    assert any(f"GB: the shop has no brand '{HALDEN}'" in line for line in problems)
