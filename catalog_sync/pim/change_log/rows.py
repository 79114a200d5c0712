"""Products from the current rows, as one snapshot sees them, and what the entries of a log say about them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any, NamedTuple

import orjson

from catalog_sync.pim.change_log.spellings import Spellings
from catalog_sync.pim.change_log.tables import CurrentTable
from catalog_sync.pim.document import Product
from catalog_sync.pim.parallel import chunks
from catalog_sync.pim.rows.cells import RowInvalid
from catalog_sync.pim.rows.reader import Row, RowReader
from catalog_sync.pim.source import Change, Gone, Listed, Problem, Touched
from catalog_sync.pim.sql.database import PAGE, Snapshot

FAMILIES = 50
"""Products with variants that are read at a time: each has many rows."""


class Hint(NamedTuple):
    """What an entry of the log names: a row (or a product by its parent), and the parent; blank where it tells none."""

    key: str
    parent: str


@dataclass(frozen=True)
class CurrentRows:
    """The products in the rows of one snapshot."""

    snapshot: Snapshot
    table: CurrentTable
    reader: RowReader
    spellings: Spellings

    def everything(self) -> Iterator[list[Change]]:
        """Every product, in batches; all rows of one product come together."""
        apart = self._spellings
        rows = chain.from_iterable(self.snapshot.stream(self.table.in_order(whole=True)))
        for batch in self._batches(row for row in rows if self._product_key(row) not in apart):
            yield self._products(batch)
        for keys in chunks(sorted(apart), PAGE):
            yield from self.read(keys)

    def listed(self) -> Iterator[list[Listed]]:
        """Every pair of product and SKU."""
        if self.reader.mapping.document:
            yield from ([pair for change in batch for pair in _pairs(change)] for batch in self.everything())
            return
        for page in self.snapshot.stream(self.table.in_order(whole=False)):
            yield [Listed(self._product_key(row), row[0].strip()) for row in page if row[0]]

    def size(self) -> int:
        """How many rows there are."""
        return int(self.snapshot.one(self.table.count())[0])

    def read(self, keys: Sequence[str]) -> Iterator[list[Change]]:
        """The products with these keys, Gone for those without a row."""
        gone = set(keys)
        for rows in self._found(keys):
            gone -= {self._product_key(row) for row in rows}
            yield from map(self._products, self._batches(rows))
        yield [Gone(key) for key in sorted(gone)]

    def exists(self, key: str) -> bool:
        """Whether there is a row of this product."""
        return any(self._found([key]))

    def hinted(self, hints: Sequence[Hint]) -> tuple[set[str], list[Change]]:
        """The products that the entries are about, and what depends on rows that are no more.

        A row that is gone may have been a SKU: the product that holds it depends on `row:<key>`.
        """
        column = self.reader.mapping.key
        named = {self.table.relation.as_stored(column, key) for hint in hints if (key := hint.key.strip())}
        places = {
            row[0].strip(): self._product_key(row)
            for row in self.snapshot.rows(self.table.with_keys(named, whole=False))
        }
        absent = named - places.keys()
        if self.reader.mapping.document:
            return {*places.values(), *absent}, []
        told = {parent for hint in hints if (parent := hint.parent.strip())} | absent
        products = {*places.values(), *(f"product:{key}" for key in absent)}
        if self.table.parented:
            products |= {f"model:{code.strip().casefold()}" for code in told}
        return products, [Touched(f"row:{key}") for key in sorted(absent)]

    def _found(self, keys: Sequence[str]) -> Iterator[Sequence[Any]]:
        """The rows of these products, each product's together."""
        if self.reader.mapping.document:
            yield self.snapshot.rows(self.table.with_keys(keys, whole=True))
            return
        alone = [key.removeprefix("product:") for key in keys if key.startswith("product:")]
        rows = self.snapshot.rows(self.table.with_keys(alone, whole=True))
        yield [row for row in rows if self._product_key(row).startswith("product:")]
        codes = [key.removeprefix("model:") for key in keys if key.startswith("model:")]
        yield from map(self._variants, chunks(codes if self.table.parented else [], FAMILIES))

    def _variants(self, codes: Sequence[str]) -> list[Any]:
        rows = {row[0]: row for row in self.snapshot.rows(self.table.below(codes))}
        if meant := [spelling for code in codes for spelling in self._spellings.get(f"model:{code}", ())]:
            rows |= {row[0]: row for row in self.snapshot.rows(self.table.below_exactly(meant))}
        return sorted(rows.values(), key=self._product_key)

    @property
    def _spellings(self) -> dict[str, list[str]]:
        return self.spellings.look(self.snapshot, self.table)

    def _product_key(self, row: Any) -> str:
        key, parent = (row[0] or "").strip(), (row[1] or "").strip()
        if self.reader.mapping.document:
            return key
        return f"model:{parent.casefold()}" if parent else f"product:{key}"

    def _batches(self, rows: Iterable[Any]) -> Iterator[list[Any]]:
        """Rows of whole products, about a page at a time."""
        batch: list[Any] = []
        for _, group in groupby(rows, key=self._product_key):
            batch += group
            if len(batch) >= PAGE:
                yield batch
                batch = []
        if batch:
            yield batch

    def _products(self, rows: Iterable[Any]) -> list[Change]:
        """A product with a row that cannot be read is a problem as a whole, so that what was known of it stays."""
        readable: list[Row] = []
        wrong: dict[str, Change] = {}
        for row in rows:
            try:
                readable.append(self._row(row))
            except RowInvalid as invalid:
                key, where = self._product_key(row), self._where(row)
                wrong[key] = Problem(key, key.partition(":")[2], f"{where}: {invalid}")
        read = [_depending(change) for change in self.reader.products(readable) if change.key not in wrong]
        return [*wrong.values(), *read]

    def _row(self, row: Any) -> Row:
        if not row[0] or row[0] != row[0].strip():
            raise RowInvalid("its key is empty, or begins or ends with a space")
        columns = {
            name: self._cell(name, cell)
            for name, cell in zip(self.table.relation.columns, row[2:], strict=True)
        }
        return Row(self._where(row), columns)

    def _cell(self, name: str, cell: Any) -> Any:
        """JSON as what it says; a whole document is left to the reader."""
        if cell is None or name == self.reader.mapping.document or not self.table.relation.holds_json(name):
            return cell
        try:
            return orjson.loads(cell)
        except orjson.JSONDecodeError as error:
            raise RowInvalid(f"column {name} holds no JSON: {error}") from error

    def _where(self, row: Any) -> str:
        return f"{self.table.relation.title} {row[0] or '(a row without key)'}"


def _depending(change: Change) -> Change:
    if not isinstance(change, Product) or not change.key.startswith("model:"):
        return change
    rows = [f"row:{sku.key}" for sku in change.skus]
    return change.model_copy(update={"depends_on": sorted({*change.depends_on, *rows})})


def _pairs(change: Change) -> list[Listed]:
    if isinstance(change, Product) and change.skus:
        return [Listed(change.key, sku.key) for sku in change.skus]
    return [Listed(change.key, None)] if isinstance(change, Product | Problem) else []
