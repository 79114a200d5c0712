"""Which listing an Akeneo product or model belongs to: itself when it has no parent, else its root model."""

import json
from collections import Counter
from collections.abc import AsyncIterator

from catalog_sync.pim.akeneo_client import AkeneoClient
from catalog_sync.pim.akeneo_products import Raw
from catalog_sync.pim.errors import PimAnswerInvalid

PRODUCTS, MODELS = "products-uuid", "product-models"
KEYS = {PRODUCTS: "uuid", MODELS: "code"}


class Roots:
    """Resolves a model's code, in any letter case, to its root model's code in the PIM's spelling."""

    def __init__(self, client: AkeneoClient) -> None:
        self._client = client
        self._parents: dict[str, tuple[str, str | None]] = {}

    def learn(self, models: list[Raw]) -> None:
        """Remember models that were read anyway."""
        self._parents |= {raw["code"].casefold(): (raw["code"], raw.get("parent")) for raw in models}

    async def of(self, code: str) -> str | None:
        """Return the root above (or at) the model; none when the PIM does not show one of them."""
        if code.casefold() not in self._parents:
            model = await self._client.find(MODELS, code)
            if model is None:
                return None
            self._parents[code.casefold()] = (model["code"], model.get("parent"))
        spelled, parent = self._parents[code.casefold()]
        return await self.of(parent) if parent else spelled


class Census:
    """Counts the rows of one pass over all products and models, to tell a full listing from a truncated one."""

    def __init__(self, client: AkeneoClient, before: dict[str, int]) -> None:
        self._client = client
        self._before = before
        self._seen: Counter[str] = Counter()

    @classmethod
    async def begin(cls, client: AkeneoClient) -> "Census":
        """Count first, so that products created during the pass do not make it look short."""
        return cls(client, {path: await client.count(path) for path in KEYS})

    async def pages(self, path: str, **params: str) -> AsyncIterator[list[Raw]]:
        """Pages of a listing, counted."""
        async for page in listing(self._client, path, **params):
            self._seen[path] += len(page)
            yield page

    async def is_complete(self) -> bool:
        """Whether as many rows were seen as there are; an empty PIM is taken for a broken search index."""
        after = {path: await self._client.count(path) for path in KEYS}
        enough = all(self._seen[path] >= min(self._before[path], after[path]) for path in KEYS)
        return enough and self._seen.total() > 0


async def listing(client: AkeneoClient, path: str, **params: str) -> AsyncIterator[list[Raw]]:
    """Pages of products or models by cursor, each row with its key."""
    async for page in client.pages(path, pagination_type="search_after", **params):
        if not all(isinstance(raw.get(KEYS[path]), str) for raw in page):
            raise PimAnswerInvalid(f"The PIM's listing of {path} has a row without {KEYS[path]}.")
        yield page


async def children(client: AkeneoClient, path: str, models: list[Raw]) -> AsyncIterator[list[Raw]]:
    """Pages of the products or sub-models directly below these models."""
    condition = search("parent", "IN", [raw["code"] for raw in models])
    async for page in listing(client, path, search=condition):
        yield page


def search(prop: str, operator: str, value: str | list[str]) -> str:
    """Akeneo's `search` parameter with one condition."""
    return json.dumps({prop: [{"operator": operator, "value": value}]})
