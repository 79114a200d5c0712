"""PIMs before version 7: products are read by their identifier."""

import pytest

from catalog_sync.pim.errors import PimAnswerInvalid
from catalog_sync.pim.source import Gone, Listed
from catalog_sync_tests.pim.world import after_first_read, changes, listed, model, product, read_keys, run

POLO = {"POLO-RED-S", "POLO-RED-M", "POLO-BLUE"}


@pytest.fixture
def old(pim):
    pim.behaviour.uuid_endpoints = False
    return pim


def test_identifiers_are_keys_where_the_pim_has_no_uuids(old):
    found, _, complete = changes(old)
    assert complete
    assert set(found) == {"product:CAP", "model:Polo", "model:empty"}
    assert [sku.key for sku in found["product:CAP"].skus] == ["CAP"]
    assert {sku.key for sku in found["model:Polo"].skus} == POLO
    rows, complete = listed(old)
    assert complete
    assert {row.sku for row in rows if row.key == "model:Polo"} == POLO | {None}
    assert Listed("product:CAP", "CAP") in rows


def test_endpoint_is_found_by_the_list_of_routes_or_by_asking(old):
    old.spoil = lambda request, response: (
        type(response)(404, json={"code": 404}) if request.url.path == "/api/rest/v1" else response
    )
    assert "product:CAP" in changes(old)[0]
    old.behaviour.uuid_endpoints = True
    assert "product:u-cap" in changes(old)[0]


def test_configured_endpoint_is_not_asked_for(pim):
    found, _, _ = changes(pim, endpoint="identifier")
    assert "product:CAP" in found
    assert {sku.key for sku in found["model:Polo"].skus} == POLO
    assert not [request for request in pim.asked if request.url.path == "/api/rest/v1"]


@pytest.mark.parametrize(
    ("table", "key"),
    [("products", "u-red-m"), ("products", "u-blue"), ("models", "polo_red"), ("models", "polo")],
)
def test_delta_follows_variants_and_models(old, table, key):
    """Failure mode 2, in a PIM that tells of one model's variants at a time only."""
    bound = after_first_read(old)
    old.edit(table, key, values={"name": "Changed"})
    found, _, _ = changes(old, bound)
    assert set(found) == {"model:Polo"}
    assert len(found["model:Polo"].skus) == 3


def test_product_is_read_by_its_identifier(old):
    old.catalogue.entities.products.put(product("u-odd", "A/B c#1"))
    found = read_keys(old, "product:A/B c#1", "product:none")
    assert Gone("product:none") in found
    assert "product:A/B c#1" in {change.key for change in found}


def test_identifier_that_only_changed_its_case_is_another_key_and_the_old_one_is_gone(old):
    """Failure mode 14: the PIM finds it under its old spelling too, which must not keep two listings alive."""
    bound = after_first_read(old)
    old.edit("products", "u-cap", values={"sku": "Cap"})
    assert set(changes(old, bound)[0]) == {"product:Cap"}
    assert read_keys(old, "product:CAP") == [Gone("product:CAP")]

    async def exists(key):
        async with old.source() as source:
            return await source.exists(key)

    assert (run(exists("product:CAP")), run(exists("product:Cap"))) == (False, True)


@pytest.mark.parametrize("uuids", [True, False])
def test_code_with_a_slash_is_found_though_it_has_no_address(pim, uuids):
    """Failure mode 1, the other way round: the server's 404 for an escaped slash is no deletion."""
    pim.behaviour.uuid_endpoints = uuids
    pim.catalogue.entities.products.put(product("u-odd", "A/B"))
    pim.catalogue.entities.models.put(model("Cup/blue"))
    pim.spoil = lambda request, response: (
        type(response)(404, html="Not Found")
        if b"%2F" in request.url.raw_path.partition(b"?")[0]
        else response
    )
    keys = ["model:Cup/blue", "model:none/such", "product:u-odd" if uuids else "product:A/B"]
    found = {change.key: change for change in read_keys(pim, *keys)}
    assert {key for key, change in found.items() if isinstance(change, Gone)} == {"model:none/such"}
    assert set(found) == set(keys)


def test_gateway_that_finds_no_listing_does_not_turn_uuids_into_identifiers(pim):
    """Failure mode 14: other keys would make a second listing of every product."""
    pim.spoil = lambda request, response: (
        response if request.url.path.endswith("/token") else type(response)(404, html="Not Found")
    )
    with pytest.raises(PimAnswerInvalid, match="gateway"):
        changes(pim)


def test_other_endpoint_than_before_is_read_in_full(old):
    """Failure mode 14: after an update of the PIM, products have other keys."""
    bound = after_first_read(old)
    old.behaviour.uuid_endpoints = True
    found, _, complete = changes(old, bound)
    assert complete
    assert "product:u-cap" in found


def test_products_without_an_identifier_are_not_seen_which_the_check_says(old):
    """Failure mode 14: what such an endpoint cannot tell."""
    row = product("u-bare", "x")
    row["values"] = {}
    old.catalogue.entities.products.put(row)
    assert len(changes(old)[0]) == 3

    async def check():
        async with old.source() as source:
            return [line async for line in source.check()]

    assert any(line.ok is None and "without an identifier" in line.advice for line in run(check()))


@pytest.mark.parametrize("uuids", [True, False])
def test_size_counts_the_products_that_are_seen_with_one_call(pim, uuids):
    pim.behaviour.uuid_endpoints = uuids

    async def size():
        async with pim.source() as source:
            return await source.size()

    assert run(size()) == 4
    assert len([request for request in pim.asked if "with_count" in request.url.params]) == 1


def test_size_is_none_where_the_pim_does_not_count(pim):
    pim.spoil = lambda request, response: (
        type(response)(422, json={"message": "no count"}) if "with_count" in request.url.params else response
    )

    async def size():
        async with pim.source() as source:
            return await source.size()

    assert run(size()) is None


def test_origin_is_the_address_without_secrets(pim):
    async def origin():
        async with pim.source() as source:
            return source.origin

    assert run(origin()) == "http://pim.test/"
