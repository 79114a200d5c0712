"""Tokens of the ledger: renewed ahead of time and once, the new pair stored, and useless to whoever reads the tables."""

import asyncio
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from pydantic import SecretStr

from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.store.database import LedgerError
from catalog_sync.store.shops import Shops
from catalog_sync.store.tables import authorizations
from catalog_sync.store.vault import Vault
from catalog_sync.sync.authorization import (
    AuthorizationState,
    Stage,
    authorization_states,
    hear_deauthorization,
)
from catalog_sync.sync.authorize import authorize
from catalog_sync.sync.connections import app_of, ledger_shops
from catalog_sync.sync.refresh_ahead import refresh_ahead
from catalog_sync.sync.tokens import LedgerTokens
from catalog_sync.tiktok.errors import AuthorizationLost, Misconfigured, Unavailable
from catalog_sync.tiktok.oauth import RefreshRefused
from catalog_sync_tests.sync.shopfront import Shopfront

REFRESH = "GET /api/v2/token/refresh"


class BrokenAuth:
    """An auth host that fails, and counts how often."""

    def __init__(self, failure: Exception) -> None:
        self._failure = failure
        self.asked = 0

    async def refresh(self, refresh_token: SecretStr) -> None:
        self.asked += 1
        raise self._failure


def tokens(front: Shopfront, **more) -> LedgerTokens:
    return LedgerTokens(app_of(front.configuration.apps["row"]), ledger_shops(), **more)


def expire(front: Shopfront, left: timedelta, life: timedelta = timedelta(days=7)) -> None:
    """Let the access token be one of so long a life with so much left."""
    ends = datetime.now(UTC) + left
    change(front, access_expires_at=ends, issued_at=ends - life)


def change(front: Shopfront, **values) -> None:
    with front.engine.begin() as connection:
        connection.execute(authorizations.update().values(values))


def stored(front: Shopfront) -> dict[str, str]:
    return row(front)["tokens"]


def row(front: Shopfront) -> dict:
    return ledger_shops().authorizations.of(front.shop.app_key)


def states(front: Shopfront) -> list[AuthorizationState]:
    return authorization_states(front.configuration, ledger_shops(), datetime.now(UTC))


def ask(provider: LedgerTokens) -> str:
    return asyncio.run(provider.access_token())


def works(front: Shopfront, access_token: str) -> bool:
    """Whether the sandbox takes an access token."""
    try:
        front.world.tokens.use(access_token)
    except Refusal:
        return False
    return True


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


def test_while_another_process_refreshes_the_old_token_serves(front: Shopfront) -> None:
    expire(front, timedelta(hours=5))
    with ledger_shops().authorizations.refreshing(front.shop.app_key):
        assert ask(tokens(front)) == stored(front)["access_token"]
    assert front.calls(REFRESH) == 0


