"""Reads the ledger for reports: where every product stands in a shop, and what was done to get there."""

from collections import Counter
from typing import Any

import sqlalchemy as sa


class Overview:
    """Everything about one shop region that people ask for."""

    def __init__(self, engine: sa.Engine, partition_key: str) -> None:
        self._engine = engine
        self._parameters = {"partition_key": partition_key}

    def products(self) -> list[dict[str, Any]]:
        """The rows of the view `listing_overview`, one for each listing, with `corrections` applied to each."""
        return self._rows("""
            select o.*, coalesce(c.standing, '[]') as corrections
            from catalog_sync.listing_overview o
            left join catalog_sync.corrections c
              on c.shop_id = o.shop_id and c.product_key = coalesce(o.listing_key, o.product_key)
            where o.partition_key = :partition_key order by o.identifier, o.listing_key
        """)

    def actions(self) -> Counter[str]:
        """Accepted changes to the shop since ever, by action."""
        rows = self._rows("""
            select i.action, count(*) as number from catalog_sync.intents i join catalog_sync.shops s using (shop_id)
            where s.partition_key = :partition_key and i.outcome in ('accepted', 'found') group by i.action
        """)
        return Counter({row["action"]: row["number"] for row in rows})

    def calls(self) -> Counter[str]:
        """Calls sent since ever, by endpoint."""
        rows = self._rows("""
            select c.endpoint, sum(c.calls)::int as number from catalog_sync.calls c join catalog_sync.shops s
            using (shop_id) where s.partition_key = :partition_key group by c.endpoint
        """)
        return Counter({row["endpoint"]: row["number"] for row in rows})

    def uploads(self) -> Counter[str]:
        """Pictures and files that the shop took, by use case."""
        rows = self._rows("""
            select u.use_case, count(*) as number from catalog_sync.uploads u join catalog_sync.shops s
            using (shop_id) where s.partition_key = :partition_key and not u.reference ? 'problem' group by u.use_case
        """)
        return Counter({row["use_case"]: row["number"] for row in rows})

    def refusals(self) -> int:
        """How often the review refused a product."""
        rows = self._rows("""
            select count(*) as number from catalog_sync.review_events e join catalog_sync.shops s using (shop_id)
            where s.partition_key = :partition_key and e.standing in ('rejected', 'live_edit_rejected')
        """)
        return int(rows[0]["number"])

    def schemas(self) -> int:
        """Leaves whose attributes and rules were read."""
        rows = self._rows("""
            select count(*) as number from catalog_sync.category_schemas c join catalog_sync.shops s using (shop_id)
            where s.partition_key = :partition_key
        """)
        return int(rows[0]["number"])

    def _rows(self, query: str) -> list[dict[str, Any]]:
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(sa.text(query), self._parameters).mappings()]
