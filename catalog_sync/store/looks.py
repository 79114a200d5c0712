"""Looks: what is due for a shop, and the one of three states each product is in after it was looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.store.tables import looks


class State(StrEnum):
    """The shop took it; a person can see why not; or it waits for a time or an event."""

    ACCEPTED = "accepted"
    PARKED = "parked"
    DEFERRED = "deferred"


@dataclass(frozen=True)
class Look:
    """The outcome of one look at one product in one shop.

    `look_key` names the versions that were looked at; while they stand and `due_at` has not passed, the product
    is not due. `findings` are dumped Findings.
    """

    product_key: str
    look_key: str
    state: State
    category_id: str | None = None
    findings: list[dict[str, Any]] = field(default_factory=list)
    due_at: datetime | None = None
    waits_for: str | None = None


def look_key(revision: int, offers_revision: int, version: str, schema_hash: str, corrections: str) -> str:
    """The versions a look depends on, in one string; the query below builds the same one."""
    return f"{revision}|{offers_revision}|{version}|{schema_hash}|{corrections}"


_DUE = """
with current as (
    select p.product_key, p.identifier, p.revision, p.deleted_at is not null as deleted,
           coalesce(o.revision, 0) as offers_revision,
           coalesce(s.content_hash, '') as schema_hash,
           coalesce(c.version, '') as corrections,
           coalesce(p.document ->> 'enabled', 'true') = 'false' as disabled,
           l.look_key, l.state, l.due_at, l.looked_at, li.standing, li.product_id is not null as listed
    from catalog_sync.pim_products p
    left join (
        select k.product_key, max(f.revision) as revision
        from catalog_sync.pim_skus k join catalog_sync.offers f using (sku) group by k.product_key
    ) o using (product_key)
    left join catalog_sync.looks l on l.product_key = p.product_key and l.shop_id = :shop_id
    left join catalog_sync.listings li on li.product_key = p.product_key and li.shop_id = :shop_id
    left join catalog_sync.category_schemas s on s.category_id = l.category_id and s.shop_id = :shop_id
    left join (
        select product_key, md5(standing::text) as version
        from catalog_sync.corrections where shop_id = :shop_id
    ) c on c.product_key = p.product_key
), due as (
    select product_key, identifier, revision, offers_revision, schema_hash, corrections, deleted, listed,
           case when look_key is null then 'new'
                when due_at <= now() then 'retry'
                when split_part(look_key, '|', 1) <> revision::text then 'product changed'
                when split_part(look_key, '|', 2) <> offers_revision::text then 'price or stock changed'
                when split_part(look_key, '|', 5) <> corrections then 'corrected'
                else 'rules changed' end as cause,
           case when deleted or (listed and disabled) then 0
                when listed and split_part(look_key, '|', 1) = revision::text
                     and split_part(look_key, '|', 2) <> offers_revision::text then 1
                when due_at <= now() then 2
                when listed then 3
                else 4 end as urgency
    from current
    where (look_key is not null or not deleted)
      and (look_key is null or due_at <= now() or looked_at < :relook_before
           or look_key <> concat_ws('|', revision, offers_revision, :version, schema_hash, corrections))
)
"""
_BATCH = sa.text(_DUE + "select * from due order by urgency, revision limit :limit")  # noqa: S608
_COUNT = sa.text(_DUE + "select count(*) from due")  # noqa: S608


class Looks:
    """The looks of one shop."""

    def __init__(self, engine: sa.Engine, shop_id: str) -> None:
        self._engine = engine
        self._shop_id = shop_id

    def due(
        self, version: str, *, limit: int, relook_before: datetime | None = None
    ) -> tuple[list[dict[str, Any]], int]:
        """The products to look at next, in the order of the batch, and how many are due in all.

        `version` stands for what all products of the shop share (rules, region facts, tree, dictionaries).
        With `relook_before` everything last looked at before that moment is due as well.
        """
        parameters = self._terms(version, relook_before) | {"limit": limit}
        with self._engine.connect() as connection:
            rows = [dict(row) for row in connection.execute(_BATCH, parameters).mappings()]
        return rows, self.count_due(version, relook_before)

    def count_due(self, version: str, relook_before: datetime | None = None) -> int:
        """How many products are due in all, on the same terms."""
        with self._engine.connect() as connection:
            return int(connection.scalar(_COUNT, self._terms(version, relook_before)) or 0)

    def _terms(self, version: str, relook_before: datetime | None) -> dict[str, Any]:
        return {"shop_id": self._shop_id, "version": version, "relook_before": relook_before}

    def acknowledge(self, outcomes: Iterable[Look], run_id: str) -> None:
        """Store looks; the last thing that happens to a product in a run."""
        rows = [{"shop_id": self._shop_id, "run_id": run_id} | vars(look) for look in outcomes]
        if not rows:
            return
        statement = insert(looks)
        updates: dict[str, Any] = {
            name: statement.excluded[name] for name in rows[0] if name not in ("shop_id", "product_key")
        }
        updates["looked_at"] = sa.func.now()
        with self._engine.begin() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=["shop_id", "product_key"], set_=updates), rows
            )

    def call_back(self, product_keys: Sequence[str], *, waiting_for: str | None = None) -> None:
        """Make products due now, because something happened.

        With `waiting_for` only those that waited for that, and the parked ones: what happened may have freed them.
        """
        mine = (looks.c.shop_id == self._shop_id) & looks.c.product_key.in_(product_keys)
        if waiting_for:
            mine &= (looks.c.waits_for == waiting_for) | (looks.c.state == State.PARKED)
        with self._engine.begin() as connection:
            connection.execute(looks.update().where(mine).values(due_at=sa.func.now()))

    def release(self, waits_for: str) -> None:
        """Make due what was deferred until this, without a time of its own."""
        waiting = (looks.c.shop_id == self._shop_id) & (looks.c.waits_for == waits_for)
        with self._engine.begin() as connection:
            connection.execute(
                looks.update().where(waiting, looks.c.due_at.is_(None)).values(due_at=sa.func.now())
            )

    def categories(self) -> set[str]:
        """The leaves that earlier mapping chose in this shop."""
        query = sa.select(looks.c.category_id).where(
            looks.c.shop_id == self._shop_id, looks.c.category_id.is_not(None)
        )
        with self._engine.connect() as connection:
            return set(connection.scalars(query.distinct()))

    def count(self) -> dict[str, int]:
        """State -> number of products."""
        query = sa.select(looks.c.state, sa.func.count()).where(looks.c.shop_id == self._shop_id)
        with self._engine.connect() as connection:
            return {state: number for state, number in connection.execute(query.group_by(looks.c.state))}
