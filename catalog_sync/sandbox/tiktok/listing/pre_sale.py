"""Rules for pre-orders and goods made to order."""

from collections.abc import Iterator
from typing import Any

from catalog_sync.sandbox.tiktok.errors import Refusal, refusal
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.listing.limits import Window, limits_of

DAY = 86_400


def check_pre_sales(draft: Draft) -> Iterator[Refusal]:
    """Check that all SKUs are sold ahead in one and the same way the market knows, within its days."""
    given = [sku["pre_sale"] for sku in draft.skus if sku.get("pre_sale")]
    for pre_sale in given:
        yield from _check(draft, pre_sale)
    kinds = {(sku.get("pre_sale") or {}).get("type") or "NONE" for sku in draft.skus}
    if given and len(kinds) > 1:
        yield refusal(12019100)


def _check(draft: Draft, pre_sale: dict[str, Any]) -> Iterator[Refusal]:
    kind, fulfillment = pre_sale.get("type"), pre_sale.get("fulfillment_type")
    windows = limits_of(draft.shop.region).pre_sale
    if not kind:
        yield refusal(12019096)
    elif kind == "NONE":
        yield from [refusal(12019094)] if fulfillment else []
    elif kind not in windows:
        yield refusal(12019099)
    elif not fulfillment:
        yield refusal(12019095)
    else:
        yield from _check_days(draft, windows[kind], fulfillment)


def _check_days(draft: Draft, window: Window, fulfillment: dict[str, Any]) -> Iterator[Refusal]:
    release, days = fulfillment.get("release_date"), fulfillment.get("handling_duration_days")
    if window.kind == "handling" or (window.kind == "either" and release is None):
        if not days:
            yield refusal(12019098)
        elif not window.low <= days <= window.high:
            yield refusal(12052275)
        return
    if not release:
        yield refusal(12019097)
    elif not window.low <= (release - draft.world.clock.now()) / DAY <= window.high:
        yield refusal(12052269)
