"""How long authorizations last: told days ahead, by refusals and by webhooks, each change once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from pydantic import SecretStr

from catalog_sync.configuration import Configuration
from catalog_sync.store.shops import Shops
from catalog_sync.store.vault import Vault
from catalog_sync.sync.authorization import (
    AuthorizationState,
    Stage,
    authorization_states,
    hear_deauthorization,
    hear_upcoming_expiration,
    take_untold,
)
from catalog_sync.sync.scopes import NEEDED, missing_features, missing_scopes

KEY = "app-row"
NOW = datetime.now(UTC)
CONFIGURATION = Configuration.model_validate(
    {
        "environment": "test",
        "apps": {"row": {"app_key": KEY, "secret_env": "APP_SECRET_ROW", "service_id": "1"}},
        "shops": {
            "GB": {"app": "row", "shop_id": "11", "region": "GB"},
            "ID": {"app": "row", "shop_id": "22", "region": "ID"},
        },
        "pim": {"akeneo": {"url": "http://127.0.0.1:9", "client_id": "unused", "username": "unused"}},
        "mapping": Path("unused"),
    }
)


@pytest.fixture
def shops(engine: sa.Engine) -> Shops:
    """A ledger without authorizations."""
    return Shops(engine, Vault(SecretStr(Fernet.generate_key().decode())))


def authorize(shops: Shops, days: float = 365, scopes: tuple[str, ...] = NEEDED) -> None:
    """Let the seller authorize the app for so many days."""
    shops.authorizations.store(
        KEY,
        {"access_token": "access-1", "refresh_token": "refresh-1"},
        access_expires_at=NOW + timedelta(days=min(days, 7)),
        refresh_expires_at=NOW + timedelta(days=days),
        seller_name="Demo Seller",
        granted_scopes=list(scopes),
    )
    for shop_id, partition_key in (("11", "GB"), ("22", "ID")):
        row = {
            "app_key": KEY,
            "region": partition_key,
            "name": "",
            "cipher": f"c-{shop_id}",
            "warehouse_id": "1",
        }
        shops.store_shop({"shop_id": shop_id, "partition_key": partition_key, **row})


def state(shops: Shops, now: datetime = NOW) -> AuthorizationState:
    return authorization_states(CONFIGURATION, shops, now)[0]


def untold(shops: Shops, now: datetime = NOW) -> list[Stage]:
    return [told.stage for told in take_untold(shops, authorization_states(CONFIGURATION, shops, now))]


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        (365, Stage.LASTING),
        (30.01, Stage.LASTING),
        (30, Stage.ENDS_IN_30),
        (14, Stage.ENDS_IN_14),
        (7, Stage.ENDS_IN_7),
        (1.01, Stage.ENDS_IN_7),
        (1, Stage.ENDS_IN_1),
        (0.01, Stage.ENDS_IN_1),
        (0, Stage.ENDED),
        (-3, Stage.ENDED),
    ],
)
def test_the_end_is_told_days_ahead(shops: Shops, days: float, stage: Stage) -> None:
    authorize(shops, days)
    told = state(shops)
    assert (told.stage, told.usable) == (stage, days > 0)
    assert told.loud == (stage is not Stage.LASTING)
    assert ("catalog-sync authorize row" in told.message) == told.loud
    assert f"{NOW + timedelta(days=days):%Y-%m-%d}" in told.message
    assert "\n" not in told.message


def test_without_an_authorization_that_is_told(shops: Shops) -> None:
    told = state(shops)
    assert (told.stage, told.usable, told.partition_keys) == (Stage.MISSING, False, ("GB", "ID"))
    assert told.message == (
        "The authorization of row (GB, ID) does not exist yet. Its shops are paused. "
        "Let the seller authorize again: catalog-sync authorize row"
    )


def test_a_revocation_ends_it_at_once_until_the_seller_authorizes_again(shops: Shops) -> None:
    authorize(shops)
    hear_deauthorization(shops, KEY, "The seller\ncancelled.", datetime.now(UTC))
    told = state(shops)
    assert (told.stage, told.usable, told.reason) == (Stage.REVOKED, False, "The seller\ncancelled.")
    assert "\n" not in told.message
    assert "was taken back by the seller on" in told.message
    authorize(shops)
    assert (state(shops).stage, state(shops).usable) == (Stage.LASTING, True)


def test_a_late_webhook_about_the_authorization_before_is_ignored(shops: Shops) -> None:
    authorize(shops)
    before = datetime.now(UTC) - timedelta(hours=1)
    hear_deauthorization(shops, KEY, "The seller cancelled.", before)
    hear_upcoming_expiration(shops, KEY, NOW + timedelta(days=3), before)
    assert state(shops).stage is Stage.LASTING


def test_an_announced_end_counts_when_it_is_earlier(shops: Shops) -> None:
    authorize(shops, days=20)
    hear_upcoming_expiration(shops, KEY, NOW + timedelta(days=6))
    assert (state(shops).stage, state(shops).ends_at) == (Stage.ENDS_IN_7, NOW + timedelta(days=6))
    hear_upcoming_expiration(shops, KEY, NOW + timedelta(days=40))
    assert state(shops).stage is Stage.ENDS_IN_30


def test_a_revocation_says_more_than_a_refusal_heard_before(shops: Shops) -> None:
    authorize(shops)
    shops.authorizations.refuse(KEY, "Invalid parameter refresh_token.")
    assert state(shops).stage is Stage.REFUSED
    hear_deauthorization(shops, KEY, "The seller cancelled.", datetime.now(UTC))
    shops.authorizations.refuse(KEY, "Invalid parameter refresh_token.")
    assert (state(shops).stage, state(shops).reason) == (Stage.REVOKED, "The seller cancelled.")


def test_a_refused_refresh_leaves_the_access_token_until_it_ends(shops: Shops) -> None:
    authorize(shops)
    shops.authorizations.refuse(KEY, "Invalid parameter refresh_token.")
    assert state(shops).usable
    assert f"Calls go on until {NOW + timedelta(days=7):%Y-%m-%d}" in state(shops).message
    assert not state(shops, NOW + timedelta(days=7)).usable


def test_a_missing_scope_and_a_lost_shop_are_loud_and_named(shops: Shops) -> None:
    authorize(shops, scopes=NEEDED[:-1])
    shops.lose("22", "The authorization does not cover the configured shop 22; it covers: 11 (GB).")
    told = state(shops)
    assert (told.stage, told.loud, told.missing_scopes) == (Stage.LASTING, True, ("seller.product.write",))
    assert "It lacks seller.product.write; enable that in Partner Center first." in told.message
    assert "ID: The authorization does not cover the configured shop 22" in told.message
    assert told.message.endswith("catalog-sync authorize row")


def test_a_failed_refresh_is_loud_once_the_access_token_has_ended(shops: Shops) -> None:
    authorize(shops)
    shops.authorizations.note_trouble(KEY, "Token (refresh): no answer.")
    assert not state(shops).loud
    assert "The last refresh failed: Token (refresh): no answer." in state(shops).message
    assert state(shops, NOW + timedelta(days=7)).loud


def test_each_change_is_told_once(shops: Shops) -> None:
    assert untold(shops) == [Stage.MISSING]
    assert untold(shops) == []
    authorize(shops)
    assert untold(shops) == []
    assert untold(shops, NOW + timedelta(days=340)) == [Stage.ENDS_IN_30]
    assert untold(shops, NOW + timedelta(days=341)) == []
    assert untold(shops, NOW + timedelta(days=352)) == [Stage.ENDS_IN_14]
    assert untold(shops) == []
    assert untold(shops, NOW + timedelta(days=352)) == [Stage.ENDS_IN_14]


def test_of_many_who_look_at_once_one_tells(shops: Shops) -> None:
    with ThreadPoolExecutor(8) as threads:
        told = [stage for stages in threads.map(lambda _: untold(shops), range(16)) for stage in stages]
    assert told == [Stage.MISSING]


def test_states_are_told_without_the_key_that_opens_tokens(shops: Shops, engine: sa.Engine) -> None:
    authorize(shops)
    other = Shops(engine, Vault(SecretStr(Fernet.generate_key().decode())))
    assert state(other).stage is Stage.LASTING


def test_scopes_count_in_both_spellings() -> None:
    assert missing_scopes([*NEEDED[:2], "serller.product.basic", " seller.product.write"]) == ()
    assert missing_features(["serller.product.optimize", "seller.shop.info"]) == (
        "deleting and recovering products needs the scope seller.product.delete",
    )
