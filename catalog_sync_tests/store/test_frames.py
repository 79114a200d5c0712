"""The IO manager: each asset's latest batch per region, rows that come back as they were, and busy runs."""

from collections.abc import Callable
from typing import Any

import dagster as dg
import numpy as np
import pandas as pd
import pytest

from catalog_sync.store.frames import LedgerFrames

REGIONS = dg.StaticPartitionsDefinition(["GB", "ID"])
ROWS = [
    {
        "key": "p1",
        "number": 2**40,
        "price": 1.5,
        "none": None,
        "on": True,
        "list": [{"a": [1, None]}],
        "map": {},
    },
    {"key": "ü|\n'\"", "number": 0, "price": 0.1, "none": "some", "on": False, "list": [], "map": {"b": "é"}},
]

Run = Callable[..., list[dict[str, Any]] | None]


@pytest.fixture
def run(database_url: str) -> Run:
    """Materialize a batch, or a busy run without one, and what the asset after it then reads."""

    def materialized(rows: list[dict[str, Any]] | None, region: str = "GB") -> list[dict[str, Any]] | None:
        read = []

        @dg.asset(partitions_def=REGIONS, dagster_type=dg.Any)
        def batch() -> dg.MaterializeResult:
            return (
                dg.MaterializeResult()
                if rows is None
                else dg.MaterializeResult(value=pd.DataFrame(rows, dtype=object))
            )

        @dg.asset(partitions_def=REGIONS, dagster_type=dg.Any)
        def after(batch: pd.DataFrame) -> dg.MaterializeResult:
            read.extend(batch.to_dict("records"))
            return dg.MaterializeResult()

        resources = {"io_manager": LedgerFrames(database_url=database_url)}
        assert dg.materialize([batch, after], partition_key=region, resources=resources).success
        return read

    return materialized


def test_rows_come_back_as_they_were(run: Run) -> None:
    assert run(ROWS) == ROWS


def test_a_run_replaces_the_batch_of_the_one_before(run: Run) -> None:
    run(ROWS)
    assert run(ROWS[1:]) == ROWS[1:]


def test_an_empty_batch_is_a_batch(run: Run) -> None:
    run(ROWS)
    assert run([]) == []


def test_every_region_has_its_own_batch(run: Run) -> None:
    run(ROWS)
    run(ROWS[:1], region="ID")
    assert run(None, region="GB") == ROWS


def test_a_busy_run_leaves_the_batch_of_the_working_one_alone(run: Run) -> None:
    run(ROWS)
    assert run(None) == ROWS


def test_before_the_first_batch_there_are_no_rows(run: Run) -> None:
    assert run(None) == []


def test_order_is_kept(run: Run) -> None:
    rows = [{"number": number} for number in range(300, 0, -1)]
    assert run(rows) == rows


def test_not_a_number_is_nothing(run: Run) -> None:
    assert run([{"number": np.nan}]) == [{"number": None}]


def test_an_asset_that_hands_nothing_over_needs_no_partitions(database_url: str) -> None:
    @dg.asset(dagster_type=dg.Any)
    def everything():
        return None

    resources = {"io_manager": LedgerFrames(database_url=database_url)}
    assert dg.materialize([everything], resources=resources).success
