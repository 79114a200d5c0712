"""Rows with columns as products: what columns mean, what makes one listing, and what is refused."""

import contextlib
import csv
import os
from decimal import Decimal
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.pim.document import Product, Sku, Value
from catalog_sync.pim.hashing import content_hash
from catalog_sync.pim.rows.cells import RowInvalid, number
from catalog_sync.pim.rows.configuration import RowMapping
from catalog_sync.pim.rows.reader import Row, listing_key, to_products
from catalog_sync.pim.source import Problem

ICECAT = Path(os.environ.get("CATALOG_SYNC_TEST_DATA", "")) / "pim" / "akeneo-icecat-demo"


def mapping(**more):
    return RowMapping.model_validate({"key": "id", "sku": "sku", "parent": "parent"} | more)


def row(line=2, **columns):
    return Row(f"products.csv:{line}", {"id": "1", "sku": "A-1"} | columns)


def read(*rows, **more):
    return to_products(rows, mapping(**more))


def only(*rows, **more):
    [product] = read(*rows, **more)
    assert isinstance(product, Product), product
    return product


def data(product, attribute):
    return [(value.locale, value.channel, value.data) for value in product.values[attribute]]


def test_a_row_without_parent_is_a_product_of_its_own():
    product = only(row(name="Cap", family="hats"), family="family")
    assert (product.key, product.identifier, product.family, product.axes) == ("product:1", "A-1", "hats", [])
    assert [(sku.key, sku.sku, sku.enabled) for sku in product.skus] == [("1", "A-1", True)]
    assert product.values == product.skus[0].values


def test_rows_of_one_parent_are_one_product_whose_common_values_are_its_own():
    rows = [
        row(id="2", sku="A-2", parent="shirt", name="Shirt", size="s", color="red"),
        row(id="1", sku="A-1", parent="Shirt", name="Shirt", size="m", color="red"),
    ]
    product = only(*rows, axes=["size", "color", "length"])
    assert (product.key, product.identifier, product.axes) == ("model:shirt", "Shirt", ["size", "color"])
    assert [sku.key for sku in product.skus] == ["1", "2"]
    assert product.values.keys() == {"name"}
    assert product.skus[1].values["size"] == [Value(data="s")]


def test_the_order_of_rows_and_columns_makes_no_other_product():
    rows = [row(id=str(number), parent="p", a="1", b=str(number)) for number in range(3)]
    turned = [Row(each.where, dict(reversed(each.columns.items()))) for each in reversed(rows)]
    assert content_hash(only(*rows)) == content_hash(only(*turned))


def test_a_column_can_name_the_axes():
    product = only(row(parent="p", axes="size, color", size="s", color="red"), axes="axes")
    assert product.axes == ["size", "color"]


def test_headers_are_read_by_akeneos_convention():
    """Failure mode 12: a value belongs to the locale and channel of its column and to no other."""
    columns = {
        "name": "Mug",
        "description-en_US-ecommerce": "A mug",
        "description-id_ID-ecommerce": "Sebuah mug",
        "keywords-de_DE": "Tasse",
        "release_date-ecommerce": "2027-01-31",
        "weight": "1.50",
        "weight-unit": "KILOGRAM",
        "length": "",
        "length-unit": "INCH",
        "price-USD": "10.5",
        "price-EUR": "9.99",
        "PACK-groups": "x",
        "X_SELL-products": "y",
        "empty": " ",
    }
    product = only(row(**columns))
    assert data(product, "description") == [
        ("en_US", "ecommerce", "A mug"),
        ("id_ID", "ecommerce", "Sebuah mug"),
    ]
    assert data(product, "keywords") == [("de_DE", None, "Tasse")]
    assert data(product, "release_date") == [(None, "ecommerce", "2027-01-31")]
    assert data(product, "weight") == [(None, None, {"amount": "1.50", "unit": "KILOGRAM"})]
    prices = [{"amount": "10.5", "currency": "USD"}, {"amount": "9.99", "currency": "EUR"}]
    assert data(product, "price") == [(None, None, prices)]
    assert product.values.keys() == {
        "sku", "name", "description", "keywords", "release_date", "weight", "price"
    }  # fmt: skip


def test_types_say_which_of_the_conventions_attributes_are_no_text():
    product = only(
        row(material="cotton,linen", washable="0"), types={"material": "options", "washable": "boolean"}
    )
    assert (data(product, "material"), data(product, "washable")) == (
        [(None, None, ["cotton", "linen"])],
        [(None, None, False)],
    )


