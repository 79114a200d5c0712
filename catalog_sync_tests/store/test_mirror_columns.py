"""What the mirror keeps beside each document, so that what is due and what is sold can be told by the database."""

import pytest
import sqlalchemy as sa

from catalog_sync.pim.document import Completeness, Product, Sku
from catalog_sync.store.migrations.versions import v0006_delta
from catalog_sync.store.mirror import Mirror

COLUMNS = sa.text(
    "select product_key, enabled, categories, completeness, depends_on from catalog_sync.pim_products order by 1"
)


def sku(key: str, *, enabled: bool = True, **percents: int) -> Sku:
    rows = [
        Completeness(channel="ecommerce", locale=locale, percent=number)
        for locale, number in percents.items()
    ]
    return Sku(key=key, sku=key.upper(), enabled=enabled, completeness=rows)


PRODUCTS = [
    Product(key="a", identifier="A", skus=[sku("a1", en_US=80, id_ID=100), sku("a2", en_US=90, id_ID=10)]),
    Product(key="b", identifier="B", skus=[sku("b1", en_US=80), sku("b2", enabled=False, en_US=100)]),
    Product(key="c", identifier="C", enabled=False, categories=["mugs", 'a "b", {c}'], skus=[sku("c1")]),
    Product(key="d", identifier="D", depends_on=["asset:x/y"], skus=[sku("d1", enabled=False)]),
    Product(key="e", identifier="E"),
]
EXPECTED = [
    ("a", True, [], {"ecommerce|en_US": 90, "ecommerce|id_ID": 100}, []),
    ("b", True, [], {"ecommerce|en_US": 80}, []),
    ("c", False, ["mugs", 'a "b", {c}'], {}, []),
    ("d", False, [], {}, ["asset:x/y"]),
    ("e", False, [], {}, []),
]


@pytest.fixture
def stored(engine: sa.Engine) -> sa.Engine:
    Mirror(engine).store_products([(product, "1") for product in PRODUCTS])
    return engine


def columns(engine: sa.Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(COLUMNS)]


def test_they_are_filled_when_a_product_is_written(stored: sa.Engine) -> None:
    assert columns(stored) == EXPECTED


def test_they_follow_the_product(stored: sa.Engine) -> None:
    changed = PRODUCTS[2].model_copy(update={"enabled": True, "categories": ["bottles"]})
    Mirror(stored).store_products([(changed, "2")])
    assert columns(stored)[2] == ("c", True, ["bottles"], {}, [])


def test_a_mirror_from_before_has_them_filled_by_the_migration(stored: sa.Engine) -> None:
    with stored.begin() as connection:
        empty = "enabled = true, categories = '{}', completeness = '{}', depends_on = '{}'"
        connection.execute(sa.text(f"update catalog_sync.pim_products set {empty}"))
        connection.execute(sa.text(v0006_delta._FILL))
    assert columns(stored) == EXPECTED


def test_a_variant_that_goes_or_is_renamed_is_so_in_the_mirror_too(stored: sa.Engine) -> None:
    changed = PRODUCTS[0].model_copy(
        update={"skus": [sku("a2").model_copy(update={"sku": "OTHER"}), sku("a3")]}
    )
    Mirror(stored).store_products([(changed, "2")])
    with stored.connect() as connection:
        query = sa.text("select sku_key, sku from catalog_sync.pim_skus where product_key = 'a' order by 1")
        assert [tuple(row) for row in connection.execute(query)] == [("a2", "OTHER"), ("a3", "A3")]
