"""The deposit on bottles and cans: asked for in Germany alone, also where there is none."""

import pytest

from catalog_sync_tests.sandbox.tiktok.seller import Seller, demo_world

BOTTLES = "600032"
NONE = {"type": "PFAND", "additional_attribute": "NOT_APPLICABLE"}
SINGLE_USE = {"type": "PFAND", "additional_attribute": "SINGLE_USE", "amount": "0.25"}


def answer(region, fees, leaf=BOTTLES):
    seller = Seller(demo_world(), region)
    return seller.refusal(category_id=leaf, skus=[seller.sku(fees=fees)])


@pytest.mark.parametrize(
    "fee", [NONE, SINGLE_USE, {**SINGLE_USE, "amount": "0"}, {**SINGLE_USE, "amount": "6300"}]
)
def test_a_stated_deposit_is_taken(fee):
    assert answer("DE", [fee]) == 0


@pytest.mark.parametrize(
    "fees",
    [
        None,
        [],
        [NONE, SINGLE_USE],
        [{"type": "PFAND"}],
        [{**NONE, "additional_attribute": "MAYBE"}],
        [{**SINGLE_USE, "type": "PANT"}, NONE],
        [{**SINGLE_USE, "amount": None}],
        [{**SINGLE_USE, "amount": "0,25"}],
        [{**SINGLE_USE, "amount": "6300.01"}],
        [{**NONE, "amount": "-1"}],
    ],
)
def test_one_that_is_missing_or_none_is_refused(fees):
    assert answer("DE", fees) == 12052910


def test_a_leaf_that_lists_it_without_asking_takes_a_product_that_says_nothing():
    assert answer("DE", None, "600031") == 0
    assert answer("DE", [NONE], "600031") == 0


def test_other_markets_have_no_such_fee():
    assert answer("GB", None) == 0
    assert answer("GB", [NONE]) == 12052910
