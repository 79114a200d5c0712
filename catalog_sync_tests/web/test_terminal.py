"""`catalog-sync authorize` against the sandbox: what it leads to, and one line with what to do for each bad input."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from cryptography.fernet import Fernet

from catalog_sync.sync.connections import ledger_shops
from catalog_sync_tests.sandbox_configuration import shops_of
from catalog_sync_tests.sync.shopfront import Shopfront

PROGRAM = "from catalog_sync.cli import main; main()"


class Terminal:
    """A terminal whose configuration is that of the sandbox's apps and shops."""

    def __init__(self, front: Shopfront, folder: Path) -> None:
        self.front = front
        self._folder = folder
        self.settings: dict[str, Any] = front.configuration.model_dump(mode="json")

    @contextmanager
    def start(self, *arguments: str, before: str = "") -> Iterator[subprocess.Popen[str]]:
        """Run the command while the caller talks to it."""
        path = self._folder / "catalog_sync.yaml"
        path.write_text(yaml.safe_dump(self.settings))
        pipe = subprocess.PIPE
        with subprocess.Popen(
            [sys.executable, "-c", before + PROGRAM, *arguments],
            env=os.environ | {"CATALOG_SYNC_CONFIG": str(path)},
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            text=True,
        ) as process:
            yield process

    def run(self, *arguments: str, typed: str = "", before: str = "") -> subprocess.CompletedProcess[str]:
        """Run the command to its end, with this typed into it."""
        with self.start(*arguments, before=before) as process:
            out, err = process.communicate(typed)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def code(self) -> str:
        """A code that the seller's consent led to."""
        return self.front.world.tokens.grant_code(self.front.world.apps[self.front.shop.app_key])

    def told(self, *arguments: str, typed: str = "", before: str = "") -> str:
        """The one line that a failing command ends with."""
        done = self.run(*arguments, typed=typed, before=before)
        assert done.returncode == 2, done.stdout + done.stderr
        [line] = done.stderr.splitlines()
        return line


@pytest.fixture
def terminal(unauthorized: Shopfront, tmp_path: Path) -> Terminal:
    """A terminal before the seller authorized the app."""
    return Terminal(unauthorized, tmp_path)


def link_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return next(line.strip() for line in process.stdout if line.startswith("http"))


