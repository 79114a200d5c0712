"""A run that is killed before any of its writes neither loses nor doubles what a person was asked about, or agreed to."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from catalog_sync.guard_configuration import GuardConfiguration
from catalog_sync.sync.holds import confirm_hold, open_holds
from catalog_sync_tests.sync.goods import mug, picture_code
from catalog_sync_tests.sync.shopfront import EDIT, PRICES, Shopfront
from catalog_sync_tests.sync.test_mass_effects import drain, rows
from catalog_sync_tests.sync.test_mass_sale import rules  # noqa: F401
from catalog_sync_tests.sync.test_shop_mode import configure

MUGS = 3
WRITES = range(*map(int, os.environ.get("CATALOG_SYNC_TEST_WRITES", "2,40,9").split(",")))
"""Before which of a run's writes it is killed; CATALOG_SYNC_TEST_WRITES=1,60,1 tries every one."""


class Killed(BaseException):
    """The process is gone: from here on nothing is written any more."""


@contextmanager
def killed_before(write: int) -> Iterator[None]:
    """Let the process end right before its n-th write to the ledger; where there are fewer, it lives."""
    left = [write]

    def commit(_: sa.Connection) -> None:
        left[0] -= 1
        if left[0] <= 0:
            raise Killed

    sa.event.listen(sa.Engine, "commit", commit)
    try:
        yield
    except (Killed, BaseExceptionGroup):
        pass
    finally:
        sa.event.remove(sa.Engine, "commit", commit)


@pytest.fixture
def live(front: Shopfront, rules: Path) -> Shopfront:  # noqa: F811
    """A shop with live mugs, of which one may change at once."""
    configure(front, guards=GuardConfiguration(listings=1))
    front.stock(*(mug(number, pictures=[picture_code("MUG-1")]) for number in range(MUGS)))
    front.sync()
    front.judge()
    front.sweep()
    return front


@pytest.mark.parametrize("write", WRITES)
def test_whatever_write_a_run_is_killed_before_the_next_ones_hold_the_set_and_send_it_once_agreed(
    live: Shopfront,
    rules: Path,  # noqa: F811
    write: int,
) -> None:
    text = (rules / "common.yaml").read_text()
    (rules / "common.yaml").write_text(
        text.replace("description: {from: description}", "description: {from: name}")
    )
    live.offers.put("MUG-1", "1250")
    live.world.calls.reset()
    with killed_before(write):
        live.sync()
    drain(live, limit=2)
    assert {(hold.kind, hold.held) for hold in open_holds(live.engine)} == {("edit", MUGS), ("price", 1)}
    assert (live.calls(EDIT), live.calls(PRICES)) == (0, 0)
    for hold in open_holds(live.engine):
        confirm_hold(live.engine, hold.hold_id, "Ada")
    with killed_before(write):
        live.sync()
    drain(live, limit=2)
    live.judge()
    live.sweep()
    drain(live, limit=2)
    assert (open_holds(live.engine), rows(live, "held_effects"), live.duplicates) == ([], [], [])
    assert live.products["product:mug-1"]["prices"] == {"MUG-1": "1250.00"}
    assert {row["standing"] for row in rows(live, "listings")} == {"live"}
    assert {row["state"] for row in rows(live, "looks")} == {"accepted"}
    assert all("wide handle" in shown["live"]["description"] for shown in live.products.values())
