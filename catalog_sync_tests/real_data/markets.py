"""The four markets that real catalogues are mapped into: real trees and rules where there are captures, else built from facts.

Real: the Indonesian v2 tree with its category rules; the British v1 leaves; the eleven attributes of British clothing;
the battery attributes of GB and US; the Indonesian leaves of dangerous goods. Built here, since nothing was captured:
the American tree (the British leaves, without those that v2 splits, as leaf ids mean the same everywhere), the German
one (the British leaves), attributes of clothing in the other three markets (those of GB), and what a market demands of
every leaf it concerns (parcel sizes, Proposition 65, producers and EPR, the regulatory mark).
"""

from dataclasses import dataclass, replace
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

from catalog_sync.mapping.regions import ShopFacts, regions
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.sandbox.tiktok.call import Call
from catalog_sync.sandbox.tiktok.captured_taxonomy import load_captured
from catalog_sync.sandbox.tiktok.endpoints.categories import get_attributes, get_rules
from catalog_sync.sandbox.tiktok.model import Shop
from catalog_sync.sandbox.tiktok.taxonomy import Attribute, Category, RegionTree, Rules, Taxonomy
from catalog_sync.sandbox.tiktok.world import World, build_world
from catalog_sync_tests.real_data.catalogues import DATA
from catalog_sync_tests.real_data.market_attributes import (
    CLOTHING,
    DANGEROUS,
    MARK,
    PROP_65,
    SIZED,
    axes,
    batteries,
    clothing,
    electrical,
    recorded,
)

REGIONS = ("GB", "US", "DE", "ID")


@dataclass(frozen=True)
class RealMarket:
    """One shop, its tree as rows, and the schemas of its leaves."""

    region: str
    world: World
    shop: Shop
    facts: ShopFacts

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The nodes of the tree as the ledger has them."""
        english = self.facts.region.locale.startswith("en")
        return [
            {
                "id": node.id,
                "parent_id": node.parent_id,
                "name": node.name if english else node.local_name,
                "is_leaf": node.is_leaf,
                "permissions": list(node.permission_statuses),
            }
            for node in self.world.tree(self.shop).categories.values()
        ]

    def schema(self, leaf: str) -> CategorySchema:
        """The leaf's attributes and rules, as the sandbox answers them."""
        stub = SimpleNamespace(
            world=self.world, shop=self.shop, market=self.shop.market, path={"category_id": leaf}, body={}
        )
        stub.query = {
            "category_version": self.facts.region.category_version,
            "locale": self.shop.market.locale,
        }
        call = cast(Call, stub)
        return CategorySchema.from_answers(leaf, get_attributes(call), get_rules(call))


@cache
def markets() -> dict[str, RealMarket]:
    """The shops GB, US, DE and ID of one world."""
    world = build_world(_taxonomy())
    shops = {region: world.shop_in(region) for region in REGIONS}
    return {
        region: RealMarket(
            region,
            world,
            shop,
            ShopFacts(
                partition_key=region, region=regions()[region], warehouse_id=shop.sales_warehouse, mode="live"
            ),
        )
        for region, shop in shops.items()
        if shop
    }


def _taxonomy() -> Taxonomy:
    captured = load_captured(DATA / "tiktok")
    british = captured.regions["GB"]
    lines = {id_: [node.name for node in british.chain(id_)] for id_ in british.categories}
    split = {row["id"] for row in recorded("v1_leaves_split_in_v2_ID_derived.json")["ids"]}
    goods = {row["id"] for row in recorded("sea_dangerous_goods_leaf_categories_2024-10.json")["categories"]}
    trees = {
        "GB": _tree(british, "v1", lambda node: _british(node, lines[node.id])),
        "US": _tree(british, "v2", lambda node: _american(node, lines[node.id], split)),
        "DE": _tree(british, "v1", lambda node: _german(node, lines[node.id])),
        "ID": _tree(
            captured.regions["ID"], "v2", lambda node: _indonesian(node, lines.get(node.id, []), goods)
        ),
    }
    return Taxonomy(trees, captured.brands)


def _tree(base: RegionTree, version: str, made: Any) -> RegionTree:
    return RegionTree(
        version, {id_: made(node) for id_, node in base.categories.items()}, square_main_image=False
    )


def _british(node: Category, line: list[str]) -> Category:
    rules = Rules(
        package_dimension_required=True,
        size_chart_supported=line[0] in SIZED,
        size_chart_required=line[0] in CLOTHING,
    )
    return _with(node, line, rules, *batteries(line))


def _american(node: Category, line: list[str], split: set[str]) -> Category:
    rules = Rules(package_dimension_required=True, size_chart_supported=line[0] in SIZED)
    leaf = replace(node, is_leaf=node.is_leaf and node.id not in split)
    return _with(leaf, line, rules, *batteries(line), *PROP_65)


def _german(node: Category, line: list[str]) -> Category:
    rules = Rules(
        package_dimension_required=True,
        size_chart_supported=line[0] in SIZED,
        manufacturer_required=True,
        responsible_person_required=True,
        epr_required=electrical(line),
    )
    return _with(node, line, rules, *([MARK] if electrical(line) else []))


def _indonesian(node: Category, line: list[str], goods: set[str]) -> Category:
    return _with(node, line, node.rules, *([DANGEROUS] if node.id in goods else []))


def _with(node: Category, line: list[str], rules: Rules, *attributes: Attribute) -> Category:
    if not node.is_leaf:
        return node
    own = clothing() if line and line[0] in CLOTHING else axes()
    return replace(node, rules=rules, attributes=(*own, *attributes))
