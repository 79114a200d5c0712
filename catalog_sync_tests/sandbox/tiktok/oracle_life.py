"""The stations of a seller's life in the sandbox, for an independent client: each asks, and checks what it is told."""

from typing import Any

from catalog_sync_tests.sandbox.tiktok.oracle_seller import OracleSeller

MONEY = {"GB": ("GBP", "12.99", "13.49"), "DE": ("EUR", "13.99", "14.49")}
MONEY |= {"ID": ("IDR", "125000", "129000"), "US": ("USD", "14.99", "15.49")}
VERSIONS = {"GB": "v1", "DE": "v1", "ID": "v2", "US": "v2"}
TITLE = "Stoneware mug with a wide handle, 350 ml"
SEARCH = "/product/{}/products/search"


def look_around(seller: OracleSeller) -> None:
    """Ask who we are and what the shop still lacks."""
    account, shop = seller.account, seller.shop
    active = seller.read(account.seller.get_active_shops)["shops"]
    assert seller.announced["shop_id"] in {row["id"] for row in active}
    seller.read(account.seller.get_global_product_permission)
    seller.read(account.logistics.get_global_seller_warehouses)
    warehouses = seller.read(shop.logistics.get_warehouse_list)["warehouses"]
    seller.warehouse = next(row["id"] for row in warehouses if row["type"] == "SALES_WAREHOUSE")
    options = seller.read(shop.logistics.get_warehouse_delivery_options, seller.warehouse)
    assert options["delivery_options"]
    checks = seller.read(shop.products.check_listing_prerequisites)["check_results"]
    assert not any(row["is_failed"] for row in checks)


def learn_the_category(seller: OracleSeller, product: str) -> dict[str, Any]:
    """Find the leaf for a product, and what a listing of it needs."""
    products, version = seller.shop.products, {"category_version": VERSIONS[seller.region]}
    tree = {row["id"]: row for row in seller.read(products.get_categories, **version)["categories"]}
    body = {"product_title": product, **version}
    leaf = seller.read(products.recommend_category, body=body)["leaf_category_id"]
    assert tree[leaf]["is_leaf"]
    schema = seller.read(products.get_category_attributes, leaf, **version)["attributes"]
    rules = seller.read(products.get_category_rules, leaf, **version)
    assert rules["package_dimension"]["is_required"] is (seller.region != "ID")
    attributes = [
        {
            "id": row["id"],
            "values": [{"id": row["values"][0]["id"]} if row["values"] else {"name": "Indonesia"}],
        }
        for row in schema
        if row["type"] == "PRODUCT_PROPERTY" and row["is_requried"]
    ]
    certified = {
        "certifications": [certificate(seller, row["id"]) for row in rules["product_certifications"]]
    }
    return {"category_id": leaf, "product_attributes": attributes, **certified, **version}


def certificate(seller: OracleSeller, certification_id: str) -> dict[str, Any]:
    """A document and a picture of it."""
    file = {"id": seller.document(), "name": "safe.pdf", "format": "PDF"}
    return {"id": certification_id, "files": [file], "images": [{"uri": seller.image("CERTIFICATION_IMAGE")}]}


def register(seller: OracleSeller) -> dict[str, Any]:
    """Make and find again the records that listings refer to."""
    account, shop = seller.account.products, seller.shop.products
    own = seller.read(account.create_custom_brands, body={"name": "Kiln and Wheel"})["id"]
    brands = seller.read(shop.get_brands, page_size=100, brand_name="Kiln")["brands"]
    assert [row["id"] for row in brands] == [own]
    assert seller.read(account.search_size_charts, body={}, page_size=10)["size_chart"]
    phone = {"country_code": "+353", "local_number": "14960000"}
    contact = {"name": "Kiln", "email": "kiln@example.com", "phone_number": phone}
    address = {"street_address_line1": "1 Quay", "postal_code": "D01", "country": "IE"}
    maker = seller.read(account.create_manufacturer, body={**contact, "address": "1 Kiln Row"})
    person = seller.read(account.create_responsible_person, body={**contact, "address": address})
    makers = seller.read(account.search_manufacturers, body={"keyword": "kiln"}, page_size=10)
    people = seller.read(account.search_responsible_persons, body={"keyword": "kiln"}, page_size=10)
    ids = {"manufacturer_ids": [maker["manufacturer_id"]]}
    ids |= {"responsible_person_ids": [person["responsible_person_id"]]}
    assert [row["id"] for row in makers["manufacturers"]] == ids["manufacturer_ids"]
    assert [row["id"] for row in people["responsible_persons"]] == ids["responsible_person_ids"]
    return {"brand_id": own, **(ids if seller.region == "DE" else {})}


