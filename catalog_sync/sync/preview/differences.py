"""All that differs between a listing and what its shop took last, content, prices, stock and whether it sells: pure."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.mapping.schema_names import SchemaNames
from catalog_sync.sync.decide import Decision
from catalog_sync.sync.placeholders import with_digests
from catalog_sync.sync.plan import Action
from catalog_sync.sync.preview.content_diff import Change, content_changes, named
from catalog_sync.sync.work import Work

_UNKNOWN = "not kept: accepted before contents were, or its answer was lost"


def differences(work: Work, decision: Decision, schema: CategorySchema | None) -> Iterator[Change]:
    """The differing fields; those of content that has to wait are `pending`."""
    listing, actions = decision.listing, decision.plan.actions
    if not work.desired.active:
        if Action.DEACTIVATE in actions:
            yield Change("active", before=True, after=False)
        return
    if Action.ACTIVATE in actions:
        yield Change("active", before=False, after=True)
    yield from _content(work, listing, schema, pending=not {Action.CREATE, Action.EDIT} & set(actions))
    yield from _offers(work, decision, listing)


def _content(
    work: Work, listing: dict[str, Any] | None, schema: CategorySchema | None, *, pending: bool
) -> Iterator[Change]:
    if not work.desired.content or (listing and listing["content_submitted"] == work.content_hash):
        return
    if listing and listing["content"] is None:
        yield Change("content", _UNKNOWN, "see the fields: catalog-sync explain", pending=pending)
        return
    wanted = with_digests(work.desired.content, work.digests)
    for change in content_changes(listing["content"] if listing else None, wanted):
        yield replace(named(change, SchemaNames(schema)), pending=pending)


def _offers(work: Work, decision: Decision, listing: dict[str, Any] | None) -> Iterator[Change]:
    offered = decision.offered
    known = listing["sku_ids"] if listing else {}
    pending = not {Action.CREATE, Action.EDIT} & set(decision.plan.actions)
    for sku, price in work.desired.prices.items():
        if sku not in known:
            yield Change("skus.price", None, price, sku, pending=pending)
        elif listing and sku in offered.prices:
            waits = Action.PRICE not in decision.plan.actions
            yield Change("skus.price", listing["prices"].get(sku), offered.prices[sku], sku, pending=waits)
    for sku, number in offered.new.items():
        yield Change("skus.inventory", None, number.quantity, sku, pending=pending)
    for sku, number in offered.quantities.items():
        shelf, waits = offered.shelves.get(sku), Action.STOCK not in decision.plan.actions
        yield Change("skus.inventory", shelf.level if shelf else None, number.quantity, sku, pending=waits)
