"""Keeps the brands that a shop may name: all of them, or out of very many those that are its own or asked for."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from catalog_sync.mapping.brands import ShopBrands
from catalog_sync.mapping.regions import RegionFacts
from catalog_sync.mapping.value_keys import key
from catalog_sync.pim.hashing import canonical_hash
from catalog_sync.store.taxonomy import Taxonomy
from catalog_sync.tiktok.brands import Brand
from catalog_sync.tiktok.client import ShopClient
from catalog_sync.tiktok.errors import NotFound, PayloadRefused

_AGE = timedelta(hours=24)
_LISTED = (
    1_000  # brands; a longer list (there are shops with 10,000) is not read, its brands are asked for by name
)
_ASKED = 200  # names a day, those first that were never asked for, then those asked longest ago
_PAGES = 3  # of the names that begin alike


def known_brands(taxonomy: Taxonomy) -> tuple[ShopBrands | None, str]:
    """The brands that the ledger has for a shop, with their hash; None before they are first read."""
    row = taxonomy.brands()
    if row is None:
        return None, ""
    asked = row["asked"]
    return ShopBrands.from_rows(row["brands"], asked=asked), f"{row['content_hash']}|{sorted(asked or ())}"


async def refresh_brands(
    client: ShopClient,
    taxonomy: Taxonomy,
    region: RegionFacts,
    names: Callable[[], Iterable[str]],
    *,
    anew: bool = False,
) -> str | None:
    """Read the shop's brands once a day, or `anew`; returns why they could not be read.

    `names` are those that rules and PIM may name; they are gathered only where the list is too long to be read.
    """
    known = taxonomy.brands()
    if known and not anew and known["fetched_at"] >= datetime.now(UTC) - _AGE:
        return None
    reader = _Reader(client, region)
    try:
        brands, asked = await reader.listed(), None
        if brands is None:
            brands, asked = await reader.asked_for(names(), known)
    except (PayloadRefused, NotFound) as refused:
        return str(refused)
    rows = [brands[brand].model_dump(mode="json") for brand in sorted(brands)]
    if rows or asked is not None:
        taxonomy.store_brands(rows, asked, canonical_hash(rows))
    return None


class _Reader:
    """Reads brands by id, in the category version of the region."""

    def __init__(self, client: ShopClient, region: RegionFacts) -> None:
        self._client = client
        self._region = region

    async def listed(self, *, is_authorized: bool | None = None) -> dict[str, Brand] | None:
        """All brands, or the authorized ones; None where they are too many."""
        found: dict[str, Brand] = {}
        version = self._region.category_version
        async for page in self._client.brands(is_authorized=is_authorized, category_version=version):
            found |= {brand.id: brand for brand in page.brands}
            if max(page.total_count, len(found)) > _LISTED:
                return None
        return found

    async def asked_for(
        self, names: Iterable[str], known: dict[str, Any] | None
    ) -> tuple[dict[str, Brand], dict[str, str]]:
        """The authorized brands and those of these names, with the moment each name was last asked for."""
        before: dict[str, str] = (known["asked"] or {}) if known else {}
        wanted = {key(name): name for name in names if key(name)}
        turns = sorted(wanted, key=lambda spelt: (before.get(spelt, ""), spelt))[:_ASKED]
        answers = await asyncio.gather(*(self._named(wanted[spelt]) for spelt in turns))
        former = [Brand.model_validate(row) for row in known["brands"]] if known else []
        kept = [brand for brand in former if key(brand.name) in wanted.keys() - set(turns)]
        own = await self.listed(is_authorized=True) or {}
        brands = {
            brand.id: brand for brand in (*kept, *own.values(), *(each for one in answers for each in one))
        }
        now = datetime.now(UTC).isoformat(timespec="seconds")
        asked = {spelt: at for spelt, at in before.items() if spelt in wanted}
        return brands, asked | dict.fromkeys(turns, now)

    async def _named(self, name: str) -> list[Brand]:
        """The brands of exactly this name but for case and punctuation, out of the first that begin so."""
        found: list[Brand] = []
        pages = 0
        version = self._region.category_version
        async for page in self._client.brands(brand_name=name.strip(), category_version=version):
            found += [brand for brand in page.brands if key(brand.name) == key(name)]
            pages += 1
            if pages == _PAGES:
                break
        return found
