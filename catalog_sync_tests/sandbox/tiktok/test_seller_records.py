import pytest
import yaml

from catalog_sync.demo.packaged import packaged
from catalog_sync_tests.sandbox.tiktok.codes import leaf
from catalog_sync_tests.sandbox.tiktok.seller import MANUFACTURERS, PERSONS, PRODUCTS, Seller, demo_world

BRANDS = "/product/202309/brands"
CHARTS = "/product/202407/sizecharts/search"
COMPLIANCE = "/product/202501/compliance"
DIAGNOSES = "/product/202405/products/diagnoses"


@pytest.fixture
def gb() -> Seller:
    return Seller(demo_world(review_delay=0))


@pytest.fixture
def germany() -> Seller:
    return Seller(demo_world(review_delay=0), "DE")


def test_an_own_brand_is_listed_last_and_usable_in_all_shops_of_the_app(gb):
    brand_id = gb.data("POST", BRANDS, {"name": "Kiln & Co"}, cipher=False)["id"]
    last = gb.data("GET", BRANDS, page_size=100)["brands"][-1]
    assert (last["id"], last["authorized_status"]) == (brand_id, "UNAUTHORIEZD")
    assert gb.get(gb.create(brand_id=brand_id))["brand"] == {"id": brand_id, "name": "Kiln & Co"}
    us = Seller(gb.world, "US")
    assert "brand" not in us.get(us.create(brand_id=brand_id))


def test_fifty_brands_a_day_may_be_made(gb):
    codes = [gb.call("POST", BRANDS, {"name": f"Own {n}"}, cipher=False)["code"] for n in range(51)]
    assert codes == [0] * 50 + [12052202]
    gb.world.clock.advance(86_401)
    assert gb.call("POST", BRANDS, {"name": "Tomorrow"}, cipher=False)["code"] == 0


def test_all_brands_are_shown_or_the_authorized_ones_alone(gb):
    names = {
        flag: {row["name"] for row in gb.data("GET", BRANDS, page_size=100, is_authorized=flag)["brands"]}
        for flag in ("0", "1")
    }
    assert {"Lumora", "Kayana"} <= names["0"]
    assert "Kayana" not in names["1"]
    assert names["1"] < names["0"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"category_id": "600154"}, 0),
        ({"category_id": "999999"}, 12052023),
        ({"category_id": "600150"}, 12052230),
        ({"category_id": "600154", "category_version": "v2"}, 12052217),
        ({"category_version": "v2"}, 12052217),
    ],
)
def test_brands_are_asked_for_in_a_leaf_of_the_shops_own_tree(gb, query, code):
    assert gb.call("GET", BRANDS, page_size=10, **query)["code"] == code


def test_records_come_translated_and_are_found_by_id_keyword_and_language(germany):
    ids = germany.producers()
    body = {"manufacturer_ids": ids["manufacturer_ids"], "locales": ["de-DE"]}
    path = f"{COMPLIANCE}/manufacturers/search"
    row = germany.data("POST", path, body, cipher=False, page_size=10)["manufacturers"][0]
    assert [profile["locale"] for profile in row["regional_profiles"]] == ["de-DE"]
    for keyword, hits in {"kil": 1, "nobody": 0}.items():
        found = germany.data("POST", path, {"keyword": keyword}, cipher=False, page_size=10)
        assert found["total_count"] == hits
    body = {"keyword": "rep"}
    people = germany.data("POST", f"{COMPLIANCE}/responsible_persons/search", body, cipher=False, page_size=1)
    assert len(people["responsible_persons"][0]["regional_profiles"]) == 5
    assert people["responsible_persons"][0]["id"] == ids["responsible_person_ids"][0]


def test_a_manufacturer_may_have_no_phone(germany):
    body = germany.manufacturer(phone_number={"availability": "UNAVAILABLE"})
    assert germany.call("POST", MANUFACTURERS, body, cipher=False)["code"] == 0
    nameless = {name: value for name, value in germany.person().items() if name != "name"}
    assert germany.call("POST", PERSONS, nameless, cipher=False)["code"] == 36009004