def test_named_columns_are_read_in_place_of_the_convention():
    values = {
        "name": ["Title", {"column": "Judul", "locale": "id_ID"}],
        "weight": {"column": "kg", "type": "measurement", "unit": "KILOGRAM"},
        "height": {"column": "h", "type": "measurement", "unit_column": "h_unit"},
        "price": [
            {"column": "gbp", "type": "prices", "currency": "GBP"},
            {"column": "others", "type": "prices", "separator": "|"},
        ],
    }
    columns = {"Title": "Mug", "Judul": "Cangkir", "kg": "0,5", "h": "3,25", "h_unit": "INCH", "gbp": "4,5"}
    product = only(row(**columns, others="5,1 EUR|6 USD", noise="x"), values=values, decimal=",")
    assert data(product, "name") == [(None, None, "Mug"), ("id_ID", None, "Cangkir")]
    assert data(product, "weight") == [(None, None, {"amount": "0.5", "unit": "KILOGRAM"})]
    assert data(product, "height") == [(None, None, {"amount": "3.25", "unit": "INCH"})]
    assert data(product, "price")[0][2] == [
        {"amount": "4.5", "currency": "GBP"},
        {"amount": "5.1", "currency": "EUR"},
        {"amount": "6", "currency": "USD"},
    ]
    assert "noise" not in product.values


def test_json_cells_keep_their_types():
    values = {
        "material": {"column": "m", "type": "options"},
        "weight": {"column": "w", "type": "measurement"},
        "stars": {"column": "s", "type": "number"},
        "new": {"column": "n", "type": "boolean"},
    }
    cells = {"m": ["cotton", "linen"], "w": {"amount": 1.5, "unit": "GRAM"}, "s": 4, "n": True}
    product = only(row(**cells), values=values, decimal=",")
    assert [product.values[name][0].data for name in ("material", "weight", "stars", "new")] == [
        ["cotton", "linen"],
        {"amount": "1.5", "unit": "GRAM"},
        "4",
        True,
    ]


def test_files_keep_the_order_of_their_columns():
    media = {
        "picture": ["p1", {"column": "more", "separator": "|"}],
        "manual": {"column": "pdf", "locale": "en_US"},
    }
    product = only(row(p1="b.jpg", more="a.jpg|c.jpg", pdf="m.pdf"), media=media)
    assert [(each.attribute, each.code, each.locale) for each in product.media] == [
        ("manual", "m.pdf", "en_US"),
        ("picture", "b.jpg", None),
        ("picture", "a.jpg", None),
        ("picture", "c.jpg", None),
    ]
    assert product.values.keys() == {"sku"}


def test_a_picture_of_one_variant_is_not_the_products():
    rows = [row(id=str(n), parent="p", common="c.jpg", own=f"{n}.jpg") for n in range(2)]
    product = only(*rows, media={"picture": "common", "swatch": "own"})
    assert [each.code for each in product.media] == ["c.jpg"]
    assert [each.code for each in product.skus[1].media] == ["c.jpg", "1.jpg"]


@pytest.mark.parametrize(
    ("cells", "kind", "reason"),
    [
        ({"v": "1,234"}, {"type": "number"}, "no number"),
        ({"v": "1.234,5"}, {"type": "number", "decimal": ","}, "no number"),
        ({"v": "12 kg"}, {"type": "number"}, "no number"),
        ({"v": "0x10"}, {"type": "number"}, "no number"),
        ({"v": "١٢"}, {"type": "number"}, "no number"),
        ({"v": "1.23E+12"}, {"type": "number"}, "spreadsheet"),
        ({"v": "4,00638E+12"}, {"type": "text"}, "spreadsheet"),
        ({"v": "4E+12,red"}, {"type": "options"}, "spreadsheet"),
        ({"v": "52"}, {"type": "measurement"}, "no unit"),
        ({"v": "31.01.2027"}, {"type": "date"}, "no date"),
        ({"v": "maybe"}, {"type": "boolean"}, "neither true nor false"),
        ({"v": "9.99"}, {"type": "prices"}, "no amount with its currency"),
        ({"v": "a\0b"}, {"type": "text"}, "NUL"),
        ({"v": {"a": 1}}, {"type": "text"}, "dict"),
        ({"v": [{"amount": 1}]}, {"type": "prices"}, "currency"),
    ],
)
def test_a_cell_that_cannot_be_read_for_sure_is_refused_with_its_column(cells, kind, reason):
    """Failure mode 13: an amount without unit, or with an ambiguous separator, is never guessed."""
    [problem] = read(row(7, **cells), values={"x": {"column": "v"} | kind})
    assert isinstance(problem, Problem)
    assert problem.key == "product:1"
    assert "products.csv:7: column v: " in problem.message
    assert reason in problem.message


def test_a_listing_with_an_unreadable_row_is_a_problem_and_others_go_on():
    rows = [row(2, id="1", parent="p"), row(3, id="2", parent="p", enabled="?"), row(4, id="3")]
    rows = [Row(each.where, {"enabled": "1"} | dict(each.columns)) for each in rows]
    problem, product = read(*rows, enabled="enabled")
    assert (problem.key, product.key) == ("model:p", "product:3")
    assert "products.csv:3" in problem.message


