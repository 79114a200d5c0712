import json
from pathlib import Path

import pytest

from catalog_sync.tiktok.category_models import Categories, CategoryRules

DATA = Path("/work/shared/data/tiktok")


def recorded(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"needs the recorded answer {path}")
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
