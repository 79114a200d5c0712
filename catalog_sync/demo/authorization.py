"""Authorizes the demo's shops as a seller would: follow the app's link, come back with a code."""

from urllib.parse import parse_qs, urlsplit

import httpx
from pydantic import SecretStr

from catalog_sync.configuration import ConfigurationError, current_configuration, database_url
from catalog_sync.store.database import migrate
from catalog_sync.sync.authorize import authorize
from catalog_sync.sync.connections import app_of
from catalog_sync.tiktok.oauth import authorize_url


async def authorize_apps() -> None:
    """Authorize every app of the configuration through its authorize page, and store tokens and shops."""
    configuration = current_configuration()
    migrate(database_url(), configuration.environment)
    for name, app in configuration.apps.items():
        code = await _code(authorize_url(app_of(app), state := f"demo-{name}"), state)
        await authorize(configuration, name, code)


async def _code(link: str, state: str) -> SecretStr:
    async with httpx.AsyncClient() as http:
        answer = await http.get(link)
    query = parse_qs(urlsplit(answer.headers.get("location", "")).query)
    if query.get("state") != [state] or "code" not in query:
        raise ConfigurationError(f"The authorize page answered {answer.status_code} without a code for us.")
    return SecretStr(query["code"][0])
