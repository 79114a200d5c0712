import asyncio
import traceback
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from catalog_sync.tiktok import errors
from catalog_sync.tiktok.oauth import (
    AuthClient,
    CodeRefused,
    CredentialsRefused,
    HostUnknown,
    RefreshRefused,
    TokenAnswer,
    authorize_url,
)
from catalog_sync_tests.tiktok.fakes import APP, SECRET, Server, Time, at, ok, refusal

OLD = "ROW_old_refresh"
TOKENS = {
    "access_token": "ROW_new_access",
    "access_token_expire_in": 1767830400,
    "refresh_token": "ROW_new_refresh",
    "refresh_token_expire_in": 1798761600,
    "open_id": "demo_open_id",
    "seller_name": "Demo Shop",
    "seller_base_region": "GB",
    "user_type": 0,
    "granted_scopes": ["seller.product.basic", "seller.product.write"],
}


def auth(server):
    return AuthClient(APP, transport=server.transport, clock=Time().clock)


def refresh(server):
    return asyncio.run(auth(server).refresh(SecretStr(OLD)))


def test_the_authorize_link_names_the_service_and_the_state():
    assert authorize_url(APP, "a b&c") == (
        "https://services.tiktokshop.com/open/authorize?service_id=7000000000000000001&state=a+b%26c"
    )


def test_a_code_is_exchanged_unsigned_for_tokens_with_absolute_expiries():
    server = Server(ok(TOKENS))
    answer = asyncio.run(auth(server).exchange_code(SecretStr("code-1")))
    assert answer.access_token.get_secret_value() == "ROW_new_access"
    assert answer.access_token_expires_at == at(1767830400)
    assert answer.refresh_token_expires_at == at(1798761600)
    assert answer.granted_scopes == ("seller.product.basic", "seller.product.write")
    request = server.requests[0]
    assert str(request.url.copy_with(query=None)) == "https://auth.example.test/api/v2/token/get"
    assert dict(request.url.params) == {
        "app_key": APP.app_key,
        "app_secret": SECRET,
        "auth_code": "code-1",
        "grant_type": "authorized_code",
    }
    assert "x-tts-access-token" not in request.headers


def test_a_refresh_sends_the_refresh_token_with_its_own_grant_type():
    server = Server(ok(TOKENS))
    refresh(server)
    request = server.requests[0]
    assert request.url.path == "/api/v2/token/refresh"
    assert request.url.params["refresh_token"] == OLD
    assert request.url.params["grant_type"] == "refresh_token"


@pytest.mark.parametrize("code", [36004004, 98001005, 98001004])
def test_a_refused_code_is_told_with_what_to_do(code):
    server = Server(refusal(code, "Invalid auth code."))
    with pytest.raises(
        CodeRefused, match="serves once and for 30 minutes: start again with catalog-sync authorize"
    ):
        asyncio.run(auth(server).exchange_code(SecretStr("ROW_code")))


@pytest.mark.parametrize("code", [98001004, 98001006, 36004005, 36004004])
def test_a_refused_refresh_token_means_that_the_seller_must_authorize_again(code):
    with pytest.raises(RefreshRefused, match="Let the seller authorize the app again"):
        refresh(Server(refusal(code, "Invalid parameter refresh_token.")))


@pytest.mark.parametrize(
    "message", ["Invalid parameter app_key or app_secret.", "Invalid credentials.", "Wrong client_secret"]
)
def test_wrong_credentials_are_told_apart_from_a_dead_authorization(message):
    with pytest.raises(CredentialsRefused, match="`app_key` in the configuration and the secret"):
        refresh(Server(refusal(98001004, message)))


def test_an_unknown_host_is_named():
    server = Server(httpx.ConnectError("[Errno -2] Name or service not known"))
    with pytest.raises(HostUnknown, match=r"with auth\.example\.test broke off.*Check `auth_url`"):
        refresh(server)


@given(seconds=st.integers(0, 10**9 - 1))
def test_a_duration_in_place_of_an_instant_counts_from_now(seconds):
    before = datetime.now(UTC)
    answer = TokenAnswer.model_validate({**TOKENS, "access_token_expire_in": seconds})
    left = answer.access_token_expires_at - before
    assert timedelta(seconds=seconds) <= left <= timedelta(seconds=seconds + 5)


def test_a_lost_answer_is_not_repeated_as_tokens_may_have_been_rotated():
    server = Server(httpx.ReadTimeout("late"))
    with pytest.raises(errors.Unavailable):
        refresh(server)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        refusal(36004004, f"wrong {SECRET} {OLD}"),
        ok({**TOKENS, "refresh_token": None}),
        ok({**TOKENS, "access_token_expire_in": "ROW_new_access"}),
        httpx.ReadError("https://auth.example.test/?app_secret=" + SECRET),
    ],
)
def test_no_token_or_secret_is_in_a_traceback(answer):
    with pytest.raises(errors.TikTokError) as caught:
        refresh(Server(answer))
    shown = "".join(traceback.format_exception(caught.value))
    for secret in (SECRET, OLD, "ROW_new_access", "ROW_new_refresh"):
        assert secret not in shown


def test_tokens_and_secrets_are_not_shown_by_the_models():
    answer = refresh(Server(ok({**TOKENS, "another_token": "ROW_other"})))
    for shown in (repr(answer), str(answer), answer.model_dump_json(), repr(APP)):
        assert "ROW_" not in shown
        assert SECRET not in shown


def test_a_validation_error_does_not_show_the_values():
    with pytest.raises(ValidationError) as caught:
        TokenAnswer.model_validate({**TOKENS, "refresh_token_expire_in": "ROW_misplaced"})
    assert "ROW_" not in str(caught.value)
