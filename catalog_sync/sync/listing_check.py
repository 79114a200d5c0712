"""Asks TikTok's listing check about a product before it is created, and counts where it disagrees with our own validation."""

from typing import Any

from catalog_sync.mapping.listing import Finding, MappedListing, Severity
from catalog_sync.store.listing_checks import ListingChecks
from catalog_sync.sync.actions import bringing
from catalog_sync.sync.bodies import create_body
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.offered import Offered
from catalog_sync.tiktok.check_models import FailReason
from catalog_sync.tiktok.product_bodies import CheckProductListingRequest
from catalog_sync.tiktok.product_parts import CheckedValue


async def check_listing(
    desk: Desk, desired: MappedListing, content: dict[str, Any], offered: Offered
) -> list[Finding]:
    """Why TikTok would refuse to create it, although we would send it; nothing when it would not. Raises TikTokError.

    The check takes neither save mode nor category version (Partner API, Check Product Listing).
    """
    body = create_body(bringing(desired, offered), content, desk.facts.warehouse_id).payload()
    fields = CheckProductListingRequest.model_fields
    asked = {name: value for name, value in body.items() if name in fields} | _attributes(body)
    result = await desk.client.listing_check(CheckProductListingRequest.model_validate(asked))
    counted = ListingChecks(desk.engine, desk.shop_id)
    if result.passed:
        counted.agreed()
        return []
    reasons = result.fail_reasons or (FailReason(message="It gave no reason."),)
    counted.disagreed(str(reason.code) for reason in reasons)
    return [_finding(reason) for reason in reasons]


def _attributes(body: dict[str, Any]) -> dict[str, Any]:
    """The attributes without measurements, which the check does not take."""
    rows = body.get("product_attributes", ())
    known = CheckedValue.model_fields.keys()
    shown = [
        row | {"values": [{name: value[name] for name in known & value.keys()} for value in row["values"]]}
        for row in rows
    ]
    return {"product_attributes": shown} if shown else {}


def _finding(reason: FailReason) -> Finding:
    return Finding(
        code=f"tiktok_{reason.code}" if reason.code else "listing_check_failed",
        severity=Severity.BLOCK,
        message=f"TikTok's listing check refuses it: {reason.message}",
    )
