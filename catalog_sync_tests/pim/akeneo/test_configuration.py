"""The configuration of an Akeneo PIM, and the settings that are made of it."""

import pytest
from pydantic import ValidationError

from catalog_sync.pim.akeneo.configuration import AkeneoConfiguration
from catalog_sync.source_configuration import PimConfiguration
from catalog_sync.sync.sources import open_pim
from catalog_sync_tests.pim.world import run

CONNECTION = {"client_id": "1_abc", "username": "sync"}


def settings_of(monkeypatch, **configuration):
    for name in ("CATALOG_SYNC_PIM_SECRET", "CATALOG_SYNC_PIM_PASSWORD", "APP_TOKEN"):
        monkeypatch.setenv(name, f"value of {name}")

    async def opened():
        akeneo = AkeneoConfiguration(url="https://pim.example.com", **configuration)
        async with open_pim(PimConfiguration(akeneo=akeneo)) as source:
            return source._client.settings

    return run(opened())


def test_connection_takes_its_secrets_from_the_environment(monkeypatch):
    settings = settings_of(monkeypatch, **CONNECTION)
    assert (settings.client_id, settings.username, settings.token) == ("1_abc", "sync", None)
    assert settings.password.get_secret_value() == "value of CATALOG_SYNC_PIM_PASSWORD"
    assert (settings.endpoint, settings.time_zone) == ("auto", None)


def test_custom_app_needs_its_token_alone(monkeypatch):
    settings = settings_of(
        monkeypatch, token_env="APP_TOKEN", endpoint="identifier", time_zone="Europe/Paris"
    )
    assert settings.token.get_secret_value() == "value of APP_TOKEN"
    assert (settings.endpoint, str(settings.time_zone)) == ("identifier", "Europe/Paris")


@pytest.mark.parametrize(
    ("configuration", "message"),
    [
        ({}, "client_id and username of a connection, or token_env"),
        ({"client_id": "1_abc"}, "client_id and username of a connection, or token_env"),
        (CONNECTION | {"token_env": "APP_TOKEN"}, "leave out client_id, username"),
        ({"token_env": "APP_TOKEN", "password_env": "PASSWORD"}, "leave out password_env"),
        (CONNECTION | {"time_zone": "Europe/Pari"}, "no time zone"),
        (CONNECTION | {"endpoint": "sku"}, "'auto', 'uuid' or 'identifier'"),
    ],
)
def test_what_cannot_be_meant_is_refused(configuration, message):
    with pytest.raises(ValidationError, match=message):
        AkeneoConfiguration(url="https://pim.example.com", **configuration)
