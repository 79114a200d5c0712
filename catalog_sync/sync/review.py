"""Follows the review: sweeps what changed in the shop, records each verdict, and calls the products back."""

from dataclasses import dataclass, field, replace
from typing import Any

from catalog_sync.review.lifecycle import Standing
from catalog_sync.review.lifecycle import standing as standing_of
from catalog_sync.review.reasons import classify
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.plan import VERDICT
from catalog_sync.tiktok.client import ShopClient
from catalog_sync.tiktok.product_models import ProductDetail, ProductSummary
from catalog_sync.tiktok.search_bodies import SearchProductsRequest

_OVERLAP_SECONDS = 120


@dataclass(frozen=True)
class Change:
    """One of our listings whose standing in the shop is no longer the ledger's."""

    listing: dict[str, Any]
    product: ProductSummary
    standing: Standing
    reasons: list[dict[str, Any]] = field(default_factory=list)

    @property
    def pim_key(self) -> str:
        """The product's key in the PIM mirror."""
        return str(self.listing["part_of"] or self.listing["product_key"])

    @property
    def surprising(self) -> bool:
        """Whether it deserves a look whatever came before: a refusal, or anything but the verdict of a review."""
        return self.standing.refused or not Standing(self.listing["standing"]).awaits_verdict


@dataclass(frozen=True)
class Sweep:
    """What a look at the shop showed: how many products it listed, up to which `update_time`, and the changes."""

    seen: int
    swept_until: int
    changes: list[Change]


async def look_for_changes(desk: Desk) -> Sweep:
    """Read what TikTok changed since the last sweep. Writes nothing."""
    swept_until, seen, changes = desk.reviews.swept_until(), 0, list[Change]()
    since = max(0, swept_until - _OVERLAP_SECONDS) or None
    async for page in desk.client.search_products(SearchProductsRequest(update_time_ge=since)):
        listings = desk.listings.by_product_id([product.id for product in page.products])
        for product in page.products:
            seen, swept_until = seen + 1, max(swept_until, product.update_time)
            listing = listings.get(product.id)
            standing = standing_of(product.status, None, product.audit.status)
            if listing and standing is not Standing(listing["standing"]):
                changes.append(Change(listing, product, standing))
    return Sweep(seen, swept_until, changes)


async def sweep_review(desk: Desk) -> Sweep:
    """Record what changed, with the reasons of refusals, and make the products due that it concerns."""
    found = await look_for_changes(desk)
    changes = [await _with_reasons(desk.client, change) for change in found.changes]
    for change in changes:
        _record(desk, change)
    desk.looks.call_back([change.pim_key for change in changes if change.surprising])
    desk.looks.call_back([change.pim_key for change in changes], waiting_for=VERDICT)
    desk.reviews.move_sweep(found.swept_until)
    return replace(found, changes=changes)


async def _with_reasons(client: ShopClient, change: Change) -> Change:
    """Details are read of refused products only: one call each."""
    if not change.standing.refused:
        return change
    detail = await client.get_product(change.product.id)
    return replace(change, reasons=await _reasons(client, detail))


async def _reasons(client: ShopClient, detail: ProductDetail) -> list[dict[str, Any]]:
    """The refusal's reasons as TikTok words them, each with the cause we read in it."""
    failures = detail.audit_failed_reasons
    if not failures and detail.status == "ACTIVATE":
        failures = (await client.get_product(detail.id, under_review=True)).audit_failed_reasons
    return [
        {
            "position": failure.position,
            "reasons": list(failure.reasons),
            "suggestions": list(failure.suggestions),
            "cause": classify(failure.position, " ".join([*failure.reasons, *failure.suggestions])).code,
        }
        for failure in failures
    ]


def _record(desk: Desk, change: Change) -> None:
    listing = change.listing
    states = {
        "standing": change.standing.value,
        "status": change.product.status,
        "audit_status": change.product.audit.status,
        "reasons": change.reasons,
    }
    desk.reviews.record(listing["product_key"], states)
    values = states | {"update_time": change.product.update_time}
    if change.standing is Standing.LIVE:
        values["content_live"] = listing["content_submitted"]
    if change.standing.refused:
        values["content_rejected"] = listing["content_submitted"]
    desk.listings.update(listing["product_key"], values)
