"""Drains: work that a bounded run left over, kept open until nothing is due."""

from typing import Any

import sqlalchemy as sa

from catalog_sync.store.tables import drains


class Drains:
    """The drain of one shop; at most one is open."""

    def __init__(self, engine: sa.Engine, shop_id: str) -> None:
        self._engine = engine
        self._shop_id = shop_id
        self._open = (drains.c.shop_id == shop_id) & drains.c.closed_at.is_(None)

    def open(self) -> dict[str, Any] | None:
        """The open drain, if any: cause, configuration, root_run_id, remaining, stalled, opened_at, progressed_at."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(drains).where(self._open)).mappings().first()
        return dict(row) if row else None

    def record(self, remaining: int, *, cause: str, configuration: dict[str, Any], root_run_id: str) -> None:
        """Write what is left after a run: opens a drain, notes its progress or stall, or closes it at zero."""
        with self._engine.begin() as connection:
            known = (
                connection.execute(sa.select(drains).where(self._open).with_for_update()).mappings().first()
            )
            if known is None and remaining:
                connection.execute(
                    drains.insert().values(
                        shop_id=self._shop_id,
                        cause=cause,
                        configuration=configuration,
                        root_run_id=root_run_id,
                        remaining=remaining,
                    )
                )
            elif known is not None:
                connection.execute(drains.update().where(self._open).values(_progress(known, remaining)))


def _progress(known: Any, remaining: int) -> dict[str, Any]:
    if not remaining:
        return {"remaining": 0, "closed_at": sa.func.now()}
    if remaining < known["remaining"]:
        return {"remaining": remaining, "stalled": 0, "progressed_at": sa.func.now()}
    return {"remaining": remaining, "stalled": known["stalled"] + 1}
