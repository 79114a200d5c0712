"""Any set of variants: unique combinations, nothing lost without a finding, and a live SKU never left out for a fault."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.mapping.listing import MappedListing, SkuOffer
from catalog_sync.mapping.sales_attributes import combination
from catalog_sync.mapping.seller_skus import seller_sku
from catalog_sync.mapping.variant_carry import with_accepted
from catalog_sync.pim.document import Media, Product
from catalog_sync_tests.mapping.world import codes, mapped, offer, product, rules, shop, variant

AXES = ("color", "size", "form")
OWN = rules(
    sales_attributes={"color": 100000, "size": {"name": "Size"}, "form": {"name": "Form"}}, identifier=None
)
LONG = "A very long name of a colour that nobody can read at once, "


def names(listing: MappedListing) -> list[str]:
    return [sku["seller_sku"] for sku in listing.content["skus"]]


def value_names(listing: MappedListing) -> list[str]:
    return [sku["sales_attributes"][0]["value_name"] for sku in listing.content["skus"]]


def test_a_sku_that_the_region_does_not_take_goes_by_another_name() -> None:
    listing = mapped(product(variant("12/345 Ä", color="red"), axes=("color",)), shop=shop("GB"))
    name = seller_sku("12/345 Ä", r"\S{1,50}")
    assert (names(listing), set(listing.prices), codes(listing)) == ([name], {name}, [])


def test_the_name_that_a_sku_was_given_is_the_one_that_goes() -> None:
    listing = mapped(seller_skus={"LAMP-1": "OLD-LAMP"})
    assert (names(listing), set(listing.quantities)) == (["OLD-LAMP"], {"OLD-LAMP"})


def test_a_long_value_is_cut_at_a_word_and_told_once() -> None:
    listing = mapped(
        product(
            variant("A", color=LONG + "one", size="s"),
            variant("B", color=LONG + "one", size="m"),
            axes=AXES[:2],
        ),
        rules=OWN,
    )
    assert value_names(listing) == ["A very long name of a colour that nobody can read"] * 2
    assert codes(listing) == ["axis_value_shortened"]


def test_values_that_would_be_cut_to_the_same_name_stay_apart() -> None:
    variants = [variant("A", color=LONG + "one"), variant("B", color=LONG + "two")]
    listing = mapped(product(*variants, axes=("color",)), rules=OWN)
    again = mapped(product(*reversed(variants), axes=("color",)), rules=OWN)
    first, second = value_names(listing)
    assert first != second
    assert all(len(name) <= 50 for name in (first, second))
    assert set(value_names(again)) == {first, second}


def test_names_that_differ_in_case_alone_are_one() -> None:
    listing = mapped(
        product(variant("A", color="Navy"), variant("B", color="navy "), axes=("color",)), rules=OWN
    )
    assert (codes(listing), listing.withheld_skus) == (["variants_not_unique"], ["B"])


def test_variants_without_any_axis_are_not_told_apart() -> None:
    listing = mapped(product(variant("A"), variant("B")), rules=OWN)
    assert (codes(listing), listing.withheld_skus) == (["variants_not_unique"], ["B"])


def test_an_axis_is_not_mapped_to_a_sales_attribute_that_the_leaf_lacks() -> None:
    other = rules(sales_attributes={"color": 100999})
    listing = mapped(product(variant("A", color="red"), axes=AXES[:1]), rules=other)
    assert (codes(listing), listing.blocked) == (["axis_unmapped"], True)
    assert "100999" in listing.findings[0].message


def test_two_axes_are_not_one_sales_attribute() -> None:
    both = rules(sales_attributes={"color": 100000, "size": 100000})
    listing = mapped(product(variant("A", color="red", size="s"), axes=AXES[:2]), rules=both)
    assert "axes_share_attribute" in codes(listing)
    assert listing.blocked


def test_the_axis_that_the_rules_name_has_the_pictures() -> None:
    picture = [Media(attribute="variation_picture", code="small.jpg")]
    small = variant("A", color="red", size="s").model_copy(update={"media": picture})
    own = rules(
        sales_attributes={"color": 100000, "size": {"name": "Size", "pictures": True}},
        variant_image={"from": ["variation_picture"]},
        identifier=None,
    )
    listing = mapped(product(small, variant("B", color="blue", size="s"), axes=AXES[:2]), rules=own)
    pictured = [
        [chosen.get("name") for chosen in sku["sales_attributes"] if "sku_img" in chosen]
        for sku in listing.content["skus"]
    ]
    assert pictured == [["Size"], ["Size"]]


values = st.sampled_from(["red", "Red", "RED ", "blue", LONG + "one", LONG + "two", "x" * 60, "x" * 70, ""])
skus = st.sampled_from(["A", "B", "a b", "a/b", "a-b", "Ä", None, "C", "D", "E" * 60])


@st.composite
def products(draw: st.DrawFn) -> Product:
    axes = draw(st.sampled_from([(), AXES[:1], AXES[:2], AXES]))
    rows = draw(
        st.lists(st.tuples(skus, st.tuples(values, values, values), st.booleans()), min_size=1, max_size=8)
    )
    made = [
        variant(sku, **dict(zip(axes, own, strict=False))).model_copy(
            update={"key": f"key-{place}", "enabled": enabled}
        )
        for place, (sku, own, enabled) in enumerate(rows)
    ]
    return product(*made, axes=axes)


@settings(max_examples=200, deadline=None)
@given(products(), st.sampled_from(["GB", "DE"]), st.sets(st.sampled_from(["A", "B", "a b"])))
def test_whatever_the_variants_combinations_are_unique_and_nothing_is_lost_in_silence(
    item: Product, region: str, unpriced: set[str]
) -> None:
    currency = {"GB": "GBP", "DE": "EUR"}[region]
    offers = {
        sku.sku: offer(sku.sku, {currency: "12"}).model_copy(update={"quantities": {region: 3}})
        for sku in item.skus
        if sku.sku and sku.sku not in unpriced
    }
    listing = mapped(item, offers=offers, rules=OWN, shop=shop(region))
    enabled = [sku for sku in item.skus if sku.enabled]
    if not enabled:
        assert not listing.active
        return
    going = listing.content["skus"]
    combinations = [combination(sku.get("sales_attributes", [])) for sku in going]
    assert len(set(combinations)) == len(combinations)
    assert len(set(names(listing))) == len(going)
    assert set(listing.prices) == set(listing.quantities) == set(names(listing))
    assert len({frozenset(axis for axis, _ in chosen) for chosen in combinations}) <= 1
    kept = {sku["external_sku_id"] for sku in going}
    lost = [sku for sku in enabled if sku.key not in kept]
    assert {sku.sku or sku.key for sku in lost} <= {finding.sku for finding in listing.findings}
    assert len(listing.withheld_skus) == len(lost)
    assert all(
        len(chosen.get("value_name", "")) <= 50 for sku in going for chosen in sku.get("sales_attributes", [])
    )


def entry(sku: str, *chosen: str) -> dict[str, Any]:
    return {
        "seller_sku": sku,
        "sales_attributes": [{"id": str(axis), "value_name": name} for axis, name in enumerate(chosen)],
    }


def listing(*entries: dict[str, Any], withheld: tuple[str, ...] = (), **more: Any) -> MappedListing:
    gbp = {"amount": "1", "currency": "GBP"}
    own = [each["seller_sku"] for each in entries]
    return MappedListing(
        product_key="p",
        content={"skus": list(entries)},
        prices=dict.fromkeys(own, gbp),
        quantities=dict.fromkeys(own, 1),
        withheld_skus=list(withheld),
        **more,
    )


def pictured(sku: dict[str, Any], axis: int, image: str) -> dict[str, Any]:
    sku["sales_attributes"][axis]["sku_img"] = image
    return sku


RED, BLUE, GREEN = entry("R", "red"), entry("B", "blue"), entry("G", "green")
LISTED = {"R": "1", "B": "2"}


class TestCarry:
    def test_a_live_sku_stays_as_it_was_in_the_pims_order(self) -> None:
        kept = with_accepted(listing(BLUE, GREEN, withheld=("R",)), {"R": RED, "B": BLUE}, LISTED, "RBG")
        assert (kept.content["skus"], kept.carried_skus, kept.withheld_skus) == (
            [RED, BLUE, GREEN],
            ["R"],
            [],
        )

    def test_what_it_would_cost_now_goes_on_where_that_is_known(self) -> None:
        aside = {"R": SkuOffer(quantity=4)}
        kept = with_accepted(listing(BLUE, withheld=("R",), aside=aside), {"R": RED}, LISTED, "RB")
        assert (kept.quantities, set(kept.prices)) == ({"R": 4, "B": 1}, {"B"})

    def test_a_sku_that_was_never_listed_stays_out(self) -> None:
        wanted = listing(BLUE, withheld=("G",), aside={"G": SkuOffer(quantity=4)})
        assert with_accepted(wanted, {"B": BLUE}, LISTED, "BG") == wanted

    def test_without_a_form_that_was_accepted_it_stays_withheld(self) -> None:
        kept = with_accepted(listing(BLUE, withheld=("R",)), {}, LISTED, "RB")
        assert (kept.withheld_skus, kept.content["skus"]) == (["R"], [BLUE])

    def test_an_old_form_with_other_axes_is_not_mixed_in(self) -> None:
        wider = entry("B", "blue", "small")
        assert with_accepted(listing(wider, withheld=("R",)), {"R": RED}, LISTED, "RB").withheld_skus == ["R"]

    def test_a_new_variant_with_its_combination_has_to_wait(self) -> None:
        double = entry("G", "Red")
        kept = with_accepted(listing(BLUE, double, withheld=("R",)), {"R": RED}, LISTED, "RBG")
        assert ([sku["seller_sku"] for sku in kept.content["skus"]], kept.withheld_skus) == (
            ["R", "B"],
            ["G"],
        )
        assert ("G" in kept.prices, codes(kept)) == (False, ["variants_not_unique"])

    def test_a_live_variant_that_took_its_combination_leaves_it_to_a_person(self) -> None:
        kept = with_accepted(listing(entry("B", "red"), withheld=("R",)), {"R": RED}, LISTED, "RB")
        assert kept.withheld_skus == ["R"]

    def test_a_second_variant_with_the_sku_of_one_that_goes_holds_no_edit_up(self) -> None:
        kept = with_accepted(listing(RED, BLUE, withheld=("B",)), {"R": RED, "B": BLUE}, LISTED, "RB")
        assert (kept.withheld_skus, kept.carried_skus) == ([], [])

    def test_an_old_form_has_its_pictures_where_the_others_have_theirs(self) -> None:
        old = pictured(entry("R", "red", "small"), 1, "old.jpg")
        twin = pictured(entry("G", "green", "small"), 1, "old.jpg")
        new = pictured(entry("B", "red", "large"), 0, "red.jpg")
        kept = with_accepted(
            listing(new, withheld=("R", "G")), {"R": old, "G": twin}, LISTED | {"G": "3"}, "BRG"
        )
        images = [
            [chosen.get("sku_img") for chosen in sku["sales_attributes"]] for sku in kept.content["skus"]
        ]
        assert images == [["red.jpg", None], ["red.jpg", None], [None, None]]

    @given(st.lists(st.sampled_from(["red", "blue", "green", "Red"]), min_size=1, max_size=5), st.data())
    def test_combinations_stay_unique_and_no_live_sku_is_left_out_unless_all_of_it_waits(
        self, colors: list[str], data: st.DataObject
    ) -> None:
        new = {str(place): entry(str(place), color) for place, color in enumerate(colors)}
        going = [
            sku
            for place, sku in new.items()
            if data.draw(st.booleans())
            and combination(sku["sales_attributes"])
            not in [combination(new[other]["sales_attributes"]) for other in list(new)[: int(place)]]
        ]
        accepted = {
            place: entry(place, color)
            for place, color in zip(
                new, data.draw(st.permutations(["red", "blue", "green", "x", "y"])), strict=False
            )
        }
        held = tuple(place for place in new if new[place] not in going)
        kept = with_accepted(
            listing(*going, withheld=held), accepted, dict.fromkeys(accepted, "1"), list(new)
        )
        combinations = [combination(sku["sales_attributes"]) for sku in kept.content["skus"]]
        assert len(set(combinations)) == len(combinations)
        live = set(accepted) & set(new)
        out = {sku["seller_sku"] for sku in kept.content["skus"]}
        assert live <= out | set(kept.withheld_skus)


@pytest.mark.parametrize("name", ["🎁", "台灯", "aaaaaaaaaaaa", "Replica oak"])
def test_a_variant_whose_value_has_a_name_that_is_refused_is_withheld(name: str) -> None:
    listing = mapped(
        product(variant("A", color=name), variant("B", color="Oak 🎁"), axes=("color",)), rules=OWN
    )

    assert (codes(listing), listing.withheld_skus) == (["attribute_value_invalid"], ["A"])
    assert value_names(listing) == ["Oak"]


def test_variants_need_keys_of_their_own_that_tiktok_keeps() -> None:
    same = [variant(sku, color=sku).model_copy(update={"key": "k"}) for sku in ("A", "B")]
    long = variant("C", color="C").model_copy(update={"key": "k" * 1000})
    listing = mapped(product(*same, long, variant("D", color="D"), axes=("color",)), rules=OWN)

    assert codes(listing) == ["key_repeated", "key_repeated", "key_too_long"]
    assert names(listing) == ["D"]


def test_a_product_whose_key_tiktok_does_not_keep_is_withheld() -> None:
    listing = mapped(product().model_copy(update={"key": "product:" + "k" * 992}))

    assert (codes(listing), listing.blocked) == (["key_too_long"], True)


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ({"template": "{name} {color}"}, ["text_of_one_variant"]),
        ({"first_of": [{"from": "color", "when": {"size": "xl"}}, {"from": "name"}]}, []),
        ({"template": "{name} {finish}"}, []),
        ({"from": "name"}, []),
    ],
)
def test_a_title_that_says_what_one_variant_is_is_told(title: dict[str, Any], told: list[str]) -> None:
    skus = [variant(f"LAMP-{color}", color=color, finish="matt") for color in ("red", "blue")]
    listing = mapped(product(*skus, axes=("color",), ean=None), rules=rules(title=title))
    assert [finding.code for finding in listing.findings] == told
    assert [(finding.attribute, finding.field) for finding in listing.findings] == [("color", "title")][
        : len(told)
    ]
