"""How the terminal tells what a person can mend: one clear message, and status 2."""

from typing import Any

import click
import sqlalchemy as sa

from catalog_sync.configuration import ConfigurationError
from catalog_sync.demo.failures import DemoError
from catalog_sync.pim.errors import PimError
from catalog_sync.sandbox.tiktok.startup import StartupError
from catalog_sync.store.database import LedgerError
from catalog_sync.sync.adoption import AdoptionError
from catalog_sync.sync.consent import ConsentRefused
from catalog_sync.sync.holds import HoldError
from catalog_sync.tiktok.errors import TikTokError
from catalog_sync.yaml_files import YamlFileError

_TOLD = (
    AdoptionError,
    ConfigurationError,
    ConsentRefused,
    DemoError,
    HoldError,
    LedgerError,
    PimError,
    StartupError,
    TikTokError,
    YamlFileError,
)


class _Told(click.ClickException):
    """What a person can mend, in one clear message."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Show it in red."""
        click.secho(self.message, fg="red", err=True, file=file)


class Commands(click.Group):
    """Ends with status 2 and a message where a person can mend what went wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Invoke the command that was asked for."""
        try:
            return super().invoke(ctx)
        except _TOLD as told:
            raise _Told(str(told)) from told
        except sa.exc.OperationalError as failed:
            raise _Told(f"The database could not be used: {str(failed.orig).strip()}") from failed
