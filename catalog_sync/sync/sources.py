"""Opens the configured sources: where products come from, and where prices and stock come from."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import HttpUrl

from catalog_sync.configuration import secret
from catalog_sync.pim.akeneo.client import AkeneoClient
from catalog_sync.pim.akeneo.configuration import AkeneoConfiguration
from catalog_sync.pim.akeneo.settings import AkeneoSettings
from catalog_sync.pim.akeneo.source import AkeneoSource
from catalog_sync.pim.change_log.source import ChangeLogSource
from catalog_sync.pim.feed.source import FeedSource
from catalog_sync.pim.media.configuration import MediaFolder
from catalog_sync.pim.media.files import MediaFiles
from catalog_sync.pim.offers.configuration import HttpOffersConfiguration
from catalog_sync.pim.offers.feed import FeedOffers
from catalog_sync.pim.offers.http import HttpOffers, OfferSettings
from catalog_sync.pim.offers.pim import PimOffers
from catalog_sync.pim.offers.sql import SqlOffers
from catalog_sync.pim.source import OfferSource, PimSource
from catalog_sync.pim.sql.database import Database
from catalog_sync.source_configuration import OffersConfiguration, PimConfiguration
from catalog_sync.store.feed_drops import FeedDrops
from catalog_sync.store.feed_rows import FeedRows
from catalog_sync.store.mirrored_products import MirroredProducts
from catalog_sync.sync.connections import ledger_engine
from catalog_sync.sync.refresh import PIM


@asynccontextmanager
async def open_pim(configuration: PimConfiguration) -> AsyncIterator[PimSource]:
    """The source of products."""
    if configuration.akeneo is not None:
        async with AkeneoClient(_akeneo(configuration.akeneo)) as client:
            yield AkeneoSource(client)
    elif configuration.change_log is not None:
        log = configuration.change_log
        database = Database(secret(log.url_env), log.url_env)
        async with (
            _media_files(log.media, immutable=True) as media,
            ChangeLogSource(log, database, media) as source,
        ):
            yield source
    elif configuration.feed is not None:
        feed = configuration.feed
        async with _media_files(feed.media) as media:
            spool = FeedRows(ledger_engine(), feed.drops.origin)
            yield FeedSource(feed, spool, media, _options(feed.drops.options, feed.drops.options_env))


@asynccontextmanager
async def open_offers(configuration: OffersConfiguration) -> AsyncIterator[OfferSource]:
    """The source of prices and stock."""
    if configuration.http is not None:
        async with HttpOffers(_http_offers(configuration.http)) as offers:
            yield offers
    elif configuration.sql is not None:
        sql = configuration.sql
        async with SqlOffers(sql, Database(secret(sql.url_env), sql.url_env)) as rows:
            yield rows
    elif configuration.feed is not None:
        feed = configuration.feed
        options = _options(feed.drops.options, feed.drops.options_env)

        def fates() -> FeedDrops:
            return FeedDrops(ledger_engine(), feed.drops.origin)

        yield FeedOffers(
            feed, options, lambda told: fates().record(told), forget=lambda told: fates().forget(told)
        )
    elif configuration.pim is not None:
        renew = timedelta(seconds=configuration.max_age_seconds / 4)
        yield PimOffers(configuration.pim, MirroredProducts(ledger_engine(), PIM), renew)


def _akeneo(configuration: AkeneoConfiguration) -> AkeneoSettings:
    zone = configuration.time_zone
    return AkeneoSettings(
        base_url=HttpUrl(configuration.url),
        **_akeneo_token(configuration),
        endpoint=configuration.endpoint,
        overlap=timedelta(seconds=configuration.overlap_seconds),
        time_zone=None if zone == "auto" else ZoneInfo(zone),
        link_hosts=frozenset(configuration.link_hosts),
    )


def _akeneo_token(configuration: AkeneoConfiguration) -> dict[str, Any]:
    """What a connection logs in with, or the token of a custom app."""
    if configuration.token_env is not None:
        return {"token": secret(configuration.token_env)}
    return {
        "client_id": configuration.client_id,
        "secret": secret(configuration.secret_env),
        "username": configuration.username,
        "password": secret(configuration.password_env),
    }


def _media_files(folder: MediaFolder | None, *, immutable: bool = False) -> MediaFiles:
    if folder is None:
        return MediaFiles(immutable=immutable)
    return MediaFiles(folder.url, _options(folder.options, folder.options_env), immutable=immutable)


def _options(plain: Mapping[str, Any], secret_ones: Mapping[str, str]) -> dict[str, Any]:
    """Options of an fsspec driver, the secret ones from the environment."""
    return dict(plain) | {name: secret(variable).get_secret_value() for name, variable in secret_ones.items()}


def _http_offers(configuration: HttpOffersConfiguration) -> OfferSettings:
    return OfferSettings(url=HttpUrl(configuration.url), key=secret(configuration.key_env))
