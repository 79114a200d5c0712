"""Akeneo as a source of products: polls by `updated`, follows variants to their root model, enumerates keys."""

from collections.abc import AsyncIterator, Callable, Iterable
from datetime import UTC, datetime

from catalog_sync.pim.akeneo.bound import Bound
from catalog_sync.pim.akeneo.census import Census, watched
from catalog_sync.pim.akeneo.check import checked
from catalog_sync.pim.akeneo.client import AkeneoClient
from catalog_sync.pim.akeneo.dictionaries import read_dictionaries
from catalog_sync.pim.akeneo.documents import Documents
from catalog_sync.pim.akeneo.facts import Facts
from catalog_sync.pim.akeneo.listings import COMPLETENESS, MODELS, Listings
from catalog_sync.pim.akeneo.media import is_link
from catalog_sync.pim.akeneo.products import model_key, product_key
from catalog_sync.pim.akeneo.rights import LINKED
from catalog_sync.pim.akeneo.roots import Roots
from catalog_sync.pim.akeneo.structure import Raw
from catalog_sync.pim.dictionaries import Dictionaries
from catalog_sync.pim.errors import PimAnswerInvalid
from catalog_sync.pim.media.links import MediaLinks
from catalog_sync.pim.parallel import chunks, in_parallel
from catalog_sync.pim.source import Change, Checked, Gone, Listed, Problem, Reading

BEGINNING = Bound(datetime(1970, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC))


def _now() -> datetime:
    return datetime.now(UTC)


