"""How every code about prices, stock, pre-sales and the state of product or shop comes about."""

from catalog_sync_tests.sandbox.tiktok.codes import (
    BLUE,
    CHECK,
    RED,
    Case,
    ask,
    create,
    live,
    partial,
    prices,
    settings,
    sku,
    stock,
)
from catalog_sync_tests.sandbox.tiktok.seller import PRODUCTS, SEARCH, Seller

EAN = {"type": "EAN", "code": "4006381333931"}
GBP = {"amount": "9.99", "currency": "GBP"}


def global_seller(seller: Seller) -> None:
    seller.shop.seller_type = "CROSS_BORDER"


def no_returns(seller: Seller) -> None:
    seller.shop.return_warehouse = ""


def warehouse(status: str = "ENABLED"):
    """Stock in a further warehouse of the shop."""

    def inventory(seller: Seller) -> list[dict]:
        made = seller.sandbox("POST", "/warehouses", {"region": "GB", "effect_status": status})
        return [{**made, "quantity": 1}]

    return inventory


def of_the_us(seller: Seller) -> list[dict]:
    return [{"warehouse_id": seller.world.shop_in("US").sales_warehouse, "quantity": 1}]


def here(seller: Seller, quantity: int) -> dict:
    return {"warehouse_id": seller.shop.sales_warehouse, "quantity": quantity}


def ahead(kind: str, **fulfillment: int) -> dict:
    return {"type": kind, "fulfillment_type": fulfillment} if fulfillment else {"type": kind}


def in_a_year(seller: Seller) -> dict:
    return ahead("PRE_ORDER", release_date=int(seller.world.clock.now()) + 366 * 86_400)


def switched(path: str):
    """Start a promotion, an appeal and the like."""
    return lambda s: s.sandbox("POST", path, {"region": "GB", "seller_sku": "MUG-1"})


def unmet(item: str):
    return settings(unmet_prerequisites=[item])


def edit(seller: Seller, product: dict, *skus: dict, **changes) -> dict:
    path = f"/product/202509/products/{product['id']}"
    return seller.call("PUT", path, seller.listing(skus=list(skus), **changes))


def own(product: dict, **changes) -> dict:
    return {"id": product["skus"][0]["id"], "seller_sku": "MUG-1", "sales_attributes": [RED], **changes}


PRICE_CASES: tuple[Case, ...] = (
    sku(12052073, price=GBP | {"amount": "1.999"}),
    sku(12052084, price=GBP | {"currency": "EUR"}),
    sku(12052570, price=GBP | {"amount": "5600.01"}),
    sku(12052424, before=global_seller),
    sku(12052092, before=global_seller, price=GBP | {"sale_price": "cheap"}),
    sku(12052375, "US", list_price={"amount": "1.999", "currency": "USD"}),
    sku(12052376, list_price=GBP),
    sku(12052383, "US", list_price={"amount": "7600.01", "currency": "USD"}),
    live(12052012, lambda s, p: s.call(*prices(p, amount="1,99"))),
    live(12052038, lambda s, p: s.call(*prices(p)), before=switched("/promotions")),
    live(12052571, lambda s, p: edit(s, p, {"sales_attributes": [BLUE], "inventory": s.sku()["inventory"]})),
    live(12052553, lambda s, p: s.call(*prices(p)[:2], {"skus": prices(p)[2]["skus"] * 2})),
    live(12052557, lambda s, p: edit(s, p, own(p, id="1"))),
    live(12052902, lambda s, p: s.call(*prices(p)[:2], {"skus": []})),
    live(
        12052593,
        lambda s, p: edit(s, p, own(p, identifier_code=EAN | {"code": "9780306406157"})),
        before=lambda s: (
            next(iter(s.shop.products.values())).base.skus[0].__dict__.update(identifier_code=EAN)
        ),
    ),
)

