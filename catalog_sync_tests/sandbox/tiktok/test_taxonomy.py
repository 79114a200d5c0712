import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from catalog_sync.sandbox.tiktok.captured_taxonomy import ID_TREE, load_captured
from catalog_sync.sandbox.tiktok.demo_taxonomy import demo_taxonomy
from catalog_sync.sandbox.tiktok.world import build_world
from catalog_sync_tests.sandbox.tiktok.seller import Seller, demo_world

CAPTURES = Path(os.environ.get("CATALOG_SYNC_TEST_DATA", "")) / "tiktok" / ID_TREE
CATEGORIES = "/product/202309/categories"


def seller(region: str) -> Seller:
    return Seller(demo_world(), region)


def attributes(region: str, leaf: str, **query) -> dict[str, dict]:
    version = demo_taxonomy().regions[region].version
    path = f"{CATEGORIES}/{leaf}/attributes"
    rows = seller(region).data("GET", path, category_version=version, **query)["attributes"]
    return {row["id"]: row for row in rows}


def test_table_lamps_are_a_leaf_in_v1_and_a_branch_in_v2():
    trees = demo_taxonomy().regions
    assert trees["GB"].categories["600161"].is_leaf
    assert not trees["US"].categories["600161"].is_leaf
    assert "600162" not in trees["GB"].categories
    assert [node.id for node in trees["ID"].chain("600163")] == ["600001", "600160", "600161", "600163"]


def test_every_parent_of_the_demo_trees_exists():
    for tree in demo_taxonomy().regions.values():
        assert {node.parent_id for node in tree.categories.values()} <= tree.categories.keys() | {"0"}


def test_categories_come_localized_and_with_permissions():
    rows = {
        row["id"]: row for row in seller("ID").data("GET", CATEGORIES, category_version="v2")["categories"]
    }
    assert rows["600041"]["local_name"] == "Pisau Dapur"
    assert rows["600041"]["permission_statuses"] == ["AVAILABLE"]
    german = {
        row["id"]: row for row in seller("DE").data("GET", CATEGORIES, category_version="v1")["categories"]
    }
    assert german["600161"]["local_name"] == "Tischlampen"
    british = seller("GB").data("GET", CATEGORIES, category_version="v1")["categories"]
    assert next(r for r in british if r["id"] == "600041")["permission_statuses"] == ["INVITE_ONLY"]
    english = seller("ID").data("GET", CATEGORIES, category_version="v2", locale="en-US", keyword="knives")
    assert [row["local_name"] for row in english["categories"]] == ["Kitchen Knives"]


def test_the_tree_of_another_version_is_refused():
    assert seller("US").call("GET", CATEGORIES)["code"] == 12052217


def test_attributes_depend_on_the_region():
    indonesia, gb, us = (attributes(region, "600031") for region in ("ID", "GB", "US"))
    assert indonesia["100149"]["is_requried"]
    assert not gb["100149"]["is_requried"]
    assert us["101400"]["is_requried"]
    assert "101400" not in gb
    assert [value["name"] for value in indonesia["100393"]["values"]][:2] == ["Katun", "Linen"]
    assert attributes("ID", "600031", locale="en-US")["100393"]["name"] == "Material"
    assert "101700" in attributes("ID", "601480")


def test_germany_asks_for_what_no_other_market_does():
    lamps = attributes("DE", "600161")
    assert lamps["102850"]["name"] == "Regulatorische Kennzeichnung oder Etikett"
    assert lamps["102850"]["is_requried"]
    assert [value["name"] for value in lamps["100393"]["values"]][:2] == ["Baumwolle", "Leinen"]
    for leaf, deposit in {"600161": [], "600031": [False], "600032": [True]}.items():
        german, british = (
            seller(region).data("GET", f"{CATEGORIES}/{leaf}/rules", category_version="v1")
            for region in ("DE", "GB")
        )
        asked = ("epr", "manufacturer", "responsible_person")
        assert [german[name]["is_required"] for name in asked] == [True] * 3
        assert not any(british[name]["is_required"] for name in asked)
        assert [fee["is_required"] for fee in german["fees"]] == deposit
        assert british["fees"] == []


