"""Fresh readings of a shop's stock: many products in one call, none older than some seconds when it is used."""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from catalog_sync.tiktok.client import ShopClient
from catalog_sync.tiktok.errors import TikTokError
from catalog_sync.tiktok.offer_models import ProductInventory, SkuStock

_PRODUCTS = 100
"""Of one call (Partner API, Inventory Search)."""
_FRESH_SECONDS = 2.0
"""What is decided by a reading is sent right after it; what is read by then but not used is read again."""


@dataclass(frozen=True)
class Reading:
    """What the shop held of one product when it answered: the SKUs' quantities by TikTok's id, and their ids.

    `levels` count our own warehouse, or those that `over` names; `held` has them all, by SKU id and warehouse.
    """

    levels: dict[str, int]
    sku_ids: dict[str, str]
    at: datetime
    held: dict[str, dict[str, int]] = field(default_factory=dict)

    def over(self, warehouses: Mapping[str, Collection[str]]) -> "Reading":
        """The reading with the levels of these warehouses together, by seller SKU."""
        together = {
            sku_id: sum(self.held[sku_id].get(warehouse, 0) for warehouse in warehouses[seller_sku])
            for seller_sku, sku_id in self.sku_ids.items()
            if seller_sku in warehouses and sku_id in self.held
        }
        return replace(self, levels=self.levels | together)

    def moved(self, sku_id: str, spread: Mapping[str, int] | None) -> bool:
        """Whether a SKU's units lie in other warehouses of these than they should."""
        held = self.held.get(sku_id)
        return (
            bool(spread)
            and held is not None
            and any(held.get(each, 0) != units for each, units in (spread or {}).items())
        )


class Readings:
    """Reads the products of a batch ahead, in their order, as they are asked for."""

    def __init__(
        self,
        client: ShopClient,
        warehouse_id: str,
        product_ids: Iterable[str],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client, self._warehouse_id, self._monotonic = client, warehouse_id, monotonic
        self._ahead = dict.fromkeys(product_ids)
        self._found: dict[str, Reading] = {}
        self._failed: TikTokError | None = None
        self._read_at = -_FRESH_SECONDS
        self._lock = asyncio.Lock()

    async def of(self, product_id: str) -> Reading:
        """What the shop holds of the product now; nothing where the shop does not show it. Raises TikTokError."""
        async with self._lock:
            aged = self._monotonic() - self._read_at > _FRESH_SECONDS
            if aged or (product_id not in self._found and not self._failed):
                await self._read([product_id, *(other for other in self._ahead if other != product_id)])
            self._ahead.pop(product_id, None)
            if self._failed:
                raise self._failed
            return self._found.pop(product_id)

    async def _read(self, product_ids: list[str]) -> None:
        chosen = product_ids[:_PRODUCTS]
        try:
            rows = {row.product_id: row for row in await self._client.inventory(product_ids=chosen)}
        except TikTokError as failed:
            self._failed = failed
        else:
            at, self._failed = datetime.now(UTC), None
            self._found = {each: self._reading(rows.get(each, ProductInventory()), at) for each in chosen}
        self._read_at = self._monotonic()

    def _reading(self, row: ProductInventory, at: datetime) -> Reading:
        levels = {sku.id: self._level(sku) for sku in row.skus}
        held = {
            sku.id: {stock.warehouse_id: stock.available_quantity for stock in sku.warehouse_inventory}
            for sku in row.skus
        }
        return Reading(levels, {sku.seller_sku: sku.id for sku in row.skus}, at, held)

    def _level(self, sku: SkuStock) -> int:
        ours = [row for row in sku.warehouse_inventory if row.warehouse_id == self._warehouse_id]
        return ours[0].available_quantity if ours else sku.total_available_quantity
