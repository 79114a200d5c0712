from pathlib import Path

import pytest
import yaml

from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.mapping.rules import Rules
from catalog_sync.yaml_files import YamlFileError
from catalog_sync_tests.mapping.world import raw_rules


def write(tmp_path: Path, common: str = "", **overlays: str) -> Path:
    base = yaml.safe_dump(raw_rules(category=None), sort_keys=False)
    (tmp_path / "common.yaml").write_text(base + common)
    for name, text in overlays.items():
        path = tmp_path / ("regions" if len(name) == 2 else "shops") / f"{name.replace('_', '-')}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def load(directory: Path, region: str = "GB", partition_key: str = "GB-outlet") -> Rules:
    return load_rules(directory, region=region, partition_key=partition_key)


LAMPS = "families:\n  lamps:\n    category: {id: 600161}\n"


def test_a_family_takes_what_it_does_not_say_from_the_top_level(tmp_path: Path) -> None:
    lamps = load(write(tmp_path, LAMPS)).families["lamps"]

    assert lamps.category[0].id == "600161"
    assert lamps.title.from_ == "name"


def test_a_family_overrides_one_rule_of_the_top_level(tmp_path: Path) -> None:
    rules = load(write(tmp_path, LAMPS + "    title: {from: short_name}\n"))

    assert rules.families["lamps"].title.from_ == "short_name"
    assert rules.title.from_ == "name"


def test_the_shop_is_laid_over_the_region_and_the_region_over_all_shops(tmp_path: Path) -> None:
    directory = write(
        tmp_path, LAMPS, GB="locales: [en_GB]\nweight_unit: POUND\n", GB_outlet="locales: [en_US]\n"
    )

    rules = load(directory)

    assert (rules.locales, rules.families["lamps"].weight_unit) == (["en_US"], "POUND")


def test_an_overlay_that_names_a_source_replaces_the_whole_rule(tmp_path: Path) -> None:
    directory = write(tmp_path, LAMPS, GB="title: {template: '{name} {brand}'}\n")

    assert load(directory).title.model_fields_set == {"template"}


def test_an_overlay_without_a_source_is_merged_into_the_rule(tmp_path: Path) -> None:
    title = load(write(tmp_path, LAMPS, GB="title: {values: {a: B}}\n")).title

    assert (title.from_, title.values) == ("name", {"a": "B"})


def test_an_empty_value_in_an_overlay_removes_the_rule(tmp_path: Path) -> None:
    assert load(write(tmp_path, LAMPS, GB="identifier:\n")).identifier is None


def test_a_mistake_in_an_overlay_is_told_with_its_file_line_path_and_what_is_allowed(tmp_path: Path) -> None:
    directory = write(tmp_path, LAMPS, GB="locales: [en_GB]\nfamilies:\n  lamps:\n    titel: {from: name}\n")

    with pytest.raises(YamlFileError) as raised:
        load(directory)

    assert f"{tmp_path}/regions/GB.yaml:4: families.lamps.titel: " in str(raised.value)
    assert "did you mean 'title'?" in str(raised.value)


def test_a_mistake_at_the_top_level_is_told_once_though_every_family_takes_it(tmp_path: Path) -> None:
    directory = write(tmp_path, LAMPS, GB="title: {from: name, constant: x}\n")

    with pytest.raises(YamlFileError) as raised:
        load(directory)

    assert str(raised.value).count("GB.yaml:1: title: ") == 1
    assert "exactly one of from, constant, template, first_of; has from and constant" in str(raised.value)


def test_an_overlay_for_a_region_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(YamlFileError, match=r"UK\.yaml: no such region; allowed: .*GB\.yaml"):
        load(write(tmp_path, LAMPS, UK="locales: [en_GB]\n"))


def test_booleans_and_numbers_may_stand_where_option_codes_and_ids_are_meant(tmp_path: Path) -> None:
    rule = "attributes:\n  101400: {from: prop_65, values: {true: 1000058, none: No}}\n"

    filler = load(write(tmp_path, LAMPS, GB=rule)).attributes["101400"]

    assert filler.values == {"true": "1000058", "none": "No"}


def test_a_rule_knows_where_it_stands(tmp_path: Path) -> None:
    rules = load(write(tmp_path, LAMPS, GB="families:\n  lamps:\n    title: {from: short_name}\n"))

    assert (
        str(rules.families["lamps"].place("title")) == f"{tmp_path}/regions/GB.yaml:3: families.lamps.title"
    )
    assert str(rules.families["lamps"].place("description", "from")).endswith("description.from")