class AkeneoSource:
    """A PimSource over one client; what kind of PIM it is, attributes and families are read once in its life."""

    def __init__(
        self, client: AkeneoClient, now: Callable[[], datetime] = _now, links: MediaLinks | None = None
    ) -> None:
        self._client = client
        self._now = now
        self._facts = Facts(client)
        self._documents = Documents(self._facts)
        self._links = links or _links(client)

    @property
    def origin(self) -> str:
        """The PIM's address."""
        return str(self._client.settings.base_url)

    async def changes(self, bound: str | None) -> Reading[Change]:
        """Everything updated since the bound minus the overlap; all there is without one, or after a restored PIM.

        A bound ahead of the PIM's clock, or products older than they were seen, mean that the PIM was restored: what
        it shows now counts. Where its search shows less than it counts, the reading keeps the old bound, so that the
        next one looks again. Where assets or records could not be read the last time, all of them count as touched.
        """
        listings, now, then = await self._facts.listings(), await self._now_there(), Bound.read(bound)
        overlap = self._client.settings.overlap
        if then is None or now.pim < then.pim - overlap or await then.is_undone(listings):
            census, known = await Census.begin(listings), BEGINNING.witnesses
            batches, verify = self._changed(listings, census), census.is_whole
        else:
            since, known = then.seen_from(now) - overlap, then.witnesses
            census = await Census.begin(listings, search=(await self._facts.zone()).updated_since(since))
            touched = self._documents.touched(BEGINNING.pim if then.blind else since)
            batches, verify = _joined(self._changed(listings, census), touched), _partial

        def moved() -> str:
            blind = bool(self._client.forbidden & LINKED)
            return now.having_seen((*known, *census.witnesses), blind=blind).text()

        reading = Reading(now.text(), batches, verify)
        reading.batches = watched(reading, batches, census, held=(then or BEGINNING).text(), moved=moved)
        return reading

    async def listed(self) -> Reading[Listed]:
        """Every (listing, SKU) pair, values left out but the identifier."""
        listings, now = await self._facts.listings(), await self._now_there()
        census = await Census.begin(listings)
        return Reading(now.text(), self._enumerated(listings, census), census.is_whole)

    async def read(self, keys: Iterable[str]) -> AsyncIterator[list[Change]]:
        """Read listings by id, from the PIM's database and not its search index (variants of a model excepted)."""
        for chunk in chunks(keys):
            found = await in_parallel(self._find(key) for key in chunk)
            gone: list[Change] = [Gone(key) for key, raw in zip(chunk, found, strict=True) if raw is None]
            models = await self._documents.models([raw for raw in found if raw and "code" in raw])
            simple = await self._documents.simple([raw for raw in found if raw and "code" not in raw])
            yield gone + [draft.read() for draft in (*models, *simple)]

    async def exists(self, key: str) -> bool:
        """Whether the product or model is there and has no parent."""
        return await self._find(key) is not None

    async def size(self) -> int | None:
        """How many products, variants among them, the PIM counts."""
        listings = await self._facts.listings()
        try:
            return await listings.count(listings.products)
        except PimAnswerInvalid:
            return None

    async def dictionaries(self) -> Dictionaries:
        """All dictionaries as they are now."""
        _, known = await self._facts.structure()
        return await read_dictionaries(self._client, known)

    async def download(self, media_code: str) -> bytes:
        """Bytes of a media file; the same code is the same bytes for ever, other than behind a link."""
        if is_link(media_code):
            return await self._links.download(media_code)
        return await self._client.download(media_code)

    def check(self) -> AsyncIterator[Checked]:
        """Look at address, rights, clock and sample records."""
        return checked(self._facts, self._now, self.download)

    async def _changed(self, listings: Listings, census: Census) -> AsyncIterator[list[Change]]:
        """Root models first, then simple products, then the roots of all other variants and sub-models seen."""
        roots, done, pending = Roots(), set[str](), set[str]()
        async for models in census.pages(MODELS):
            roots.learn(models)
            own = [raw for raw in models if not raw.get("parent")]
            done |= {raw["code"] for raw in own}
            pending |= {raw["parent"] for raw in models if raw.get("parent")}
            yield [*await self._documents.models(own)]
        pending = {code for code in pending if roots.of(code) not in done}
        async for products in census.pages(listings.products, **COMPLETENESS):
            yield [*await self._documents.simple([raw for raw in products if not raw.get("parent")])]
            parents = {raw["parent"] for raw in products if raw.get("parent")}
            pending |= {code for code in parents if roots.of(code) not in done}
        async for changes in self._families(listings, roots, pending, done):
            yield changes

    async def _families(
        self, listings: Listings, roots: Roots, models: set[str], done: set[str]
    ) -> AsyncIterator[list[Change]]:
        """Re-read the roots above the models, each once."""
        for chunk in chunks(sorted(models)):
            await roots.look_up(listings, chunk)
            yield [_orphans(code) for code in chunk if roots.of(code) is None]
            fresh = {root for code in chunk if (root := roots.of(code))} - done
            done |= fresh
            async for changes in self.read(map(model_key, sorted(fresh))):
                yield changes

    async def _enumerated(self, listings: Listings, census: Census) -> AsyncIterator[list[Listed]]:
        structure, _ = await self._facts.structure()
        roots = Roots()
        async for models in census.pages(MODELS, attributes=structure.identifier):
            roots.learn(models)
            yield [Listed(model_key(raw["code"]), None) for raw in models if not raw.get("parent")]
        async for products in census.pages(listings.products, attributes=structure.identifier):
            await roots.look_up(listings, (raw["parent"] for raw in products if raw.get("parent")))
            yield [_listed(raw, roots) for raw in products]

    async def _find(self, key: str) -> Raw | None:
        """What has exactly this key: the PIM also finds an identifier that differs from it in case, as a renamed one may."""
        kind, _, code = key.partition(":")
        listings = await self._facts.listings()
        endpoint = MODELS if kind == "model" else listings.products
        raw = await listings.find(endpoint, code)
        return raw if raw and raw[endpoint.key] == code and not raw.get("parent") else None

    async def _now_there(self) -> Bound:
        return Bound(await self._client.clock(), self._now())


def _links(client: AkeneoClient) -> MediaLinks:
    settings = client.settings
    return MediaLinks(limit=settings.media_limit, seconds=settings.media_seconds, hosts=settings.link_hosts)


async def _joined(*several: AsyncIterator[list[Change]]) -> AsyncIterator[list[Change]]:
    for batches in several:
        async for batch in batches:
            yield batch


def _listed(raw: Raw, roots: Roots) -> Listed:
    parent = raw.get("parent")
    if not parent:
        return Listed(product_key(raw["uuid"]), raw["uuid"])
    return Listed(model_key(roots.of(parent) or parent), raw["uuid"])


def _orphans(code: str) -> Problem:
    message = "the PIM shows variants of this model but not the model or its root: let the connection's user see them"
    return Problem(model_key(code), code, message)


async def _partial() -> bool:
    return False
