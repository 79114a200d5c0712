"""The work for one product of a batch: what is compared with what the shop took last, and sent where it differs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalog_sync.mapping.listing import MappedListing


@dataclass(frozen=True)
class Work:
    """One product of the batch, ready to be compared and sent. `content` has its pictures filled in.

    `digests` are those of its files by media code, `revision` is that of the product in the mirror.
    `postponed` says why a picture could not be had for now: then the content waits, until then or some minutes.
    """

    identifier: str
    look_key: str
    desired: MappedListing
    content: dict[str, Any]
    content_hash: str
    mapped_hash: str
    fingerprint: str | None = None
    postponed: str | None = None
    postponed_until: datetime | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    revision: int | None = None

    @property
    def product_key(self) -> str:
        """The product's key in the PIM mirror."""
        return self.desired.product_key
