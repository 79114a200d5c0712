"""Turns an authorization code into stored tokens and shops."""

from pydantic import SecretStr

from catalog_sync.configuration import Configuration, ConfigurationError
from catalog_sync.sync.connections import app_of, ledger_shops
from catalog_sync.sync.tokens import LedgerTokens, store_tokens
from catalog_sync.tiktok.client import PartnerClient
from catalog_sync.tiktok.models import AuthorizedShop
from catalog_sync.tiktok.oauth import AuthClient

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
            shop = authorized[shop_id]
            warehouses = await client.shop(shop.cipher).warehouses()
            selling = sorted(
                (house for house in warehouses if house.sells), key=lambda house: not house.is_default
            )
            shops.store_shop(
                {
                    "shop_id": shop.id,
                    "partition_key": partition_key,
                    "app_key": app.app_key,
                    "region": shop.region,
                    "name": shop.name,
                    "cipher": shop.cipher.get_secret_value(),
                    "warehouse_id": selling[0].id if selling else None,
                }
            )
    return sorted(wanted.values())


def _absent(absent: set[str], authorized: dict[str, AuthorizedShop]) -> str:
    known = ", ".join(f"{shop.id} ({shop.region})" for shop in authorized.values()) or "none"
    return f"The authorization does not cover the configured shops {', '.join(sorted(absent))}; it covers: {known}."
