"""Rules that name what does not exist are told with their place and the nearest names."""

from pathlib import Path

from catalog_sync.mapping.rule_check import unknown_names
from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.mapping.rules import Rules
from catalog_sync.mapping.schema import CategorySchema

LEAF = CategorySchema.from_answers(
    "600031",
    {"attributes": [{"id": "100393", "name": "Material", "type": "PRODUCT_PROPERTY"}]},
    {},
)
RULES = """\
channel: ecommerce
locales: [en_US]
title: {from: name}
description: {from: description}
main_images: {from: [picture]}
package_weight: {from: weight}
families:
  mugs:
    category: {id: 600031}
    attributes:
      MATERIAL_RULE
"""
PIM = ["name", "description", "picture", "weight", "material"]


def _rules(tmp_path: Path, rule: str) -> Rules:
    (tmp_path / "common.yaml").write_text(RULES.replace("MATERIAL_RULE", rule))
    return load_rules(tmp_path, region="GB", partition_key="GB")


def test_rules_that_name_only_what_exists_have_no_line(tmp_path: Path) -> None:
    assert unknown_names(_rules(tmp_path, "Material: {from: Material}"), PIM, [LEAF]) == []


def test_an_unknown_pim_attribute_is_told_with_line_and_nearest(tmp_path: Path) -> None:
    (line,) = unknown_names(_rules(tmp_path, "Material: {from: matrial}"), PIM, [LEAF])
    assert "common.yaml:11" in line
    assert "no attribute 'matrial'" in line
    assert "nearest: material" in line


def test_an_unknown_attribute_of_a_leaf_is_told_with_line_and_nearest(tmp_path: Path) -> None:
    (line,) = unknown_names(_rules(tmp_path, "Materiall: {from: material}"), PIM, [LEAF])
    assert "common.yaml:11" in line
    assert "nearest: Material" in line


def test_an_attribute_in_a_condition_must_exist_too(tmp_path: Path) -> None:
    (line,) = unknown_names(_rules(tmp_path, "Material: {from: material, when: {colour: red}}"), PIM, [LEAF])
    assert "'colour'" in line


def test_nothing_is_said_before_pim_and_leaves_were_read(tmp_path: Path) -> None:
    assert unknown_names(_rules(tmp_path, "Nonsense: {from: nonsense}"), [], []) == []


def test_a_condition_may_ask_for_family_and_categories(tmp_path: Path) -> None:
    rule = "Material: {from: material, when: {categories: kitchen}, unless: {family: mugs}}"
    assert unknown_names(_rules(tmp_path, rule), PIM, [LEAF]) == []
