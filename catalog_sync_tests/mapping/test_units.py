from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.mapping.units import UnitError, convert, measurement_text, round_up

amounts = st.decimals(min_value="0.0001", max_value="100000", places=4)
weights = st.sampled_from(["MILLIGRAM", "GRAM", "KILOGRAM", "OUNCE", "POUND", "TON"])


@given(amounts, weights, weights)
def test_there_and_back_again_is_exactly_the_same(amount: Decimal, here: str, there: str) -> None:
    away = convert({"amount": str(amount), "unit": here}, there)
    ratio = convert({"amount": "1", "unit": there}, here)

    assert away * ratio == Fraction(amount)


@given(amounts, weights, st.integers(min_value=0, max_value=3))
def test_rounding_up_is_never_below_and_less_than_one_step_above(
    amount: Decimal, unit: str, decimals: int
) -> None:
    exact = convert({"amount": str(amount), "unit": unit}, "KILOGRAM")
    rounded = Fraction(round_up(exact, decimals))

    assert exact <= rounded < exact + Fraction(1, 10**decimals)
    assert len(round_up(exact, decimals).partition(".")[2]) <= decimals


@pytest.mark.parametrize(
    ("amount", "unit", "wanted", "exact"),
    [
        ("1", "POUND", "KILOGRAM", "0.45359237"),
        ("16", "OUNCE", "POUND", "1"),
        ("1", "INCH", "CENTIMETER", "2.54"),
        ("0.5", "LITER", "MILLILITER", "500"),
        ("160", "OUNCE", "GALLON", "1"),
        (3, "FURLONG", "FURLONG", "3"),
    ],
)
def test_known_conversions(amount: object, unit: str, wanted: str, exact: str) -> None:
    assert convert({"amount": amount, "unit": unit}, wanted) == Fraction(exact)


@pytest.mark.parametrize(
    "measurement",
    [
        {"amount": "x", "unit": "GRAM"},
        {"amount": "NaN", "unit": "GRAM"},
        {"amount": "1e999999999", "unit": "GRAM"},
        {"unit": "GRAM"},
        "5 g",
        {"amount": "1", "unit": "METER"},
    ],
)
def test_what_cannot_be_converted_is_refused(measurement: object) -> None:
    with pytest.raises(UnitError):
        convert(measurement, "KILOGRAM")


def test_an_unknown_unit_names_the_convertible_ones() -> None:
    with pytest.raises(
        UnitError, match=r"STONE cannot be converted to KILOGRAM; convertible units: .*GRAM, .*POUND"
    ):
        convert({"amount": "1", "unit": "STONE"}, "KILOGRAM")


def test_a_measurement_is_written_as_people_do() -> None:
    assert measurement_text({"amount": "45.50", "unit": "CENTIMETER"}) == "45.5 cm"
    assert measurement_text({"amount": 100, "unit": "FLUID_DRAM"}) == "100 fluid dram"


def test_an_amount_beyond_all_reckoning_is_shown_as_it_is() -> None:
    assert (
        measurement_text({"amount": "1e999999999", "unit": "GRAM"})
        == "{'amount': '1e999999999', 'unit': 'GRAM'}"
    )


def test_a_float_leaves_no_artefact() -> None:
    assert convert({"amount": 0.1 + 0.2, "unit": "KILOGRAM"}, "GRAM") == 300
