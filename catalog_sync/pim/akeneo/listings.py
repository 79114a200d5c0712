"""Akeneo's listings of products and models: by uuid since version 7, by identifier before."""

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from catalog_sync.pim.akeneo.client import AkeneoClient
from catalog_sync.pim.akeneo.structure import Raw
from catalog_sync.pim.errors import PimAnswerInvalid, PimUnreachable

URL_ROOM = 4000
"""Characters of a query's codes: servers refuse lines of 8 KB (magento2-connector-community#679)."""

COMPLETENESS = {"with_completenesses": "true"}
"""Asks for how complete products are, wherever they are read into documents; models have no completeness."""


@dataclass(frozen=True)
class Endpoint:
    """A listing: its path, the key of its rows, and the property that searches by this key (rest-api/filter)."""

    path: str
    key: str
    searched: str


BY_UUID = Endpoint("products-uuid", "uuid", "uuid")
BY_IDENTIFIER = Endpoint("products", "identifier", "identifier")
MODELS = Endpoint("product-models", "code", "identifier")


class Listings:
    """Reads rows with their keys; `products` is the endpoint that this PIM shows its products at.

    By identifier, a product's identifier is its key and stands in the row as its `uuid` too.
    """

    def __init__(self, client: AkeneoClient, products: Endpoint) -> None:
        self.client = client
        self.products = products

    @property
    def endpoints(self) -> tuple[Endpoint, Endpoint]:
        """Where products and models are listed."""
        return self.products, MODELS

    @classmethod
    async def open(cls, client: AkeneoClient) -> "Listings":
        """Find out what this PIM has, unless the settings say it: first by its list of routes, else by asking."""
        setting = client.settings.endpoint
        if setting != "auto":
            return cls(client, BY_UUID if setting == "uuid" else BY_IDENTIFIER)
        routes = await client.routes()
        has_uuids = BY_UUID.path in routes if routes else await client.status(BY_UUID.path) != 404
        return cls(client, BY_UUID if has_uuids else BY_IDENTIFIER)

    async def pages(self, endpoint: Endpoint, **params: str) -> AsyncIterator[list[Raw]]:
        """Pages of products or models by cursor."""
        async for page in self.client.pages(endpoint.path, pagination_type="search_after", **params):
            yield _keyed(page, endpoint)

    async def some(self, endpoint: Endpoint, number: int, **params: str) -> list[Raw]:
        """The first so many rows, at most a page of them."""
        pages = self.pages(endpoint, limit=str(number), **params)
        return await anext(pages)

    async def find(self, endpoint: Endpoint, code: str) -> Raw | None:
        """One row by its key, from the PIM's database and not its search index; none where it shows none."""
        asked = {} if endpoint is MODELS else COMPLETENESS
        if "/" in code:
            return await self._search_for(endpoint, code, asked)
        raw: Raw | None = await self.client.find(endpoint.path, code, **asked)
        return raw and _keyed([raw], endpoint)[0]

    async def show_anything(self) -> bool:
        """Whether the search index shows a product or model at all; an empty one is no proof of anything.

        It is empty while it is built anew (pim-community-dev#20466).
        """
        return any([await self.some(each, 1) for each in self.endpoints])

    async def expect_anything(self) -> None:
        """Raise PimUnreachable where the search index shows nothing at all."""
        if not await self.show_anything():
            raise PimUnreachable(
                "The PIM's search shows no product at all, so what it does not show may be there: try again later, and "
                "see whether its search index is being built."
            )

    async def count(self, endpoint: Endpoint, **params: str) -> int:
        """How many rows the search index counts."""
        return await self.client.count(endpoint.path, **params)

    async def children(self, endpoint: Endpoint, codes: Iterable[str]) -> AsyncIterator[list[Raw]]:
        """Pages of the products or sub-models directly below these models; the PIM must be of version 7 or later."""
        asked = {} if endpoint is MODELS else COMPLETENESS
        for some in _short_enough(codes):
            async for page in self.pages(endpoint, **asked, search=search(parent=("IN", some))):
                yield page

    async def _search_for(self, endpoint: Endpoint, code: str, asked: dict[str, str]) -> Raw | None:
        """A row whose code has a slash, for which there may be no address.

        The route of models takes none (pim-community-dev), and web servers refuse an escaped one
        (magento2-connector#586).
        """
        found = await self.some(endpoint, 1, **asked, search=search(**{endpoint.searched: ("IN", [code])}))
        if not found:
            await self.expect_anything()
        return next(iter(found), None)

    async def descendants(self, code: str) -> list[Raw]:
        """All variants below a model, on every level and in every version."""
        pages = self.pages(self.products, **COMPLETENESS, search=search(parent=("=", code)))
        return [raw async for page in pages for raw in page]


def search(**conditions: tuple[str, Any]) -> str:
    """Akeneo's `search` parameter: operator and value by property, all of which must hold."""
    return json.dumps(
        {name: [{"operator": how, "value": value}] for name, (how, value) in conditions.items()}
    )


def _keyed(rows: list[Raw], endpoint: Endpoint) -> list[Raw]:
    for raw in rows:
        if not isinstance(raw, dict) or not isinstance(raw.get(endpoint.key), str):
            raise PimAnswerInvalid(f"The PIM's {endpoint.path} show a row without {endpoint.key}.")
        if endpoint is BY_IDENTIFIER:
            raw["uuid"] = raw["identifier"]
    return rows


def _short_enough(codes: Iterable[str]) -> Iterator[list[str]]:
    some: list[str] = []
    length = 0
    for code in codes:
        taken = len(quote(code)) + 12
        if some and length + taken > URL_ROOM:
            yield some
            some, length = [], 0
        some.append(code)
        length += taken
    if some:
        yield some
