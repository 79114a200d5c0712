"""The mirror of products, offers, dictionaries and files: a revision for each real change and for nothing else."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from catalog_sync.pim.document import Offer, Product, Sku, Value
from catalog_sync.pim.hashing import content_hash
from catalog_sync.store.mirror import Mirror

NOW = datetime.now(UTC)


@pytest.fixture
def mirror(engine: sa.Engine) -> Mirror:
    return Mirror(engine)


def product(key: str = "p1", *sku_keys: str, family: str = "mugs", **values) -> Product:
    skus = [Sku(key=sku_key, sku=sku_key.upper()) for sku_key in sku_keys or (f"{key}-sku",)]
    given = {name: [Value(data=data)] for name, data in values.items()}
    return Product(key=key, identifier=key.upper(), family=family, values=given, skus=skus)


def store(mirror: Mirror, *products: Product) -> int:
    return mirror.store_products([(item, content_hash(item)) for item in products])


def living(mirror: Mirror) -> dict[str, set[str]]:
    return {item.key: {sku.key for sku in item.skus} for chunk in mirror.living(chunk=2) for item, _ in chunk}


def offer(sku: str = "P1-SKU", price: str = "12.5") -> tuple[Offer, str]:
    row = Offer(sku=sku, prices={"GBP": Decimal(price)}, quantities={"GB": 7}, as_of=NOW)
    return row, f"{sku} {price}"


def test_a_product_comes_back_as_it_was_stored(mirror: Mirror) -> None:
    item = product("p1", "a", "b", color="red", weight={"amount": "1.50", "unit": "KILOGRAM"})
    store(mirror, item)
    [(found, row)] = mirror.products(["p1"])
    assert (found, row.content_hash, row.deleted_at) == (item, content_hash(item), None)


def test_revisions_have_no_gaps_and_only_a_changed_product_gets_a_new_one(mirror: Mirror) -> None:
    assert store(mirror, product("p1"), product("p2"), product("p3")) == 3
    assert store(mirror, product("p1"), product("p2", color="red"), product("p3")) == 1
    assert mirror.revisions(["p1", "p2", "p3"]) == {"p1": 1, "p2": 4, "p3": 3}


def test_an_emptied_attribute_is_a_change(mirror: Mirror) -> None:
    store(mirror, product(color="red"))
    assert store(mirror, product()) == 1
    [(found, _)] = mirror.products(["p1"])
    assert found.values == {}


def test_a_deleted_product_is_a_tombstone_with_a_revision_of_its_own(mirror: Mirror) -> None:
    store(mirror, product("p1"), product("p2"))
    assert mirror.delete_products(["p1", "unknown"]) == 1
    assert mirror.delete_products(["p1"]) == 0
    [(_, row)] = mirror.products(["p1"])
    assert (row.revision, row.deleted_at is None) == (3, False)
    assert living(mirror).keys() == {"p2"}


def test_a_product_that_comes_back_unchanged_lives_again_under_a_new_revision(mirror: Mirror) -> None:
    store(mirror, product("p1"))
    mirror.delete_products(["p1"])
    assert store(mirror, product("p1")) == 1
    assert (mirror.revisions(["p1"]), living(mirror).keys()) == ({"p1": 3}, {"p1"})


def test_a_product_that_a_source_gives_twice_counts_as_given_last(mirror: Mirror) -> None:
    store(mirror, product("p1", color="red"), product("p1", color="blue"))
    [(found, _)] = mirror.products(["p1"])
    assert found.values["color"][0].data == "blue"


def test_who_holds_a_sku_that_arrives_with_another_product_is_known(mirror: Mirror) -> None:
    store(mirror, product("p1", "a", "b"), product("p2", "c"), product("p3", "d"))
    mirror.delete_products(["p3"])
    assert mirror.robbed([product("p4", "b", "d"), product("p2", "c")]) == {"p1"}
    assert mirror.robbed([product("p4", "b"), product("p1", "a")]) == set()


def test_a_product_without_skus_lives_too(mirror: Mirror) -> None:
    store(mirror, Product(key="p1", identifier="P1"))
    assert living(mirror) == {"p1": set()}


def test_families_are_read_without_tombstones(mirror: Mirror) -> None:
    store(mirror, product("p1", family="certificates"), product("p2", family="certificates"), product("p3"))
    mirror.delete_products(["p2"])
    assert [item.key for item in mirror.products_of_families(["certificates"])] == ["p1"]


def test_the_texts_of_an_attribute_are_those_of_living_products_and_their_variants(mirror: Mirror) -> None:
    [sku] = product("p2", "s2").skus
    own = sku.model_copy(update={"values": {"maker": [Value(data="Bolt")], "other": [Value(data="no")]}})
    varying = product("p2").model_copy(update={"skus": [own]})
    several = product("p4", maker=["several"])
    store(
        mirror,
        product(maker="Acme"),
        varying,
        product("p3", maker="Gone"),
        several,
        product("p5", maker="Acme"),
    )
    mirror.delete_products(["p3"])
    assert mirror.texts_of("maker") == ["Acme", "Bolt"]


def test_many_products_come_chunk_by_chunk(mirror: Mirror) -> None:
    keys = [f"p{number}" for number in range(7)]
    store(mirror, *map(product, keys))
    assert sorted(item.key for item, _ in mirror.products(keys, chunk=3)) == keys


def test_offers_change_with_their_numbers_and_keep_them_exactly(mirror: Mirror) -> None:
    assert mirror.store_offers([offer(), offer("OTHER")]) == 2
    assert mirror.store_offers([offer(), offer("OTHER", "13.00")]) == 1
    assert mirror.offers_of(["OTHER", "NONE"])["OTHER"].prices == {"GBP": Decimal("13.00")}


def test_no_offers_are_no_change(mirror: Mirror) -> None:
    assert mirror.store_offers([]) == 0


def test_the_bound_says_how_far_and_when_it_was_refreshed_and_enumerated(mirror: Mirror) -> None:
    mirror.move_bound("pim", "1", origin="here", enumerated=True, counts={})
    enumerated_at = mirror.bound("pim").enumerated_at
    assert enumerated_at is not None
    mirror.move_bound("pim", "2", origin="there", enumerated=False, counts={"read": 3})
    row = mirror.bound("pim")
    assert (row.origin, row.bound, row.enumerated_at) == ("there", "2", enumerated_at)
    assert row.last_refresh == {"read": 3}
    assert mirror.refreshed_since("pim", NOW - timedelta(hours=1))
    assert not mirror.refreshed_since("pim", NOW + timedelta(hours=1))
    assert not mirror.refreshed_since("offers", NOW - timedelta(hours=1))


def test_the_dictionary_is_the_one_stored_last(mirror: Mirror) -> None:
    assert mirror.dictionary("pim") == ({}, "")
    mirror.store_dictionary("pim", {"a": 1}, "one")
    mirror.store_dictionary("pim", {"a": 2}, "two")
    assert mirror.dictionary("pim") == ({"a": 2}, "two")


def test_only_files_that_could_be_had_have_a_digest(mirror: Mirror) -> None:
    mirror.remember_media("good", "d1", 10, None)
    mirror.remember_media("bad", None, None, "not there")
    assert mirror.digests(["good", "bad", "unknown"]) == {"good": "d1"}
