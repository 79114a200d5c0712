"""Maps a real catalogue into a market, puts what is listable before the sandbox's validator, and counts what was found."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from catalog_sync.mapping.categories import CategoryTree
from catalog_sync.mapping.listing import Finding, MappedListing, Severity
from catalog_sync.mapping.map_product import map_product
from catalog_sync.mapping.rule_categories import PimCategories
from catalog_sync.mapping.rule_check import Market, rule_mistakes
from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.mapping.rules import Rules
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.pim.document import Product
from catalog_sync.sandbox.tiktok.listing.check import findings
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.model import Image
from catalog_sync.sync.bodies import create_body
from catalog_sync.sync.placeholders import MediaKey, fill, media_keys
from catalog_sync_tests.real_data.catalogues import RealCatalogue
from catalog_sync_tests.real_data.icecat import icecat
from catalog_sync_tests.real_data.markets import REGIONS, RealMarket, markets
from catalog_sync_tests.real_data.spree import spree

TODAY = date(2026, 11, 20)
MAPPING = Path(__file__).with_name("mapping")
READERS = {"icecat": icecat, "spree": spree}
_SIDE = 1200


@dataclass(frozen=True)
class MappedCatalogue:
    """All products of a catalogue as one market should show them; `refused` by the sandbox though nothing blocks."""

    catalogue: RealCatalogue
    market: RealMarket
    rules: Rules
    listings: list[tuple[Product, MappedListing]]
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def listable(self) -> list[tuple[Product, MappedListing]]:
        """What nothing blocks."""
        return [
            (product, listing)
            for product, listing in self.listings
            if not listing.blocked and listing.content
        ]

    @property
    def skus(self) -> int:
        """How many SKUs go out."""
        return sum(len(listing.content["skus"]) for _, listing in self.listable)

    def products_by_code(self, severity: Severity) -> Counter[str]:
        """How many products have a finding of this code; one with several counts for each code once."""
        return Counter(
            code
            for _, listing in self.listings
            for code in {found.code for found in listing.findings if found.severity is severity}
        )

    def findings(self) -> Iterator[tuple[Product, Finding]]:
        """Every finding with its product."""
        return ((product, found) for product, listing in self.listings for found in listing.findings)


@cache
def catalogue(name: str) -> RealCatalogue:
    """The catalogue `icecat` or `spree`."""
    return READERS[name]()


@cache
def mapped(name: str, region: str, every: int = 1) -> MappedCatalogue:
    """Map the catalogue into the region by the rules in `mapping/<name>`, and validate what is listable.

    With `every` above 1, only one of so many simple products without a picture.
    """
    read, market, rules = catalogue(name).thinned(every), markets()[region], rules_of(name, region)
    tree = tree_of(region)
    schemas: dict[str, CategorySchema] = {}
    listings = [(product, _map(product, read, market, rules, tree, schemas)) for product in read.products]
    whole = MappedCatalogue(read, market, rules, listings)
    whole.refused.update(
        (product.identifier, why) for product, listing in whole.listable if (why := _refusal(market, listing))
    )
    return whole


@cache
def rules_of(name: str, region: str) -> Rules:
    """The merchant's rules for the region, which know the PIM's categories."""
    rules = load_rules(MAPPING / name, region=region, partition_key=region)
    categories = catalogue(name).dictionary["categories"]
    rules.know(PimCategories({code: row.get("parent") for code, row in categories.items()}))
    return rules


@cache
def tree_of(region: str) -> CategoryTree:
    """The market's tree."""
    return CategoryTree.from_rows(markets()[region].rows)


def mistakes(name: str, every: int = 1) -> list[str]:
    """What `catalog-sync check` would tell of the merchant's rules in all four markets."""
    shops = []
    for region in REGIONS:
        market, rules = markets()[region], rules_of(name, region)
        listings = mapped(name, region, every).listings
        used = {listing.category_id for _, listing in listings if listing.category_id}
        schemas = {leaf: market.schema(leaf) for leaf in sorted(used)}
        shops.append(Market(region, market.facts.region, rules, tree_of(region), schemas))
    return rule_mistakes(shops, catalogue(name).dictionary)


def _map(
    product: Product,
    read: RealCatalogue,
    market: RealMarket,
    rules: Rules,
    tree: CategoryTree,
    schemas: dict[str, CategorySchema],
) -> MappedListing:
    def listing() -> MappedListing:
        return map_product(
            product,
            offers={},
            rules=rules,
            shop=market.facts,
            tree=tree,
            schemas=schemas,
            labels=read.labels,
            today=TODAY,
        )

    first = listing()
    if not first.needs_schema or first.category_id is None:
        return first
    schemas[first.category_id] = market.schema(first.category_id)
    return listing()


def _refusal(market: RealMarket, listing: MappedListing) -> str | None:
    """What the sandbox refuses of the Create Product body, as if every picture were uploaded at 800 x 800 pixels."""
    body = create_body(listing, _uploaded(market, listing.content), market.facts.warehouse_id)
    first = next(findings(Draft(market.world, market.shop, body.payload())), None)
    return f"{first.code} {first}" if first else None


def _uploaded(market: RealMarket, content: dict[str, Any]) -> dict[str, Any]:
    references: Mapping[MediaKey, dict[str, Any]] = {
        key: {"uri": _image(market, key).uri} for key in media_keys(content)
    }
    filled: dict[str, Any] = fill(content, references)
    return filled


def _image(market: RealMarket, key: MediaKey) -> Image:
    uri = f"{market.shop.app_key}/{key.use_case}/{key.code}"
    image = Image(
        uri=uri,
        url=f"https://images.example/{uri}",
        app_key=market.shop.app_key,
        width=_SIDE,
        height=_SIDE,
        decoded=(_SIDE, _SIDE),
        use_case=key.use_case,
    )
    return market.world.images.setdefault(uri, image)
