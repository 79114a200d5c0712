"""Which quantity may be sent to a shop that sells meanwhile: pure, and the one place where its rule stands.

Orders lower a shop's quantity, so what it took last says nothing about what it holds: a number is compared with a
fresh reading, and sent where it differs, unless

1. it is older (by `as_of`) than the one sent last, or that very one: an old number is never repeated. Where two
   numbers are as of one moment, nobody knows which is true: the lower one is;
2. it would raise the quantity, and the shop was seen to drop at or after its `as_of`: it may not know of those
   orders. Lowering is always allowed. It goes out once a number comes that is as of later than that reading.

A drop is a reading below what was last sent or read. Where nothing is known of before, there may have been one; and
a call whose outcome is unknown counts as made, unless the shop holds more than it would have set.
Quantities that rules take from constants or attributes have no `as_of`: they are sent when they change.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from catalog_sync.review.lifecycle import Standing

_TAKE_STOCK = {
    Standing.DRAFT,
    Standing.IN_REVIEW,
    Standing.REJECTED,
    Standing.PRE_APPROVED,
    Standing.DEACTIVATED,
}


class Number(BaseModel):
    """A quantity, and the moment whose orders it knows; none where its source does not say."""

    model_config = ConfigDict(frozen=True)

    quantity: int
    as_of: datetime | None = None


class Verdict(StrEnum):
    """What becomes of a number: sent, not needed, or kept until a newer one comes."""

    SEND = "send"
    KEEP = "keep"
    WAIT = "wait"


class Shelf(BaseModel):
    """What the ledger remembers of one SKU in one shop.

    `sent` and `as_of` are those of the number sent last, or found there already; `level` is the quantity that was
    read or sent last, since `seen_at`; `dropped_at` is when units were last seen to be gone; `tried` is a number whose
    call has an unknown outcome.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    sent: int | None = None
    as_of: datetime | None = None
    level: int | None = None
    seen_at: datetime | None = None
    dropped_at: datetime | None = None
    tried: Number | None = None

    def seen(self, level: int, at: datetime) -> Self:
        """The shelf after a reading that was answered at that moment."""
        if self.tried is None and level == self.level:
            return self
        tried = self.tried.quantity if self.tried else None
        before = [known for known in (self.level, tried) if known is not None]
        changes: dict[str, Any] = {"level": level, "seen_at": at, "tried": None}
        if not before or level < max(before):
            changes["dropped_at"] = at
        read = self.model_copy(update=changes)
        return read.holding(self.tried) if self.tried and level <= self.tried.quantity else read

    def holding(self, number: Number) -> Self:
        """The shelf once this number was sent, or was found in the shop."""
        return self.model_copy(update={"sent": number.quantity, "as_of": number.as_of or self.as_of})

    def repeats(self, number: Number) -> bool:
        """Whether the number was sent already, or a later one was."""
        if self.as_of is None or number.as_of is None:
            return False
        return number.as_of < self.as_of or (number.as_of == self.as_of and number.quantity == self.sent)

    def may_surprise(self, as_of: datetime) -> bool:
        """Whether a number as of then may not know what happened here since."""
        known = (self.as_of, self.dropped_at)
        return any(moment is not None and as_of <= moment for moment in known)

    def filled(self, number: Number, at: datetime) -> Self:
        """The shelf after the shop took this number."""
        now = {"level": number.quantity, "seen_at": at, "tried": None}
        return self.holding(number).model_copy(update=now)


def verdict(shelf: Shelf, number: Number) -> Verdict:
    """Judge a number by a shelf that was just read."""
    if number.quantity == shelf.level:
        return Verdict.KEEP
    if number.as_of is None:
        return Verdict.KEEP if number.quantity == shelf.sent else Verdict.SEND
    if shelf.repeats(number):
        return Verdict.KEEP
    raises = shelf.level is None or number.quantity > shelf.level
    return Verdict.WAIT if raises and shelf.may_surprise(number.as_of) else Verdict.SEND


def takes_stock(standing: Standing) -> bool:
    """Whether quantities can be set (Partner API, Update Inventory): some shops only take those of live products."""
    return standing.sells or standing in _TAKE_STOCK


def shelves_of(listing: Mapping[str, Any]) -> dict[str, Shelf]:
    """Seller SKU -> shelf, from a row of `listings`; of what was sent before shelves were kept, the quantity alone."""
    plain = {
        sku: Shelf(sent=quantity, level=quantity) for sku, quantity in listing.get("quantities", {}).items()
    }
    return plain | {sku: Shelf.model_validate(shelf) for sku, shelf in listing.get("stock", {}).items()}


def rows_of(shelves: Mapping[str, Shelf]) -> dict[str, dict[str, Any]]:
    """Shelves as the column `stock` of `listings` holds them."""
    return {sku: shelf.model_dump(mode="json", exclude_none=True) for sku, shelf in shelves.items()}


def filled(shelves: Mapping[str, Shelf], numbers: Mapping[str, Number], at: datetime) -> dict[str, Any]:
    """Columns of `listings` once the shop took these numbers, by seller SKU."""
    after = dict(shelves) | {
        sku: shelves.get(sku, Shelf()).filled(number, at) for sku, number in numbers.items()
    }
    sent = {sku: shelf.sent for sku, shelf in after.items() if shelf.sent is not None}
    return {"quantities": sent, "stock": rows_of(after)}


def dumped(numbers: Mapping[str, Number]) -> dict[str, dict[str, Any]]:
    """Numbers by seller SKU as an intent holds them."""
    return {sku: number.model_dump(mode="json") for sku, number in numbers.items()}


def with_tried(listing: Mapping[str, Any], numbers: Mapping[str, Any]) -> dict[str, Any]:
    """The column `stock` after a call with these numbers (dumped, by seller SKU) whose outcome is unknown."""
    shelves = shelves_of(listing)
    tried = {
        sku: shelves.get(sku, Shelf()).model_copy(update={"tried": Number.model_validate(number)})
        for sku, number in numbers.items()
    }
    return {"stock": rows_of(shelves | tried)}