def test_nobody_waits_for_ever_for_a_process_that_refreshes(
    front: Shopfront, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog_sync.sync.tokens._PATIENCE", 0.05)
    expire(front, timedelta(0))
    busy = ledger_shops().authorizations.refreshing(front.shop.app_key)
    with busy, pytest.raises(Unavailable, match="another process"):
        ask(tokens(front))
    assert works(front, ask(tokens(front)))


def test_an_authorization_whose_time_is_over_is_not_called_refused(front: Shopfront) -> None:
    change(front, access_expires_at=datetime.now(UTC), refresh_expires_at=datetime.now(UTC))
    provider = tokens(front)

    async def work() -> None:
        async with provider.watched():
            await provider.access_token()

    with pytest.raises(AuthorizationLost, match="ended on"):
        asyncio.run(work())
    assert row(front)["ended_how"] is None


def test_a_pair_that_arrives_after_all_takes_a_refusal_back(front: Shopfront) -> None:
    ledger = ledger_shops().authorizations
    ledger.refuse(front.shop.app_key, "the refresh token was replaced")
    later = datetime.now(UTC) + timedelta(days=7)
    ledger.replace(
        front.shop.app_key,
        stored(front),
        access_expires_at=later,
        refresh_expires_at=later,
        granted_scopes=[],
    )
    assert row(front)["ended_how"] is None


def test_a_lost_key_of_the_ledger_does_not_end_the_look_at_the_authorizations(
    front: Shopfront, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("CATALOG_SYNC_ENCRYPTION_KEY", Fernet.generate_key().decode())
    asyncio.run(refresh_ahead(front.configuration))
    assert {state.app_name for state in states(front)} == {"row", "us"}
    assert "cannot be decrypted" in caplog.text


def test_a_short_life_is_renewed_in_its_last_quarter(front: Shopfront) -> None:
    expire(front, timedelta(minutes=20), life=timedelta(hours=1))
    ask(tokens(front))
    assert front.calls(REFRESH) == 0
    expire(front, timedelta(minutes=14), life=timedelta(hours=1))
    ask(tokens(front))
    assert front.calls(REFRESH) == 1


def test_many_who_ask_at_once_in_one_run_cause_one_refresh(front: Shopfront) -> None:
    stale, provider = stored(front)["access_token"], tokens(front)

    async def all_of_them() -> list[str]:
        return await asyncio.gather(*(provider.refreshed(stale) for _ in range(40)))

    fresh = asyncio.run(all_of_them())
    assert set(fresh) == {stored(front)["access_token"]} != {stale}
    assert front.calls(REFRESH) == 1


def test_threads_that_ask_at_once_cause_one_refresh(front: Shopfront) -> None:
    stale = stored(front)["access_token"]
    with ThreadPoolExecutor(6) as threads:
        fresh = list(threads.map(lambda _: asyncio.run(tokens(front).refreshed(stale)), range(12)))
    assert set(fresh) == {stored(front)["access_token"]} != {stale}
    assert front.calls(REFRESH) == 1


_ASK = """
import asyncio, sys
from pathlib import Path
from catalog_sync.configuration import Configuration
from catalog_sync.sync.connections import app_of, ledger_shops
from catalog_sync.sync.tokens import LedgerTokens
app = app_of(Configuration.model_validate_json(Path(sys.argv[1]).read_text()).apps["row"])
provider = LedgerTokens(app, ledger_shops())
print("ready", flush=True)
stale = sys.stdin.readline().strip()
print(asyncio.run(provider.refreshed(stale)))
"""


def test_processes_that_ask_at_once_cause_one_refresh(front: Shopfront, tmp_path: Path) -> None:
    configuration, stale = tmp_path / "configuration.json", stored(front)["access_token"]
    configuration.write_text(front.configuration.model_dump_json())
    command, pipe = [sys.executable, "-c", _ASK, str(configuration)], subprocess.PIPE
    with ExitStack() as stack:
        asking = [
            stack.enter_context(subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True))
            for _ in range(3)
        ]
        assert [process.stdout.readline() for process in asking] == ["ready\n"] * 3
        for process in asking:
            process.stdin.write(f"{stale}\n")
            process.stdin.flush()
        fresh = {process.communicate()[0].strip() for process in asking}
    assert fresh == {stored(front)["access_token"]} != {stale}
    assert front.calls(REFRESH) == 1


@pytest.mark.parametrize("rotation", ["rotate", "rotate_at_once", "keep"])
def test_tokens_are_renewed_again_and_again_whether_or_not_refresh_tokens_rotate(
    front: Shopfront, rotation: str
) -> None:
    front.world.tokens.settings.rotation = rotation
    for round_ in range(1, 4):
        expire(front, timedelta(0))
        assert works(front, ask(tokens(front)))
        assert front.calls(REFRESH) == round_


def test_the_pair_before_stays_until_the_new_one_proved_itself(front: Shopfront) -> None:
    before = stored(front)
    expire(front, timedelta(0))
    ask(tokens(front))
    assert row(front)["previous"] == before
    asyncio.run(refresh_ahead(front.configuration))
    assert [state.stage for state in states(front) if state.app_name == "row"] == [Stage.LASTING]
    assert row(front)["previous"] is None


def test_a_new_pair_that_never_worked_gives_way_to_the_one_before(front: Shopfront) -> None:
    front.world.tokens.settings.rotation = "keep"
    before = stored(front)
    bogus = {"access_token": "ROW_bogus", "refresh_token": "ROW_bogus_too"}
    ends = {"access_expires_at": datetime.now(UTC), "refresh_expires_at": row(front)["refresh_expires_at"]}
    ledger_shops().authorizations.replace(front.shop.app_key, bogus, **ends, granted_scopes=[])
    assert row(front)["previous"] == before
    assert works(front, ask(tokens(front)))
    assert front.calls(REFRESH) == 2


@pytest.mark.parametrize("rotation", ["rotate", "keep"])
def test_a_lost_refresh_answer_is_survived_where_the_old_token_goes_on(
    front: Shopfront, rotation: str
) -> None:
    front.world.tokens.settings.rotation = rotation
    front.fault(REFRESH, "lose_answer")
    expire(front, timedelta(hours=1))
    assert ask(tokens(front)) == stored(front)["access_token"]
    assert row(front)["trouble"]
    change(front, tried_at=datetime.now(UTC) - timedelta(minutes=2))
    before = stored(front)["access_token"]
    assert works(front, renewed := ask(tokens(front)))
    assert renewed != before
    assert row(front)["trouble"] is None


def test_a_lost_refresh_answer_that_cannot_be_survived_is_told_as_what_it_is(front: Shopfront) -> None:
    front.world.tokens.settings.rotation = "rotate_at_once"
    front.fault(REFRESH, "lose_answer")
    expire(front, timedelta(hours=1))
    serving = ask(tokens(front))
    change(front, tried_at=datetime.now(UTC) - timedelta(minutes=2))
    assert ask(tokens(front)) == serving, "until it ends"
    assert row(front)["ended_how"] == "refused"
    assert "The answer to an earlier refresh was lost" in row(front)["ended_reason"]
    expire(front, timedelta(0))
    with pytest.raises(AuthorizationLost, match=r"an earlier refresh was lost.*Let the seller authorize"):
        ask(tokens(front))
    assert front.calls(REFRESH) == 2


def test_a_failing_auth_host_is_asked_once_a_minute(front: Shopfront) -> None:
    expire(front, timedelta(hours=5))
    auth = BrokenAuth(Unavailable("down", "Token"))
    for _ in range(5):
        ask(tokens(front, auth=auth))
    expire(front, timedelta(0))
    for _ in range(5):
        with pytest.raises(Unavailable, match="down"):
            ask(tokens(front, auth=auth))
    assert auth.asked == 1
    change(front, tried_at=datetime.now(UTC) - timedelta(minutes=1))
    with pytest.raises(Unavailable):
        ask(tokens(front, auth=auth))
    assert auth.asked == 2


@pytest.mark.parametrize(
    "end",
    [
        {"ended_how": "refused", "ended_reason": "it is unknown"},
        {"refresh_expires_at": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
)
def test_a_dead_authorization_is_not_asked_about_again(front: Shopfront, end: dict) -> None:
    expire(front, timedelta(0))
    change(front, **end)
    front.world.calls.reset()
    for _ in range(3):
        with pytest.raises(AuthorizationLost, match="Let the seller authorize the app again"):
            ask(tokens(front))
        with pytest.raises(AuthorizationLost):
            front.at_desk(lambda desk: desk.client.categories(locale="en-GB", category_version="v1"))
    asyncio.run(refresh_ahead(front.configuration))
    assert front.world.calls.counts() == {}


def test_a_revoked_authorization_is_not_used_although_its_token_lasts(front: Shopfront) -> None:
    hear_deauthorization(ledger_shops(), front.shop.app_key, "The seller cancelled.", datetime.now(UTC))
    front.world.calls.reset()
    with pytest.raises(AuthorizationLost, match="took the authorization back: The seller cancelled"):
        front.at_desk(lambda desk: desk.client.categories(locale="en-GB", category_version="v1"))
    assert front.world.calls.counts() == {}


def test_authorizing_again_brings_a_dead_authorization_back(front: Shopfront) -> None:
    expire(front, timedelta(0))
    change(front, ended_how="refused", ended_reason="it is unknown", ended_at=datetime.now(UTC))
    app = front.world.apps[front.shop.app_key]
    asyncio.run(authorize(front.configuration, "row", SecretStr(front.world.tokens.grant_code(app))))
    assert works(front, ask(tokens(front)))
    assert row(front)["ended_how"] is None


def test_an_access_token_refused_after_its_refresh_ends_the_authorization(front: Shopfront) -> None:
    def refuse(access_token: str) -> None:
        raise Refusal(105002, status=401)

    front.world.tokens.use = refuse
    look = lambda desk: desk.client.categories(locale="en-GB", category_version="v1")  # noqa: E731
    with pytest.raises(AuthorizationLost, match="a fresh access token was refused as well"):
        front.at_desk(look)
    assert row(front)["ended_how"] == "refused"
    front.world.calls.reset()
    with pytest.raises(AuthorizationLost):
        front.at_desk(look)
    assert front.world.calls.counts() == {}


def test_a_wrong_secret_does_not_end_the_authorization(
    front: Shopfront, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APP_SECRET_ROW", "another")
    expire(front, timedelta(0))
    with pytest.raises(Misconfigured, match="secret_env"):
        ask(tokens(front))
    assert row(front)["ended_how"] is None


def test_a_token_with_hours_left_serves_while_the_auth_host_fails(front: Shopfront) -> None:
    expire(front, timedelta(hours=5))
    assert ask(tokens(front, auth=BrokenAuth(Unavailable("down", "Token")))) == stored(front)["access_token"]


def test_a_token_that_has_ended_does_not(front: Shopfront) -> None:
    expire(front, timedelta(hours=-1))
    with pytest.raises(Unavailable):
        ask(tokens(front, auth=BrokenAuth(Unavailable("down", "Token"))))


def test_a_refused_refresh_token_means_that_the_authorization_is_lost(front: Shopfront) -> None:
    expire(front, timedelta(0))
    with pytest.raises(AuthorizationLost, match="authorize the app again"):
        ask(tokens(front, auth=BrokenAuth(RefreshRefused("it is unknown", "Token", 98001004))))


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
        other.authorizations.of(front.shop.app_key)
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


def test_after_a_rotation_of_keys_the_old_one_is_not_needed(
    front: Shopfront, monkeypatch: pytest.MonkeyPatch
) -> None:
    expire(front, timedelta(0))
    ask(tokens(front))
    before, old, new = row(front), os.environ["CATALOG_SYNC_ENCRYPTION_KEY"], Fernet.generate_key().decode()
    monkeypatch.setenv("CATALOG_SYNC_ENCRYPTION_KEY", f"{new},{old}")
    assert ledger_shops().reseal() > 1
    monkeypatch.setenv("CATALOG_SYNC_ENCRYPTION_KEY", new)
    assert (row(front)["tokens"], row(front)["previous"]) == (before["tokens"], before["previous"])
    assert ledger_shops().shop(front.shop.id)["cipher"] == front.shop.cipher


def test_a_rotation_of_keys_without_the_old_one_changes_nothing(
    front: Shopfront, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, old = stored(front), os.environ["CATALOG_SYNC_ENCRYPTION_KEY"]
    monkeypatch.setenv("CATALOG_SYNC_ENCRYPTION_KEY", Fernet.generate_key().decode())
    with pytest.raises(LedgerError, match="cannot be decrypted with CATALOG_SYNC_ENCRYPTION_KEY"):
        ledger_shops().reseal()
    monkeypatch.setenv("CATALOG_SYNC_ENCRYPTION_KEY", old)
    assert stored(front) == before
