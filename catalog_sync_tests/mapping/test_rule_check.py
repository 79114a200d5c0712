"""Rules that name what does not exist are told with their place and the nearest names."""

from pathlib import Path
from typing import Any

import pytest

from catalog_sync.mapping.categories import CategoryTree
from catalog_sync.mapping.regions import regions
from catalog_sync.mapping.rule_check import Market, rule_mistakes
from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.mapping.rules import Rules
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.yaml_files import YamlFileError
from catalog_sync_tests.mapping.base_rules import BASE_RULES

MATERIAL = {
    "id": "100393",
    "name": "Material",
    "values": [{"id": "1000039", "name": "Cotton"}, {"id": "1000043", "name": "Steel"}],
}
COLOR = {"id": "100000", "name": "Color", "type": "SALES_PROPERTY", "is_customizable": True}
LEAF = CategorySchema.from_answers(
    "600031",
    {"attributes": [MATERIAL, COLOR]},
    {"product_certifications": [{"id": "7001", "name": "UKCA"}]},
)
NODES = [
    {"id": "600024", "parent_id": "0", "name": "Kitchenware", "is_leaf": False, "permissions": ["AVAILABLE"]},
    {"id": "600031", "parent_id": "600024", "name": "Mugs", "is_leaf": True, "permissions": ["AVAILABLE"]},
    {"id": "600041", "parent_id": "600024", "name": "Knives", "is_leaf": True, "permissions": ["PROHIBITED"]},
]
RULES = (
    BASE_RULES
    + """\
families:
  mugs:
    category: {id: 600031}
    attributes:
      MATERIAL_RULE
"""
)
PIM: dict[str, Any] = {
    "attributes": {
        "name": {"type": "pim_catalog_text"},
        "description": {"type": "pim_catalog_textarea"},
        "picture": {"type": "pim_catalog_image"},
        "weight": {"type": "pim_catalog_metric", "metric_family": "Weight"},
        "material": {"type": "pim_catalog_simpleselect"},
        "washable": {"type": "pim_catalog_boolean"},
    },
    "options": {"material": {"cotton": {"labels": {"en_US": "Pure cotton"}}, "steel": {}}},
    "families": {"mugs": {}},
    "categories": {"kitchen": {"parent": None}, "kitchen_mugs": {"parent": "kitchen"}},
    "channels": {"ecommerce": {"locales": ["en_US", "de_DE"]}},
    "family_variants": {"shirt_color": {}},
}


def _rules(tmp_path: Path, rule: str, more: str = "", region: str = "GB") -> Rules:
    (tmp_path / "common.yaml").write_text(RULES.replace("MATERIAL_RULE", rule) + more)
    return load_rules(tmp_path, region=region, partition_key=region)


def _market(rules: Rules, region: str = "GB", *schemas: CategorySchema) -> Market:
    known = {schema.category_id: schema for schema in schemas or (LEAF,)}
    return Market(region, regions()[region], rules, CategoryTree.from_rows(NODES), known)


def _lines(tmp_path: Path, rule: str = "Material: {from: material}", more: str = "") -> list[str]:
    return rule_mistakes([_market(_rules(tmp_path, rule, more))], PIM)


def _line(tmp_path: Path, rule: str = "Material: {from: material}", more: str = "") -> str:
    (line,) = _lines(tmp_path, rule, more)
    return line


def test_rules_that_name_only_what_exists_have_no_line(tmp_path: Path) -> None:
    rule = "Material: {from: material, values: {cotton: Cotton, pure cotton: 1000039, steel: steel}}"
    assert _lines(tmp_path, rule) == []


def test_an_unknown_pim_attribute_is_told_with_line_and_nearest(tmp_path: Path) -> None:
    line = _line(tmp_path, "Material: {from: matrial}")
    assert "common.yaml:11" in line
    assert "no attribute 'matrial'" in line
    assert "nearest: material" in line


def test_a_pim_attribute_in_other_case_is_told_since_nothing_would_be_found_there(tmp_path: Path) -> None:
    assert "nearest: material" in _line(tmp_path, "Material: {from: Material}")


@pytest.mark.parametrize(
    "rule",
    [
        "Material: {from: material, when: {colour: red}}",
        "Material: {template: '{material} {colour}'}",
        "Material: {first_of: [{from: material}, {from: colour}]}",
    ],
)
def test_an_attribute_must_exist_wherever_it_is_read(tmp_path: Path, rule: str) -> None:
    assert "'colour'" in _line(tmp_path, rule)


