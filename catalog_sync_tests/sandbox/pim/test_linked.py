"""Assets, reference entities and completeness, which the demo PIM serves when its catalogue has them."""

import json

import pytest

from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync_tests.sandbox.pim.conftest import FILES, UUIDS, PimCaller, text, write_files

OLD, NEW = "2026-01-01T00:00:00+00:00", "2026-02-01T00:00:00+00:00"
LINKED = {
    "asset-families": [{"code": "packshots", "attribute_as_main_media": "media"}],
    "asset-families-attributes": [{"code": "media", "asset_family": "packshots", "type": "media_file"}],
    "asset-families-assets": [
        {"code": code, "asset_family": "packshots", "updated": updated, "values": {}}
        for code, updated in (("side", OLD), ("back", OLD), ("Front", NEW))
    ],
    "reference-entities": [{"code": "brands"}],
    "reference-entities-attributes": [{"code": "label", "reference_entity": "brands", "type": "text"}],
    "reference-entities-records": [
        {"code": "acme", "reference_entity": "brands", "updated": OLD, "values": {"label": []}}
    ],
}


def condition(name, operator, value):
    return json.dumps({name: [{"operator": operator, "value": value}]})


@pytest.fixture
def linked(tmp_path):
    write_files(tmp_path, FILES | LINKED)
    return PimCaller(Catalogue.load(tmp_path))


def codes(pim, path, **parameters):
    return [item["code"] for item in pim.items(path, **parameters)]


def test_families_entities_and_what_is_in_them_are_listed_and_read_by_code(linked):
    assert codes(linked, "asset-families") == ["packshots"]
    assert linked.get("asset-families/PACKSHOTS").json()["attribute_as_main_media"] == "media"
    assert linked.get("asset-families/packshots/attributes").json() == [
        {"code": "media", "type": "media_file"}
    ]
    assert codes(linked, "asset-families/packshots/assets") == ["Front", "back", "side"]
    assert linked.get("reference-entities/brands/records/ACME").json()["code"] == "acme"
    assert linked.get("reference-entities/brands/records/none").status_code == 404
    assert linked.get("asset-families/none/assets").status_code == 404


def test_items_are_paged_by_cursor_only(linked):
    path = "asset-families/packshots/assets"
    page = linked.get(path, limit=2).json()
    assert [item["code"] for item in page["_embedded"]["items"]] == ["Front", "back"]
    assert "search_after=back" in page["_links"]["next"]["href"]
    assert codes(linked, path, search_after="back") == ["side"]
    assert linked.get(path, page=1).status_code == 422


def test_items_are_found_by_code_and_by_what_was_updated_in_iso_8601(linked):
    path = "asset-families/packshots/assets"
    assert codes(linked, path, search=condition("code", "IN", ["FRONT", "none"])) == ["Front"]
    assert codes(linked, path, search=condition("updated", ">", "2026-01-15T00:00:00Z")) == ["Front"]
    assert linked.get(path, search=condition("updated", ">", "2026-01-15 00:00:00")).status_code == 422
    assert linked.get(path, search=condition("updated", "<", OLD)).status_code == 422


def test_files_come_at_once(linked):
    assert linked.get("asset-media-files/a/b/c/d/abcd_mug.jpg").content == b"mug"
    assert linked.get("reference-entities-media-files/e/f/0/1/ef01_lost.jpg").status_code == 404


def test_an_edition_without_them_has_no_such_routes(pim):
    assert pim.get("asset-families").status_code == 404
    assert pim.get("reference-entities/brands").status_code == 404
    assert not any("asset" in path for path in pim.call("GET", "/api/rest/v1").json()["routes"])


def test_completeness_counts_required_values_per_channel_and_locale(tmp_path):
    families = [
        {
            "code": "mugs",
            "attributes": ["sku"],
            "attribute_requirements": {"ecommerce": ["sku", "name", "brand"]},
        },
        {"code": "t_shirts", "attributes": ["sku"]},
    ]
    channels = [{"code": "ecommerce", "locales": ["en_US", "id_ID"]}, {"code": "print", "locales": ["en_US"]}]
    write_files(tmp_path, FILES | {"families": families, "channels": channels})
    pim = PimCaller(Catalogue.load(tmp_path))
    pim.catalogue.product("MUG")["values"]["name"] = text("Mug", "en_US")

    def percent(name):
        found = pim.get(f"products-uuid/{UUIDS[name]}", with_completenesses="true").json()["completenesses"]
        return {(each["scope"], each["locale"]): each["data"] for each in found}

    assert percent("mug") == {
        ("ecommerce", "en_US"): 100,
        ("ecommerce", "id_ID"): 66,
        ("print", "en_US"): 100,
    }
    assert percent("lone") == {}
    assert "completenesses" not in pim.get(f"products-uuid/{UUIDS['mug']}").json()
