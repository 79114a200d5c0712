"""Reading Akeneo's JSON: same document whatever the order, a problem and never a crash for anything broken."""

import random
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.pim.akeneo.products import model_listing, simple_listing
from catalog_sync.pim.akeneo.structure import Structure
from catalog_sync.pim.dictionaries import Dictionaries
from catalog_sync.pim.document import Media, Product, Sku, Value, told_part
from catalog_sync.pim.hashing import content_hash
from catalog_sync.pim.source import Problem
from catalog_sync_tests.pim.world import model, product

TYPES = {
    "sku": "pim_catalog_identifier",
    "name": "pim_catalog_text",
    "picture": "pim_catalog_image",
    "amount": "pim_catalog_number",
    "organic": "pim_catalog_boolean",
    "since": "pim_catalog_date",
    "color": "pim_catalog_simpleselect",
    "material": "pim_catalog_multiselect",
    "weight": "pim_catalog_metric",
    "price": "pim_catalog_price_collection",
    "contents": "pim_catalog_table",
    "goes_with": "pim_catalog_product_link",
    "packshots": "pim_catalog_asset_collection",
    "brand": "akeneo_reference_entity",
    "partners": "akeneo_reference_entity_collection",
    "new_kind": "pim_catalog_of_next_year",
}
NAMED = {"packshots": "packshots", "brand": "brands", "partners": "brands"}
STRUCTURE = Structure.of(
    "sku",
    Dictionaries.model_validate(
        {
            "attributes": {
                code: {"type": kind, "reference_data_name": NAMED.get(code)} for code, kind in TYPES.items()
            },
            "families": {"shirts": {}},
            "family_variants": {"by_color_size": {"family": "shirts", "axes": ["color", "size"]}},
        }
    ),
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
        ({"values": {"name": 5}}, "shape"),
        ({"completenesses": [{"scope": "ecommerce", "locale": "en_US", "data": 101}]}, "percent"),
        ({"completenesses": [{"scope": "ecommerce"}]}, "locale"),
        ({"completenesses": 5}, "shape"),
        ({"categories": ["a\0b"]}, "categories hold a NUL"),
        ({"values": {"picture": [{"data": "a\0b"}]}}, "code of a file holds a NUL"),
        ({"values": {"a\0b": [{"data": "c"}]}}, "holds a NUL"),
        ({"values": {"specs": [{"data": [{"note": "a\0b"}]}]}}, "specs holds a NUL"),
    ],
)
def test_broken_fields_become_a_problem_that_names_them(change, named):
    read = simple_listing(product("u", "S") | change, STRUCTURE)
    assert isinstance(read, Product) if named is None else named in read.message


def test_backslash_that_looks_like_a_nul_is_kept():
    found = simple_listing(product("u", "S", name="a\\u0000b"), STRUCTURE)
    assert found.values["name"][0].data == "a\\u0000b"


GOOD = [
    ("name", "Cup"),
    ("amount", 5),
    ("amount", "5.2500"),
    ("amount", -1.5),
    ("organic", False),
    ("since", "2026-11-23T00:00:00+00:00"),
    ("color", "red"),
    ("material", ["wool", "cotton"]),
    ("weight", {"amount": "1.5000", "unit": "KILOGRAM", "symbol": "kg"}),
    ("weight", {"amount": 2, "unit": "POUND"}),
    ("price", [{"amount": "9.99", "currency": "EUR"}, {"amount": None, "currency": "USD"}]),
    ("contents", [{"part": "lid", "number": 2}, {}]),
    ("goes_with", {"type": "product", "id": "5e4b8d1c-1111-4222-8333-abcdefabcdef"}),
    ("goes_with", {"type": "product_model", "identifier": "polo"}),
    ("packshots", ["front", "back"]),
    ("brand", "acme"),
    ("partners", ["acme"]),
    ("new_kind", {"whatever": [1]}),
    ("unknown_attribute", [["nested"]]),
    ("weight", None),
    ("packshots", None),
    ("brand", None),
]
BAD = [
    ("name", {"amount": 1}),
    ("amount", "a lot"),
    ("amount", "NaN"),
    ("amount", True),
    ("organic", "yes"),
    ("since", "tomorrow"),
    ("since", 20261123),
    ("color", ["red"]),
    ("color", {"code": "red"}),
    ("material", "wool"),
    ("material", [{"code": "wool"}]),
    ("weight", {"amount": "heavy", "unit": "KILOGRAM"}),
    ("weight", {"amount": "52"}),
    ("weight", [{"amount": "52", "unit": "GRAM"}]),
    ("weight", "52 kg"),
    ("price", {"EUR": "9.99"}),
    ("price", [{"amount": "9,99", "currency": "EUR"}]),
    ("price", ["9.99"]),
    ("contents", {"part": "lid"}),
    ("contents", ["lid"]),
    ("goes_with", "polo"),
    ("goes_with", {"type": "product"}),
    ("packshots", "front"),
    ("packshots", [{"code": "front"}]),
    ("brand", ["acme"]),
    ("partners", {"acme": True}),
]


@pytest.mark.parametrize(("attribute", "data"), GOOD)
def test_data_keeps_the_shape_that_the_pim_gave_it(attribute, data):
    assert simple_listing(product("u", "S", **{attribute: data}), STRUCTURE).values[attribute][0].data == data