def test_an_unknown_attribute_of_a_leaf_is_told_with_line_and_nearest(tmp_path: Path) -> None:
    line = _line(tmp_path, "Materiall: {from: material}")
    assert "common.yaml:11" in line
    assert "nearest: Material" in line
    assert "asked: GB" in line


def test_an_attribute_that_one_of_the_shops_knows_is_passed_over_in_the_others(tmp_path: Path) -> None:
    rules = _rules(tmp_path, "Origin: {from: material}")
    other = CategorySchema.from_answers("600031", {"attributes": [{"id": "100149", "name": "Origin"}]}, {})

    assert rule_mistakes([_market(rules), _market(rules, "US", other)], PIM) == []
    assert "'Origin'" in rule_mistakes([_market(rules)], PIM)[0]


def test_a_value_that_is_not_in_the_enumeration_is_told_with_shop_nearest_and_allowed(tmp_path: Path) -> None:
    line = _line(tmp_path, "Material:\n        from: material\n        values:\n          cotton: Cottun")
    assert "common.yaml:14: families.mugs.attributes.Material.values.cotton" in line
    assert "GB: Material (100393) has no value 'Cottun'; nearest: Cotton" in line
    assert "allowed: Cotton (1000039), Steel (1000043)" in line


def test_a_value_is_held_against_every_region(tmp_path: Path) -> None:
    rules = _rules(tmp_path, "'100393': {from: material, values: {cotton: Cotton, steel: 1000043}}")
    indonesian = {"id": "100393", "name": "Bahan", "values": [{"id": "1000777", "name": "Seng"}]}
    other = CategorySchema.from_answers("600031", {"attributes": [indonesian]}, {})

    first, second = rule_mistakes([_market(rules), _market(rules, "ID", other)], PIM)

    assert "ID: Bahan (100393) has no value 'Cotton'; allowed: Seng (1000777)" in first
    assert "ID: Bahan (100393) has no value '1000043'; allowed: Seng (1000777)" in second


def test_an_id_that_is_not_in_the_enumeration_is_told_even_where_own_values_are_allowed(
    tmp_path: Path,
) -> None:
    own = CategorySchema.from_answers("600031", {"attributes": [MATERIAL | {"is_customizable": True}]}, {})
    rules = _rules(tmp_path, "Material: {from: material, values: {cotton: 1000093, steel: Brushed steel}}")

    (line,) = rule_mistakes([_market(rules, "GB", own)], PIM)

    assert "'1000093'" in line


def test_a_constant_must_be_in_the_enumeration(tmp_path: Path) -> None:
    assert "no value 'Copper'" in _line(
        tmp_path, "Material: {first_of: [{from: material}, {constant: Copper}]}"
    )


def test_an_unknown_option_code_is_told_with_the_nearest(tmp_path: Path) -> None:
    line = _line(tmp_path, "Material: {from: material, values: {coton: Cotton}}")
    assert "material has no option 'coton'; nearest: cotton" in line


def test_an_unknown_code_in_a_condition_is_told(tmp_path: Path) -> None:
    assert "washable has no 'yes'" in _line(tmp_path, "Material: {from: material, when: {washable: yes}}")


def test_an_unknown_leaf_is_told_with_the_nearest_path(tmp_path: Path) -> None:
    overlay = tmp_path / "regions" / "GB.yaml"
    overlay.parent.mkdir()
    overlay.write_text("families:\n  mugs:\n    category: {path: Kitchenware > Mug}\n")

    line = _line(tmp_path)

    assert f"{overlay}:3: families.mugs.category: GB: " in line
    assert "Kitchenware > Mugs (600031)" in line


@pytest.mark.parametrize(("leaf", "told"), [("600024", "not a leaf"), ("600041", "PROHIBITED")])
def test_a_category_that_takes_no_products_is_told(tmp_path: Path, leaf: str, told: str) -> None:
    overlay = tmp_path / "shops" / "GB.yaml"
    overlay.parent.mkdir()
    overlay.write_text(f"families: {{mugs: {{category: {{id: {leaf}}}}}}}\n")

    assert told in _line(tmp_path)


def test_a_unit_that_the_region_does_not_take_is_told(tmp_path: Path) -> None:
    line = _line(tmp_path, more="weight_unit: POUND\n")
    assert "weight_unit: GB: there is no unit 'POUND'; allowed: KILOGRAM" in line


def test_a_unit_of_another_kind_than_the_attribute_is_told(tmp_path: Path) -> None:
    line = _line(tmp_path, "Material: {from: weight, unit: LITER}")
    assert "weight is a Weight, which has no LITER; allowed: DENIER, GRAIN, GRAM" in line


