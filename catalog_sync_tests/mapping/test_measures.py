"""Measurements in units of the PIM's own measurement families are converted exactly, or not at all."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.mapping.measures import STANDARD, Measures
from catalog_sync.mapping.rule_check_pim import PimNames, check_pim
from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.mapping.rule_tally import Tally
from catalog_sync.mapping.units import UnitError
from catalog_sync.pim.dictionaries import Conversion, Dictionaries, MeasurementFamily, Unit
from catalog_sync.yaml_files import YamlFileError
from catalog_sync_tests.mapping.base_rules import BASE_RULES
from catalog_sync_tests.mapping.world import codes, mapped, metric, product, rules


def steps(*operations: tuple[str, str]) -> dict[str, Any]:
    return {"to_standard": [{"operator": operator, "value": value} for operator, value in operations]}


FAMILIES = {
    "Load": {
        "standard_unit": "KILOGRAM",
        "units": {
            "KILOGRAM": steps(("mul", "1")),
            "SACK": steps(("mul", "25")),
            "THIRD": steps(("div", "3")),
        },
    },
    "Heat": {
        "standard_unit": "KELVIN",
        "units": {
            "KELVIN": steps(),
            "CELSIUS": steps(("add", "273.15")),
            "FAHRENHEIT": steps(("sub", "32"), ("div", "1.8"), ("add", "273.15")),
        },
    },
    "Broken": {"standard_unit": "WHOLE", "units": {"WHOLE": steps(), "NOTHING": steps(("mul", "0"))}},
}
MEASURES = Measures(FAMILIES)
RULES = (
    BASE_RULES
    + """\
brand: {from: load, unit: UNIT, when: {load: {above: 2, unit: SACK}}}
"""
)
PIM = {
    "attributes": {
        name: {"type": "pim_catalog_text"} for name in ("name", "description", "picture", "weight")
    }
    | {"load": {"type": "pim_catalog_metric", "metric_family": "Load"}},
    "measurement_families": FAMILIES,
}


@pytest.mark.parametrize(
    ("amount", "unit", "wanted", "exact"),
    [
        ("2", "SACK", "KILOGRAM", "50"),
        ("2", "SACK", "GRAM", "50000"),
        ("0.45359237", "KILOGRAM", "POUND", "1"),
        ("1", "TON", "SACK", "40"),
        ("1", "THIRD", "SACK", "1/75"),
        ("100", "CELSIUS", "FAHRENHEIT", "212"),
        ("-40", "FAHRENHEIT", "CELSIUS", "-40"),
    ],
)
def test_a_measurement_is_converted_by_the_operations_of_its_family(
    amount: str, unit: str, wanted: str, exact: str
) -> None:
    assert MEASURES.convert({"amount": amount, "unit": unit}, wanted) == Fraction(exact)


@settings(max_examples=30)
@given(
    st.decimals(-10_000, 10_000, places=4),
    st.sampled_from([("SACK", "THIRD"), ("THIRD", "SACK"), ("SACK", "OUNCE")]),
)
def test_there_and_back_is_the_same_amount(amount: Any, units: tuple[str, str]) -> None:
    there = MEASURES.convert({"amount": str(amount), "unit": units[0]}, units[1])
    scale = there.denominator
    back = MEASURES.convert({"amount": str(there * scale), "unit": units[1]}, units[0])
    assert back / scale == Fraction(amount)


@pytest.mark.parametrize(("unit", "wanted"), [("SACK", "METER"), ("SACK", "CELSIUS"), ("NOTHING", "WHOLE")])
def test_units_of_different_kinds_do_not_become_each_other(unit: str, wanted: str) -> None:
    with pytest.raises(UnitError, match="cannot be converted"):
        MEASURES.convert({"amount": "1", "unit": unit}, wanted)


def test_the_families_are_read_as_the_mirror_keeps_them() -> None:
    sack = Unit(to_standard=[Conversion(operator="mul", value=Decimal("12.5"))])
    load = MeasurementFamily(standard_unit="KILOGRAM", units={"KILOGRAM": Unit(), "SACK": sack})
    kept = Dictionaries(measurement_families={"Load": load}).model_dump(mode="json", exclude_defaults=True)
    assert Measures.from_dictionary(kept).convert({"amount": 2, "unit": "SACK"}, "GRAM") == 25_000


def test_a_unit_that_two_families_understand_differently_is_not_guessed_at() -> None:
    other = {"standard_unit": "KILOGRAM", "units": {"SACK": steps(("mul", "50"))}}
    with pytest.raises(UnitError, match="families Load and Other"):
        Measures(FAMILIES | {"Other": other}).convert({"amount": "1", "unit": "SACK"}, "GRAM")


def test_a_listing_takes_weights_and_values_in_units_of_the_pims_own() -> None:
    own = rules(
        attributes={"100393": {"constant": "Steel"}, "100300": {"from": "load", "unit": "SACK"}},
        package_weight={"from": "load", "when": {"load": {"above": 100, "unit": "GRAM"}}},
    )
    item = product(load=metric("0.1", "SACK"))
    content = mapped(item, rules=own, measures=MEASURES).content
    assert content["package_weight"] == {"value": "2.5", "unit": "KILOGRAM"}
    assert {"id": "100300", "values": [{"name": "0.1"}]} in content["product_attributes"]
    assert "weight_missing" in codes(mapped(item, rules=own))


def loaded(tmp_path: Path, unit: str, measures: Measures | None) -> Any:
    (tmp_path / "common.yaml").write_text(RULES.replace("UNIT", unit))
    return load_rules(tmp_path, region="GB", partition_key="GB", measures=measures)


def test_rules_may_name_the_pims_units_and_no_others(tmp_path: Path) -> None:
    assert loaded(tmp_path, "THIRD", MEASURES)
    assert loaded(tmp_path, "THIRD", None)
    for measures, unit in ((STANDARD, "THIRD"), (MEASURES, "THIRT")):
        with pytest.raises(YamlFileError, match=f"there is no unit '{unit}'"):
            loaded(tmp_path, unit, measures)


def test_a_unit_of_another_family_than_the_attributes_is_told_with_those_it_has(tmp_path: Path) -> None:
    told = {}
    for unit in ("SACK", "GRAM", "CELSIUS"):
        tally = Tally()
        check_pim(loaded(tmp_path, unit, MEASURES), PimNames(PIM), tally)
        told[unit] = tally.lines()
    assert told["SACK"] == told["GRAM"] == []
    [line] = told["CELSIUS"]
    assert "load is a Load, which has no CELSIUS; allowed: DENIER, GRAIN, GRAM" in line
    assert "SACK, THIRD" in line
