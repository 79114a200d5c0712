"""How the mirror stands, for people: how fresh it is, how much it holds, what changed last, and what is held in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from catalog_sync.store.pim_tables import offers, pim_bounds, pim_problems, pim_products

_HELD = sa.text("""
    select p.hold_id, coalesce(s.partition_key, l.shop_id) as shop, count(*) as number
    from catalog_sync.held_products p
    join catalog_sync.listings l using (product_key)
    left join catalog_sync.shops s using (shop_id)
    where l.active and l.standing = any(cast(:standings as text[]))
    group by 1, 2 order by 1, 2
""")


@dataclass(frozen=True)
class SourceState:
    """How far the mirror of one source is; each moment is none for what was never done."""

    origin: str
    refreshed_at: datetime | None
    enumerated_at: datetime | None
    reread_at: datetime | None
    missed_by_delta: int | None


@dataclass(frozen=True)
class OffersState:
    """The SKUs with a price or quantity, how many of these are older than asked, and the newest moment."""

    number: int
    too_old: int
    newest: datetime | None


class MirrorState:
    """Reads how the mirror stands."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def source(self, source: str) -> SourceState | None:
        """One source; none before its first refresh."""
        columns = [pim_bounds.c[name] for name in SourceState.__dataclass_fields__]
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(*columns).where(pim_bounds.c.source == source)).first()
        return SourceState(*row) if row else None

    def living(self) -> int:
        """How many products the source has, as far as we know."""
        query = sa.select(sa.func.count()).where(pim_products.c.deleted_at.is_(None))
        with self._engine.connect() as connection:
            return int(connection.scalar(query) or 0)

    def offers(self, max_age: timedelta) -> OffersState:
        """Prices and stock; too old are those whose `as_of` is longer ago than `max_age`."""
        too_old = offers.c.as_of < sa.func.now() - sa.literal(max_age, sa.Interval())
        numbers = (sa.func.count(), sa.func.count().filter(too_old), sa.func.max(offers.c.as_of))
        with self._engine.connect() as connection:
            return OffersState(*connection.execute(sa.select(*numbers).select_from(offers)).one())

    def last_revision(self) -> int:
        """The revision of the last change of a product; 0 where there is none."""
        with self._engine.connect() as connection:
            return int(connection.scalar(sa.select(sa.func.max(pim_products.c.revision))) or 0)

    def changed_after(self, revision: int, limit: int) -> list[tuple[str, str | None, bool]]:
        """Identifier, family and whether it was deleted, of products that changed after a revision, the last first."""
        columns = (pim_products.c.identifier, pim_products.c.family, pim_products.c.deleted_at.is_not(None))
        query = sa.select(*columns).where(pim_products.c.revision > revision)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(pim_products.c.revision.desc()).limit(limit))
            return [(identifier, family, deleted) for identifier, family, deleted in rows]

    def problems(self, limit: int) -> tuple[int, list[tuple[str, str, str, datetime]]]:
        """How much cannot be read now, and the newest of it: source, identifier, message, moment."""
        columns = (pim_problems.c.source, pim_problems.c.identifier, pim_problems.c.message)
        query = sa.select(*columns, pim_problems.c.seen_at).order_by(pim_problems.c.seen_at.desc())
        with self._engine.connect() as connection:
            number = connection.scalar(sa.select(sa.func.count()).select_from(pim_problems))
            rows = connection.execute(query.order_by(pim_problems.c.key).limit(limit)).all()
        return int(number or 0), [(source, name, message, seen) for source, name, message, seen in rows]

    def problem(self, source: str, key: str) -> str | None:
        """What is wrong with this key now."""
        wanted = (pim_problems.c.source == source) & (pim_problems.c.key == key)
        with self._engine.connect() as connection:
            return connection.scalar(sa.select(pim_problems.c.message).where(wanted))

    def held_listings(self, standings: Collection[str]) -> dict[int, dict[str, int]]:
        """Hold -> shop (its partition key) -> listings of held products that stand like this there."""
        found: dict[int, dict[str, int]] = {}
        with self._engine.connect() as connection:
            for hold_id, shop, number in connection.execute(_HELD, {"standings": [*standings]}):
                found.setdefault(hold_id, {})[shop] = number
        return found


def note_reread(engine: sa.Engine, source: str, missed: int) -> None:
    """Remember that everything was read again now, and how many changes the delta had missed."""
    found = {"reread_at": sa.func.now(), "missed_by_delta": missed}
    with engine.begin() as connection:
        connection.execute(pim_bounds.update().where(pim_bounds.c.source == source).values(found))
