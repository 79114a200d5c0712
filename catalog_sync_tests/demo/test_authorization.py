"""The demo's sellers consent by following each app's link."""

import asyncio

import pytest

from catalog_sync.demo.authorization import authorize_apps
from catalog_sync.sync.connections import ledger_shops
from catalog_sync_tests.sync.conftest import impatient, served, unauthorized
from catalog_sync_tests.sync.shopfront import Shopfront

__all__ = ["impatient", "served", "unauthorized"]


def test_every_shop_of_every_app_is_authorized(
    unauthorized: Shopfront,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "catalog_sync.demo.authorization.current_configuration", lambda: unauthorized.configuration
    )
    asyncio.run(authorize_apps())
    for shop in unauthorized.configuration.shops.values():
        assert ledger_shops().shop(shop.shop_id)["region"] == shop.region
