"""The editing routes."""

from datetime import timedelta

import pytest

from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync_tests.sandbox.pim.conftest import UUIDS, PimCaller, text

RECENT = (">", "2026-02-01 00:00:00")


def shown(pim, name="mug"):
    return pim.get(f"products-uuid/{UUIDS[name]}").json()


@pytest.mark.parametrize("key", ["MUG", UUIDS["mug"]])
def test_an_edited_product_is_merged_and_newly_updated(pim, key):
    body = {"enabled": False, "values": {"name": text("Mug", "en_US")}}
    assert pim.call("PATCH", f"/_pim/products/{key}", json=body).status_code == 200
    item = shown(pim)
    assert item["enabled"] is False
    assert item["values"]["name"] == text("Mug", "en_US")
    assert item["values"]["brand"] == text("tanahlia")
    assert pim.found(updated=RECENT) == ["mug"]


def test_values_merge_by_locale_and_null_empties(pim):
    pim.call("PATCH", "/_pim/product-models/TEE", json={"values": {"name": text("Shirt", "en_US")}})
    names = {each["locale"]: each["data"] for each in shown(pim, "s")["values"]["name"]}
    assert names == {"en_US": "Shirt", "id_ID": "Kaos"}
    pim.call("PATCH", "/_pim/products/MUG", json={"values": {"brand": text(None)}})
    assert "brand" not in shown(pim)["values"]


def test_an_edited_model_brings_up_its_variants_whose_own_updated_stays_old(pim):
    before = shown(pim, "s")["updated"]
    pim.call("PATCH", "/_pim/product-models/TEE", json={"values": {"brand": text("kayana")}})
    assert pim.found(updated=RECENT) == ["s", "m"]
    assert shown(pim, "s")["updated"] == before
    assert shown(pim, "s")["values"]["brand"] == text("kayana")


def test_a_value_of_the_model_cannot_be_edited_on_the_variant(pim):
    answer = pim.call(
        "PATCH", "/_pim/products/TEE-RED-S", json={"enabled": False, "values": {"name": text("x")}}
    )
    assert answer.status_code == 422
    assert shown(pim, "s")["enabled"] is True


@pytest.mark.parametrize("values", [{"colour": text("x")}, {"name": "x"}, {"name": ["x"]}])
def test_values_that_akeneo_refuses_are_unprocessable(pim, values):
    assert pim.call("PATCH", "/_pim/products/MUG", json={"values": values}).status_code == 422


def test_a_body_that_is_no_json_object_is_a_bad_request(pim):
    assert pim.call("PATCH", "/_pim/products/MUG", content=b"[]").status_code == 400
    assert pim.call("PATCH", "/_pim/products/MUG", content=b"{").status_code == 400


def test_a_touched_product_is_updated_without_change(pim):
    before = shown(pim)
    pim.clock.offset = timedelta(days=1)
    pim.call("POST", "/_pim/products/MUG/touch")
    after = shown(pim)
    assert after["updated"] == pim.clock.now().isoformat()
    assert after | {"updated": None} == before | {"updated": None}


def test_a_new_product_appears_with_its_identifier(pim):
    body = {"identifier": "NEW", "family": "mugs", "values": {"name": text("New", "en_US")}}
    created = pim.call("POST", "/_pim/products", json=body)
    assert created.status_code == 201
    item = pim.get(f"products-uuid/{created.json()['uuid']}").json()
    assert item["values"]["sku"] == text("NEW")
    again = pim.call("POST", "/_pim/products", json={"uuid": item["uuid"]})
    assert again.status_code == 422


def test_a_new_variant_inherits_at_once(pim):
    created = pim.call("POST", "/_pim/products", json={"identifier": "TEE-RED-L", "parent": "TEE-RED"})
    assert created.json()["values"]["brand"] == text("serayu")


def test_a_deleted_product_leaves_no_trace(pim):
    assert pim.call("DELETE", "/_pim/products/MUG").status_code == 204
    assert pim.get(f"products-uuid/{UUIDS['mug']}").status_code == 404
    assert pim.call("DELETE", "/_pim/products/MUG").status_code == 404


def test_the_same_file_uploaded_twice_gets_two_codes_of_the_same_bytes(pim):
    uploads = [pim.call("PUT", "/_pim/media?filename=a.png", content=b"png").json() for _ in range(2)]
    codes = {upload["code"] for upload in uploads}
    assert len(codes) == 2
    assert {pim.get(f"media-files/{code}/download").content for code in codes} == {b"png"}
    assert uploads[0]["mime_type"] == "image/png"
    assert pim.call("PUT", "/_pim/media", content=b"png").status_code == 422


def test_unknown_things_cannot_be_edited(pim):
    assert pim.call("PATCH", "/_pim/products/NONE", json={}).status_code == 404
    assert pim.call("PATCH", "/_pim/product-models/NONE", json={}).status_code == 404


def test_calls_are_counted_by_route(pim):
    pim.get("products-uuid")
    pim.get(f"products-uuid/{UUIDS['mug']}")
    counts = pim.call("GET", "/_pim/counts").json()
    assert counts["GET /api/rest/v1/products-uuid"] == 1
    assert counts["GET /api/rest/v1/products-uuid/{uuid}"] == 1
    assert counts["POST /api/oauth/v1/token"] == 2


def test_problems_of_the_catalogue_are_shown(directory):
    (directory / "api" / "channels.jsonl").write_text("{\n")
    pim = PimCaller(Catalogue.load(directory))
    (problem,) = pim.call("GET", "/_pim/problems").json()["problems"]
    assert (problem["file"], problem["line"]) == ("api/channels.jsonl", 1)


def test_callers_from_elsewhere_may_not_edit(directory):
    stranger = PimCaller(Catalogue.load(directory), address="192.0.2.7")
    assert stranger.call("PATCH", "/_pim/products/MUG", json={}).status_code == 403
    assert stranger.call("GET", "/_pim/counts").status_code == 403
    assert stranger.token().status_code == 200
