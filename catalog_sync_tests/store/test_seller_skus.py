"""Seller SKUs in the ledger: one for each SKU of the PIM, the same for ever, whatever the order they come in."""

import random
import re

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog_sync.mapping.regions import regions
from catalog_sync.mapping.seller_skus import seller_sku
from catalog_sync.store.seller_skus import SellerSkus

DE, GB = regions()["DE"].seller_sku, regions()["GB"].seller_sku
SKUS = ["12/345 Ä", "12-345 Ä", "LAMP-1", "LAMP 1", "ab"]


@pytest.fixture
def given_skus(engine: sa.Engine) -> SellerSkus:
    return SellerSkus(engine, "7")


def test_a_sku_keeps_its_seller_sku_although_the_region_changes_its_rule(given_skus: SellerSkus) -> None:
    before = given_skus.give(SKUS, GB)
    assert given_skus.give(SKUS, DE) == before
    assert before["ab"] == "ab"


def test_a_seller_sku_that_another_sku_was_given_is_never_given_again(given_skus: SellerSkus) -> None:
    made = given_skus.give(["12/345 Ä"], DE)["12/345 Ä"]
    names = given_skus.give([made, "12/345 Ä"], DE)
    assert names["12/345 Ä"] == made
    assert names[made] != made
    assert re.fullmatch(DE, names[made])


def test_a_name_that_is_taken_is_made_anew_and_longer(given_skus: SellerSkus) -> None:
    made = seller_sku("a b", DE)
    given_skus.give([made], DE)
    name = given_skus.give(["a b"], DE)["a b"]
    assert name.startswith(made)
    assert name != made


def test_a_look_that_may_not_write_shows_the_names_and_keeps_none(given_skus: SellerSkus) -> None:
    shown = given_skus.give(SKUS, DE, keep=False)
    assert given_skus.of(SKUS) == {}
    assert given_skus.give(SKUS, DE) == shown


def test_shops_name_their_skus_apart(engine: sa.Engine, given_skus: SellerSkus) -> None:
    given_skus.give(["a b"], DE)
    assert SellerSkus(engine, "8").of(["a b"]) == {}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60),
        min_size=1,
        max_size=12,
        unique=True,
    ),
    st.randoms(use_true_random=False),
    st.integers(),
)
def test_in_any_order_of_arrival_every_sku_has_its_own_name_for_ever(
    engine: sa.Engine, skus: list[str], order: random.Random, shop: int
) -> None:
    given_skus, seen = SellerSkus(engine, f"property {shop} {hash(tuple(skus))}"), dict[str, str]()
    arrivals = [sku for sku in skus for _ in range(2)]
    order.shuffle(arrivals)
    while arrivals:
        some = [arrivals.pop() for _ in range(min(len(arrivals), order.randint(1, 5)))]
        names = given_skus.give(some, order.choice([DE, GB]))
        assert all(seen.get(sku, name) == name for sku, name in names.items())
        seen |= names
    assert len(set(seen.values())) == len(skus)
