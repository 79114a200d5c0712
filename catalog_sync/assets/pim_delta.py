"""The batch of a run: the products that are due for this shop region, the most urgent first."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import dagster as dg
import pandas as pd
from pydantic import Field

from catalog_sync.assets.catalog_metadata import catalog_outcomes, refresh_metadata, why_unread
from catalog_sync.assets.common import (
    FRAME,
    GROUP,
    OWNERS,
    busy_result,
    counts_table,
    markdown_table,
    partitioned_check,
)
from catalog_sync.assets.pim_catalog import pim_catalog, refresh_catalog
from catalog_sync.moments import moment
from catalog_sync.pim.errors import PimError
from catalog_sync.regions import shop_regions
from catalog_sync.resources import Pim, Shop
from catalog_sync.store.due import Backlog
from catalog_sync.store.mirror_state import MirrorState
from catalog_sync.sync.connections import ledger_engine
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.due import (
    PRICES_AND_STOCK_ONLY,
    due_terms,
    forecast,
    leave_offers,
    only_offers,
    planned_calls,
    within,
)
from catalog_sync.sync.refresh import Refresh
from catalog_sync.sync.rulebook import open_rulebook

_REACHED = "pim_was_reached"
_NAMED = 20
"""Rows of a table that Dagster does not fold away."""


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
def pim_delta(
    context: dg.AssetExecutionContext, config: DeltaConfig, pim: Pim, shop: Shop
) -> Iterator[dg.MaterializeResult | dg.AssetMaterialization]:
    """Products whose versions differ from those last looked at, or whose time has come.

    Brings the mirror of the PIM up to date first, when it is older than `freshness_seconds`.
    """
    if shop.busy:
        yield busy_result(_was_reached({}))
        return
    since = MirrorState(ledger_engine()).last_revision()
    refresh, delta = asyncio.run(_refreshed(context, config, pim, shop))
    if refresh is not None:
        metadata = refresh_metadata(pim.configuration, refresh, since)
        yield dg.AssetMaterialization(pim_catalog.key, metadata=metadata)
        _report_catalog_checks(context)
    yield delta


async def _refreshed(
    context: dg.AssetExecutionContext, config: DeltaConfig, pim: Pim, shop: Shop
) -> tuple[Refresh | None, dg.MaterializeResult]:
    """Whichever run needs a fresh mirror first refreshes it; what cannot be read is used as it stands."""
    async with shop.desk() as desk:
        refresh = await refresh_catalog(pim, only_offers=config.prices_and_stock_only)
        return refresh, _delta(context, config, pim, desk, refresh.unread if refresh else {})


def _delta(
    context: dg.AssetExecutionContext,
    config: DeltaConfig,
    pim: Pim,
    desk: Desk,
    unread: dict[str, PimError],
) -> dg.MaterializeResult:
    """Choose the batch and open the drain that it begins, or goes on with."""
    rulebook = open_rulebook(
        pim.configuration.mapping, desk.facts, desk.mirror, desk.taxonomy, desk.rule_versions
    )
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
    metadata = _metadata(due, backlog, desk)
    reached = _was_reached(unread)
    return dg.MaterializeResult(
        value=pd.DataFrame(due, dtype=object),
        metadata=metadata
        | {"not_sold_here": counts_table(desk.looks.ineligible(terms), "reason")}
        | ({"not_read": reached.description} if unread else {}),
        check_results=[reached],
    )


def _metadata(due: list[dict[str, Any]], backlog: Backlog, desk: Desk) -> dict[str, Any]:
    """What is due, and why; a limit that TikTok said is reached is shown with its end."""
    until, finish = desk.limits.until("create"), forecast(desk, backlog)
    batch = [(row["identifier"], _cause(row), "yes" if row["listed"] else "no") for row in due]
    return {
        "due": backlog.due,
        "in_this_batch": len(due),
        "creates_held_by_daily_limit": backlog.held,
        **({"creates_go_on_after": moment(until)} if until else {}),
        **({"creates_finish_on": finish.isoformat()} if finish else {}),
        "causes": counts_table(Counter(map(_cause, due)), "cause"),
        "batch": markdown_table(["product", "cause", "listed"], batch, _NAMED),
    }


def _cause(row: dict[str, Any]) -> str:
    """Why a product is due, and why the shop does not sell it (any more)."""
    return ": ".join(filter(None, (row["cause"], row["ineligible"])))


def drain_configuration(config: DeltaConfig, drain: dict[str, Any] | None) -> dict[str, Any]:
    """What the runs of one drain share: the open one's, unless this run asks for something of its own.

    A relook is recorded once, with the moment it began. A plain run widens a drain of prices and stock.
    """
    narrow = config.prices_and_stock_only
    if drain and not (config.relook or config.products) and only_offers(drain["configuration"]) == narrow:
        return dict(drain["configuration"])
    began = datetime.now(UTC).isoformat() if config.relook else None
    return {"relook_before": began, "products": config.products, PRICES_AND_STOCK_ONLY: narrow}


def _report_catalog_checks(context: dg.AssetExecutionContext) -> None:
    """Show the checks of `pim_catalog` anew: Dagster shows them only until it is materialized again."""
    for name, outcome in catalog_outcomes().items():
        evaluation = dg.AssetCheckEvaluation(asset_key=pim_catalog.key, check_name=name, **outcome)
        context.instance.report_runless_asset_event(evaluation)


def _was_reached(unread: dict[str, PimError]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name=_REACHED,
        passed=not unread,
        severity=dg.AssetCheckSeverity.WARN,
        description=" ".join(why_unread(unread)) or "Read, or fresh enough.",
    )
