from typing import Any

import pytest

from catalog_sync.mapping.listing import MappedListing
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.mapping.source import OptionLabels
from catalog_sync.pim.document import Media, Product, Sku
from catalog_sync_tests.mapping.world import (
    ATTRIBUTES,
    RULES_ANSWER,
    codes,
    mapped,
    offer,
    product,
    rules,
    shop,
    value,
    variant,
)


def lamps(*skus: Sku, **changes: Any) -> Product:
    return product(*skus, axes=("color",), **changes)


def skus(listing: MappedListing) -> dict[str, dict[str, Any]]:
    return {sku["seller_sku"]: sku for sku in listing.content["skus"]}


RED, BLUE = (
    variant("RED", color="red", ean="4006381333931"),
    variant("BLUE", color="blue", ean="5901234123457"),
)


def test_every_variant_gets_the_sales_attribute_with_its_label() -> None:
    listing = mapped(lamps(RED, BLUE))

    assert {name: sku["sales_attributes"] for name, sku in skus(listing).items()} == {
        "RED": [{"id": "100000", "value_name": "Red"}],
        "BLUE": [{"id": "100000", "value_name": "blue"}],
    }
    assert (set(listing.prices), set(listing.quantities)) == ({"RED", "BLUE"}, {"RED", "BLUE"})
    assert codes(listing) == []


def test_an_alias_names_the_value_of_an_axis() -> None:
    aliases = {"color": {"id": 100000, "values": {"red": "Crimson"}}}

    listing = mapped(lamps(RED), rules=rules(sales_attributes=aliases))

    assert skus(listing)["RED"]["sales_attributes"][0]["value_name"] == "Crimson"


SIZES = {
    "id": "100007",
    "name": "Size",
    "type": "SALES_PROPERTY",
    "is_customizable": True,
    "values": [{"id": "1000101", "name": "38"}, {"id": "1000102", "name": "M"}],
}
SIZED = CategorySchema.from_answers("600161", {"attributes": [*ATTRIBUTES, SIZES]}, RULES_ANSWER)


@pytest.mark.parametrize(
    ("code", "label", "sent"),
    [
        ("38", "EU 38.5", {"value_name": "EU 38.5"}),
        ("m", "Medium", {"value_id": "1000102"}),
        ("38", "38", {"value_id": "1000101"}),
    ],
)
def test_a_code_that_is_a_number_names_no_size_beside_another_label(
    code: str, label: str, sent: dict[str, str]
) -> None:
    shoe = product(variant("S", size=code), axes=("size",))
    listing = mapped(
        shoe,
        schema=SIZED,
        labels=OptionLabels({("size", code, "en_US"): label, ("material", "steel", "en_US"): "Steel"}),
        rules=rules(sales_attributes={"size": 100007}),
    )

    assert skus(listing)["S"]["sales_attributes"] == [{"id": "100007"} | sent]


def test_an_own_sales_attribute_goes_by_its_name() -> None:
    listing = mapped(lamps(RED), rules=rules(sales_attributes={"color": {"name": "Shade"}}))

    assert skus(listing)["RED"]["sales_attributes"] == [{"name": "Shade", "value_name": "Red"}]


def test_a_single_product_has_no_sales_attributes() -> None:
    assert "sales_attributes" not in mapped().content["skus"][0]


def test_an_axis_without_a_rule_blocks_the_listing() -> None:
    listing = mapped(lamps(RED, BLUE), rules=rules(sales_attributes={}))

    assert "axis_unmapped" in codes(listing)
    assert listing.blocked


BAD = {
    "seller_sku_missing": variant(None, color="green"),
    "seller_sku_repeated": variant("RED", color="green").model_copy(update={"key": "uuid-GREEN"}),
    "axis_value_missing": variant("GREEN"),
    "variants_not_unique": variant("GREEN", color="red"),
}


