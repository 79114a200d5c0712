"""Two real catalogues in four markets: what goes out is right to the last digit, and nothing else goes out."""

from fractions import Fraction
from math import ceil
from typing import Any

import pytest

from catalog_sync.mapping.listing import MappedListing, Severity
from catalog_sync.pim.document import Product
from catalog_sync_tests.real_data.catalogues import ABSENT, present
from catalog_sync_tests.real_data.markets import REGIONS
from catalog_sync_tests.real_data.runs import MappedCatalogue, mapped, mistakes

pytestmark = pytest.mark.skipif(not present(), reason=ABSENT)

_EVERY = 12
_BATTERIES, _MARK, _PROP_65 = "101610", "102850", {"101400", "101395"}
_MAINS = {"220-240V", "110-240V"}
_RUNS = [(name, region) for name in ("icecat", "spree") for region in REGIONS]


def run(name: str, region: str) -> MappedCatalogue:
    return mapped(name, region, _EVERY)


def on_sale(of: MappedCatalogue) -> list[tuple[Product, MappedListing]]:
    """All but the one product model without a variant."""
    return [(product, listing) for product, listing in of.listings if listing.active]


def blocked(product: Product, of: MappedCatalogue) -> set[str]:
    listing = next(listing for each, listing in of.listings if each is product)
    return {found.code for found in listing.findings if found.severity is Severity.BLOCK}


def attributes(listing: MappedListing) -> dict[str, Any]:
    rows = listing.content.get("product_attributes", [])
    return {row["id"]: [value["id"] for value in row["values"]] for row in rows}


def texts(product: Product, attribute: str, locale: str) -> list[str]:
    layers = [product.values, *(sku.values for sku in product.skus[:1])]
    return [value.data for layer in layers for value in layer.get(attribute, []) if value.locale == locale]


@pytest.mark.parametrize(("name", "region"), _RUNS)
def test_what_nothing_blocks_is_taken_by_the_sandbox(name: str, region: str) -> None:
    assert run(name, region).listable
    assert run(name, region).refused == {}


@pytest.mark.parametrize("name", ["icecat", "spree"])
def test_the_merchants_rules_have_no_mistake_in_any_market(name: str) -> None:
    assert mistakes(name, _EVERY) == []


@pytest.mark.parametrize(
    ("name", "region", "products", "skus"),
    [
        *(
            ("icecat", "GB", 50, 78),
            ("icecat", "US", 5, 52),
            ("icecat", "DE", 24, 24),
            ("icecat", "ID", 95, 126),
        ),
        *(("spree", "GB", 28, 67), ("spree", "US", 28, 67), ("spree", "DE", 37, 87), ("spree", "ID", 35, 83)),
    ],
)
def test_so_many_products_and_skus_can_be_listed(name: str, region: str, products: int, skus: int) -> None:
    assert (len(run(name, region).listable), run(name, region).skus) == (products, skus)


@pytest.mark.parametrize("region", REGIONS)
def test_a_product_is_blocked_for_what_its_source_does_not_say(region: str) -> None:
    of = run("icecat", region)
    for product, listing in on_sale(of):
        codes = blocked(product, of)
        pictures = [*product.media, *(media for sku in product.skus for media in sku.media)]
        priced = {name for sku in product.skus for name in sku.values} | product.values.keys()
        assert ("image_missing" in codes) == (not pictures)
        assert listing.category_id
        if product.family in {"clothing", "shoes", "accessories"}:
            assert ("price_missing" in codes) == ("price" not in priced)
            assert ("weight_missing" in codes) == ("weight" not in priced)


def test_german_listings_have_german_texts_and_no_other() -> None:
    of = run("icecat", "DE")
    for product, _ in on_sale(of):
        assert ("text_missing" in blocked(product, of)) == (not texts(product, "description", "de_DE"))
    for product, listing in run("spree", "DE").listable:
        assert [listing.content["title"]] == texts(product, "name", "de_DE")[:1]
        assert listing.content["title"] not in texts(product, "name", "en_US")


def test_inches_and_pounds_are_converted_exactly_and_rounded_up() -> None:
    rows = run("spree", "GB").catalogue.rows
    for region, weight, length, places in (("GB", "0.45359237", "2.54", 3), ("US", "1", "1", 2)):
        for product, listing in run("spree", region).listings:
            own = [rows[sku.sku or ""][0] for sku in product.skus]
            heaviest = max(Fraction(row["weight"]) for row in own) * Fraction(weight)
            assert Fraction(listing.content["package_weight"]["value"]) == Fraction(
                ceil(heaviest * 10**places), 10**places
            )
            for side, column in (("length", "depth"), ("width", "width"), ("height", "height")):
                longest = max(Fraction(row[column]) for row in own) * Fraction(length)
                assert listing.content["package_dimensions"][side] == str(ceil(longest))


@pytest.mark.parametrize("region", ["GB", "US"])
def test_batteries_are_stated_only_where_the_source_or_a_person_does(region: str) -> None:
    by_person = {"laser_led_printers", "multifunctionals", "pc_monitors", "webcams"}
    stated = {
        product.family
        for product, listing in run("icecat", region).listings
        if _BATTERIES in attributes(listing)
    }
    assert stated == by_person
    of = run("spree", region)
    for product, listing in of.listings:
        mains = product.values["voltage"][0].data in _MAINS
        assert (
            (_BATTERIES in attributes(listing)) == mains == ("attribute_missing" not in blocked(product, of))
        )


def test_marks_and_proposition_65_are_never_assumed() -> None:
    asked = {"samsung", "hp", "philips", "sony", "canon"}
    for product, listing in run("icecat", "DE").listings:
        assert _MARK not in attributes(listing) or asked.intersection(product.categories)
    for product, listing in run("icecat", "US").listings:
        assert _PROP_65.isdisjoint(attributes(listing)) or product.family in {
            "clothing",
            "shoes",
            "accessories",
        }


def test_variants_of_two_materials_are_a_listing_of_both() -> None:
    listings = {product.identifier: listing for product, listing in run("icecat", "GB").listings}
    schema = run("icecat", "GB").market.schema(listings["model-biker-jacket"].category_id or "")
    material = schema.attribute("100157", "PRODUCT_PROPERTY")
    names = {value.id: value.name for value in material.values} if material else {}

    assert sorted(names[id_] for id_ in attributes(listings["model-biker-jacket"])["100157"]) == [
        "Leather",
        "Polyester",
    ]
    assert sorted(names[id_] for id_ in attributes(listings["model-tshirt-divided"])["100157"]) == [
        "Cotton",
        "Polyester",
    ]
