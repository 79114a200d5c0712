"""Shops: region, warehouse and cipher of each, encrypted at rest, and those that an authorization lost."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.store.authorizations import Authorizations
from catalog_sync.store.database import LedgerError
from catalog_sync.store.tables import shops
from catalog_sync.store.vault import Vault

_FACTS = [column for column in shops.c if column.name != "cipher"]


class Shops:
    """The shops of this environment, and the `authorizations` they are called under."""

    def __init__(self, engine: sa.Engine, vault: Vault) -> None:
        self.authorizations = Authorizations(engine, vault)
        self.engine = engine
        self._vault = vault

    def store_shop(self, shop: dict[str, Any]) -> None:
        """Keep a shop: shop_id, partition_key, app_key, region, name, cipher (plain, sealed here), warehouse_id."""
        row = shop | {
            "cipher": self._vault.seal(shop["cipher"]),
            "updated_at": sa.func.now(),
            "lost_at": None,
            "lost_reason": None,
        }
        updates = {name: value for name, value in row.items() if name != "shop_id"}
        with self.engine.begin() as connection:
            connection.execute(
                insert(shops).values(**row).on_conflict_do_update(index_elements=["shop_id"], set_=updates)
            )

    def shop(self, shop_id: str) -> dict[str, Any] | None:
        """A shop with its cipher opened; none before it was authorized."""
        with self.engine.connect() as connection:
            found = connection.execute(sa.select(shops).where(shops.c.shop_id == shop_id)).mappings().first()
        return dict(found) | {"cipher": self._vault.open(found["cipher"])} if found else None

    def facts(self, shop_id: str) -> dict[str, Any] | None:
        """Everything of a shop but its cipher; needs no key to read."""
        query = sa.select(*_FACTS).where(shops.c.shop_id == shop_id)
        with self.engine.connect() as connection:
            found = connection.execute(query).mappings().first()
        return dict(found) if found else None

    def has_cipher(self, shop_id: str, cipher: str) -> bool:
        """Whether this is the stored cipher of a shop; one that no key opens is another."""
        try:
            known = self.shop(shop_id)
        except LedgerError:
            return False
        return known is not None and known["cipher"] == cipher

    def recipher(self, shop_id: str, cipher: str) -> None:
        """Keep another cipher of a shop, which so is found again."""
        sealed = self._vault.seal(cipher)
        self._update(shop_id, {"cipher": sealed, "lost_at": None, "lost_reason": None})

    def lose(self, shop_id: str, reason: str) -> None:
        """Remember that the authorization does not cover a shop; calls about it stop."""
        self._update(shop_id, {"lost_at": sa.func.now(), "lost_reason": reason})

    def lost(self) -> dict[str, str]:
        """The shops that are not covered: shop id -> reason."""
        query = sa.select(shops.c.shop_id, shops.c.lost_reason).where(shops.c.lost_at.is_not(None))
        with self.engine.connect() as connection:
            return {row.shop_id: row.lost_reason for row in connection.execute(query)}

    def reseal(self) -> int:
        """Encrypt every token and cipher with the newest key, all or none; returns how many rows that were."""
        with self.engine.begin() as connection:
            rows = connection.execute(sa.select(shops.c.shop_id, shops.c.cipher).with_for_update()).all()
            for row in rows:
                values = {"cipher": self._vault.reseal(row.cipher)}
                connection.execute(shops.update().where(shops.c.shop_id == row.shop_id).values(values))
            return len(rows) + self.authorizations.reseal(connection)

    def _update(self, shop_id: str, values: dict[str, Any]) -> None:
        statement = shops.update().where(shops.c.shop_id == shop_id)
        with self.engine.begin() as connection:
            connection.execute(statement.values(values | {"updated_at": sa.func.now()}))
