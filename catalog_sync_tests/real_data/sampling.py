"""Draws findings and matched values with the source rows that they are judged against."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from typing import Any, TypeVar

from catalog_sync.mapping.listing import Finding
from catalog_sync.pim.document import Product
from catalog_sync_tests.real_data.runs import MappedCatalogue

Drawn = TypeVar("Drawn")

_LONGEST = 70


def sampled_findings(runs: Sequence[MappedCatalogue], number: int, seed: int) -> Iterator[str]:
    """So many findings, each code of each catalogue and region in turn, so that rare ones are seen as well."""
    groups: dict[tuple[int, str], list[tuple[MappedCatalogue, Product, Finding]]] = {}
    for at, run in enumerate(runs):
        for product, found in run.findings():
            groups.setdefault((at, found.code), []).append((run, product, found))
    for run, product, found in _drawn(groups.values(), number, seed):
        yield (
            f"\n{run.catalogue.name} {run.market.region} {product.identifier} ({product.family}) "
            f"{found.severity} {found.code} {found.sku or ''}\n  {found.message}\n  {_source(run, product, found.sku)}"
        )


def sampled_values(runs: Sequence[MappedCatalogue], number: int, seed: int) -> Iterator[str]:
    """So many values that were sent for attributes, each attribute of each catalogue and region in turn."""
    groups: dict[tuple[int, str], list[tuple[MappedCatalogue, Product, str]]] = {}
    for at, run in enumerate(runs):
        for product, listing in run.listings:
            schema = run.market.schema(listing.category_id) if listing.category_id else None
            for row in listing.content.get("product_attributes", []):
                attribute = schema.attribute(row["id"], "PRODUCT_PROPERTY") if schema else None
                names = {value.id: value.name for value in attribute.values} if attribute else {}
                sent = ", ".join(
                    names.get(value.get("id", ""), value.get("name", "")) for value in row["values"]
                )
                told = f"{attribute.name if attribute else row['id']} = {sent}"
                groups.setdefault((at, row["id"]), []).append((run, product, told))
    for run, product, told in _drawn(groups.values(), number, seed):
        yield (
            f"\n{run.catalogue.name} {run.market.region} {product.identifier} ({product.family}) {told}\n"
            f"  {_source(run, product, None)}"
        )


def _drawn(groups: Iterable[list[Drawn]], number: int, seed: int) -> list[Drawn]:
    """One of each group, then a second of each, until there are enough."""
    rng = random.Random(seed)
    shuffled = [rng.sample(group, len(group)) for group in groups]
    rounds = chain.from_iterable(zip_longest(*shuffled))
    return [drawn for drawn in rounds if drawn is not None][:number]


def _source(run: MappedCatalogue, product: Product, sku: str | None) -> str:
    """The source rows of one SKU, long texts cut, empty cells left out."""
    name = sku or next((each.sku for each in product.skus if each.sku), "")
    rows = run.catalogue.rows.get(name or "", [])
    return " / ".join(", ".join(_cells(row)) for row in rows)


def _cells(row: Mapping[str, Any]) -> Iterator[str]:
    values = row["values"].items() if "values" in row else row.items()
    if "values" in row:
        yield f"categories={'|'.join(row['categories'])}"
    for name, cell in values:
        rows = cell if isinstance(cell, list) else [{"data": cell}]
        for each in rows:
            place = ".".join(filter(None, (name, each.get("locale"), each.get("scope"))))
            if each["data"] not in ("", None):
                yield f"{place}={str(each['data'])[:_LONGEST]}"
