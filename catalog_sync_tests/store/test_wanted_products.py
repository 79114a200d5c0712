"""Products are found by all that people call them, and asked for one by one as the backlog has them."""

import pytest
import sqlalchemy as sa

from catalog_sync.store.due_terms import Terms
from catalog_sync.store.looks import Looks
from catalog_sync.store.wanted_products import WantedProducts
from catalog_sync_tests.sync.goods import coloured_mugs, mug
from catalog_sync_tests.sync.mirrored import Catalogue

SHOP = "7001"


@pytest.fixture
def wanted(engine: sa.Engine) -> WantedProducts:
    """A mirror of two mugs and a product in two colours."""
    Catalogue(engine, mug(1), mug(2), coloured_mugs("red", "blue")).refresh()
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "insert into catalog_sync.seller_skus (shop_id, sku, seller_sku) values (:shop, 'MUG-RED', 'R_1')"
            ),
            {"shop": SHOP},
        )
    return WantedProducts(engine, SHOP)


@pytest.mark.parametrize("name", ["model:mugs", "MUGS", "MUG-BLUE", "R_1"])
def test_a_product_is_found_by_key_identifier_sku_and_seller_sku(wanted: WantedProducts, name: str) -> None:
    assert wanted.named(name) == "model:mugs"


def test_a_seller_sku_of_another_shop_and_an_unknown_name_find_nothing(
    wanted: WantedProducts, engine: sa.Engine
) -> None:
    assert WantedProducts(engine, "7002").named("R_1") is None
    assert wanted.named("NO-SUCH") is None


def test_one_product_has_the_row_that_a_batch_would_have(wanted: WantedProducts, engine: sa.Engine) -> None:
    terms = Terms(version="1")
    batch, _ = Looks(engine, SHOP).due(terms, limit=10)
    assert wanted.due(terms) == batch
    assert wanted.due(terms, ["model:mugs"]) == [row for row in batch if row["product_key"] == "model:mugs"]
    assert wanted.due(terms, []) == []


def test_the_facts_of_a_product_that_was_never_looked_at_have_no_state(wanted: WantedProducts) -> None:
    facts = wanted.facts("product:mug-1")
    assert (facts["revision"] > 0, facts["state"], facts["findings"]) == (True, None, None)
