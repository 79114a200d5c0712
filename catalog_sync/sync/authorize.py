"""Leads a seller to consent, and turns the code that comes back into stored tokens and shops."""

from typing import Any

from pydantic import SecretStr

from catalog_sync.configuration import Configuration, ConfigurationError
from catalog_sync.store.consents import Consents
from catalog_sync.store.shops import Shops
from catalog_sync.sync.authorized_shops import configured_shops, not_covered, note_authorized_shops
from catalog_sync.sync.connections import app_of, ledger_shops
from catalog_sync.sync.scopes import missing_scopes
from catalog_sync.tiktok.client import PartnerClient
from catalog_sync.tiktok.errors import AuthorizationLost, TikTokError
from catalog_sync.tiktok.oauth import App, AuthClient, TokenAnswer, authorize_url
from catalog_sync.tiktok.shop_models import AuthorizedShop

US_AUTHORIZE_URL = "https://services.us.tiktokshop.com/open/authorize"
"""Partner API, Authorization guide 202309; other pages name another host, so an app's `authorize_url` goes first."""
_SELLER = 0
"""`user_type` of Get Access Token; 1 is a creator, 3 a partner."""


class PartlyAuthorizedError(ConfigurationError):
    """Some configured shops of the app could not be stored; the message names each with its cause."""


class _NewToken:
    """The token provider of an access token that is not stored yet, so nothing may refresh it."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    async def access_token(self) -> str:
        return self._token.get_secret_value()

    async def refreshed(self, stale: str) -> str:  # noqa: ARG002
        raise AuthorizationLost("TikTok refused the access token that it gave a moment ago.", "Authorization")


def consents_of(configuration: Configuration, app_name: str) -> Consents:
    """The links given out for an app; ConfigurationError when there is no such app."""
    if app_name not in configuration.apps:
        known = ", ".join(sorted(configuration.apps)) or "none"
        raise ConfigurationError(f"There is no app {app_name!r} in the configuration; known: {known}.")
    return Consents(ledger_shops().engine, configuration.apps[app_name].app_key)


def authorize_link(configuration: Configuration, app_name: str) -> str:
    """A new link for the seller, good once and for an hour; apps with nothing but US shops have a host of their own."""
    app = configuration.apps[app_name]
    regions = {shop.region for shop in configuration.shops.values() if shop.app == app_name}
    us_only = regions == {"US"} and "authorize_url" not in app.model_fields_set
    page = {"authorize_url": US_AUTHORIZE_URL} if us_only else {}
    state = consents_of(configuration, app_name).begin()
    return authorize_url(app_of(app).model_copy(update=page), state)


async def authorize(configuration: Configuration, app_name: str, code: SecretStr) -> list[str]:
    """Exchange the code, store tokens and the configured shops of the app; returns their partition keys.

    Raises ConfigurationError, and leaves what was stored as it is, when scopes are missing or none of the configured
    shops is covered; PartlyAuthorizedError when some could not be stored: the others are all the same.
    """
    app, shops = app_of(configuration.apps[app_name]), ledger_shops()
    answer = await AuthClient(app).exchange_code(code)
    _ensure_it_serves(answer)
    wanted = configured_shops(configuration, app_name)
    async with PartnerClient(app, _NewToken(answer.access_token)) as client:
        authorized = {shop.id: shop for shop in await client.authorized_shops()}
        _ensure_it_covers(wanted, authorized)
        _store(shops, app.app_key, answer)
        note_authorized_shops(configuration, app_name, shops, authorized)
        covered = {key: authorized[shop_id] for key, shop_id in wanted.items() if shop_id in authorized}
        failed = [
            trouble
            for key in covered
            if (trouble := await _store_shop(shops, client, app, covered[key], key))
        ]
    if problems := _absent(wanted, authorized) + failed:
        raise PartlyAuthorizedError(" ".join(problems))
    return sorted(wanted)


def _ensure_it_covers(wanted: dict[str, str], authorized: dict[str, AuthorizedShop]) -> None:
    if wanted and not authorized.keys() & set(wanted.values()):
        raise ConfigurationError(f"{' '.join(_absent(wanted, authorized))} Nothing was stored.")


def _absent(wanted: dict[str, str], authorized: dict[str, AuthorizedShop]) -> list[str]:
    """What to say of the shops that are not covered."""
    absent = [not_covered(shop_id, authorized) for shop_id in wanted.values() if shop_id not in authorized]
    advice = "Correct `shop_id` in the configuration, or let the seller of that shop authorize."
    return [*absent, advice] if absent else []


def _ensure_it_serves(answer: TokenAnswer) -> None:
    if answer.user_type != _SELLER:
        raise ConfigurationError(
            "Somebody who is no seller followed the link (a creator or a partner). Let the shop's main account follow it."
        )
    if missing := missing_scopes(answer.granted_scopes):
        raise ConfigurationError(
            f"The authorization lacks {', '.join(missing)}. Enable the scopes of the app in Partner Center "
            "and authorize again."
        )


def _store(shops: Shops, app_key: str, answer: TokenAnswer) -> None:
    with shops.authorizations.refreshing(app_key):
        shops.authorizations.store(
            app_key,
            answer.pair(),
            access_expires_at=answer.access_token_expires_at,
            refresh_expires_at=answer.refresh_token_expires_at,
            seller_name=answer.seller_name,
            granted_scopes=list(answer.granted_scopes),
        )


async def _store_shop(
    shops: Shops, client: PartnerClient, app: App, shop: AuthorizedShop, partition_key: str
) -> str | None:
    """Store a shop, or say why not: one shop's trouble is its own."""
    try:
        shops.store_shop(await _shop_row(client, app, shop, partition_key))
    except ConfigurationError as incomplete:
        return str(incomplete)
    except TikTokError as failed:
        return f"The shop {partition_key} ({shop.id}) was not stored: {failed} Then authorize again."
    return None


async def _shop_row(
    client: PartnerClient, app: App, shop: AuthorizedShop, partition_key: str
) -> dict[str, Any]:
    """What the ledger keeps of a shop; its default warehouse is the one that listings sell from."""
    warehouses = [house for house in await client.shop(shop.cipher, shop.id).warehouses() if house.sells]
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
