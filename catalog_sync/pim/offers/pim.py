"""Prices and stock from attributes of the products themselves, as of the moment the PIM was read last."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Protocol

import orjson

from catalog_sync.pim.document import Offer, Product, Sku
from catalog_sync.pim.offers.configuration import PimOffersConfiguration
from catalog_sync.pim.offers.rows import offer_row
from catalog_sync.pim.source import Checked, Problem, Reading

_SAMPLE = 100
_NAMED = 5


class ProductReader(Protocol):
    """The products as they were read from the PIM."""

    def refreshed_at(self) -> datetime | None:
        """When they were last brought up to date; none before the first time."""
        ...

    def last_revision(self) -> int:
        """The revision of the last change."""
        ...

    def after(self, revision: int) -> Iterator[list[Product]]:
        """Living products that changed after a revision, batch by batch."""
        ...


class PimOffers:
    """An OfferSource over what another source has read already.

    Between two reads of everything only changed products are read; `renew` is how often everything is, since the
    numbers of unchanged products are known anew with each refresh of the PIM, and would grow too old otherwise.
    """

    def __init__(
        self, configuration: PimOffersConfiguration, products: ProductReader, renew: timedelta
    ) -> None:
        self._configuration, self._products, self._renew = configuration, products, renew

    @property
    def origin(self) -> str:
        """The attributes; the products are of the PIM that is configured."""
        stock = (f"{shop} {attribute}" for shop, attribute in sorted(self._configuration.stock.items()))
        return f"attributes {', '.join(filter(None, [self._configuration.price, *stock]))}"

    async def offers(self, bound: str | None) -> Reading[Offer | Problem]:
        """Offers of the products that changed since the bound, and of all of them once in a while."""
        since = orjson.loads(bound) if bound else None
        as_of, revision = self._products.refreshed_at(), self._products.last_revision()
        full = since is None or (
            as_of is not None and as_of - datetime.fromisoformat(since["all_at"]) >= self._renew
        )
        all_at = as_of.isoformat() if full and as_of else since and since["all_at"]

        async def is_full() -> bool:
            return full and as_of is not None

        new_bound = orjson.dumps({"revision": revision, "all_at": all_at}).decode() if all_at else ""
        return Reading(
            new_bound, self._batches(0 if since is None or full else since["revision"], as_of), is_full
        )

    async def _batches(self, revision: int, as_of: datetime | None) -> AsyncIterator[list[Offer | Problem]]:
        if as_of is None:
            return
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
        return offer_row(row, sku.key)

    def _data(self, product: Product, sku: Sku, attribute: str | None) -> Any:
        """The value for all locales, for all channels or the configured one."""
        values = [*sku.values.get(attribute or "", []), *product.values.get(attribute or "", [])]
        channels = (None, self._configuration.channel)
        return next(
            (value.data for value in values if value.locale is None and value.channel in channels), None
        )

    async def check(self) -> AsyncIterator[Checked]:
        """Look at how old the mirror is, and at sample products."""
        as_of = self._products.refreshed_at()
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
