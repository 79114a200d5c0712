"""Which listing a variant belongs to: by sub-model or by what the region takes, and never to another one later."""

from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.mapping.listing_parts import Layout, laid_out, parts_of, wanted_axes
from catalog_sync.mapping.variant_rules import ListingsRule
from catalog_sync.pim.document import Product, Sku
from catalog_sync_tests.mapping.world import value


def shirts(*variants: str) -> Product:
    """Shirts, by color and size: `red-s`."""
    skus = [
        Sku(
            key=name,
            sku=name.upper(),
            values=dict(zip(("color", "size"), map(value, name.split("-")), strict=True)),
        )
        for name in variants
    ]
    return Product(
        key="model:shirt",
        identifier="shirt",
        family="shirts",
        family_variant="shirt_color_size",
        axes=["color", "size"],
        skus=skus,
    )


PER_COLOR = ListingsRule(per={"shirt_color_size": ["color"]})


def listings(product: Product, layout: Layout, **options: object) -> dict[str, list[str]]:
    settings = {"split": False, "max_skus": 100} | options
    made = laid_out(product, layout, **settings)  # type: ignore[arg-type]
    return {key: [sku.key for sku in part.skus] for key, part in parts_of(product, made).items()}


def test_a_model_is_one_listing_unless_the_rules_say_otherwise() -> None:
    shirt = shirts("red-s", "blue-s")
    assert wanted_axes(shirt, ListingsRule(per={"another": ["color"]})) == ()
    assert listings(shirt, Layout()) == {"model:shirt": ["red-s", "blue-s"]}


def test_a_sub_model_is_a_listing_of_its_own_with_the_axes_that_are_left() -> None:
    shirt = shirts("red-s", "red-m", "blue-s")
    made = laid_out(shirt, Layout(wanted_axes(shirt, PER_COLOR)), split=False, max_skus=100)
    parts = parts_of(shirt, made)
    assert {key: [sku.key for sku in part.skus] for key, part in parts.items()} == {
        "model:shirt": ["red-s", "red-m"],
        "model:shirt::part:blue": ["blue-s"],
    }
    assert [part.axes for part in parts.values()] == [["size"], ["size"]]


def test_what_the_region_does_not_take_goes_to_a_further_listing() -> None:
    assert listings(shirts("a-s", "b-s", "c-s"), Layout(), split=True, max_skus=2) == {
        "model:shirt": ["a-s", "b-s"],
        "model:shirt::part:::2": ["c-s"],
    }


def test_a_place_that_became_free_is_filled_and_nobody_is_moved_there() -> None:
    first = laid_out(shirts("a-s", "b-s", "c-s"), Layout(), split=True, max_skus=2)
    later = laid_out(shirts("b-s", "c-s", "d-s"), first, split=True, max_skus=2)
    assert (later.parts["c-s"], later.parts["d-s"]) == (first.parts["c-s"], "model:shirt")


def test_a_variant_whose_values_were_corrected_goes_where_its_sub_model_is() -> None:
    first = laid_out(shirts("red-s", "red-m", "blue-s"), Layout(("color",)), split=False, max_skus=100)
    corrected = shirts("red-s", "red-m", "blue-s")
    corrected.skus[1].values["color"] = value("blue")
    later = laid_out(corrected, first, split=False, max_skus=100)
    assert later.parts == first.parts | {"red-m": first.parts["blue-s"]}
    corrected.skus.append(shirts("blue-l").skus[0])
    assert laid_out(corrected, later, split=False, max_skus=100).parts["blue-l"] == first.parts["blue-s"]


def test_a_sub_model_whose_value_is_called_anew_stays_where_it_is() -> None:
    first = laid_out(shirts("red-s", "red-m", "blue-s"), Layout(("color",)), split=False, max_skus=100)
    renamed = shirts("red-s", "red-m", "blue-s")
    for sku in renamed.skus[:2]:
        sku.values["color"] = value("crimson")
    assert laid_out(renamed, first, split=False, max_skus=100) == first


names = st.builds(
    lambda color, size: f"{color}-{size}", st.sampled_from("abcde"), st.sampled_from("123456789")
)


@given(
    st.lists(st.lists(names, unique=True, max_size=30), min_size=1, max_size=5),
    st.sampled_from([(), ("color",), ("color", "size")]),
    st.integers(1, 6),
    st.booleans(),
)
def test_no_variant_is_lost_or_moved_whatever_comes_and_goes(
    catalogues: list[list[str]], axes: tuple[str, ...], most: int, split: bool
) -> None:
    layout, seen = Layout(axes), dict[str, str]()
    for variants in catalogues:
        product = shirts(*variants)
        layout = laid_out(product, layout, split=split, max_skus=most)
        parts = parts_of(product, layout)
        placed = {sku.key: key for key, part in parts.items() for sku in part.skus}
        assert sorted(placed) == sorted(variants)
        assert all(seen.get(sku, key) == key for sku, key in placed.items())
        assert all({sku.key.split("-")[0] for sku in part.skus} for part in parts.values())
        if "color" in axes:
            colors = [{sku.key.split("-")[0] for sku in part.skus} for part in parts.values()]
            assert all(len(found) == 1 for found in colors)
        seen = placed


@given(st.lists(names, unique=True, min_size=1), st.integers(1, 6))
def test_a_fresh_split_is_never_more_than_the_region_takes(variants: list[str], most: int) -> None:
    made = listings(shirts(*variants), Layout(), split=True, max_skus=most)
    assert all(len(part) <= most for part in made.values())
    assert "model:shirt" in made
