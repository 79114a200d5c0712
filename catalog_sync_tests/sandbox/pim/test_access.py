"""Tokens and bearers of the demo PIM."""

import base64
from datetime import timedelta

import pytest


def bearer_call(pim, token):
    return pim.call("GET", "/api/rest/v1/channels", headers={"Authorization": f"Bearer {token}"})


def test_the_password_grant_gives_a_bearer_that_opens_the_api(pim):
    body = pim.token().json()
    assert body["expires_in"] == 3600
    assert body["token_type"] == "bearer"
    assert bearer_call(pim, body["access_token"]).status_code == 200


def test_the_token_route_takes_forms_too(pim):
    known = pim.credentials
    form = {"grant_type": "password", "username": known.username, "password": known.password}
    answer = pim.call("POST", "/api/oauth/v1/token", auth=(known.client_id, known.secret), data=form)
    assert answer.status_code == 200


def test_the_refresh_grant_works_once(pim):
    grant = {"grant_type": "refresh_token", "refresh_token": pim.token().json()["refresh_token"]}
    fresh = pim.token(grant)
    assert bearer_call(pim, fresh.json()["access_token"]).status_code == 200
    assert pim.token(grant).json()["message"] == "Refresh token is invalid or has expired"


def test_a_wrong_client_is_unprocessable_not_unauthorized(pim):
    answer = pim.token(client=(pim.credentials.client_id, "wrong"))
    assert answer.status_code == 422
    assert answer.json()["message"].startswith(
        'Parameter "client_id" is missing or does not match any client'
    )


@pytest.mark.parametrize(
    "header", ["", "Basic", "Basic %%%", "Bearer x", "Basic " + base64.b64encode(b"\xff").decode()]
)
def test_a_mangled_client_header_is_unprocessable(pim, header):
    answer = pim.call("POST", "/api/oauth/v1/token", headers={"Authorization": header}, json={})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("grant", "message"),
    [
        ({"grant_type": "password", "username": "catalog_sync", "password": "wrong"}, "No user found"),
        ({"grant_type": "magic"}, '"grant_type" is missing'),
        ({"grant_type": "refresh_token"}, "Refresh token is invalid"),
    ],
)
def test_a_wrong_grant_is_unprocessable(pim, grant, message):
    answer = pim.token(grant)
    assert answer.status_code == 422
    assert message in answer.json()["message"]


def test_a_missing_or_unknown_bearer_is_unauthorized(pim):
    assert pim.call("GET", "/api/rest/v1/channels").status_code == 401
    assert bearer_call(pim, "made-up").json() == {
        "code": 401,
        "message": "The access token provided is invalid.",
    }


def test_a_bearer_expires_by_the_clock_of_the_pim_and_can_be_refreshed(pim):
    body = pim.token().json()
    pim.clock.offset = timedelta(hours=1)
    assert (
        bearer_call(pim, body["access_token"]).json()["message"] == "The access token provided has expired."
    )
    fresh = pim.token({"grant_type": "refresh_token", "refresh_token": body["refresh_token"]})
    assert fresh.status_code == 200


def test_the_route_list_needs_no_token(pim):
    answer = pim.call("GET", "/api/rest/v1")
    assert "/api/rest/v1/products-uuid" in answer.json()["routes"]


def test_credentials_do_not_show_their_secrets(pim):
    shown = repr(pim.credentials)
    for secret in (pim.credentials.secret, pim.credentials.password, pim.credentials.offers_key):
        assert secret not in shown