def test_every_name_of_the_german_tree_is_told_in_german():
    for node in demo_taxonomy().regions["DE"].categories.values():
        named = [node, *node.attributes, *(value for each in node.attributes for value in each.values)]
        same = {item.name for item in named if item.local_name == item.name}
        assert same <= {"Material", "Polyester", "Solar"}


def test_conditional_attributes_name_their_condition():
    battery = attributes("GB", "600161")["100216"]
    condition = {
        "condition_type": "VALUE_ID_MATCH",
        "attribute_id": "101610",
        "attribute_value_id": "1024358",
    }
    assert battery["requirement_conditions"] == [condition]
    assert "100216" not in attributes("ID", "600162")


@pytest.mark.parametrize(("leaf", "code"), [("1", 12052023), ("600030", 12052024)])
def test_only_leaves_have_attributes_and_rules(leaf, code):
    for kind in ("attributes", "rules"):
        assert seller("GB").call("GET", f"{CATEGORIES}/{leaf}/{kind}", category_version="v1")["code"] == code


def test_a_title_is_matched_to_a_leaf():
    recommend = f"{CATEGORIES}/recommend"
    data = seller("GB").data("POST", recommend, {"product_title": "Blue stoneware mug"})
    assert data["leaf_category_id"] == "600031"
    assert [row["level"] for row in data["categories"]] == [1, 2, 3]
    assert seller("GB").call("POST", recommend, {"product_title": "zzz"})["code"] == 12019064


def refused(region: str, world=None, **body) -> int:
    shop = Seller(world or demo_world(), region)
    return shop.call("POST", f"{CATEGORIES}/recommend", {"product_title": "Blue mug", **body})["code"]


def test_a_suggestion_is_asked_for_in_the_shops_own_tree_version_v1_unless_said():
    assert (refused("GB"), refused("US"), refused("US", category_version="v2")) == (0, 12052217, 0)
    assert refused("GB", category_version="v3") == 12052217


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"product_title": " "}, 12052261),
        ({"product_title": "mug " * 70}, 12052051),
        ({"product_title": "Mug 杯子"}, 12052262),
        ({"product_title": "Mug &amp; cup"}, 12052931),
        ({"description": "a" * 10_001}, 12052013),
        ({"images": [{"uri": f"tos-{n}"} for n in range(10)]}, 12052306),
        ({"origin_platform_category": {"id": 7}}, 36009004),
        ({"origin_platform_category": {"code": "mugs"}}, 36009004),
        ({"origin_platform_product_meta_data": {"attribute_value_list": ["blue"]}}, 36009004),
    ],
)
def test_a_suggestion_is_refused_for_what_the_platform_refuses(body, code):
    assert refused("GB", **body) == code


@pytest.mark.parametrize(("permission", "code"), [("PROHIBITED", 12019064), ("NON_MAIN_CATEGORY", 12052912)])
def test_what_the_shop_may_never_sell_is_not_suggested(permission, code):
    world = demo_world()
    categories = world.taxonomy.regions["GB"].categories
    closed = {
        "600031": replace(categories["600031"], permission_statuses=(permission,)),
        **{key: node for key, node in categories.items() if key != "600031"},
    }
    tree = replace(world.taxonomy.regions["GB"], categories=closed)
    world.taxonomy = replace(world.taxonomy, regions={**world.taxonomy.regions, "GB": tree})
    assert refused("GB", world) == code


def test_a_suggestion_speaks_the_language_of_the_body():
    recommend = f"{CATEGORIES}/recommend"
    body = {"product_title": "Kitchen knives", "locale": "en-US", "category_version": "v2"}
    assert seller("ID").data("POST", recommend, body)["categories"][-1]["name"] == "Kitchen Knives"
    del body["locale"]
    assert seller("ID").data("POST", recommend, body)["categories"][-1]["name"] == "Pisau Dapur"


def test_a_suggestion_takes_what_another_platform_knows():
    known = {
        "origin_platform_product_type": "mug",
        "origin_platform_vendor": "Kiln",
        "origin_platform_tags": ["blue"],
        "origin_platform_category": {"id": "1", "name": "Mugs"},
        "origin_platform_product_meta_data": {"attribute_value_list": [{"name": "a", "values": ["b"]}]},
        "is_live_quick": False,
    }
    data = seller("GB").data("POST", f"{CATEGORIES}/recommend", {"product_title": "Blue mug", **known})
    assert data["leaf_category_id"] == "600031"


