"""The form of a listing in its shop against the one that the PIM gives it now: what a person has to confirm: pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from catalog_sync.mapping.listing import Finding, MappedListing, Severity
from catalog_sync.mapping.variant_carry import axes_of

AXES, PARTS, MOVE = "axes", "parts", "move"
"""Kinds of changes: other sales attributes; other listings for the same variants; a listing that another product takes."""


def axes_change(mapped: MappedListing, accepted: Mapping[str, Any]) -> dict[str, list[str]] | None:
    """The sales attributes that the shop took last and those that would go now, where they differ."""
    before = sorted(set[str]().union(*map(axes_of, accepted.values())))
    after = sorted(set[str]().union(*map(axes_of, mapped.content.get("skus", []))))
    return {"before": before, "after": after} if accepted and mapped.content and before != after else None


def axes_told(change: Mapping[str, Sequence[str]], names: Mapping[str, str]) -> str:
    """An axis change in words; `names` of sales attributes by id."""
    before, after = (_listed(change[side], names) for side in ("before", "after"))
    return (
        f"In the shop its variants differ in {before}, in the PIM in {after}. The edit keeps the listing and its SKUs, "
        "gives them the new sales attributes, deletes SKUs that the PIM has no longer, and goes to review."
    )


def parts_told(before: Sequence[str], after: Sequence[str]) -> str:
    """Another parting of a product into listings, in words."""
    was, now = (f"one for each {' and '.join(axes)}" if axes else "one in all" for axes in (before, after))
    return (
        f"The product is listed as {was}, the rules now say {now}. Until it is confirmed nothing moves and new variants "
        "join as before. Then listings that are no longer needed are deactivated, the first one is edited, and others "
        "are created once its edit is through review, so that no SKU is on sale twice."
    )


def move_told(listed_as: str, product_id: str, skus: Sequence[str]) -> str:
    """A product whose SKUs the shop has in the listing of one that is gone from the PIM, in words."""
    return (
        f"Its SKU {', '.join(skus)} is listed already (product {product_id} in TikTok Shop), for {listed_as}, which is "
        "gone from the PIM. Confirmed, that listing becomes this product's: it is edited, and nothing is listed twice."
    )


def unconfirmed(kind: str, message: str, change_id: int | None) -> Finding:
    """What a change of form is to a person; only another parting lets the listings go on as they are."""
    todo = f" If it is meant so: catalog-sync confirm --change {change_id} --by NAME." if change_id else ""
    return Finding(
        code=f"form_change_{kind}",
        severity=Severity.WARN if kind == PARTS else Severity.BLOCK,
        message=f"{message}{todo}",
        field="skus.sales_attributes" if kind == AXES else "skus",
    )


def listed_elsewhere(listed_as: str, skus: Sequence[str]) -> Finding:
    """SKUs that two products of the PIM have."""
    return Finding(
        code="sku_listed_elsewhere",
        severity=Severity.BLOCK,
        message=f"The SKU {', '.join(skus)} is in the listing of {listed_as}, which the PIM has too: leave it in one "
        "of them.",
        field="skus.seller_sku",
    )


def _listed(axes: Sequence[str], names: Mapping[str, str]) -> str:
    return " and ".join(names.get(axis, axis) for axis in axes) or "nothing"
