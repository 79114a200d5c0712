"""The demo's rules, held against the demo's PIM and the trees of all its regions, have no mistake."""

from dataclasses import asdict
from functools import cache
from typing import Any

from catalog_sync.mapping.brands import ShopBrands
from catalog_sync.mapping.regions import regions
from catalog_sync.mapping.rule_check import Market, rule_mistakes
from catalog_sync.mapping.rule_fit import Fit
from catalog_sync.mapping.rule_tally import Tally
from catalog_sync.sandbox.catalogue.dictionary import dictionaries
from catalog_sync.sandbox.tiktok.demo_taxonomy import demo_taxonomy
from catalog_sync_tests.mapping import test_demo_rules as demo


@cache
def dictionary() -> dict[str, Any]:
    """The demo's dictionaries as the mirror keeps them."""
    rows = dictionaries()
    options: dict[str, Any] = {}
    for row in rows["attribute-options"]:
        options.setdefault(row["attribute"], {})[row["code"]] = {"labels": row["labels"]}
    kinds = ("attributes", "families", "categories", "channels")
    return {"options": options} | {kind: {row["code"]: row for row in rows[kind]} for kind in kinds}


def market(region: str) -> Market:
    nodes = demo_taxonomy().regions[region].categories.values()
    schemas = {node.id: demo.schema(node) for node in nodes if node.is_leaf}
    return Market(region, regions()[region], demo.rules(region), demo.tree(region), schemas, brands())


def brands() -> ShopBrands:
    return ShopBrands.from_rows(map(asdict, demo_taxonomy().brands))


def test_the_demo_names_only_what_exists_in_every_region() -> None:
    assert rule_mistakes([market(region) for region in demo.REGIONS], dictionary()) == []


def test_the_ids_of_the_demos_brands_are_those_that_the_shops_have_under_the_pims_names() -> None:
    rule = demo.rules("GB").brand
    assert rule
    named = {
        code: brands().named(option["labels"]["en_US"])
        for code, option in dictionary()["options"]["brand"].items()
    }
    assert {code: brand.id for code, [brand] in named.items()} == dict(rule.values)


def test_every_rule_of_the_demo_fits_a_product() -> None:
    tally = Tally()
    for region in demo.REGIONS:
        fit = Fit(demo.rules(region))
        for product in demo.products().values():
            fit.see(product)
        fit.tell(tally)

    assert tally.lines() == []
