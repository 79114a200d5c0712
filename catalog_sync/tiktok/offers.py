"""Calls about the prices and the stock of a product's SKUs: effective at once, without a review."""

from collections.abc import Sequence

from catalog_sync.tiktok import endpoints
from catalog_sync.tiktok.ask import Ask
from catalog_sync.tiktok.models import Answer
from catalog_sync.tiktok.offer_bodies import (
    InventorySearchRequest,
    SkuInventory,
    SkuPrice,
    UpdateInventoryRequest,
    UpdatePriceRequest,
)
from catalog_sync.tiktok.offer_models import ProductInventory, SearchedInventory
from catalog_sync.tiktok.resource import Resource


class Offers(Resource):
    """Changes raise OutcomeUnknown when their answer was lost; `errors` of an answer tell which SKUs failed."""

    async def update_prices(self, product_id: str, prices: Sequence[SkuPrice]) -> Answer:
        """Set the prices of SKUs. Raises Locked while a promotion runs."""
        body = UpdatePriceRequest(skus=tuple(prices))
        return await self._call(
            Ask(endpoints.UPDATE_PRICES, ids={"product_id": product_id}, body=body), Answer
        )

    async def update_inventory(self, product_id: str, stock: Sequence[SkuInventory]) -> Answer:
        """Set absolute quantities of SKUs."""
        body = UpdateInventoryRequest(skus=tuple(stock))
        return await self._call(
            Ask(endpoints.UPDATE_INVENTORY, ids={"product_id": product_id}, body=body), Answer
        )

    async def inventory(
        self, *, product_ids: Sequence[str] = (), sku_ids: Sequence[str] = ()
    ) -> tuple[ProductInventory, ...]:
        """The stock of at most 100 products, or of at most 600 SKUs, by warehouse and by what reserves it."""
        body = InventorySearchRequest(product_ids=tuple(product_ids) or None, sku_ids=tuple(sku_ids) or None)
        return (await self._read(Ask(endpoints.SEARCH_INVENTORY, body=body), SearchedInventory)).inventory
