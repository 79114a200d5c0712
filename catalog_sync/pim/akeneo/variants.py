"""The variants of root models, asked for with as few calls as the PIM's version allows."""

from collections import defaultdict
from typing import Any

from catalog_sync.pim.akeneo.listings import BY_UUID, MODELS, Listings
from catalog_sync.pim.akeneo.roots import Roots
from catalog_sync.pim.akeneo.structure import Raw
from catalog_sync.pim.parallel import in_parallel


async def variants_of(listings: Listings, models: list[Raw]) -> list[list[Raw]]:
    """For each of these root models its variants, of all levels.

    Before version 7 a PIM tells them of one model at a time only (rest-api/filter, parent). Raises PimUnreachable where
    a model seems to have none because the search index is empty.
    """
    if listings.products is BY_UUID:
        variants = await _together(listings, models)
    else:
        variants = await in_parallel(listings.descendants(raw["code"]) for raw in models)
    if not all(variants):
        await listings.expect_anything()
    return variants


async def _together(listings: Listings, models: list[Raw]) -> list[list[Raw]]:
    """First their sub-models, then the children of both; one that moves in between may be shown twice."""
    roots, variants = Roots(models), defaultdict[str | None, dict[Any, Raw]](dict)
    codes = [raw["code"] for raw in models]
    async for page in listings.children(MODELS, list(codes)):
        roots.learn(page)
        codes += [raw["code"] for raw in page]
    async for page in listings.children(listings.products, codes):
        for raw in page:
            variants[roots.of(raw["parent"])][raw["uuid"]] = raw
    return [[*variants[code].values()] for code in codes[: len(models)]]
