"""What a table says of a value: by its code or name however it is spelt, and of no other."""

import pytest

from catalog_sync.mapping.rule_tables import ValueTable

TABLE = ValueTable({"A": "1", "<3": "2", "dark_blue": "3", "Bông": "4", "バッグ": "5", "T-Shirt, weiß": "6"})


@pytest.mark.parametrize(
    ("name", "alias"),
    [("a", "1"), ("Dark Blue", "3"), ("bông", "4"), ("bong", "4"), ("ﾊﾞｯｸﾞ", "5"), ("t shirt weiss", "6")],
)
def test_a_value_is_found_however_it_is_spelt(name: str, alias: str) -> None:
    assert TABLE.alias("other", name) == TABLE.alias(name, "other") == alias


@pytest.mark.parametrize("name", ["A+", "A-1", ">3", "3", "Bóng", "パック", "blue", "*", ""])
def test_another_value_is_not_taken_for_it(name: str) -> None:
    assert TABLE.alias(name, name) is None
