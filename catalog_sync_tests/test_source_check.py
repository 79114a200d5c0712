"""`catalog-sync pim check` over HTTP: what is wrong is told at its source, in time, and without a secret."""

import json
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from catalog_sync.cli import cli
from catalog_sync.configuration import current_configuration
from catalog_sync.sandbox.pim.server import RunningPim, serve_in_thread
from catalog_sync_tests.pim.world import PICTURE, catalogue_rows, plain, write
from catalog_sync_tests.test_configuration import GOOD

OFFER = {"sku": "CAP", "prices": {"GBP": "9.99"}, "quantities": {"GB": 3}, "as_of": "2026-11-01T00:00:00Z"}


@pytest.fixture
def pim(tmp_path: Path) -> Iterator[RunningPim]:
    """A PIM with nothing to find wanting, and one price."""
    catalogue = write(tmp_path, catalogue_rows())
    catalogue.uploads[PICTURE] = b"bytes"
    code = catalogue.add_media("cap.jpg", b"bytes")["code"]
    catalogue.entities.products.get("u-cap")["values"] |= plain(picture=code)
    catalogue.offers.put(dict(OFFER))
    with serve_in_thread(catalogue) as running:
        yield running


class Terminal:
    """A terminal with a configuration of its own."""

    def __init__(self, path: Path, pim: RunningPim, monkeypatch: pytest.MonkeyPatch) -> None:
        self._path = path
        self._monkeypatch = monkeypatch
        known = pim.credentials
        self.akeneo = {"url": pim.url, "client_id": known.client_id, "username": known.username}
        self.offers: dict[str, Any] | None = {"http": {"url": f"{pim.url}/offers"}}
        self.secrets = {
            "CATALOG_SYNC_PIM_SECRET": known.secret,
            "CATALOG_SYNC_PIM_PASSWORD": known.password,
            "CATALOG_SYNC_OFFERS_KEY": known.offers_key,
        }

    def check(self, *arguments: str, columns: int = 200) -> Result:
        """Run the command; it never fails otherwise than by its exit code."""
        content = yaml.safe_load(GOOD) | {"pim": {"akeneo": self.akeneo}, "offers": self.offers}
        self._path.write_text(yaml.safe_dump(content))
        self._monkeypatch.setenv("CATALOG_SYNC_CONFIG", str(self._path))
        current_configuration.cache_clear()
        done = CliRunner().invoke(
            cli, ["pim", "check", *arguments], env=self.secrets | {"COLUMNS": str(columns)}
        )
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    def lines(self) -> tuple[int, list[dict[str, Any]]]:
        """The exit code, and what is told to programs."""
        done = self.check("--json")
        return done.exit_code, [json.loads(line) for line in done.output.splitlines()]

    def told(self) -> tuple[int, list[dict[str, Any]]]:
        """The exit code, and what is not fine."""
        code, lines = self.lines()
        return code, [line for line in lines if line["ok"] is False]


