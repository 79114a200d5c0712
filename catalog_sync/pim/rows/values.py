"""The values and files of one row, by the columns that the mapping names or by Akeneo's headers."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from catalog_sync.pim.document import Media, Value
from catalog_sync.pim.rows.cells import SIMPLE, RowInvalid, measurement, number, plain, prices, split
from catalog_sync.pim.rows.configuration import RowMapping, RowMedia, RowValue
from catalog_sync.pim.rows.headers import read_header, unit_header

Columns = Mapping[str, Any]


class ValueReader:
    """Reads values and files by one mapping; what a header means is worked out once."""

    def __init__(self, mapping: RowMapping) -> None:
        self._mapping = mapping
        self._headers: dict[str, tuple[str, RowValue] | None] = {}

    def read(self, columns: Columns) -> tuple[dict[str, list[Value]], list[Media]]:
        """Values by attribute and files, in an order that does not depend on the columns'; raises RowInvalid."""
        values: dict[str, list[Value]] = {}
        for attribute, column in self._named(columns):
            if not _empty(cell := columns.get(column.column)):
                _add(values.setdefault(attribute, []), self._value(column, cell, columns))
        return {
            attribute: sorted(values[attribute], key=_order) for attribute in sorted(values)
        }, self._media(columns)

    def _named(self, columns: Columns) -> Iterator[tuple[str, RowValue]]:
        if (named := self._mapping.values) is not None:
            yield from ((attribute, column) for attribute, each in named.items() for column in each)
            return
        for header in columns:
            if header not in self._headers:
                self._headers[header] = read_header(header, self._mapping)
            if (found := self._headers[header]) is not None:
                yield found

    def _value(self, column: RowValue, cell: Any, columns: Columns) -> Value:
        try:
            return Value(locale=column.locale, channel=column.channel, data=self._data(column, cell, columns))
        except (RowInvalid, KeyError, TypeError) as invalid:
            raise RowInvalid(f"column {column.column}: {invalid}") from invalid

    def _data(self, column: RowValue, cell: Any, columns: Columns) -> Any:
        decimal = column.decimal or self._mapping.decimal
        unit_column = column.unit_column or (
            unit_header(column.column) if self._mapping.values is None else ""
        )
        if column.type == "measurement" or (column.type == "text" and unit_column in columns):
            return measurement(cell, plain(columns.get(unit_column)) or column.unit, decimal)
        if column.type == "prices":
            return prices(cell, column.currency, column.separator, decimal)
        if column.type == "options":
            return split(cell, column.separator)
        if column.type == "number":
            return number(plain(cell) or "", "." if isinstance(cell, int | float) else decimal)
        return SIMPLE[column.type](cell)

    def _media(self, columns: Columns) -> list[Media]:
        """Files of one attribute keep the order of their columns."""
        return [
            Media(attribute=attribute, code=code, locale=media.locale, channel=media.channel)
            for attribute, each in sorted(self._mapping.media.items())
            for media in each
            for code in _codes(media, columns.get(media.column))
        ]


def _codes(media: RowMedia, cell: Any) -> list[str]:
    if media.separator is not None or isinstance(cell, list):
        return split(cell, media.separator or ",")
    return [code] if (code := plain(cell)) else []


def _add(values: list[Value], value: Value) -> None:
    """Prices of one locale and channel, given a column per currency, are one value."""
    same = [known for known in values if (known.locale, known.channel) == (value.locale, value.channel)]
    if not same:
        values.append(value)
    elif isinstance(value.data, list):
        known = same[0]
        values[values.index(known)] = replace(known, data=known.data + value.data)
    else:
        raise RowInvalid("two columns fill the same attribute, locale and channel")


def _order(value: Value) -> tuple[str, str]:
    return value.channel or "", value.locale or ""


def _empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip()) or cell in ([], {})
