"""Turns an authorization code into stored tokens and shops."""

from typing import Any

from pydantic import SecretStr

from catalog_sync.configuration import Configuration, ConfigurationError
from catalog_sync.sync.connections import app_of, ledger_shops
from catalog_sync.sync.tokens import LedgerTokens, store_tokens
from catalog_sync.tiktok.client import PartnerClient
from catalog_sync.tiktok.models import AuthorizedShop
from catalog_sync.tiktok.oauth import App, AuthClient

NEEDED_SCOPES = frozenset(
    {
        "seller.authorization.info",
        "seller.logistics",
        "seller.product.basic",
        "seller.product.write",
    }
)


async def authorize(configuration: Configuration, app_name: str, code: SecretStr) -> list[str]:
    """Exchange the code, store tokens and the configured shops of the app; returns their partition keys.

    Raises ConfigurationError when scopes are missing or a configured shop is not among the authorized ones.
    """
    app = app_of(configuration.apps[app_name])
    shops = ledger_shops()
    answer = await AuthClient(app).exchange_code(code)
    if missing := NEEDED_SCOPES - set(answer.granted_scopes):
        raise ConfigurationError(
            f"The authorization lacks {', '.join(sorted(missing))}. Enable the scopes of the app in Partner Center "
            "and authorize again."
        )
    store_tokens(shops, app.app_key, answer)
    wanted = {shop.shop_id: key for key, shop in configuration.shops.items() if shop.app == app_name}
    async with PartnerClient(app, LedgerTokens(app, shops)) as client:
        authorized = {shop.id: shop for shop in await client.authorized_shops()}
        if absent := wanted.keys() - authorized.keys():
            raise ConfigurationError(_absent(absent, authorized))
        for shop_id, partition_key in wanted.items():
            shops.store_shop(await _shop_row(client, app, authorized[shop_id], partition_key))
    return sorted(wanted.values())


async def _shop_row(
    client: PartnerClient, app: App, shop: AuthorizedShop, partition_key: str
) -> dict[str, Any]:
    """What the ledger keeps of a shop; its default warehouse is the one that listings sell from."""
    warehouses = [house for house in await client.shop(shop.cipher).warehouses() if house.sells]
    if not warehouses:
        raise ConfigurationError(
            f"The shop {partition_key} ({shop.id}) has no enabled sales warehouse; set one up in Seller Center, "
            "then authorize again."
        )
    default = next((house for house in warehouses if house.is_default), warehouses[0])
    return {
        "shop_id": shop.id,
        "partition_key": partition_key,
        "app_key": app.app_key,
        "region": shop.region,
        "name": shop.name,
        "cipher": shop.cipher.get_secret_value(),
        "warehouse_id": default.id,
    }


def _absent(absent: set[str], authorized: dict[str, AuthorizedShop]) -> str:
    known = ", ".join(f"{shop.id} ({shop.region})" for shop in authorized.values()) or "none"
    return f"The authorization does not cover the configured shops {', '.join(sorted(absent))}; it covers: {known}."
