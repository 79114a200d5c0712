from typing import Any

import pytest

from catalog_sync.mapping.brands import ShopBrands
from catalog_sync.mapping.listing import MappedListing
from catalog_sync.mapping.source import OptionLabels
from catalog_sync_tests.mapping.world import codes, mapped, product, rules, value, variant

ACME = {
    "id": "7082427311584340001",
    "name": "Acmé",
    "authorized_status": "AUTHORIZED",
    "brand_status": "AVAILABLE",
}
LUMEN = {"id": "7082427311584340002", "name": "Lumen & Works", "authorized_status": "UNAUTHORIZED"}
RENOWNED = {
    "id": "7082427311584340003",
    "name": "Renowned",
    "is_t1_brand": True,
    "authorized_status": "UNAUTHORIZED",
}
LAPSED = ACME | {"id": "7082427311584340004", "name": "Lapsed", "brand_status": "UNAVAILABLE"}
SHOP = (ACME, LUMEN, RENOWNED, LAPSED)


def branded(brand: Any, *, shop: Any = SHOP, **rule: Any) -> MappedListing:
    known = ShopBrands.from_rows(shop) if shop is not None else None
    item = product(brand=value(brand) if brand is not None else None)
    return mapped(item, rules=rules(brand={"from": "brand"} | rule), brands=known)


@pytest.mark.parametrize("spelling", ["Acmé", "acme", "ACME"])
def test_a_brand_is_found_by_its_name_in_the_shops_list(spelling: str) -> None:
    listing = branded(spelling)

    assert (listing.content["brand_id"], codes(listing)) == (ACME["id"], [])


def test_a_brand_that_buyers_do_not_see_goes_with_a_finding() -> None:
    listing = branded("lumen works")

    assert (listing.content["brand_id"], codes(listing), listing.blocked) == (
        LUMEN["id"],
        ["brand_not_shown"],
        False,
    )


@pytest.mark.parametrize("brand", ["Renowned", "Lapsed"])
def test_a_brand_that_the_shop_may_not_sell_withholds_the_listing(brand: str) -> None:
    listing = branded(brand)

    assert (codes(listing), listing.blocked) == (["brand_not_authorized"], True)
    assert "Qualification Center" in listing.findings[0].message


def test_of_brands_with_one_name_the_authorized_one_is_meant_and_else_none() -> None:
    twin = ACME | {"id": "7082427311584340009", "authorized_status": "UNAUTHORIZED"}

    assert branded("acme", shop=[twin, ACME]).content["brand_id"] == ACME["id"]
    listing = branded("acme", shop=[twin, ACME | {"authorized_status": "UNAUTHORIZED"}])
    assert ("brand_id" in listing.content, codes(listing)) == (False, ["brand_ambiguous"])
    assert twin["id"] in listing.findings[0].message
    assert ACME["id"] in listing.findings[0].message


def test_of_brands_that_differ_in_spelling_the_one_spelt_so_is_meant() -> None:
    h_and_m = ACME | {"id": "7082427311584340010", "name": "H&M"}
    shop = [h_and_m, ACME | {"name": "H M", "authorized_status": "UNAUTHORIZED"}]

    assert branded("H M", shop=shop).content["brand_id"] == ACME["id"]
    assert branded("h&m", shop=shop).content["brand_id"] == h_and_m["id"]


def test_the_code_of_a_labelled_option_names_no_brand() -> None:
    halden = ACME | {"name": "Halden"}
    labels = OptionLabels({("brand", "halden", "en_US"): "Halden & Reed"})
    listing = mapped(
        product(brand=value("halden")),
        rules=rules(brand={"from": "brand"}),
        labels=labels,
        brands=ShopBrands.from_rows([halden]),
    )

    assert ("brand_id" in listing.content, "brand_unknown" in codes(listing)) == (False, True)
    assert "Qualification Center" in next(
        finding.message for finding in listing.findings if finding.code == "brand_unknown"
    )


def test_a_name_that_was_not_asked_for_may_still_exist() -> None:
    asked = ShopBrands.from_rows([ACME], asked=["nobody"])
    rule = rules(brand={"from": "brand"})

    assert codes(mapped(product(brand=value("Nobody")), rules=rule, brands=asked)) == ["brand_unknown"]
    assert codes(mapped(product(brand=value("Somebody")), rules=rule, brands=asked)) == ["brand_unmapped"]


def test_an_id_is_sent_unchecked_where_the_shop_has_more_brands_than_were_read() -> None:
    rule = rules(brand={"from": "brand", "values": {"acme": 7082427311584349999}})
    listing = mapped(
        product(brand=value("acme")), rules=rule, brands=ShopBrands.from_rows([], asked=["acme"])
    )

    assert (listing.content["brand_id"], codes(listing)) == ("7082427311584349999", [])


@pytest.mark.parametrize("brand", ["4711", "1664"])
def test_a_brand_that_is_a_number_is_no_id(brand: str) -> None:
    assert codes(branded(brand, shop=None)) == ["brand_unmapped"]


def test_an_id_that_the_shop_does_not_have_is_not_sent() -> None:
    listing = branded("acme", values={"acme": 7082427311584349999})

    assert ("brand_id" in listing.content, codes(listing)) == (False, ["brand_unknown"])


@pytest.mark.parametrize("words", ["No Brand", "ohne Marke", "tanpa merek", "sans-marque", "Unbranded"])
def test_no_brand_is_sent_as_none_where_the_pim_says_so(words: str) -> None:
    listing = branded(words)

    assert ("brand_id" in listing.content, codes(listing)) == (False, [])


def test_a_product_without_any_statement_about_its_brand_is_told() -> None:
    listing = branded(None)

    assert (codes(listing), listing.findings[0].attribute) == (["brand_missing"], "brand")


def test_several_brands_on_one_product_are_ambiguous() -> None:
    listing = branded(["acme", "lumen"])

    assert ("brand_id" in listing.content, codes(listing)) == (False, ["brand_ambiguous"])


def test_the_brand_of_the_first_variant_is_not_that_of_all() -> None:
    skus = (variant("RED", color="red", brand="acme"), variant("BLUE", color="blue", brand="lumen"))
    several = product(*skus, axes=("color",), ean=None)

    listing = mapped(several, rules=rules(brand={"from": "brand"}), brands=ShopBrands.from_rows(SHOP))

    assert ("brand_id" in listing.content, codes(listing)) == (False, ["brand_ambiguous"])
