"""From a checked draft to a stored version, and back to the request's spelling."""

from typing import Any

from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.model import Sku, Version

NOT_CONTENT = frozenset({"skus", "idempotency_key", "save_mode", "option"})


def build_version(draft: Draft) -> Version:
    """Return the version that the draft describes; new SKUs and custom sales attributes get ids."""
    content = {
        name: value for name, value in draft.payload.items() if name not in NOT_CONTENT and value is not None
    }
    ids = _sales_attribute_ids(draft)
    return Version(content, [_sku(draft, row, ids) for row in draft.skus])


def sku_as_request(sku: Sku, currency: str) -> dict[str, Any]:
    """Return a stored SKU as an edit would spell it."""
    return {
        "id": sku.id,
        "seller_sku": sku.seller_sku,
        "external_sku_id": sku.external_sku_id,
        "price": {"amount": sku.amount, "currency": currency},
        "inventory": [{"warehouse_id": id_, "quantity": quantity} for id_, quantity in sku.inventory.items()],
        "sales_attributes": sku.sales_attributes,
        "identifier_code": sku.identifier_code,
    }


def sku_answer(sku: Sku) -> dict[str, Any]:
    """Return what create and edit answer about a SKU."""
    return {
        "id": sku.id,
        "seller_sku": sku.seller_sku,
        "external_sku_id": sku.external_sku_id,
        "sales_attributes": [{"id": a["id"], "value_id": a["value_id"]} for a in sku.sales_attributes],
    }


def _sku(draft: Draft, row: dict[str, Any], ids: dict[tuple[str, ...], str]) -> Sku:
    return Sku(
        id=row.get("id") or draft.world.new_id(),
        seller_sku=row.get("seller_sku") or "",
        external_sku_id=row.get("external_sku_id") or "",
        amount=(row.get("price") or {}).get("amount") or "",
        inventory={
            stock.get("warehouse_id") or draft.shop.sales_warehouse: stock.get("quantity") or 0
            for stock in row.get("inventory") or []
        },
        sales_attributes=[_sales_attribute(draft, a, ids) for a in row.get("sales_attributes") or []],
        identifier_code=row.get("identifier_code"),
    )


def _sales_attribute_ids(draft: Draft) -> dict[tuple[str, ...], str]:
    """Return the ids given earlier to custom names: (name,) for an axis, (axis id, name) for a value."""
    stored = [
        a
        for v in (draft.existing.versions if draft.existing else [])
        for s in v.skus
        for a in s.sales_attributes
    ]
    axes: dict[tuple[str, ...], str] = {(a["name"],): a["id"] for a in stored}
    return axes | {(a["id"], a["value_name"]): a["value_id"] for a in stored}


def _sales_attribute(draft: Draft, given: dict[str, Any], ids: dict[tuple[str, ...], str]) -> dict[str, Any]:
    schema = {attribute.id: attribute for attribute in (draft.category.attributes if draft.category else ())}
    axis = given.get("id") or ids.setdefault((given.get("name") or "",), "") or draft.world.new_id()
    ids[(given.get("name") or "",)] = axis
    name = schema[axis].local_name if axis in schema else given.get("name") or _first_name(ids, axis)
    value_name = given.get("value_name") or next(
        (n[1] for n, i in ids.items() if i == given.get("value_id") and len(n) == 2), ""
    )
    value_id = given.get("value_id") or ids.setdefault((axis, value_name), draft.world.new_id())
    picture = {"sku_img": given["sku_img"]} if given.get("sku_img") else {}
    return {"id": axis, "name": name, "value_id": value_id, "value_name": value_name, **picture}


def _first_name(ids: dict[tuple[str, ...], str], axis: str) -> str:
    return next((name[0] for name, id_ in ids.items() if id_ == axis and len(name) == 1), "")
