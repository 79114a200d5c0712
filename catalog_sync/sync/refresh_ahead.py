"""Refreshes every app's tokens ahead of time, and reads now and then which shops its authorization still covers."""

import logging
from datetime import UTC, datetime, timedelta

from catalog_sync.configuration import Configuration, ConfigurationError
from catalog_sync.store.database import LedgerError
from catalog_sync.store.shops import Shops
from catalog_sync.sync.authorized_shops import read_authorized_shops
from catalog_sync.sync.connections import app_of, ledger_shops
from catalog_sync.sync.tokens import LedgerTokens, is_usable
from catalog_sync.tiktok.client import PartnerClient
from catalog_sync.tiktok.errors import TikTokError

_REFRESHED_AHEAD = timedelta(days=2)
_SHOPS_READ = timedelta(days=1)
_LONG_AGO = datetime.fromtimestamp(0, UTC)

_log = logging.getLogger(__name__)


async def refresh_ahead(configuration: Configuration) -> None:
    """Refresh what ends within two days, and read once a day and after each refresh which shops are covered.

    One app's failure is its own: it is logged, and what TikTok said is kept with its authorization.
    """
    shops = ledger_shops()
    for app_name in configuration.apps:
        try:
            await _look_after(configuration, app_name, shops)
        except (ConfigurationError, LedgerError, TikTokError) as failed:
            _log.error("The authorization of %s could not be looked after. %s", app_name, failed)


async def _look_after(configuration: Configuration, app_name: str, shops: Shops) -> None:
    app = app_of(configuration.apps[app_name])
    row = shops.authorizations.facts().get(app.app_key)
    if row is None or not is_usable(row, datetime.now(UTC)):
        return
    tokens = LedgerTokens(app, shops)
    await tokens.access_token(_REFRESHED_AHEAD)
    row = shops.authorizations.facts()[app.app_key]
    if (row["shops_read_at"] or _LONG_AGO) < max(row["issued_at"], datetime.now(UTC) - _SHOPS_READ):
        async with PartnerClient(app, tokens) as client, tokens.watched():
            await read_authorized_shops(configuration, app_name, shops, client)
