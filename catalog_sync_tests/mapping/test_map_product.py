import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.mapping.apply_corrections import apply_corrections, without_words
from catalog_sync.mapping.hashes import content_hash, price_hash, rules_hash, stock_hash
from catalog_sync.mapping.listing import Correction
from catalog_sync.mapping.regions import regions
from catalog_sync.pim.document import Media
from catalog_sync_tests.mapping.world import codes, mapped, offer, product, rules, schema, shop, value


def correction(corrector: str, **parameters: object) -> Correction:
    return Correction(corrector=corrector, cause="x", reason="…", parameters=parameters, source_hash="x")


def test_a_flawless_product_maps_without_findings() -> None:
    listing = mapped()

    assert listing.findings == []
    assert listing.content["category_id"] == "600161"
    assert listing.content["category_version"] == "v1"
    assert listing.content["external_product_id"] == "product:uuid-1"
    assert listing.content["main_images"] == [{"media": {"code": "a/b/lamp.jpg", "use_case": "MAIN_IMAGE"}}]


@pytest.mark.parametrize(
    "changes",
    [{"enabled": False}, {"family": "certificates"}, {"skus": []}],
)
def test_what_is_not_for_sale_is_inactive_and_needs_nothing_mended(changes: dict[str, object]) -> None:
    listing = mapped(product().model_copy(update=changes))

    assert (listing.active, listing.findings) == (False, [])


def test_a_product_whose_only_variant_is_disabled_is_inactive() -> None:
    item = product()

    assert not mapped(
        item.model_copy(update={"skus": [item.skus[0].model_copy(update={"enabled": False})]})
    ).active


@pytest.mark.parametrize("family", ["sofas", None])
def test_a_family_without_a_category_blocks(family: str | None) -> None:
    listing = mapped(product().model_copy(update={"family": family}))

    assert (codes(listing), listing.blocked, listing.active) == (["category_unmapped"], True, True)


def test_a_leaf_whose_schema_is_not_fetched_is_asked_for_not_failed() -> None:
    listing = mapped(schema=None)

    assert (listing.needs_schema, listing.category_id, listing.blocked) == (True, "600161", False)


def test_the_schema_of_another_leaf_is_not_used() -> None:
    assert mapped(schema=schema().model_copy(update={"category_id": "1"})).needs_schema


def test_a_product_without_pictures_blocks() -> None:
    assert codes(mapped(product(media=[]))) == ["image_missing"]


def test_pictures_come_in_the_rules_order_once_each_and_at_most_nine() -> None:
    media = [Media(attribute=f"p{number % 12}", code=f"{number % 11}.jpg") for number in range(12)]
    names = [f"p{number}" for number in reversed(range(12))]

    listing = mapped(product(media=media), rules=rules(main_images={"from": names, "square": True}))

    images = [image["media"] for image in listing.content["main_images"]]
    assert [image["code"] for image in images] == ["0.jpg", *(f"{number}.jpg" for number in range(10, 2, -1))]
    assert all(image["square"] for image in images)


def test_a_brand_goes_by_its_tiktok_id_whatever_the_spelling_of_its_code() -> None:
    brand = {"from": "brand", "values": {"Lumen & Works": 7082}}

    assert mapped(product(brand=value("lumen_works")), rules=rules(brand=brand)).content["brand_id"] == "7082"


def test_a_brand_without_an_id_is_left_out_with_a_warning() -> None:
    listing = mapped(product(brand=value("acme")), rules=rules(brand={"from": "brand"}))

    assert ("brand_id" in listing.content, codes(listing), listing.blocked) == (
        False,
        ["brand_unmapped"],
        False,
    )


@pytest.mark.parametrize("field", ["manufacturer", "responsible_person"])
def test_a_compliance_record_that_the_category_demands_is_named_in_the_rules(field: str) -> None:
    demanding = schema(**{field: {"is_required": True}})

    assert codes(mapped(schema=demanding)) == ["compliance_record_missing"]
    listing = mapped(schema=demanding, rules=rules(**{f"{field}_ids": [172]}))
    assert listing.content[f"{field}_ids"] == ["172"]


