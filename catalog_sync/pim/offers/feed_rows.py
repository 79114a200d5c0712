"""Reads the rows of a drop of prices and stock into offers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from catalog_sync.pim.document import Offer
from catalog_sync.pim.drops.drops import Drop
from catalog_sync.pim.drops.files import BadRow, Row
from catalog_sync.pim.offers.configuration import FeedOffersConfiguration
from catalog_sync.pim.offers.rows import Clock, offer_row, utc_now
from catalog_sync.pim.source import Problem

_SHOWN = 1000
_PRICE, _QUANTITY = "price_", "quantity_"


@dataclass
class Tally:
    """What was found in a drop: how many rows cannot be read, and how many of those have no SKU either."""

    full: bool
    bad: int = 0
    nameless: int = 0

    @property
    def summary(self) -> str | None:
        """For people; none when every row could be read."""
        return f"{self.bad} of its rows cannot be read" if self.bad else None

    @property
    def lasting(self) -> str | None:
        """What no later row corrects by its SKU: rows that name none, and those that were too many to be shown."""
        if self.bad > _SHOWN:
            return f"{self.bad} of its rows cannot be read, {_SHOWN} of them are shown"
        return f"{self.nameless} of its rows cannot be read and name no SKU" if self.nameless else None


def offer_columns(settings: FeedOffersConfiguration) -> set[str]:
    """The columns that every CSV file has to have."""
    named = {settings.sku, *settings.prices.values(), *settings.quantities.values()}
    return named | ({settings.as_of} if settings.as_of else set())


class OfferRows:
    """Reads rows as the configuration names their columns."""

    def __init__(self, settings: FeedOffersConfiguration, clock: Clock = utc_now) -> None:
        self._settings = settings
        self._clock = clock
        self._by_prefix = not (settings.prices or settings.quantities)
        self._zone = ZoneInfo(settings.time_zone) if settings.time_zone else None

    def read(self, drop: Drop, tally: Tally) -> Iterator[Offer | Problem]:
        """The offers of a drop, and a problem for each row that is none, for a thousand of them at most."""
        as_of = self.moment(drop.as_of, drop.modified)
        for row in drop.rows():
            found = self.read_row(row, as_of)
            if isinstance(found, Problem):
                tally.bad += 1
                tally.nameless += found.key == row.where
                if tally.bad > _SHOWN:
                    continue
                found = replace(found, repeated=found.key == row.where)
            yield found

    def moment(self, stated: datetime | None, modified: float) -> datetime | None:
        """When the numbers of a drop are true, as far as their rows do not say it."""
        if stated is None and self._settings.trust_file_time and modified:
            return datetime.fromtimestamp(modified, UTC)
        return stated

    def read_row(self, row: Row, as_of: datetime | None) -> Offer | Problem:
        """The offer of one row, or what is wrong with it by its SKU, else by `<file>:<line>`."""
        if isinstance(row.values, BadRow):
            return Problem(row.where, row.where, f"{row.where}: {row.values.reason}")
        found = offer_row(self._shaped(row.values, as_of), row.where, self._clock())
        if isinstance(found, Problem):
            return replace(found, message=f"{row.where}: {found.message}")
        if not found.prices and not found.quantities:
            return Problem(found.sku, found.sku, f"{row.where}: it has neither a price nor a quantity")
        return found

    def _shaped(self, values: Mapping[str, Any], as_of: datetime | None) -> dict[str, Any]:
        """The row in the shape of Offer; empty cells are left out."""
        settings = self._settings
        told = _plain(values.get(settings.as_of)) if settings.as_of else None
        return {
            "sku": _plain(values.get(settings.sku)),
            "prices": self._numbers(values, "prices", settings.prices, _PRICE),
            "quantities": self._numbers(values, "quantities", settings.quantities, _QUANTITY),
            "as_of": as_of if told is None else self._instant(told),
        }

    def _numbers(self, values: Mapping[str, Any], shape: str, columns: Mapping[str, str], prefix: str) -> Any:
        if shape in values and isinstance(values[shape], dict):
            return values[shape]
        if self._by_prefix:
            columns = {name.removeprefix(prefix): name for name in values if name.startswith(prefix)}
        cells = {key: _plain(values.get(column)) for key, column in columns.items()}
        return {key: self._number(cell) for key, cell in cells.items() if cell is not None}

    def _number(self, cell: Any) -> Any:
        return cell.replace(",", ".") if self._settings.decimal_comma and isinstance(cell, str) else cell

    def _instant(self, told: Any) -> Any:
        """A moment in ISO 8601 with the configured zone where it has none; anything else as it is."""
        try:
            moment = datetime.fromisoformat(told)
        except (TypeError, ValueError):
            return told
        return moment if moment.tzinfo or not self._zone else moment.replace(tzinfo=self._zone)


def _plain(cell: Any) -> Any:
    """A cell without spaces around it; none when it is empty."""
    return (cell.strip() or None) if isinstance(cell, str) else cell