def picture_on_white(seller: OracleSeller) -> str:
    """Upload a picture and have its background made white, which takes some seconds."""
    row = {"uri": seller.image(colour="navy"), "optimization_mode": ["WHITE_BACKGROUND"]}
    optimize, body = seller.shop.products.optimize_images, {"images": [row]}
    assert seller.read(optimize, body=body)["images"][0]["optimize_status"] == "PROCESSING"
    seller.pass_review()
    made = seller.read(optimize, body=body)["images"][0]
    assert made["optimize_status"] == "SUCCESS"
    return made["optimized_uri"]


def listing(seller: OracleSeller, known: dict[str, Any]) -> dict[str, Any]:
    """A mug in two colours, one of them with a picture and an EAN."""
    currency, amount, _ = MONEY[seller.region]
    common = {
        "price": {"amount": amount, "currency": currency},
        "inventory": [{"warehouse_id": seller.warehouse, "quantity": 7}],
    }
    red = {"name": "Color", "value_name": "Red", "sku_img": {"uri": seller.image("ATTRIBUTE_IMAGE")}}
    blue = {"name": "Color", "value_name": "Blue", "sku_img": {"uri": seller.image("ATTRIBUTE_IMAGE")}}
    ean = {"code": "4006381333931", "type": "EAN"}
    return {
        "title": TITLE,
        "description": "<p>Holds coffee &amp; tea.</p>",
        "main_images": [{"uri": picture_on_white(seller)}],
        "package_weight": {"value": "0.45", "unit": "KILOGRAM"},
        "package_dimensions": {"length": "12", "width": "12", "height": "10", "unit": "CENTIMETER"},
        "skus": [
            {"seller_sku": "MUG-RED-1", "sales_attributes": [red], "identifier_code": ean, **common},
            {"seller_sku": "MUG-BLUE-1", "sales_attributes": [blue], **common},
        ],
        **known,
    }


def list_it(seller: OracleSeller, payload: dict[str, Any]) -> str:
    """Check, create, repeat the create with the same key, and wait for the verdict."""
    products = seller.shop.products
    checked = {name: value for name, value in payload.items() if name != "category_version"}
    faulty = seller.read(products.check_product_listing, body={**checked, "title": " "})
    assert faulty["check_result"] == "FAILED"
    assert faulty["fail_reasons"]
    assert seller.read(products.check_product_listing, body=checked)["check_result"] == "PASS"
    body = {**payload, "save_mode": "LISTING", "idempotency_key": "mug-1"}
    product_id = seller.read(products.create_product, body=body)["product_id"]
    assert seller.read(products.create_product, body=body)["product_id"] == product_id
    assert read_product(seller, product_id)["status"] == "PENDING"
    seller.pass_review()
    assert read_product(seller, product_id)["status"] == "ACTIVATE"
    return product_id


def read_product(seller: OracleSeller, product_id: str, **query: bool) -> dict[str, Any]:
    return seller.read(seller.shop.products.get_product, product_id, **query)


def edit_it(seller: OracleSeller, product_id: str, payload: dict[str, Any]) -> None:
    """Edit all, see both versions, keep a draft, and edit a part."""
    products, live = seller.shop.products, read_product(seller, product_id)
    ids = {sku["seller_sku"]: sku["id"] for sku in live["skus"]}
    skus = [{**sku, "id": ids[sku["seller_sku"]]} for sku in payload["skus"]]
    edited = {**payload, "title": f"{TITLE}, matt", "skus": skus, "brand_id": "666"}
    answer = seller.read(products.edit_product, product_id, body={**edited, "save_mode": "LISTING"})
    assert answer["warnings"]
    assert answer["audit"]["status"] == "AUDITING"
    assert read_product(seller, product_id)["title"] == TITLE
    under_review = read_product(seller, product_id, return_under_review_version=True)
    assert under_review["title"] == edited["title"]
    seller.pass_review()
    assert read_product(seller, product_id)["title"] == edited["title"]
    draft = {"title": f"{TITLE}, glossy", "save_mode": "AS_DRAFT"}
    seller.read(products.partial_edit_product, product_id, body=draft)
    assert read_product(seller, product_id, return_draft_version=True)["title"] == draft["title"]
    seller.read(products.partial_edit_product, product_id, body={"title": f"{TITLE}, white"})
    seller.pass_review()


def offer_it(seller: OracleSeller, product_id: str) -> None:
    """Change price and stock, read the stock, and ask what would make the listing better."""
    products, skus = seller.shop.products, read_product(seller, product_id)["skus"]
    currency, _, amount = MONEY[seller.region]
    price = {"id": skus[0]["id"], "price": {"amount": amount, "currency": currency}}
    seller.read(products.update_price, product_id, body={"skus": [price]})
    stock = [{"warehouse_id": seller.warehouse, "quantity": 5}]
    faulty = [{"warehouse_id": "1", "quantity": 5}]
    rows = [{"id": skus[0]["id"], "inventory": stock}, {"id": skus[1]["id"], "inventory": faulty}]
    refused = seller.read(products.update_inventory, product_id, body={"skus": rows})["errors"]
    assert [error["detail"]["sku_id"] for error in refused] == [skus[1]["id"]]
    seller.sandbox("POST", "/orders", region=seller.region, seller_sku=skus[0]["seller_sku"], quantity=2)
    shown = read_product(seller, product_id)["skus"][0]
    assert (shown["price"]["sale_price"], shown["inventory"][0]["quantity"]) == (amount, 3)
    found = seller.read(products.inventory_search, body={"product_ids": [product_id]})["inventory"][0]
    counts = [(sku["total_available_quantity"], sku["total_committed_quantity"]) for sku in found["skus"]]
    assert counts == [(3, 2), (7, 0)]
    diagnosed = seller.read(products.get_product_diagnoses, product_ids=[product_id])["products"]
    assert diagnosed[0]["diagnoses"]


