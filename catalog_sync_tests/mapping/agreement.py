"""Whether our own validation and the sandbox's agree about a product: what is sent is taken, what is taken is not withheld."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import orjson
from starlette.requests import Request

from catalog_sync.mapping.categories import CategoryTree
from catalog_sync.mapping.listing import MappedListing, Severity
from catalog_sync.mapping.map_product import map_product
from catalog_sync.mapping.regions import ShopFacts, regions
from catalog_sync.mapping.rule_files import read_rules, rules_of
from catalog_sync.mapping.rule_layers import laid_over
from catalog_sync.mapping.rule_nodes import Node
from catalog_sync.mapping.rules import Rules
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.mapping.seller_skus import seller_skus
from catalog_sync.sandbox.tiktok.call import Call
from catalog_sync.sandbox.tiktok.endpoints.categories import get_attributes, get_categories, get_rules
from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.listing.check import findings
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.schema import CREATE, check_body
from catalog_sync.sync.bodies import create_body
from catalog_sync.sync.placeholders import fill, media_keys
from catalog_sync.tiktok.errors import PayloadRefused
from catalog_sync.yaml_files import load_yaml
from catalog_sync_tests.mapping.agreement_world import NOW, labels, reference, world
from catalog_sync_tests.mapping.generated_products import Case
from catalog_sync_tests.sandbox_configuration import REGIONS

FURTHER = Path(__file__).with_name("further_rules.yaml")
RULES = Path(str(files("catalog_sync.sandbox") / "mapping"))
NOTHING_TO_SEND = "nothing_to_send"
UNFIT_BODY = "unfit_body"
CRASH = "crash"
BY_POLICY = {
    "axis_unmapped": "which variants differ in what is not said by leaving an axis out",
    "too_many_axes": "the same",
    "axes_share_attribute": "the same",
    "attribute_value_invalid": "what is left of a required attribute's values would say less than the product is",
    "attribute_value_unknown": "the same",
    "attribute_value_ambiguous": "the same, and facts are never guessed",
    "safety_fact_assumed": "facts about safety are never assumed",
    "safety_fact_missing": "a person demands it in the rules",
    "certificate_missing": "a person demands it in the rules, or the review does",
    "promo_words": "the review refuses advertising, by the shop's rule",
    "key_repeated": "listings and SKUs are found again by their keys",
}
"""Findings that withhold what the platform would take, because it would be wrong; each with its reason."""


@dataclass(frozen=True)
class Verdict:
    """What the validator refuses in a listing, by code, and what blocks it here; both may be empty."""

    region: str
    refused: tuple[str, ...]
    blocked: tuple[str, ...]
    sold: bool = True

    @property
    def surprises(self) -> bool:
        """Whether the platform would refuse what nothing was found against."""
        return self.sold and bool(self.refused) and not self.blocked

    @property
    def withheld(self) -> bool:
        """Whether something is withheld that the platform would take."""
        return self.sold and bool(self.blocked) and not self.refused

    @property
    def by_policy(self) -> bool:
        """Whether what withholds it does so although the platform would take it."""
        return not BY_POLICY.keys().isdisjoint(self.blocked)


class Market:
    """One shop of the sandbox with its rules."""

    def __init__(self, region: str, rules: Rules) -> None:
        self.region = region
        self.rules = rules
        self._world = world()
        shop = self._world.shop_in(region)
        assert shop is not None
        self._shop = shop
        self._facts = ShopFacts(
            partition_key=region, region=regions()[region], warehouse_id=shop.sales_warehouse
        )

    def verdict(self, case: Case) -> Verdict:
        """Map the product as a sync does and ask the validator about the create that it would send."""
        try:
            listing = self.mapped(case)
        except Exception as error:  # noqa: BLE001 - whatever a product does to the mapping is a disagreement
            return Verdict(self.region, (f"{CRASH} {type(error).__name__}",), ())
        blocked = (finding.code for finding in listing.findings if finding.severity is Severity.BLOCK)
        found = tuple(dict.fromkeys(blocked))
        if not listing.active:
            return Verdict(self.region, (), found, sold=False)
        return Verdict(self.region, tuple(dict.fromkeys(self._refusals(listing))), found)

    def mapped(self, case: Case) -> MappedListing:
        """The listing of a case, as `desired_listings` maps it."""
        names = seller_skus([sku.sku for sku in case.product.skus if sku.sku], self._facts.region.seller_sku)
        return map_product(
            case.product,
            offers=case.offers,
            rules=self.rules,
            shop=self._facts,
            tree=self._tree,
            schemas=self._schemas,
            labels=labels(),
            seller_skus=names,
            today=NOW.date(),
        )

    def _refusals(self, listing: MappedListing) -> Iterator[str]:
        try:
            payload = self._payload(listing)
        except (PayloadRefused, KeyError):
            yield UNFIT_BODY if listing.content else NOTHING_TO_SEND
            return
        draft = Draft(self._world, self._shop, payload)
        try:
            check_body(CREATE, payload)
            yield from (str(refused.code) for refused in findings(draft))
        except Refusal as refused:
            yield str(refused.code)

    def _payload(self, listing: MappedListing) -> dict[str, Any]:
        """The body of Create Product as it arrives, every picture and document uploaded."""
        references = {key: reference(self._shop.app_key, key.use_case) for key in media_keys(listing.content)}
        content = fill(listing.content, references)
        body = create_body(listing, content, self._facts.warehouse_id).payload()
        arrived: dict[str, Any] = orjson.loads(orjson.dumps(body))
        return arrived

    def _call(self, leaf: str = "") -> Call:
        query = {"category_version": self._shop.market.category_version}
        app = self._world.apps[self._shop.app_key]
        return Call(self._world, cast("Request", None), app, query, {"category_id": leaf}, {}, self._shop)

    @cached_property
    def _tree(self) -> CategoryTree:
        rows = [
            row | {"name": row["local_name"], "permissions": row["permission_statuses"]}
            for row in get_categories(self._call())["categories"]
        ]
        return CategoryTree.from_rows(rows, entitled=self.rules.entitled_categories)

    @cached_property
    def _schemas(self) -> dict[str, CategorySchema]:
        leaves = [row["id"] for row in get_categories(self._call())["categories"] if row["is_leaf"]]
        return {leaf: self._schema(leaf) for leaf in leaves}

    def _schema(self, leaf: str) -> CategorySchema:
        return CategorySchema.from_answers(
            leaf, get_attributes(self._call(leaf)), get_rules(self._call(leaf))
        )


def judged(case: Case) -> list[Verdict]:
    """The verdicts about a case in all regions."""
    return [market(region, further=case.further).verdict(case) for region in REGIONS]


@cache
def market(region: str, *, further: bool = False) -> Market:
    """The market of a region, built once; with `further` rules beside those of the demo."""
    return Market(region, _rules(region, further=further))


def _rules(region: str, *, further: bool) -> Rules:
    node = read_rules(RULES, region=region, partition_key=region)
    return rules_of(laid_over(node, Node.read(*load_yaml(FURTHER))) if further else node)
