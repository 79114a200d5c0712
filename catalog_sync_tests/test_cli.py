"""The terminal: what a person can mend ends in one clear line and status 2; held deletions are looked at and confirmed."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from cryptography.fernet import Fernet

from catalog_sync.cli import cli
from catalog_sync.configuration import current_configuration
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.mirrored import Catalogue
from catalog_sync_tests.test_configuration import GOOD

_CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("CATALOG_SYNC_")}


def _run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    program = "from catalog_sync.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=cwd,
        env=_CLEAN | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_configuration_the_way_to_one_is_told(tmp_path: Path) -> None:
    done = _run("check", cwd=tmp_path)
    assert done.returncode == 2
    assert "There is no configuration at catalog_sync.yaml" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_key_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "catalog_sync.yaml").write_text(GOOD.replace("app_key", "app_kye"))
    done = _run("check", cwd=tmp_path)
    assert done.returncode == 2
    assert "catalog_sync.yaml:4" in done.stderr


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "CATALOG_SYNC_DATABASE_URL is not set"),
        ({"CATALOG_SYNC_DATABASE_URL": "postgresql://host/db"}, "must start with postgresql+psycopg2://"),
    ],
)
def test_missing_credentials_are_told_by_their_variable(
    tmp_path: Path, given: dict[str, str], told: str
) -> None:
    (tmp_path / "catalog_sync.yaml").write_text(GOOD)
    done = _run("authorize", "row", cwd=tmp_path, **given)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_app_is_told_with_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "catalog_sync.yaml").write_text(GOOD)
    done = _run("authorize", "us", cwd=tmp_path)
    assert done.returncode == 2
    assert "no app 'us'" in done.stderr
    assert "known: row" in done.stderr


def test_a_new_key_can_encrypt(tmp_path: Path) -> None:
    done = _run("new-key", cwd=tmp_path)
    assert Fernet(done.stdout.strip()).encrypt(b"token")


def test_a_database_that_does_not_answer_is_told_without_its_password(tmp_path: Path) -> None:
    (tmp_path / "catalog_sync.yaml").write_text(GOOD)
    url = "postgresql+psycopg2://somebody:a-database-password@127.0.0.1:1/nothing"
    done = _run("confirm", cwd=tmp_path, CATALOG_SYNC_DATABASE_URL=url)
    assert done.returncode == 2
    assert "The database could not be used" in done.stderr
    assert "Traceback" not in done.stderr
    assert "a-database-password" not in done.stderr + done.stdout


MUGS = [mug(number) for number in range(30)]


@pytest.fixture
def configured(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A configuration of the test's ledger."""
    path = tmp_path / "catalog_sync.yaml"
    path.write_text(GOOD.replace("production", "test"))
    monkeypatch.setenv("CATALOG_SYNC_CONFIG", str(path))
    monkeypatch.setenv("CATALOG_SYNC_DATABASE_URL", database_url)
    current_configuration.cache_clear()
    yield
    current_configuration.cache_clear()


@pytest.fixture
def held(engine: sa.Engine, configured: None) -> Catalogue:
    """Twenty-one of thirty mugs are gone and held; eight of them are on sale in GB, one in US, one ended there."""
    catalogue = Catalogue(engine, *MUGS)
    catalogue.refresh()
    catalogue.pim.remove(*(item.key for item in MUGS[:21]))
    catalogue.refresh()
    for shop in ("GB", "US"):
        catalogue.rows(
            "insert into catalog_sync.shops (shop_id, partition_key, app_key, region, name, cipher) "
            f"values ('{shop}-shop', '{shop}', 'key', '{shop}', 'A shop', 'sealed')"
        )
    list_mugs(catalogue, "GB", range(7), "live")
    list_mugs(catalogue, "GB", [7], "in_review")
    list_mugs(catalogue, "US", [0], "live_edit_rejected")
    list_mugs(catalogue, "US", [1], "deactivated")
    list_mugs(catalogue, "US", [25], "live")
    return catalogue


def list_mugs(catalogue: Catalogue, shop: str, numbers: Any, standing: str) -> None:
    """Let the shop have these mugs."""
    for number in numbers:
        key = MUGS[number].key
        catalogue.rows(
            "insert into catalog_sync.listings (shop_id, product_key, product_id, standing) "
            f"values ('{shop}-shop', '{key}', '{key}', '{standing}')"
        )


def confirm(*arguments: str, columns: int = 200) -> tuple[int, str]:
    """Exit code and output, in one line, of the command in a terminal of so many columns."""
    done = CliRunner().invoke(cli, ["confirm", *arguments], env={"COLUMNS": str(columns)})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, re.sub(r"\s+", " ", done.output)


def hold_of(catalogue: Catalogue) -> str:
    [(number,)] = catalogue.rows("select hold_id from catalog_sync.holds where closed_at is null")
    return str(number)


