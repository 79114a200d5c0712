"""Which product each listing that was in the shop before us is, by seller SKU or external id, and what is left to a person: pure."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog_sync.review.lifecycle import standing
from catalog_sync.sync.mass_effects import ADOPTED
from catalog_sync.tiktok.product_models import Price, ProductDetail, Sku

Products = Mapping[str, Mapping[str, str]]
"""Name -> product key -> identifier."""


@dataclass(frozen=True)
class Match:
    """One listing and the products that it may be, by key with their identifiers; `reason` says why none is linked."""

    detail: ProductDetail
    candidates: dict[str, str]
    reason: str | None = None

    @property
    def product_key(self) -> str | None:
        """The product to link, if it is clear which."""
        return next(iter(self.candidates)) if len(self.candidates) == 1 and not self.reason else None


def names_of(details: Sequence[ProductDetail]) -> tuple[set[str], set[str]]:
    """The seller SKUs and the external ids to look for."""
    skus = {name for detail in details for sku in detail.skus for name in _names(sku)}
    return skus, {detail.external_product_id for detail in details if detail.external_product_id}


def matches(
    details: Sequence[ProductDetail], by_sku: Products, by_external_id: Products, linked: Collection[str]
) -> list[Match]:
    """Match each listing; `linked` are the products that have one already."""
    found = [(detail, _candidates(detail, by_sku, by_external_id)) for detail in details]
    times = Counter(next(iter(candidates)) for _, candidates in found if len(candidates) == 1)
    return [Match(detail, candidates, _reason(candidates, times, linked)) for detail, candidates in found]


def _names(sku: Sku) -> list[str]:
    return [name for name in (sku.seller_sku, sku.external_sku_id) if name]


def _candidates(detail: ProductDetail, by_sku: Products, by_external_id: Products) -> dict[str, str]:
    found = dict(by_external_id.get(detail.external_product_id, {}))
    for sku in detail.skus:
        for name in _names(sku):
            found |= by_sku.get(name, {})
    return found


def _reason(candidates: Mapping[str, str], times: Mapping[str, int], linked: Collection[str]) -> str | None:
    if not candidates:
        return "no product has one of its SKUs or its external id"
    if len(candidates) > 1:
        return f"it may be several products: {', '.join(sorted(candidates.values()))}"
    [(key, identifier)] = candidates.items()
    if key in linked:
        return f"{identifier} is linked to another listing already"
    return f"{times[key]} listings may be {identifier}" if times[key] > 1 else None


def linked_row(detail: ProductDetail, currency: str) -> dict[str, Any]:
    """Columns of `listings` of an adopted listing: what the shop shows is what it last accepted."""
    skus = [sku for sku in detail.skus if sku.seller_sku]
    content = baseline(detail)
    return {
        "product_id": detail.id,
        "sku_ids": {sku.seller_sku: sku.id for sku in skus},
        "content_submitted": ADOPTED,
        "content_live": ADOPTED,
        "prices": {sku.seller_sku: _price(sku.price, currency) for sku in skus if _amount(sku.price)},
        "skus": {sku["seller_sku"]: sku for sku in content["skus"]},
        "standing": standing(detail.status, detail.product_status, detail.audit.status).value,
        "status": detail.status,
        "audit_status": detail.audit.status,
        "update_time": detail.update_time,
        "content": content,
    }


def baseline(detail: ProductDetail) -> dict[str, Any]:
    """The live content in the form of the Create Product body, as far as Get Product shows it."""
    told = {
        "title": detail.title,
        "description": detail.description,
        "category_id": detail.category_id,
        "brand_id": detail.brand.id,
        "main_images": [{"uri": picture.uri} for picture in detail.main_images],
        "package_weight": _measured(detail.package_weight.model_dump()),
        "package_dimensions": _measured(detail.package_dimensions.model_dump()),
        "product_attributes": [
            {
                "id": attribute.id,
                "values": [_known({"id": one.id, "name": one.name}) for one in attribute.values],
            }
            for attribute in detail.product_attributes
        ],
    }
    skus = [
        {
            "seller_sku": sku.seller_sku,
            "sales_attributes": [_known(one.model_dump()) for one in sku.sales_attributes],
        }
        for sku in detail.skus
        if sku.seller_sku
    ]
    return _known(told) | {"skus": skus}


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _measured(values: Mapping[str, Any]) -> dict[str, Any]:
    known = _known(values)
    return known if len(known) > 1 else {}


def _amount(price: Price) -> str:
    return price.sale_price or price.tax_exclusive_price


def _price(price: Price, currency: str) -> dict[str, str]:
    return {"amount": _amount(price), "currency": price.currency or currency}
