"""The versions of each shop's mapping rules: the last one that was good, and which ones were active before."""

from datetime import datetime
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from catalog_sync.store.columns import SCHEMA, metadata, now

rule_versions = sa.Table(
    "rule_versions",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("shop_id", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("rules", JSONB, nullable=False),
    now("active_since"),
    sa.Index("rule_versions_by_shop", "shop_id", "id"),
)

_COLUMNS = (rule_versions.c.version, rule_versions.c.active_since)
_VERSION = sa.select(*_COLUMNS)


class ActiveRules(NamedTuple):
    """The hash of the active rules, since when they are, and what they say."""

    version: str
    since: datetime
    rules: dict[str, Any]


class RuleVersions:
    """The versions of one shop's rules. Several runs and sensors may activate the same version at once."""

    def __init__(self, engine: sa.Engine, shop_id: str) -> None:
        self._engine = engine
        self._shop_id = shop_id

    def active(self) -> ActiveRules | None:
        """The rules that were last good; none before any were."""
        query = sa.select(*_COLUMNS, rule_versions.c.rules)
        with self._engine.connect() as connection:
            row = connection.execute(self._latest(query)).first()
        return ActiveRules(*row) if row else None

    def active_since(self, version: str) -> datetime | None:
        """Since when a version is the active one; none when another one is."""
        query = self._latest(_VERSION)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return row.active_since if row and row.version == version else None

    def activate(self, version: str, rules: dict[str, Any]) -> datetime | None:
        """Make good rules the active ones, unless they are already. Returns since when they are, none if not yet."""
        if since := self.active_since(version):
            return since
        lock = sa.text("select pg_advisory_xact_lock(hashtext(:name))")
        values = {"shop_id": self._shop_id, "version": version, "rules": rules}
        with self._engine.begin() as connection:
            connection.execute(lock, {"name": f"{SCHEMA}:rules:{self._shop_id}"})
            row = connection.execute(self._latest(_VERSION)).first()
            if row is None or row.version != version:
                row = connection.execute(rule_versions.insert().values(values).returning(*_COLUMNS)).one()
        return cast("datetime", row.active_since)

    def history(self, limit: int = 20) -> list[tuple[str, datetime]]:
        """The versions that were active and since when, the latest first."""
        query = self._latest(_VERSION, limit)
        with self._engine.connect() as connection:
            return [(row.version, row.active_since) for row in connection.execute(query)]

    def _latest(self, query: sa.Select[Any], limit: int = 1) -> sa.Select[Any]:
        own = query.where(rule_versions.c.shop_id == self._shop_id)
        return own.order_by(rule_versions.c.id.desc()).limit(limit)
