"""What the data of Akeneo's attribute types look like (rest-api/concepts, "The data format"); documents keep it as it is."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

Shape = tuple[Callable[[Any], bool], str]
"""Whether data has it, and how to call it."""


def shape_of(attribute_type: str) -> Shape | None:
    """The shape of an attribute type's data; none for a type that is not known, whose data may be anything."""
    return _SHAPES.get(attribute_type)


def _is_text(data: Any) -> bool:
    return type(data) in (str, int, float)


def _is_code(data: Any) -> bool:
    return type(data) is str


def _is_codes(data: Any) -> bool:
    return type(data) is list and all(type(code) is str for code in data)


def _is_boolean(data: Any) -> bool:
    return type(data) is bool


def _is_number(data: Any) -> bool:
    if type(data) is str:
        try:
            return Decimal(data).is_finite()
        except ArithmeticError:
            return False
    return type(data) in (int, float)


def _is_date(data: Any) -> bool:
    try:
        return bool(date.fromisoformat(data[:10]))
    except (TypeError, ValueError):
        return False


def _is_amount(data: Any) -> bool:
    return data is None or _is_number(data)


def _is_measurement(data: Any) -> bool:
    return type(data) is dict and type(data.get("unit")) is str and _is_number(data.get("amount"))


def _is_prices(data: Any) -> bool:
    return type(data) is list and all(
        type(price) is dict and type(price.get("currency")) is str and _is_amount(price.get("amount"))
        for price in data
    )


def _is_table(data: Any) -> bool:
    return type(data) is list and all(type(row) is dict for row in data)


def _is_link(data: Any) -> bool:
    return type(data) is dict and any(type(data.get(key)) is str for key in ("id", "uuid", "identifier"))


_SHAPES: dict[str, Shape] = {
    "pim_catalog_text": (_is_text, "a text"),
    "pim_catalog_textarea": (_is_text, "a text"),
    "pim_catalog_number": (_is_number, "a number"),
    "pim_catalog_boolean": (_is_boolean, "true or false"),
    "pim_catalog_date": (_is_date, "an ISO 8601 date"),
    "pim_catalog_simpleselect": (_is_code, "an option code"),
    "pim_catalog_multiselect": (_is_codes, "a list of option codes"),
    "pim_catalog_metric": (_is_measurement, "an amount and a unit"),
    "pim_catalog_price_collection": (_is_prices, "a list of amounts and currencies"),
    "pim_catalog_table": (_is_table, "a list of rows"),
    "pim_catalog_product_link": (_is_link, "a link to a product"),
    "pim_catalog_asset_collection": (_is_codes, "a list of asset codes"),
    "akeneo_reference_entity": (_is_code, "a record code"),
    "akeneo_reference_entity_collection": (_is_codes, "a list of record codes"),
}
