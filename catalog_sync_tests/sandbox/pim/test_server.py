"""The demo PIM as a server over real HTTP."""

import json
import subprocess
import sys

import httpx
import pytest

from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync.sandbox.pim.server import serve_in_thread


def bearer(known):
    grant = {"grant_type": "password", "username": known["username"], "password": known["password"]}
    url = f"{known['url']}/api/oauth/v1/token"
    answer = httpx.post(url, auth=(known["client_id"], known["secret"]), json=grant)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def test_it_serves_in_a_thread_with_a_single_date_header(directory):
    with serve_in_thread(Catalogue.load(directory)) as pim:
        answer = httpx.get(f"{pim.url}/api/rest/v1/channels", headers=bearer(pim.connection()))
        assert answer.json()["_embedded"]["items"] == [{"code": "ecommerce"}]
        assert len(answer.headers.get_list("date")) == 1
    with pytest.raises(httpx.ConnectError):
        httpx.get(pim.url)


def test_the_program_announces_itself_reports_broken_lines_and_ends_with_its_parent(directory):
    (directory / "api" / "channels.jsonl").write_text("{\n")
    command = [
        sys.executable,
        "-m",
        "catalog_sync.sandbox.pim.server",
        "--catalogue",
        str(directory),
        "--parent-pipe",
    ]
    with subprocess.Popen(command, stdin=-1, stdout=-1, stderr=-1) as process:
        known = json.loads(process.stdout.readline())
        assert set(known) == {
            "url",
            "client_id",
            "secret",
            "username",
            "password",
            "token",
            "offers_url",
            "offers_key",
        }
        products = httpx.get(f"{known['url']}/api/rest/v1/products-uuid", headers=bearer(known)).json()
        assert len(products["_embedded"]["items"]) == 4
        key = {"Authorization": f"Bearer {known['offers_key']}"}
        assert len(httpx.get(known["offers_url"], headers=key).json()["offers"]) == 3
        process.stdin.close()
        assert process.wait(timeout=20) == 0
        assert b"skipped api/channels.jsonl:1: " in process.stderr.read()