class TestConfirm:
    @pytest.mark.usefixtures("configured")
    def test_without_a_hold_it_says_so_and_ends_well(self) -> None:
        assert confirm() == (0, "Nothing is held: no deletion and no change waits for a person. ")
        assert confirm("--json") == (0, "")

    def test_holds_are_listed_with_what_is_on_sale_of_them_and_end_with_1(self, held: Catalogue) -> None:
        code, told = confirm()
        assert code == 1
        assert f"│ {hold_of(held)} │ 21 of 30 │ 8 in GB, 1 in US │" in told
        assert "waits until" in told
        assert "catalog-sync confirm HOLD --by NAME" in told

    def test_a_narrow_terminal_shows_every_column(self, held: Catalogue) -> None:
        done = CliRunner().invoke(cli, ["confirm"], env={"COLUMNS": "80"})
        lines = done.output.splitlines()
        assert max(map(len, lines)) <= 80
        assert "…" not in done.output
        assert all(name in lines[2] for name in ("hold", "gone", "on sale", "since", "state"))

    def test_one_hold_is_shown_with_what_confirming_does_and_nothing_is_confirmed(
        self, held: Catalogue
    ) -> None:
        number = hold_of(held)
        code, told = confirm(number)
        assert code == 1
        assert "21 of 30 products were gone from the PIM" in told
        assert "MUG-0, MUG-1," in told
        assert "and 1 more." in told
        assert (
            "deletes 21 products from the mirror and takes 9 listings off sale in 2 shops: 8 in GB, 1 in US"
        ) in told
        assert (
            f"Nothing was confirmed. If they were meant to go: catalog-sync confirm {number} --by NAME"
            in told
        )
        assert held.rows("select confirmed_by from catalog_sync.holds") == [(None,)]

    def test_products_that_are_back_are_told(self, held: Catalogue) -> None:
        held.pim.put(*MUGS[:5])
        held.delta()
        _, told = confirm(hold_of(held))
        assert "5 are back" in told
        assert "deletes 16 products" in told

    def test_a_confirmation_says_what_happens_next_and_the_next_refresh_does_it(
        self, held: Catalogue
    ) -> None:
        number = hold_of(held)
        code, told = confirm(number, "--by", "Ada")
        assert code == 0
        assert f"Hold {number}, confirmed by Ada" in told
        assert "next refresh of the PIM deletes those of the 21 products that are still gone" in told
        assert "takes 9 listings off sale (8 in GB, 1 in US)" in told
        code, told = confirm()
        assert (code, "confirmed by Ada" in told) == (0, True)
        assert confirm(number)[0] == 0
        assert held.delta().counts["deleted"] == 21
        assert confirm()[0] == 0

    def test_what_nobody_sells_is_told_as_such(self, held: Catalogue) -> None:
        held.rows("delete from catalog_sync.listings")
        assert "none of them is listed in a shop" in confirm(hold_of(held))[1]
        assert "off sale" not in confirm(hold_of(held), "--by", "Ada")[1]

    def test_it_is_json_for_programs(self, held: Catalogue) -> None:
        number = hold_of(held)
        for arguments in ([], [number]):
            code, told = confirm(*arguments, "--json")
            row = json.loads(told)
            assert code == 1
            assert (row["hold_id"], row["held"], row["listed"]) == (int(number), 21, {"GB": 8, "US": 1})
            assert (row["confirmed_by"], row["command"]) == (
                None,
                f"catalog-sync confirm {number} --by NAME",
            )
        code, told = confirm(number, "--by", "Ada", "--json")
        assert (code, json.loads(told)["confirmed_by"]) == (0, "Ada")

    def test_a_number_that_never_was_is_told_with_the_open_ones(self, held: Catalogue) -> None:
        for by in ([], ["--by", "Ada"]):
            code, told = confirm("4711", *by)
            assert code == 2
            assert f"There is no open hold 4711, and never was. Open holds: {hold_of(held)}." in told

    def test_a_hold_that_was_carried_out_is_told_with_who_confirmed_it(self, held: Catalogue) -> None:
        number = hold_of(held)
        confirm(number, "--by", "Ada")
        held.delta()
        for by in ([], ["--by", "Bob"]):
            code, told = confirm(number, *by)
            assert code == 2
            assert "no open hold: Ada confirmed it, and it was carried out" in told

    def test_a_hold_that_closed_or_was_replaced_is_told(self, held: Catalogue) -> None:
        number = hold_of(held)
        held.pim.put(*MUGS[:21])
        held.delta()
        code, told = confirm(number, "--by", "Ada")
        assert (code, "are in the source again" in told) == (2, True)

    def test_an_expired_hold_is_shown_and_not_confirmed(self, held: Catalogue) -> None:
        number = hold_of(held)
        held.rows("update catalog_sync.holds set expires_at = now() - interval '1 second'")
        assert "expired" in confirm()[1]
        assert "cannot be confirmed any more" in confirm(number)[1]
        code, told = confirm(number, "--by", "Ada")
        assert (code, "has expired" in told) == (2, True)

    def test_it_is_confirmed_once_in_the_name_of_somebody(self, held: Catalogue) -> None:
        number = hold_of(held)
        assert confirm(number, "--by", " ")[0] == 2
        assert confirm("--by", "Ada")[0] == 2
        confirm(number, "--by", "Ada")
        code, told = confirm(number, "--by", "Bob")
        assert (code, "confirmed by Ada already" in told) == (2, True)

    def test_a_ledger_of_another_environment_is_refused(self, held: Catalogue) -> None:
        held.rows("update catalog_sync.environment set name = 'production'")
        code, told = confirm(hold_of(held), "--by", "Ada")
        assert (code, "serves the environment 'production'" in told) == (2, True)