@pytest.fixture
def terminal(tmp_path: Path, pim: RunningPim, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """A terminal in which both sources are fine."""
    yield Terminal(tmp_path / "catalog_sync.yaml", pim, monkeypatch)
    current_configuration.cache_clear()


def test_sound_sources_are_fine_in_every_respect(terminal: Terminal) -> None:
    code, lines = terminal.lines()
    assert code == 0
    assert [line for line in lines if line["ok"] is not True or line["advice"]] == []
    topics = {name: {line["topic"] for line in lines if line["of"] == name} for name in _names(lines)}
    everything = {"source", "rights", "clock", "records"}
    assert topics == {"products": everything, "prices and stock": everything}


def _names(lines: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(line["of"] for line in lines))


def test_a_person_sees_each_source_with_its_lines_and_a_sum(terminal: Terminal) -> None:
    done = terminal.check()
    products, offers = done.output.index("\nproducts\n"), done.output.index("\nprices and stock\n")
    assert products < done.output.index("may be read") < offers < done.output.index("the key is taken")
    count = done.output.count("✓")
    assert f"Nothing is wrong: 0 to look at, {count} fine" in done.output


@pytest.mark.parametrize("columns", [80, 200])
def test_it_fits_the_terminal_and_wraps_below_its_own_text(terminal: Terminal, columns: int) -> None:
    terminal.akeneo["url"] = terminal.akeneo["url"].replace("127.0.0.1", "localhost")
    terminal.secrets["CATALOG_SYNC_PIM_PASSWORD"] = "wrong"
    lines = [line.rstrip() for line in terminal.check(columns=columns).output.splitlines()]
    assert max(map(len, lines)) <= columns
    assert all(re.match(r"( [✓!✗] \w+ +| {11})\S|\S|$", line) for line in lines), lines


def test_a_wrong_password_is_told_at_the_pim_alone(terminal: Terminal) -> None:
    terminal.secrets["CATALOG_SYNC_PIM_PASSWORD"] = "another"
    code, [line] = terminal.told()
    assert (code, line["of"], line["topic"]) == (1, "products", "rights")
    assert "compare client id, secret, user name and password" in line["what"]


def test_a_missing_right_is_named_with_how_to_grant_it(terminal: Terminal, pim: RunningPim) -> None:
    pim.behaviour.forbidden = {"families"}
    code, wrong = terminal.told()
    assert code == 1
    assert ("products", "rights", "families may not be read (403)") in {
        (line["of"], line["topic"], line["what"]) for line in wrong
    }
    assert any('"List families"' in line["advice"] for line in wrong)
    assert {line["of"] for line in wrong} == {"products"}


def test_prices_and_stock_that_fail_do_not_keep_the_pim_from_being_fine(terminal: Terminal) -> None:
    terminal.secrets["CATALOG_SYNC_OFFERS_KEY"] = "another"
    code, [line] = terminal.told()
    assert (code, line["of"]) == (1, "prices and stock")
    assert "refuses the key (401)" in line["what"]
    shown = terminal.check()
    assert shown.exit_code == 1
    assert "1 not fine" in shown.output


def test_a_secret_that_is_not_set_is_told_by_its_variable_and_the_other_source_is_looked_at(
    terminal: Terminal,
) -> None:
    terminal.secrets["CATALOG_SYNC_PIM_SECRET"] = ""
    code, lines = terminal.lines()
    [line] = [line for line in lines if line["ok"] is False]
    assert (code, line["of"]) == (1, "products")
    assert "CATALOG_SYNC_PIM_SECRET is not set" in line["what"]
    assert _names(lines) == ["products", "prices and stock"]


def test_no_source_of_prices_and_stock_is_nothing_wrong(terminal: Terminal) -> None:
    terminal.offers = None
    done = terminal.check()
    assert done.exit_code == 0
    assert "prices and stock: none configured" in done.output


def test_an_address_that_does_not_answer_is_told_well_within_a_minute(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog_sync.pim.akeneo.check.STEP_SECONDS", 2)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        terminal.akeneo["url"] = f"http://127.0.0.1:{closed.getsockname()[1]}"
        began = time.monotonic()
        code, [line] = terminal.told()
    assert time.monotonic() - began < 5
    assert (code, line["of"], line["topic"]) == (1, "products", "source")


def test_sources_that_hang_are_given_up_together(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog_sync.source_check.SECONDS", 1)
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        url = f"http://127.0.0.1:{mute.getsockname()[1]}"
        terminal.akeneo["url"], terminal.offers = url, {"http": {"url": url}}
        began = time.monotonic()
        code, wrong = terminal.told()
    assert time.monotonic() - began < 1.9
    assert (code, [line["of"] for line in wrong]) == (1, ["products", "prices and stock"])
    assert {line["what"] for line in wrong} == {"it took longer than 1 s"}


def test_no_secret_is_shown_whatever_is_wrong(terminal: Terminal, pim: RunningPim) -> None:
    secrets = [*terminal.secrets.values(), "a-wrong-password", "a-wrong-key"]
    shown = [terminal.check().output, terminal.check("--json").output]
    pim.behaviour.forbidden = {"products-uuid", "options"}
    shown.append(terminal.check().output)
    terminal.secrets |= {
        "CATALOG_SYNC_PIM_PASSWORD": "a-wrong-password",
        "CATALOG_SYNC_OFFERS_KEY": "a-wrong-key",
    }
    shown += [terminal.check().output, terminal.check("--json").output]
    assert [secret for secret in secrets if any(secret in text for text in shown)] == []
