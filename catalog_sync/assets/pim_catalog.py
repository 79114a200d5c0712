"""The mirror of the PIM: every product, price and quantity as last shown, fetched once for all shop regions."""

from datetime import timedelta
from typing import Any

import dagster as dg

from catalog_sync.assets.common import GROUP, OWNERS, markdown_table
from catalog_sync.resources import Pim
from catalog_sync.sync.connections import ledger_engine
from catalog_sync.sync.refresh_catalog import Refresh, refresh_if_older


@dg.asset(group_name=GROUP, owners=OWNERS, kinds={"akeneo", "postgres"})
async def pim_catalog(pim: Pim) -> dg.MaterializeResult:
    """Every product as the PIM last showed it, with prices and stock from their own source."""
    refresh = await refresh_catalog(pim, freshness=timedelta(0))
    return dg.MaterializeResult(metadata=refresh_metadata(refresh or Refresh()))


async def refresh_catalog(pim: Pim, freshness: timedelta) -> Refresh | None:
    """Bring the mirror up to date unless it is younger than `freshness`: then None."""
    batch = pim.configuration.batch
    async with pim.open() as source, pim.open_offers() as offers:
        return await refresh_if_older(
            source,
            offers,
            ledger_engine(),
            freshness=freshness,
            enumerate_every=timedelta(seconds=batch.enumeration_seconds),
        )


def refresh_metadata(refresh: Refresh) -> dict[str, Any]:
    """What the refresh read, changed and could not read."""
    return {
        "products_read": refresh.counts["read"],
        "products_changed": refresh.counts["changed"],
        "products_deleted": refresh.counts["deleted"],
        "offers_changed": refresh.counts["offers_changed"],
        "problems": markdown_table(
            ["product", "problem"], [(problem.identifier, problem.message) for problem in refresh.problems]
        ),
    }