def be_refused(seller: OracleSeller, payload: dict[str, Any]) -> str:
    """List a product with certificates that the review refuses for its title, and read the reasons."""
    skus = [{**sku, "seller_sku": f"RABBIT-{number}"} for number, sku in enumerate(payload["skus"])]
    rabbit = learn_the_category(seller, "Stuffed toys for children")
    assert rabbit["certifications"]
    body = {**payload, **rabbit, "title": "A stuffed rabbit with free shipping", "skus": skus}
    product_id = seller.read(seller.shop.products.create_product, body=body)["product_id"]
    seller.pass_review()
    failed = read_product(seller, product_id)
    assert failed["status"] == "FAILED"
    assert failed["audit_failed_reasons"][0]["reasons"]
    assert failed["certifications"][0]["files"][0]["urls"]
    found = search(seller, {"status": "FAILED", "seller_skus": ["RABBIT-0"]})
    assert [row["id"] for row in found] == [product_id]
    return product_id


def search(seller: OracleSeller, body: dict[str, Any]) -> list[dict[str, Any]]:
    return seller.read(seller.shop.products.search_products, body=body, page_size=10)["products"]


def end_it(seller: OracleSeller, product_id: str) -> None:
    """Take off sale, put on sale, delete and recover; each time beside a product that there is not."""
    products, body = seller.shop.products, {"product_ids": [product_id, "1"]}
    steps = (products.deactivate_products, products.activate_products)
    steps = (*steps, products.delete_products, products.recover_products)
    states = ("SELLER_DEACTIVATED", "ACTIVATE", "DELETED", "SELLER_DEACTIVATED")
    for step, state in zip(steps, states, strict=True):
        errors = seller.read(step, body=body)["errors"]
        assert [error["detail"]["product_id"] for error in errors] == ["1"]
        seller.pass_review()
        assert read_product(seller, product_id)["status"] == state
        assert [row["id"] for row in search(seller, {"status": state})] == [product_id]


def use_older_versions(seller: OracleSeller, product_id: str, payload: dict[str, Any]) -> None:
    """The endpoints that have a newer version, which is the one that the oracle calls."""
    product = f"/product/202309/products/{product_id}"
    seller.older("CheckListingPrerequisitesResponse", "GET", "/product/202309/prerequisites")
    for version in ("202312", "202309"):
        found = seller.older("SearchProductsResponse", "POST", SEARCH.format(version), {}, page_size="10")
        assert product_id in {row["id"] for row in found["products"]}
    seller.older("EditProductResponse", "PUT", product, {**payload, "title": f"{TITLE}, old"})
    seller.older("PartialEditProductResponse", "POST", f"{product}/partial_edit", {"title": TITLE})


def set_webhooks(seller: OracleSeller, address: str) -> None:
    """Have two kinds of notifications sent to the address."""
    for event_type in ("PRODUCT_STATUS_CHANGE", "PRODUCT_AUDIT_STATUS_CHANGE"):
        body = {"address": address, "event_type": event_type}
        seller.read(seller.shop.event.update_shop_webhook, body=body)
    rows = seller.read(seller.shop.event.get_shop_webhooks)["webhooks"]
    assert [row["address"] for row in rows] == [address, address]


def end_webhooks(seller: OracleSeller) -> None:
    """Remove what was set; answers nothing but success."""
    for event_type in ("PRODUCT_STATUS_CHANGE", "PRODUCT_AUDIT_STATUS_CHANGE"):
        seller.read(seller.shop.event.delete_webhook_for_an_event, body={"event_type": event_type})
    assert seller.read(seller.shop.event.get_shop_webhooks)["total_count"] == 0


def live(seller: OracleSeller, address: str) -> None:
    """The whole life of an authorized seller: learn, list, edit, offer, be refused, end."""
    seller.enter_shop()
    look_around(seller)
    set_webhooks(seller, address)
    payload = listing(seller, {**learn_the_category(seller, TITLE), **register(seller)})
    product_id = list_it(seller, payload)
    edit_it(seller, product_id, payload)
    offer_it(seller, product_id)
    refused = be_refused(seller, payload)
    end_it(seller, product_id)
    use_older_versions(seller, refused, payload)
    end_webhooks(seller)