STOCK_CASES: tuple[Case, ...] = (
    sku(12019022, inventory=[]),
    sku(12019024, inventory=lambda s: [here(s, -1)]),
    sku(12052055, inventory=lambda s: [here(s, 100_000)]),
    sku(12052055, before=settings(zero_stock=False), inventory=lambda s: [here(s, 0)]),
    sku(12052097, inventory=[{"warehouse_id": "1", "quantity": 1}]),
    sku(12052530, inventory=of_the_us),
    sku(12052531, inventory=warehouse("DISABLED")),
    sku(12052532, inventory=lambda s: [{"warehouse_id": s.shop.return_warehouse, "quantity": 1}]),
    live(12019028, lambda s, p: s.call(*stock(p, {"quantity": 1})), before=warehouse()),
    live(12052533, lambda s, p: s.call(*stock(p, *warehouse()(s)))),
    live(12052516, lambda s, p: edit(s, p, own(p, inventory=warehouse()(s)))),
    live(12052556, lambda s, p: s.call(*stock(p, here(s, 1), sku_id="1"))),
    live(12052486, lambda s, p: edit(s, p, {"sales_attributes": [BLUE], "price": GBP})),
    live(12052393, lambda s, p: s.call(*stock(p, here(s, 6))), before=switched("/promotions")),
)

PRE_SALE_CASES: tuple[Case, ...] = (
    sku(12019094, pre_sale=ahead("NONE", release_date=1)),
    sku(12019095, pre_sale=ahead("PRE_ORDER")),
    sku(12019096, pre_sale={"fulfillment_type": {"release_date": 1}}),
    sku(12019097, pre_sale=ahead("PRE_ORDER", release_date=0, handling_duration_days=3)),
    sku(12019098, "US", pre_sale=ahead("MADE_TO_ORDER", release_date=1)),
    sku(12019099, pre_sale=ahead("MADE_TO_ORDER", handling_duration_days=3)),
    create(
        12019100,
        "US",
        skus=lambda s: [
            s.sku(sales_attributes=[RED], pre_sale=ahead("CUSTOM", handling_duration_days=3)),
            s.sku(sales_attributes=[BLUE]),
        ],
    ),
    sku(12052269, pre_sale=in_a_year),
    sku(12052275, "US", pre_sale=ahead("CUSTOM", handling_duration_days=31)),
)

STATE_CASES: tuple[Case, ...] = (
    ask(12052032, lambda s: s.call("GET", f"{PRODUCTS}/1")),
    ask(12052048, lambda s: s.call("GET", f"{PRODUCTS}/{Seller(s.world, 'US').create()}")),
    create(12052910, save_mode="DRAFT"),
    create(12052093, before=settings(daily_create_limit=0)),
    live(12052308, lambda s, p: s.call(*partial(p, title="Mug")), before=switched("/appeals")),
    live(12052332, lambda s, p: s.call(*partial(p, title="Mug")), before=settings(migrating=True)),
    live(
        12052488,
        lambda s, p: s.call(*partial(p, save_mode="AS_DRAFT")),
        before=lambda s: s.sandbox(
            "POST",
            "/statuses",
            {"region": "GB", "seller_sku": "MUG-1", "product_status": "PLATFORM_DEACTIVATED"},
        ),
    ),
    live(12052901, lambda s, p: s.call("POST", f"{PRODUCTS}/activate", {"product_ids": [p["id"]]})),
    create(12052535, before=no_returns),
    create(12052115, before=unmet("PICKUP_WAREHOUSE")),
    create(12052402, before=unmet("SHIPPING_TEMPLATE")),
    create(12052420, before=unmet("DELIVERY_OPTION")),
    create(12052700, before=unmet("SHOP_STATUS")),
    create(12052703, before=unmet("SHOP_TAX")),
    create(12052923, before=unmet("CONTACT_INFO")),
    ask(12052700, lambda s: s.call("POST", SEARCH, {}, page_size=1), before=unmet("SHOP_STATUS")),
    ask(12052332, lambda s: s.call("POST", CHECK, s.listing()), before=settings(migrating=True)),
)

OFFER_CASES = (*PRICE_CASES, *STOCK_CASES, *PRE_SALE_CASES, *STATE_CASES)
