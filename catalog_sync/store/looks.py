"""Looks: what is due for a shop, and the one of three states each product is in after a look at it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.store.bulk import text_array
from catalog_sync.store.due import Backlog, batch_statement, count_statement, ineligible_statement, parameters
from catalog_sync.store.due_terms import Terms
from catalog_sync.store.tables import looks

_CONFIRMED = sa.text("""
    update catalog_sync.looks l set due_at = now()
    from catalog_sync.held_effects e join catalog_sync.holds h using (hold_id)
    where l.shop_id = :shop_id and l.product_key = any(cast(:keys as text[])) and e.shop_id = l.shop_id and e.product_key = l.product_key
      and h.hold_id = any(cast(:holds as bigint[])) and h.confirmed_at is not null
""")
_CHANGE_CONFIRMED = sa.text("""
    update catalog_sync.looks l set due_at = now() from catalog_sync.form_changes c
    where l.shop_id = :shop_id and l.product_key = any(cast(:keys as text[])) and c.shop_id = l.shop_id and c.product_key = l.product_key
      and c.change_id = any(cast(:changes as bigint[])) and c.confirmed_at is not null
""")


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


def look_key(
    revision: int,
    offers_revision: int,
    version: str,
    schema_hash: str,
    corrections: str,
    dictionary_hash: str,
    ineligible: str,
) -> str:
    """The versions a look depends on, in one string; the query for what is due builds the same one."""
    return (
        f"{revision}|{offers_revision}|{version}|{schema_hash}|{corrections}|{dictionary_hash}|{ineligible}"
    )


def ineligible_of(look_key: str) -> str:
    """Why the shop did not sell the product that was looked at, as the query for what is due says it; empty if it did."""
    return look_key.rpartition("|")[2]


class Looks:
    """The looks of one shop."""

    def __init__(self, engine: sa.Engine, shop_id: str) -> None:
        self._engine = engine
        self._shop_id = shop_id

    def due(self, terms: Terms, *, limit: int) -> tuple[list[dict[str, Any]], Backlog]:
        """The products to look at next, in the order of the batch, and how much is due in all."""
        values = parameters(self._shop_id, terms) | {"limit": limit}
        with self._engine.connect() as connection:
            rows = [
                dict(row) for row in connection.execute(batch_statement(terms.selection), values).mappings()
            ]
        return rows, self.count_due(terms)

    def count_due(self, terms: Terms) -> Backlog:
        """How much is due in all, on the same terms."""
        with self._engine.connect() as connection:
            statement = count_statement(terms.selection)
            others, creates = connection.execute(statement, parameters(self._shop_id, terms)).one()
        now = creates if terms.creates_left is None else min(creates, terms.creates_left)
        return Backlog(others + now, creates - now)

    def ineligible(self, terms: Terms) -> dict[str, int]:
        """Reason -> number of living products that the shop does not sell."""
        with self._engine.connect() as connection:
            rows = connection.execute(ineligible_statement(terms.selection), parameters(self._shop_id, terms))
            return {reason: number for reason, number in rows}

    def acknowledge(
        self,
        outcomes: Iterable[Look],
        run_id: str,
        held_by: Collection[int] = (),
        form_changes: Collection[int] = (),
    ) -> None:
        """Store looks; the last thing that happens to a product in a run.

        `held_by` are the holds that it waited for, and `form_changes` the changes of form: what a person confirmed in
        the meantime is due again at once.
        """
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
            mine = {"shop_id": self._shop_id, "keys": text_array([row["product_key"] for row in rows])}
            if held_by:
                connection.execute(_CONFIRMED, mine | {"holds": [*held_by]})
            if form_changes:
                connection.execute(_CHANGE_CONFIRMED, mine | {"changes": [*form_changes]})

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
