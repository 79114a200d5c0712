from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.mapping.units import convert, plain, rounded
from catalog_sync.mapping.value_numbers import number, readings
from catalog_sync.mapping.value_units import measurement, quantities, same, unit_in_name


@pytest.mark.parametrize(
    ("data", "comma", "meant"),
    [
        ("19,90", False, ["19.90"]),
        ("19.90", True, ["19.90"]),
        ("1,500", False, ["1.500", "1500"]),
        ("1.500", False, ["1.500"]),
        ("1.500", True, ["1.500", "1500"]),
        ("1.5000", True, ["1.5000"]),
        ("0,500", True, ["0.500"]),
        ("1.234,56", True, ["1234.56"]),
        ("1,234,567", False, ["1234567"]),
        ("1 234", False, ["1234"]),
        (12.1, True, ["12.1"]),
        (0.1 + 0.2, False, ["0.3"]),
        (1500, True, ["1500"]),
        ("ca. 30", False, []),
        ("1,23,4", False, []),
        ("10-20", False, []),
        ("NaN", False, []),
        (float("inf"), False, []),
        (True, False, []),
        ("1e999999999", False, []),
        ("", False, []),
    ],
)
def test_a_number_is_read_in_every_way_it_can_be_meant(data: Any, comma: bool, meant: list[str]) -> None:
    assert readings(data, comma=comma) == [Decimal(text) for text in meant]


def test_what_can_be_two_numbers_is_none() -> None:
    assert number("1,500") is None
    assert number("1,5") == Decimal("1.5")


@given(st.decimals(min_value="0.01", max_value="999999", places=2), st.booleans())
def test_a_written_decimal_is_read_as_itself(amount: Decimal, comma: bool) -> None:
    text = f"{amount:f}"

    assert readings(text.replace(".", ","), comma=comma) == [amount]
    assert readings(text, comma=comma) == [amount]
    assert readings(f"{amount:,}", comma=comma) == [amount]


@given(st.floats(min_value=1e-9, max_value=1e12))
def test_a_float_leaves_no_artefact(amount: float) -> None:
    digits = plain(readings(amount)[0]).replace(".", "").strip("0")

    assert len(digits) <= 15


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("13.8 in", ("13.8", "INCH")),
        ('15"', ("15", "INCH")),
        ("1,2 kg", ("1.2", "KILOGRAM")),
        ("30cm", ("30", "CENTIMETER")),
        ("2 Liter", ("2", "LITER")),
        ("19.8 lb", ("19.8", "POUND")),
        ("5 ounce", ("5", "OUNCE")),
    ],
)
def test_a_measurement_is_read_from_text(text: str, amount: tuple[str, str]) -> None:
    assert quantities(text) == ((Decimal(amount[0]), amount[1]),)
    assert measurement(text) == {"amount": amount[0], "unit": amount[1]}


@pytest.mark.parametrize(
    "text", ["ca. 30 cm", "30-40 cm", "10 x 20 cm", "30 cm hoch", "~30 cm", "1,500 g", "30"]
)
def test_what_is_not_one_exact_measurement_stays_a_text(text: str) -> None:
    assert measurement(text) == text


def test_a_bare_number_takes_the_unit_that_is_stated_for_it() -> None:
    assert measurement("12.5", unit="INCH") == {"amount": "12.5", "unit": "INCH"}
    assert measurement("30 cm", unit="INCH") == {"amount": "30", "unit": "CENTIMETER"}


def test_amounts_are_compared_exactly() -> None:
    assert same((Decimal(1), "INCH"), (Decimal("2.54"), "CENTIMETER"))
    assert not same((Decimal(1), "POUND"), (Decimal("0.4536"), "KILOGRAM"))
    assert not same((Decimal(16), "OUNCE"), (Decimal(16), "fl.oz"))


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Battery or Cell Capacity in Wh", "WATTHOUR"),
        ("Battery or Cell Weight in grams", "GRAM"),
        ("Flammable Liquid Volume in ml", "MILLILITER"),
        ("Length (cm)", "CENTIMETER"),
        ("Made in China", None),
        ("Volume", None),
    ],
)
def test_an_attributes_name_can_state_its_unit(name: str, unit: str | None) -> None:
    assert unit_in_name(name) == unit


@given(st.fractions(min_value="1/1000000", max_value=10**9))
def test_rounding_a_positive_amount_never_gives_zero(amount: Fraction) -> None:
    near = Fraction(rounded(amount))

    assert near > 0
    assert abs(near - amount) <= max(Fraction(1, 2000), amount / 150)


def test_an_ounce_of_weight_is_no_ounce_of_volume() -> None:
    assert convert({"amount": "16", "unit": "OUNCE"}, "POUND") == 1
