"""Calls about the products of a shop: check, create, edit, price, stock, activity, read, search."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from catalog_sync.tiktok import endpoints
from catalog_sync.tiktok.ask import Ask
from catalog_sync.tiktok.errors import Unreadable
from catalog_sync.tiktok.models import Answer, ItemError
from catalog_sync.tiktok.product_models import (
    CheckResult,
    CreatedProduct,
    EditedProduct,
    ProductDetail,
    SearchPage,
    SkuInventory,
    SkuPrice,
)
from catalog_sync.tiktok.resource import Resource

MAX_PRODUCTS = 20  # of one activation (12019120)
MAX_SKU_FILTER = 10  # of one search (12019027)

Body = Mapping[str, Any]


class Products(Resource):
    """Changes raise OutcomeUnknown when their answer was lost; per-item failures come back as ItemError."""

    async def listing_check(self, body: Body) -> CheckResult:
        """What Create Product would say to `body` (without idempotency key); nothing is created."""
        return await self._call(Ask(endpoints.CHECK_LISTING, body=body), CheckResult)

    async def create_product(self, body: Body, idempotency_key: str) -> CreatedProduct:
        """Create a product; the key (at most 128 characters) is unique per product and kept over retries."""
        keyed = {**body, "idempotency_key": idempotency_key}
        return await self._call(Ask(endpoints.CREATE_PRODUCT, body=keyed), CreatedProduct)

    async def edit_product(self, product_id: str, body: Body) -> EditedProduct:
        """Replace the whole product: what `body` leaves out is blanked, SKUs without their id are deleted.

        Price and inventory stay when left out.
        """
        return await self._call(self._product(endpoints.EDIT_PRODUCT, product_id, body), EditedProduct)

    async def partial_edit_product(self, product_id: str, body: Body) -> EditedProduct:
        """Replace the top-level properties that `body` holds, each as a whole."""
        return await self._call(
            self._product(endpoints.PARTIAL_EDIT_PRODUCT, product_id, body), EditedProduct
        )

    async def update_prices(self, product_id: str, prices: Sequence[SkuPrice]) -> tuple[ItemError, ...]:
        """Set prices, without a review. Raises Locked while a promotion runs; returns what failed."""
        return await self._change(endpoints.UPDATE_PRICES, product_id, prices)

    async def update_inventory(self, product_id: str, stock: Sequence[SkuInventory]) -> tuple[ItemError, ...]:
        """Set absolute quantities, without a review; returns what failed."""
        return await self._change(endpoints.UPDATE_INVENTORY, product_id, stock)

    async def activate(self, product_ids: Sequence[str]) -> tuple[ItemError, ...]:
        """Put at most 20 products on sale; returns the products that failed and why."""
        return await self._switch(endpoints.ACTIVATE, product_ids)

    async def deactivate(self, product_ids: Sequence[str]) -> tuple[ItemError, ...]:
        """Take at most 20 products off sale; returns the products that failed and why."""
        return await self._switch(endpoints.DEACTIVATE, product_ids)

    async def get_product(self, product_id: str, *, under_review: bool = False) -> ProductDetail:
        """The product as it is live, or its version under review. Raises NotFound when there is none."""
        query = {"return_under_review_version": True} if under_review else {}
        ask = Ask(endpoints.GET_PRODUCT, ids={"product_id": product_id}, query=query)
        return await self._call(ask, ProductDetail)

    async def search_products(
        self,
        *,
        status: str = "ALL",
        seller_skus: Sequence[str] = (),
        update_time_ge: int | None = None,
        update_time_le: int | None = None,
        audit_status: Sequence[str] = (),
        page_size: int = 100,
    ) -> AsyncIterator[SearchPage]:
        """Page after page of the products that match; times are Unix seconds, both inclusive.

        A search shows at most 10,000 products (12052180) and lags behind changes: slice by update time.
        """
        if len(seller_skus) > MAX_SKU_FILTER:
            raise ValueError(f"a search takes at most {MAX_SKU_FILTER} seller SKUs, not {len(seller_skus)}")
        filters = {
            "status": status,
            "seller_skus": list(seller_skus),
            "update_time_ge": update_time_ge,
            "update_time_le": update_time_le,
            "audit_status": list(audit_status),
        }
        body = {name: value for name, value in filters.items() if value not in (None, [])}
        async for page in self._pages(body, page_size):
            yield page

    async def _pages(self, body: Body, page_size: int) -> AsyncIterator[SearchPage]:
        token, seen = "", set[str]()
        while token not in seen:
            seen.add(token)
            query = {"page_size": page_size, "page_token": token or None}
            page = await self._call(Ask(endpoints.SEARCH_PRODUCTS, query=query, body=body), SearchPage)
            yield page
            token = page.next_page_token
            if not token:
                return
        raise Unreadable("the search hands out the same page token twice", endpoints.SEARCH_PRODUCTS.title)

    async def _change(
        self, endpoint: endpoints.Endpoint, product_id: str, skus: Sequence[BaseModel]
    ) -> tuple[ItemError, ...]:
        body = {"skus": [sku.model_dump() for sku in skus]}
        return (await self._call(self._product(endpoint, product_id, body), Answer)).errors

    async def _switch(
        self, endpoint: endpoints.Endpoint, product_ids: Sequence[str]
    ) -> tuple[ItemError, ...]:
        if len(product_ids) > MAX_PRODUCTS:
            raise ValueError(f"at most {MAX_PRODUCTS} products at once, not {len(product_ids)}")
        return (await self._call(Ask(endpoint, body={"product_ids": list(product_ids)}), Answer)).errors

    @staticmethod
    def _product(endpoint: endpoints.Endpoint, product_id: str, body: Body) -> Ask:
        return Ask(endpoint, ids={"product_id": product_id}, body=body)
