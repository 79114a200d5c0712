"""Dagster resources: thin holders that open the PIM and the shop a run works on."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext

import dagster as dg
from pydantic import PrivateAttr

from catalog_sync.configuration import (
    Configuration,
    ConfigurationError,
    current_configuration,
    database_url,
)
from catalog_sync.pim.source import OfferSource, PimSource
from catalog_sync.store.database import LedgerError, Lock, advisory_lock, migrate
from catalog_sync.sync.connections import ledger_engine, ledger_shops, open_desk
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.pauses import pauses
from catalog_sync.sync.readiness import note_disabled
from catalog_sync.sync.sources import open_offers, open_pim
from catalog_sync.tiktok.errors import (
    AuthorizationLost,
    Misconfigured,
    ScopeMissing,
    SellerDisabled,
    TokenExpired,
)

_FOR_A_PERSON = (
    AuthorizationLost,
    ConfigurationError,
    LedgerError,
    Misconfigured,
    ScopeMissing,
    SellerDisabled,
    TokenExpired,
)


class Pim(dg.ConfigurableResource["Pim"]):
    """Where products, prices and stock come from."""

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:  # noqa: ARG002
        """Bring the ledger, which mirrors the PIM, to this version."""
        migrate(database_url(), self.configuration.environment)

    def open(self) -> AbstractAsyncContextManager[PimSource]:
        """The source of products, opened for one asset."""
        return open_pim(self.configuration.pim)

    def open_offers(self) -> AbstractAsyncContextManager[OfferSource | None]:
        """The source of prices and stock, opened for one asset; none where none is configured."""
        offers = self.configuration.offers
        return nullcontext() if offers is None else open_offers(offers)

    @property
    def configuration(self) -> Configuration:
        """The configuration of this process."""
        return current_configuration()


class Shop(dg.ConfigurableResource["Shop"]):
    """The shop of this run's partition, locked for the run: `busy` when another run holds it."""

    _lock: Lock | None = PrivateAttr(default=None)
    _busy: bool = PrivateAttr(default=False)
    _partition_key: str | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Shop"]:
        """Hold the shop's advisory lock as long as the run lasts."""
        configuration = current_configuration()
        migrate(database_url(), configuration.environment)
        run = context.run
        self._partition_key = run.tags.get("dagster/partition") if run else None
        shop = configuration.shops.get(self._partition_key or "")
        if shop is None:
            yield self
            return
        with advisory_lock(ledger_engine(), f"shop:{shop.shop_id}", wait=0) as lock:
            self._lock, self._busy = lock, lock is None
            yield self

    @property
    def busy(self) -> bool:
        """Whether another run works on this shop: then this one leaves it alone."""
        return self._busy

    @asynccontextmanager
    async def desk(self) -> AsyncIterator[Desk]:
        """The desk of the shop, opened for one asset. What only a person can mend fails the run in one clear line.

        A paused shop ends it before anything is asked of TikTok.
        """
        configuration, key = current_configuration(), self._partition_key or ""
        try:
            if why := pauses(configuration, ledger_shops()).get(key):
                raise _failure(why)
            async with open_desk(configuration, key, self._lock) as desk:
                with _noting_disabled(desk):
                    yield desk
        except _FOR_A_PERSON as error:
            where = f"{key}: " if key else ""
            raise _failure(f"{where}{error}{_command(error, configuration, key)}") from None


@contextmanager
def _noting_disabled(desk: Desk) -> Iterator[None]:
    try:
        yield
    except SellerDisabled as disabled:
        note_disabled(desk, disabled)
        raise


def _command(error: Exception, configuration: Configuration, partition_key: str) -> str:
    """What to run where the seller has to authorize again."""
    if not isinstance(error, (AuthorizationLost, ScopeMissing)):
        return ""
    return f" Run: catalog-sync authorize {configuration.shops[partition_key].app}"


def _failure(description: str) -> dg.Failure:
    return dg.Failure(description=description, allow_retries=False)
