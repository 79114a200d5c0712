"""Holds the rules of all shops against what the PIM and each shop's market know: what they name must exist there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog_sync.mapping.brands import ShopBrands
from catalog_sync.mapping.categories import CategoryTree
from catalog_sync.mapping.regions import RegionFacts
from catalog_sync.mapping.rule_check_brands import check_brands
from catalog_sync.mapping.rule_check_market import check_market
from catalog_sync.mapping.rule_check_pim import PimNames, check_pim
from catalog_sync.mapping.rule_contradictions import contradictions
from catalog_sync.mapping.rule_tally import Tally
from catalog_sync.mapping.rules import Rules
from catalog_sync.mapping.schema import CategorySchema


@dataclass(frozen=True)
class Market:
    """One shop as rules are held against it: its partition key, region, rules, tree, and the schemas fetched so far.

    `brands` are those that the shop may name, None while they are not fetched.
    """

    name: str
    region: RegionFacts
    rules: Rules
    tree: CategoryTree
    schemas: Mapping[str, CategorySchema]
    brands: ShopBrands | None = None


def rule_mistakes(markets: Sequence[Market], dictionary: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return a line for each mistake in the rules of all shops: its place, what is wrong, the nearest and what is allowed.

    `dictionary` is the PIM's, by kind; kinds it does not have, and trees and schemas not fetched yet, are not held
    against the rules. What rules share is told once, and an attribute only where none of the leaves that the rule
    serves, in any shop, has it: rules for attributes of other leaves are passed over.
    """
    tally, pim = Tally(), PimNames(dictionary)
    for market in markets:
        check_pim(market.rules, pim, tally)
        check_market(market.name, market.region, market.rules, market.tree, market.schemas, tally)
        if market.brands:
            check_brands(market.name, market.rules, market.brands, tally)
        contradictions(market.rules, market.schemas, tally)
    return tally.lines(complete=all(market.schemas for market in markets))
