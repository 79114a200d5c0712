"""Authorizes an app from the terminal: prints the link, waits for the seller to come back, stores tokens and shops."""

import asyncio
import logging
from contextlib import ExitStack
from datetime import UTC, datetime

import click

from catalog_sync.configuration import ConfigurationError, current_configuration, database_url
from catalog_sync.store.consents import Consents
from catalog_sync.store.database import migrate
from catalog_sync.sync.authorization import authorization_states
from catalog_sync.sync.authorize import authorize, authorize_link, consents_of
from catalog_sync.sync.connections import ledger_shops
from catalog_sync.sync.consent import judge_pasted, judge_redirect
from catalog_sync.sync.scopes import missing_features
from catalog_sync.web.callback import Callback, wait_for_code


def run_authorize(app_name: str, listen: str | None, seconds: float) -> None:
    """Authorize an app of this process's configuration; `listen` is HOST:PORT to wait at for the redirect."""
    logging.getLogger("catalog_sync").addHandler(logging.NullHandler())  # a failure ends in one line
    configuration = current_configuration()
    consents = consents_of(configuration, app_name)
    migrate(database_url(), configuration.environment)
    with ExitStack() as stack:
        callback = stack.enter_context(_callback(listen, consents)) if listen else None
        click.echo(f"Open this link as the seller:\n{authorize_link(configuration, app_name)}")
        waiting = " The redirect is awaited too." if callback else ""
        click.echo(f"Then paste here the code, or the whole address, of the page it ends on.{waiting}")
        code = wait_for_code(callback, lambda text: judge_pasted(consents, text), _tell, seconds)
    shops = asyncio.run(authorize(configuration, app_name, code))
    click.echo(f"Authorized: {', '.join(shops)}")
    _show_state(app_name)


def _callback(listen: str, consents: Consents) -> Callback:
    host, _, port = listen.rpartition(":")
    try:
        return Callback(host or "127.0.0.1", int(port), lambda query: judge_redirect(consents, query))
    except (OSError, OverflowError, ValueError) as impossible:
        raise ConfigurationError(
            f"--listen {listen}: {impossible}. Give HOST:PORT of this machine, such as 127.0.0.1:8765, or leave it out."
        ) from impossible


def _show_state(app_name: str) -> None:
    shops = ledger_shops()
    states = authorization_states(current_configuration(), shops, datetime.now(UTC))
    state = next(state for state in states if state.app_name == app_name)
    click.echo(state.message)
    for line in missing_features(shops.authorizations.facts()[state.app_key]["granted_scopes"]):
        click.echo(f"Not granted: {line}.")


def _tell(line: str) -> None:
    click.secho(line, fg="yellow", err=True)
