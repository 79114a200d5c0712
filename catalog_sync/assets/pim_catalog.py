"""The mirror of the PIM: every product, price and quantity as last shown, fetched once for all shop regions."""

from datetime import timedelta

import dagster as dg
from pydantic import Field

from catalog_sync.assets.catalog_metadata import (
    CATALOG,
    CHECKS,
    catalog_outcomes,
    refresh_metadata,
    why_unread,
)
from catalog_sync.assets.common import GROUP, OWNERS
from catalog_sync.resources import Pim
from catalog_sync.store.mirror_state import MirrorState
from catalog_sync.sync.connections import ledger_engine
from catalog_sync.sync.refresh import Refresh
from catalog_sync.sync.refresh_catalog import refresh_if_older, reread


class CatalogConfig(dg.Config):
    """What a person may ask of a refresh."""

    reread: bool = Field(
        default=False,
        description="Read all products again and tell how many changes the delta had missed: it must be 0.",
    )


@dg.asset(
    group_name=GROUP,
    owners=OWNERS,
    kinds={"postgres"},
    check_specs=[
        dg.AssetCheckSpec(name, asset=CATALOG, description=description)
        for name, description in CHECKS.items()
    ],
)
async def pim_catalog(config: CatalogConfig, pim: Pim) -> dg.MaterializeResult:
    """Every product as the PIM last showed it, with prices and stock from their own source.

    One mirror for all shop regions. Syncs of a region bring it up to date too, when it is not fresh enough for them.
    """
    since = MirrorState(ledger_engine()).last_revision()
    refresh = (
        await (reread_catalog(pim) if config.reread else refresh_catalog(pim, at_once=True)) or Refresh()
    )
    metadata = refresh_metadata(pim.configuration, refresh, since)
    if refresh.unread:
        why = " ".join(why_unread(refresh.unread))
        raise dg.Failure(description=why, metadata=metadata, allow_retries=False)
    checks = [dg.AssetCheckResult(check_name=name, **outcome) for name, outcome in catalog_outcomes().items()]
    return dg.MaterializeResult(metadata=metadata, check_results=checks)


async def refresh_catalog(pim: Pim, *, at_once: bool = False, only_offers: bool = False) -> Refresh | None:
    """Bring the mirror up to date unless it is young enough: then None. `at_once` counts no age as young enough.

    A source that cannot be read now is named in `unread`; the mirror of it stays as it is.
    """
    batch, configured = pim.configuration.batch, pim.configuration.offers
    freshness = 0 if at_once else batch.freshness_seconds
    offers_freshness = 0 if at_once or configured is None else configured.freshness_seconds
    async with pim.open() as source, pim.open_offers() as offers:
        return await refresh_if_older(
            None if only_offers else source,
            offers,
            ledger_engine(),
            freshness=timedelta(seconds=freshness),
            offers_freshness=timedelta(seconds=offers_freshness),
            enumerate_every=timedelta(seconds=batch.enumeration_seconds),
        )


async def reread_catalog(pim: Pim) -> Refresh:
    """Read all products again and tell what the delta had missed. Fails when another refresh does not end."""
    async with pim.open() as source:
        refresh = await reread(source, ledger_engine())
    if refresh is None:
        raise dg.Failure(
            "Another refresh did not end while this one waited. Start the full re-read again later."
        )
    return refresh