@pytest.mark.parametrize("code", BAD)
def test_a_bad_variant_is_withheld_and_the_others_go(code: str) -> None:
    listing = mapped(lamps(RED, BAD[code]))

    assert (codes(listing), listing.blocked, list(skus(listing))) == ([code], False, ["RED"])
    nameless = code in ("seller_sku_missing", "seller_sku_repeated")
    assert listing.withheld_skus == [BAD[code].key if nameless else BAD[code].sku]
    assert set(listing.prices) == {"RED"}


def test_a_listing_without_any_good_variant_is_blocked() -> None:
    listing = mapped(lamps(RED, BLUE), offers={})

    assert (codes(listing), listing.blocked) == (["price_missing", "stock_missing"] * 2, True)
    assert listing.withheld_skus == ["RED", "BLUE"]


def test_a_variant_without_a_price_is_withheld() -> None:
    unpriced = offer("RED").model_copy(update={"prices": {}})

    listing = mapped(lamps(RED, BLUE), offers={"RED": unpriced, "BLUE": offer("BLUE")})

    assert (codes(listing), listing.findings[0].sku, listing.blocked) == (["price_missing"], "RED", False)


def test_a_variant_without_an_offer_lacks_a_price_and_a_quantity() -> None:
    listing = mapped(lamps(RED, BLUE), offers={"BLUE": offer("BLUE")})

    assert (codes(listing), listing.withheld_skus) == (["price_missing", "stock_missing"], ["RED"])


def test_what_a_withheld_variant_costs_is_set_aside_as_far_as_it_is_known() -> None:
    listing = mapped(lamps(RED, variant("BLUE")))

    assert (listing.withheld_skus, set(listing.prices)) == (["BLUE"], {"RED"})
    assert listing.aside["BLUE"].quantity == 7


def test_a_disabled_variant_is_left_out_without_a_finding() -> None:
    listing = mapped(lamps(RED, BLUE.model_copy(update={"enabled": False})))

    assert (list(skus(listing)), codes(listing), listing.withheld_skus) == (["RED"], [], [])


def test_a_wrong_check_digit_leaves_the_identifier_out_with_a_warning() -> None:
    listing = mapped(product(ean=value("4006381333932")))

    assert "identifier_code" not in listing.content["skus"][0]
    assert (codes(listing), listing.blocked) == (["identifier_invalid"], False)


@pytest.mark.parametrize(
    ("code", "kind"),
    [("4006381333931", "EAN"), ("96385074", "EAN"), ("036000291452", "UPC"), ("10614141000415", "GTIN")],
)
def test_the_kind_of_an_identifier_follows_from_its_length(code: str, kind: str) -> None:
    sku = mapped(product(ean=value(code))).content["skus"][0]

    assert sku["identifier_code"] == {"code": code, "type": kind}


def test_an_identifier_that_two_variants_share_is_sent_once() -> None:
    listing = mapped(lamps(RED, variant("BLUE", color="blue", ean="4006381333931")))

    assert ["identifier_code" in sku for sku in skus(listing).values()] == [True, False]
    assert codes(listing) == ["identifier_repeated"]


def test_all_skus_of_one_colour_show_the_same_picture() -> None:
    picture = [Media(attribute="variation_picture", code="red.jpg")]
    small = variant("RED-S", color="red", size="s").model_copy(update={"media": picture})
    item = product(small, variant("RED-M", color="red", size="m"), axes=("color", "size"))
    own = rules(
        sales_attributes={"color": 100000, "size": 100007}, variant_image={"from": ["variation_picture"]}
    )

    listing = mapped(item, rules=own)

    image = {"media": {"code": "red.jpg", "use_case": "ATTRIBUTE_IMAGE"}}
    assert [
        [value.get("sku_img") for value in sku["sales_attributes"]] for sku in skus(listing).values()
    ] == [
        [image, None],
        [image, None],
    ]


def test_more_variants_than_the_market_takes_block() -> None:
    many = [variant(f"S-{number}", color=f"c{number}") for number in range(101)]
    offers = {sku.sku: offer(sku.sku, {"IDR": "50000"}) for sku in many if sku.sku}

    assert "too_many_skus" in codes(mapped(lamps(*many, ean=None), shop=shop("ID"), offers=offers))
