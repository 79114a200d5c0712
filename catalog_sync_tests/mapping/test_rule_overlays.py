"""Files laid over each other: what is emptied is gone, what is written short can be added to, half a rule is told."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.mapping.rules import Rules
from catalog_sync.yaml_files import YamlFileError
from catalog_sync_tests.mapping.world import raw_rules

OWN = {
    "identifier": {"from": "ean"},
    "attributes": {"100149": {"from": "origin"}, "100393": {"from": "material"}},
    "families": {"mugs": {"texts": {"a": {"constant": "x"}}}, "cups": {"attributes": {"1": {"from": "x"}}}},
}


def load(folder: Path, region: str = "", **changes: Any) -> Rules:
    """The rules of a shop whose region says these lines of YAML over common rules with these changes."""
    (folder / "regions").mkdir(exist_ok=True)
    (folder / "common.yaml").write_text(yaml.safe_dump(raw_rules(category=None) | OWN | changes))
    (folder / "regions" / "GB.yaml").write_text(region)
    return load_rules(folder, region="GB", partition_key="GB")


def refused(folder: Path, region: str) -> str:
    with pytest.raises(YamlFileError) as raised:
        load(folder, region)
    return str(raised.value)


@pytest.mark.parametrize("family", ["mugs", "cups", "bowls"])
def test_what_a_region_empties_in_a_family_is_gone_there_also_where_the_top_level_says_it(
    tmp_path: Path, family: str
) -> None:
    rules = load(tmp_path, f"families: {{{family}: {{identifier: , attributes: {{'100149': }}}}}}\n")

    assert rules.families[family].identifier is None
    assert "100149" not in rules.families[family].attributes
    assert "100393" in rules.families[family].attributes
    assert rules.identifier
    assert "100149" in rules.attributes


def test_a_shop_may_fill_again_what_its_region_empties(tmp_path: Path) -> None:
    (tmp_path / "shops").mkdir()
    (tmp_path / "shops" / "GB.yaml").write_text("families: {mugs: {identifier: {from: upc}}}\n")

    rules = load(tmp_path, "families: {mugs: {identifier: }}\n")

    assert rules.families["mugs"].identifier
    assert rules.families["mugs"].identifier.from_ == "upc"


def test_a_family_that_a_region_empties_is_none_there(tmp_path: Path) -> None:
    assert "mugs" not in load(tmp_path, "families: {mugs: }\n").families


def test_a_key_without_anything_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    rules = load(tmp_path, wording=None, price=None, tables={"t": {"a": None, "b": "c"}})

    assert rules.price.offers
    assert dict(rules.tables["t"]) == {"b": "c"}


def test_a_condition_that_asks_for_nothing_yet_is_told_and_not_left_out(tmp_path: Path) -> None:
    assert "GB.yaml:1: brand.when.color" in refused(tmp_path, "brand: {from: brand, when: {color: }}\n")
    told = refused(tmp_path, "families: {mugs: {brand: {from: brand, unless: {color: }}}}\n")
    assert "GB.yaml:1: families.mugs.brand.unless.color" in told


def test_values_may_be_added_to_a_sales_attribute_that_is_written_as_an_id(tmp_path: Path) -> None:
    rules = load(
        tmp_path, "sales_attributes: {color: {values: {red: Crimson}}}\n", sales_attributes={"color": 100000}
    )

    assert rules.sales_attributes["color"].id == "100000"
    assert dict(rules.sales_attributes["color"].values) == {"red": "Crimson"}


@pytest.mark.parametrize("constant", ["false", "0", "'0'", "[a, 1]", "{amount: '0.5', unit: GRAM}"])
def test_a_constant_may_be_false_or_zero(tmp_path: Path, constant: str) -> None:
    rules = load(tmp_path, f"attributes: {{'7': {{constant: {constant}}}}}\n")
    assert rules.attributes["7"].constant == yaml.safe_load(constant)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("constant: ''", "attributes.7.constant: is empty"),
        ("constant: [a, ' ']", "attributes.7.constant: is empty"),
        (
            "constant: {amount: '3,5', unit: GRAM}",
            "attributes.7.constant: the amount '3,5' is no number; write",
        ),
        ("constant: {amnt: 3}", "attributes.7.constant: must be a text, a number"),
        ("from: ''", "attributes.7.from: is empty"),
        ("template: ''", "attributes.7.template: is empty"),
    ],
)
def test_a_rule_that_could_only_send_nothing_is_told(tmp_path: Path, rule: str, told: str) -> None:
    assert f"GB.yaml:1: {told}" in refused(tmp_path, f"attributes: {{'7': {{{rule}}}}}\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "title:\n\tfrom: name\n",
            "GB.yaml:2: found character '\\t' that cannot start any token; indent with",
        ),
        (
            "title: from: name\n",
            "GB.yaml:1: mapping values are not allowed here; put a text that holds a colon",
        ),
        ("title: {template: {name} - x}\n", "close the bracket, and put a text that holds brackets"),
        ("title: name\n", "GB.yaml:1: title: must be a mapping of keys; allowed: channel, constant"),
        ("locales: en_GB\n", "GB.yaml:1: locales: must be a list, such as [a, b]"),
    ],
)
def test_slips_of_the_pen_are_told_with_what_to_do(tmp_path: Path, text: str, told: str) -> None:
    assert told in refused(tmp_path, text)
