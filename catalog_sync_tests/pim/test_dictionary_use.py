"""Which dictionary changes a product has to do with: its version moves for these and for no other."""

import time

import pytest

from catalog_sync.pim.dictionaries import Dictionaries
from catalog_sync.pim.dictionary_use import DictionaryUse, structure_changes, uses
from catalog_sync.pim.document import Media, Product, Sku, Value

PLAIN = {
    "attributes": {
        "name": {"type": "pim_catalog_text", "labels": {"en_US": "Name"}},
        "color": {"type": "pim_catalog_simpleselect"},
        "size": {"type": "pim_catalog_simpleselect"},
        "material": {"type": "pim_catalog_multiselect"},
        "brand": {"type": "akeneo_reference_entity", "reference_data_name": "brands"},
        "weight": {"type": "pim_catalog_metric", "metric_family": "Weight"},
        "packshots": {"type": "pim_catalog_asset_collection", "reference_data_name": "packshots"},
        "unused": {"type": "pim_catalog_simpleselect"},
    },
    "options": {
        "color": {"red": {"labels": {"en_US": "Red"}}, "blue": {}},
        "size": {"s": {}, "m": {}},
        "material": {"cotton": {}, "wool": {}, "silk": {}},
        "unused": {"red": {}},
    },
    "records": {"brands": {"acme": {"labels": {"en_US": "Acme"}}, "other": {}}},
    "families": {"shirts": {"attributes": ["name"], "requirements": "r1"}, "mugs": {}},
    "family_variants": {
        "by_color": {"family": "shirts", "axes": ["color"]},
        "by_size": {"family": "shirts", "axes": ["size"]},
    },
    "categories": {
        "master": {"labels": {"en_US": "Master"}},
        "tops": {"parent": "master"},
        "shirts": {"parent": "tops"},
        "mugs": {"parent": "master"},
    },
    "channels": {"ecommerce": {"locales": ["en_US"], "currencies": ["USD"], "category_tree": "master"}},
    "measurement_families": {
        "Weight": {"standard_unit": "KILOGRAM", "units": {"GRAM": {"to_standard": [{"operator": "mul", "value": "0.001"}]}}},
        "Length": {"standard_unit": "METER", "units": {}},
    },
}  # fmt: skip
SHIRT = Product(
    key="model:shirt",
    identifier="shirt",
    family="shirts",
    family_variant="by_color",
    categories=["shirts"],
    values={
        "name": [Value(data="Shirt")],
        "brand": [Value(data="acme")],
        "material": [Value(data=["cotton", "Wool"])],
        "weight": [Value(data={"amount": "1", "unit": "GRAM"})],
    },
    skus=[
        Sku(
            key="u",
            sku="S",
            values={"color": [Value(data="red")]},
            media=[Media(attribute="packshots", code="x")],
        )
    ],
    depends_on=["asset:packshots/front", "record:brands/acme"],
)


def changed(path: str, value=None) -> Dictionaries:
    """The dictionaries with one entry replaced or, without a value, removed."""
    content = Dictionaries.model_validate(PLAIN).model_dump(mode="json")
    *above, last = path.split("/")
    place = content
    for step in above:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return Dictionaries.model_validate(content)


BEFORE = Dictionaries.model_validate(PLAIN)


