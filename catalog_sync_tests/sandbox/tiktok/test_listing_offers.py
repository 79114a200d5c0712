import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean

from catalog_sync.sandbox.tiktok.listing.identifiers import is_valid_code
from catalog_sync_tests.sandbox.tiktok.seller import Seller, demo_world

CHECK = "/product/202309/products/listing_check"
RED = {"id": "100000", "value_name": "Red"}
BLUE = {"id": "100000", "value_name": "Blue"}
LARGE = {"id": "100007", "value_name": "L"}


@pytest.fixture(scope="module")
def world():
    return demo_world()


@pytest.fixture(scope="module")
def gb(world) -> Seller:
    return Seller(world, "GB")


@pytest.fixture(scope="module")
def us(world) -> Seller:
    return Seller(world, "US")


@pytest.fixture(scope="module")
def indonesia(world) -> Seller:
    return Seller(world, "ID")


def variants(gb: Seller, *rows: list) -> list:
    return [gb.sku(f"MUG-{number}", sales_attributes=row) for number, row in enumerate(rows)]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([[RED], [BLUE]], 0),
        ([[RED, LARGE], [BLUE, LARGE]], 0),
        ([[RED], [RED]], 12052560),
        ([[RED], [LARGE]], 12052550),
        ([[], []], 12052550),
        ([[{"name": "Pattern", "value_name": "Dots"}]], 0),
        ([[{"value_name": "Dots"}]], 12052241),
        ([[{"id": "100000"}]], 12052248),
        ([[{"id": "666", "value_name": "Dots"}]], 12052527),
        ([[{"id": "100000", "value_id": "666"}]], 12052529),
        ([[{"id": "100000", "value_name": "x" * 51}]], 12052249),
        ([[{"name": "x" * 21, "value_name": "Dots"}]], 12052242),
        ([[RED, BLUE]], 12052244),
        ([[{"name": str(n), "value_name": "v"} for n in "abcd"]], 12052525),
    ],
)
def test_variants_share_their_attributes_and_differ_in_their_values(gb, rows, code):
    assert gb.refusal(skus=variants(gb, *rows)) == code


def test_pictures_belong_to_one_attribute(gb):
    pictured = {"sku_img": {"uri": gb.image(use_case="ATTRIBUTE_IMAGE")}}
    assert gb.refusal(skus=variants(gb, [RED | pictured, LARGE])) == 0
    assert gb.refusal(skus=variants(gb, [RED | pictured, LARGE | pictured])) == 12052528
    assert gb.refusal(skus=variants(gb, [RED | {"sku_img": {"uri": "none"}}])) == 12052520


def test_the_number_of_skus_depends_on_the_region(gb, indonesia):
    rows = [[{"id": "100007", "value_name": f"S{number}"}] for number in range(101)]
    assert gb.refusal(skus=variants(gb, *rows)) == 0
    assert indonesia.refusal(skus=variants(indonesia, *rows)) == 12052050
    assert gb.refusal(skus=[]) == 12052902


@pytest.mark.parametrize(("seller_sku", "code"), [("x" * 50, 0), ("x" * 51, 12052054), ("a b", 12019059)])
def test_a_seller_sku_is_short_and_without_spaces(gb, seller_sku, code):
    assert gb.refusal(skus=[gb.sku(seller_sku)]) == code


def test_two_skus_do_not_share_an_identifier_code(gb):
    code = {"type": "EAN", "code": "4006381333931"}
    skus = [sku | {"identifier_code": code} for sku in variants(gb, [RED], [BLUE])]
    assert gb.refusal(skus=skus) == 12052592


@pytest.mark.parametrize(
    ("region", "price", "code"),
    [
        ("GB", {"amount": "5600", "currency": "GBP"}, 0),
        ("GB", {"amount": "5600.01", "currency": "GBP"}, 12052570),
        ("GB", {"amount": "0", "currency": "GBP"}, 12052570),
        ("GB", {"amount": "1.999", "currency": "GBP"}, 12052073),
        ("GB", {"amount": "1,99", "currency": "GBP"}, 12052073),
        ("GB", {"currency": "GBP"}, 12052073),
        ("GB", {"amount": "9.99", "currency": "EUR"}, 12052084),
        ("ID", {"amount": "99", "currency": "IDR"}, 12052570),
        ("ID", {"amount": "125000.50", "currency": "IDR"}, 12052073),
    ],
)
def test_prices_have_the_markets_currency_form_and_range(world, region, price, code):
    shop = Seller(world, region)
    assert shop.refusal(skus=[shop.sku(price=price)]) == code


