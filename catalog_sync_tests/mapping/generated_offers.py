"""Prices and quantities of generated SKUs, right and wrong."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

from catalog_sync.pim.document import Offer
from catalog_sync_tests.sandbox_configuration import REGIONS

PRICES = {"GBP": ("1", "5600"), "USD": ("1", "7600"), "IDR": ("100", "100000000"), "EUR": ("1", "6300")}
ODD_PRICES = (
    "0",
    "-5",
    "0.001",
    "0.01",
    "0.005",
    "5600.01",
    "1E+3",
    "1E-20",
    "100000001",
    "99.999",
    "1e30",
    "12.345678901234567890",
)
ODD_QUANTITIES = (0, -3, 99_999, 100_000, 10**12)


def offer_of(sku: str, rng: Random, careless: Callable[[], bool]) -> Offer | None:
    """Draw the offer of a SKU, perhaps none; `careless` tells what goes wrong."""

    def lost() -> bool:
        return careless() and rng.random() < 0.3

    if lost():
        return None
    return Offer(
        sku=sku,
        prices={
            currency: _price(rng, careless, *bounds) for currency, bounds in PRICES.items() if not lost()
        },
        quantities={shop: _quantity(rng, careless) for shop in REGIONS if not lost()},
        as_of=datetime(2026, 11, 19, tzinfo=UTC),
    )


def _price(rng: Random, careless: Callable[[], bool], low: str, high: str) -> Decimal:
    if careless():
        return Decimal(rng.choice(ODD_PRICES))
    return Decimal(rng.choice((low, high, str(rng.randint(100, 559_999) / 100))))


def _quantity(rng: Random, careless: Callable[[], bool]) -> int:
    return rng.choice(ODD_QUANTITIES) if careless() else rng.randint(0, 500)
