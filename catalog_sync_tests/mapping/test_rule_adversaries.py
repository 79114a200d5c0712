"""Files that mean harm, or were made by accident: each ends in a clear message, before memory or time run out."""

from pathlib import Path

import pytest

from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.mapping.rules import Rules
from catalog_sync.yaml_files import YamlFileError
from catalog_sync_tests.mapping.base_rules import BASE_RULES


def _load(tmp_path: Path, text: str) -> Rules:
    (tmp_path / "common.yaml").write_text(text)
    return load_rules(tmp_path, region="GB", partition_key="GB")


LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BASE_RULES + "brand:\n\tfrom: brand\n", "common.yaml:8: found character '\\t'"),
        (BASE_RULES + "title: {from: x}\n", "common.yaml:7: 'title' stands here twice; keep one"),
        (BASE_RULES + "brand: &b [*b]\n", "nested deeper than 50 levels, or holds itself by an anchor"),
        (BASE_RULES + f"brand: {'[' * 5000}{']' * 5000}\n", "nested deeper than 50 levels"),
        (BASE_RULES + f"brand: {'[' * 60}{']' * 60}\n", "common.yaml:7: is nested deeper than 50 levels"),
        (LAUGHS, "holds more than 500000 values; use fewer anchors"),
        (BASE_RULES + "brand: *missing\n", "common.yaml:7: found undefined alias 'missing'"),
        (
            BASE_RULES + "brand: !!python/object/apply:os.system [ls]\n",
            "common.yaml:7: could not determine a constructor",
        ),
        (BASE_RULES + "? [a, b]\n: c\n", "common.yaml:7: found unhashable key"),
        (BASE_RULES + "<<: {brand: {from: brand}}\n", "common.yaml:7: YAML 1.2 has no merge key <<"),
        (BASE_RULES + "---\nbrand: {from: brand}\n", "common.yaml:7: but found another document"),
        (BASE_RULES + "brand: {from: brand\n", "common.yaml:8: expected ',' or '}'"),
        (BASE_RULES + "brand: \x07\n", "cannot be read"),
        ("- a\n- b\n", "common.yaml:1: must be a mapping of rules"),
        ("just text", "common.yaml:1: must be a mapping of rules"),
        (BASE_RULES + "families: [a, b]\n", "common.yaml:7: families: must be a mapping of names"),
        (BASE_RULES + "families: {mugs: 3}\n", "common.yaml:7: families.mugs: "),
        (BASE_RULES + "categories: 7\n", "common.yaml:7: categories: must be a mapping of names"),
        (BASE_RULES + "texts: {a: [x]}\n", "common.yaml:7: texts.a: "),
        (BASE_RULES + "tables: {t: [x]}\n", "common.yaml:7: tables.t: "),
        (BASE_RULES + "brand: {from: brand, when: red}\n", "common.yaml:7: brand.when: "),
        (BASE_RULES + "brand: {from: [a, b]}\n", "common.yaml:7: brand.from: must be a text"),
        (BASE_RULES + "identifier: {from: x, decimals: 1e99}\n", "common.yaml:7: identifier.decimals: "),
        (BASE_RULES + "locales: [en_US]\n", "common.yaml:7: 'locales' stands here twice"),
    ],
)
def test_a_bad_file_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(YamlFileError) as raised:
        _load(tmp_path, text)
    assert told in str(raised.value)
    assert len(str(raised.value)) < 5000


def test_an_empty_file_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(YamlFileError, match=r"channel: is missing"):
        _load(tmp_path, "")


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "common.yaml").write_bytes(BASE_RULES.encode("utf-16"))
    with pytest.raises(YamlFileError, match=r"common\.yaml: is not UTF-8"):
        load_rules(tmp_path, region="GB", partition_key="GB")


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "common.yaml").write_bytes(BASE_RULES.replace("\n", "\r\n").encode("utf-8-sig"))
    assert load_rules(tmp_path, region="GB", partition_key="GB").channel == "ecommerce"


def test_anchors_are_fine_where_they_are_meant(tmp_path: Path) -> None:
    rules = _load(tmp_path, BASE_RULES + "brand: &b {from: brand}\nidentifier: *b\n")
    assert rules.identifier == rules.brand


def test_ten_thousand_lines_are_read_with_every_mistake_in_its_line(tmp_path: Path) -> None:
    families = "".join(
        f"  family_{n}:\n    category: {{id: {600000 + n}}}\n    attributes:\n      Material:\n        from: material\n"
        f"        values:\n          cotton: {n}\n          linen: {n + 1}\n"
        for n in range(1250)
    )
    broken = BASE_RULES + "families:\n" + families.replace("category: {id: 600700}", "categry: {id: 600700}")

    rules = _load(tmp_path, BASE_RULES + "families:\n" + families)
    with pytest.raises(YamlFileError) as raised:
        _load(tmp_path, broken)

    assert rules.families["family_1249"].attributes["Material"].values["linen"] == "1250"
    assert f"common.yaml:{7 + 700 * 8 + 2}: families.family_700.categry: " in str(raised.value)
    assert "did you mean 'category'?" in str(raised.value)


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    for folder in ("regions", "shops"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "GB.yaml").write_text("brand:\n\tx\n")
    (tmp_path / "regions" / "XX.yaml").write_text("")

    with pytest.raises(YamlFileError) as raised:
        _load(tmp_path, BASE_RULES + "title: {}\n")

    told = str(raised.value).splitlines()
    assert ["XX.yaml" in told[0], "common.yaml:7" in told[1]] == [True, True]
    assert ["regions/GB.yaml:2" in told[2], "shops/GB.yaml:2" in told[3]] == [True, True]
