"""Holds what is too much to change in a shop without a person: gathers the effects of all batches, then lets go or holds."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from catalog_sync.store.adoptions import Adoptions
from catalog_sync.store.held_effects import HeldEffect
from catalog_sync.store.held_effects_census import Census, census, sent_lately
from catalog_sync.store.looks import ineligible_of
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.eligibility import Reason
from catalog_sync.sync.mass_effects import (
    IN_MASS,
    OF_PRICES,
    Kind,
    Withheld,
    ambiguous,
    effects_of,
    finding_of,
)
from catalog_sync.sync.placeholders import with_digests
from catalog_sync.sync.preview.content_diff import content_changes
from catalog_sync.sync.work import Work

Listings = Mapping[str, dict[str, Any]]

_OF_CONTENT = (Kind.EDIT, Kind.ADOPTION)
_NOT_IN_DRAFT = (Kind.EDIT, Kind.ACTIVATION)
"""What the mode `draft` does not let go in any case, so that nobody is asked about it."""


def withheld_of(desk: Desk, works: Sequence[Work], listings: Listings) -> dict[str, Withheld]:
    """Listing key -> what of it waits for a person, and what goes unasked. Nothing goes before all was looked at.

    Only where the live listings that could still join in are too many, a batch's effects wait for the others: then
    they go, or are held as one set. A desk without the shop's lock shows it, and writes nothing.
    """
    if not works or desk.facts.mode == "check":
        return {}
    keys = [work.product_key for work in works]
    rows = [row for work in works for row in _rows(desk, work, listings.get(work.product_key))]
    if desk.lock is not None:
        desk.held_effects.renew_expired()
        desk.held_effects.keep(keys, rows)
    found = _found(desk, keys, rows)
    few = _few(desk, works, found)
    if few is not None and desk.lock is not None:
        found = _found(desk, keys, rows)
    by_listing: dict[str, list[HeldEffect]] = {}
    for effect in found:
        by_listing.setdefault(effect.listing_key, []).append(effect)
    held = {key: _withheld(effects, few or frozenset()) for key, effects in by_listing.items()}
    return held | _ambiguous(desk, works, listings)


def _rows(desk: Desk, work: Work, listing: dict[str, Any] | None) -> list[dict[str, Any]]:
    found = effects_of(
        work.desired,
        work.content_hash,
        listing,
        desk.guards,
        currency=desk.facts.region.currency,
        prices_are_ours="price" not in desk.facts.not_ours,
        gone=ineligible_of(work.look_key) == Reason.DELETED,
    )
    if desk.facts.mode == "draft":
        found = [effect for effect in found if effect.kind not in _NOT_IN_DRAFT]
    shared = {
        "listing_key": work.product_key,
        "product_key": work.desired.pim_key,
        "identifier": work.identifier,
    }
    differing = _fields(work, listing) if {effect.kind for effect in found} & set(_OF_CONTENT) else {}
    return [
        shared | vars(effect) | {"kind": effect.kind.value, "change": effect.change or differing}
        for effect in found
    ]


def _fields(work: Work, listing: dict[str, Any] | None) -> dict[str, Any]:
    """Which fields of the content would change, for people; nothing where what the shop took was not kept."""
    if listing is None or not listing["content"] or not work.desired.content:
        return {}
    wanted = with_digests(work.desired.content, work.digests)
    return {
        "fields": list(dict.fromkeys(change.field for change in content_changes(listing["content"], wanted)))
    }


def _found(desk: Desk, keys: Sequence[str], rows: Sequence[dict[str, Any]]) -> list[HeldEffect]:
    """The effects as the ledger has them, or would have them."""
    known = {(each.listing_key, each.kind, each.sku): each for each in desk.held_effects.of(keys)}
    found = []
    for row in rows:
        before = known.get((row["listing_key"], row["kind"], row["sku"]))
        if before and before.digest == row["digest"]:
            found.append(before)
        else:
            anew = before is not None and (before.anew or before.hold_id is not None)
            values = {name: value for name, value in row.items() if name != "product_key"}
            found.append(HeldEffect(**values, hold_id=None, anew=anew, confirmed=False))
    return found


def _few(desk: Desk, works: Sequence[Work], found: Sequence[HeldEffect]) -> frozenset[Kind] | None:
    """The kinds whose gathered effects go; none where none were gathered.

    Of the other kinds a hold is opened once nothing can join it.
    """
    others = desk.held_effects.gathered(but=[work.product_key for work in works])
    gathered = [effect for effect in found if effect.hold_id is None]
    if not gathered and not others:
        return None
    counted, few = _census(desk, works), set()
    for kind in map(Kind, sorted({*others, *(effect.kind for effect in gathered)})):
        mine = [effect for effect in gathered if effect.kind == kind]
        number, anew = others.get(kind, (0, 0))
        number += len({effect.listing_key for effect in mine})
        if kind in IN_MASS and _goes(desk, kind, number, counted):
            few.add(kind)
        if desk.lock is not None:
            held_anew = bool(anew) or any(effect.anew for effect in mine)
            _settle(desk, kind, counted, goes=kind in few, anew=held_anew)
    return frozenset(few)


def _goes(desk: Desk, kind: Kind, gathered: int, counted: Census) -> bool:
    """A few are let go once it is sure that there will be no more; what leaves the shop does not wait for that."""
    known = gathered + sent_lately(desk.engine, desk.shop_id, kind)
    if kind is Kind.DEACTIVATION and known <= desk.guards.listings:
        return True
    return not desk.guards.too_many(known + _rest(kind, counted), counted.live)


def _settle(desk: Desk, kind: Kind, counted: Census, *, goes: bool, anew: bool) -> None:
    """Make what goes due, and open a hold of what does not."""
    rest, shop = _rest(kind, counted), desk.facts.partition_key
    complete = rest == 0 or (kind not in IN_MASS and not desk.guards.too_many(rest, counted.live))
    if goes:
        desk.held_effects.let_go(kind)
    if complete and (anew or not goes):
        desk.held_effects.hold(kind, shop, counted.live, only_anew=goes)


def _rest(kind: Kind, counted: Census) -> int:
    if kind is Kind.ACTIVATION:
        return counted.unseen_off_sale
    return counted.unpriced if kind in OF_PRICES else counted.unseen


def _census(desk: Desk, works: Sequence[Work]) -> Census:
    drain = desk.drains.open()
    began = drain["configuration"].get("relook_before") if drain else None
    batch = [work.desired.pim_key for work in works]
    relook_before = datetime.fromisoformat(began) if began else None
    return census(desk.engine, desk.shop_id, works[0].look_key, batch, relook_before)


def _withheld(effects: Sequence[HeldEffect], few: Collection[Kind]) -> Withheld:
    unasked = {Kind(effect.kind) for effect in effects if _goes_unasked(effect, few)}
    held = [effect for effect in effects if not (effect.confirmed or _goes_unasked(effect, few))]
    skus: dict[Kind, set[str]] = {}
    for effect in held:
        skus.setdefault(Kind(effect.kind), set()).update({effect.sku} - {""})
    numbers = {Kind(effect.kind): effect.hold_id for effect in held}
    return Withheld(
        kinds=frozenset(skus),
        skus=frozenset(effect.sku for effect in held if effect.sku),
        findings=tuple(finding_of(kind, skus[kind], numbers[kind]) for kind in sorted(skus)),
        unasked=frozenset(unasked),
        holds=frozenset(effect.hold_id for effect in held if effect.hold_id is not None),
    )


def _goes_unasked(effect: HeldEffect, few: Collection[Kind]) -> bool:
    return effect.hold_id is None and not effect.anew and effect.kind in few


def _ambiguous(desk: Desk, works: Sequence[Work], listings: Listings) -> dict[str, Withheld]:
    """What may be in the shop already is not listed a second time."""
    new = {work.desired.pim_key: work.product_key for work in works if work.product_key not in listings}
    found = Adoptions(desk.engine, desk.shop_id).ambiguous([*new]) if new else {}
    return {
        new[key]: Withheld(frozenset({Kind.ADOPTION}), findings=(ambiguous(product_ids),))
        for key, product_ids in found.items()
    }
