"""The difference between two contents, field by field."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.mapping.schema_names import SchemaNames
from catalog_sync.sync.preview.content_diff import Change, content_changes, named
from catalog_sync_tests.mapping.world import schema

RED, BLUE = {"value_name": "Red"}, {"value_name": "Blue"}


def content(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Mug",
        "category_version": "v1",
        "main_images": [{"media": {"code": "a.jpg", "use_case": "MAIN_IMAGE", "digest": "1"}}],
        "product_attributes": [{"id": "100393", "values": [{"name": "Glass"}]}],
        "skus": [{"seller_sku": "A", "sales_attributes": [RED]}],
    } | changes


def test_equal_contents_differ_in_nothing() -> None:
    assert content_changes(content(), content(category_version="v2")) == []


def test_attributes_are_told_by_id_and_called_by_name() -> None:
    after = content(product_attributes=[{"id": "100393", "values": [{"name": "Oak"}]}])
    [change] = content_changes(content(), after)
    assert named(change, SchemaNames(schema())) == Change(
        "product_attributes.100393", ["Glass"], ["Oak"], name="Material"
    )


def test_other_bytes_under_the_same_code_are_a_change() -> None:
    after = content(main_images=[{"media": {"code": "a.jpg", "use_case": "MAIN_IMAGE", "digest": "2"}}])
    assert [change.field for change in content_changes(content(), after)] == ["main_images"]


def test_a_variant_that_comes_goes_or_changes_is_told_by_its_sku() -> None:
    after = content(skus=[{"seller_sku": "A", "sales_attributes": [BLUE]}, {"seller_sku": "B"}])
    assert content_changes(content(), after) == [
        Change("skus.sales_attributes", [RED], [BLUE], "A"),
        Change("skus", None, {"seller_sku": "B"}, "B"),
    ]
    assert content_changes(after, content(skus=after["skus"][:1])) == [
        Change("skus", {"seller_sku": "B"}, None, "B")
    ]


FIELDS = st.dictionaries(st.sampled_from(["title", "description", "brand_id"]), st.text(max_size=5))


def test_a_variant_that_the_pim_renames_is_one_that_changes() -> None:
    before = content(skus=[{"seller_sku": "A", "external_sku_id": "key", "sales_attributes": [RED]}])
    after = content(skus=[{"seller_sku": "B", "external_sku_id": "key", "sales_attributes": [RED]}])
    assert content_changes(before, after) == [Change("skus.seller_sku", "A", "B", "B")]


@given(FIELDS, FIELDS)
def test_what_changes_is_exactly_what_differs(before: dict[str, str], after: dict[str, str]) -> None:
    found = {change.field: (change.before, change.after) for change in content_changes(before, after)}
    every = {*before, *after}
    assert found == {
        name: (before.get(name), after.get(name)) for name in every if before.get(name) != after.get(name)
    }
