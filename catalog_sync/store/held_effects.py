"""Effects on a shop that wait: gathered until all of them are known, held as one exact set, confirmed once and in time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.store.held_effects_tables import held_effects
from catalog_sync.store.holds import CONFIRMED_FOR, OPEN_FOR, Hold, after
from catalog_sync.store.pim_tables import holds
from catalog_sync.store.tables import looks

_HOLDS = """
    select h.*, held.number as held, held.shown, h.expires_at <= now() as expired
    from catalog_sync.holds h
    cross join lateral (
        select count(*) as number, coalesce((array_agg(distinct identifier))[1:20], '{}') as shown
        from catalog_sync.held_effects where hold_id = h.hold_id
    ) held
    where h.closed_at is null and h.kind <> 'deletion' order by h.hold_id
"""
_CLOSE_EMPTY = sa.text("""
    update catalog_sync.holds h set closed_at = now(), used_at = case when confirmed_at is not null then now() end
    where closed_at is null and kind <> 'deletion'
      and not exists (select from catalog_sync.held_effects e where e.hold_id = h.hold_id)
""")


@dataclass(frozen=True)
class HeldEffect:
    """One effect as it was seen: of a listing, or of one SKU's price. `confirmed` while a person's word counts."""

    listing_key: str
    kind: str
    sku: str
    identifier: str
    digest: str
    change: dict[str, Any]
    hold_id: int | None
    anew: bool
    confirmed: bool


class HeldEffects:
    """The effects that wait in one shop."""

    def __init__(self, engine: sa.Engine, shop_id: str) -> None:
        self._engine = engine
        self._mine = held_effects.c.shop_id == shop_id
        self._shop_id = shop_id

    def keep(self, listing_keys: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
        """These listings have exactly these effects now; what a hold showed otherwise leaves it, to be held anew."""
        stays = [(row["listing_key"], row["kind"], row["sku"]) for row in rows]
        key = sa.tuple_(held_effects.c.listing_key, held_effects.c.kind, held_effects.c.sku)
        gone = self._mine & held_effects.c.listing_key.in_(listing_keys)
        with self._engine.begin() as connection:
            connection.execute(held_effects.delete().where(gone & key.not_in(stays) if stays else gone))
            if rows:
                connection.execute(_UPSERT, [{"shop_id": self._shop_id} | row for row in rows])
            connection.execute(_CLOSE_EMPTY)

    def of(self, listing_keys: Collection[str]) -> list[HeldEffect]:
        """The effects of these listings."""
        confirmed = holds.c.confirmed_at.is_not(None) & (holds.c.expires_at > sa.func.now())
        columns = [held_effects.c[name] for name in HeldEffect.__annotations__ if name != "confirmed"]
        query = (
            sa.select(*columns, sa.func.coalesce(confirmed, sa.false()).label("confirmed"))
            .join_from(held_effects, holds, holds.c.hold_id == held_effects.c.hold_id, isouter=True)
            .where(self._mine, held_effects.c.listing_key.in_(listing_keys))
        )
        with self._engine.connect() as connection:
            return [HeldEffect(**row) for row in connection.execute(query).mappings()]

    def gathered(self, *, but: Collection[str]) -> dict[str, tuple[int, int]]:
        """Kind -> other listings with effects that no hold shows yet, and how many of them are held anew."""
        query = sa.select(
            held_effects.c.kind,
            sa.func.count(held_effects.c.listing_key.distinct()),
            sa.func.count(held_effects.c.listing_key.distinct()).filter(held_effects.c.anew),
        ).where(self._mine, held_effects.c.hold_id.is_(None), held_effects.c.listing_key.not_in(but))
        with self._engine.connect() as connection:
            rows = connection.execute(query.group_by(held_effects.c.kind))
            return {kind: (listings, anew) for kind, listings, anew in rows}

    def hold(self, kind: str, shop: str, of_living: int, *, only_anew: bool) -> None:
        """Put what was gathered of a kind into one hold of its own, with its number of effects."""
        what = self._mine & (held_effects.c.kind == kind) & held_effects.c.hold_id.is_(None)
        what &= held_effects.c.anew if only_anew else sa.true()
        with self._engine.begin() as connection:
            number = connection.scalar(sa.select(sa.func.count()).select_from(held_effects).where(what))
            if number:
                hold_id = _open(connection, kind, shop, number, of_living)
                connection.execute(held_effects.update().where(what).values(hold_id=hold_id))

    def let_go(self, kind: str) -> None:
        """What was gathered of a kind is little: make its products due."""
        what = self._mine & (held_effects.c.kind == kind) & held_effects.c.hold_id.is_(None)
        with self._engine.begin() as connection:
            _make_due(connection, self._shop_id, what & ~held_effects.c.anew)

    def sent(self, listing_key: str, kinds: Collection[str], *, but: Collection[str] = ()) -> None:
        """Effects that went out wait no longer, `but` those on some SKUs; a hold of which all went is used up."""
        if not kinds:
            return
        what = self._mine & (held_effects.c.listing_key == listing_key) & held_effects.c.kind.in_(kinds)
        what &= held_effects.c.sku.not_in(but)
        with self._engine.begin() as connection:
            connection.execute(held_effects.delete().where(what))
            connection.execute(_CLOSE_EMPTY)

    def renew_expired(self) -> None:
        """Hold what an expired hold still holds under a new number, so that nobody confirms an old sight."""
        for hold in open_effect_holds(self._engine):
            if hold.expired:
                with self._engine.begin() as connection:
                    renewed = _open(connection, hold.kind, hold.source, hold.held, hold.of_living)
                    moved = held_effects.update().where(held_effects.c.hold_id == hold.hold_id)
                    connection.execute(moved.values(hold_id=renewed))
                    connection.execute(_CLOSE_EMPTY)


def open_effect_holds(engine: sa.Engine) -> list[Hold]:
    """The holds of effects that wait for a person, or were confirmed and have not gone out yet; the oldest first."""
    with engine.connect() as connection:
        rows = connection.execute(sa.text(_HOLDS)).mappings()
        return [Hold(**{name: row[name] for name in Hold.__dataclass_fields__}) for row in rows]


def held_changes(engine: sa.Engine, hold_id: int, limit: int | None = None) -> list[dict[str, Any]]:
    """What a hold holds: identifier, sku, change; by identifier."""
    columns = (held_effects.c.identifier, held_effects.c.sku, held_effects.c.change)
    query = sa.select(*columns).where(held_effects.c.hold_id == hold_id)
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(held_effects.c.identifier, held_effects.c.sku).limit(limit))
        return [{"identifier": row.identifier, "sku": row.sku, "change": row.change} for row in rows]


def confirm_effects(engine: sa.Engine, hold_id: int, by: str) -> bool:
    """Let what a hold holds go, once, and make its products due; false when it is not there to be confirmed."""
    open_now = holds.c.closed_at.is_(None) & holds.c.confirmed_at.is_(None) & (holds.c.kind != "deletion")
    mine = (holds.c.hold_id == hold_id) & open_now & (holds.c.expires_at > sa.func.now())
    values = {"confirmed_by": by, "confirmed_at": sa.func.now(), "expires_at": after(CONFIRMED_FOR)}
    with engine.begin() as connection:
        if connection.execute(holds.update().where(mine).values(values)).rowcount == 0:
            return False
        what = held_effects.c.hold_id == hold_id
        for shop_id in connection.scalars(sa.select(held_effects.c.shop_id).where(what).distinct()).all():
            _make_due(connection, shop_id, what)
    return True


def _make_due(connection: sa.Connection, shop_id: str, what: sa.ColumnElement[bool]) -> None:
    keys = sa.select(held_effects.c.product_key).where(what)
    mine = (looks.c.shop_id == shop_id) & looks.c.product_key.in_(keys)
    connection.execute(looks.update().where(mine).values(due_at=sa.func.now()))


def _open(connection: sa.Connection, kind: str, shop: str, number: int, of_living: int) -> int:
    values = {"kind": kind, "source": shop, "number": number, "of_living": of_living}
    statement = holds.insert().values(values | {"expires_at": after(OPEN_FOR)}).returning(holds.c.hold_id)
    return int(connection.execute(statement).scalar_one())


def _upsert() -> Any:
    statement = insert(held_effects)
    new = statement.excluded
    same = held_effects.c.digest == new.digest
    values = {name: new[name] for name in ("digest", "change", "identifier", "product_key")}
    return statement.on_conflict_do_update(
        index_elements=["shop_id", "listing_key", "kind", "sku"],
        set_=values
        | {
            "hold_id": sa.case((same, held_effects.c.hold_id), else_=None),
            "anew": held_effects.c.anew | (held_effects.c.hold_id.is_not(None) & ~same),
        },
    )


_UPSERT = _upsert()
