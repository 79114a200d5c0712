"""Holds: deletions on a large scale that wait until a person confirms the exact set, once and in time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from catalog_sync.store.bulk import text_array
from catalog_sync.store.mirror_products import delete_products
from catalog_sync.store.pim_tables import held_products, holds

DELETION = "deletion"
OPEN_FOR, CONFIRMED_FOR = timedelta(days=7), timedelta(hours=24)

_OPEN = sa.text("""
    select h.*, held.number as held, held.shown, h.expires_at <= now() as expired
    from catalog_sync.holds h
    cross join lateral (
        select count(*) as number, (array_agg(identifier order by identifier))[1:20] as shown
        from catalog_sync.held_products join catalog_sync.pim_products using (product_key)
        where hold_id = h.hold_id
    ) held
    where h.closed_at is null and h.kind = 'deletion' order by h.hold_id
""")
_DROP = sa.text("delete from catalog_sync.held_products where product_key = any(cast(:keys as text[]))")
_CLOSE_EMPTY = sa.text("""
    update catalog_sync.holds h set closed_at = now()
    where closed_at is null and kind = 'deletion'
      and not exists (select from catalog_sync.held_products p where p.hold_id = h.hold_id)
""")


@dataclass(frozen=True)
class Hold:
    """Products that are gone from a source and still in the mirror: `held` of the `number` it was opened for.

    `shown` holds the identifiers of at most 20 of them. A hold is confirmed until `expires_at`, or not yet.
    """

    hold_id: int
    kind: str
    source: str
    number: int
    of_living: int
    held: int
    shown: list[str]
    opened_at: datetime
    expires_at: datetime
    expired: bool
    confirmed_by: str | None
    confirmed_at: datetime | None


class Holds:
    """The holds of the ledger."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def open(self) -> list[Hold]:
        """Those that wait for a person, or were confirmed and not used yet; the oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(_OPEN).mappings()
            return [Hold(**{name: row[name] for name in Hold.__dataclass_fields__}) for row in rows]

    def confirm(self, hold_id: int, by: str) -> bool:
        """Let the next refresh delete what is held; false when it is not there to be confirmed (any more)."""
        open_now = holds.c.closed_at.is_(None) & holds.c.confirmed_at.is_(None) & (holds.c.kind == DELETION)
        statement = holds.update().where(
            holds.c.hold_id == hold_id, open_now, holds.c.expires_at > sa.func.now()
        )
        values = {"confirmed_by": by, "confirmed_at": sa.func.now(), "expires_at": after(CONFIRMED_FOR)}
        with self._engine.begin() as connection:
            return connection.execute(statement.values(values)).rowcount == 1

    def closed(self, hold_id: int) -> Any | None:
        """The row of a hold that is open no longer: confirmed_by, used_at; none where there is none."""
        query = sa.select(holds).where(holds.c.hold_id == hold_id, holds.c.closed_at.is_not(None))
        with self._engine.connect() as connection:
            return connection.execute(query).first()

    def keys(self, hold_id: int, chunk: int = 100) -> Iterator[list[str]]:
        """The products still held, in chunks; each chunk is to be deleted or dropped before the next is taken."""
        query = sa.select(held_products.c.product_key).where(held_products.c.hold_id == hold_id).limit(chunk)
        while True:
            with self._engine.connect() as connection:
                keys = [*connection.scalars(query)]
            if not keys:
                return
            yield keys

    def drop(self, keys: Sequence[str]) -> None:
        """These are in the source (again): they are held no longer."""
        with self._engine.begin() as connection:
            connection.execute(_DROP, {"keys": text_array(keys)})

    def delete(self, keys: Sequence[str]) -> int:
        """Turn held products into tombstones. Returns how many were alive."""
        with self._engine.begin() as connection:
            connection.execute(_DROP, {"keys": text_array(keys)})
            return delete_products(connection, keys)

    def use(self, hold_id: int) -> None:
        """A confirmed hold was carried out; it cannot be used again."""
        with self._engine.begin() as connection:
            used = {"used_at": sa.func.now(), "closed_at": sa.func.now()}
            connection.execute(holds.update().where(holds.c.hold_id == hold_id).values(used))

    def close_empty(self) -> None:
        """Close holds whose products all reappeared."""
        with self._engine.begin() as connection:
            connection.execute(_CLOSE_EMPTY)

    def renew_expired(self) -> None:
        """Hold what an expired hold still holds under a new number, so that nobody confirms an old sight."""
        for hold in self.open():
            if hold.expired and hold.held:
                with self._engine.begin() as connection:
                    renewed = open_hold(connection, hold.source, hold.held, hold.of_living)
                    connection.execute(
                        held_products.update()
                        .where(held_products.c.hold_id == hold.hold_id)
                        .values(hold_id=renewed)
                    )
                    closed = {"closed_at": sa.func.now()}
                    connection.execute(holds.update().where(holds.c.hold_id == hold.hold_id).values(closed))


def open_hold(connection: sa.Connection, source: str, number: int, of_living: int) -> int:
    """Open a hold, without its products. Returns its id."""
    values = {"kind": DELETION, "source": source, "number": number, "of_living": of_living}
    statement = holds.insert().values(values | {"expires_at": after(OPEN_FOR)}).returning(holds.c.hold_id)
    return int(connection.execute(statement).scalar_one())


def after(time: timedelta) -> sa.ColumnElement[datetime]:
    """The moment that is so far from now."""
    return sa.func.now() + sa.literal(time, sa.Interval())
