"""Benchmark `mapping`: what it costs to map a product of the demo, and how right mapping and suggestions are.

The documents are the demo's catalogue, copied until there are enough of them, each copy with SKUs, titles and
descriptions of its own, so that nothing remembered from one product serves the next. A product costs what it does in
a run: its document and offers, as the ledger has them, are validated, it is mapped with the demo's rules for one shop,
and the content is hashed. Time is that of the CPU, in chunks after which nothing is kept. The floor is the same
documents validated and written as JSON again.
"""

import gc
import pkgutil
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import orjson

from catalog_sync.mapping import map_product as module
from catalog_sync.mapping.categories import CategoryTree
from catalog_sync.mapping.certificate_library import CertificateLibrary
from catalog_sync.mapping.hashes import content_hash
from catalog_sync.mapping.listing import MappedListing
from catalog_sync.mapping.regions import ShopFacts
from catalog_sync.mapping.rule_categories import PimCategories
from catalog_sync.mapping.rules import Rules
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.mapping.seller_skus import seller_skus
from catalog_sync.pim.document import Offer, Product
from catalog_sync.sandbox.catalogue.dictionary import dictionaries
from catalog_sync.sync.collector import spared_collector
from catalog_sync_tests.benchmarks import agreement, suggest
from catalog_sync_tests.benchmarks.demo_goods import CHUNK, Goods, goods
from catalog_sync_tests.benchmarks.figure import Figure
from catalog_sync_tests.benchmarks.services import progress
from catalog_sync_tests.mapping import test_demo_rules as demo
from catalog_sync_tests.mapping.world import shop
from catalog_sync_tests.sandbox_configuration import REGIONS

CHUNKS = 4  # per shop
_PARTS = {
    "rules_and_leaf": ("catalog_sync.mapping.rules.Rules.of", "catalog_sync.mapping.map_product.leaf"),
    "title": ("catalog_sync.mapping.text.title",),
    "description": ("catalog_sync.mapping.text.description",),
    "text_checks": ("catalog_sync.mapping.text.check_texts",),
    "brand": ("catalog_sync.mapping.map_product.brand_id",),
    "pictures": ("catalog_sync.mapping.images.main_images",),
    "package": (
        "catalog_sync.mapping.package.package_weight",
        "catalog_sync.mapping.package.package_dimensions",
    ),
    "attributes": ("catalog_sync.mapping.map_product.product_attributes",),
    "skus": ("catalog_sync.mapping.map_product.build_skus",),
    "certificates": (
        "catalog_sync.mapping.map_product.certifications",
        "catalog_sync.mapping.map_product.with_certificates",
    ),
    "compliance": (
        "catalog_sync.mapping.map_product.compliance_ids",
        "catalog_sync.mapping.map_product.check_epr",
        "catalog_sync.mapping.map_product.check_hazards",
    ),
}
"""The parts of `map_product` by the functions that do them."""


@dataclass(frozen=True)
class World:
    """What all products of one shop of the demo share."""

    rules: Rules
    shop: ShopFacts
    tree: CategoryTree
    schemas: dict[str, CategorySchema]
    certificates: CertificateLibrary
    names: dict[str, str]

    @classmethod
    def of(cls, region: str) -> "World":
        """The demo's shop of a region."""
        rules = demo.rules(region)
        rules.know(PimCategories({row["code"]: row["parent"] for row in dictionaries()["categories"]}))
        return cls(rules, shop(region), demo.tree(region), demo.schemas(region), demo.library(region), {})

    def mapped(self, product: Product, offers: Mapping[str, Offer]) -> MappedListing:
        """The listing of a product."""
        return module.map_product(
            product,
            offers=offers,
            rules=self.rules,
            shop=self.shop,
            tree=self.tree,
            schemas=self.schemas,
            labels=demo.labels(),
            certificates=self.certificates,
            seller_skus=self.names,
        )


def figures() -> Iterator[Figure]:
    """What a product costs, how often a payload would be refused, and how right suggestions are."""
    yield from speed()
    yield from agreement.figures()
    yield from suggest.figures()


def speed() -> Iterator[Figure]:
    """Microseconds a product, with their split, and the same over the floor."""
    worlds = {region: World.of(region) for region in REGIONS}
    progress(f"{CHUNK * CHUNKS:,} products are mapped for each of {len(worlds)} shops")
    for world in worlds.values():
        _run(world, goods(0))
    took: Counter[str] = Counter()
    split: defaultdict[str, float] = defaultdict(float)
    floor = 0.0
    for number in range(1, CHUNKS + 1):
        for world in worlds.values():
            floor += _microseconds(_validated_and_dumped, goods(number))
            took += _run(world, goods(number))
    with _timed_parts(split):
        for number in range(1, CHUNKS + 1):
            for world in worlds.values():
                _run(world, goods(CHUNKS + number))
    products = CHUNK * CHUNKS * len(worlds)
    listed = {part: round(time / products, 1) for part, time in {**took, **split}.items()}
    value = sum(took.values()) / products
    skus = sum(len(document["skus"]) for document, _ in goods(0)) / CHUNK
    detail = listed | {
        "products": products,
        "skus_per_product": round(skus, 2),
        "floor": round(floor / products, 1),
    }
    yield Figure("us_per_product", value, "us", detail, at_most=400)
    yield Figure("mapping_over_floor", sum(took.values()) / floor, "ratio", {})


def _run(world: World, chunk: Goods) -> Counter[str]:
    """Microseconds of CPU by step, as a run takes them: chunk by chunk."""
    skus = [offer["sku"] for _, offers in chunk for offer in offers]
    world.names.update(seller_skus(skus, world.shop.region.seller_sku))
    gc.collect()
    with spared_collector():
        return _measured(world, chunk)


def _measured(world: World, chunk: Goods) -> Counter[str]:
    products, listings = [], []
    began = time.process_time()
    for document, offers in chunk:
        made = (Offer.model_validate(row) for row in offers)
        products.append((Product.model_validate(document), {offer.sku: offer for offer in made}))
    validated = time.process_time()
    for product, by_sku in products:
        listings.append(world.mapped(product, by_sku))
    mapped = time.process_time()
    for listing in listings:
        content_hash(listing.content)
    hashed = time.process_time()
    steps = {"validate": validated - began, "map": mapped - validated, "hash": hashed - mapped}
    return Counter({step: seconds * 1e6 for step, seconds in steps.items()})


@contextmanager
def _timed_parts(split: defaultdict[str, float]) -> Iterator[None]:
    """Adds up, while it lasts, what the parts of the mapping take."""
    with ExitStack() as stack:
        for part, names in _PARTS.items():
            for name in names:
                own = pkgutil.resolve_name(name)
                stack.enter_context(patch(name, _timed(own, part, split)))
        yield


def _timed(own: Callable[..., Any], part: str, split: defaultdict[str, float]) -> Callable[..., Any]:
    def timed(*given: Any, **named: Any) -> Any:
        began = time.process_time()
        try:
            return own(*given, **named)
        finally:
            split[part] += (time.process_time() - began) * 1e6

    return timed


def _validated_and_dumped(chunk: Goods) -> None:
    for document, _ in chunk:
        Product.model_validate(document)
        orjson.dumps(document)


def _microseconds(work: Callable[[Goods], None], chunk: Goods) -> float:
    gc.collect()
    with spared_collector():
        began = time.process_time()
        work(chunk)
        return (time.process_time() - began) * 1e6
