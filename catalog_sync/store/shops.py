"""Authorizations and shops: tokens and ciphers, encrypted at rest, one refresh in flight across processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr
from sqlalchemy.dialects.postgresql import insert

from catalog_sync.store.database import LedgerError, advisory_lock
from catalog_sync.store.tables import authorizations, shops


class Vault:
    """Encrypts what must not be readable in the database. Keys are Fernet keys, the newest first."""

    def __init__(self, keys: SecretStr) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys.get_secret_value().split(",")])
        except ValueError as invalid:
            raise LedgerError(
                "CATALOG_SYNC_ENCRYPTION_KEY is not a Fernet key (32 bytes, base64). "
                "Make one with: catalog-sync new-key"
            ) from invalid

    def seal(self, value: Any) -> bytes:
        """Encrypt a JSON value."""
        return self._fernet.encrypt(orjson.dumps(value))

    def open(self, sealed: bytes) -> Any:
        """Decrypt what `seal` made; LedgerError when the key is another one."""
        try:
            return orjson.loads(self._fernet.decrypt(sealed))
        except InvalidToken as lost:
            raise LedgerError(
                "The stored tokens cannot be decrypted with CATALOG_SYNC_ENCRYPTION_KEY. Set the key they were "
                "stored with (several may be given, comma-separated), or authorize the shops again."
            ) from lost


class Shops:
    """The authorizations and shops of this environment."""

    def __init__(self, engine: sa.Engine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault

    def store_authorization(
        self,
        app_key: str,
        tokens: dict[str, str],
        *,
        access_expires_at: datetime,
        refresh_expires_at: datetime,
        seller_name: str | None,
        granted_scopes: list[str],
    ) -> None:
        """Keep a token pair; it replaces the one before in one statement."""
        values = {
            "tokens": self._vault.seal(tokens),
            "access_expires_at": access_expires_at,
            "refresh_expires_at": refresh_expires_at,
            "seller_name": seller_name,
            "granted_scopes": granted_scopes,
            "updated_at": sa.func.now(),
        }
        statement = insert(authorizations).values(app_key=app_key, **values)
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["app_key"], set_=values))

    def authorization(self, app_key: str) -> dict[str, Any] | None:
        """The authorization of an app with its tokens opened; none when the seller has not authorized it."""
        with self._engine.connect() as connection:
            row = connection.execute(
                sa.select(authorizations).where(authorizations.c.app_key == app_key)
            ).mappings()
            found = row.first()
        return dict(found) | {"tokens": self._vault.open(found["tokens"])} if found else None

    @contextmanager
    def refreshing(self, app_key: str) -> Iterator[None]:
        """Hold the right to refresh an app's tokens: one process at a time."""
        with advisory_lock(self._engine, f"refresh:{app_key}", wait=True):
            yield

    def store_shop(self, shop: dict[str, Any]) -> None:
        """Keep a shop: shop_id, partition_key, app_key, region, name, cipher (plain, sealed here), warehouse_id."""
        row = shop | {"cipher": self._vault.seal(shop["cipher"]), "updated_at": sa.func.now()}
        updates = {name: value for name, value in row.items() if name != "shop_id"}
        with self._engine.begin() as connection:
            connection.execute(
                insert(shops).values(**row).on_conflict_do_update(index_elements=["shop_id"], set_=updates)
            )

    def shop(self, shop_id: str) -> dict[str, Any] | None:
        """A shop with its cipher opened; none before it was authorized."""
        with self._engine.connect() as connection:
            found = connection.execute(sa.select(shops).where(shops.c.shop_id == shop_id)).mappings().first()
        return dict(found) | {"cipher": self._vault.open(found["cipher"])} if found else None
