"""Where each listing of this shop region stands: in review, live, refused and why, and what happens next."""

from collections import Counter
from typing import Any

import dagster as dg
import pandas as pd

from catalog_sync.assets.common import FRAME, GROUP, OWNERS, busy_result, counts_table, markdown_table
from catalog_sync.assets.listings import listings
from catalog_sync.regions import shop_regions
from catalog_sync.resources import Shop
from catalog_sync.review.lifecycle import Standing
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.review import Change, sweep_review


@dg.asset(
    group_name=GROUP,
    owners=OWNERS,
    kinds={"tiktok"},
    partitions_def=shop_regions,
    deps=[listings],
    dagster_type=FRAME,
)
async def review_state(shop: Shop) -> dg.MaterializeResult:
    """Every verdict since the last sweep; refused products become due, to be corrected or parked by the next run."""
    if shop.busy:
        return busy_result()
    async with shop.desk() as desk:
        sweep = await sweep_review(desk)
        standings, states = desk.listings.count(), desk.looks.count()
        names = _identifiers(desk, sweep.changes)
    return dg.MaterializeResult(
        value=pd.DataFrame([_row(change, names) for change in sweep.changes], dtype=object),
        metadata={
            "new_verdicts": len(sweep.changes),
            "in_review": sum(number for key, number in standings.items() if Standing(key).awaits_verdict),
            "live": standings.get("live", 0),
            "refused": sum(number for key, number in standings.items() if Standing(key).refused),
            "parked": states.get("parked", 0),
            "standings": counts_table(standings, "standing"),
            "new_refusals_by_cause": counts_table(_causes(sweep.changes), "cause"),
            "new_refusals": markdown_table(
                ["product", "cause", "the market's words"], _refusals(sweep.changes, names)
            ),
        },
    )


def _identifiers(desk: Desk, changes: list[Change]) -> dict[str, str]:
    """Product key -> the identifier people know the product by."""
    keys = [change.listing["product_key"] for change in changes]
    return {product.key: product.identifier for product, _ in desk.mirror.products(keys)}


def _row(change: Change, names: dict[str, str]) -> dict[str, Any]:
    key = change.listing["product_key"]
    return {
        "product_key": key,
        "identifier": names.get(key, key),
        "product_id": change.product.id,
        "standing": change.standing.value,
        "status": change.product.status,
        "audit_status": change.product.audit.status,
        "reasons": change.reasons,
    }


def _causes(changes: list[Change]) -> Counter[str]:
    return Counter(reason["cause"] for change in changes for reason in change.reasons)


def _refusals(changes: list[Change], names: dict[str, str]) -> list[tuple[str, str, str]]:
    return [
        (names.get(key := change.listing["product_key"], key), reason["cause"], "; ".join(reason["reasons"]))
        for change in changes
        for reason in change.reasons
    ]
