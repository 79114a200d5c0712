"""Calls about the shops of a seller; they take no shop cipher."""

from catalog_sync.tiktok import endpoints
from catalog_sync.tiktok.ask import Ask
from catalog_sync.tiktok.resource import Resource
from catalog_sync.tiktok.shop_models import (
    ActiveShop,
    ActiveShops,
    AuthorizedShop,
    AuthorizedShops,
    Permissions,
)


class Shops(Resource):
    """The seller's shops, and what the seller may do in all of them."""

    async def authorized_shops(self) -> tuple[AuthorizedShop, ...]:
        """The shops the seller authorized, each with the cipher to call it with."""
        return (await self._read(Ask(endpoints.AUTHORIZED_SHOPS), AuthorizedShops)).shops

    async def active_shops(self) -> tuple[ActiveShop, ...]:
        """The shops of the seller that are open."""
        return (await self._read(Ask(endpoints.ACTIVE_SHOPS), ActiveShops)).shops

    async def permissions(self) -> tuple[str, ...]:
        """MANAGE_GLOBAL_PRODUCT, or nothing for a purely local seller."""
        return (await self._read(Ask(endpoints.PERMISSIONS), Permissions)).permissions
