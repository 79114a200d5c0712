"""The asset check that shows whether a shop is set up to list, item by item."""

from typing import Any

import dagster as dg

from catalog_sync.assets.common import markdown_table, partitioned_check
from catalog_sync.sync.setup_items import Readiness

CHECK = "shop_may_list"


def setup_spec() -> dg.AssetCheckSpec:
    """The check as the asset declares it, one per shop region."""
    return partitioned_check(
        CHECK,
        asset="category_tree",
        description="The shop is authorized, active and set up in Seller Center. An error means that new listings and "
        "activations wait; prices, stock, edits and deactivations go on.",
    )


def setup_result(readiness: Readiness | None) -> dg.AssetCheckResult:
    """The check's result; none stands for a shop that was never looked at."""
    if readiness is None:
        return dg.AssetCheckResult(check_name=CHECK, passed=True, description="Not looked at yet.")
    troubled, holding = readiness.troubled, readiness.holding
    rows = [(item.name, item.verdict, item.detail, item.advice) for item in readiness.items]
    shown: dict[str, Any] = {item.name: f"{item.detail} {item.advice}".strip() for item in troubled}
    return dg.AssetCheckResult(
        check_name=CHECK,
        passed=not troubled,
        severity=dg.AssetCheckSeverity.ERROR if holding else dg.AssetCheckSeverity.WARN,
        description=_description(readiness),
        metadata={"items": markdown_table(["item", "state", "TikTok says", "what to do"], rows)} | shown,
    )


def _description(readiness: Readiness) -> str:
    if obstacle := readiness.obstacle():
        return f"New listings wait. {obstacle.message}"
    if troubled := readiness.troubled:
        return " ".join(f"{item.name}: {item.detail} {item.advice}".strip() for item in troubled)
    return "The shop may list."
