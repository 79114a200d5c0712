"""Where each field of a mapped listing comes from: the rule with its file and line, and what it read in the PIM: pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from catalog_sync.mapping.lineage import Lineage, Read, Step
from catalog_sync.mapping.listing import MappedListing
from catalog_sync.mapping.rule_sources import Filler
from catalog_sync.mapping.rule_walk import parts_of
from catalog_sync.mapping.rules import FamilyRules
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.mapping.schema_names import SchemaNames
from catalog_sync.moments import moment
from catalog_sync.pim.document import Media, Product, Sku
from catalog_sync.yaml_files import Loc

_PLACES: dict[str, Loc] = {
    "brand_id": ("brand",),
    "category_id": ("category",),
    "certifications": ("certificates",),
    "skus.identifier_code": ("identifier",),
    "skus.price": ("price",),
    "skus.inventory": ("stock",),
    "skus.sku_img": ("variant_image",),
    "skus.fees": ("deposit",),
    "skus.pre_sale": ("pre_sale",),
}
"""Where the rules of a field stand, which else are called like the field."""
_OURS = ("external_product_id", "category_version", "skus")
_KEPT = ("seller_sku", "external_sku_id")


@dataclass(frozen=True)
class Origin:
    """One field of a listing, its value, and where that is from.

    `rule` is file, line and path, none where no rule is behind it; `reads` what of the PIM the value is made of,
    `asked` what decided that the rule holds; `name` is what an attribute is called; `note` is for people.
    """

    field: str
    value: Any
    sku: str | None = None
    name: str | None = None
    rule: str | None = None
    reads: tuple[Read, ...] = ()
    asked: tuple[Read, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Traced:
    """A mapped listing with all that says where it comes from."""

    listing: MappedListing
    product: Product
    family: FamilyRules
    schema: CategorySchema | None
    lineage: Lineage

    @property
    def _names(self) -> SchemaNames:
        return SchemaNames(self.schema)

    def origins(self) -> Iterator[Origin]:
        """Every field, those of the product first."""
        for field, value in self.listing.content.items():
            if field == "product_attributes":
                yield from self._attributes(value)
            elif field not in _OURS:
                yield self._origin(field, value, _PLACES.get(field, (field,)))
        skus = {sku.key: sku for sku in self.product.skus}
        for entry in self.listing.content.get("skus", []):
            yield from self._sku(entry, skus.get(entry.get("external_sku_id", "")))

    def _attributes(self, rows: Sequence[dict[str, Any]]) -> Iterator[Origin]:
        for row in rows:
            rule = self._names.rule_of(row["id"], self.family) or row["id"]
            values = ", ".join(self._names.value(row["id"], value) for value in row["values"])
            name = self._names.attribute(row["id"])
            yield self._origin(f"product_attributes.{row['id']}", values, ("attributes", rule), name=name)

    def _sku(self, entry: dict[str, Any], sku: Sku | None) -> Iterator[Origin]:
        name = entry["seller_sku"]
        if name in self.listing.carried_skus:
            yield Origin(
                "skus", name, name, note="it cannot be mapped now and stays as the shop took it last"
            )
            return
        for field, value in entry.items():
            if field == "sales_attributes":
                yield from self._axes(value, name)
            elif field not in _KEPT:
                path = _PLACES.get(f"skus.{field}", (field,))
                yield self._origin(f"skus.{field}", value, path, sku=sku, seller_sku=name)
        offers = {
            "skus.price": self.listing.prices.get(name),
            "skus.inventory": self.listing.quantities.get(name),
        }
        sources = {
            "skus.price": self.listing.priced_by.get(name),
            "skus.inventory": self.listing.counted_by.get(name),
        }
        for field, value in offers.items():
            offer = sources[field]
            note = f"from the source of prices and stock, as of {moment(offer.as_of)}" if offer else None
            if value is not None:
                yield Origin(field, value, name, rule=self._place(_PLACES[field]), note=note)

    def _axes(self, rows: Sequence[dict[str, Any]], seller_sku: str) -> Iterator[Origin]:
        for row in rows:
            axis = self._names.axis_of(row, self.family)
            yield Origin(
                "skus.sales_attributes",
                self._names.value(row.get("id"), row),
                seller_sku,
                name=row.get("name") or self._names.attribute(row.get("id")),
                rule=self._place(("sales_attributes", axis or "")),
                reads=(Read(axis),) if axis else (),
            )

    def _origin(
        self,
        field: str,
        value: Any,
        path: Loc,
        *,
        name: str | None = None,
        sku: Sku | None = None,
        seller_sku: str | None = None,
    ) -> Origin:
        steps = list(self._steps(path, sku))
        last = [step.last for step in steps]
        paths = {id(rule): where for where, rule in parts_of(self.family, Filler)}
        media = tuple(self._media(value))
        return Origin(
            field,
            value,
            seller_sku,
            name,
            rule=self._place(paths.get(id(last[-1].rule), path) if len(steps) == 1 else path),
            reads=tuple(dict.fromkeys([*(read for step in last for read in step.values), *media])),
            asked=tuple(dict.fromkeys(read for step in steps for read in _asked(step))),
            note=None if last or media or self._states(path) else "no rule of its own",
        )

    def _steps(self, path: Loc, sku: Sku | None) -> Iterator[Step]:
        """The work of the rules at a path or below, for one variant or whatever they worked for."""
        for where, rule in parts_of(self.family, Filler):
            if where[: len(path)] == path:
                yield from (
                    step for step in self.lineage.steps(rule) if sku is None or step.sku in (None, sku)
                )

    def _place(self, path: Loc) -> str | None:
        place = self.family.place(*path)
        return str(place) if place else None

    def _states(self, path: Loc) -> bool:
        place = self.family.place(*path)
        return place is not None and bool(place.path) and str(place.path[-1]) == str(path[-1])

    def _media(self, value: Any) -> Iterator[Read]:
        """The attributes whose files stand in the value."""
        files = [*self.product.media, *(item for sku in self.product.skus for item in sku.media)]
        for code in _codes(value):
            found = next((item for item in files if item.code == code), None)
            if isinstance(found, Media):
                yield Read(found.attribute, found.channel, found.locale)


def _asked(step: Step) -> list[Read]:
    return [*step.conditions, *(read for below in step.below for read in _asked(below))]


def _codes(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(media := value.get("media"), dict):
            yield media["code"]
        else:
            for item in value.values():
                yield from _codes(item)
    elif isinstance(value, list):
        for item in value:
            yield from _codes(item)
