"""Recommend Category: the leaf whose name shares most words with the title, or the refusal that names what is wrong."""

from typing import Any

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.endpoints.categories import localized
from catalog_sync.sandbox.tiktok.errors import Refusal, refusal
from catalog_sync.sandbox.tiktok.listing.characters import CHINESE, HTML_ESCAPE, is_malformed
from catalog_sync.sandbox.tiktok.listing.pictures import MAIN_IMAGES
from catalog_sync.sandbox.tiktok.listing.text import DESCRIPTION_LENGTH
from catalog_sync.sandbox.tiktok.taxonomy import Category, RegionTree

MARKETS_WITH_PROHIBITED = frozenset({"BR", "MX"})
"""Where prohibited categories can be asked for (Partner API, Recommend Category)."""


def recommend_category(call: Call) -> Data:
    """Recommend Category: `category_version` is v1 unless said otherwise."""
    tree = call.world.tree(call.shop)
    if (call.body.get("category_version") or "v1") != tree.version:
        raise refusal(12052217)
    _check_texts(call)
    _check_images(call)
    best = _best(call, tree)
    return {
        "leaf_category_id": best.id,
        "categories": [_level(call, *level) for level in enumerate(tree.chain(best.id), 1)],
    }


def _check_texts(call: Call) -> None:
    title, high = call.body["product_title"], call.market.title[1]
    if not title.strip():
        raise refusal(12052261)
    if len(title) > high:
        raise refusal(12052051, low=1, high=high)
    if CHINESE.search(title):
        raise refusal(12052262)
    if HTML_ESCAPE.search(title) or is_malformed(title):
        raise refusal(12052931)
    if len(call.body.get("description") or "") > DESCRIPTION_LENGTH:
        raise refusal(12052013)


def _check_images(call: Call) -> None:
    uris = [image["uri"] for image in call.body.get("images") or []]
    if len(uris) > MAIN_IMAGES:
        raise refusal(12052306)
    if any(call.world.images.get(uri) is None for uri in uris):
        raise Refusal(12052722)


def _best(call: Call, tree: RegionTree) -> Category:
    """The best leaf that may be recommended; 12052912 where only leaves outside the main category fit."""
    words = _words(call.body["product_title"])
    prohibited = (
        call.body.get("include_prohibited_categories") and call.shop.region in MARKETS_WITH_PROHIBITED
    )
    fitting = [
        (number, leaf)
        for leaf in tree.categories.values()
        if leaf.is_leaf
        and (prohibited or "PROHIBITED" not in leaf.permission_statuses)
        and (number := len(words & (_words(leaf.name) | _words(leaf.local_name))))
    ]
    if not fitting:
        raise Refusal(12019064)
    inside = [each for each in fitting if "NON_MAIN_CATEGORY" not in each[1].permission_statuses]
    if not inside:
        raise Refusal(12052912, "No category within the main category of the shop matches the product.")
    return max(inside, key=lambda each: each[0])[1]


def _words(text: str) -> set[str]:
    return {word.strip(",.&()").rstrip("s").lower() for word in text.split()} - {""}


def _level(call: Call, level: int, node: Category) -> dict[str, Any]:
    return {
        "id": node.id,
        "name": localized(call, node),
        "level": level,
        "is_leaf": node.is_leaf,
        "permission_statuses": list(node.permission_statuses),
    }
