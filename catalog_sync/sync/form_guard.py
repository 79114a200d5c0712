"""Sees to it that the form of what is on sale changes only when a person confirmed it, and that nothing is listed twice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from catalog_sync.mapping import form
from catalog_sync.mapping.listing import Finding, MappedListing
from catalog_sync.pim.document import Product
from catalog_sync.store.form_changes import FormChange, FormChanges
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.rulebook import Rulebook

Row = dict[str, Any]


@dataclass(frozen=True)
class FormGuard:
    """The changes of form that are open for a batch, and the listings of other products that hold its SKUs.

    Without the shop's lock it shows what it finds and writes nothing.
    """

    desk: Desk
    rulebook: Rulebook
    changes: Mapping[tuple[str, str], FormChange]
    elsewhere: Mapping[str, Sequence[Row]]
    unconfirmed: dict[str, set[int]] = field(default_factory=dict)
    """Product key -> the changes that were seen and wait for a person."""

    def findings(self, product_key: str, mapped: MappedListing, listing: Row | None) -> Iterator[Finding]:
        """What a person has to confirm, or to mend, before this may be sent."""
        if not mapped.active or mapped.blocked or not mapped.content:
            return
        if listing is None:
            yield from self._elsewhere(product_key, mapped)
            return
        self.close(mapped.product_key, form.MOVE)
        if change := self._axes(mapped, listing):
            self._grant_with_parts(product_key, mapped.product_key, change)
            message = form.axes_told(change, self._names(mapped))
            yield from self.see(product_key, mapped.product_key, form.AXES, change, message)
        else:
            self.close(mapped.product_key, form.AXES)

    def see(
        self, product_key: str, listing_key: str, kind: str, change: dict[str, Any], message: str
    ) -> list[Finding]:
        """The finding of a change that nobody confirmed; none where a person did."""
        known = self.changes.get((listing_key, kind))
        if self.desk.lock is not None:
            known = self._ledger.see(product_key, listing_key, kind, change, message)
        if known and known.change == change and known.confirmed:
            return []
        if known:
            self.unconfirmed.setdefault(product_key, set()).add(known.change_id)
        return [form.unconfirmed(kind, message, known.change_id if known else None)]

    def close(self, listing_key: str, kind: str) -> None:
        """There is no such change, or no longer."""
        if self.desk.lock is not None and (listing_key, kind) in self.changes:
            self._ledger.close(listing_key, kind)

    @property
    def _ledger(self) -> FormChanges:
        return FormChanges(self.desk.engine, self.desk.shop_id)

    def _axes(self, mapped: MappedListing, listing: Row) -> dict[str, list[str]] | None:
        return form.axes_change(mapped, listing["skus"]) if listing["content_live"] else None

    def _names(self, mapped: MappedListing) -> dict[str, str]:
        schema = self.rulebook.schemas.get(mapped.category_id or "")
        return {attribute.id: attribute.name for attribute in schema.attributes} if schema else {}

    def _grant_with_parts(self, product_key: str, listing_key: str, change: dict[str, Any]) -> None:
        """Who confirmed other parts confirmed the axes that are left in each."""
        parts = self.changes.get((product_key, form.PARTS))
        if self.desk.lock is not None and parts and parts.confirmed:
            self._ledger.grant(replace(parts, listing_key=listing_key), form.AXES, change)

    def _elsewhere(self, product_key: str, mapped: MappedListing) -> Iterator[Finding]:
        """A SKU that another product's listing holds is not listed a second time."""
        going = {sku["seller_sku"] for sku in mapped.content["skus"]}
        rows = [row for row in self.elsewhere.get(product_key, []) if going & row["sku_ids"].keys()]
        if not rows:
            self.close(mapped.product_key, form.MOVE)
            return
        row = next((row for row in rows if self._in_pim(row)), rows[0])
        shared, listed_as = sorted(going & row["sku_ids"].keys()), row["part_of"] or row["product_key"]
        if self._in_pim(row):
            self.close(mapped.product_key, form.MOVE)
            yield form.listed_elsewhere(listed_as, shared)
            return
        change = {
            "from": row["product_key"],
            "product_id": row["product_id"],
            "axes": self._axes(mapped, row),
        }
        message = form.move_told(listed_as, row["product_id"], shared)
        yield from self.see(product_key, mapped.product_key, form.MOVE, change, message)

    def _in_pim(self, row: Row) -> bool:
        known = self.desk.mirror.products([row["part_of"] or row["product_key"]])
        return any(mirrored.deleted_at is None for _, mirrored in known)


def carry_out_moves(desk: Desk, changes: FormChanges, seen: Iterable[FormChange]) -> None:
    """Let listings of products that are gone become those of the products that have their SKUs now, where confirmed."""
    for move in _confirmed_moves(seen):
        desk.listings.move(move.change["from"], move.listing_key, _part_of(move))
        if move.change["axes"]:
            changes.grant(move, form.AXES, move.change["axes"])
        changes.close(move.listing_key, form.MOVE)


def foreseen_moves(
    desk: Desk, seen: Iterable[FormChange]
) -> tuple[dict[str, Row], dict[tuple[str, str], FormChange]]:
    """What carrying out the confirmed moves comes to: the listings by their new keys, and the axes confirmed with them."""
    moves = {move.change["from"]: move for move in _confirmed_moves(seen)}
    rows = {
        moves[key].listing_key: row | {"product_key": moves[key].listing_key, "part_of": _part_of(moves[key])}
        for key, row in desk.listings.of([*moves]).items()
    }
    axes = {
        (move.listing_key, form.AXES): replace(move, kind=form.AXES, change=move.change["axes"])
        for move in moves.values()
        if move.change["axes"]
    }
    return rows, axes


def _confirmed_moves(seen: Iterable[FormChange]) -> Iterator[FormChange]:
    return (each for each in seen if each.kind == form.MOVE and each.confirmed)


def _part_of(move: FormChange) -> str | None:
    return move.product_key if move.listing_key != move.product_key else None


def listed_elsewhere(
    desk: Desk, products: Sequence[Product], names: Mapping[str, str], listings: Mapping[str, Row]
) -> dict[str, list[Row]]:
    """Product key -> listings of other products that hold its SKUs, for products that are not listed yet."""
    owned = set(listings) | {row["part_of"] for row in listings.values()}
    new = {
        product.key: {names[sku.sku] for sku in product.skus if sku.sku}
        for product in products
        if product.key not in owned
    }
    rows = desk.listings.holding(sorted(set[str]().union(*new.values())))
    found = {key: [row for row in rows if skus & row["sku_ids"].keys()] for key, skus in new.items()}
    return {key: rows for key, rows in found.items() if rows}
