"""The shipped catalogue holds what it promises: many flawless listings, few honest defects, all picture cases."""

import hashlib
from collections import Counter, defaultdict
from io import BytesIO
from itertools import groupby

import pytest
from PIL import Image
from stdnum import ean

from catalog_sync.sandbox.catalogue.writer import write_catalogue
from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync_tests.sandbox_configuration import REGIONS

NOT_FOR_SALE = "certificates"
UNMAPPED = "kitchen_knives"
MARKED = ("table_lamps", "plush_toys")
CERTIFIED = ("table_lamps", "plush_toys", "face_creams")
UNCOVERED = {"LMP-008", "PLS-008"}


def data(row, attribute, locale=None):
    values = row["values"].get(attribute, [])
    return next((each["data"] for each in values if each["locale"] == locale), None)


def sellable(shipped):
    return [row for row in shipped.products if row["family"] != NOT_FOR_SALE]


def listings(shipped):
    """Return the simple products and root models for sale by SKU or code."""
    simple = {row["identifier"]: row for row in sellable(shipped) if row["parent"] is None}
    return simple | {row["code"]: row for row in shipped.product_models if row["parent"] is None}


def listing_of(shipped):
    """Return the listing's SKU or code of each SKU."""
    parents = {row["code"]: row["parent"] for row in shipped.product_models}
    above = {row["identifier"]: row["parent"] or row["identifier"] for row in sellable(shipped)}
    return {sku: parents.get(parent) or parent for sku, parent in above.items()}


def covered(shipped):
    documents = [row for row in shipped.products if row["family"] == NOT_FOR_SALE]
    kinds = defaultdict(set)
    for row in documents:
        for sku in data(row, "covers_skus").splitlines():
            kinds[sku].add(data(row, "certificate_type"))
    return kinds


def pictures(shipped):
    files = {row["code"]: shipped.directory / row["file"] for row in shipped.media_files}
    return {
        sku: Image.open(BytesIO(files[data(row, "picture")].read_bytes()))
        for sku, row in listings(shipped).items()
    }


def flaws(shipped):
    """Return the flawed listings by the kind of flaw."""
    found = defaultdict(set)
    for sku, row in listings(shipped).items():
        if row["family"] == UNMAPPED:
            found["unmapped"].add(sku)
        if data(row, "name", "id_ID") is None:
            found["untranslated"].add(sku)
        if row["family"] in MARKED and data(row, "ce_marking") is None:
            found["unmarked"].add(sku)
        if row["family"] in CERTIFIED and data(row, "safety_certificate") is None:
            found["covered" if sku in covered(shipped) else "uncovered"].add(sku)
    for row in sellable(shipped):
        if not ean.is_valid(data(row, "ean")):
            found["bad ean"].add(listing_of(shipped)[row["identifier"]])
    for sku, picture in pictures(shipped).items():
        if min(picture.size) < 300:
            found["tiny picture"].add(sku)
    return dict(found)


def test_the_same_bytes_are_written_every_time(shipped, tmp_path):
    write_catalogue(tmp_path)

    def digests(directory):
        files = sorted(path for path in directory.rglob("*") if path.is_file())
        return {
            str(path.relative_to(directory)): hashlib.sha256(path.read_bytes()).digest() for path in files
        }

    assert digests(tmp_path) == digests(shipped.directory)


def test_the_demo_pim_loads_it_without_a_problem(shipped):
    catalogue = Catalogue.load(shipped.directory)
    assert catalogue.problems == []
    row = catalogue.product("TEE-001-WHITE-S")
    assert set(row["values"]) == {"sku", "ean", "size", "weight"}
    assert {*catalogue.entities.merged_values(row)} >= {"name", "color", "variation_picture", "picture"}


def test_the_honest_defects_are_exactly_these(shipped):
    assert flaws(shipped) == {
        "covered": {"LMP-006", "LMP-007", "PLS-007", "CRM-007"},
        "uncovered": UNCOVERED,
        "unmapped": {"KNF-001", "KNF-002"},
        "bad ean": {"BTL-006"},
        "untranslated": {"CSH-006"},
        "unmarked": {"LMP-004"},
        "tiny picture": {"MUG-009"},
    }


def test_at_least_55_listings_have_no_defect_at_all(shipped):
    every = listings(shipped)
    flawed = set().union(*flaws(shipped).values())
    assert len(every) >= 66
    assert len(every.keys() - flawed) >= 55


def test_the_certificates_cover_every_kind_the_shops_ask_for(shipped):
    kinds = covered(shipped)
    assert kinds["LMP-006"] == kinds["LMP-007"] == {"ukca", "ul", "sni", "eu_doc"}
    assert kinds["PLS-007"] == {"ukca", "cpc", "sni", "eu_doc"}
    assert kinds["CRM-007"] == {"bpom", "cpnp"}
    assert not kinds.keys() & UNCOVERED


