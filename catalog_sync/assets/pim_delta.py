"""The batch of a run: the products that are due for this shop region, the most urgent first."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import dagster as dg
import pandas as pd
from pydantic import Field

from catalog_sync.assets.common import FRAME, GROUP, OWNERS, busy_result, counts_table, partitioned_check
from catalog_sync.assets.pim_catalog import pim_catalog, refresh_catalog, refresh_metadata, why_unread
from catalog_sync.pim.errors import PimError
from catalog_sync.regions import shop_regions
from catalog_sync.resources import Pim, Shop
from catalog_sync.store.due import Backlog
from catalog_sync.sync.due import (
    PRICES_AND_STOCK_ONLY,
    due_terms,
    leave_offers,
    only_offers,
    planned_calls,
    within,
)
from catalog_sync.sync.rulebook import open_rulebook

_REACHED = "pim_was_reached"


class DeltaConfig(dg.Config):
    """What a person may ask of a run. A plain run is a plain sync."""

    relook: bool = Field(
        default=False,
        description="Look at every product again. Only real differences are sent: accepted content stays accepted.",
    )
    products: int | None = Field(default=None, ge=1, description="Products in this run's batch.")
    prices_and_stock_only: bool = Field(
        default=False,
        description="Read prices and stock alone, and look only at listed products where one of them changed.",
    )


@dg.asset(
    group_name=GROUP,
    owners=OWNERS,
    kinds={"pandas", "postgres"},
    partitions_def=shop_regions,
    dagster_type=FRAME,
    deps=[pim_catalog],
    check_specs=[
        partitioned_check(
            _REACHED, "pim_delta", description="The PIM and the source of prices and stock could be read."
        )
    ],
)
async def pim_delta(
    context: dg.AssetExecutionContext, config: DeltaConfig, pim: Pim, shop: Shop
) -> dg.MaterializeResult:
    """Products whose versions differ from those last looked at, or whose time has come."""
    if shop.busy:
        return busy_result(_was_reached({}))
    async with shop.desk() as desk:
        unread = await _refresh(context, pim, only_offers=config.prices_and_stock_only)
        rulebook = open_rulebook(pim.configuration.mapping, desk.facts, desk.mirror, desk.taxonomy)
        if config.prices_and_stock_only:
            others = {other.shop_id for other in pim.configuration.shops.values()} - {desk.shop_id}
            leave_offers(desk.engine, others, context.run.run_id)
        drain = desk.drains.open()
        wanted = drain_configuration(config, drain)
        terms = due_terms(desk, rulebook, wanted)
        rows, backlog = desk.looks.due(terms, limit=wanted["products"] or pim.configuration.batch.products)
        due = within(rows, planned_calls(pim.configuration, desk.facts.partition_key))
        if drain is None or only_offers(drain["configuration"]) or not only_offers(wanted):
            desk.drains.begin(backlog, configuration=wanted, root_run_id=context.run.run_id)
        metadata = _metadata(due, backlog, desk.looks.ineligible(terms))
    reached = _was_reached(unread)
    return dg.MaterializeResult(
        value=pd.DataFrame(due, dtype=object),
        metadata=metadata | ({"not_read": reached.description} if unread else {}),
        check_results=[reached],
    )


def _metadata(due: list[dict[str, Any]], backlog: Backlog, ineligible: dict[str, int]) -> dict[str, Any]:
    return {
        "due": backlog.due,
        "in_this_batch": len(due),
        "creates_held_by_daily_limit": backlog.held,
        "causes": counts_table(Counter(row["cause"] for row in due), "cause"),
        "not_sold_here": counts_table(ineligible, "reason"),
    }


def drain_configuration(config: DeltaConfig, drain: dict[str, Any] | None) -> dict[str, Any]:
    """What the runs of one drain share: the open one's, unless this run asks for something of its own.

    A relook is recorded once, with the moment it began. A plain run widens a drain of prices and stock.
    """
    narrow = config.prices_and_stock_only
    if drain and not (config.relook or config.products) and only_offers(drain["configuration"]) == narrow:
        return dict(drain["configuration"])
    began = datetime.now(UTC).isoformat() if config.relook else None
    return {"relook_before": began, "products": config.products, PRICES_AND_STOCK_ONLY: narrow}


async def _refresh(context: dg.AssetExecutionContext, pim: Pim, *, only_offers: bool) -> dict[str, PimError]:
    """Whichever run needs a fresh mirror first refreshes it, and records that `pim_catalog` was materialized.

    Returns the sources that could not be read: of them the run uses the mirror as it stands.
    """
    refresh = await refresh_catalog(pim, only_offers=only_offers)
    if refresh is None:
        return {}
    context.log_event(dg.AssetMaterialization(pim_catalog.key, metadata=refresh_metadata(refresh)))
    return refresh.unread


def _was_reached(unread: dict[str, PimError]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name=_REACHED,
        passed=not unread,
        severity=dg.AssetCheckSeverity.WARN,
        description=" ".join(why_unread(unread)) or "Read, or fresh enough.",
    )
