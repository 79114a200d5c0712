"""What TikTok's listing checks said of products that our own validation let pass, by day."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.store.held_effects_tables import listing_checks

PASS, FAILED = "PASS", "FAILED"
_TODAY = sa.cast(sa.func.timezone("UTC", sa.func.now()), sa.Date)


class ListingChecks:
    """The counts of one shop; days are UTC days."""

    def __init__(self, engine: sa.Engine, shop_id: str) -> None:
        self._engine = engine
        self._shop_id = shop_id

    def agreed(self) -> None:
        """One product passed, as we had thought."""
        self._count([PASS])

    def disagreed(self, codes: Iterable[str]) -> None:
        """One product failed, for reasons with these codes, which our validation does not know."""
        self._count([FAILED, *sorted(set(codes))])

    def today(self) -> dict[str, int]:
        """PASS, FAILED and each code -> products."""
        query = sa.select(listing_checks.c.verdict, listing_checks.c.number).where(
            listing_checks.c.shop_id == self._shop_id, listing_checks.c.day == _TODAY
        )
        with self._engine.connect() as connection:
            return {verdict: number for verdict, number in connection.execute(query)}

    def _count(self, verdicts: list[str]) -> None:
        statement = insert(listing_checks)
        more = {"number": listing_checks.c.number + 1}
        statement = statement.on_conflict_do_update(index_elements=["shop_id", "day", "verdict"], set_=more)
        with self._engine.begin() as connection:
            for verdict in verdicts:
                values = {"shop_id": self._shop_id, "day": _TODAY, "verdict": verdict, "number": 1}
                connection.execute(statement.values(values))
