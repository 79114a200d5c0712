"""Listings: what each shop last took of each product, and the write-ahead of calls that change a shop."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert

from catalog_sync.review.lifecycle import Standing
from catalog_sync.store.tables import intents, listings

_MISSED_SINCE = "missed_since"


@dataclass(frozen=True)
class Intent:
    """A call that changes a shop, written down before it is made.

    `desired` is what the listing will hold once the call took effect (columns of `listings`).
    """

    idempotency_key: str
    product_key: str
    action: str
    body: dict[str, Any]
    desired: dict[str, Any]


class Listings:
    """The listings of one shop and the intents that are open for it."""

    def __init__(self, engine: sa.Engine, shop_id: str) -> None:
        self._engine = engine
        self._shop_id = shop_id

    def of(self, product_keys: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Product key -> its listing row, for those that are listed."""
        query = sa.select(listings).where(
            listings.c.shop_id == self._shop_id, listings.c.product_key.in_(product_keys)
        )
        with self._engine.connect() as connection:
            return {row["product_key"]: dict(row) for row in connection.execute(query).mappings()}

    def parts_of(self, product_keys: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Listing key -> its row, of further listings that show a part of these products."""
        return self._where(listings.c.part_of.in_(product_keys))

    def holding(self, seller_skus: Sequence[str]) -> list[dict[str, Any]]:
        """The listings that have one of these seller SKUs, the oldest first."""
        some = sa.cast([*seller_skus], ARRAY(sa.Text))
        rows = self._where(listings.c.sku_ids.has_any(some)) if seller_skus else {}
        return sorted(rows.values(), key=lambda row: row["created_at"])

    def move(self, listing_key: str, to: str, part_of: str | None) -> None:
        """Let a listing become that of another product, unless that one has its own."""
        mine = (listings.c.shop_id == self._shop_id) & (listings.c.product_key == listing_key)
        other = sa.select(listings.c.product_key).where(
            listings.c.shop_id == self._shop_id, listings.c.product_key == to
        )
        with self._engine.begin() as connection:
            if connection.execute(other).first() is None:
                connection.execute(listings.update().where(mine).values(product_key=to, part_of=part_of))

    def _where(self, condition: sa.ColumnElement[bool]) -> dict[str, dict[str, Any]]:
        query = sa.select(listings).where(listings.c.shop_id == self._shop_id, condition)
        with self._engine.connect() as connection:
            return {row["product_key"]: dict(row) for row in connection.execute(query).mappings()}

    def by_product_id(self, product_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """TikTok product id -> its listing row; foreign products are absent."""
        query = sa.select(listings).where(
            listings.c.shop_id == self._shop_id, listings.c.product_id.in_(product_ids)
        )
        with self._engine.connect() as connection:
            return {row["product_id"]: dict(row) for row in connection.execute(query).mappings()}

    def count(self) -> dict[str, int]:
        """Standing -> number of listings."""
        query = sa.select(listings.c.standing, sa.func.count()).where(listings.c.shop_id == self._shop_id)
        with self._engine.connect() as connection:
            return {key: number for key, number in connection.execute(query.group_by(listings.c.standing))}

    def awaiting_verdict(self) -> int:
        """How many listings TikTok is reviewing."""
        return sum(number for standing, number in self.count().items() if Standing(standing).awaits_verdict)

    def intend(self, intent: Intent, run_id: str) -> None:
        """Write an intent down, committed, before its call is made."""
        with self._engine.begin() as connection:
            connection.execute(intents.insert().values(shop_id=self._shop_id, run_id=run_id, **vars(intent)))

    def settle(
        self,
        intent: Intent,
        outcome: str,
        answer: dict[str, Any],
        listing: dict[str, Any] | None,
    ) -> None:
        """Write the answer of an intent and what the shop now holds, in one transaction."""
        with self._engine.begin() as connection:
            connection.execute(
                intents.update()
                .where(intents.c.idempotency_key == intent.idempotency_key)
                .values(settled_at=sa.func.now(), outcome=outcome, answer=answer)
            )
            if listing is not None:
                self._write(connection, intent.product_key, listing)

    def update(self, product_key: str, values: dict[str, Any]) -> None:
        """Write what was learned about a listing, e.g. by reading its review state."""
        with self._engine.begin() as connection:
            connection.execute(
                listings.update()
                .where(listings.c.shop_id == self._shop_id, listings.c.product_key == product_key)
                .values(**values)
            )

    def _write(self, connection: sa.Connection, product_key: str, values: dict[str, Any]) -> None:
        row = {"shop_id": self._shop_id, "product_key": product_key} | values
        if "product_id" in row:
            connection.execute(
                insert(listings)
                .values(**row)
                .on_conflict_do_update(index_elements=["shop_id", "product_key"], set_=values)
            )
        else:
            connection.execute(
                listings.update()
                .where(listings.c.shop_id == self._shop_id, listings.c.product_key == product_key)
                .values(**values)
            )

    def note_missed(self, missed: Sequence[Intent]) -> None:
        """Remember of open intents when a look for their product missed it first."""
        keys = [intent.idempotency_key for intent in missed]
        with self._engine.begin() as connection:
            connection.execute(
                intents.update()
                .where(intents.c.idempotency_key.in_(keys), intents.c.answer.is_(None))
                .values(answer=sa.func.jsonb_build_object(_MISSED_SINCE, sa.func.now()))
            )

    def open_intents(self) -> list[tuple[Intent, float | None]]:
        """Intents without a settled answer, oldest first, each with the seconds since a look first missed it, if any."""
        missed_since = sa.cast(intents.c.answer[_MISSED_SINCE].astext, sa.DateTime(timezone=True))
        query = (
            sa.select(
                intents.c.idempotency_key,
                intents.c.product_key,
                intents.c.action,
                intents.c.body,
                intents.c.desired,
                sa.cast(sa.extract("epoch", sa.func.now() - missed_since), sa.Float).label("missed_for"),
            )
            .where(intents.c.shop_id == self._shop_id, intents.c.settled_at.is_(None))
            .order_by(intents.c.written_at)
        )
        with self._engine.connect() as connection:
            return [
                (Intent(**{name: row[name] for name in Intent.__annotations__}), row["missed_for"])
                for row in connection.execute(query).mappings()
            ]
