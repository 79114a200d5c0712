"""Calls that put products on sale, take them off, delete them and bring them back."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from catalog_sync.tiktok import endpoints
from catalog_sync.tiktok.ask import Ask
from catalog_sync.tiktok.bodies import Body, Id, Many
from catalog_sync.tiktok.models import Answer
from catalog_sync.tiktok.product_parts import ListingPlatform
from catalog_sync.tiktok.resource import Resource

ProductIds = Annotated[Many[Id], Field(min_length=1, max_length=20)]  # 12019120


class ProductsRequest(Body):
    """The products to delete or recover."""

    product_ids: ProductIds


class ActivityRequest(ProductsRequest):
    """The products to put on sale or take off, by default on TikTok Shop only (Tokopedia: Indonesia)."""

    listing_platforms: Many[ListingPlatform] | None = None


class LifeCycle(Resource):
    """Each call takes at most 20 products; `errors` of its answer tell which failed and why."""

    async def activate(
        self, product_ids: Sequence[str], listing_platforms: Sequence[ListingPlatform] = ()
    ) -> Answer:
        """Put products on sale; each is reviewed first."""
        return await self._switch(endpoints.ACTIVATE, product_ids, listing_platforms)

    async def deactivate(
        self, product_ids: Sequence[str], listing_platforms: Sequence[ListingPlatform] = ()
    ) -> Answer:
        """Take products off sale."""
        return await self._switch(endpoints.DEACTIVATE, product_ids, listing_platforms)

    async def delete(self, product_ids: Sequence[str]) -> Answer:
        """Delete products; frozen ones cannot be deleted."""
        body = ProductsRequest(product_ids=tuple(product_ids))
        return await self._call(Ask(endpoints.DELETE, body=body), Answer)

    async def recover(self, product_ids: Sequence[str]) -> Answer:
        """Bring deleted products back, deactivated."""
        body = ProductsRequest(product_ids=tuple(product_ids))
        return await self._call(Ask(endpoints.RECOVER, body=body), Answer)

    async def _switch(
        self,
        endpoint: endpoints.Endpoint,
        product_ids: Sequence[str],
        listing_platforms: Sequence[ListingPlatform],
    ) -> Answer:
        body = ActivityRequest(
            product_ids=tuple(product_ids), listing_platforms=tuple(listing_platforms) or None
        )
        return await self._call(Ask(endpoint, body=body), Answer)
