"""Products and product models over the API."""

import pytest

from catalog_sync_tests.sandbox.pim.conftest import UUIDS


def data(item, attribute, locale=None):
    return next(each["data"] for each in item["values"][attribute] if each["locale"] == locale)


def test_a_product_carries_its_identifier_only_as_a_value(pim):
    item = pim.get(f"products-uuid/{UUIDS['mug']}").json()
    assert "identifier" not in item
    assert data(item, "sku") == "MUG"
    assert item["_links"]["self"]["href"] == f"http://pim.test/api/rest/v1/products-uuid/{UUIDS['mug']}"


def test_empty_values_are_left_out(pim):
    assert "name" not in pim.get(f"products-uuid/{UUIDS['mug']}").json()["values"]


def test_a_variant_shows_the_values_and_categories_of_its_models(pim):
    item = pim.get(f"products-uuid/{UUIDS['s']}").json()
    assert data(item, "name", "id_ID") == "Kaos"
    assert data(item, "color") == "red"
    assert data(item, "size") == "s"
    assert item["categories"] == ["tops", "new"]
    assert item["updated"] == "2026-01-01T11:00:00+00:00"


def test_a_sub_model_shows_the_values_of_its_root_whatever_the_case_of_the_parent(pim):
    item = pim.get("product-models/TEE-RED").json()
    assert (data(item, "brand"), data(item, "color"), item["parent"]) == ("serayu", "red", "tee")
    assert "color" not in pim.get("product-models/TEE").json()["values"]


def test_codes_compare_without_case(pim):
    assert pim.get("product-models/tee-red").json()["code"] == "TEE-RED"


@pytest.mark.parametrize("path", ["products-uuid/unknown", "product-models/unknown"])
def test_what_does_not_exist_is_not_found(pim, path):
    answer = pim.get(path)
    assert answer.status_code == 404
    assert "does not exist or you do not have permission to access it." in answer.json()["message"]


def test_an_unknown_route_is_not_found_in_json(pim):
    assert pim.get("nothing").json() == {"code": 404, "message": "Not Found"}


def test_the_identifier_keyed_list_leaves_out_products_without_an_identifier(pim):
    assert [item["identifier"] for item in pim.items("products")] == ["MUG", "TEE-RED-S", "TEE-RED-M"]


def test_attributes_locales_and_scope_restrict_the_values_not_the_products(pim):
    restricted = pim.items("products-uuid", attributes="sku")
    assert len(restricted) == 4
    assert all(set(item["values"]) <= {"sku"} for item in restricted)
    item = pim.get(f"products-uuid/{UUIDS['s']}", locales="en_US").json()
    assert [each["locale"] for each in item["values"]["name"]] == ["en_US"]
    assert data(item, "size") == "s"


def test_every_answer_carries_the_date_of_the_pim(pim):
    pim.call("PUT", "/_pim/clock", json={"offset_seconds": 86400 * 365 * 30})
    assert pim.call("GET", "/api/rest/v1").headers.get_list("date")[0].split()[3] > "2050"
