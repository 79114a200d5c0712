"""The batch of a run: the products that are due for this shop region, the most urgent first."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg
import pandas as pd
from pydantic import Field

from catalog_sync.assets.common import FRAME, GROUP, OWNERS, busy_result, counts_table
from catalog_sync.assets.pim_catalog import pim_catalog, refresh_catalog, refresh_metadata
from catalog_sync.regions import shop_regions
from catalog_sync.resources import Pim, Shop
from catalog_sync.sync.due import relook_before
from catalog_sync.sync.rulebook import open_rulebook


class DeltaConfig(dg.Config):
    """What a person may ask of a run. A plain run is a plain sync."""

    relook: bool = Field(
        default=False,
        description="Look at every product again. Only real differences are sent: accepted content stays accepted.",
    )
    products: int | None = Field(default=None, ge=1, description="Products in this run's batch.")


@dg.asset(
    group_name=GROUP,
    owners=OWNERS,
    kinds={"pandas", "postgres"},
    partitions_def=shop_regions,
    dagster_type=FRAME,
    deps=[pim_catalog],
)
async def pim_delta(
    context: dg.AssetExecutionContext, config: DeltaConfig, pim: Pim, shop: Shop
) -> dg.MaterializeResult:
    """Products whose versions differ from those last looked at, or whose time has come."""
    if shop.busy:
        return busy_result()
    async with shop.desk() as desk:
        await _refresh(context, pim)
        rulebook = open_rulebook(pim.configuration.mapping, desk.facts, desk.mirror, desk.taxonomy)
        wanted = drain_configuration(config, desk.drains.open())
        due, total = desk.looks.due(
            rulebook.version,
            limit=wanted["products"] or pim.configuration.batch.products,
            relook_before=relook_before(wanted),
        )
        desk.drains.begin(total, configuration=wanted, root_run_id=context.run.run_id)
    return dg.MaterializeResult(
        value=pd.DataFrame(due, dtype=object),
        metadata={
            "due": total,
            "in_this_batch": len(due),
            "causes": counts_table(Counter(row["cause"] for row in due), "cause"),
        },
    )


def drain_configuration(config: DeltaConfig, drain: dict[str, Any] | None) -> dict[str, Any]:
    """What the runs of one drain share: the open one's, unless this run asks for something of its own.

    A relook is recorded once, with the moment it began.
    """
    if drain and not (config.relook or config.products):
        return dict(drain["configuration"])
    began = datetime.now(UTC).isoformat() if config.relook else None
    return {"relook_before": began, "products": config.products}


async def _refresh(context: dg.AssetExecutionContext, pim: Pim) -> None:
    """Whichever run needs a fresh mirror first refreshes it, and records that `pim_catalog` was materialized."""
    freshness = timedelta(seconds=pim.configuration.batch.freshness_seconds)
    refresh = await refresh_catalog(pim, freshness)
    if refresh is not None:
        context.log_event(dg.AssetMaterialization(pim_catalog.key, metadata=refresh_metadata(refresh)))