def test_a_required_size_chart_is_taken_from_the_pim_or_blocks() -> None:
    demanding = schema(size_chart={"is_required": True})
    chart = product(media=[Media(attribute="picture", code="a.jpg"), Media(attribute="chart", code="c.png")])

    assert codes(mapped(schema=demanding)) == ["size_chart_missing"]
    listing = mapped(chart, schema=demanding, rules=rules(size_chart={"from": ["chart"]}))
    assert listing.content["size_chart"] == {
        "image": {"media": {"code": "c.png", "use_case": "SIZE_CHART_IMAGE"}}
    }


def test_corrections_square_and_enlarge_the_main_images_only() -> None:
    corrections = [
        correction("square_main_images"),
        correction("enlarge_main_images", min_side=600, max_enlargement=2.0),
    ]

    media = mapped(corrections=corrections).content["main_images"][0]["media"]

    assert (media["square"], media["min_side"], media["max_enlargement"]) == (True, 600, 2.0)


def test_a_corrected_title_is_checked_again() -> None:
    title = product(name=value("Brass table lamp free shipping"))
    cleaning = [correction("clean_title", words=["free shipping"])]
    own = rules(wording={"languages": ["en"], "promo_words": "keep"})
    everywhere = {"rules": own, "shop": shop("ID"), "offers": {"LAMP-1": offer(prices={"IDR": "5000"})}}

    assert codes(mapped(title, **everywhere)) == []
    assert codes(mapped(title, corrections=cleaning, **everywhere)) == ["title_too_short"]


def test_an_unknown_corrector_is_an_error() -> None:
    with pytest.raises(KeyError, match="polish"):
        apply_corrections({}, [correction("polish")])


@pytest.mark.parametrize(
    ("title", "words", "left"),
    [
        ("Lamp - FREE SHIPPING - brass", ["free shipping"], "Lamp - brass"),
        ("100% cure face cream!", ["100% cure"], "face cream!"),
        ("Lamp (free shipping), brass", ["Free Shipping"], "Lamp, brass"),
        ("Promotional promo", ["promo"], "Promotional"),
    ],
)
def test_words_are_taken_out_whole_with_the_punctuation_they_leave(
    title: str, words: list[str], left: str
) -> None:
    assert without_words(title, words) == left


def test_hashes_follow_the_content_and_not_the_order_of_keys() -> None:
    first, again, other = mapped(), mapped(), mapped(product(name=value("Other lamp")))

    assert content_hash(first.content) == content_hash(dict(reversed(again.content.items())))
    assert content_hash(first.content) != content_hash(other.content)
    assert price_hash(first.prices) == price_hash(other.prices)
    assert stock_hash({"A": 1}) != stock_hash({"A": 2})
    assert rules_hash(rules()) != rules_hash(rules(locales=["id_ID"]))


def test_a_price_or_stock_change_leaves_the_content_alone() -> None:
    cheaper = mapped(offers={"LAMP-1": offer(prices={"GBP": "1"}, quantity=1)})

    assert content_hash(cheaper.content) == content_hash(mapped().content)


@given(
    st.text(max_size=400),
    st.text(max_size=200),
    st.sampled_from(sorted(regions())),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-10, max_value=10**9, places=3),
)
def test_whatever_the_data_a_listing_respects_the_limits_or_has_a_finding(
    name: str, text: str, region: str, price: object
) -> None:
    facts = regions()[region]
    offers = {"LAMP-1": offer(prices={facts.currency: str(price)})}
    listing = mapped(product(name=value(name), description=value(text)), shop=shop(region), offers=offers)

    low, high = facts.title
    fits = low <= len(listing.content["title"]) <= high and 0 < len(listing.content["description"]) <= 10_000
    priced = [
        facts.price_local[0] <= type(facts.price_local[0])(row["amount"]) <= facts.price_local[1]
        for row in listing.prices.values()
    ]
    assert listing.blocked or (fits and priced == [True])
