"""Keys of the demo catalogue that never change: uuids, EANs and times."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import NAMESPACE_DNS, uuid5

CREATED = datetime(2026, 1, 1, tzinfo=UTC)
DEMONSTRATION_PREFIX = "952"
"""The GS1 prefix for demonstrations and examples: no real product carries it."""


def uuid_of(sku: str) -> str:
    """Return the uuid of a SKU, the same every time."""
    return str(uuid5(NAMESPACE_DNS, f"{sku}.demo-catalogue.example"))


def eans() -> Iterator[str]:
    """Yield EAN-13 numbers with right check digits, one after the other."""
    return (with_check_digit(f"{DEMONSTRATION_PREFIX}{number:09}") for number in count(1001, 7))


def with_check_digit(digits: str) -> str:
    """Return twelve digits followed by their check digit (GS1 General Specifications, 7.9)."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def times() -> Iterator[str]:
    """Yield times a minute apart, as ISO 8601."""
    return ((CREATED + timedelta(days=1, minutes=minute)).isoformat() for minute in count())
