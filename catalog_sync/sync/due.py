"""What is due for a shop: the terms, the next batch within a run's bounds, and how much is left."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from catalog_sync.configuration import Configuration
from catalog_sync.store.drains import Drains
from catalog_sync.store.due import Backlog
from catalog_sync.store.due_terms import Terms
from catalog_sync.store.looks import Looks
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.forecast import finish_of_creates
from catalog_sync.sync.plan import Action
from catalog_sync.sync.rulebook import Rulebook, open_rulebook

PRICES_AND_STOCK_ONLY = "prices_and_stock_only"

_RUN_SECONDS = 600
_CALLS = {0: 1, 1: 2, 2: 3, 3: 4, 4: 6, 5: 1}
"""Calls to plan for a product, by its urgency: an edit brings a few new pictures, a create all of them."""


def due_terms(desk: Desk, rulebook: Rulebook, configuration: Mapping[str, Any]) -> Terms:
    """The terms on which products are due, with what the drain's configuration asks for."""
    began = configuration.get("relook_before")
    return Terms(
        version=rulebook.version,
        selection=rulebook.selection,
        relook_before=datetime.fromisoformat(began) if began else None,
        prices_and_stock_only=only_offers(configuration),
        creates_left=creates_left(desk),
        currency=desk.facts.region.currency,
        partition_key=desk.facts.partition_key,
        creates_first=desk.creates_first,
        offers_max_age=desk.offers_max_age,
    )


def creates_left(desk: Desk) -> int | None:
    """How many more products the shop may list today; None where nothing bounds them."""
    if desk.limits.until(Action.CREATE):
        return 0
    if desk.creates_per_day is None:
        return None
    return max(0, desk.creates_per_day - desk.limits.done_today(Action.CREATE))


def forecast(desk: Desk, backlog: Backlog) -> date | None:
    """The day on which the last create that a daily limit holds back goes, if nothing new comes."""
    return finish_of_creates(
        backlog.held,
        per_day=desk.creates_per_day,
        done_today=desk.limits.done_today(Action.CREATE),
        now=datetime.now(UTC),
        reached=desk.limits.until(Action.CREATE) is not None,
    )


def count_due(desk: Desk, mapping: Path) -> Backlog:
    """How much is due right now, under the open drain's terms."""
    rulebook = open_rulebook(mapping, desk.facts, desk.mirror, desk.taxonomy, desk.rule_versions)
    drain = desk.drains.open()
    return desk.looks.count_due(due_terms(desk, rulebook, drain["configuration"] if drain else {}))


def offers_due(engine: sa.Engine, shop_id: str) -> Backlog:
    """How many listed products of a shop have a newer price or quantity in the mirror than was looked at."""
    return Looks(engine, shop_id).count_due(Terms(version="", prices_and_stock_only=True))


def leave_offers(engine: sa.Engine, shop_ids: Iterable[str], run_id: str) -> None:
    """Open a drain of prices and stock for each of these shops that has some to bring, and none open yet."""
    for shop_id in shop_ids:
        drains = Drains(engine, shop_id)
        if drains.open() is None:
            terms = {"relook_before": None, "products": None, PRICES_AND_STOCK_ONLY: True}
            drains.begin(offers_due(engine, shop_id), configuration=terms, root_run_id=run_id)


def only_offers(configuration: Mapping[str, Any]) -> bool:
    """Whether a drain is one of prices and stock alone."""
    return bool(configuration.get(PRICES_AND_STOCK_ONLY))


def planned_calls(configuration: Configuration, partition_key: str) -> float:
    """How many calls a run may plan: about ten minutes of them."""
    quota = configuration.shops[partition_key].calls_per_second
    return min(configuration.batch.calls, quota * _RUN_SECONDS if quota else math.inf)


def within(rows: Sequence[dict[str, Any]], calls: float) -> list[dict[str, Any]]:
    """The first rows of a batch, as far as the planned calls reach; at least one."""
    planned = accumulate(_CALLS[row["urgency"]] for row in rows)
    fitting = sum(total <= calls for total in planned)
    return list(rows[: max(1, fitting)])
