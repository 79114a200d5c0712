"""Encrypts what must not be readable in the database."""

from typing import Any

import orjson
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

from catalog_sync.store.database import LedgerError


class Vault:
    """Seals JSON values. Keys are Fernet keys, comma-separated, the newest first: it seals, all of them open."""

    def __init__(self, keys: SecretStr) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key.strip()) for key in keys.get_secret_value().split(",")])
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
            raise _lost_key() from lost

    def reseal(self, sealed: bytes) -> bytes:
        """The same value, encrypted with the newest key; LedgerError when no key opens it."""
        try:
            return self._fernet.rotate(sealed)
        except InvalidToken as lost:
            raise _lost_key() from lost


def _lost_key() -> LedgerError:
    return LedgerError(
        "The stored tokens cannot be decrypted with CATALOG_SYNC_ENCRYPTION_KEY. Set the key they were "
        "stored with (several may be given, comma-separated), or authorize the shops again."
    )
