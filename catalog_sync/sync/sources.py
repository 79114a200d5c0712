"""Opens the configured sources: where products come from, and where prices and stock come from."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from pydantic import HttpUrl

from catalog_sync.configuration import secret
from catalog_sync.pim.akeneo import AkeneoSource
from catalog_sync.pim.akeneo_client import AkeneoClient
from catalog_sync.pim.akeneo_settings import AkeneoSettings
from catalog_sync.pim.offers import HttpOffers, OfferSettings
from catalog_sync.pim.source import OfferSource, PimSource
from catalog_sync.source_configuration import (
    AkeneoConfiguration,
    HttpOffersConfiguration,
    OffersConfiguration,
    PimConfiguration,
)


@asynccontextmanager
async def open_pim(configuration: PimConfiguration) -> AsyncIterator[PimSource]:
    """The source of products."""
    if configuration.akeneo is not None:
        async with AkeneoClient(_akeneo(configuration.akeneo)) as client:
            yield AkeneoSource(client)


@asynccontextmanager
async def open_offers(configuration: OffersConfiguration) -> AsyncIterator[OfferSource]:
    """The source of prices and stock."""
    if configuration.http is not None:
        async with HttpOffers(_http_offers(configuration.http)) as offers:
            yield offers


def _akeneo(configuration: AkeneoConfiguration) -> AkeneoSettings:
    return AkeneoSettings(
        base_url=HttpUrl(configuration.url),
        client_id=configuration.client_id,
        secret=secret(configuration.secret_env),
        username=configuration.username,
        password=secret(configuration.password_env),
        overlap=timedelta(seconds=configuration.overlap_seconds),
    )


def _http_offers(configuration: HttpOffersConfiguration) -> OfferSettings:
    return OfferSettings(url=HttpUrl(configuration.url), key=secret(configuration.key_env))
