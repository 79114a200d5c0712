"""Akeneo as a source of products: polls by `updated`, follows variants to their root model, enumerates keys."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import datetime

from catalog_sync.pim.akeneo_client import AkeneoClient
from catalog_sync.pim.akeneo_dictionaries import read_dictionaries, read_structure
from catalog_sync.pim.akeneo_listings import MODELS, PRODUCTS, Census, Roots, children, listing, search
from catalog_sync.pim.akeneo_products import (
    Raw,
    Structure,
    model_key,
    model_listing,
    product_key,
    simple_listing,
)
from catalog_sync.pim.dictionaries import Dictionaries
from catalog_sync.pim.parallel import chunks, in_parallel
from catalog_sync.pim.source import Change, Gone, Listed, Problem, Reading

Pages = Callable[..., AsyncIterator[list[Raw]]]

MODELS_PER_QUERY = 20
"""Bounds both the length of a query's URL and the variants held in memory at a time."""


class AkeneoSource:
    """A PimSource over one client; attributes and families are read once in its life."""

    def __init__(self, client: AkeneoClient) -> None:
        self._client = client
        self._lock = asyncio.Lock()
        self._structure: tuple[Structure, Dictionaries] | None = None

    async def changes(self, bound: str | None) -> Reading[Change]:
        """Everything updated since the bound minus the overlap; all there is without one, or after a restored PIM.

        A bound ahead of the PIM's clock means that the PIM was set back: what it shows now counts.
        """
        now = await self._client.clock()
        since = datetime.fromisoformat(bound) if bound else None
        if since is None or since > now:
            census = await Census.begin(self._client)
            return Reading(now.isoformat(), self._changed(census.pages), census.is_complete)
        return Reading(now.isoformat(), self._changed(self._updated(since)), _partial)

    async def listed(self) -> Reading[Listed]:
        """Every (listing, SKU) pair, values left out but the identifier."""
        now = await self._client.clock()
        census = await Census.begin(self._client)
        return Reading(now.isoformat(), self._enumerated(census), census.is_complete)

    async def read(self, keys: Iterable[str]) -> AsyncIterator[list[Change]]:
        """Read listings by id, from the PIM's database and not its search index (variants of a model excepted)."""
        for chunk in chunks(keys):
            found = await in_parallel(self._found(key) for key in chunk)
            gone: list[Change] = [Gone(key) for key, raw in zip(chunk, found, strict=True) if raw is None]
            yield gone + await self._expanded([raw for raw in found if raw and "code" in raw])
            structure, _ = await self._known()
            yield [simple_listing(raw, structure) for raw in found if raw and "code" not in raw]

    async def exists(self, key: str) -> bool:
        """Whether the product or model is there and has no parent."""
        return await self._found(key) is not None

    async def dictionaries(self) -> Dictionaries:
        """All dictionaries as they are now."""
        _, known = await self._known()
        return await read_dictionaries(self._client, known)

    async def download(self, media_code: str) -> bytes:
        """Bytes of a media file; the same code is the same bytes for ever."""
        return await self._client.download(media_code)

    def _updated(self, since: datetime) -> Pages:
        """Pages of what the PIM says was updated; its filter takes naive server time (rest-api/filter)."""
        settings = self._client.settings
        local = (since - settings.overlap).astimezone(settings.time_zone)
        condition = search("updated", ">", f"{local:%Y-%m-%d %H:%M:%S}")
        return lambda path: listing(self._client, path, search=condition)

    async def _changed(self, pages: Pages) -> AsyncIterator[list[Change]]:
        """Root models first, then simple products, then the roots of all other variants and sub-models seen."""
        structure, _ = await self._known()
        roots, done, pending = Roots(self._client), set[str](), set[str]()
        async for models in pages(MODELS):
            roots.learn(models)
            own = [raw for raw in models if not raw.get("parent")]
            pending |= {raw["parent"] for raw in models if raw.get("parent")}
            done |= {raw["code"] for raw in own}
            yield await self._expanded(own)
        async for products in pages(PRODUCTS):
            yield [simple_listing(raw, structure) for raw in products if not raw.get("parent")]
            pending |= {raw["parent"] for raw in products if raw.get("parent")}
        async for changes in self._families(roots, pending, done):
            yield changes

    async def _families(self, roots: Roots, models: set[str], done: set[str]) -> AsyncIterator[list[Change]]:
        """Re-read the roots above the models, each once."""
        for chunk in chunks(sorted(models)):
            found = await in_parallel(roots.of(code) for code in chunk)
            yield [_orphans(code) for code, root in zip(chunk, found, strict=True) if root is None]
            fresh = {root for root in found if root} - done
            done |= fresh
            async for changes in self.read(map(model_key, sorted(fresh))):
                yield changes

    async def _enumerated(self, census: Census) -> AsyncIterator[list[Listed]]:
        structure, _ = await self._known()
        roots = Roots(self._client)
        async for models in census.pages(MODELS, attributes=structure.identifier):
            roots.learn(models)
            yield [Listed(model_key(raw["code"]), None) for raw in models if not raw.get("parent")]
        async for products in census.pages(PRODUCTS, attributes=structure.identifier):
            yield await in_parallel(_listed(raw, roots) for raw in products)

    async def _found(self, key: str) -> Raw | None:
        kind, _, code = key.partition(":")
        raw: Raw | None = await self._client.find(MODELS if kind == "model" else PRODUCTS, code)
        return None if raw is None or raw.get("parent") else raw

    async def _expanded(self, models: list[Raw]) -> list[Change]:
        groups = await in_parallel(self._with_variants(group) for group in chunks(models, MODELS_PER_QUERY))
        return [change for group in groups for change in group]

    async def _with_variants(self, models: list[Raw]) -> list[Change]:
        """Read the variants of several root models together: first their sub-models, then the children of both."""
        structure, _ = await self._known()
        roots, variants = Roots(self._client), defaultdict[str | None, list[Raw]](list)
        roots.learn(models)
        below = [raw async for page in children(self._client, MODELS, models) for raw in page]
        roots.learn(below)
        async for page in children(self._client, PRODUCTS, models + below):
            for raw in page:
                variants[await roots.of(raw["parent"])].append(raw)
        return [model_listing(raw, variants[raw["code"]], structure) for raw in models]

    async def _known(self) -> tuple[Structure, Dictionaries]:
        async with self._lock:
            if self._structure is None:
                identifier, known = await read_structure(self._client)
                self._structure = Structure.of(identifier, known), known
        return self._structure


async def _listed(raw: Raw, roots: Roots) -> Listed:
    parent = raw.get("parent")
    if not parent:
        return Listed(product_key(raw["uuid"]), raw["uuid"])
    return Listed(model_key(await roots.of(parent) or parent), raw["uuid"])


def _orphans(code: str) -> Problem:
    message = "the PIM shows variants of this model but not the model or its root: let the connection's user see them"
    return Problem(model_key(code), code, message)


async def _partial() -> bool:
    return False
