"""The mirror of the PIM: every product, price and quantity as last shown, fetched once for all shop regions."""

from datetime import timedelta
from typing import Any

import dagster as dg
from pydantic import Field

from catalog_sync.assets.common import GROUP, OWNERS, markdown_table
from catalog_sync.pim.errors import PimError
from catalog_sync.resources import Pim
from catalog_sync.store.mirror import Mirror
from catalog_sync.sync.connections import ledger_engine
from catalog_sync.sync.reconcile import MISSED_BY_DELTA
from catalog_sync.sync.refresh import OFFERS, PIM, Refresh
from catalog_sync.sync.refresh_catalog import refresh_if_older, reread

_SOURCES = {PIM: "The PIM", OFFERS: "The source of prices and stock"}
_MISSED_NOTHING = "delta_missed_nothing"


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
        dg.AssetCheckSpec(
            _MISSED_NOTHING,
            asset="pim_catalog",
            description="The last full re-read found nothing that the delta had missed.",
        )
    ],
)
async def pim_catalog(config: CatalogConfig, pim: Pim) -> dg.MaterializeResult:
    """Every product as the PIM last showed it, with prices and stock from their own source."""
    refresh = await (reread_catalog(pim) if config.reread else refresh_catalog(pim, at_once=True))
    if refresh is not None and refresh.unread:
        raise dg.Failure(description=" ".join(why_unread(refresh.unread)), allow_retries=False)
    return dg.MaterializeResult(
        metadata=refresh_metadata(refresh or Refresh()), check_results=[_missed_nothing()]
    )


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


def refresh_metadata(refresh: Refresh) -> dict[str, Any]:
    """What the refresh read, changed and could not read."""
    counts = {
        "products_read": refresh.counts["read"],
        "products_changed": refresh.counts["changed"],
        "products_deleted": refresh.counts["deleted"],
        "offers_changed": refresh.counts["offers_changed"],
        "problems_found": refresh.counts["problems"],
        "problems": markdown_table(
            ["product", "problem"], [(problem.identifier, problem.message) for problem in refresh.problems]
        ),
    }
    if MISSED_BY_DELTA in refresh.counts:
        counts[MISSED_BY_DELTA] = refresh.counts[MISSED_BY_DELTA]
    return counts | ({"not_read": " ".join(why_unread(refresh.unread))} if refresh.unread else {})


def why_unread(unread: dict[str, PimError]) -> list[str]:
    """Why each source could not be read, and what to do."""
    return [
        f"{_SOURCES[name]} could not be read: {error} Nothing is lost: the next refresh takes up where this one "
        "began. To see what is wrong: catalog-sync pim check"
        for name, error in unread.items()
    ]


def _missed_nothing() -> dg.AssetCheckResult:
    shown = [row.message for row in Mirror(ledger_engine()).problems() if row.key == MISSED_BY_DELTA]
    return dg.AssetCheckResult(
        check_name=_MISSED_NOTHING,
        passed=not shown,
        severity=dg.AssetCheckSeverity.WARN,
        description=" ".join(shown) or "The last full re-read, if there was one, found nothing.",
    )
