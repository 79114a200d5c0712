"""Dagster resources: thin holders that open the PIM and the shop a run works on."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager

import dagster as dg
from pydantic import PrivateAttr

from catalog_sync.configuration import Configuration, current_configuration, database_url
from catalog_sync.pim.source import OfferSource, PimSource
from catalog_sync.store.database import Lock, advisory_lock, migrate
from catalog_sync.sync.connections import ledger_engine, open_desk, open_pim
from catalog_sync.sync.desk import Desk


class Pim(dg.ConfigurableResource["Pim"]):
    """Where products, prices and stock come from."""

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:  # noqa: ARG002
        """Bring the ledger, which mirrors the PIM, to this version."""
        migrate(database_url(), self.configuration.environment)

    def open(self) -> AbstractAsyncContextManager[tuple[PimSource, OfferSource | None]]:
        """The sources, opened for one asset."""
        return open_pim(self.configuration)

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
        with advisory_lock(ledger_engine(), f"shop:{shop.shop_id}", wait=False) as lock:
            self._lock, self._busy = lock, lock is None
            yield self

    @property
    def busy(self) -> bool:
        """Whether another run works on this shop: then this one leaves it alone."""
        return self._busy

    @asynccontextmanager
    async def desk(self) -> AsyncIterator[Desk]:
        """The desk of the shop, opened for one asset."""
        async with open_desk(current_configuration(), self._partition_key or "", self._lock) as desk:
            yield desk