@pytest.mark.parametrize(("path", "kind"), [(MANUFACTURERS, "manufacturer"), (PERSONS, "responsible_person")])
def test_what_the_demo_seller_has_registered_is_what_the_platform_takes(germany, path, kind):
    found = germany.data("POST", f"{COMPLIANCE}/{kind}s/search", {}, cipher=False, page_size=100)[f"{kind}s"]
    ids = {record["id"] for record in found}
    rules = yaml.safe_load(packaged("sandbox/mapping/regions/DE.yaml").read_text())[f"{kind}_ids"]
    assert ids == ({rules} if isinstance(rules, str) else {rule["id"] for rule in rules})
    for record in found:
        profile = {name: value for name, value in record["regional_profiles"][0].items() if name != "locale"}
        assert germany.call("POST", path, profile, cipher=False)["code"] == 0
    us = Seller(germany.world, "US")
    assert us.data("POST", f"{COMPLIANCE}/{kind}s/search", {}, cipher=False, page_size=9)["total_count"] == 0


def test_producers_are_asked_for_by_the_category_rules_alone(gb, germany):
    assert germany.refusal(manufacturer_ids=None) == 12052282
    leaf("600031", rules={"manufacturer_required": False, "responsible_person_required": False})(germany)
    assert germany.refusal(manufacturer_ids=None, responsible_person_ids=None) == 0
    leaf("600031", rules={"manufacturer_required": True})(gb)
    assert gb.refusal() == 12052282


def test_a_size_chart_template_is_found_and_satisfies_the_rule(gb):
    leaf("600031", rules={"size_chart_required": True})(gb)
    charts = gb.data("POST", CHARTS, {"keyword": "shirt"}, cipher=False, page_size=10)["size_chart"]
    chart = {"template": {"id": charts[0]["template_id"]}}
    assert gb.refusal() == 12052673
    assert gb.get(gb.create(size_chart=chart))["size_chart"] == chart


def test_delivery_options_of_a_product_exist_where_products_name_them(gb):
    indonesia = Seller(gb.world, "ID")

    def options(seller: Seller, **query) -> list:
        path = f"/logistics/202309/warehouses/{seller.shop.sales_warehouse}/delivery_options"
        return seller.data("GET", path, **query)["delivery_options"]

    assert options(gb)
    assert options(gb, scope="PRODUCT") == []
    assert options(indonesia, scope="PRODUCT")
    foreign = f"/logistics/202309/warehouses/{indonesia.shop.sales_warehouse}/delivery_options"
    assert gb.call("GET", foreign)["code"] == 36009004


def test_only_global_sellers_manage_global_products(gb):
    assert gb.data("GET", "/seller/202309/permissions", cipher=False) == {"permissions": []}
    path = "/logistics/202309/global_warehouses"
    assert gb.data("GET", path, cipher=False) == {"global_warehouses": []}
    gb.shop.seller_type = "CROSS_BORDER"
    permissions = gb.data("GET", "/seller/202309/permissions", cipher=False)["permissions"]
    assert permissions == ["MANAGE_GLOBAL_PRODUCT"]
    assert gb.data("GET", path, cipher=False)["global_warehouses"][0]["ownership"] == "SELLER"


def test_an_inactive_shop_is_not_among_the_active_ones(gb):
    gb.sandbox("POST", "/settings", {"region": "ID", "unmet_prerequisites": ["SHOP_STATUS"]})
    rows = gb.data("GET", "/seller/202309/shops", cipher=False)["shops"]
    assert [row["region"] for row in rows] == ["GB", "DE"]


def test_quality_is_diagnosed_for_live_products_with_tiers_in_the_us_only(gb):
    us = Seller(gb.world, "US")
    rows = {s: s.data("GET", DIAGNOSES, product_ids=s.create())["products"][0] for s in (gb, us)}
    assert rows[gb]["listing_quality"]["current_tier"] == "NA"
    assert rows[us]["listing_quality"] == {"current_tier": "POOR", "remaining_recommendations": 2}
    longer = {"description": f"<p>{'Holds coffee and tea. ' * 4}</p>"}
    assert us.get(us.create(**longer))["listing_quality_tier"] == "FAIR"
    five = [{"uri": us.image()} for _ in range(5)]
    assert us.get(us.create(**longer, main_images=five))["listing_quality_tier"] == "GOOD"
    codes = {result["code"] for row in rows[gb]["diagnoses"] for result in row["diagnosis_results"]}
    assert codes == {"DESC_LESS_THAN_FIVE_HUNDRED_CHARS", "MAIN_IMG_NUMBER_LESS_THAN_FIVE"}
    gb.data("POST", f"{PRODUCTS}/deactivate", {"product_ids": list(gb.shop.products)})
    assert gb.data("GET", DIAGNOSES, product_ids=next(iter(gb.shop.products)))["products"] == []
