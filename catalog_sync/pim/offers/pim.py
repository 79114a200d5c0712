"""Prices and stock from attributes of the products themselves, as of when the PIM was last begun to be read."""

from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from catalog_sync.pim.document import Offer, Product, Sku
from catalog_sync.pim.offers.configuration import PimOffersConfiguration
from catalog_sync.pim.offers.rows import Clock, offer_row, utc_now
from catalog_sync.pim.source import Checked, Problem, Reading

_SAMPLE = 100
_NAMED = 5


class ProductReader(Protocol):
    """The products as they were read from the PIM."""

    def read_at(self) -> datetime | None:
        """The moment for which they are true: the beginning of the last whole reading; none before the first."""
        ...

    def last_revision(self) -> int:
        """The revision of the last change."""
        ...

    def after(self, revision: int) -> Iterator[list[Product]]:
        """Living products that changed after a revision, batch by batch."""
        ...


class _Bound(BaseModel):
    """As of when products were read last, and all of them; the last revision there was then, and the time before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: datetime
    all_at: datetime
    revision: int
    revision_before: int


class PimOffers:
    """An OfferSource over what another source has read already.

    Between two reads of everything only changed products are read; `renew` is how often everything is, since the
    numbers of unchanged products are known anew with each refresh of the PIM, and would grow too old otherwise.
    Until the PIM is read again there is nothing new. What changed is read twice: a refresh under way may have stored
    it already, and is not counted before its end.
    """

    def __init__(
        self,
        configuration: PimOffersConfiguration,
        products: ProductReader,
        renew: timedelta,
        clock: Clock = utc_now,
    ) -> None:
        self._configuration, self._products, self._renew = configuration, products, renew
        self._clock = clock

    @property
    def origin(self) -> str:
        """The attributes; the products are of the PIM that is configured."""
        stock = (f"{shop} {attribute}" for shop, attribute in sorted(self._configuration.stock.items()))
        return f"attributes {', '.join(filter(None, [self._configuration.price, *stock]))}"

    async def offers(self, bound: str | None) -> Reading[Offer | Problem]:
        """Offers of the products that changed since the bound, and of all of them once in a while."""
        since, as_of, revision = _read(bound), self._products.read_at(), self._products.last_revision()
        if as_of is None or (since and as_of <= since.as_of):
            return Reading(bound or "", _nothing(), _never)
        full = since is None or as_of - since.all_at >= self._renew
        new = _Bound(
            as_of=as_of,
            all_at=since.all_at if since and not full else as_of,
            revision=revision,
            revision_before=since.revision if since else 0,
        )
        changed_after = since.revision_before if since and not full else 0

        async def is_full() -> bool:
            return full

        return Reading(new.model_dump_json(), self._batches(changed_after, as_of), is_full)

    async def _batches(self, revision: int, as_of: datetime) -> AsyncIterator[list[Offer | Problem]]:
        for products in self._products.after(revision):
            yield [
                self._offer(product, sku, as_of) for product in products for sku in product.skus if sku.sku
            ]

    def _offer(self, product: Product, sku: Sku, as_of: datetime) -> Offer | Problem:
        amounts = self._data(product, sku, self._configuration.price)
        rows = amounts if isinstance(amounts, list) else []
        stock = {
            shop: units
            for shop, attribute in self._configuration.stock.items()
            if (units := self._data(product, sku, attribute)) not in (None, "")
        }
        prices = {
            row.get("currency"): row["amount"]
            for row in rows
            if isinstance(row, dict) and row.get("amount") is not None
        }
        row = {"sku": sku.sku, "prices": prices, "quantities": stock, "as_of": as_of}
        return offer_row(row, sku.key, self._clock())

    def _data(self, product: Product, sku: Sku, attribute: str | None) -> Any:
        """The value for all locales, for all channels or the configured one."""
        values = [*sku.values.get(attribute or "", []), *product.values.get(attribute or "", [])]
        channels = (None, self._configuration.channel)
        return next(
            (value.data for value in values if value.locale is None and value.channel in channels), None
        )

    async def check(self) -> AsyncIterator[Checked]:
        """Look at how old the mirror is, and at sample products."""
        as_of = self._products.read_at()
        if as_of is None:
            yield Checked("source", "the PIM was not read yet", None, "Materialize pim_catalog first.")
            return
        yield Checked("source", f"the PIM was last read at {as_of:%Y-%m-%d %H:%M:%S %Z}")
        skus = (
            (product, sku) for batch in self._products.after(0) for product in batch for sku in product.skus
        )
        sample = [self._offer(product, sku, as_of) for product, sku in islice(skus, _SAMPLE) if sku.sku]
        for bad in [found for found in sample if isinstance(found, Problem)][:_NAMED]:
            yield Checked(
                "records", f"{bad.identifier}: {bad.message}", ok=False, advice="Correct it in the PIM."
            )
        told = sum(isinstance(found, Offer) and bool(found.prices or found.quantities) for found in sample)
        advice = "See whether the attributes are spelt as in the PIM."
        yield Checked(
            "records", f"{told} of {len(sample)} sample SKUs have a price or a quantity", told > 0, advice
        )


def _read(bound: str | None) -> _Bound | None:
    with suppress(ValidationError):
        return _Bound.model_validate_json(bound or "")
    return None


async def _nothing() -> AsyncIterator[list[Offer | Problem]]:
    no_batches: list[list[Offer | Problem]] = []
    for batch in no_batches:
        yield batch


async def _never() -> bool:
    return False
