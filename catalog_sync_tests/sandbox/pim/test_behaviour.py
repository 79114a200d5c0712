"""The switches of the demo PIM."""

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from catalog_sync_tests.sandbox.pim.conftest import UUIDS

MUG = f"products-uuid/{UUIDS['mug']}"


@pytest.fixture
def behaviour(pim):
    return pim.app.state.behaviour


def test_custom_app_token_opens_the_api_until_it_is_revoked(pim):
    headers = {"Authorization": f"Bearer {pim.credentials.app_token}"}
    assert pim.call("GET", "/api/rest/v1/channels", headers=headers).status_code == 200
    pim.clock.offset = timedelta(days=4000)
    assert pim.call("GET", "/api/rest/v1/channels", headers=headers).status_code == 200
    pim.app.state.office.revoke()
    assert pim.call("GET", "/api/rest/v1/channels", headers=headers).status_code == 401


def test_revoking_may_take_the_refresh_tokens_too(pim):
    grant = {"grant_type": "refresh_token", "refresh_token": pim.token().json()["refresh_token"]}
    pim.app.state.office.revoke(refresh_tokens=True)
    assert pim.token(grant).status_code == 422


def test_older_pim_has_no_uuids_and_no_list_of_parents(pim, behaviour):
    behaviour.uuid_endpoints = False
    assert pim.get("products-uuid").status_code == 404
    assert pim.get(MUG).status_code == 404
    assert not any("uuid" in route for route in pim.call("GET", "/api/rest/v1").json()["routes"])
    assert [set(item) & {"uuid", "identifier"} for item in pim.items("products")] == [{"identifier"}] * 3
    assert pim.search("products", parent=("IN", ["TEE"])).status_code == 422
    assert pim.search("products", parent=("=", "TEE")).status_code == 200


def test_product_is_read_by_its_identifier_in_whatever_case(pim):
    assert pim.get("products/mug").json()["identifier"] == "MUG"
    assert pim.get("products/none").status_code == 404


def test_times_are_shown_and_understood_in_the_zone_of_the_server(pim, behaviour):
    behaviour.time_zone = ZoneInfo("Asia/Jakarta")
    assert pim.get(MUG).json()["updated"] == "2026-01-01T17:00:00+07:00"
    assert pim.found(updated=("=", "2026-01-01 17:00:00")) == ["mug"]
    assert pim.found(updated=("BETWEEN", ["2026-01-01 10:00:00", "2026-01-01 10:00:01"])) == []


def test_mislabelled_times_are_utc_with_the_local_offset(pim, behaviour):
    behaviour.time_zone, behaviour.mislabelled = ZoneInfo("Europe/Paris"), True
    assert pim.get(MUG).json()["updated"] == "2026-01-01T10:00:00+01:00"
    assert pim.found(updated=("=", "2026-01-01 11:00:00")) == ["mug"]


def touch(pim, **changes):
    row = pim.catalogue.entities.products.get(UUIDS["mug"])
    row |= changes | {"updated": pim.clock.now().isoformat()}


def test_lagging_index_shows_a_change_late_but_reads_by_key_at_once(pim):
    now = pim.clock.now()
    pim.app.state.index.lag_by(timedelta(minutes=5))
    touch(pim, family="cups")
    since = (">", f"{now - timedelta(minutes=1):%Y-%m-%d %H:%M:%S}")
    assert pim.found(updated=since) == []
    assert "mug" in pim.found(updated=(">", "2026-01-01 00:00:00"))
    assert pim.get(MUG).json()["family"] == "cups"
    pim.clock.offset += timedelta(minutes=6)
    assert pim.found(updated=since) == ["mug"]


def test_lagging_index_does_not_list_a_new_product_yet(pim):
    pim.app.state.index.lag_by(timedelta(minutes=5))
    created = pim.call("POST", "/_pim/products", json={"identifier": "NEW"}).json()["uuid"]
    assert len(pim.items("products-uuid")) == 4
    assert pim.get(f"products-uuid/{created}").status_code == 200
    pim.clock.offset += timedelta(minutes=6)
    assert len(pim.items("products-uuid")) == 5


