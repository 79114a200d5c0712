"""Brands that rules name and the shop is known not to have are told with the nearest by name."""

from pathlib import Path

import pytest

from catalog_sync.mapping.brands import ShopBrands
from catalog_sync.mapping.categories import CategoryTree
from catalog_sync.mapping.regions import regions
from catalog_sync.mapping.rule_check import Market, rule_mistakes
from catalog_sync.mapping.rule_files import load_rules
from catalog_sync_tests.mapping.base_rules import BASE_RULES

RULES = (
    BASE_RULES
    + """\
tables:
  makers: {lumora: 7082427311584349998}
brand:
  BRAND_RULE
families:
  mugs: {}
  lamps: {}
"""
)
SHOP = (
    {"id": "7082427311584340001", "name": "Halden & Reed"},
    {"id": "7082427311584340002", "name": "Lumora"},
)


def lines(tmp_path: Path, rule: str, brands: ShopBrands | None = None) -> list[str]:
    (tmp_path / "common.yaml").write_text(RULES.replace("BRAND_RULE", rule))
    rules = load_rules(tmp_path, region="GB", partition_key="GB")
    known = brands or ShopBrands.from_rows(SHOP)
    return rule_mistakes([Market("GB", regions()["GB"], rules, CategoryTree([]), {}, known)], {})


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (
            "from: brand\n  values:\n    halden_reed: 7082427311584349999",
            ":12: brand.values.halden_reed: GB: the shop has no brand '7082427311584349999'; nearest: Halden & Reed",
        ),
        (
            "from: brand\n  values: {x: Lumorra}",
            ":11: brand.values.x: GB: the shop has no brand 'Lumorra'; nearest: Lumora",
        ),
        (
            "from: brand\n  table: makers",
            ":8: tables.makers.lumora: GB: the shop has no brand '7082427311584349998'; nearest: Lumora",
        ),
        (
            "first_of:\n    - from: brand\n    - constant: 7082427311584349997",
            "constant: GB: the shop has no brand '7082427311584349997'",
        ),
    ],
)
def test_a_brand_that_the_shop_does_not_have_is_told_once_with_its_line(
    tmp_path: Path, rule: str, told: str
) -> None:
    [line] = lines(tmp_path, rule)
    assert told in line


def test_known_brands_words_for_no_brand_and_what_was_never_asked_for_are_no_mistakes(tmp_path: Path) -> None:
    rule = "from: brand\n  values: {a: 7082427311584340001, b: LUMORA, c: No Brand}"
    assert lines(tmp_path, rule) == []
    unsure = ShopBrands.from_rows([], asked=["lumora"])
    assert [line.partition("GB: ")[2] for line in lines(tmp_path, rule, unsure)] == [
        "the shop has no brand 'LUMORA'"
    ]
