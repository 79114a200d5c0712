"""The contract every source of products keeps: what changed, what exists, what it says now, and its files."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, Literal, Protocol, TypeVar

from catalog_sync.pim.dictionaries import Dictionaries
from catalog_sync.pim.document import Offer, Product

Item = TypeVar("Item")

LISTING_KEYS = ("product:", "model:")
"""How the keys of listings begin; problems with other keys are about something else, such as a file."""


@dataclass(frozen=True)
class Problem:
    """Something that cannot be read into a document: the caller parks it, the rest goes on.

    `key` is the listing key (`product:<uuid>`, `model:<code>`), or the seller SKU of an offer: the problem is over once
    that was read well. What is about something else, such as a file, has a key of its own: with `repeated` each
    reading of changes shows it as long as it lasts, without it stands until everything was read without it.
    """

    key: str
    identifier: str
    message: str
    repeated: bool = False


@dataclass(frozen=True)
class Gone:
    """A listing key the PIM was asked for and does not have: a tombstone, subject to the caller's guards."""

    key: str


@dataclass(frozen=True)
class Listed:
    """One row of an enumeration: a listing key and one of its SKU keys, or none for a model without variants."""

    key: str
    sku: str | None


@dataclass(frozen=True)
class Touched:
    """Something that products depend on has changed, e.g. an asset: whatever depends on it has to be read again.

    `dependency` as in `Product.depends_on`.
    """

    dependency: str


@dataclass(frozen=True)
class Draft:
    """A listing as the source shows it, to be read into a document by whoever needs one.

    Drafts with the same key and fingerprint are read into the same document. `skus` says how much it holds.
    """

    key: str
    fingerprint: str
    skus: int
    read: Callable[[], "Product | Problem"] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Checked:
    """One thing that a check of a source looked at: `ok` is none for what only deserves attention.

    `topic` is one of source, rights, clock, records; `advice` says what to do where it is not fine.
    """

    topic: Literal["source", "rights", "clock", "records"]
    what: str
    ok: bool | None = True
    advice: str = ""


Change = Draft | Product | Problem | Gone | Touched


@dataclass
class Reading(Generic[Item]):
    """A read in batches of bounded size, to be iterated once.

    `bound` goes into the next read, once everything of this one is durably stored. `complete` turns true after the
    last batch, and only when all there is has been seen and counted: then absence means deleted.
    """

    bound: str
    batches: AsyncIterator[list[Item]]
    verify: Callable[[], Awaitable[bool]]
    complete: bool = False

    async def __aiter__(self) -> AsyncIterator[list[Item]]:
        """Iterate over the batches, then judge completeness."""
        async for batch in self.batches:
            yield batch
        self.complete = await self.verify()


class PimSource(Protocol):
    """Where products come from; one source object serves one run.

    A SKU belongs to one listing at a time: when a product arrives with a SKU that another listing holds
    (a variant moved, a simple product became a variant), the other one has to be read again.
    """

    @property
    def origin(self) -> str:
        """What is read, e.g. the PIM's address, without secrets; a bound of another origin means nothing."""
        ...

    async def changes(self, bound: str | None) -> Reading[Change]:
        """Current state of all that may have changed since `bound`; of everything without one."""
        ...

    async def listed(self) -> Reading[Listed]:
        """Every (listing, SKU) pair there is: one that vanished shows a deleted product or variant."""
        ...

    def read(self, keys: Iterable[str]) -> AsyncIterator[list[Change]]:
        """Current state of the listings with these keys, `Gone` for those that are no listing (any more)."""
        ...

    async def exists(self, key: str) -> bool:
        """Whether the key is a listing right now, asked by id: confirms what an enumeration suggests."""
        ...

    async def size(self) -> int | None:
        """How many SKUs there are right now by one cheap question; none where the source cannot tell."""
        ...

    async def dictionaries(self) -> Dictionaries:
        """All dictionaries as they are now."""
        ...

    async def download(self, media_code: str) -> bytes:
        """Bytes of a media file; raises MediaMissing or MediaRefused."""
        ...

    def check(self) -> AsyncIterator[Checked]:
        """Look at address, rights, clock and sample records; yields what was found, never raises a PimError."""
        ...


class OfferSource(Protocol):
    """Where prices and stock come from."""

    @property
    def origin(self) -> str:
        """What is read, without secrets."""
        ...

    async def offers(self, bound: str | None) -> Reading[Offer | Problem]:
        """Offers that may have changed since `bound`; all of them without one."""
        ...

    def check(self) -> AsyncIterator[Checked]:
        """Look at address, rights, clock and sample records; yields what was found, never raises a PimError."""
        ...
