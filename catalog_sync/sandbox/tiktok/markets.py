"""Rules of the markets the sandbox plays: currency, lengths, units, price range and category tree."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Market:
    """Limits for local sellers of one region (Partner API, Create Product and Product Pricing)."""

    region: str
    locale: str
    currency: str
    currency_decimals: int
    price: tuple[Decimal, Decimal]
    title: tuple[int, int]
    max_skus: int
    weight_units: tuple[str, ...]
    dimension_units: tuple[str, ...]
    category_version: str
    country: str


MARKETS = {
    market.region: market
    for market in (
        Market(
            "GB", "en-GB", "GBP", 2, (Decimal("0.01"), Decimal(5600)), (1, 255), 300,
            ("KILOGRAM",), ("CENTIMETER",), "v1", "United Kingdom",
        ),
        Market(
            "US", "en-US", "USD", 2, (Decimal("0.01"), Decimal(7600)), (1, 255), 300,
            ("KILOGRAM", "POUND"), ("CENTIMETER", "INCH"), "v2", "United States",
        ),
        Market(
            "ID", "id-ID", "IDR", 0, (Decimal(100), Decimal(100_000_000)), (25, 255), 100,
            ("KILOGRAM",), ("CENTIMETER",), "v2", "Indonesia",
        ),
        Market(
            "DE", "de-DE", "EUR", 2, (Decimal("0.01"), Decimal(6300)), (1, 255), 300,
            ("KILOGRAM",), ("CENTIMETER",), "v1", "Germany",
        ),
    )
}  # fmt: skip
