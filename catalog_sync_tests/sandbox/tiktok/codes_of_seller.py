"""How every code about uploads, searches, brands, EU records and diagnoses comes about."""

from catalog_sync.sandbox.tiktok.seller_records import EuRecord, OwnBrand
from catalog_sync_tests.sandbox.tiktok.codes import Case, ask, live
from catalog_sync_tests.sandbox.tiktok.seller import (
    MANUFACTURERS,
    PERSONS,
    PRODUCTS,
    SEARCH,
    UPLOAD,
    Seller,
    picture,
)

FILES = "/product/202309/files/upload"
INVENTORY = "/product/202309/inventory/search"
OPTIMIZE = "/product/202404/images/optimize"
BRANDS = "/product/202309/brands"
DIAGNOSES = "/product/202405/products/diagnoses"
RECOMMEND = "/product/202309/categories/recommend"
WHITE = ["WHITE_BACKGROUND"]


def image(code: int, data: bytes, use_case: str = "") -> Case:
    return ask(code, lambda s: s.upload(UPLOAD, data, use_case=use_case))


def file(code: int, data: bytes, name: str = "a.pdf") -> Case:
    return ask(code, lambda s: s.upload(FILES, data, name=name))


def search(code: int, body: dict, **query) -> Case:
    return ask(code, lambda s: s.call("POST", SEARCH, body, **({"page_size": 10} | query)))


def post(code: int, path: str, body: dict, **query) -> Case:
    return ask(code, lambda s: s.call("POST", path, body, **query))


def brand(code: int, name: str, before=None) -> Case:
    return ask(code, lambda s: s.call("POST", BRANDS, {"name": name}, cipher=False), before=before)


def brands(number: int, age: float):
    """Let the seller have made brands so many seconds ago."""

    def make(seller: Seller) -> None:
        made = seller.world.clock.now() - age
        seller.app.records.brands = {str(n): OwnBrand(str(n), f"Own {n}", made) for n in range(number)}

    return make


def records(kind: str):
    """Let the seller have all the records there may be."""

    def make(seller: Seller) -> None:
        setattr(seller.app.records, kind, {str(n): EuRecord(str(n), {}) for n in range(1_000)})

    return make


def manufacturer(code: int, before=None, **changes) -> Case:
    return ask(
        code, lambda s: s.call("POST", MANUFACTURERS, s.manufacturer(**changes), cipher=False), before=before
    )


def person(code: int, before=None, **changes) -> Case:
    return ask(code, lambda s: s.call("POST", PERSONS, s.person(**changes), cipher=False), before=before)


def found(code: int, body: dict, **query) -> Case:
    path = "/product/202501/compliance/manufacturers/search"
    return ask(code, lambda s: s.call("POST", path, body, cipher=False, **({"page_size": 10} | query)))


def all_global(seller: Seller) -> None:
    for shop in seller.app.shops:
        shop.seller_type = "CROSS_BORDER"


QUAY = {"street_address_line1": "1 Quay", "postal_code": "D01", "country": "IE"}
DIALLED = {"country_code": "+353", "local_number": "14960000"}

SELLER_CASES: tuple[Case, ...] = (
    image(12038002, b""),
    image(12038004, b"no picture"),
    image(12038005, b"x" * (10 * 1024 * 1024 + 1)),
    image(12038014, picture(299, 300), "MAIN_IMAGE"),
    image(12038015, picture(300, 300, "GIF")),
    image(12019116, picture(1023, 2000), "SIZE_CHART_IMAGE"),
    file(12019103, b""),
    file(12019104, b"%PDF-1.4", name=""),
    file(12019105, b"<html>"),
    post(12038007, OPTIMIZE, {"images": [{"uri": "tos-1", "optimization_mode": WHITE}] * 201}),
    post(12019065, OPTIMIZE, {"images": [{"uri": "https://example.com/a", "optimization_mode": WHITE}]}),
    post(12019070, OPTIMIZE, {"images": [{"uri": "tos-1", "optimization_mode": ["BRIGHT"]}]}),
    post(12052722, OPTIMIZE, {"images": [{"uri": "tos-1", "optimization_mode": WHITE}]}),
    post(12052722, RECOMMEND, {"product_title": "Mug", "images": [{"uri": "tos-1"}]}),
    post(12019064, RECOMMEND, {"product_title": "zzz"}),
    search(12019027, {"seller_skus": [str(n) for n in range(11)]}),
    search(12019087, {"sku_ids": [str(n) for n in range(11)]}),
    search(12019108, {}, page_token="nonsense"),
    search(12019109, {}, page_size=101),
    search(12019118, {"create_time_ge": 2, "create_time_le": 1}),
    search(12019119, {"update_time_ge": 2, "update_time_le": 1}),
    search(12052910, {"listing_platforms": ["TIKTOK_SHOP"]}),
    search(12052910, {"audit_status": ["MAYBE"]}),
    post(12052910, INVENTORY, {}),
    live(
        12052180,
        lambda s, p: s.call("POST", SEARCH, {}, page_size=1),
        before=lambda s: s.sandbox("POST", "/settings", {"search_window": 0}),
    ),
    post(12019015, INVENTORY, {"sku_ids": ["1"] * 601}),
    post(12019120, INVENTORY, {"product_ids": ["1"] * 101}),
    post(12019120, f"{PRODUCTS}/activate", {"product_ids": ["1"] * 21}),
    ask(
        12052990,
        lambda s: s.data("POST", f"{PRODUCTS}/activate", {"product_ids": ["1"]})["errors"][0] | {"data": {}},
    ),
    live(12052547, lambda s, p: s.call("GET", f"{PRODUCTS}/{p['id']}", return_under_review_version="true")),
    ask(12052260, lambda s: s.call("GET", DIAGNOSES, product_ids="1")),
    brand(12052189, "B"),
    brand(12052190, "B" * 31),
    brand(12052191, "Brand 🎁"),
    brand(12052192, "Brand 12345"),
    brand(12052202, "Brand", before=brands(50, age=60)),
    brand(12052203, "Brand", before=brands(1_000, age=1e6)),
    brand(12052204, "!!!"),
    brand(12052205, "lumora"),
    brand(12052206, " "),
    manufacturer(38023033, name=" "),
    manufacturer(38023044, name="x" * 256),
    manufacturer(38023042, email="nobody"),
    manufacturer(38023060, phone_number={"availability": "MAYBE"}),
    manufacturer(38023046, phone_number={"country_code": "44", "local_number": "2079460000"}),
    manufacturer(38023041, phone_number={"country_code": "+44", "local_number": "12"}),
    manufacturer(38023034, address=" "),
    manufacturer(38023043, address="x" * 501),
    manufacturer(38023037, registered_trade_name="窑"),
    manufacturer(38023045, registered_trade_name="x" * 201),
    manufacturer(38023057, locale="en-GB"),
    manufacturer(38023032, before=records("manufacturers")),
    manufacturer(38023050, before=all_global),
    person(38023022, name=" "),
    person(38023024, address=QUAY | {"postal_code": " "}),
    person(38023026, address=QUAY | {"country": "GB"}),
    person(38023028, phone_number=DIALLED | {"country_code": "+44"}),
    person(38023027, before=records("responsible_persons")),
    found(38023047, {}, page_size=0),
    found(38023048, {}, page_token="nonsense"),
    found(38023049, {"manufacturer_ids": ["1", "2"]}, page_size=1),
)
