"""Tokens of the ledger: renewed ahead of time and once, the new pair stored, and useless to whoever reads the tables."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from pydantic import SecretStr

from catalog_sync.store.database import LedgerError
from catalog_sync.store.shops import Shops, Vault
from catalog_sync.sync.connections import app_of, ledger_shops
from catalog_sync.sync.tokens import LedgerTokens
from catalog_sync.tiktok.errors import AuthorizationLost, PayloadRefused, Unavailable
from catalog_sync_tests.sync.shopfront import Shopfront

REFRESH = "GET /api/v2/token/refresh"


class BrokenAuth:
    """An auth host that fails."""

    def __init__(self, failure: Exception) -> None:
        self._failure = failure

    async def refresh(self, refresh_token: SecretStr) -> None:
        raise self._failure


def tokens(front: Shopfront, **more) -> LedgerTokens:
    return LedgerTokens(app_of(front.configuration.apps["row"]), ledger_shops(), **more)


def expire(front: Shopfront, left: timedelta) -> None:
    with front.engine.begin() as connection:
        statement = sa.text("update catalog_sync.authorizations set access_expires_at = :at")
        connection.execute(statement, {"at": datetime.now(UTC) + left})


def stored(front: Shopfront) -> dict[str, str]:
    return ledger_shops().authorization(front.shop.app_key)["tokens"]


def ask(provider: LedgerTokens) -> str:
    return asyncio.run(provider.access_token())


def test_a_token_with_days_left_is_used_as_it_is(front: Shopfront) -> None:
    assert ask(tokens(front)) == stored(front)["access_token"]
    assert front.calls(REFRESH) == 0


def test_a_token_is_renewed_hours_before_it_ends_and_the_new_pair_is_stored(front: Shopfront) -> None:
    before = stored(front)
    expire(front, timedelta(hours=5))
    renewed = ask(tokens(front))
    after = stored(front)
    assert renewed == after["access_token"] != before["access_token"]
    assert after["refresh_token"] != before["refresh_token"]
    assert ask(tokens(front)) == renewed
    assert front.calls(REFRESH) == 1


def test_two_who_ask_at_once_cause_one_refresh(front: Shopfront) -> None:
    stale = stored(front)["access_token"]

    async def both() -> list[str]:
        return await asyncio.gather(*(tokens(front).refreshed(stale) for _ in range(2)))

    one, other = asyncio.run(both())
    assert one == other != stale
    assert front.calls(REFRESH) == 1


def test_a_token_with_hours_left_serves_while_the_auth_host_fails(front: Shopfront) -> None:
    expire(front, timedelta(hours=5))
    assert ask(tokens(front, auth=BrokenAuth(Unavailable("down", "Token")))) == stored(front)["access_token"]


def test_a_token_that_has_ended_does_not(front: Shopfront) -> None:
    expire(front, timedelta(hours=-1))
    with pytest.raises(Unavailable):
        ask(tokens(front, auth=BrokenAuth(Unavailable("down", "Token"))))


def test_a_refused_refresh_token_means_that_the_authorization_is_lost(front: Shopfront) -> None:
    expire(front, timedelta(hours=5))
    with pytest.raises(AuthorizationLost, match="authorize the app again"):
        ask(tokens(front, auth=BrokenAuth(PayloadRefused("it is unknown", "Token", 98001004))))


def test_before_the_seller_authorized_the_app_it_says_what_to_run(unauthorized: Shopfront) -> None:
    with pytest.raises(AuthorizationLost, match="catalog-sync authorize"):
        ask(tokens(unauthorized))


def test_no_table_shows_a_secret(front: Shopfront) -> None:
    with front.engine.connect() as connection:
        rows = [
            *connection.scalars(
                sa.text("select a::text || encode(tokens, 'escape') from catalog_sync.authorizations a")
            ),
            *connection.scalars(
                sa.text("select s::text || encode(cipher, 'escape') from catalog_sync.shops s")
            ),
        ]
    text = "".join(rows)
    assert front.shop.id in text
    for secret in (*stored(front).values(), front.shop.cipher):
        assert secret not in text


def test_with_another_key_it_says_what_to_do(front: Shopfront) -> None:
    other = Shops(front.engine, Vault(SecretStr(Fernet.generate_key().decode())))
    with pytest.raises(LedgerError, match="CATALOG_SYNC_ENCRYPTION_KEY"):
        other.authorization(front.shop.app_key)
    with pytest.raises(LedgerError, match="authorize the shops again"):
        other.shop(front.shop.id)


def test_a_new_key_beside_the_old_one_opens_what_the_old_one_sealed() -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    sealed = Vault(SecretStr(old)).seal({"a": 1})
    assert Vault(SecretStr(f"{new},{old}")).open(sealed) == {"a": 1}


@pytest.mark.parametrize("key", ["", "short", "not base64 at all, is it"])
def test_a_key_that_is_none_is_refused_without_repeating_it(key: str) -> None:
    with pytest.raises(LedgerError, match="not a Fernet key") as refused:
        Vault(SecretStr(key))
    assert not key or key not in str(refused.value)
