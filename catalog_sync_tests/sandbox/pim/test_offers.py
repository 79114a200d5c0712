"""The price and stock source."""

import pytest


def offers(pim, key=None, **parameters):
    headers = {"Authorization": f"Bearer {key or pim.credentials.offers_key}"}
    return pim.call("GET", "/offers", params=parameters, headers=headers)


def skus(answer):
    return [offer["sku"] for offer in answer.json()["offers"]]


def test_offers_come_in_the_order_of_skus_page_by_page(pim):
    first = offers(pim, limit=2)
    assert (skus(first), first.json()["next"]) == (["MUG", "TEE-RED-M"], "TEE-RED-M")
    rest = offers(pim, limit=2, after=first.json()["next"])
    assert (skus(rest), rest.json()["next"]) == (["TEE-RED-S"], None)


def test_since_takes_what_is_as_young_or_younger(pim):
    assert skus(offers(pim, since="2026-01-02T00:00:00Z")) == ["TEE-RED-M", "TEE-RED-S"]
    assert skus(offers(pim, since="2026-01-02T02:00:00+02:00")) == ["TEE-RED-M", "TEE-RED-S"]
    assert skus(offers(pim, since="2026-01-02T00:00:01Z")) == ["TEE-RED-S"]


@pytest.mark.parametrize("parameters", [{"since": "lately"}, {"limit": "-1"}])
def test_a_parameter_that_cannot_be_read_is_unprocessable(pim, parameters):
    assert offers(pim, **parameters).status_code == 422


def test_a_wrong_key_is_unauthorized(pim):
    assert offers(pim, key="wrong").status_code == 401


def test_an_edited_offer_is_merged_and_as_of_now(pim):
    edit = {"prices": {"GBP": None, "USD": "9.99"}, "quantities": {"GB": 0}}
    offer = pim.call("PATCH", "/_pim/offers/MUG", json=edit).json()
    assert offer["prices"] == {"USD": "9.99"}
    assert offer["quantities"] == {"GB": 0, "ID": 1}
    assert skus(offers(pim, since="2026-02-01T00:00:00Z")) == ["MUG"]


def test_a_sku_without_an_offer_gets_one(pim):
    pim.call("PATCH", "/_pim/offers/NEW", json={"prices": {"GBP": "1.00"}})
    assert "NEW" in skus(offers(pim))