def test_a_row_without_key_is_a_problem_where_it_is():
    [problem] = read(row(9, id=" "))
    assert (problem.key, "column id is empty" in problem.message) == ("products.csv:9", True)


@pytest.mark.parametrize("column", ["id", "sku", "parent"])
def test_a_key_that_a_spreadsheet_shortened_is_no_key(column):
    """Failure mode 14: 4006381333931 and 4006381333948 are both 4.00638E+12 there, and would be one product."""
    [problem] = read(row(5, **{column: "4.00638E+12"}))
    assert isinstance(problem, Problem)
    assert "spreadsheet" in problem.message
    assert only(row(sku="5E10", name="Size 4E+")).skus[0].sku == "5E10"


def test_words_for_on_and_off_sale_are_known_or_refused():
    """Failure mode 11: an unknown word neither disables a product nor keeps it on sale."""
    words = {"enabled": "status", "enabled_words": ["Aktiv"], "disabled_words": ["inaktiv"]}
    assert only(row(status="aktiv "), **words).enabled
    assert not only(row(status="INAKTIV"), **words).enabled
    [problem] = read(row(status="1"), **words)
    assert "enabled_words" in problem.message


def test_rows_that_name_different_families_are_a_problem():
    [problem] = read(row(id="1", parent="p", f="a"), row(id="2", parent="p", f="b"), family="f")
    assert "a, b" in problem.message


def test_categories_of_all_rows_count():
    rows = [row(id="1", parent="p", c="b|a"), row(id="2", parent="p", c="c")]
    assert only(*rows, categories="c", separator="|").categories == ["a", "b", "c"]


def test_two_columns_for_one_value_are_refused():
    [problem] = read(row(a="1", b="2"), values={"x": ["a", "b"]})
    assert "same attribute" in problem.message


def test_a_column_can_hold_the_whole_document():
    product = Product(key="model:m", identifier="M", skus=[Sku(key="1", sku="A")])
    text = product.model_dump_json()
    assert only(row(id="model:m", doc=text), document="doc") == product
    assert only(Row("x:1", {"doc": orjson.loads(text)}), document="doc") == product
    assert listing_key(Row("x:1", {"doc": text}), mapping(document="doc")) == "model:m"


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("{", "no JSON"),
        ("[]", "no JSON object"),
        ('{"key": "1"}', "wrong identifier"),
        ('{"key": "2", "identifier": "x"}', "is of 2"),
        ('{"key": "1", "identifier": "a\\u0000b"}', "NUL"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused(cell, reason):
    [problem] = read(row(doc=cell), document="doc")
    assert (problem.key, reason in problem.message) == ("1", True)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3), st.sampled_from([".", ","]))
def test_numbers_keep_their_value(amount, decimal):
    assert Decimal(number(f"{amount:f}".replace(".", decimal), decimal)) == amount


@given(st.text(), st.sampled_from([".", ","]))
def test_text_is_a_number_or_refused(text, decimal):
    with contextlib.suppress(RowInvalid):
        Decimal(number(text, decimal))


@given(st.dictionaries(st.text(), st.text() | st.none() | st.integers() | st.lists(st.text())))
def test_any_row_is_a_product_or_a_problem(columns):
    for found in to_products([Row("x:1", columns | {"id": "1", "sku": "1"})], mapping()):
        assert isinstance(found, Product | Problem)


@pytest.mark.skipif(
    not ICECAT.is_dir(), reason="CATALOG_SYNC_TEST_DATA names no folder with pim/akeneo-icecat-demo"
)
def test_akeneos_own_export_reads_as_its_api_tells_it():
    """Failure mode 13: amounts come with the unit of their own column."""
    told = [orjson.loads(line) for line in (ICECAT / "api" / "products.jsonl").read_bytes().splitlines()]
    with (ICECAT / "csv" / "products.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = [
            Row(f"products.csv:{n}", cells) for n, cells in enumerate(csv.DictReader(file, delimiter=";"), 2)
        ]
    convention = RowMapping(
        key="sku", sku="sku", parent="parent", family="family", categories="categories", enabled="enabled"
    )
    products = to_products(rows, convention)
    assert all(isinstance(product, Product) for product in products)
    skus = {sku.sku: sku for product in products for sku in product.skus}
    assert skus.keys() == {each["identifier"] for each in told}
    metrics = {
        (each["identifier"], attribute): (values[0]["data"]["amount"], values[0]["data"]["unit"])
        for each in told
        for attribute, values in each["values"].items()
        if each["parent"] is None and isinstance(values[0]["data"], dict)
    }
    assert len(metrics) > 300
    for (sku, attribute), (amount, unit) in metrics.items():
        found = skus[sku].values[attribute][0].data
        assert (Decimal(found["amount"]), found["unit"]) == (Decimal(amount), unit)
