"""Drains: work that a bounded run left over, kept open until nothing is due."""

from typing import Any

import sqlalchemy as sa

from catalog_sync.store.due import Backlog
from catalog_sync.store.tables import drains


class Drains:
    """The drain of one shop; at most one is open."""

    def __init__(self, engine: sa.Engine, shop_id: str) -> None:
        self._engine = engine
        self._shop_id = shop_id
        self._open = (drains.c.shop_id == shop_id) & drains.c.closed_at.is_(None)

    def open(self) -> dict[str, Any] | None:
        """The open drain, if any: configuration, root_run_id, remaining, stalled, opened_at, progressed_at."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(drains).where(self._open)).mappings().first()
        return dict(row) if row else None

    def begin(self, backlog: Backlog, *, configuration: dict[str, Any], root_run_id: str) -> None:
        """Note at the start of a run what is due, and on which terms; opens a drain when there is none."""
        remaining = backlog.due + backlog.held
        with self._engine.begin() as connection:
            known = connection.scalar(sa.select(drains.c.id).where(self._open).with_for_update())
            if known is not None:
                values = {"remaining": remaining, "configuration": configuration}
                connection.execute(drains.update().where(self._open).values(values))
            elif backlog.due:
                connection.execute(
                    drains.insert().values(
                        shop_id=self._shop_id,
                        configuration=configuration,
                        root_run_id=root_run_id,
                        remaining=remaining,
                    )
                )

    def finish(self, backlog: Backlog) -> None:
        """Note at the end of a run what is still due: progress, a stall, or the end of the drain.

        What a daily limit holds back keeps no drain open, but belongs to what is left: a bounded number of creates
        that is due anew after each run would look like a stall.
        """
        with self._engine.begin() as connection:
            query = sa.select(drains.c.remaining, drains.c.stalled).where(self._open).with_for_update()
            known = connection.execute(query).first()
            if known is not None:
                values = _progress(known.remaining, known.stalled, backlog)
                connection.execute(drains.update().where(self._open).values(values))


def _progress(before: int, stalled: int, backlog: Backlog) -> dict[str, Any]:
    remaining = backlog.due + backlog.held
    if not backlog.due:
        return {"remaining": 0, "closed_at": sa.func.now()}
    if remaining < before:
        return {"remaining": remaining, "stalled": 0, "progressed_at": sa.func.now()}
    return {"remaining": remaining, "stalled": stalled + 1, "progressed_at": sa.func.now()}
