"""The request signature, over the bytes as they came in."""

import hashlib
import hmac
from collections.abc import Sequence

UNSIGNED = frozenset({"sign", "access_token"})


def sign(secret: str, path: str, query: Sequence[tuple[str, str]], body: bytes) -> str:
    """Return the lowercase hex HMAC-SHA256 (Partner API, Sign Your API Request); `body` is empty for multipart."""
    parameters = "".join(key + value for key, value in sorted(query) if key not in UNSIGNED)
    message = f"{secret}{path}{parameters}".encode() + body + secret.encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def is_signed(given: str, secret: str, path: str, query: Sequence[tuple[str, str]], body: bytes) -> bool:
    """Tell whether `given` is the signature of the request."""
    return hmac.compare_digest(given.encode(), sign(secret, path, query, body).encode())
