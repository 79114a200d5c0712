"""Random edits, deletes, label changes, crashes and clock jumps against every source: the mirror equals the truth.

Failure modes 1, 2, 3, 4, 10 and 14 in any order and combination that chance comes upon.
"""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from catalog_sync_tests.delta.machine import DeltaMachine
from catalog_sync_tests.delta.sides import AkeneoSide, ChangeLogSide, FeedSide, Side

SETTINGS = settings(
    max_examples=6,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)

Make = Callable[[Path, sa.Engine], Side]


def url_of(engine: sa.Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


SIDES: dict[str, Make] = {
    "akeneo": lambda folder, _: AkeneoSide(folder),
    "change log by transaction": lambda _, engine: ChangeLogSide(url_of(engine), transaction="xid"),
    "change log by sequence": lambda _, engine: ChangeLogSide(url_of(engine), sequence="id"),
    "feed": FeedSide,
}


@pytest.mark.parametrize("side", SIDES)
def test_the_mirror_comes_to_say_what_the_source_says(side: str, engine: sa.Engine, tmp_path: Path) -> None:
    """Failure modes 1, 2, 3, 4, 10 and 14: 0 missed, 0 double effects."""
    numbers = count()

    def make() -> Side:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        return SIDES[side](folder, engine)

    machine = type("Machine", (DeltaMachine,), {"engine": engine, "make_side": staticmethod(make)})
    run_state_machine_as_test(machine, settings=SETTINGS)
