"""Rows with columns as neutral documents: one row is one SKU, rows with the same parent are one product."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson
from pydantic import ValidationError

from catalog_sync.pim.document import Product, Sku
from catalog_sync.pim.rows.cells import RowInvalid, plain, split, stored_json
from catalog_sync.pim.rows.common import common
from catalog_sync.pim.rows.configuration import RowMapping
from catalog_sync.pim.rows.values import ValueReader
from catalog_sync.pim.source import Problem

_LONGEST = 250


@dataclass(frozen=True)
class Row:
    """One row: `where` it is, for people (`products.csv:7`), and its cells by column, as text or JSON."""

    where: str
    columns: Mapping[str, Any]


class _Read(NamedTuple):
    row: Row
    sku: Sku


def to_products(rows: Iterable[Row], mapping: RowMapping) -> list[Product | Problem]:
    """One product per listing; the caller gives all living rows of a listing together.

    A listing with a row that cannot be read is a Problem with the listing's key, so that what was known of it stays.
    """
    return RowReader(mapping).products(rows)


def listing_key(row: Row, mapping: RowMapping) -> str:
    """The key of the listing that the row belongs to; raises RowInvalid.

    `model:<parent>` in lower case, as PIMs ignore the case of codes; `product:<key>` without a parent.
    """
    return RowReader(mapping).listing_key(row)


@dataclass
class RowReader:
    """Reads rows by one mapping; it remembers what headers mean, so keep it for many rows."""

    mapping: RowMapping
    _values: ValueReader = field(init=False)

    def __post_init__(self) -> None:
        self._values = ValueReader(self.mapping)

    def row_key(self, row: Row) -> str:
        """The immutable key of the row; of a row with a whole document the listing's key. Raises RowInvalid."""
        key = plain(row.columns.get(self.mapping.key))
        if key is None and self.mapping.document:
            key = plain(self._document(row).get("key"))
        if key is None:
            raise RowInvalid(f"column {self.mapping.key} is empty: it holds the row's key")
        return _bounded(key)

    def listing_key(self, row: Row) -> str:
        """As the function `listing_key`."""
        key = self.row_key(row)
        if self.mapping.document:
            return key
        parent = self._text(row, self.mapping.parent)
        return f"model:{_bounded(parent.casefold())}" if parent else f"product:{key}"

    def verify(self, row: Row) -> None:
        """Raise RowInvalid, saying column and reason, where the row by itself cannot be read."""
        if self.mapping.document:
            self._whole(row)
        else:
            self._read(row)

    def products(self, rows: Iterable[Row]) -> list[Product | Problem]:
        """As the function `to_products`."""
        listings: dict[str, list[Row]] = {}
        found: list[Product | Problem] = []
        for row in rows:
            try:
                listings.setdefault(self.listing_key(row), []).append(row)
            except RowInvalid as invalid:
                found.append(Problem(row.where, row.where, str(invalid)))
        return found + [self._product(key, each) for key, each in listings.items()]

    def _product(self, key: str, rows: list[Row]) -> Product | Problem:
        try:
            if self.mapping.document:
                return self._whole(rows[-1])
            return self._listing(key, [self._told(row) for row in rows])
        except RowInvalid as invalid:
            return Problem(key, key.partition(":")[2], str(invalid))

    def _told(self, row: Row) -> _Read:
        try:
            return self._read(row)
        except RowInvalid as invalid:
            raise RowInvalid(f"{row.where}: {invalid}") from invalid

    def _read(self, row: Row) -> _Read:
        values, media = self._values.read(row.columns)
        key = self.row_key(row)
        sku = self._text(row, self.mapping.sku) if self.mapping.sku else key
        return _Read(row, Sku(key=key, sku=sku, enabled=self._enabled(row), values=values, media=media))

    def _listing(self, key: str, reads: list[_Read]) -> Product:
        """The last row of a key counts; rows are put in the order of their keys."""
        ordered = sorted({read.sku.key: read for read in reads}.values(), key=lambda read: read.sku.key)
        skus = [read.sku for read in ordered]
        parent = self._text(ordered[0].row, self.mapping.parent)
        axes = self._axes(ordered) if parent else []
        values, media = common(skus, axes) if parent else (skus[0].values, skus[0].media)
        return Product(
            key=key,
            identifier=parent or skus[0].sku or skus[0].key,
            family=self._family(ordered),
            categories=sorted({code for read in ordered for code in self._categories(read.row)}),
            enabled=any(sku.enabled for sku in skus),
            axes=axes,
            values=values,
            media=media,
            skus=skus,
        )

    def _family(self, reads: list[_Read]) -> str | None:
        named = {family for read in reads if (family := self._text(read.row, self.mapping.family))}
        if len(named) > 1:
            raise RowInvalid(f"its rows name different families: {', '.join(sorted(named))}")
        return next(iter(named), None)

    def _categories(self, row: Row) -> list[str]:
        cell = row.columns.get(self.mapping.categories) if self.mapping.categories else None
        return split(cell, self.mapping.separator)

    def _axes(self, reads: list[_Read]) -> list[str]:
        """The axes that the column names, or those of the configured attributes that these rows fill."""
        if isinstance(column := self.mapping.axes, str):
            named = [split(read.row.columns.get(column), self.mapping.separator) for read in reads]
            return next((axes for axes in named if axes), [])
        return [axis for axis in column if any(axis in read.sku.values for read in reads)]

    def _enabled(self, row: Row) -> bool:
        if self.mapping.enabled is None:
            return True
        word = (plain(row.columns.get(self.mapping.enabled)) or "").casefold()
        if word in map(str.casefold, self.mapping.enabled_words):
            return True
        if word in map(str.casefold, self.mapping.disabled_words):
            return False
        raise RowInvalid(
            f"column {self.mapping.enabled} holds {word!r}, which is none of enabled_words or disabled_words"
        )

    def _text(self, row: Row, column: str | None) -> str | None:
        return plain(row.columns.get(column)) if column else None

    def _document(self, row: Row) -> dict[str, Any]:
        column = self.mapping.document or ""
        cell = row.columns.get(column)
        try:
            document = orjson.loads(cell) if isinstance(cell, str | bytes) else cell
        except orjson.JSONDecodeError as error:
            raise RowInvalid(f"column {column} holds no JSON: {error}") from error
        if not isinstance(document, dict):
            raise RowInvalid(f"column {column} holds no JSON object with a product")
        stored_json(document)
        return document

    def _whole(self, row: Row) -> Product:
        try:
            product = Product.model_validate(self._document(row))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise RowInvalid(
                f"its document has a wrong {'.'.join(map(str, first['loc']))}: {first['msg']}"
            ) from error
        if product.key != self.row_key(row):
            raise RowInvalid(f"its document is of {product.key}, but its key is {self.row_key(row)}")
        return product


def _bounded(code: str) -> str:
    if len(code) > _LONGEST:
        raise RowInvalid(f"{code[:40]!r}... is no key: it has more than {_LONGEST} characters")
    return code
