"""Daily limits of a shop: those that TikTok said are reached, and what is left of those that we know."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.store.tables import intents, shop_limits

_MIDNIGHT = sa.func.timezone("UTC", sa.func.date_trunc("day", sa.func.timezone("UTC", sa.func.now())))
_CAME_TO_NOTHING = ("refused", "absent")
"""Outcomes of an intent that used nothing of a limit."""


class ShopLimits:
    """The limits of one shop, by action."""

    def __init__(self, engine: sa.Engine, shop_id: str) -> None:
        self._engine = engine
        self._shop_id = shop_id

    def reach(self, action: str, *, until: datetime, code: int | None, message: str) -> None:
        """Remember that TikTok refused an action because the shop's limit is reached, and until when."""
        values = {"until": until, "code": code, "message": message, "reached_at": sa.func.now()}
        statement = insert(shop_limits).values(shop_id=self._shop_id, action=action, **values)
        with self._engine.begin() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=["shop_id", "action"], set_=values)
            )

    def until(self, action: str) -> datetime | None:
        """Until when the shop takes no more of an action; none when it does, or does again."""
        query = sa.select(shop_limits.c.until).where(
            shop_limits.c.shop_id == self._shop_id,
            shop_limits.c.action == action,
            shop_limits.c.until > sa.func.now(),
        )
        with self._engine.connect() as connection:
            return connection.scalar(query)

    def done_today(self, action: str) -> int:
        """How many calls of an action took effect today (UTC), or may have."""
        query = sa.select(sa.func.count()).where(
            intents.c.shop_id == self._shop_id,
            intents.c.action == action,
            intents.c.written_at >= _MIDNIGHT,
            sa.func.coalesce(intents.c.outcome, "open").not_in(_CAME_TO_NOTHING),
        )
        with self._engine.connect() as connection:
            return int(connection.scalar(query) or 0)