def test_texts_are_long_enough_for_every_shop_and_in_simple_html(shipped):
    for sku, row in listings(shipped).items():
        for locale in ("en_US", "id_ID", "de_DE"):
            name, html = data(row, "name", locale), data(row, "description", locale)
            if (sku, locale) == ("CSH-006", "id_ID"):
                continue
            assert (25 if locale == "id_ID" else 1) <= len(name) <= 255, name
            assert html.startswith("<p>")
            assert html.count("<li>") == 3


def test_every_sku_has_a_positive_offer_in_every_currency_and_shop(shipped):
    offers = {row["sku"]: row for row in shipped.offers}
    assert offers.keys() == {row["identifier"] for row in sellable(shipped)}
    for row in offers.values():
        assert set(row["prices"]) == {"GBP", "USD", "IDR", "EUR"}
        assert set(row["quantities"]) == {*REGIONS}
        assert min(row["quantities"].values()) > 0
        assert row["prices"]["IDR"].isdecimal()


def test_keys_skus_and_eans_are_unique(shipped):
    for attribute in ("sku", "ean"):
        values = Counter(data(row, attribute) for row in sellable(shipped))
        assert values.most_common(1)[0][1] == 1
    assert len({row["uuid"] for row in shipped.products}) == len(shipped.products)
    assert len({row["code"] for row in shipped.media_files}) == len(shipped.media_files)


def test_weights_and_lengths_come_in_mixed_units(shipped):
    units = {attribute: {data(row, attribute)["unit"] for row in sellable(shipped)} for attribute in ("weight", "package_length")}  # fmt: skip
    assert units["weight"] == {"GRAM", "KILOGRAM", "POUND", "OUNCE"}
    assert units["package_length"] == {"CENTIMETER", "MILLIMETER", "INCH"}


def test_products_use_only_what_the_dictionaries_know(shipped):
    attributes = {row["code"]: row["type"] for row in shipped.attributes}
    families = {row["code"]: set(row["attributes"]) for row in shipped.families}
    categories = {row["code"] for row in shipped.categories}
    options = {(row["attribute"], row["code"]) for row in shipped.attribute_options}
    media = {row["code"] for row in shipped.media_files}
    for row in [*shipped.products, *shipped.product_models]:
        assert set(row["categories"]) <= categories
        assert row["values"].keys() <= families[row["family"]], row.get("identifier")
        for attribute in row["values"]:
            held = data(row, attribute)
            if attributes[attribute] in ("pim_catalog_simpleselect", "pim_catalog_multiselect"):
                assert {(attribute, code) for code in ([held] if isinstance(held, str) else held)} <= options
            if attributes[attribute] in ("pim_catalog_image", "pim_catalog_file"):
                assert held in media


def test_variants_carry_a_value_for_every_axis_and_no_two_are_alike(shipped):
    axes = {
        row["code"]: [axis for level in row["variant_attribute_sets"] for axis in level["axes"]]
        for row in shipped.family_variants
    }
    used = {row["code"]: row["family_variant"] for row in shipped.product_models if row["parent"] is None}
    assert set(used.values()) == set(axes)
    owner = listing_of(shipped)
    variants = [row for row in sellable(shipped) if row["parent"]]
    for code, group in groupby(variants, key=lambda row: owner[row["identifier"]]):
        places = [tuple(data(row, axis) for axis in axes[used[code]]) for row in group]
        assert None not in {value for place in places for value in place}
        assert len(set(places)) == len(places) >= 2


def test_every_picture_case_is_there(shipped):
    cases = {
        (picture.format, picture.mode, picture.size, picture.getexif().get(0x0112))
        for picture in pictures(shipped).values()
    }
    square = (800, 800)
    assert cases == {
        ("JPEG", "RGB", square, None),
        ("JPEG", "RGB", (400, 400), None),
        ("JPEG", "RGB", (320, 320), None),
        ("JPEG", "RGB", (120, 120), None),
        ("JPEG", "RGB", (1120, 630), None),
        ("JPEG", "RGB", (600, 1800), None),
        ("JPEG", "RGB", (1000, 750), None),
        ("JPEG", "RGB", (750, 1000), None),
        ("PNG", "RGBA", square, None),
        ("PNG", "P", square, None),
        ("JPEG", "CMYK", square, None),
        ("JPEG", "RGB", square, 6),
        ("WEBP", "RGB", square, None),
    }


def test_media_rows_tell_the_truth_and_stay_small(shipped):
    for row in shipped.media_files:
        content = (shipped.directory / row["file"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (row["size"], row["sha256"])
    assert sum(row["size"] for row in shipped.media_files) < 8_000_000
    assert len({row["sha256"] for row in shipped.media_files}) == len(shipped.media_files)


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp", "application/pdf"])
def test_every_kind_of_file_is_there(shipped, kind):
    assert kind in {row["mime_type"] for row in shipped.media_files}
