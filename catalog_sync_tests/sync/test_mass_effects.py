"""Effects on a large scale: nothing of them goes out before a person confirmed exactly what was shown; the rest goes on."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from catalog_sync.cli import cli
from catalog_sync.demo.packaged import packaged
from catalog_sync.store.held_effects import held_changes
from catalog_sync.store.looks import State
from catalog_sync.sync.done import Done
from catalog_sync.sync.holds import HoldError, confirm_hold, open_holds
from catalog_sync.sync.mass_effects import HELD
from catalog_sync_tests.sync.goods import mug, picture_code
from catalog_sync_tests.sync.shopfront import EDIT, PRICES, STOCK, Shopfront

MUGS = 24
ONE_PICTURE = [picture_code("MUG-1")]


@pytest.fixture
def rules(front: Shopfront, tmp_path: Path) -> Path:
    """The shop follows rules of its own, which a test may edit."""
    folder = shutil.copytree(packaged("sandbox/mapping"), tmp_path / "mapping")
    front.configuration = front.configuration.model_copy(update={"mapping": folder})
    return folder


@pytest.fixture
def live(front: Shopfront, rules: Path) -> Shopfront:
    """A shop in which some more mugs are live than may be edited at once."""
    front.stock(*(mug(number, pictures=ONE_PICTURE) for number in range(MUGS)))
    front.sync()
    front.judge()
    front.sweep()
    assert {row["standing"] for row in rows(front, "listings")} == {"live"}
    front.world.calls.reset()
    return front


def rows(front: Shopfront, table: str) -> list[dict[str, Any]]:
    with front.engine.connect() as connection:
        return [
            dict(row) for row in connection.execute(sa.text(f"select * from catalog_sync.{table}")).mappings()
        ]


def edit_common_rule(rules: Path) -> None:
    """One line that changes what every listing says."""
    file = rules / "common.yaml"
    text = file.read_text()
    assert text.count("description: {from: description}") == 1
    file.write_text(text.replace("description: {from: description}", "description: {from: name}"))


def drain(front: Shopfront, limit: int) -> list[dict[str, Done]]:
    """Run after run until nothing is due."""
    runs = []
    while done := front.sync(limit=limit):
        runs.append(done)
    return runs


def test_one_edited_common_rule_sends_nothing_to_review_in_whatever_batches_it_comes(
    live: Shopfront, rules: Path
) -> None:
    edit_common_rule(rules)
    runs = drain(live, limit=5)
    assert sum(map(len, runs)) >= MUGS
    assert live.calls(EDIT) == 0
    [hold] = open_holds(live.engine)
    assert (hold.kind, hold.source, hold.held, hold.of_living) == ("edit", "GB", MUGS, MUGS)
    look = live.look("product:mug-1")
    assert (look["state"], look["waits_for"], look["findings"][0]["code"]) == ("deferred", HELD, "held_edit")


def test_a_confirmed_set_goes_out_once_and_the_hold_is_used_up(live: Shopfront, rules: Path) -> None:
    edit_common_rule(rules)
    drain(live, limit=10)
    [hold] = open_holds(live.engine)
    confirm_hold(live.engine, hold.hold_id, "Ada")
    drain(live, limit=10)
    assert (live.calls(EDIT), open_holds(live.engine)) == (MUGS, [])
    with pytest.raises(HoldError, match="Ada confirmed it, and it was carried out"):
        confirm_hold(live.engine, hold.hold_id, "Eve")


def test_what_changed_since_it_was_shown_is_held_anew(live: Shopfront, rules: Path) -> None:
    edit_common_rule(rules)
    drain(live, limit=50)
    [shown] = open_holds(live.engine)
    live.stock(mug(3, pictures=ONE_PICTURE, title="Another title, given after the hold was shown"))
    confirm_hold(live.engine, shown.hold_id, "Ada")
    drain(live, limit=50)
    [anew] = open_holds(live.engine)
    assert (live.calls(EDIT), anew.held, anew.shown, anew.confirmed_by) == (MUGS - 1, 1, ["MUG-3"], None)
    assert anew.hold_id != shown.hold_id


def test_a_confirmation_counts_for_a_day_and_then_the_rest_is_held_anew(live: Shopfront, rules: Path) -> None:
    edit_common_rule(rules)
    drain(live, limit=50)
    [shown] = open_holds(live.engine)
    confirm_hold(live.engine, shown.hold_id, "Ada")
    expire(live)
    drain(live, limit=50)
    [anew] = open_holds(live.engine)
    assert (live.calls(EDIT), anew.held, anew.hold_id != shown.hold_id) == (0, MUGS, True)


def expire(front: Shopfront) -> None:
    with front.engine.begin() as connection:
        connection.execute(sa.text("update catalog_sync.holds set expires_at = now() - interval '1 s'"))


def test_prices_and_stock_go_on_while_edits_are_held(live: Shopfront, rules: Path) -> None:
    edit_common_rule(rules)
    live.offers.put("MUG-1", "13.00", 3)
    drain(live, limit=50)
    assert (live.calls(EDIT), live.calls(PRICES), live.calls(STOCK)) == (0, 1, 1)
    shown = live.products["product:mug-1"]
    assert (shown["prices"], shown["stock"]) == ({"MUG-1": "13.00"}, {"MUG-1": 3})


def test_a_few_edits_go_at_once_and_many_small_waves_of_them_within_an_hour_do_not(live: Shopfront) -> None:
    for wave in range(3):
        live.stock(
            *(
                mug(number, pictures=ONE_PICTURE, title=f"Mug {number} told anew")
                for number in range(wave * 8, wave * 8 + 8)
            )
        )
        drain(live, limit=50)
    assert live.calls(EDIT) == 16
    [hold] = open_holds(live.engine)
    assert hold.held == 8


def test_an_undone_rule_lets_the_held_set_go_unharmed(live: Shopfront, rules: Path) -> None:
    before = (rules / "common.yaml").read_text()
    edit_common_rule(rules)
    drain(live, limit=50)
    (rules / "common.yaml").write_text(before)
    drain(live, limit=50)
    assert (live.calls(EDIT), open_holds(live.engine)) == (0, [])
    assert live.look("product:mug-1")["state"] == "accepted"


def test_a_decimal_comma_that_makes_19_90_into_1990_holds_that_price_alone(live: Shopfront) -> None:
    live.offers.put("MUG-1", "1250", 3)
    live.offers.put("MUG-2", "13.00")
    done = live.sync()
    assert live.products["product:mug-1"]["prices"] == {"MUG-1": "12.50"}
    assert live.products["product:mug-1"]["stock"] == {"MUG-1": 3}
    assert live.products["product:mug-2"]["prices"] == {"MUG-2": "13.00"}
    assert (done["MUG-1"].state, done["MUG-1"].waits_for, done["MUG-1"].findings[0].code) == (
        State.DEFERRED,
        HELD,
        "held_price",
    )
    [hold] = open_holds(live.engine)
    assert (hold.kind, hold.held) == ("price", 1)
    [row] = held_changes(live.engine, hold.hold_id)
    assert (row["sku"], row["change"]) == ("MUG-1", {"before": "12.50 GBP", "after": "1250.00 GBP"})


def test_a_confirmed_price_goes_and_one_that_was_mended_meanwhile_needs_nobody(live: Shopfront) -> None:
    live.offers.put("MUG-1", "40.00")
    live.offers.put("MUG-2", "1.00")
    live.sync()
    [hold] = open_holds(live.engine)
    confirm_hold(live.engine, hold.hold_id, "Ada")
    live.offers.put("MUG-2", "12.00")
    drain(live, limit=50)
    assert live.products["product:mug-1"]["prices"] == {"MUG-1": "40.00"}
    assert live.products["product:mug-2"]["prices"] == {"MUG-2": "12.00"}
    assert open_holds(live.engine) == []


def test_a_confirmed_price_that_moved_again_beyond_the_bounds_is_held_anew(live: Shopfront) -> None:
    live.offers.put("MUG-1", "40.00")
    live.sync()
    [hold] = open_holds(live.engine)
    confirm_hold(live.engine, hold.hold_id, "Ada")
    live.offers.put("MUG-1", "400.00")
    drain(live, limit=50)
    [anew] = open_holds(live.engine)
    assert live.products["product:mug-1"]["prices"] == {"MUG-1": "12.50"}
    assert anew.hold_id != hold.hold_id


def test_large_moves_of_many_prices_are_held_in_whatever_batches_they_come_and_small_ones_go(
    live: Shopfront,
) -> None:
    for number in range(MUGS - 1):
        live.offers.put(f"MUG-{number}", "16.00")
    live.offers.put(f"MUG-{MUGS - 1}", "13.00")
    drain(live, limit=5)
    [hold] = open_holds(live.engine)
    assert (hold.kind, hold.held, live.calls(PRICES)) == ("price_move", MUGS - 1, 1)
    confirm_hold(live.engine, hold.hold_id, "Ada")
    drain(live, limit=5)
    assert (live.calls(PRICES), open_holds(live.engine)) == (MUGS, [])


def test_a_price_in_another_currency_than_the_listing_is_held(live: Shopfront) -> None:
    with live.engine.begin() as connection:
        prices = '{"MUG-1": {"amount": "12.50", "currency": "EUR"}}'
        connection.execute(
            sa.text(
                "update catalog_sync.listings set prices = cast(:p as jsonb) where product_key = 'product:mug-1'"
            ),
            {"p": prices},
        )
    live.call_back("product:mug-1")
    done = live.sync()["MUG-1"]
    [hold] = open_holds(live.engine)
    assert (live.calls(PRICES), hold.kind, done.findings[0].code) == (0, "currency", "held_currency")


def confirm(*arguments: str, columns: int = 200) -> tuple[int, str]:
    """Exit code and output, in one line, of the command in a terminal."""
    screen = CliRunner().invoke(cli, ["confirm", *arguments], env={"COLUMNS": str(columns)})
    assert screen.exception is None or isinstance(screen.exception, SystemExit), screen.exception
    return screen.exit_code, re.sub(r"\s+", " ", screen.output)


def test_the_terminal_lists_shows_and_confirms_a_held_price(
    live: Shopfront, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog_sync.cli.current_configuration", lambda: live.configuration)
    live.offers.put("MUG-1", "1250")
    live.sync()
    [hold] = open_holds(live.engine)
    number = str(hold.hold_id)
    code, told = confirm()
    assert (code, f"│ {number} │ prices beyond the bounds │ GB │ 1 of 1 │" in told) == (1, True)
    code, told = confirm(number)
    assert (code, "MUG-1: 12.50 GBP -> 1250.00 GBP" in told) == (1, True)
    assert f"catalog-sync confirm {number} --by NAME" in told
    code, told = confirm(number, "--json")
    assert json.loads(told)["changes"] == [
        {"identifier": "MUG-1", "sku": "MUG-1", "change": {"before": "12.50 GBP", "after": "1250.00 GBP"}}
    ]
    assert confirm(number, "--by", "Ada")[0] == 0
    code, told = confirm()
    assert (code, "confirmed by Ada" in told) == (0, True)
    live.sync()
    code, told = confirm(number)
    assert (code, "Ada confirmed it, and it was carried out" in told) == (2, True)
