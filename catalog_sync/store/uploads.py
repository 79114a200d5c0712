"""Uploads: which bytes each shop already has, so that no picture is ever sent twice."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.store.tables import uploads


class Uploads:
    """The uploads of one shop: source digest + use case + treatment -> TikTok's reference."""

    def __init__(self, engine: sa.Engine, shop_id: str) -> None:
        self._engine = engine
        self._shop_id = shop_id

    def known(self, digests: Sequence[str]) -> dict[tuple[str, str, str], dict[str, Any]]:
        """(digest, use case, treatment) -> upload row, for these source digests."""
        query = sa.select(uploads).where(
            uploads.c.shop_id == self._shop_id, uploads.c.digest.in_(list(digests))
        )
        with self._engine.connect() as connection:
            return {
                (row["digest"], row["use_case"], row["treatment"]): dict(row)
                for row in connection.execute(query).mappings()
            }

    def remember(
        self, key: tuple[str, str, str], reference: dict[str, Any], size: int, steps: list[str]
    ) -> None:
        """Keep TikTok's reference of an upload: `{"uri"}` of a picture, `{"id", "name", "format"}` of a file."""
        digest, use_case, treatment = key
        values = {"reference": reference, "bytes": size, "steps": steps}
        statement = insert(uploads).values(
            shop_id=self._shop_id, digest=digest, use_case=use_case, treatment=treatment, **values
        )
        with self._engine.begin() as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["shop_id", "digest", "use_case", "treatment"], set_=values
                )
            )
