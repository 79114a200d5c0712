"""The variants of root models, asked for with as few calls as the PIM's version allows."""

from collections import defaultdict

from catalog_sync.pim.akeneo.listings import BY_UUID, MODELS, Listings
from catalog_sync.pim.akeneo.roots import Roots
from catalog_sync.pim.akeneo.structure import Raw
from catalog_sync.pim.parallel import in_parallel


async def variants_of(listings: Listings, models: list[Raw]) -> list[list[Raw]]:
    """For each of these root models its variants, of all levels.

    Before version 7 a PIM tells them of one model at a time only (rest-api/filter, parent).
    """
    if listings.products is BY_UUID:
        return await _together(listings, models)
    return await in_parallel(listings.descendants(raw["code"]) for raw in models)


async def _together(listings: Listings, models: list[Raw]) -> list[list[Raw]]:
    """First their sub-models, then the children of both."""
    roots, variants = Roots(models), defaultdict[str | None, list[Raw]](list)
    codes = [raw["code"] for raw in models]
    async for page in listings.children(MODELS, list(codes)):
        roots.learn(page)
        codes += [raw["code"] for raw in page]
    async for page in listings.children(listings.products, codes):
        for raw in page:
            variants[roots.of(raw["parent"])].append(raw)
    return [variants[code] for code in codes[: len(models)]]
