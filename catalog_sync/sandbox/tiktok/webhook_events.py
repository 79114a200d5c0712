"""What the platform tells about a product: the difference between what was last told and what it is now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from catalog_sync.sandbox.tiktok.model import Product

Data = dict[str, Any]
Event = tuple[int, Data]

TYPES: Mapping[str, int] = MappingProxyType(
    {
        "ORDER_STATUS_CHANGE": 1,
        "REVERSE_STATUS_UPDATE": 2,
        "RECIPIENT_ADDRESS_UPDATE": 3,
        "PACKAGE_UPDATE": 4,
        "PRODUCT_STATUS_CHANGE": 5,
        "SELLER_DEAUTHORIZATION": 6,
        "UPCOMING_AUTHORIZATION_EXPIRATION": 7,
        "CANCELLATION_STATUS_CHANGE": 11,
        "RETURN_STATUS_CHANGE": 12,
        "NEW_CONVERSATION": 13,
        "NEW_MESSAGE": 14,
        "PRODUCT_INFORMATION_CHANGE": 15,
        "PRODUCT_CREATION": 16,
        "PRODUCT_CATEGORY_CHANGE": 18,
        "NEW_MESSAGE_LISTENER": 33,
        "INVOICE_STATUS_CHANGE": 36,
        "PRODUCT_AUDIT_STATUS_CHANGE": 37,
    }
)
SKU_STATUS = 50
NAMED_FIELDS = ("title", "description", "main_images", "product_attributes")
UNTOLD_FIELDS = {"category_id", "save_mode"}
VERDICTS = {"APPROVED", "PRE_APPROVED", "FAILED"}


@dataclass(frozen=True)
class Facts:
    """What was last told of a product: SKUs with who deactivated them, and the content that last went live, if any."""

    status: str
    audit: str
    category_id: str
    skus: dict[str, str]
    live: Data | None


def facts_of(product: Product, before: Facts | None) -> Facts:
    """Return what there is to tell of a product now."""
    was_live = before.live if before else None
    return Facts(
        product.status,
        product.audit,
        product.base.content.get("category_id", ""),
        {sku.id: sku.deactivated_by for sku in product.base.skus},
        product.base.content if product.product_status == "ACTIVATE" else was_live,
    )


def events(product: Product, before: Facts | None, after: Facts, *, singular: bool) -> Iterator[Event]:
    """Yield type and data of each notification; `singular` spells the field of type 37 `pre_approved_reason`."""
    base = {"product_id": product.id, "update_time": product.update_time}
    numbered = {**base, "product_id": int(product.id)}
    if before is None:
        yield TYPES["PRODUCT_CREATION"], {**numbered, "product_types": []}
    else:
        if after.audit != before.audit:
            reasons = "pre_approved_reason" if singular else "pre_approved_reasons"
            audit = {"status": after.audit, reasons: list(product.pre_approved_reasons)}
            yield TYPES["PRODUCT_AUDIT_STATUS_CHANGE"], {**numbered, "audit": audit}
        yield from _status(product, before, after, numbered)
        by_hand = product.history[-1]["event"] == "edited_by_hand"
        yield from _content(before, after, base, "SELLER_CENTER" if by_hand else "OPEN_API")
    yield from _skus(before, after, base)


def _status(product: Product, before: Facts, after: Facts, base: Data) -> Iterator[Event]:
    """Verdicts and changes of the status, but not that a review began (Partner API, Product status change)."""
    judged = after.audit != before.audit and after.audit in VERDICTS
    if not judged and after.status in (before.status, "PENDING"):
        return
    status = "PRODUCT_STATUS_CHANGED"
    if judged and after.audit == "FAILED":
        status = "PRODUCT_AUDIT_FAILURE"
    elif before.audit == "AUDITING" and judged and before.live is None:
        status = "PRODUCT_FIRST_PASS_REVIEW"
    texts = [text for reason in product.audit_failed_reasons for text in reason["reasons"]]
    yield TYPES["PRODUCT_STATUS_CHANGE"], {**base, "status": status, "suspended_reason": " ".join(texts)}


def _content(before: Facts, after: Facts, base: Data, source: str) -> Iterator[Event]:
    if after.category_id != before.category_id:
        categories = {"previous_category_id": before.category_id, "current_category_id": after.category_id}
        yield TYPES["PRODUCT_CATEGORY_CHANGE"], {**base, **categories}
    if before.live is not None and after.live is not None and after.live is not before.live:
        fields = changed_fields(before.live, after.live)
        if fields:
            changes = {"change_source": source, "changed_fields": fields}
            yield TYPES["PRODUCT_INFORMATION_CHANGE"], {**base, **changes}


def changed_fields(one: Data, other: Data) -> list[str]:
    """Return the names that a change of information is told under; all but a few are `others`."""
    changed = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)} - UNTOLD_FIELDS
    chart = [
        f"size_chart_{kind}" for kind in ("image", "template") if _chart(one, kind) != _chart(other, kind)
    ]
    others = ["others"] if changed - {*NAMED_FIELDS, "size_chart"} else []
    return [name for name in NAMED_FIELDS if name in changed] + chart + others


def _chart(content: Data, kind: str) -> Any:
    return (content.get("size_chart") or {}).get(kind)


def _skus(before: Facts | None, after: Facts, base: Data) -> Iterator[Event]:
    known = before.skus if before else {}
    changes = [_sku(id_, "CREATED") for id_ in after.skus if id_ not in known]
    changes += [_sku(id_, "DELETED") for id_ in known if id_ not in after.skus]
    for id_, source in after.skus.items():
        if source != known.get(id_, ""):
            changes.append(
                _sku(id_, "DEACTIVATED", deactivation_source=source) if source else _sku(id_, "ACTIVATED")
            )
    if changes:
        yield SKU_STATUS, {**base, "skus": changes}


def _sku(sku_id: str, status: str, **more: str) -> Data:
    return {"sku_id": sku_id, "status": status, **more}
