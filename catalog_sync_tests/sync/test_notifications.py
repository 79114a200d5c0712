"""Webhooks 6 and 7 reach the authorization's clock in the real ledger; the others, and those of strangers, do not."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from pydantic import SecretStr

from catalog_sync.configuration import Configuration
from catalog_sync.store.shops import Shops
from catalog_sync.store.vault import Vault
from catalog_sync.sync.authorization import AuthorizationState, Stage, authorization_states
from catalog_sync.sync.notifications import hear_authorization
from catalog_sync.tiktok.oauth import App
from catalog_sync.tiktok.webhooks import SignedNotification, receive

APP = App(app_key="key", app_secret=SecretStr("secret"))
CONFIGURATION = Configuration.model_validate(
    {
        "environment": "test",
        "apps": {"row": {"app_key": "key", "secret_env": "UNUSED", "service_id": "1"}},
        "shops": {"GB": {"app": "row", "shop_id": "7494", "region": "GB"}},
        "pim": {"akeneo": {"url": "http://127.0.0.1:9", "client_id": "unused", "username": "unused"}},
        "mapping": "unused",
    }
)


@pytest.fixture
def shops(engine: sa.Engine) -> Shops:
    """A ledger that knows the shop 7494 under an authorization that lasts for a year."""
    shops = Shops(engine, Vault(SecretStr(Fernet.generate_key().decode())))
    shops.authorizations.store(
        "key",
        {"access_token": "a", "refresh_token": "r"},
        access_expires_at=now() + timedelta(days=7),
        refresh_expires_at=now() + timedelta(days=365),
        seller_name="Demo",
        granted_scopes=["seller.product.basic"],
    )
    shop = {"partition_key": "GB", "region": "GB", "name": "Demo", "cipher": "c", "warehouse_id": None}
    shops.store_shop({"shop_id": "7494", "app_key": "key", **shop})
    return shops


def now() -> datetime:
    return datetime.now(UTC)


def state(shops: Shops) -> AuthorizationState:
    return authorization_states(CONFIGURATION, shops, now())[0]


def signed(
    number: int, data: dict, shop_id: str = "7494", at: datetime | None = None, app: App = APP
) -> SignedNotification:
    stamp = int((at or now() + timedelta(seconds=1)).timestamp())
    envelope = {"type": number, "tts_notification_id": "1", "timestamp": stamp, "data": data}
    body = json.dumps({**envelope, **({"shop_id": shop_id} if shop_id else {})}).encode()
    secret = app.app_secret.get_secret_value().encode()
    return receive([app], body, hmac.new(secret, app.app_key.encode() + body, hashlib.sha256).hexdigest())


def ending(days: int) -> dict:
    ends = int((now() + timedelta(days=days, hours=-1)).timestamp())
    return {"message": "soon", "expiration_time": str(ends)}


def test_a_deauthorization_ends_the_authorization_with_its_message(shops):
    assert state(shops).usable
    assert hear_authorization(shops, signed(6, {"message": "The seller said no."}))
    told = state(shops)
    assert (told.stage, told.reason, told.usable) == (Stage.REVOKED, "The seller said no.", False)


@pytest.mark.parametrize(
    ("days", "stage"), [(20, Stage.ENDS_IN_30), (7, Stage.ENDS_IN_7), (1, Stage.ENDS_IN_1)]
)
def test_an_announced_end_moves_the_clock(shops, days, stage):
    assert hear_authorization(shops, signed(7, ending(days)))
    assert (state(shops).stage, state(shops).usable) == (stage, True)


def test_one_that_names_no_shop_is_taken_for_ours(shops):
    assert hear_authorization(shops, signed(6, {"message": "gone"}, shop_id=""))
    assert state(shops).stage is Stage.REVOKED


def test_a_lost_encryption_key_keeps_no_news_away(shops, engine):
    other = Shops(engine, Vault(SecretStr(Fernet.generate_key().decode())))
    assert hear_authorization(other, signed(6, {"message": "gone"}))
    assert state(shops).stage is Stage.REVOKED


def test_one_about_a_shop_that_we_do_not_serve_changes_nothing(shops):
    assert not hear_authorization(shops, signed(6, {"message": "gone"}, shop_id="7495"))
    assert state(shops).usable


def test_one_signed_by_another_app_changes_nothing(shops):
    other = App(app_key="other", app_secret=SecretStr("secret"))
    assert not hear_authorization(shops, signed(6, {"message": "gone"}, app=other))
    assert state(shops).usable


def test_one_from_before_the_seller_authorized_changes_nothing(shops):
    past = now() - timedelta(days=2)
    hear_authorization(shops, signed(6, {"message": "gone"}, at=past))
    hear_authorization(shops, signed(7, ending(3), at=past))
    assert (state(shops).stage, state(shops).usable) == (Stage.LASTING, True)


def test_news_of_products_and_an_end_without_a_time_change_nothing(shops):
    assert not hear_authorization(shops, signed(5, {"product_id": 1}))
    assert not hear_authorization(shops, signed(7, {"message": "soon"}))
    assert state(shops).stage is Stage.LASTING
