"""A batch's variants in one shop: their seller SKUs, the listings they belong to, and what of them is kept as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog_sync.mapping import form
from catalog_sync.mapping.frozen_identifiers import with_frozen_identifiers
from catalog_sync.mapping.listing import Finding, MappedListing
from catalog_sync.mapping.listing_parts import Layout, laid_out, parts_of, wanted_axes
from catalog_sync.mapping.variant_carry import with_accepted
from catalog_sync.mapping.variant_rules import ListingsRule
from catalog_sync.pim.document import Product
from catalog_sync.store.form_changes import FormChanges
from catalog_sync.store.listing_layouts import ListingLayouts
from catalog_sync.store.seller_skus import SellerSkus
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.form_guard import FormGuard, carry_out_moves, foreseen_moves, listed_elsewhere
from catalog_sync.sync.platform_warnings import identifiers_cleared
from catalog_sync.sync.renamed_skus import carry_out_renames
from catalog_sync.sync.rulebook import Rulebook
from catalog_sync.sync.shop_mode import is_draft
from catalog_sync.yaml_files import YamlFileError

Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One listing of a product: what of the product it shows, nothing where it is no longer needed, and its row."""

    key: str
    product: Product | None
    listing: Row | None
    findings: tuple[Finding, ...] = ()

    def shown(self, whole: Product) -> Product:
        """What is listed: the part, or the whole as if it were disabled."""
        return self.product or whole.model_copy(update={"key": self.key, "enabled": False})


@dataclass
class Variants:
    """What the ledger knows of a batch's variants. Without the shop's lock it shows everything and writes nothing."""

    desk: Desk
    rulebook: Rulebook
    seller_skus: dict[str, str]
    listings: dict[str, Row]
    layouts: dict[str, Layout]
    guard: FormGuard
    _new_layouts: dict[str, Layout] = field(default_factory=dict)

    def parts(self, product: Product) -> list[Part]:
        """The listings of a product: first those that are no longer needed, then the one that has its own key."""
        rows = {
            key: row
            for key, row in self.listings.items()
            if product.key in (row["part_of"], row["product_key"])
        }
        layout, findings = self._layout(product, rows)
        shown = parts_of(product, layout) or {product.key: product}
        retired = [Part(key, None, row) for key, row in rows.items() if key not in shown]
        live = [Part(key, part, rows.get(key), tuple(findings)) for key, part in shown.items()]
        return [*retired, *sorted(live, key=lambda part: part.key != product.key)]

    def carried(self, mapped: MappedListing, part: Part, product: Product) -> MappedListing:
        """The listing with what the shop has and cannot be mapped now, as it was taken last."""
        if part.listing is None:
            return mapped
        if mapped.withheld_skus:
            mapped = self._with_accepted(mapped, part.listing, part.product or product)
        if is_draft(part.listing) or identifiers_cleared(part.listing):
            return mapped
        return with_frozen_identifiers(mapped, part.listing["skus"])

    def _with_accepted(self, mapped: MappedListing, listing: Row, product: Product) -> MappedListing:
        withheld = [name for sku in mapped.withheld_skus for name in self._in_shop(listing, sku)]
        order = [self.seller_skus.get(sku.sku or "", "") for sku in product.skus]
        named = mapped.model_copy(update={"withheld_skus": withheld})
        return with_accepted(named, listing["skus"], listing["sku_ids"], order)

    def _in_shop(self, listing: Row, withheld: str) -> list[str]:
        """The seller SKUs of a withheld SKU, or of the PIM's key of one, as the shop took them last."""
        if withheld in self.seller_skus:
            return [self.seller_skus[withheld]]
        entries = listing["skus"].items()
        return [name for name, entry in entries if entry.get("external_sku_id") == withheld] or [withheld]

    def guarded(self, product_key: str, mapped: MappedListing, listing: Row | None) -> MappedListing:
        """The listing, withheld where its form changes in the shop and nobody confirmed that."""
        findings = [*mapped.findings, *self.guard.findings(product_key, mapped, listing)]
        waits_for = sorted(self.guard.unconfirmed.get(product_key, ()))
        if waits_for or len(findings) > len(mapped.findings):
            return mapped.model_copy(update={"findings": findings, "form_changes": waits_for})
        return mapped

    def keep(self) -> None:
        """Remember where new variants were placed."""
        if self.desk.lock is not None:
            ListingLayouts(self.desk.engine, self.desk.shop_id).keep(self._new_layouts)

    def _layout(self, product: Product, rows: Mapping[str, Row]) -> tuple[Layout, list[Finding]]:
        """The product's layout in force, and the finding where the rules want another that nobody confirmed."""
        rule = self._rule(product)
        wanted, known = wanted_axes(product, rule), self.layouts.get(product.key, Layout())
        findings = self._other_parts(product, known, wanted, listed=bool(rows))
        in_force = known if findings or wanted == known.axes else Layout(wanted)
        trivial = not (in_force.axes or in_force.parts or rule.split)
        most = self.desk.facts.region.max_skus
        layout = in_force if trivial else laid_out(product, in_force, split=rule.split, max_skus=most)
        if layout != self.layouts.get(product.key, Layout()):
            self._new_layouts[product.key] = layout
        return layout, findings

    def _other_parts(
        self, product: Product, known: Layout, wanted: Sequence[str], *, listed: bool
    ) -> list[Finding]:
        if wanted == known.axes:
            self.guard.close(product.key, form.PARTS)
        if wanted == known.axes or not listed:
            return []
        change = {"before": [*known.axes], "after": [*wanted]}
        message = form.parts_told(known.axes, wanted)
        return self.guard.see(product.key, product.key, form.PARTS, change, message)

    def _rule(self, product: Product) -> ListingsRule:
        try:
            family = self.rulebook.rules.of(product.family, product.categories)
        except YamlFileError:
            family = None
        return family.listings if family else ListingsRule()


def open_variants(desk: Desk, rulebook: Rulebook, products: Sequence[Product]) -> Variants:
    """What the ledger knows of these products' variants; new SKUs get their names, confirmed moves are made."""
    keys = [product.key for product in products]
    changes = FormChanges(desk.engine, desk.shop_id)
    moved, seen = dict[str, Row](), changes.of(keys)
    if desk.lock is not None:
        carry_out_moves(desk, changes, seen.values())
        seen = changes.of(keys)
    else:
        moved, granted = foreseen_moves(desk, seen.values())
        seen |= granted
    skus = sorted({sku.sku for product in products for sku in product.skus if sku.sku})
    names = SellerSkus(desk.engine, desk.shop_id).give(
        skus, desk.facts.region.seller_sku, keep=desk.lock is not None
    )
    known = moved | desk.listings.of(keys) | desk.listings.parts_of(keys)
    listings = carry_out_renames(desk, products, names, known)
    elsewhere = listed_elsewhere(desk, products, names, listings)
    return Variants(
        desk=desk,
        rulebook=rulebook,
        seller_skus=names,
        listings=listings,
        layouts=ListingLayouts(desk.engine, desk.shop_id).of(keys),
        guard=FormGuard(desk, rulebook, seen, elsewhere),
    )
