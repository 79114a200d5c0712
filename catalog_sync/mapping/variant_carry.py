"""Keeps a live SKU that cannot be mapped now as the shop last took it: an edit that leaves it out would delete it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from catalog_sync.mapping.listing import Finding, MappedListing, Severity
from catalog_sync.mapping.sales_attributes import FIELD, Combination, axis_of, combination
from catalog_sync.mapping.skus import columns

Entry = dict[str, Any]


def with_accepted(
    mapped: MappedListing, accepted: Mapping[str, Entry], listed: Mapping[str, str], order: Sequence[str]
) -> MappedListing:
    """The listing with the withheld SKUs that the shop has, each in its last accepted form, in the PIM's order.

    `accepted`: seller SKU -> entry of `skus` as it was last submitted and taken; `listed`: seller SKU -> TikTok's id.
    What they cost and how many there are goes on where that much is known. A SKU stays withheld where its old form
    does not fit those of the others: the plan then lets no edit go.
    """
    going = {entry["seller_sku"]: entry for entry in mapped.content.get("skus", [])}
    withheld = [sku for sku in dict.fromkeys(mapped.withheld_skus) if sku not in going]
    held = [sku for sku in withheld if sku in listed]
    mapped = _with_offers(mapped.model_copy(update={"withheld_skus": withheld}), held)
    carried = {sku: _pictured(accepted[sku], going.values()) for sku in held if sku in accepted}
    if not carried or not going:
        return mapped
    axes = {axes_of(entry) for entry in (*going.values(), *carried.values())}
    taken = {combination(entry.get("sales_attributes", [])): sku for sku, entry in carried.items()}
    doubles = {sku: taken[key] for sku, entry in going.items() if (key := _key(entry)) in taken}
    if len(axes) > 1 or len(taken) < len(carried) or doubles.keys() & listed.keys():
        return mapped
    kept = {sku: entry for sku, entry in (going | carried).items() if sku not in doubles}
    return _carrying(mapped, sorted(kept.values(), key=_position(order)), carried, doubles)


def _pictured(entry: Entry, others: Iterable[Entry]) -> Entry:
    """The entry with pictures on the axis that has those of the others, and theirs where it shares a value (error 12052528)."""
    theirs = [
        chosen for other in others for chosen in other.get("sales_attributes", []) if "sku_img" in chosen
    ]
    axes, images = (
        {axis_of(chosen) for chosen in theirs},
        {_value(chosen): chosen["sku_img"] for chosen in theirs},
    )
    if not axes:
        return entry
    chosen = [
        {name: image for name, image in own.items() if name != "sku_img" or axis_of(own) in axes}
        | ({"sku_img": images[_value(own)]} if _value(own) in images else {})
        for own in entry.get("sales_attributes", [])
    ]
    return entry | {"sales_attributes": chosen} if chosen else entry


def _value(chosen: dict[str, Any]) -> Combination:
    return combination([chosen])


def axes_of(entry: Entry) -> frozenset[str]:
    """The sales attributes that a SKU has a value of."""
    return frozenset(axis_of(chosen) for chosen in entry.get("sales_attributes", []))


def _key(entry: Entry) -> Combination:
    return combination(entry.get("sales_attributes", []))


def _position(order: Sequence[str]) -> Any:
    places = {sku: place for place, sku in enumerate(order)}
    return lambda entry: places.get(entry["seller_sku"], len(places))


def _with_offers(mapped: MappedListing, held: Sequence[str]) -> MappedListing:
    known = columns({sku: mapped.aside[sku] for sku in held if sku in mapped.aside})
    return mapped.model_copy(
        update={name: getattr(mapped, name) | offers for name, offers in known.items() if offers}
    )


def _carrying(
    mapped: MappedListing, skus: list[Entry], carried: Mapping[str, Entry], doubles: Mapping[str, str]
) -> MappedListing:
    withheld = [sku for sku in mapped.withheld_skus if sku not in carried]
    dropped = {
        name: {sku: value for sku, value in getattr(mapped, name).items() if sku not in doubles}
        for name in ("prices", "quantities", "spread", "priced_by", "counted_by")
    }
    return mapped.model_copy(
        update={
            "content": mapped.content | {"skus": skus},
            "withheld_skus": [*withheld, *doubles],
            "carried_skus": [*carried],
            "findings": [*mapped.findings, *(_taken(sku, by) for sku, by in doubles.items())],
            **dropped,
        }
    )


def _taken(sku: str, by: str) -> Finding:
    return Finding(
        code="variants_not_unique",
        severity=Severity.WARN,
        message=f"It has the combination that {by} has in the shop, which cannot be mapped now and stays as it is: mend "
        f"{by} in the PIM. This variant is withheld.",
        sku=sku,
        field=FIELD,
    )