def test_stock_lies_in_the_sales_warehouse_within_bounds(gb, us):
    def stock(warehouse: str, quantity: int) -> int:
        return gb.refusal(skus=[gb.sku(inventory=[{"warehouse_id": warehouse, "quantity": quantity}])])

    assert stock(gb.shop.sales_warehouse, 0) == 0
    assert stock(gb.shop.sales_warehouse, 100_000) == 12052055
    assert stock(us.shop.sales_warehouse, 1) == 12052530
    assert stock(gb.shop.return_warehouse, 1) == 12052532
    assert gb.refusal(skus=[gb.sku(inventory=[])]) == 12019022


@pytest.mark.parametrize(
    ("region", "weight", "code"),
    [
        ("GB", None, 12019011),
        ("GB", {"value": "0.125", "unit": "KILOGRAM"}, 0),
        ("GB", {"value": "0.1255", "unit": "KILOGRAM"}, 12052006),
        ("GB", {"value": "0.000", "unit": "KILOGRAM"}, 12052181),
        ("GB", {"value": "1", "unit": "POUND"}, 12019061),
        ("GB", {"value": "100", "unit": "GRAM"}, 12052916),
        ("US", {"value": "1.255", "unit": "POUND"}, 12052006),
        ("US", {"value": "1.25", "unit": "POUND"}, 12052915),
    ],
)
def test_weights_have_the_markets_unit_and_decimals(world, region, weight, code):
    assert Seller(world, region).refusal(package_weight=weight) == code


def test_dimensions_are_required_where_the_rules_say_so(gb, us, indonesia):
    side = {"length": "10", "width": "10", "height": "4.25"}
    assert gb.refusal(package_dimensions=None) == 12019012
    assert indonesia.refusal(package_dimensions=None) == 0
    assert gb.refusal(package_dimensions={**side, "unit": "INCH"}) == 12019061
    assert gb.refusal(package_dimensions={**side, "unit": "CENTIMETER", "width": "0"}) == 12052004
    assert gb.refusal(package_dimensions={**side, "unit": "CENTIMETER", "height": "1.255"}) == 12052003
    pounds = {"value": "1.25", "unit": "POUND"}
    assert us.refusal(package_dimensions={**side, "unit": "INCH"}, package_weight=pounds) == 0


def toy(us: Seller, **certification) -> int:
    rows = [*us.attributes(), {"id": "100200", "values": [{"name": "3+"}]}]
    given = [{"id": "7182427311584347004", **certification}] if certification else []
    return us.refusal(category_id="604390", product_attributes=rows, certifications=given)


def test_a_required_certificate_needs_known_evidence_and_a_date_ahead(us):
    file_id = us.upload("/product/202309/files/upload", b"%PDF-1.4", name="cpc.pdf")["data"]["id"]
    files = [{"id": file_id, "name": "cpc.pdf", "format": "PDF"}]
    assert toy(us) == 12052105
    assert toy(us, files=files) == 0
    assert toy(us, files=[]) == 12052105
    assert toy(us, files=[{**files[0], "id": "none"}]) == 12052658
    assert toy(us, images=[{"uri": "none"}]) == 12052650
    assert toy(us, files=files, expiration_date=1) == 12052385
    assert toy(us, id="1", files=files) in {12052105, 12052655}


def test_a_listing_check_tells_everything_and_creates_nothing(gb):
    before = gb.data("POST", "/product/202502/products/search", {}, page_size=1)["total_count"]
    data = gb.data("POST", CHECK, gb.listing(title=" ", brand_id="666", package_weight=None))
    assert data["check_result"] == "FAILED"
    assert {reason["code"] for reason in data["fail_reasons"]} == {12052261, 12019011}
    assert "brand_id:666" in data["warnings"]["message"]
    assert gb.data("POST", CHECK, gb.listing())["check_result"] == "PASS"
    assert gb.data("POST", "/product/202502/products/search", {}, page_size=1)["total_count"] == before


def test_cash_on_delivery_depends_on_the_category(gb, indonesia):
    assert gb.refusal(is_cod_allowed=True) == 12052222
    assert indonesia.refusal(is_cod_allowed=True) == 0


@given(st.text("0123456789", min_size=12, max_size=12))
def test_ean_check_digits_agree_with_stdnum(digits):
    code = digits + ean.calc_check_digit(digits)
    wrong = digits + str((int(code[-1]) + 1) % 10)
    assert is_valid_code("EAN", code)
    assert not is_valid_code("EAN", wrong)


@pytest.mark.parametrize(
    ("kind", "code", "valid"),
    [
        ("UPC", "036000291452", True),
        ("EAN", "036000291452", False),
        ("ISBN", "080442957X", True),
        ("ISBN", "0804429570", False),
        ("ISBN", "9780306406157", True),
        ("GTIN", "00012345600012", True),
        ("CODE", "4006381333931", False),
    ],
)
def test_codes_have_the_form_of_their_kind(kind, code, valid):
    assert is_valid_code(kind, code) is valid
