"""Authorizes the demo's shops as a seller would: follow the app's link, come back with a code."""

from urllib.parse import urlsplit

import httpx

from catalog_sync.configuration import ConfigurationError, current_configuration, database_url
from catalog_sync.store.database import migrate
from catalog_sync.sync.authorize import authorize, authorize_link, consents_of
from catalog_sync.sync.consent import judge_redirect


async def authorize_apps() -> None:
    """Authorize every app of the configuration through its authorize page, and store tokens and shops."""
    configuration = current_configuration()
    migrate(database_url(), configuration.environment)
    for name in configuration.apps:
        redirect = await _redirect(authorize_link(configuration, name))
        code = judge_redirect(consents_of(configuration, name), urlsplit(redirect).query)
        await authorize(configuration, name, code)


async def _redirect(link: str) -> str:
    async with httpx.AsyncClient() as http:
        answer = await http.get(link)
    if "location" not in answer.headers:
        raise ConfigurationError(f"The authorize page answered {answer.status_code} instead of a redirect.")
    return str(answer.headers["location"])
