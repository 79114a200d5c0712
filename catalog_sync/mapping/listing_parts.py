"""Which listing each variant of a product belongs to: one in all, one per sub-model, more where it is too big: pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count

from catalog_sync.mapping.variant_rules import ListingsRule
from catalog_sync.pim.document import Product, Sku

_PART = "::part:"


@dataclass(frozen=True)
class Layout:
    """How a product is parted: by the values of these axes, and the listing of each variant by the PIM's key of it.

    The first listing has the product's own key, so that a product which is one listing needs no layout at all.
    """

    axes: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)


def wanted_axes(product: Product, rule: ListingsRule) -> tuple[str, ...]:
    """The axes that the rules part the product by."""
    named = rule.per.get(product.family_variant or "", [])
    return tuple(axis for axis in product.axes if axis in named)


def laid_out(product: Product, layout: Layout, *, split: bool, max_skus: int) -> Layout:
    """The layout with a place for every variant. One that has its place keeps it, whatever else comes or goes.

    Only one whose values changed leaves a listing that is that of another sub-model.
    """
    groups = {sku.key: _group(product, sku, layout.axes) for sku in product.skus}
    parts = _kept(layout, groups)
    for sku in product.skus:
        if sku.key not in parts:
            places = _places(product.key, groups[sku.key], groups, parts)
            parts[sku.key] = next(
                place for place in places if not split or [*parts.values()].count(place) < max_skus
            )
    return Layout(layout.axes, parts)


def parts_of(product: Product, layout: Layout) -> dict[str, Product]:
    """Listing key -> the part of the product that it shows, with the axes that its variants still differ in."""
    found: dict[str, list[Sku]] = {}
    for sku in product.skus:
        found.setdefault(layout.parts.get(sku.key, product.key), []).append(sku)
    axes = [axis for axis in product.axes if axis not in layout.axes]
    return {
        key: product.model_copy(update={"key": key, "axes": axes, "skus": skus})
        for key, skus in found.items()
    }


def _group(product: Product, sku: Sku, axes: Sequence[str]) -> tuple[str, ...]:
    return tuple(_code(sku, product, axis) for axis in axes)


def _code(sku: Sku, product: Product, axis: str) -> str:
    values = sku.values.get(axis) or product.values.get(axis) or []
    return str(values[0].data) if values else ""


def _kept(layout: Layout, groups: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The places that variants keep; a listing is that of the sub-model that most of its variants are of."""
    known = {sku: place for sku, place in layout.parts.items() if sku in groups}
    of = {place: Counter[tuple[str, ...]]() for place in known.values()}
    for sku, place in known.items():
        of[place][groups[sku]] += 1
    own = {place: found.most_common(1)[0][0] for place, found in of.items()}
    return {sku: place for sku, place in known.items() if groups[sku] == own[place]}


def _places(
    product_key: str, group: tuple[str, ...], groups: Mapping[str, tuple[str, ...]], parts: Mapping[str, str]
) -> Iterator[str]:
    """The listings that a variant may go to: those its group has, in the order they were opened, then new ones."""
    own = dict.fromkeys(place for sku, place in parts.items() if groups.get(sku) == group)
    yield from own
    if product_key not in parts.values():
        yield product_key
    name, taken = f"{product_key}{_PART}{'+'.join(group)}", set(parts.values())
    names = chain([name] if group else [], (f"{name}::{number}" for number in count(2)))
    yield from (place for place in names if place not in taken)
