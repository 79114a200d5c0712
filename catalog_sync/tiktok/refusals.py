"""From TikTok's error code, message and HTTP status to the error class that says what to do."""

import re
from functools import cache
from importlib.resources import files

import orjson

from catalog_sync.tiktok import errors
from catalog_sync.tiktok.errors import (
    ClockOff,
    Misconfigured,
    PayloadRefused,
    Throttled,
    TikTokError,
    TokenExpired,
    Unavailable,
    UnknownAnswer,
)

_OVERLOADED = 36009004  # one code for bad token, app key, clock, signature, cipher, version and body fields
_SUFFIX = re.compile(r"\s*for more details.*", re.IGNORECASE | re.DOTALL)
_TOKEN = re.compile(r"access[_\- ]?token", re.IGNORECASE)
_REQUIRED_FIELD = re.compile(r"\W*(.*?)\W*\bis a required field", re.IGNORECASE | re.DOTALL)
_CLOCK = re.compile(r"\btimestamp\b", re.IGNORECASE)
_SETUP = re.compile(
    r"credential|\b(app_?key|sign(ature)?|(shop_?|category_?asset_?)?cipher|shop_?id|(?<!category )(api_?)?version)\b",
    re.IGNORECASE,
)


@cache
def _table() -> dict[int, type[TikTokError]]:
    """Error code to class (Partner API, error codes of all product, logistics and token endpoints)."""
    text = files(__package__).joinpath("error_codes.json").read_bytes()
    return {code: getattr(errors, name) for name, codes in orjson.loads(text).items() for code in codes}


def error_class(code: int | None, message: str = "", http_status: int = 200) -> type[TikTokError]:
    """The class for a refusal: its code decides; without a known code the HTTP status does."""
    if code == _OVERLOADED:
        return _overloaded(_SUFFIX.sub("", message))
    known = _table().get(code) if code is not None else None
    if known:
        return known
    if http_status == 429:
        return Throttled
    return Unavailable if http_status >= 500 else UnknownAnswer


def _overloaded(message: str) -> type[TikTokError]:
    """What code 36009004 means, told by keywords since its texts vary (Partner API, Common Errors).

    A required field is one of the body unless it is itself a parameter that every call carries.
    """
    if _TOKEN.search(message):
        return TokenExpired
    required = _REQUIRED_FIELD.match(message)
    if required and not any(name.fullmatch(required[1]) for name in (_CLOCK, _SETUP)):
        return PayloadRefused
    if _CLOCK.search(message):
        return ClockOff
    return Misconfigured if _SETUP.search(message) else PayloadRefused