def test_empty_index_lists_and_counts_nothing(pim, behaviour):
    behaviour.index_empty = True
    page = pim.get("products-uuid", with_count="true").json()
    assert (page["items_count"], page["_embedded"]["items"]) == (0, [])
    assert pim.get(MUG).status_code == 200


def test_short_index_stops_before_its_count(pim, behaviour):
    behaviour.index_short_by = 1
    assert pim.get("products-uuid", with_count="true").json()["items_count"] == 4
    assert len(pim.items("products-uuid", pagination_type="search_after")) == 3


def test_busy_pim_says_how_long_to_wait_for_so_many_calls(pim, behaviour):
    behaviour.throttled, behaviour.retry_after = 1, 9
    answer = pim.get("channels")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "9")
    assert pim.get("channels").status_code == 200


@pytest.mark.parametrize(
    ("forbidden", "path"),
    [("products-uuid", MUG), ("options", "attributes/color/options"), ("variants", "families/mugs/variants")],
)
def test_forbidden_resource_is_refused_and_the_others_are_not(pim, behaviour, forbidden, path):
    behaviour.forbidden = {forbidden}
    assert pim.get(path).status_code == 403
    assert pim.get("attributes").status_code == 200
    assert pim.get("families").status_code == 200


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ("sound", "http://pim.test/api/rest/v1/products-uuid?"),
        ("inside", "http://pim.inside:8080/api/rest/v1/products-uuid?"),
    ],
)
def test_next_link_names_the_host_it_is_told_to(pim, behaviour, links, expected):
    behaviour.next_links = links
    page = pim.get("products-uuid", pagination_type="search_after", limit=1).json()
    assert page["_links"]["next"]["href"].startswith(expected)


@pytest.mark.parametrize(("links", "kept"), [("sound", True), ("forgetful", False), ("other", False)])
def test_next_link_forgets_or_changes_the_search(pim, behaviour, links, kept):
    behaviour.next_links = links
    search = json.dumps({"enabled": [{"operator": "=", "value": True}]})
    page = pim.get("products-uuid", pagination_type="search_after", limit=1, search=search).json()
    follow = page["_links"]["next"]["href"].partition("/api/rest/v1/")[2]
    disabled = [item["enabled"] for item in pim.items(follow + "&limit=100")]
    assert all(disabled) == kept


def test_next_links_may_lead_in_a_circle_or_through_an_empty_page(pim, behaviour):
    behaviour.next_links = "circular"
    page = pim.get("products-uuid", pagination_type="search_after", limit=1, search_after=UUIDS["mug"]).json()
    assert page["_links"]["next"]["href"].endswith("search_after=")
    behaviour.next_links = "empty_page"
    page = pim.get("products-uuid", pagination_type="search_after", limit=2).json()
    empty = pim.get(page["_links"]["next"]["href"].partition("/api/rest/v1/")[2]).json()
    assert empty["_embedded"]["items"] == []
    last = pim.items(empty["_links"]["next"]["href"].partition("/api/rest/v1/")[2])
    assert [item["uuid"] for item in last] == [UUIDS["m"], UUIDS["lone"]]


def test_children_are_found_alike_however_many_rows_there_are(pim, monkeypatch):
    scanned = [
        pim.found(parent=(how, value)) for how, value in (("=", "TEE"), ("IN", ["tee-RED"]), ("=", "none"))
    ]
    monkeypatch.setattr("catalog_sync.sandbox.pim.search.SCANNED", 0)
    looked_up = [
        pim.found(parent=(how, value)) for how, value in (("=", "TEE"), ("IN", ["tee-RED"]), ("=", "none"))
    ]
    assert scanned == looked_up == [["s", "m"], ["s", "m"], []]
    pim.call("PATCH", f"/_pim/products/{UUIDS['mug']}", json={"parent": "TEE"})
    assert pim.found(parent=("=", "TEE")) == ["mug", "s", "m"]