def version(known: Dictionaries) -> str:
    return DictionaryUse(known).version(SHIRT)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("attributes/name/labels", {"en_US": "Title"}),
        ("attributes/packshots/labels", {"en_US": "Pictures"}),
        ("options/color/red/labels", {"en_US": "Crimson"}),
        ("options/material/wool/labels", {"en_US": "Wool"}),
        ("options/color/red", None),
        ("records/brands/acme/labels", {"en_US": "ACME"}),
        ("families/shirts/requirements", "r2"),
        ("family_variants/by_color/axes", ["color", "size"]),
        ("categories/shirts/parent", "mugs"),
        ("categories/master/labels", {"en_US": "All"}),
        ("measurement_families/Weight/units/GRAM/to_standard", [{"operator": "mul", "value": "0.002"}]),
        ("channels/ecommerce/currencies", ["EUR"]),
    ],
)
def test_a_change_of_an_entry_that_the_product_uses_changes_its_version(path, value):
    """Failure mode 14: an option's new label, a moved category or a new factor is seen without a product's update."""
    assert version(changed(path, value)) != version(BEFORE)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("attributes/unused/labels", {"en_US": "Unused"}),
        ("options/color/blue/labels", {"en_US": "Blue"}),
        ("options/color/green", {}),
        ("options/unused/red/labels", {"en_US": "Red"}),
        ("options/material/silk", None),
        ("records/brands/other", None),
        ("families/mugs/requirements", "r2"),
        ("family_variants/by_size", None),
        ("categories/mugs/labels", {"en_US": "Mugs"}),
        ("measurement_families/Length/standard_unit", "MILE"),
        ("unreadable", ["records/brands"]),
    ],
)
def test_a_change_of_anything_else_does_not(path, value):
    assert version(changed(path, value)) == version(BEFORE)


def test_a_category_that_is_its_own_ancestor_ends():
    assert version(changed("categories/master/parent", "shirts")) != version(BEFORE)


@pytest.mark.parametrize("data", [None, 5, {"a": 1}, [["red"]], [{"x": None}], "unknown", True])
def test_values_of_any_shape_have_a_version(data):
    product = SHIRT.model_copy(update={"values": {"color": [Value(data=data)], "gone": [Value(data=data)]}})
    assert len(DictionaryUse(BEFORE).version(product)) == 16


@pytest.mark.parametrize(
    ("path", "value", "entry"),
    [
        ("attributes/name", None, ("attribute", "name")),
        ("attributes/name/scopable", True, ("attribute", "name")),
        ("attributes/name/type", "pim_catalog_number", ("attribute", "name")),
        ("options/color/red", None, ("option", "color/red")),
        ("records/brands/acme", None, ("record", "brands/acme")),
        ("categories/shirts", None, ("category", "shirts")),
        ("family_variants/by_color/axes", ["size"], ("family_variant", "by_color")),
        ("families/shirts/requirements", "r2", ("family", "shirts")),
        ("channels/ecommerce/locales", ["en_US", "id_ID"], ("channel", "ecommerce")),
    ],
)
def test_a_change_of_structure_names_what_documents_were_made_from(path, value, entry):
    """Failure mode 14: what the PIM drops or recomputes without touching the product is read again."""
    found = structure_changes(BEFORE, changed(path, value))
    assert found == {entry}
    assert uses(SHIRT, found)
    mug = Product(key="product:m", identifier="m", family="mugs", values={"size": [Value(data="red")]})
    assert uses(mug, found) == (entry[0] == "channel")


def test_a_change_of_meaning_alone_is_no_change_of_structure():
    assert structure_changes(BEFORE, changed("options/color/red/labels", {"en_US": "Crimson"})) == set()
    assert structure_changes(BEFORE, changed("options/color/green", {})) == set()
    assert structure_changes(Dictionaries(), BEFORE) == set()


def test_what_may_not_be_read_any_more_has_not_changed():
    """Failure mode 15: a lost right on one dictionary does not look like an emptied one."""
    hidden = BEFORE.model_copy(
        update={
            "categories": {},
            "options": {k: v for k, v in BEFORE.options.items() if k != "color"},
            "unreadable": ["categories", "options/color"],
        }
    )
    assert structure_changes(BEFORE, hidden) == set()
    assert hidden.keeping(BEFORE).hash == BEFORE.hash
    assert hidden.keeping(Dictionaries()).categories == {}


def test_a_version_costs_little():
    """The bound is generous for a busy machine; a typical product takes a few microseconds."""
    use = DictionaryUse(BEFORE)
    best = min(_seconds(use) for _ in range(5))
    assert best / 1000 < 100e-6


def _seconds(use: DictionaryUse) -> float:
    start = time.process_time()
    for _ in range(1000):
        use.version(SHIRT)
    return time.process_time() - start
