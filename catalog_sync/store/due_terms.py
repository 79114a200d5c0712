"""On which terms a shop's products are due: what it sells, under which versions, and which new products go first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Worth = Literal["value", "price", "stock"]
"""What makes a new product go before others: price times quantity, its highest price, or its quantity."""


@dataclass(frozen=True)
class Selection:
    """Which products a shop sells, as facts of the mirror.

    `categories` holds every category below the wanted ones too, none when all are; `complete_in` are the
    `channel|locale` in all of which a product needs `percent`.
    """

    categories: frozenset[str] | None = None
    excluded: frozenset[str] = frozenset()
    complete_in: tuple[str, ...] = ()
    percent: int = 100


@dataclass(frozen=True)
class Terms:
    """On which terms a product is due.

    `version` stands for what all products of the shop share. With `relook_before` everything last looked at before
    that moment is due as well. `creates_left` bounds the products that were never listed, None does not.
    `creates_first` says what of them goes first, by its offers: `currency` and `partition_key` are keys of prices and
    quantities.
    What waits for a fresh offer is not due before it has one that is younger than `offers_max_age`.
    """

    version: str
    selection: Selection = Selection()
    relook_before: datetime | None = None
    prices_and_stock_only: bool = False
    creates_left: int | None = None
    currency: str = ""
    partition_key: str = ""
    creates_first: Worth = "value"
    offers_max_age: timedelta = timedelta(days=1)
