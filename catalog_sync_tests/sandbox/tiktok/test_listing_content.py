import pytest

from catalog_sync_tests.sandbox.tiktok.seller import PRODUCTS, UPLOAD, Seller, demo_world, picture


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


@pytest.mark.parametrize("region", ["GB", "US", "ID"])
def test_the_plain_listing_is_accepted_everywhere(world, region):
    assert Seller(world, region).refusal() == 0


@pytest.mark.parametrize(
    ("region", "changes", "code"),
    [
        ("GB", {"category_id": "1"}, 12052023),
        ("GB", {"category_id": "600030"}, 12052024),
        ("GB", {"category_version": "v2"}, 12052217),
        ("US", {"category_version": None}, 12052217),
        ("US", {"category_id": "600161"}, 12052230),
        ("GB", {"category_id": "600041"}, 12052223),
    ],
)
def test_the_category_is_an_available_leaf_of_the_shops_tree(world, region, changes, code):
    assert Seller(world, region).refusal(**changes) == code


@pytest.mark.parametrize(
    ("region", "title", "code"),
    [
        ("GB", "M", 0),
        ("GB", "Mug " * 64, 12052051),
        ("ID", "Mug keramik 350 ml", 12052051),
        ("GB", " ", 12052261),
        ("GB", "杯子 mug", 12052262),
        ("GB", "Mug &nbsp; large", 12052931),
        ("GB", "Mug 🎁", 12052931),
        ("GB", "!!!", 12052931),
        ("GB", "Muuuuuuuuuug with a handle", 12052931),
    ],
)
def test_titles_follow_length_and_form(world, region, title, code):
    assert Seller(world, region).refusal(title=title) == code


@pytest.mark.parametrize(
    ("description", "code"),
    [
        ("<p>Fine<br>and <strong>bold</strong></p><ul><li>a</li></ul>", 0),
        ("", 12052015),
        ("x" * 9 + "<p>" + "ab" * 5000 + "</p>", 12052013),
        ("<p>open", 12052344),
        ("<p><b>crossed</p></b>", 12052344),
        ("<script>x()</script>", 12052345),
        ('<p onclick="x()">x</p>', 12052350),
        ('<img src="https://example.com/a.jpg">', 12052348),
        ('<img src="https://example.com/a.jpg" width="9" height="9">', 12052340),
        ("<p>a&nbsp;b</p>", 12052932),
        ("<p>杯子</p>", 12052346),
    ],
)
def test_descriptions_are_clean_html(gb, description, code):
    assert gb.refusal(description=description) == code


def test_a_description_shows_uploaded_pictures_by_url(gb):
    url = gb.upload(UPLOAD, picture(900, 900), use_case="DESCRIPTION_IMAGE")["data"]["url"]
    assert gb.refusal(description=f'<p>x</p><img src="{url}" width="900" height="900">') == 0


def test_main_images_are_known_large_enough_and_at_most_nine(gb, us):
    assert gb.refusal(main_images=[]) == 12052028
    assert gb.refusal(main_images=[{"uri": "tos/none"}]) == 12052300
    assert gb.refusal(main_images=[{"uri": us.image()}]) == 12052300
    assert gb.refusal(main_images=[{"uri": gb.image()}] * 10) == 12052306
    assert gb.refusal(main_images=[{"uri": gb.image(200, 200, "ATTRIBUTE_IMAGE")}]) == 12052301
    assert gb.refusal(main_images=[{"uri": gb.image(1000, 500, "DESCRIPTION_IMAGE")}]) == 12052305
    assert gb.refusal(main_images=[{"uri": gb.image(400, 400)}]) == 0


def test_required_attributes_are_required(gb, indonesia):
    assert gb.refusal(product_attributes=[]) == 12052104
    assert indonesia.refusal(product_attributes=indonesia.attributes()[:1]) == 12052104


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([{"id": "100393", "values": [{"name": "Bamboo fibre"}]}], 0),
        ([{"id": "100393", "values": [{"name": "ceramic"}]}], 0),
        ([{"id": "100393", "values": [{"id": "1000045"}, {"id": "1000046"}]}], 0),
        ([{"id": "100393", "values": [{"id": "1000045"}, {"id": "1000045"}]}], 12052253),
        ([{"id": "100393", "values": [{}]}], 12052248),
        ([{"id": "100393", "values": [{"name": "x" * 2001}]}], 12052249),
        ([{"id": "100393", "values": [{"id": "1000045"}]}, {"id": "9", "values": [{"name": "x"}]}], 12052240),
        ([{"id": "100393", "values": [{"id": "1000045"}]}] * 2, 12052254),
    ],
)
def test_attribute_values_fit_the_schema(gb, rows, code):
    assert gb.refusal(product_attributes=rows) == code


def test_a_number_attribute_takes_positive_numbers_only(gb):
    material = {"id": "100393", "values": [{"id": "1000043"}]}
    for text, code in {"0.5": 0, "750": 0, "0": 12052256, "-1": 12052256, "half a litre": 12052256}.items():
        rows = [material, {"id": "100300", "values": [{"name": text}]}]
        assert gb.refusal(category_id="600032", product_attributes=rows) == code


def lamp(*rows: tuple[str, str]) -> list:
    given = {"100393": "1000047", "100542": "1000602", **dict(rows)}
    return [{"id": id_, "values": [{"id": value}]} for id_, value in given.items()]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], 12052104),
        ([("101610", "1000325")], 0),
        ([("101610", "1024358")], 12052182),
        ([("101610", "1024358"), ("100216", "1024361")], 0),
        ([("101610", "1000325"), ("100216", "1024361")], 12052183),
    ],
)
def test_a_sub_attribute_is_required_by_its_parents_value(gb, rows, code):
    assert gb.refusal(category_id="600161", product_attributes=lamp(*rows)) == code


def test_an_unknown_value_is_cleared_with_a_warning_and_may_leave_a_gap(gb):
    rows = [{"id": "100393", "values": [{"id": "1000045"}, {"id": "666"}]}]
    data = gb.data("POST", PRODUCTS, gb.listing(product_attributes=rows))
    assert "666" in data["warnings"][0]["message"]
    assert [v["id"] for v in gb.get(data["product_id"])["product_attributes"][0]["values"]] == ["1000045"]
    assert gb.refusal(product_attributes=[{"id": "100393", "values": [{"id": "666"}]}]) == 12052104


def test_an_unknown_brand_and_a_wrong_code_are_cleared_with_warnings(gb):
    sku = gb.sku(identifier_code={"type": "EAN", "code": "4006381333930"})
    data = gb.data("POST", PRODUCTS, gb.listing(brand_id="666", skus=[sku]))
    messages = " ".join(warning["message"] for warning in data["warnings"])
    assert "[brand_id:666]" in messages
    assert "4006381333930" in messages
    product = gb.get(data["product_id"])
    assert "brand" not in product
    assert "identifier_code" not in product["skus"][0]
