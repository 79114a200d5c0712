"""The attributes that leaves of the real markets have: captured, published, or built from the facts of a region."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from catalog_sync.sandbox.tiktok.taxonomy import Attribute, AttributeValue, Condition
from catalog_sync_tests.real_data.catalogues import DATA

CLOTHING = ("Womenswear & Underwear", "Menswear & Underwear")
SIZED = (*CLOTHING, "Shoes")
ELECTRICAL = ("Phones & Electronics", "Computers & Office Equipment", "Household Appliances")
_ELECTRICAL_BRANCHES = ("Personal Care Appliances",)
_YES_NO = (AttributeValue("1000058", "Yes", "Yes"), AttributeValue("1000059", "No", "No"))
MARK = Attribute(
    "102850", "Regulatory Marking or Label", "Regulatory Marking or Label", required=True, values=_YES_NO
)
PROP_65 = tuple(
    Attribute(id_, name, name, required=True, values=_YES_NO)
    for id_, name in (("101400", "CA Prop 65: Repro. Chems"), ("101395", "CA Prop 65: Carcinogens"))
)
DANGEROUS = Attribute(
    *("101700", "Dangerous Goods", "Dangerous Goods"),
    required=True,
    values=(
        AttributeValue("1000325", "None", "None"),
        AttributeValue("1025002", "Battery or Cell", "Battery or Cell"),
    ),
)
_BATTERIES = ("101610", "100216", "101611", "101623", "101624")
_NO_BATTERY = ("1000325", "1024360")


def electrical(line: list[str]) -> bool:
    """Tell whether a leaf, by the English names from the root down to it, is of electrical goods."""
    return line[0] in ELECTRICAL or not set(line).isdisjoint(_ELECTRICAL_BRANCHES)


@cache
def clothing() -> tuple[Attribute, ...]:
    """The eleven attributes captured of British clothing; nine of them describe the product, two part its variants."""
    rows = recorded("attributes_UK_sample_womenswear_2023.json")
    return tuple(
        Attribute(
            *(row["id"], row["name"], row["name"]),
            type="SALES_PROPERTY" if row["attribute_type"] == 2 else "PRODUCT_PROPERTY",
            required=row["required"],
            multiple=row["is_multiselect"],
            customizable=row["customized_name"],
            values=tuple(_values(row.get("values") or [])),
        )
        for row in rows
    )


@cache
def axes() -> tuple[Attribute, ...]:
    """The two that part variants: every leaf has them."""
    return tuple(attribute for attribute in clothing() if attribute.type == "SALES_PROPERTY")


def batteries(line: list[str]) -> tuple[Attribute, ...]:
    """The tree of batteries, asked of electrical goods: each level as soon as the one above it has a value."""
    if not electrical(line):
        return ()
    rows = [row for row in recorded("hazmat_attributes_US_UK.json")["attributes"] if row["id"] in _BATTERIES]
    known = {row["id"]: row for row in rows}
    return tuple(_battery(row, known.get(row["parent"] or "")) for row in rows)


def _battery(row: Mapping[str, Any], parent: Mapping[str, Any] | None) -> Attribute:
    number = isinstance(row["values"], str)
    above = [value["id"] for value in parent["values"]] if parent else []
    has_battery = [id_ for id_ in above if id_ not in _NO_BATTERY]
    return Attribute(
        *(row["id"], row["name"], row["name"]),
        required=parent is None,
        customizable=number,
        value_data_format="POSITIVE_INT_OR_DECIMAL" if number else "",
        values=() if number else tuple(_values(row["values"])),
        conditions=() if number else tuple(Condition(row["parent"], id_) for id_ in has_battery),
    )


def _values(rows: list[dict[str, str]]) -> Iterator[AttributeValue]:
    return (AttributeValue(row["id"], row["name"], row["name"]) for row in rows)


@cache
def recorded(name: str) -> Any:
    """The content of a recorded JSON file."""
    return json.loads((DATA / "tiktok" / name).read_text("utf-8"))
