"""Opens what a run talks to, from the configuration: the ledger, the apps, and a shop's desk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta

import sqlalchemy as sa
from pydantic import SecretStr

from catalog_sync.configuration import (
    AppConfiguration,
    Configuration,
    ConfigurationError,
    ShopConfiguration,
    database_url,
    encryption_key,
    secret,
)
from catalog_sync.mapping.regions import ShopFacts, regions
from catalog_sync.source_configuration import OffersConfiguration
from catalog_sync.store.calls import counting_calls
from catalog_sync.store.database import Lock, open_engine
from catalog_sync.store.pacing import Budget, LedgerLanes
from catalog_sync.store.shops import Shops
from catalog_sync.store.vault import Vault
from catalog_sync.sync.authorized_shops import recovering_shop
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.tokens import LedgerTokens
from catalog_sync.tiktok.client import PartnerClient
from catalog_sync.tiktok.errors import AuthorizationLost, WrongShop
from catalog_sync.tiktok.oauth import App, TokenProvider
from catalog_sync.tiktok.pacing import Pacer


def ledger_engine() -> sa.Engine:
    """The engine of this process's ledger."""
    return open_engine(database_url())


def ledger_shops() -> Shops:
    """The authorizations and shops of the ledger, opened with this process's encryption key."""
    return Shops(ledger_engine(), Vault(encryption_key()))


def app_of(configuration: AppConfiguration) -> App:
    """The app with its secret from the environment."""
    return App(
        app_key=configuration.app_key,
        app_secret=secret(configuration.secret_env),
        service_id=configuration.service_id,
        api_url=configuration.api_url,
        auth_url=configuration.auth_url,
        authorize_url=configuration.authorize_url,
    )


@asynccontextmanager
async def open_desk(
    configuration: Configuration, partition_key: str, lock: Lock | None = None, call_seconds: float = 90
) -> AsyncIterator[Desk]:
    """The desk of one shop; its calls are paced and counted in the ledger."""
    if partition_key not in configuration.shops:
        known = ", ".join(sorted(configuration.shops)) or "none"
        raise ConfigurationError(f"There is no shop {partition_key!r} in the configuration; known: {known}.")
    shop = configuration.shops[partition_key]
    engine, shops, app = ledger_engine(), ledger_shops(), app_of(configuration.apps[shop.app])
    known_shop = shops.shop(shop.shop_id)
    if known_shop is None:
        raise AuthorizationLost(
            f"The shop {partition_key} ({shop.shop_id}) is not authorized (run: catalog-sync authorize {shop.app}).",
            "Authorization",
        )
    if known_shop["lost_at"]:
        raise WrongShop(f"The shop {partition_key} is paused: {known_shop['lost_reason']}", "Authorization")
    tokens = LedgerTokens(app, shops)
    async with (
        _open_client(engine, app, tokens, shop, call_seconds) as client,
        tokens.watched(),
        recovering_shop(configuration, shop.app, shops, client, shop.shop_id),
    ):
        yield Desk(
            engine=engine,
            shop_id=shop.shop_id,
            facts=ShopFacts(
                partition_key=partition_key,
                region=regions()[shop.region],
                warehouse_id=known_shop["warehouse_id"] or "",
                not_ours=tuple(sorted(shop.not_ours)),
                mode=shop.mode,
            ),
            partner=client,
            client=client.shop(SecretStr(known_shop["cipher"]), shop.shop_id),
            lock=lock,
            settle_seconds=configuration.batch.settle_seconds,
            creates_per_day=shop.creates_per_day,
            creates_first=shop.creates_first,
            offers_max_age=_max_age(configuration.offers),
            guards=shop.guards,
            listing_check=shop.listing_check,
        )


def _max_age(offers: OffersConfiguration | None) -> timedelta:
    seconds = (
        offers.max_age_seconds if offers else OffersConfiguration.model_fields["max_age_seconds"].default
    )
    return timedelta(seconds=seconds)


@asynccontextmanager
async def _open_client(
    engine: sa.Engine, app: App, tokens: TokenProvider, shop: ShopConfiguration, call_seconds: float
) -> AsyncIterator[PartnerClient]:
    """The client for one shop, paced together with every other process that calls for it, within its budget."""
    budget = Budget(shop.shop_id, shop.calls_per_day) if shop.calls_per_day else None
    ceiling = shop.calls_per_second
    async with counting_calls(engine, shop.shop_id) as count:
        with closing(LedgerLanes(engine, ceiling=ceiling, budget=budget)) as lanes:
            async with PartnerClient(
                app,
                tokens,
                on_call=lambda call: count(call.endpoint, call.outcome),
                pacer=Pacer(lanes, ceiling=ceiling, longest_hold=call_seconds),
                call_seconds=call_seconds,
                keys_honoured=shop.idempotency_keys == "honoured",
            ) as client:
                yield client