def test_a_comparison_of_a_measurement_needs_its_unit(tmp_path: Path) -> None:
    assert "say the unit" in _line(tmp_path, "Material: {from: material, when: {weight: {above: 2}}}")
    assert _lines(tmp_path, "Material: {from: material, when: {weight: {above: 2, unit: GRAM}}}") == []


def test_bounds_of_what_is_no_measurement_have_no_unit(tmp_path: Path) -> None:
    line = _line(tmp_path, "Material: {from: material, when: {name: {above: 3, unit: GRAM}}}")
    assert "name is no measurement, so its numbers have no unit; remove GRAM" in line


def test_an_unknown_certificate_is_told(tmp_path: Path) -> None:
    line = _line(tmp_path, more="certificates: {UKAC: {files: [picture]}}\n")
    assert "no leaf lists a certificate 'UKAC'; nearest: UKCA" in line


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("  cups: {category: {id: 600031}}\n", "no family 'cups'"),
        ("categories: {kichen: {}}\n", "no category 'kichen'; nearest: kitchen"),
        ("not_for_sale: [mug]\n", "no family 'mug'; nearest: mugs"),
        ("identifier: {from: name, channel: shop}\n", "no channel 'shop'"),
        ("size_chart: {from: [picture], channel: shop}\n", "no channel 'shop'"),
        ("identifier: {from: name, locales: [de_AT]}\n", "no locale 'de_AT'; nearest: de_DE"),
        ("eligibility: {categories: [kichen]}\n", "no category 'kichen'; nearest: kitchen"),
        (
            "eligibility: {excluded_categories: [gifts]}\n",
            "excluded_categories.0: the PIM has no category 'gifts'",
        ),
        (
            "listings: {per: {shirt_colour: [color]}}\n",
            "no family variant 'shirt_colour'; nearest: shirt_color",
        ),
    ],
)
def test_families_categories_and_channels_must_be_the_pims(tmp_path: Path, more: str, told: str) -> None:
    assert told in _line(tmp_path, more=more)


def test_nothing_is_said_before_pim_and_leaves_were_read(tmp_path: Path) -> None:
    rules = _rules(tmp_path, "Nonsense: {from: nonsense}")
    assert rule_mistakes([Market("GB", regions()["GB"], rules, CategoryTree([]), {})], {}) == []


def test_a_condition_may_ask_for_family_and_categories(tmp_path: Path) -> None:
    rule = "Material: {from: material, when: {categories: kitchen}, unless: {family: {present: false}}}"
    assert _lines(tmp_path, rule) == []


def test_a_certification_of_the_library_and_an_entitlement_that_no_shop_knows_are_told(
    tmp_path: Path,
) -> None:
    more = "certificate_library: {folder: {url: papers}, certifications: {good: 7001, bad: UKKA}}\n"
    more += "entitled_categories: [600041, 699999]\n"

    certificate, entitlement = _lines(tmp_path, more=more)

    assert "no leaf lists a certificate 'UKKA'; nearest: UKCA" in certificate
    assert "no tree has a category '699999'" in entitlement


def test_a_size_table_in_an_unknown_unit_is_refused(tmp_path: Path) -> None:
    more = "size_chart: {table: {from: sizes, columns: {chest: Chest}, unit: INCHES}}\n"

    with pytest.raises(YamlFileError, match="there is no unit 'INCHES'; nearest: INCH"):
        _rules(tmp_path, "Material: {from: material}", more)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    rule = "Material: {from: matrial, values: {steel: Steal}}\n      Nonsense: {from: nonsense}"
    lines = _lines(tmp_path, rule, "weight_unit: POUND\n")

    assert [line.split(": ", 1)[0].rpartition(":")[2] for line in lines] == ["11", "11", "12", "12", "13"]


def test_two_rules_for_one_attribute_contradict_each_other(tmp_path: Path) -> None:
    rule = 'Material: {from: material}\n      "100393": {constant: Steel}'
    line = _line(tmp_path, rule)
    assert "common.yaml:12" in line
    assert "contradicts" in line
    assert "common.yaml:11" in line


def test_a_category_rule_after_one_without_conditions_is_never_reached(tmp_path: Path) -> None:
    overlay = tmp_path / "regions" / "GB.yaml"
    overlay.parent.mkdir()
    overlay.write_text(
        "families:\n  mugs:\n    category:\n      - {id: 600031}\n      - {path: Kitchenware > Mugs}\n"
    )

    line = _line(tmp_path)

    assert f"{overlay}:5: " in line
    assert "never reached" in line


def test_a_family_with_rules_that_is_not_for_sale_contradicts_itself(tmp_path: Path) -> None:
    assert "also under not_for_sale" in _line(tmp_path, more="not_for_sale: [mugs]\n")
