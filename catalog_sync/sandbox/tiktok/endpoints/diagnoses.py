"""Product Information Issue Diagnosis: what would make live listings better."""

from itertools import groupby
from typing import Any

from catalog_sync.sandbox.tiktok.call import Call, Data
from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.model import Product
from catalog_sync.sandbox.tiktok.quality import Issue, diagnose, listing_quality

PRODUCT_IDS = 200


def get_diagnoses(call: Call) -> Data:
    """Diagnose live products by `product_ids`, joined by commas; others are left out."""
    ids = [id_ for id_ in call.query.get("product_ids", "").strip("[]").replace('"', "").split(",") if id_]
    if not 0 < len(ids) <= PRODUCT_IDS:
        raise Refusal(12019120)
    if any(id_ not in call.shop.products for id_ in ids):
        raise Refusal(12052260)
    products = [call.shop.products[id_] for id_ in dict.fromkeys(ids)]
    return {"products": [_row(call, product) for product in products if product.product_status == "ACTIVATE"]}


def _row(call: Call, product: Product) -> dict[str, Any]:
    content = product.base.content
    issues = diagnose(call.world, call.shop, content)
    return {
        "id": product.id,
        "listing_quality": listing_quality(call.world, call.shop, content),
        "diagnoses": [
            _field(name, list(found)) for name, found in groupby(issues, lambda issue: issue.field)
        ],
    }


def _field(name: str, issues: list[Issue]) -> dict[str, Any]:
    results = [{"code": i.code, "how_to_solve": i.advice, "quality_tier": i.tier} for i in issues]
    suggestion: dict[str, Any] = {"seo_words": [], "smart_texts": [], "images": []}
    return {"field": name, "diagnosis_results": results, "suggestion": suggestion}
