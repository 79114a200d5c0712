"""Category trees from captured answers of the platform: a real ID tree with its rules, and a real GB leaf list."""

import json
from pathlib import Path
from typing import Any

from catalog_sync.sandbox.tiktok.demo_taxonomy import demo_taxonomy
from catalog_sync.sandbox.tiktok.taxonomy import Category, Certification, RegionTree, Rules, Taxonomy

ID_TREE = "categories_ID_l3_2026-06-18.json"
ID_RULES = "category_rules_ID_2026-06-18.json"
GB_PATHS = "categories_UK_v1_paths_2023-04.json"


def load_captured(directory: Path) -> Taxonomy:
    """Return a taxonomy of the captures in `directory`; US has none and keeps the demo tree.

    Captured leaves have no attribute schema and no certificate policy, and their review accepts any picture's ratio.
    """
    demo = demo_taxonomy()
    regions = {**demo.regions, "ID": _indonesia(directory), "GB": _britain(directory)}
    return Taxonomy(regions, demo.brands)


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _indonesia(directory: Path) -> RegionTree:
    rules = _read(directory / ID_RULES)["rules"]
    rows = _read(directory / ID_TREE)["categories"]
    categories = {row["id"]: _node(row, rules.get(row["id"])) for row in rows}
    return RegionTree("v2", categories, square_main_image=False)


def _node(row: dict[str, Any], rules: dict[str, Any] | None) -> Category:
    name = row["local_name"].strip()
    return Category(
        id=row["id"],
        parent_id=row["parent_id"],
        name=name,
        local_name=name,
        is_leaf=row["is_leaf"],
        permission_statuses=tuple(row["permission_statuses"]),
        rules=_rules(rules["rules"]) if rules else Rules(),
    )


def _rules(captured: dict[str, Any]) -> Rules:
    return Rules(
        certifications=tuple(
            Certification(row["id"], row["name"], row["is_required"], row["document_details"])
            for row in captured["product_certifications"]
        ),
        package_dimension_required=captured["package_dimension"]["is_required"],
        size_chart_supported=captured["size_chart"]["is_supported"],
        size_chart_required=captured["size_chart"]["is_required"],
        cod_supported=captured["cod"]["is_supported"],
    )


def _britain(directory: Path) -> RegionTree:
    categories: dict[str, Category] = {}
    parents: dict[tuple[str, ...], str] = {}
    for row in _read(directory / GB_PATHS):
        *above, name = (part.strip() for part in row["category_path"].split(">"))
        parent = _parent(tuple(above), parents, categories)
        categories[row["category_id"]] = Category(row["category_id"], parent, name, name, is_leaf=True)
    return RegionTree("v1", categories, square_main_image=False)


def _parent(
    path: tuple[str, ...], parents: dict[tuple[str, ...], str], categories: dict[str, Category]
) -> str:
    if not path:
        return "0"
    if path not in parents:
        above = _parent(path[:-1], parents, categories)
        parents[path] = str(9_900_001 + len(parents))
        categories[parents[path]] = Category(parents[path], above, path[-1], path[-1], is_leaf=False)
    return parents[path]