def test_rules_list_the_size_types_of_size_charts():
    rules = seller("GB").data("GET", f"{CATEGORIES}/600031/rules", category_version="v1")
    assert rules["size_chart"]["size_types"] == []


@pytest.mark.parametrize("number", ["²", "٣", "9" * 5_000, "-1", "1\n"])
def test_paging_takes_only_short_plain_numbers(number):
    brands = "/product/202309/brands"
    assert seller("GB").call("GET", brands, page_size=number)["code"] == 12019109
    assert seller("GB").call("GET", brands, page_size=5, page_token=number)["code"] == 12019108


def test_brands_are_paged_and_filtered():
    gb = seller("GB")
    first = gb.data("GET", "/product/202309/brands", page_size=5)
    rest = gb.data("GET", "/product/202309/brands", page_size=5, page_token=first["next_page_token"])
    assert len(first["brands"]) + len(rest["brands"]) == first["total_count"]
    assert rest["next_page_token"] == ""
    found = gb.data("GET", "/product/202309/brands", page_size=5, brand_name="lum")["brands"]
    assert [brand["name"] for brand in found] == ["Lumora"]
    assert gb.call("GET", "/product/202309/brands")["code"] == 12019109


def captured_directory(tmp_path: Path) -> Path:
    rules = {name: {"is_required": False} for name in ("package_dimension", "epr")}
    rules |= {"size_chart": {"is_supported": True, "is_required": True}, "cod": {"is_supported": True}}
    certificate = {"id": "c1", "name": "SNI", "is_required": False, "document_details": "copy"}
    row = {"permission_statuses": ["AVAILABLE"]}
    files = {
        "categories_ID_l3_2026-06-18.json": {
            "categories": [
                {"id": "1", "parent_id": "0", "local_name": "Rumah ", "is_leaf": False, **row},
                {"id": "2", "parent_id": "1", "local_name": "Lampu", "is_leaf": True, **row},
                {"id": "3", "parent_id": "1", "local_name": "Cut", "is_leaf": False, **row},
            ]
        },
        "category_rules_ID_2026-06-18.json": {
            "rules": {"2": {"rules": {**rules, "product_certifications": [certificate]}}}
        },
        "categories_UK_v1_paths_2023-04.json": [
            {"category_id": "2", "category_path": "Home>Light>Lamps"},
            {"category_id": "4", "category_path": "Home>Light>Bulbs"},
        ],
    }
    for name, content in files.items():
        (tmp_path / name).write_text(json.dumps(content))
    return tmp_path


def test_captured_trees_have_their_leaves_rules_and_made_up_parents(tmp_path):
    regions = load_captured(captured_directory(tmp_path)).regions
    leaf = regions["ID"].categories["2"]
    assert (leaf.is_leaf, leaf.rules.size_chart_required, leaf.attributes) == (True, True, ())
    assert leaf.rules.policy_certificates == frozenset()
    assert not regions["ID"].categories["3"].is_leaf
    assert [node.name for node in regions["GB"].chain("4")] == ["Home", "Light", "Bulbs"]
    assert len(regions["GB"].categories) == 4
    assert regions["US"] == demo_taxonomy().regions["US"]


@pytest.mark.skipif(
    not CAPTURES.exists(), reason="CATALOG_SYNC_TEST_DATA names no folder with captured trees"
)
def test_the_real_captures_load_and_take_products():
    taxonomy = load_captured(CAPTURES.parent)
    leaves = {r: sum(n.is_leaf for n in tree.categories.values()) for r, tree in taxonomy.regions.items()}
    assert (leaves["GB"], leaves["ID"]) == (1575, 1873)
    gb = Seller(build_world(taxonomy, review_delay=0))
    wide = [{"uri": gb.image(1000, 800)}]
    product_id = gb.create(category_id="600621", product_attributes=None, main_images=wide)
    assert gb.get(product_id)["status"] == "ACTIVATE"
    assert gb.get(product_id)["category_chains"][0]["local_name"] == "Home Supplies"
