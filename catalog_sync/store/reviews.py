"""The review history of a shop, the corrections laid on top of its mapping, and how often each was tried."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.mapping.listing import Correction
from catalog_sync.store.tables import correction_attempts, corrections, review_events, review_sweeps


class Reviews:
    """Review state of one shop."""

    def __init__(self, engine: sa.Engine, shop_id: str) -> None:
        self._engine = engine
        self._shop_id = shop_id

    def record(self, product_key: str, event: dict[str, Any]) -> None:
        """Append to the history of a product: standing, the three statuses, reasons."""
        with self._engine.begin() as connection:
            connection.execute(
                review_events.insert().values(shop_id=self._shop_id, product_key=product_key, **event)
            )

    def swept_until(self) -> int:
        """Unix seconds of TikTok's `update_time` up to which changes were seen; 0 before the first sweep."""
        query = sa.select(review_sweeps.c.swept_until).where(review_sweeps.c.shop_id == self._shop_id)
        with self._engine.connect() as connection:
            return connection.scalar(query) or 0

    def move_sweep(self, swept_until: int) -> None:
        """Store how far changes were seen; called after all of them are recorded."""
        values = {"swept_until": swept_until, "swept_at": sa.func.now()}
        statement = insert(review_sweeps).values(shop_id=self._shop_id, **values)
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["shop_id"], set_=values))

    def corrections_of(self, product_keys: Sequence[str]) -> dict[str, list[Correction]]:
        """Product key -> its standing corrections, for those that have any."""
        query = sa.select(corrections.c.product_key, corrections.c.standing).where(
            corrections.c.shop_id == self._shop_id, corrections.c.product_key.in_(product_keys)
        )
        with self._engine.connect() as connection:
            return {
                product_key: [Correction.model_validate(correction) for correction in standing]
                for product_key, standing in connection.execute(query)
            }

    def replace_corrections(self, product_key: str, standing: Sequence[Correction]) -> str:
        """Make these the standing corrections of a product; returns their version for the look-key."""
        mine = (corrections.c.shop_id == self._shop_id) & (corrections.c.product_key == product_key)
        rows = [correction.model_dump(mode="json") for correction in standing]
        with self._engine.begin() as connection:
            connection.execute(corrections.delete().where(mine))
            if not rows:
                return ""
            connection.execute(
                corrections.insert().values(shop_id=self._shop_id, product_key=product_key, standing=rows)
            )
            version = sa.select(sa.func.md5(sa.cast(corrections.c.standing, sa.Text))).where(mine)
            return str(connection.scalar(version))

    def attempts(self, product_key: str, fingerprint: str) -> int:
        """How often a correction was tried for this product and reason."""
        query = sa.select(correction_attempts.c.attempts).where(
            correction_attempts.c.shop_id == self._shop_id,
            correction_attempts.c.product_key == product_key,
            correction_attempts.c.fingerprint == fingerprint,
        )
        with self._engine.connect() as connection:
            return connection.scalar(query) or 0

    def count_attempt(self, product_key: str, fingerprint: str) -> None:
        """Count one more try for this product and reason."""
        statement = insert(correction_attempts).values(
            shop_id=self._shop_id, product_key=product_key, fingerprint=fingerprint, attempts=1
        )
        updates = {"attempts": correction_attempts.c.attempts + 1, "last_at": sa.func.now()}
        with self._engine.begin() as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["shop_id", "product_key", "fingerprint"], set_=updates
                )
            )
