"""`catalog-sync sandbox` as a person or a program runs it: a process of its own."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from click.testing import CliRunner

from catalog_sync.cli import cli

MAIN = [sys.executable, "-c", "from catalog_sync.cli import main; main()", "sandbox"]


@contextmanager
def running(*options: str) -> Iterator[subprocess.Popen[str]]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([*MAIN, "--port", "0", *options], text=True, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def token(ready: dict, shop: dict) -> dict:
    app = next(app for app in ready["apps"] if app["app_key"] == shop["app_key"])
    query = {
        "app_key": app["app_key"],
        "app_secret": app["app_secret"],
        "auth_code": shop["auth_code"],
        "grant_type": "authorized_code",
    }
    return httpx.get(f"{ready['auth_url']}/api/v2/token/get", params=query).json()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_line_of_json_is_all_a_client_needs_and_a_signal_ends_it_cleanly(number):
    with running("--json", "--seed", "7") as process:
        ready = json.loads(process.stdout.readline())
        assert ready["app_key"] == ready["apps"][0]["app_key"]
        assert {"api_url", "auth_url", "app_secret", "service_id"} <= ready.keys()
        firsts = [shop["region"] for shop in ready["shops"] if shop["app_key"] == ready["app_key"]]
        assert firsts == ["GB", "ID", "DE"]
        assert [shop["region"] for shop in ready["shops"]] == [*firsts, "US"]
        assert len({shop["auth_code"] for shop in ready["shops"]}) == 4
        assert [token(ready, shop)["code"] for shop in ready["shops"]] == [0] * 4
        assert [token(ready, shop)["code"] for shop in ready["shops"]] == [36004004] * 4
        process.send_signal(number)
        output, errors = process.communicate(timeout=20)
        assert (process.returncode, output, errors) == (0, "", "")


def test_a_person_is_told_where_to_connect():
    with running() as process:
        shown = []
        while not shown or "service_id" not in shown[-1] or "App us" not in "".join(shown):
            shown.append(process.stdout.readline())
        text = "".join(shown)
        assert "_sandbox/" in text
        assert all(word in text for word in ("http://127.0.0.1:", "app_secret", "GB", "ID", "DE", "US"))


def test_settings_are_given_at_the_start():
    with running("--json", "--set", "rate_limit=3", "--set", "retry_after_share=0.5") as process:
        ready = json.loads(process.stdout.readline())
        settings = httpx.get(f"{ready['api_url']}/_sandbox/settings").json()
        assert [shop["rate_limit"] for shop in settings.values()] == [3] * 4
        assert settings["US"]["retry_after_share"] == 0.5


def test_a_port_in_use_is_one_clear_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [*MAIN, "--port", str(port)], check=False, capture_output=True, text=True, timeout=60
        )
    assert ended.returncode == 2
    assert ended.stderr.splitlines() == [
        f"Port {port} cannot be used: Address already in use. Choose another --port."
    ]


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("speed=1", "unknown settings: speed; known: "),
        ("rate_limit=many", "rate_limit: Input should be a valid number"),
        ("rate_limit", "rate_limit: Input should be a valid number"),
    ],
)
def test_a_setting_that_makes_no_sense_is_one_clear_line(setting, told):
    ended = CliRunner().invoke(cli, ["sandbox", "--set", setting])
    assert ended.exit_code == 2
    (line,) = ended.stderr.splitlines()
    assert line.startswith(told)


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "python_multipart", None)
    ended = CliRunner().invoke(cli, ["sandbox"])
    assert ended.exit_code == 2
    assert "pip install 'catalog-sync[demo]'" in ended.stderr
