"""What headers of files mean by Akeneo's convention: `attribute-locale-channel`, `weight-unit`, `price-EUR`."""

import re

from catalog_sync.pim.rows.configuration import RowMapping, RowValue

_LOCALE = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?_[A-Z]{2}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_NO_VALUES = frozenset({"unit", "groups", "products", "product_models", "product_uuids"})
_NO_ATTRIBUTES = frozenset({"uuid", "groups", "family_variant", "parent"})


def read_header(header: str, mapping: RowMapping) -> tuple[str, RowValue] | None:
    """The attribute and its column by the convention; none for a unit, an association, or what the mapping uses."""
    attribute, *parts = header.split("-")
    if not attribute or header in _used(mapping) or (parts and parts[-1] in _NO_VALUES):
        return None
    locale = next((part for part in parts if _LOCALE.fullmatch(part)), None)
    currency = next((part for part in parts if _CURRENCY.fullmatch(part)), None)
    channel = next((part for part in parts if part not in (locale, currency)), None)
    kind = "prices" if currency else mapping.types.get(attribute, "text")
    return attribute, RowValue(
        column=header,
        locale=locale,
        channel=channel,
        type=kind,
        currency=currency,
        separator=mapping.separator,
    )


def unit_header(header: str) -> str:
    """The column with the unit of a measurement."""
    return f"{header}-unit"


def _used(mapping: RowMapping) -> set[str]:
    """Columns that are no values: those with a meaning of their own; the SKU's is a value as well."""
    named = {mapping.parent, mapping.family, mapping.categories, mapping.enabled, mapping.document}
    named |= {mapping.axes} if isinstance(mapping.axes, str) else set()
    named |= {mapping.key} if mapping.sku != mapping.key and mapping.sku else set()
    files = {media.column for each in mapping.media.values() for media in each}
    return files | {column for column in named if column} | _NO_ATTRIBUTES


def is_read(column: str, mapping: RowMapping) -> bool:
    """Whether the mapping may read a column of this name."""
    by_convention = mapping.values is None and not mapping.document
    return by_convention or column in named_columns(mapping)


def named_columns(mapping: RowMapping) -> set[str]:
    """All columns that the mapping names itself."""
    if mapping.document:
        return {mapping.document}
    axes = mapping.axes if isinstance(mapping.axes, str) else None
    named = {
        mapping.key,
        mapping.sku,
        mapping.parent,
        mapping.family,
        mapping.categories,
        mapping.enabled,
        axes,
    }
    named |= {media.column for each in mapping.media.values() for media in each}
    named |= {
        name
        for each in (mapping.values or {}).values()
        for one in each
        for name in (one.column, one.unit_column)
    }
    return {column for column in named if column}
