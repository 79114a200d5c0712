"""Changes of a listing's form that wait for a person: other axes, another listing, other parts; confirmed once, in time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from catalog_sync.store.tables import looks, shops
from catalog_sync.store.variant_tables import form_changes

_COUNTS = form_changes.c.confirmed_at > sa.func.now() - sa.text("interval '24 hours'")


@dataclass(frozen=True)
class FormChange:
    """One change as it was seen: what becomes of what. `confirmed` while a person's word counts, which is 24 hours."""

    change_id: int
    product_key: str
    listing_key: str
    kind: str
    change: dict[str, Any]
    message: str
    seen_at: datetime
    confirmed_by: str | None
    confirmed: bool


_COLUMNS = (
    form_changes.c.change_id,
    form_changes.c.product_key,
    form_changes.c.listing_key,
    form_changes.c.kind,
    form_changes.c.change,
    form_changes.c.message,
    form_changes.c.seen_at,
    form_changes.c.confirmed_by,
    sa.func.coalesce(_COUNTS, sa.false()).label("confirmed"),
)


class FormChanges:
    """The changes of form in one shop."""

    def __init__(self, engine: sa.Engine, shop_id: str) -> None:
        self._engine = engine
        self._shop_id = shop_id

    def of(self, product_keys: Collection[str]) -> dict[tuple[str, str], FormChange]:
        """Listing key and kind -> the open change, of all listings of these products."""
        query = sa.select(*_COLUMNS).where(self._open(), form_changes.c.product_key.in_(product_keys))
        with self._engine.connect() as connection:
            found = [FormChange(**row) for row in connection.execute(query).mappings()]
        return {(each.listing_key, each.kind): each for each in found}

    def see(
        self, product_key: str, listing_key: str, kind: str, change: dict[str, Any], message: str
    ) -> FormChange:
        """The open change of that kind of a listing; what was seen or confirmed as something else before is closed."""
        known = self.of([product_key]).get((listing_key, kind))
        if known and known.change == change and (known.confirmed or known.confirmed_by is None):
            return known
        self.close(listing_key, kind)
        values = {"product_key": product_key, "listing_key": listing_key, "kind": kind}
        statement = form_changes.insert().values(
            shop_id=self._shop_id, change=change, message=message, **values
        )
        with self._engine.begin() as connection:
            connection.execute(statement)
        return self.of([product_key])[listing_key, kind]

    def grant(self, by: FormChange, kind: str, change: dict[str, Any]) -> None:
        """What a confirmed change brings with it is confirmed as well."""
        self.close(by.listing_key, kind)
        values = {
            "product_key": by.product_key,
            "listing_key": by.listing_key,
            "kind": kind,
            "change": change,
        }
        who = {"confirmed_by": by.confirmed_by, "confirmed_at": sa.func.now()}
        statement = form_changes.insert().values(shop_id=self._shop_id, message=by.message, **values, **who)
        with self._engine.begin() as connection:
            connection.execute(statement)

    def close(self, listing_key: str, kind: str) -> None:
        """It was carried out, or is no longer so."""
        mine = (form_changes.c.listing_key == listing_key) & (form_changes.c.kind == kind)
        with self._engine.begin() as connection:
            connection.execute(
                form_changes.update().where(self._open(), mine).values(closed_at=sa.func.now())
            )

    def _open(self) -> sa.ColumnElement[bool]:
        return (form_changes.c.shop_id == self._shop_id) & form_changes.c.closed_at.is_(None)


def open_changes(engine: sa.Engine) -> list[tuple[str, FormChange]]:
    """Shop (its partition key) and change, of all that wait for a person or for the run that makes them."""
    query = sa.select(shops.c.partition_key, *_COLUMNS).join_from(
        form_changes, shops, shops.c.shop_id == form_changes.c.shop_id
    )
    with engine.connect() as connection:
        rows = connection.execute(
            query.where(form_changes.c.closed_at.is_(None)).order_by(form_changes.c.change_id)
        )
        return [(row.pop("partition_key"), FormChange(**row)) for row in map(dict, rows.mappings())]


def confirm_change(engine: sa.Engine, change_id: int, by: str) -> bool:
    """Let the next run make the change, and make its product due; false when it is not there to be confirmed."""
    mine = (form_changes.c.change_id == change_id) & form_changes.c.closed_at.is_(None)
    values = {"confirmed_by": by, "confirmed_at": sa.func.now()}
    with engine.begin() as connection:
        statement = form_changes.update().where(mine, form_changes.c.confirmed_by.is_(None)).values(values)
        found = connection.execute(
            statement.returning(form_changes.c.shop_id, form_changes.c.product_key)
        ).first()
        if found:
            due = (looks.c.shop_id == found.shop_id) & (looks.c.product_key == found.product_key)
            connection.execute(looks.update().where(due).values(due_at=sa.func.now()))
    return found is not None
