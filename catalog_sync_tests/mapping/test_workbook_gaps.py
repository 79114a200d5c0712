"""What the rules lack: which rows a person sees, and for whom what they fill in will hold."""

from dataclasses import replace
from typing import Any

from catalog_sync.mapping.brands import ShopBrands
from catalog_sync.mapping.regions import regions
from catalog_sync.mapping.rule_check import Market
from catalog_sync.mapping.rule_layers import Layers
from catalog_sync.mapping.rule_nodes import Node
from catalog_sync.mapping.rules import FamilyRules, Rules
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.mapping.workbook_gaps import GapFinder
from catalog_sync.pim.document import Sku
from catalog_sync.yaml_files import Place
from catalog_sync_tests.mapping.world import ATTRIBUTES, LABELS, RULES_ANSWER, TREE, product, raw_rules, value

LAMPS = {"families": {"lamps": {"category": {"id": 600161}}}}


class _Nowhere(dict[Any, Place]):
    def __missing__(self, key: Any) -> Place:
        from pathlib import Path

        return Place(Path("rules.yaml"), 1, key)


def finder(**changes: Any) -> GapFinder:
    written = raw_rules(category=None) | {"brand": {"from": "brand"}} | LAMPS | changes
    layers = Layers(Node.read(written, _Nowhere()), FamilyRules.model_fields)
    rules = Rules.model_validate(layers.expanded().data())
    rules.locate(layers)
    schema = CategorySchema.from_answers("600161", {"attributes": ATTRIBUTES}, RULES_ANSWER)
    return GapFinder(Market("GB", regions()["GB"], rules, TREE, {"600161": schema}), written, LABELS)


def values(found: GapFinder) -> list[tuple[str, str, str, str, int]]:
    return [
        (gap.attribute, gap.family, gap.pim_category, gap.pim_value, gap.products) for gap in found.values()
    ]


def test_values_that_the_leaf_does_not_know_are_counted_by_products() -> None:
    found = finder()
    for codes in (["cork"], ["cork", "wax"], ["steel"]):
        found.see(product(material=value(codes)))
    assert values(found) == [("100393", "", "", "cork", 2), ("100393", "", "", "wax", 1)]
    assert [gap.now for gap in found.values()] == ["left out", "left out"]


def test_a_value_belongs_to_the_family_where_the_family_has_a_source_of_its_own() -> None:
    own = {"category": {"id": 600161}, "attributes": {"100393": {"from": "material"}}}
    found = finder(families={"lamps": own})
    found.see(product(material=value(["cork"])))
    assert values(found) == [("100393", "lamps", "", "cork", 1)]


def test_the_values_of_every_variant_are_seen() -> None:
    found = finder()
    skus = [Sku(key=name, sku=name, values={"material": value([name])}) for name in ("cork", "wax")]
    found.see(product(*skus, axes=("color",), material=None))
    assert values(found) == [("100393", "", "", "cork", 1), ("100393", "", "", "wax", 1)]


def test_a_value_that_a_rule_maps_already_is_not_shown() -> None:
    found = finder(attributes={"100393": {"from": "material", "values": {"cork": "1000039", "wax": "Wax"}}})
    found.see(product(material=value(["cork", "wax"])))
    assert values(found) == []


def test_a_brand_that_the_shop_has_by_name_lacks_nothing() -> None:
    found = finder()
    brands = ShopBrands.from_rows([{"id": "7082427311584340001", "name": "Acme"}])
    found.market = replace(found.market, brands=brands)
    for brand in ("ACME", "Lumen"):
        found.see(product(brand=value(brand)))
    assert values(found) == [("brand", "", "", "Lumen", 1)]


def test_a_brand_without_an_id_is_shown_and_no_brand_is_none() -> None:
    found = finder()
    for brand in ("acme", "No Brand", "7082427311584340001"):
        found.see(product(brand=value(brand)))
    assert values(found) == [("brand", "", "", "acme", 1)]


def test_a_brand_that_the_rules_name_for_all_is_shown_unless_the_shop_has_it() -> None:
    found = finder(brand={"constant": "Acme"})
    found.see(product())
    assert values(found) == [("brand", "", "", "Acme", 1)]
    named = finder(brand={"constant": "Acme", "values": {"Acme": "7082427311584340001"}})
    named.see(product())
    assert values(named) == []


def test_a_brand_of_few_digits_is_a_name_and_not_an_id() -> None:
    found = finder()
    found.see(product(brand=value("4711")))
    assert values(found) == [("brand", "", "", "4711", 1)]


def test_required_attributes_come_first_where_products_lack_them() -> None:
    found = finder()
    found.see(product())
    found.see(product(material=None))
    material, battery = found.attributes()
    assert (material.attribute, material.family, material.required) == ("100393", "lamps", "always")
    assert (material.products, material.lacking, material.filled_by) == (2, 1, "from material")
    assert battery.required == "where Contains Batteries or Cells? is Batteries"


def test_an_attribute_is_lacking_only_where_its_condition_holds() -> None:
    found = finder(
        attributes={
            "100393": {"from": "material"},
            "101610": {"from": "battery", "values": {"none": "None", "lithium": "Batteries"}},
        }
    )
    for battery in ("none", "lithium", None):
        found.see(product(battery=value(battery)))
    kind = next(gap for gap in found.attributes() if gap.attribute == "100216")
    assert (kind.products, kind.lacking) == (3, 1)


def test_what_holds_for_a_product_without_family_is_filled_for_its_pim_category_never_for_all() -> None:
    found = finder(categories={"lighting": {"category": {"id": 600161}}})
    found.see(product().model_copy(update={"family": None, "categories": ["lighting"]}))
    assert {(gap.family, gap.pim_category) for gap in found.attributes()} == {("", "lighting")}


def test_products_that_are_not_sold_or_not_mapped_show_nothing() -> None:
    found = finder()
    found.see(product(material=value(["cork"])).model_copy(update={"enabled": False}))
    found.see(product(material=value(["cork"])).model_copy(update={"family": "unmapped"}))
    assert (found.values(), found.attributes()) == ([], [])


def test_values_of_an_axis_that_a_fixed_list_does_not_have_are_shown() -> None:
    found = finder(sales_attributes={"color": 100000})
    closed = [
        each | {"is_customizable": False, "values": [{"id": "7", "name": "Red"}]}
        if each["id"] == "100000"
        else each
        for each in ATTRIBUTES
    ]
    schema = CategorySchema.from_answers("600161", {"attributes": closed}, RULES_ANSWER)
    found.market = replace(found.market, schemas={"600161": schema})
    variants = [
        Sku(key=f"uuid-{color}", sku=f"LAMP-{color}", values={"color": value(color)})
        for color in ("red", "teal")
    ]
    found.see(product(*variants, axes=("color",)))
    [gap] = [gap for gap in found.values() if gap.axis]
    assert (gap.axis, gap.attribute, gap.pim_value, gap.products) == ("color", "", "teal", 1)
    assert gap.now == "its variants are withheld"
