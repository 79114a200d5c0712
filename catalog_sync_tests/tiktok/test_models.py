import json
import os
from pathlib import Path

import pytest

from catalog_sync.tiktok.category_models import Categories, CategoryRules

DATA = Path(os.environ.get("CATALOG_SYNC_TEST_DATA", "")) / "tiktok"


def recorded(name):
    path = DATA / name
    if not path.exists():
        pytest.skip("needs the recorded answer in a folder that CATALOG_SYNC_TEST_DATA names")
    return json.loads(path.read_bytes())


def test_a_recorded_tree_of_a_live_shop_is_read():
    answer = recorded("categories_ID_raw_2026-06-02.json")
    tree = Categories.model_validate(answer["data"]).categories
    assert len(tree) == len(answer["data"]["categories"])
    assert {node.parent_id for node in tree} - {"0"} <= {node.id for node in tree}


def test_recorded_rules_of_a_live_shop_are_read():
    for leaf in recorded("category_rules_ID_2026-06-18.json")["rules"].values():
        rules = CategoryRules.model_validate(leaf["rules"])
        assert rules.size_chart.is_supported == leaf["rules"]["size_chart"]["is_supported"]
        assert len(rules.product_certifications) == len(leaf["rules"]["product_certifications"])