@pytest.mark.parametrize(("attribute", "data"), BAD)
def test_data_of_another_shape_is_a_problem_of_its_product_that_names_the_attribute(attribute, data):
    """Failure mode 13: a measurement without its unit, or an amount that is no number, is never guessed at."""
    found = simple_listing(product("u", "S", **{attribute: data}), STRUCTURE)
    assert isinstance(found, Problem)
    assert found.identifier == "S"
    assert f"attribute {attribute} holds" in found.message


@settings(deadline=None)
@given(st.sampled_from(sorted(TYPES)), JSON)
def test_any_data_of_any_type_of_attribute_gives_a_document_or_a_problem(attribute, data):
    raw = product("u", "S")
    raw["values"][attribute] = [{"data": data}]
    assert isinstance(simple_listing(raw, STRUCTURE), Product | Problem)


def test_emptied_attribute_changes_the_hash():
    """Failure mode 4: the PIM leaves an emptied attribute out; the whole state is compared."""
    full, emptied = product("u", "S", name="Cup", color="red"), product("u", "S", name="Cup")
    assert content_hash(simple_listing(full, STRUCTURE)) != content_hash(simple_listing(emptied, STRUCTURE))


def test_locales_and_channels_are_never_mixed():
    """Failure mode 12: a text of another locale or channel is another text, and a missing one stays missing."""
    rows = [
        {"locale": "en_US", "scope": None, "data": "Cup"},
        {"locale": "id_ID", "scope": None, "data": None},
    ]
    read = simple_listing(product("u", "S") | {"values": {"unknown": rows}}, STRUCTURE)
    assert [(value.locale, value.data) for value in read.values["unknown"]] == [
        ("en_US", "Cup"),
        ("id_ID", None),
    ]
    swapped = [row | {"locale": other} for row, other in zip(rows, ("id_ID", "en_US"), strict=True)]
    other = simple_listing(product("u", "S") | {"values": {"unknown": swapped}}, STRUCTURE)
    assert content_hash(read) != content_hash(other)


def test_edit_of_a_model_is_in_the_document_of_its_variants():
    """Failure mode 2: one document holds the model and its variants, so either's edit is its edit."""
    variant = product("a", "A", parent="m")
    before, after = (model_listing(model("m", name=name), [variant], STRUCTURE) for name in ("Old", "New"))
    assert content_hash(before) != content_hash(after)
    assert before.family_variant == "by_color_size"


def test_field_that_keeps_its_default_does_not_change_the_hash():
    class Wider(Product):
        novelty: str | None = None
        more: tuple[str, ...] = ()

    bare = {"key": "product:u", "identifier": "S", "skus": [{"key": "u", "sku": None}]}
    assert content_hash(Wider.model_validate(bare)) == content_hash(Product.model_validate(bare))
    assert content_hash(Wider.model_validate(bare | {"more": ("x",)})) != content_hash(
        Product.model_validate(bare)
    )


@pytest.mark.parametrize(
    "place", [{}, {"locale": "en_US"}, {"channel": "web"}, {"locale": "a", "channel": "b"}]
)
def test_parts_are_told_by_all_their_fields_that_differ_from_the_default(place):
    value, media = Value(data=None, **place), Media(attribute="a", code="b", **place)
    assert told_part(value) == {"data": None} | place
    assert told_part(media) == {"attribute": "a", "code": "b"} | place
    for part, required in ((Value, {"data"}), (Media, {"attribute", "code"})):
        defaults = {field.name: field.default for field in fields(part) if field.name not in required}
        assert defaults == {"locale": None, "channel": None}


def test_product_with_several_skus_counts_them_all():
    values = {"name": [Value(data="Cup")]}
    first = Sku(key="a", sku="A", values=values)
    others = [Sku(key="b", sku="B"), Sku(key="b", sku="C")]
    made = [Product(key="model:m", identifier="m", values=values, skus=[first, other]) for other in others]
    assert content_hash(made[0]) != content_hash(made[1])


@pytest.mark.parametrize(
    "change",
    [
        {"key": "v"},
        {"sku": "T"},
        {"enabled": False},
        {"completeness": [{"channel": "web", "locale": "en_US", "percent": 50}]},
        {"values": {"name": [{"data": "Mug"}]}},
        {"media": [{"attribute": "picture", "code": "a"}]},
    ],
)
def test_anything_in_the_only_sku_of_a_simple_product_counts_in_the_hash(change):
    """Failure mode 11: disabling a product, and its completeness, are changes."""
    sku = {"key": "u", "sku": "S", "values": {"name": [{"data": "Cup"}]}}
    whole = {"key": "product:u", "identifier": "S", "values": sku["values"]}
    before, after = (Product.model_validate(whole | {"skus": [each]}) for each in (sku, sku | change))
    assert content_hash(before) != content_hash(after)


def test_sku_that_repeats_the_product_and_one_that_is_empty_differ():
    values = {"name": [Value(data="Cup")]}
    skus = [Sku(key="u", sku=None, values=values), Sku(key="u", sku=None)]
    hashes = {
        content_hash(Product(key="product:u", identifier="S", values=values, skus=[sku])) for sku in skus
    }
    assert len(hashes) == 2
    stored = Product(key="product:u", identifier="S", values=values, skus=skus[:1]).model_dump(mode="json")
    assert content_hash(Product.model_validate(stored)) in hashes


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