def follow(link: str) -> str:
    """Where the seller ends up after consenting."""
    return httpx.get(link, trust_env=False).headers["location"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_pasted_code_authorizes_the_shops(terminal: Terminal) -> None:
    done = terminal.run("authorize", "row", typed=f"{terminal.code()}\n")
    assert done.returncode == 0, done.stderr
    assert re.search(rf"Authorized: .*{', '.join(shops_of('row'))}", done.stdout)
    assert "lasts until" in done.stdout
    assert ledger_shops().shop(terminal.front.shop.id)


def test_a_pasted_address_is_checked_and_authorizes_the_shops(terminal: Terminal) -> None:
    with terminal.start("authorize", "row") as process:
        address = follow(link_of(process))
        forged = re.sub("state=[^&]+", "state=forged", address)
        out, err = process.communicate(f"{forged}\n{address}\n")
    assert process.returncode == 0, err
    assert "`state` is unknown" in err
    assert "Authorized:" in out


def test_the_redirect_to_the_listener_authorizes_the_shops(terminal: Terminal) -> None:
    port = free_port()
    app = terminal.front.world.apps[terminal.front.shop.app_key]
    app.redirect_url = f"http://127.0.0.1:{port}/callback"
    with terminal.start("authorize", "row", "--listen", f"127.0.0.1:{port}") as process:
        page = httpx.get(follow(link_of(process)), trust_env=False)
        out, err = process.communicate()
    assert (process.returncode, page.status_code) == (0, 200), err
    assert "Authorized:" in out


def test_ctrl_c_ends_the_wait_cleanly(terminal: Terminal) -> None:
    with terminal.start("authorize", "row") as process:
        link_of(process)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
    assert process.returncode == 1
    assert err.strip() == "Aborted!"


def test_the_time_to_wait_can_be_bounded(terminal: Terminal) -> None:
    with terminal.start("authorize", "row", "--minutes", "0.001") as process:
        assert process.wait() == 2
        assert "Nobody came back" in process.stderr.read()


def test_a_listener_that_cannot_be_is_told(terminal: Terminal) -> None:
    assert "--listen nonsense" in terminal.told("authorize", "row", "--listen", "nonsense")


@pytest.mark.parametrize("consent", ["auth_denied", "access_denied"])
def test_a_seller_who_says_no_is_told(terminal: Terminal, consent: str) -> None:
    terminal.front.world.tokens.settings.consent = consent
    with terminal.start("authorize", "row") as process:
        _, err = process.communicate(follow(link_of(process)) + "\n")
    assert process.returncode == 2
    assert f"The seller did not authorize the app ({consent}). Start again" in err


def test_an_installation_from_the_app_store_is_told(terminal: Terminal) -> None:
    terminal.front.world.tokens.settings.send_state = False
    with terminal.start("authorize", "row") as process:
        _, err = process.communicate(follow(link_of(process)) + "\n")
    assert process.returncode == 2
    assert "no `state` (an installation from the App Store" in err


def test_a_wrong_app_key_is_told(terminal: Terminal) -> None:
    terminal.settings["apps"]["row"]["app_key"] = "6wrong"
    line = terminal.told("authorize", "row", typed="ROW_code\n")
    assert (
        "Compare `app_key` in the configuration and the secret in the variable that `secret_env` names"
        in line
    )


def test_a_wrong_secret_is_told_and_not_shown(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_SECRET_ROW", "a-wrong-secret")
    line = terminal.told("authorize", "row", typed="ROW_code\n")
    assert "`secret_env`" in line
    assert "a-wrong-secret" not in line
    assert "ROW_code" not in line


@pytest.mark.parametrize("answer", [36004004, 98001005])
def test_a_code_used_twice_is_told(terminal: Terminal, answer: int) -> None:
    terminal.front.world.tokens.settings.used_code = answer
    code = terminal.code()
    assert terminal.run("authorize", "row", typed=f"{code}\n").returncode == 0
    line = terminal.told("authorize", "row", typed=f"{code}\n")
    assert "A code serves once and for 30 minutes: start again with catalog-sync authorize" in line
    assert code not in line


def test_a_clock_off_by_an_hour_is_told(terminal: Terminal) -> None:
    before = "import time; real = time.time; time.time = lambda: real() + 3600\n"
    line = terminal.told("authorize", "row", typed=f"{terminal.code()}\n", before=before)
    assert "Set this machine's clock right" in line
    assert re.search(r"(1 h|60 min|36\d\d|3600|59 min)", line)


def test_a_shop_that_is_not_covered_is_told(terminal: Terminal) -> None:
    terminal.settings["shops"]["GB"]["shop_id"] = "12345"
    line = terminal.told("authorize", "row", typed=f"{terminal.code()}\n")
    assert f"does not cover the configured shop 12345; it covers: {terminal.front.shop.id} (GB)" in line


def test_a_missing_scope_is_told(terminal: Terminal) -> None:
    app = terminal.front.world.apps[terminal.front.shop.app_key]
    app.scopes = tuple(scope for scope in app.scopes if scope != "seller.product.write")
    line = terminal.told("authorize", "row", typed=f"{terminal.code()}\n")
    assert "The authorization lacks seller.product.write. Enable" in line


@pytest.mark.parametrize("host", ["auth_url", "api_url"])
def test_an_unknown_host_is_told(terminal: Terminal, host: str) -> None:
    terminal.settings["apps"]["row"][host] = "http://no-such-host.invalid"
    line = terminal.told("authorize", "row", typed=f"{terminal.code()}\n")
    assert "no-such-host.invalid" in line
    assert "Check" in line


def test_a_lost_encryption_key_is_told(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal.run("authorize", "row", typed=f"{terminal.code()}\n")
    monkeypatch.setenv("CATALOG_SYNC_ENCRYPTION_KEY", Fernet.generate_key().decode())
    assert "cannot be decrypted with CATALOG_SYNC_ENCRYPTION_KEY" in terminal.told("rotate-key")


def test_keys_are_rotated(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal.run("authorize", "row", typed=f"{terminal.code()}\n")
    old, new = os.environ["CATALOG_SYNC_ENCRYPTION_KEY"], Fernet.generate_key().decode()
    monkeypatch.setenv("CATALOG_SYNC_ENCRYPTION_KEY", f"{new},{old}")
    assert "encrypted with the first key" in terminal.run("rotate-key").stdout
    monkeypatch.setenv("CATALOG_SYNC_ENCRYPTION_KEY", new)
    assert ledger_shops().shop(terminal.front.shop.id)["cipher"] == terminal.front.shop.cipher
