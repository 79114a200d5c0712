"""What changed in the shops' trees, with the products and live listings that stood in those leaves when it was found."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa

from catalog_sync.store.category_tables import category_change_products, category_changes
from catalog_sync.store.tables import listings, looks

_KEPT = timedelta(days=400)
_SELLS = ("live", "live_edit_in_review", "live_edit_rejected")


class FoundChange(Protocol):
    """What is kept of a change: `before` and `after` for people, the leaves it touches, and what may take their place."""

    @property
    def category_id(self) -> str:
        """The category that changed."""

    @property
    def kind(self) -> str:
        """How it changed."""

    @property
    def before(self) -> str:
        """What it was."""

    @property
    def after(self) -> str:
        """What it is now."""

    @property
    def leaves(self) -> Sequence[str]:
        """The leaves it touches."""

    @property
    def successors(self) -> Sequence[str]:
        """Leaves that may take their place."""


def record_changes(connection: sa.Connection, shop_id: str, found: Sequence[FoundChange]) -> None:
    """Keep what changed, and the products that earlier mapping put into the leaves it touches; forget what is old."""
    _forget(connection, shop_id)
    query = sa.select(looks.c.category_id).where(looks.c.shop_id == shop_id).distinct()
    used = set(connection.scalars(query)) if found else set()
    for change in found:
        row = {
            "shop_id": shop_id,
            "category_id": change.category_id,
            "kind": str(change.kind),
            "before": change.before,
            "after": change.after,
            "successors": list(change.successors),
        }
        statement = category_changes.insert().values(**row).returning(category_changes.c.change_id)
        change_id = connection.scalar(statement)
        if touched := used.intersection(change.leaves):
            _record_products(connection, shop_id, change_id, sorted(touched))


def changes_since(engine: sa.Engine, shop_id: str, since: datetime) -> list[dict[str, Any]]:
    """The changes with `products` and `live` (how many of them sold then), their families, and a few identifiers.

    Products that are in another leaf now, or gone from the PIM, count no more. What touches most comes first.
    """
    query = sa.text("""
        select c.*, count(t.product_key)::int as products, count(*) filter (where t.live)::int as live,
               coalesce(array_agg(distinct t.family) filter (where t.family is not null), '{}') as families,
               coalesce((array_agg(t.identifier order by t.live desc, t.identifier)
                         filter (where t.identifier is not null))[1:5], '{}') as identifiers
        from catalog_sync.category_changes c
        left join (
            select touched.*, p.family, p.identifier
            from catalog_sync.category_change_products touched
            join catalog_sync.pim_products p on p.product_key = touched.product_key and p.deleted_at is null
            left join catalog_sync.looks l on l.product_key = touched.product_key and l.shop_id = :shop_id
            where coalesce(l.category_id, touched.category_id) = touched.category_id
        ) t on t.change_id = c.change_id
        where c.shop_id = :shop_id and c.found_at >= :since
        group by c.change_id order by live desc, products desc, c.found_at desc, c.change_id
    """)
    with engine.connect() as connection:
        rows = connection.execute(query, {"shop_id": shop_id, "since": since}).mappings()
        return [dict(row) for row in rows]


def products_of(engine: sa.Engine, change_id: int) -> list[dict[str, Any]]:
    """The products that a change touches: `product_key`, `category_id`, TikTok's `product_id`, `live`."""
    query = sa.select(category_change_products).where(category_change_products.c.change_id == change_id)
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(category_change_products.c.product_key)).mappings()
        return [dict(row) for row in rows]


def _record_products(connection: sa.Connection, shop_id: str, change_id: Any, leaves: list[str]) -> None:
    own = (looks.c.shop_id == listings.c.shop_id) & (looks.c.product_key == listings.c.product_key)
    touched = (
        sa.select(
            sa.literal(change_id, sa.BigInteger),
            looks.c.product_key,
            looks.c.category_id,
            listings.c.product_id,
            sa.func.coalesce(listings.c.standing.in_(_SELLS), sa.false()),
        )
        .select_from(looks.outerjoin(listings, own))
        .where(looks.c.shop_id == shop_id, looks.c.category_id.in_(leaves))
    )
    names = ["change_id", "product_key", "category_id", "product_id", "live"]
    connection.execute(category_change_products.insert().from_select(names, touched))


def _forget(connection: sa.Connection, shop_id: str) -> None:
    """Nobody looks back further than a year."""
    of_shop = category_changes.c.shop_id == shop_id
    old = sa.select(category_changes.c.change_id).where(
        of_shop, category_changes.c.found_at < sa.func.now() - _KEPT
    )
    connection.execute(category_change_products.delete().where(category_change_products.c.change_id.in_(old)))
    connection.execute(category_changes.delete().where(category_changes.c.change_id.in_(old)))
