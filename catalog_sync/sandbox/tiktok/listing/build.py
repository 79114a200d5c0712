"""From a checked draft to a stored version, and back to the request's spelling."""

from typing import Any

from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.listing.offers import price_text
from catalog_sync.sandbox.tiktok.listing.warehouses import warehouse_of
from catalog_sync.sandbox.tiktok.model import Sku, Version

FURTHER = (
    *("list_price", "external_list_prices", "external_urls", "extra_identifier_codes", "combined_skus"),
    *("sku_unit_count", "pre_sale", "fees", "sku_dimensions", "sku_weight"),
)
NOT_CONTENT = frozenset({"skus", "idempotency_key", "save_mode", "option"})


def build_version(draft: Draft) -> Version:
    """Return the version that the draft describes; new SKUs and custom sales attributes get ids."""
    content = {
        name: value for name, value in draft.payload.items() if name not in NOT_CONTENT and value is not None
    }
    names = _SalesAttributeIds(draft)
    return Version(content, [_sku(draft, row, names) for row in draft.skus])


def sku_as_request(sku: Sku, currency: str) -> dict[str, Any]:
    """Return a stored SKU as an edit would spell it."""
    return {
        "id": sku.id,
        "seller_sku": sku.seller_sku,
        "external_sku_id": sku.external_sku_id,
        "price": {"amount": sku.amount, "sale_price": sku.amount, "currency": currency},
        "inventory": [{"warehouse_id": id_, "quantity": quantity} for id_, quantity in sku.inventory.items()],
        "sales_attributes": sku.sales_attributes,
        "identifier_code": sku.identifier_code,
        **sku.more,
    }


def sku_answer(sku: Sku) -> dict[str, Any]:
    """Return what create and edit answer about a SKU."""
    return {
        "id": sku.id,
        "seller_sku": sku.seller_sku,
        "external_sku_id": sku.external_sku_id,
        "sales_attributes": [{"id": a["id"], "value_id": a["value_id"]} for a in sku.sales_attributes],
    }


def _sku(draft: Draft, row: dict[str, Any], names: "_SalesAttributeIds") -> Sku:
    stored = draft.stored_sku(row.get("id"))
    return Sku(
        id=row.get("id") or draft.world.new_id(),
        seller_sku=row.get("seller_sku") or "",
        external_sku_id=row.get("external_sku_id") or "",
        amount=price_text(draft.shop, row.get("price") or {}),
        inventory={
            warehouse_of(draft.shop, stock): stock.get("quantity") or 0
            for stock in row.get("inventory") or []
        },
        sales_attributes=[names.complete(attribute) for attribute in row.get("sales_attributes") or []],
        identifier_code=row.get("identifier_code"),
        more={name: row[name] for name in FURTHER if row.get(name) is not None},
        committed=dict(stored.committed) if stored else {},
        deactivated_by=stored.deactivated_by if stored else "",
    )


class _SalesAttributeIds:
    """Ids and names of a product's sales attributes: built in, stored by an earlier version, or given out now."""

    def __init__(self, draft: Draft) -> None:
        self._new_id = draft.world.new_id
        self._axes: dict[str, str] = {}
        self._values: dict[tuple[str, str], str] = {}
        for attribute in draft.category.attributes if draft.category else ():
            self._axes[attribute.local_name] = attribute.id
            self._values |= {(attribute.id, value.local_name): value.id for value in attribute.values}
        for version in draft.existing.versions if draft.existing else []:
            for stored in (attribute for sku in version.skus for attribute in sku.sales_attributes):
                self._axes[stored["name"]] = stored["id"]
                self._values[stored["id"], stored["value_name"]] = stored["value_id"]

    def complete(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return a sales attribute with both ids and both names."""
        axis = given.get("id") or self._axes.setdefault(given.get("name") or "", self._new_id())
        name = next((name for name, id_ in self._axes.items() if id_ == axis), given.get("name") or "")
        value_id = given.get("value_id") or self._values.setdefault(
            (axis, given.get("value_name") or ""), self._new_id()
        )
        value_name = next((known for (_, known), id_ in self._values.items() if id_ == value_id), "")
        picture = {"sku_img": given["sku_img"]} if given.get("sku_img") else {}
        return {"id": axis, "name": name, "value_id": value_id, "value_name": value_name, **picture}
