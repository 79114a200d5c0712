"""Products as the read endpoints spell them, which is not how requests do."""

from typing import Any

from catalog_sync.sandbox.tiktok.listing.limits import limits_of
from catalog_sync.sandbox.tiktok.model import Product, Shop, Sku, Version
from catalog_sync.sandbox.tiktok.quality import shown_tier
from catalog_sync.sandbox.tiktok.search_index import Seen, SeenSku
from catalog_sync.sandbox.tiktok.taxonomy import Category
from catalog_sync.sandbox.tiktok.world import World

PASSED_THROUGH = (
    "title",
    "description",
    "package_dimensions",
    "package_weight",
    "external_product_id",
    "manufacturer_ids",
    "responsible_person_ids",
    "minimum_order_quantity",
    "key_product_features",
    "search_terms",
    "video",
)


def product_detail(
    world: World, shop: Shop, product: Product, version: Version, locale: str | None
) -> dict[str, Any]:
    """Return the answer of Get Product for one version."""
    content = version.content
    chain = world.tree(shop).chain(content["category_id"])
    english = (locale or shop.market.locale).startswith("en")
    return {
        "id": product.id,
        "status": product.status,
        "product_status": product.product_status,
        "audit": audit(product),
        "audit_failed_reasons": product.audit_failed_reasons,
        **{name: content[name] for name in PASSED_THROUGH if name in content},
        "category_chains": [_node(node, english) for node in chain],
        "main_images": [_image(world, row["uri"]) for row in content["main_images"]],
        "product_attributes": _attributes(chain[-1] if chain else None, content, english),
        "certifications": [_certification(world, row) for row in content.get("certifications") or []],
        "skus": [_sku(world, shop, sku) for sku in version.skus],
        "product_types": [],
        **_platform_statuses(shop, product.status),
        "has_draft": product.draft is not None,
        "is_cod_allowed": content.get("is_cod_allowed", False),
        "is_not_for_sale": content.get("is_not_for_sale", False),
        "listing_quality_tier": shown_tier(world, shop, product, content),
        "recommended_categories": [],
        "create_time": product.create_time,
        "update_time": product.update_time,
        **_brand(world, shop, content),
        **_size_chart(world, content),
    }


def _brand(world: World, shop: Shop, content: dict[str, Any]) -> dict[str, Any]:
    brand_id = content.get("brand_id", "")
    own = world.apps[shop.app_key].records.brands.get(brand_id)
    brand = own or world.taxonomy.brands_by_id.get(brand_id)
    return {"brand": {"id": brand.id, "name": brand.name}} if brand else {}


def _size_chart(world: World, content: dict[str, Any]) -> dict[str, Any]:
    chart = content.get("size_chart") or {}
    if chart.get("template"):
        return {"size_chart": {"template": chart["template"]}}
    return {"size_chart": {"image": _image(world, chart["image"]["uri"])}} if chart.get("image") else {}


def product_row(world: World, shop: Shop, product: Product, seen: Seen) -> dict[str, Any]:
    """Return a product's row in Search Products, as the index has seen it."""
    return {
        "id": product.id,
        "title": seen.title,
        "status": seen.status,
        "sales_regions": [shop.region],
        "create_time": product.create_time,
        "update_time": seen.update_time,
        "audit": {"status": seen.audit, "pre_approved_reasons": list(seen.pre_approved_reasons)},
        "has_draft": seen.has_draft,
        "is_not_for_sale": product.base.content.get("is_not_for_sale", False),
        "listing_quality_tier": shown_tier(world, shop, product, product.base.content),
        "recommended_categories": [],
        **_platform_statuses(shop, seen.status),
        "skus": [_row_sku(shop, sku) for sku in seen.skus],
    }


def audit(product: Product) -> dict[str, Any]:
    """Return the review state."""
    return {
        "status": product.audit,
        "pre_approved_reasons": product.pre_approved_reasons,
        "not_submitted_reasons": product.not_submitted_reasons,
    }


def _row_sku(shop: Shop, sku: SeenSku) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": sku.id,
        "seller_sku": sku.seller_sku,
        "price": {"currency": shop.market.currency, "tax_exclusive_price": sku.amount},
        "inventory": _stock(sku.inventory),
        "status_info": _sku_status(sku.deactivated_by),
    }
    return {**row, "list_price": sku.list_price} if sku.list_price else row


def _stock(inventory: dict[str, int]) -> list[dict[str, Any]]:
    return [{"warehouse_id": id_, "quantity": quantity} for id_, quantity in inventory.items()]


def _sku_status(deactivated_by: str) -> dict[str, str]:
    return {"status": "DEACTIVATED" if deactivated_by else "NORMAL", "deactivation_source": deactivated_by}


def _platform_statuses(shop: Shop, status: str) -> dict[str, Any]:
    if len(limits_of(shop.region).platforms) == 1:
        return {}
    return {"integrated_platform_statuses": [{"platform": "TIKTOK_SHOP", "status": status}]}


def _node(node: Category, english: bool) -> dict[str, Any]:
    name = node.name if english else node.local_name
    return {"id": node.id, "parent_id": node.parent_id, "local_name": name, "is_leaf": node.is_leaf}


def _image(world: World, uri: str) -> dict[str, Any]:
    image = world.images.get(uri)
    if image is None:
        return {"uri": uri, "urls": [], "thumb_urls": []}
    return {
        "uri": uri,
        "urls": [image.url],
        "thumb_urls": [image.url],
        "height": image.height,
        "width": image.width,
    }


def _attributes(leaf: Category | None, content: dict[str, Any], english: bool) -> list[dict[str, Any]]:
    schema = {attribute.id: attribute for attribute in leaf.attributes} if leaf else {}
    rows = []
    for row in content.get("product_attributes") or []:
        attribute = schema.get(row["id"])
        names = {v.id: v.name if english else v.local_name for v in attribute.values} if attribute else {}
        name = (attribute.name if english else attribute.local_name) if attribute else ""
        values = [{"id": v.get("id"), "name": names.get(v.get("id")) or v.get("name")} for v in row["values"]]
        rows.append({"id": row["id"], "name": name, "values": values})
    return rows


def _certification(world: World, row: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": row["id"],
        "images": [_image(world, i["uri"]) for i in row.get("images") or []],
    }
    shown["files"] = [
        {**file, "urls": [document.url]}
        for file in row.get("files") or []
        if (document := world.documents.get(file["id"]))
    ]
    if row.get("expiration_date"):
        shown["expiration_date"] = row["expiration_date"]
    return shown


def _sku(world: World, shop: Shop, sku: Sku) -> dict[str, Any]:
    price = {"currency": shop.market.currency, "sale_price": sku.amount, "tax_exclusive_price": sku.amount}
    shown: dict[str, Any] = {
        "id": sku.id,
        "seller_sku": sku.seller_sku,
        "external_sku_id": sku.external_sku_id,
        "price": price,
        "inventory": _stock(sku.inventory),
        "sales_attributes": [_sales_attribute(world, attribute) for attribute in sku.sales_attributes],
        "status_info": _sku_status(sku.deactivated_by),
        **sku.more,
    }
    if sku.identifier_code:
        shown["identifier_code"] = sku.identifier_code
    return shown


def _sales_attribute(world: World, attribute: dict[str, Any]) -> dict[str, Any]:
    picture = attribute.get("sku_img")
    return {**attribute, "sku_img": _image(world, picture["uri"])} if picture else attribute
