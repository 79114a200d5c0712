"""Reading Akeneo's JSON: same document whatever the order, a problem and never a crash for anything broken."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.pim.akeneo_products import Structure, model_listing, simple_listing
from catalog_sync.pim.document import Product
from catalog_sync.pim.hashing import content_hash
from catalog_sync.pim.source import Problem
from catalog_sync_tests.pim.world import model, product

STRUCTURE = Structure(
    "sku", frozenset({"picture"}), {"shirts": "shirts"}, {"by_color_size": ["color", "size"]}
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_locale_and_channel_are_kept_and_files_become_media():
    raw = product("u", "S") | {
        "values": {
            "picture": [{"locale": "en_US", "scope": "ecommerce", "data": "a/b.jpg"}],
            "weight": [{"locale": None, "scope": None, "data": {"amount": "1.5", "unit": "KILOGRAM"}}],
        }
    }
    read = simple_listing(raw, STRUCTURE)
    assert (read.media[0].code, read.media[0].locale, read.media[0].channel) == (
        "a/b.jpg",
        "en_US",
        "ecommerce",
    )
    assert read.values["weight"][0].data == {"amount": "1.5", "unit": "KILOGRAM"}


def test_product_without_an_identifier_is_read_and_named_by_its_uuid():
    read = simple_listing(product("u", "S") | {"values": {}}, STRUCTURE)
    assert (read.identifier, read.skus[0].sku) == ("u", None)


def test_family_takes_the_spelling_of_the_families():
    assert simple_listing(product("u", "S") | {"family": "SHIRTS"}, STRUCTURE).family == "shirts"
    assert simple_listing(product("u", "S") | {"family": None}, STRUCTURE).family is None


def test_family_variant_is_found_in_any_letter_case():
    assert model_listing(model("m", family_variant="By_Color_Size"), [], STRUCTURE).axes == ["color", "size"]


def test_model_is_enabled_while_one_variant_is():
    variants = [product("a", "A") | {"enabled": False}, product("b", "B")]
    assert model_listing(model("m"), variants, STRUCTURE).enabled
    assert not model_listing(model("m"), variants[:1], STRUCTURE).enabled


def test_one_broken_variant_parks_the_model_so_that_no_sku_is_lost():
    broken = product("b", "B") | {"values": {"name": [{"locale": None}]}}
    read = model_listing(model("m"), [product("a", "A"), broken], STRUCTURE)
    assert read == Problem("model:m", "m", "the PIM's answer has no data")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"enabled": None}, "enabled"),
        ({"values": {"sku": [{"data": 5}]}}, "sku"),
        ({"values": {"picture": [{"data": None}]}}, "code"),
        ({"values": []}, None),
        ({"categories": "x"}, None),
        ({"values": {"name": "text"}}, "shape"),
        ({"values": {"specs": [{"data": [{"note": "a\0b"}]}]}}, "specs holds a NUL"),
    ],
)
def test_broken_fields_become_a_problem_that_names_them(change, named):
    read = simple_listing(product("u", "S") | change, STRUCTURE)
    assert isinstance(read, Product) if named is None else named in read.message


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_order_of_the_answer_does_not_change_the_hash(shuffler: random.Random):
    rows = [
        {"locale": locale, "scope": scope, "data": f"{locale}{scope}"} for locale in "ab" for scope in "xy"
    ]
    names = list("klmn")

    def read():
        shuffler.shuffle(rows)
        shuffler.shuffle(names)
        variants = [
            product(key, key) | {"values": {name: list(rows) for name in names}, "categories": names}
            for key in "pqr"
        ]
        shuffler.shuffle(variants)
        return content_hash(model_listing(model("m") | {"categories": names}, variants, STRUCTURE))

    assert read() == read()


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["enabled", "family", "categories", "values", "identifier"]), JSON))
def test_anything_in_a_product_gives_a_document_or_a_problem(changes):
    read = simple_listing(product("u", "S") | changes, STRUCTURE)
    assert isinstance(read, Product | Problem)
    assert read.key == "product:u"


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(["family", "categories", "values", "family_variant"]), JSON),
    st.dictionaries(st.text() | st.sampled_from(["picture", "sku"]), JSON),
)
def test_anything_in_a_model_or_its_variants_gives_a_document_or_a_problem(changes, values):
    read = model_listing(model("m") | changes, [product("u", "S") | {"values": values}], STRUCTURE)
    assert isinstance(read, Product | Problem)
