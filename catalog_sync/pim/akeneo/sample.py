"""Reads a few records of an Akeneo PIM as a run would, and says what would be found wanting."""

from collections.abc import Awaitable, Callable

from catalog_sync.pim.akeneo.documents import Documents
from catalog_sync.pim.akeneo.facts import Facts
from catalog_sync.pim.document import Product
from catalog_sync.pim.errors import MediaMissing, MediaRefused
from catalog_sync.pim.source import Checked, Problem

SAMPLE = 20


async def sample_records(facts: Facts, download: Callable[[str], Awaitable[bytes]]) -> list[Checked]:
    """Whether the first products can be read into documents, have an identifier and a family; and one file of theirs."""
    listings = await facts.listings()
    rows = await listings.some(listings.products, SAMPLE)
    documents = [draft.read() for draft in await Documents(facts).simple(rows)]
    products = [each for each in documents if isinstance(each, Product)]
    problems = [each for each in documents if isinstance(each, Problem)]
    lines = [Checked("records", f"{len(products)} of {len(documents)} sample products can be read")]
    lines += [Checked("records", f"{each.identifier}: {each.message}", ok=False) for each in problems]
    lines += _lacking(products, "identifier", [each for each in products if each.skus[0].sku is None])
    lines += _lacking(products, "family", [each for each in products if each.family is None])
    return [*lines, await _file(products, download)]


def _lacking(products: list[Product], what: str, without: list[Product]) -> list[Checked]:
    if not without:
        return []
    told = f"{len(without)} of {len(products)} sample products have no {what}, e.g. {without[0].identifier}"
    return [Checked("records", told, ok=None, advice=f"A product without {what} is not listed in any shop.")]


async def _file(products: list[Product], download: Callable[[str], Awaitable[bytes]]) -> Checked:
    media = next((media for product in products for media in product.media), None)
    if media is None:
        advice = "Pictures may be on other products; attributes of type image or file count, and assets."
        return Checked("records", "no sample product has a file", ok=None, advice=advice)
    try:
        size = len(await download(media.code))
    except (MediaMissing, MediaRefused) as told:
        return Checked("records", str(told), ok=False)
    return Checked("records", f"a file of {media.attribute} can be downloaded ({size} bytes)")
