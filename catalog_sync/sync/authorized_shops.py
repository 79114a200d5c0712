"""Reads which shops an authorization covers, and says by name which configured shop it does not, or covers anew."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from catalog_sync.configuration import Configuration
from catalog_sync.store.shops import Shops
from catalog_sync.tiktok.client import PartnerClient
from catalog_sync.tiktok.errors import TikTokError, WrongShop
from catalog_sync.tiktok.shop_models import AuthorizedShop

_log = logging.getLogger(__name__)


async def read_authorized_shops(
    configuration: Configuration, app_name: str, shops: Shops, client: PartnerClient
) -> dict[str, AuthorizedShop]:
    """The covered shops by id. Keeps changed ciphers, and marks stored shops that are lost or found again.

    The access token that reads them works, so the token pair before it is forgotten.
    """
    authorized = {shop.id: shop for shop in await client.authorized_shops()}
    note_authorized_shops(configuration, app_name, shops, authorized)
    return authorized


def note_authorized_shops(
    configuration: Configuration, app_name: str, shops: Shops, authorized: dict[str, AuthorizedShop]
) -> None:
    """Keep what the stored access token was seen to cover: `authorized`, by shop id."""
    shops.authorizations.prove(configuration.apps[app_name].app_key)
    for key, shop_id in configured_shops(configuration, app_name).items():
        if shop_id in authorized:
            _find(shops, key, authorized[shop_id])
        else:
            shops.lose(shop_id, not_covered(shop_id, authorized))


@asynccontextmanager
async def recovering_shop(
    configuration: Configuration, app_name: str, shops: Shops, client: PartnerClient, shop_id: str
) -> AsyncIterator[None]:
    """When a call in here finds token and shop at odds: read the authorized shops again, so that the next run is right.

    A shop that is still covered under the same cipher is paused too, until they are read the next time.
    """
    try:
        yield
    except WrongShop as wrong:
        before = shops.shop(shop_id)
        try:
            await read_authorized_shops(configuration, app_name, shops, client)
        except TikTokError as failed:
            _log.warning("The authorized shops could not be read. %s", failed)
        after = shops.shop(shop_id)
        if before and after and after["cipher"] == before["cipher"] and not after["lost_at"]:
            shops.lose(shop_id, wrong.message)
        raise


def configured_shops(configuration: Configuration, app_name: str) -> dict[str, str]:
    """The shops of an app: partition key -> shop id."""
    return {key: shop.shop_id for key, shop in configuration.shops.items() if shop.app == app_name}


def not_covered(shop_id: str, authorized: dict[str, AuthorizedShop]) -> str:
    """One sentence that names the shop and those that are covered."""
    known = ", ".join(f"{shop.id} ({shop.region})" for shop in authorized.values()) or "none"
    return f"The authorization does not cover the configured shop {shop_id}; it covers: {known}."


def _find(shops: Shops, partition_key: str, shop: AuthorizedShop) -> None:
    known, cipher = shops.facts(shop.id), shop.cipher.get_secret_value()
    if known is None:
        return
    same = shops.has_cipher(shop.id, cipher)
    if same and known["lost_at"] is None:
        return
    if not same:
        _log.warning(
            "TikTok gave the shop %s (%s) another cipher; it is used from now on.", partition_key, shop.id
        )
    shops.recipher(shop.id, cipher)
