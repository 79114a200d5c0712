"""Clocks and time zones of the PIM: whatever they do, a delta brings every change."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import orjson
import pytest

from catalog_sync.pim.akeneo.bound import Bound
from catalog_sync_tests.pim.world import changes, product, run

ZONES = ["UTC", "Europe/Paris", "America/New_York", "Asia/Jakarta", "Asia/Kathmandu", "Pacific/Kiritimati"]


def set_clock(pim, moment):
    """Make it this moment, here and in the PIM."""
    shift = moment - pim.clock.now()
    pim.pass_time(seconds=shift.total_seconds())


def asked_since(pim):
    """What the last `updated >` filter asked for."""
    searches = [orjson.loads(r.url.params["search"]) for r in pim.asked if "search" in r.url.params]
    found = [
        each["updated"][0]["value"]
        for each in searches
        if each.get("updated", [{}])[0].get("operator") == ">"
    ]
    return datetime.fromisoformat(found[-1])


def zone_of(pim, **settings):
    async def ask():
        async with pim.source(**settings) as source:
            return await source._facts.zone()

    return run(ask())


@pytest.mark.parametrize("mislabelled", [False, True])
@pytest.mark.parametrize("name", ZONES)
def test_zone_that_is_found_out_loses_no_change(pim, name, mislabelled):
    """Failure mode 10: filters in server time, whatever the labels say (pim-community-dev#13892)."""
    pim.behaviour.time_zone, pim.behaviour.mislabelled = ZoneInfo(name), mislabelled
    _, bound, _ = changes(pim)
    pim.edit("products", "u-cap", values={"name": "Hat"})
    pim.pass_time(minutes=15)
    found, bound, _ = changes(pim, bound)
    assert set(found) == {"product:u-cap"}
    pim.pass_time(days=2)
    _, bound, _ = changes(pim, bound)
    assert changes(pim, bound)[0] == {}


@pytest.mark.parametrize("name", ZONES)
def test_filter_is_asked_at_most_an_offset_and_an_hour_too_early(pim, name):
    """Failure mode 10: safe, yet not the whole catalogue again."""
    zone = pim.behaviour.time_zone = ZoneInfo(name)
    _, bound, _ = changes(pim)
    pim.pass_time(minutes=15)
    since = pim.clock.now() - timedelta(minutes=25)
    changes(pim, bound)
    early = since - asked_since(pim).replace(tzinfo=zone).astimezone(UTC)
    ahead = max(pim.clock.now().astimezone(zone).utcoffset(), timedelta(0))
    assert timedelta(0) <= early <= ahead + timedelta(hours=1, seconds=10)


def test_utc_is_found_out_with_two_calls_and_reads_no_further_back(pim):
    zone = zone_of(pim)
    assert (zone.zone.utcoffset(None), zone.margin, zone.is_certain) == (timedelta(0), timedelta(0), True)
    assert len([request for request in pim.asked if request.url.path.endswith("products-uuid")]) == 2


def test_zone_is_found_out_once_for_all_deltas_of_a_source(pim):
    pim.behaviour.time_zone = ZoneInfo("Asia/Kathmandu")
    _, bound, _ = changes(pim)
    pim.asked.clear()

    async def read():
        async with pim.source() as source:
            for _ in range(3):
                await source.changes(bound)

    run(read())
    assert len([request for request in pim.asked if "BETWEEN" in str(request.url)]) == 2


@pytest.mark.parametrize("name", ["Asia/Kathmandu", "America/New_York", "Pacific/Auckland"])
def test_zone_that_no_label_shows_is_found_by_halving(pim, name):
    """Failure mode 10: times are shown in UTC and read in another zone."""
    zone = pim.behaviour.time_zone = ZoneInfo(name)
    pim.behaviour.shown = lambda updated: updated.isoformat()
    then = datetime.fromisoformat(pim.catalogue.entities.products.get("u-cap")["updated"])
    assert zone_of(pim).zone.utcoffset(None) == then.astimezone(zone).utcoffset()
    assert len(pim.asked) < 25


def test_zone_that_no_product_can_tell_is_read_as_any(pim):
    """Failure mode 10: nothing is found by its time, so the window reaches to the westernmost zone."""
    _, bound, _ = changes(pim)
    for table in (pim.catalogue.entities.products, pim.catalogue.entities.models):
        for row in table.rows.values():
            row["parent"] = "polo"
    assert zone_of(pim).zone.utcoffset(None) == timedelta(hours=-12)
    pim.pass_time(hours=1)
    changes(pim, bound)
    assert pim.clock.now().replace(tzinfo=None) - asked_since(pim) > timedelta(hours=13)


def test_configured_zone_is_not_asked_for(pim):
    pim.behaviour.time_zone = ZoneInfo("Europe/Paris")
    _, bound, _ = changes(pim, time_zone="Europe/Paris")
    pim.pass_time(hours=5)
    pim.edit("products", "u-cap", values={"name": "Hat"})
    assert set(changes(pim, bound, time_zone="Europe/Paris")[0]) == {"product:u-cap"}
    assert not [request for request in pim.asked if "BETWEEN" in str(request.url)]


@pytest.mark.parametrize("settings", [{}, {"time_zone": "Europe/Paris"}])
@pytest.mark.parametrize("change", [datetime(2026, 10, 25, tzinfo=UTC), datetime(2027, 3, 28, tzinfo=UTC)])
def test_no_change_is_lost_around_the_change_of_summer_time(pim, change, settings):
    """Failure mode 10: local time has an hour twice in autumn and none in spring."""
    pim.behaviour.time_zone = ZoneInfo("Europe/Paris")
    set_clock(pim, change - timedelta(hours=2))
    _, bound, _ = changes(pim, **settings)
    for minutes in range(0, 360, 20):
        pim.pass_time(minutes=11)
        pim.edit("products", "u-cap", values={"name": f"{minutes} minutes on"})
        pim.pass_time(minutes=9)
        found, bound, _ = changes(pim, bound, **settings)
        assert found["product:u-cap"].values["name"][0].data == f"{minutes} minutes on"


def test_zone_that_is_utc_in_summer_only_is_not_taken_for_utc(pim):
    """Failure mode 10: all samples are of the summer, when the Azores have UTC; it is winter."""
    pim.behaviour.time_zone = ZoneInfo("Atlantic/Azores")
    for table in (pim.catalogue.entities.products, pim.catalogue.entities.models):
        for row in table.rows.values():
            row["updated"] = "2026-07-01T12:00:00+00:00"
    set_clock(pim, datetime(2026, 12, 1, tzinfo=UTC))
    _, bound, _ = changes(pim)
    pim.edit("products", "u-blue", values={"name": "Changed"})
    pim.pass_time(minutes=20)
    assert set(changes(pim, bound)[0]) == {"model:Polo"}


def test_offset_of_the_season_that_the_sample_is_from_loses_no_change(pim):
    """Failure mode 10: the zone was found out by a product of the summer, and it is winter."""
    pim.behaviour.time_zone = ZoneInfo("America/New_York")
    set_clock(pim, datetime(2027, 7, 1, tzinfo=UTC))
    pim.edit("products", "u-cap", values={"name": "Summer hat"})
    set_clock(pim, datetime(2027, 12, 1, tzinfo=UTC))
    _, bound, _ = changes(pim)
    pim.edit("products", "u-blue", values={"name": "Changed"})
    pim.pass_time(minutes=20)
    assert set(changes(pim, bound)[0]) == {"model:Polo"}


def test_change_in_the_second_of_the_bound_is_not_lost(pim):
    """Failure mode 3: equal timestamps, even without an overlap, as `>` is strict."""
    then = pim.clock.now()
    pim.edit("products", "u-cap", values={"name": "Hat"})
    pim.catalogue.entities.products.get("u-cap")["updated"] = then.isoformat()
    pim.pass_time(minutes=5)
    bound = Bound(then, then + timedelta(hours=1)).text()
    assert set(changes(pim, bound, overlap=0)[0]) == {"product:u-cap"}


def test_clock_set_back_between_two_reads_loses_no_change(pim):
    """Failure mode 10: an edit in the hour that the PIM has twice is stamped before the bound."""
    _, bound, _ = changes(pim)
    pim.clock.offset -= timedelta(hours=1)
    pim.pass_time(minutes=10)
    pim.edit("products", "u-cap", values={"name": "Hat"})
    pim.pass_time(hours=2)
    found, bound, complete = changes(pim, bound)
    assert set(found) == {"product:u-cap"}
    assert not complete
    pim.pass_time(hours=2)
    assert changes(pim, bound)[0] == {}


def test_pim_restored_from_a_backup_is_read_in_full(pim):
    """Failure mode 3: its clock is right, but it has forgotten edits that were sent, and nothing is newer for it."""
    backup = deepcopy(pim.catalogue.entities.products.rows)
    pim.pass_time(hours=1)
    pim.edit("products", "u-cap", values={"name": "Hat"})
    _, bound, _ = changes(pim)
    for _ in range(2):
        pim.pass_time(hours=1)
        found, bound, _ = changes(pim, bound)
    assert found == {}
    pim.catalogue.entities.products.rows = backup
    found, bound, complete = changes(pim, bound)
    assert complete
    assert found["product:u-cap"].values["name"][0].data == "Cap"
    assert changes(pim, bound)[0] == {}


def test_deleted_product_is_no_sign_of_a_restored_pim_unless_all_are_that_were_seen_last(pim):
    """Failure mode 7: a full read for every deletion would be too much."""
    _, bound, _ = changes(pim)
    pim.pass_time(hours=1)
    for number in range(3):
        pim.catalogue.entities.products.put(
            product(f"u-{number}", f"S{number}") | {"updated": pim.clock.now().isoformat()}
        )
    _, bound, _ = changes(pim, bound)
    pim.pass_time(hours=1)
    pim.delete("u-0")
    pim.delete("u-1")
    assert not changes(pim, bound)[2]
    pim.delete("u-2")
    assert changes(pim, bound)[2]


def test_clock_a_little_behind_the_bound_is_no_restored_pim(pim):
    """Failure mode 10: two servers of one PIM differ by seconds; no reason to read the whole catalogue."""
    _, bound, _ = changes(pim)
    pim.clock.offset -= timedelta(seconds=5)
    pim.edit("products", "u-cap", values={"name": "Hat"})
    found, _, complete = changes(pim, bound)
    assert set(found) == {"product:u-cap"}
    assert not complete


@pytest.mark.parametrize(
    "bound", ["", "{}", "2026-06-01T12:00:00+00:00", '{"pim": 1, "ours": 2}', "[]", "5", "null"]
)
def test_bound_of_another_kind_means_a_full_read(pim, bound):
    found, _, complete = changes(pim, bound)
    assert complete
    assert len(found) == 3
