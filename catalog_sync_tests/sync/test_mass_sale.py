"""What leaves a shop or comes back to it on a large scale waits for a person, and so does what nobody could foresee of it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from catalog_sync.cli import cli
from catalog_sync.demo.packaged import packaged
from catalog_sync.guard_configuration import GuardConfiguration
from catalog_sync.store.looks import State
from catalog_sync.sync.decide import Decision, decide
from catalog_sync.sync.holds import confirm_hold, open_holds
from catalog_sync.sync.mass_effects import HELD
from catalog_sync_tests.sync.goods import mug, picture_code
from catalog_sync_tests.sync.shopfront import EDIT, PRICES, Shopfront
from catalog_sync_tests.sync.test_mass_effects import drain, edit_common_rule
from catalog_sync_tests.sync.test_shop_mode import configure

ACTIVATE = "POST /product/202309/products/activate"
DEACTIVATE = "POST /product/202309/products/deactivate"
MUGS = 4
ALLOWED = 2


@pytest.fixture
def rules(front: Shopfront, tmp_path: Path) -> Path:
    """The shop follows rules of its own, which a test may edit."""
    folder = shutil.copytree(packaged("sandbox/mapping"), tmp_path / "mapping")
    front.configuration = front.configuration.model_copy(update={"mapping": folder})
    return folder


@pytest.fixture
def live(front: Shopfront, rules: Path) -> Shopfront:
    """A shop with four live mugs, in which two may change at once."""
    configure(front, guards=GuardConfiguration(listings=ALLOWED))
    front.stock(*(mug(number, pictures=[picture_code("MUG-1")]) for number in range(MUGS)))
    front.sync()
    front.judge()
    front.sweep()
    front.world.calls.reset()
    return front


def sell(rules: Path, *, mugs: bool) -> None:
    """Edit the rule that says what is not for sale."""
    file = rules / "common.yaml"
    told, other = ("[certificates]", "[certificates, mugs]")[:: 1 if mugs else -1]
    file.write_text(file.read_text().replace(f"not_for_sale: {other}", f"not_for_sale: {told}"))
    assert f"not_for_sale: {told}" in file.read_text()


def held(front: Shopfront) -> list[tuple[str, int]]:
    return [(hold.kind, hold.held) for hold in open_holds(front.engine)]


def confirm_all(front: Shopfront) -> None:
    for hold in open_holds(front.engine):
        confirm_hold(front.engine, hold.hold_id, "Ada")


def test_a_rule_that_takes_many_listings_off_sale_or_brings_them_back_waits_for_a_person(
    live: Shopfront, rules: Path
) -> None:
    sell(rules, mugs=False)
    drain(live, limit=50)
    assert (live.calls(DEACTIVATE), held(live)) == (0, [("deactivation", MUGS)])
    look = live.look("product:mug-1")
    assert (look["state"], look["waits_for"], look["findings"][0]["code"]) == (
        State.DEFERRED,
        HELD,
        "held_deactivation",
    )
    confirm_all(live)
    drain(live, limit=50)
    assert (live.calls(DEACTIVATE), held(live)) == (MUGS, [])
    sell(rules, mugs=True)
    drain(live, limit=1)
    assert (live.calls(ACTIVATE), held(live)) == (0, [("activation", MUGS)])
    confirm_all(live)
    drain(live, limit=50)
    assert (live.calls(ACTIVATE), held(live)) == (MUGS, [])


def test_a_few_listings_leave_the_shop_at_once_and_the_rest_of_many_waits(
    live: Shopfront, rules: Path
) -> None:
    sell(rules, mugs=False)
    drain(live, limit=1)
    assert (live.calls(DEACTIVATE), held(live)) == (ALLOWED, [("deactivation", MUGS - ALLOWED)])


def test_a_rule_that_is_taken_back_lets_listings_stay_on_sale(live: Shopfront, rules: Path) -> None:
    sell(rules, mugs=False)
    drain(live, limit=50)
    sell(rules, mugs=True)
    drain(live, limit=50)
    assert (live.calls(DEACTIVATE), held(live)) == (0, [])
    assert live.look("product:mug-1")["state"] == State.ACCEPTED


def test_what_was_deleted_in_the_pim_leaves_the_shop_without_being_asked_about_again(live: Shopfront) -> None:
    for number in range(MUGS):
        live.pim.delete(f"product:mug-{number}")
    drain(live, limit=50)
    assert (live.calls(DEACTIVATE), held(live)) == (MUGS, [])


def test_what_is_confirmed_while_a_run_goes_on_goes_with_the_next_one(
    live: Shopfront, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit_common_rule(rules)

    async def decide_and_confirm(*arguments: Any) -> Decision:
        confirm_all_open(live)
        return await decide(*arguments)

    monkeypatch.setattr("catalog_sync.sync.submit.decide", decide_and_confirm)
    assert {done.waits_for for done in live.sync().values()} == {HELD}
    assert live.calls(EDIT) == 0
    drain(live, limit=50)
    assert (live.calls(EDIT), held(live)) == (MUGS, [])


def confirm_all_open(front: Shopfront) -> None:
    for hold in open_holds(front.engine):
        if hold.confirmed_at is None:
            confirm_hold(front.engine, hold.hold_id, "Ada")


def test_what_a_hold_holds_is_told_field_by_field_although_nothing_is_due(
    live: Shopfront, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog_sync.plan_command.current_configuration", lambda: live.configuration)
    monkeypatch.setattr("catalog_sync.cli.current_configuration", lambda: live.configuration)
    edit_common_rule(rules)
    drain(live, limit=50)
    [hold] = open_holds(live.engine)
    number = str(hold.hold_id)
    shown = CliRunner().invoke(cli, ["confirm", number]).output
    assert ("MUG-1: description" in shown, f"catalog-sync plan --hold {number}" in shown) == (True, True)
    planned = CliRunner().invoke(cli, ["plan", "--hold", number, "--json"], catch_exceptions=False)
    *listings, summary = map(json.loads, planned.stdout.splitlines())
    assert (len(listings), summary["region"], summary["waits"]) == (MUGS, "GB", {HELD: MUGS})
    assert {change["field"] for listing in listings for change in listing["changes"]} == {"description"}
    assert CliRunner().invoke(cli, ["plan", "--hold", "4711"]).exit_code == 2


def test_a_price_is_compared_with_the_last_sure_one_after_an_answer_was_lost(live: Shopfront) -> None:
    live.offers.put("MUG-1", "13.00")
    live.fault(PRICES, "lose_answer", 1000)
    live.sync()
    live.world.faults.clear()
    live.offers.put("MUG-1", "1300")
    live.call_back("product:mug-1")
    done = live.sync()["MUG-1"]
    assert (done.actions, held(live)) == ([], [("price", 1)])


def test_in_a_shop_that_keeps_drafts_nobody_is_asked_about_edits_that_do_not_go_anyway(
    live: Shopfront, rules: Path
) -> None:
    configure(live, mode="draft")
    edit_common_rule(rules)
    drain(live, limit=50)
    assert (live.calls(EDIT), held(live)) == (0, [])
