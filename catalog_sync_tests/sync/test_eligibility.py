"""Which products a shop sells: judged from the document, by category with all below, by completeness, per variant."""

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.mapping.listing import MappedListing
from catalog_sync.mapping.rules import Rules
from catalog_sync.pim.document import Completeness, Product, Sku
from catalog_sync.store.due_terms import Selection, Terms
from catalog_sync.store.looks import Looks
from catalog_sync.store.mirror import Mirror
from catalog_sync.sync.eligibility import Judgement, Reason, judge, selection
from catalog_sync.yaml_files import YamlFileError

TREE = {
    "master": {"parent": None},
    "kitchen": {"parent": "master"},
    "mugs": {"parent": "kitchen"},
    "espresso": {"parent": "mugs"},
    "outlet": {"parent": "master"},
}
COMPLETE = Selection(complete_in=("ecommerce|en_US", "ecommerce|id_ID"), percent=80)


def rules(**eligibility: Any) -> Rules:
    """Rules that say only what is eligible."""
    text, picture = {"from": "name"}, {"from": ["picture"]}
    return Rules.model_validate(
        {
            "channel": "ecommerce",
            "locales": ["en_US"],
            "title": text,
            "description": text,
            "package_weight": text,
            "main_images": picture,
            "eligibility": eligibility,
        }
    )


def sku(name: str, percent: int | None = 100, other: int = 100, *, enabled: bool = True) -> Sku:
    """A variant that is so complete in English, and so complete in Indonesian."""
    rows = [] if percent is None else [("en_US", percent), ("id_ID", other)]
    completeness = [Completeness(channel="ecommerce", locale=locale, percent=each) for locale, each in rows]
    return Sku(key=f"u-{name}", sku=name, enabled=enabled, completeness=completeness)


def product(*skus: Sku, categories: tuple[str, ...] = ("mugs",), enabled: bool = True) -> Product:
    return Product(
        key="product:1",
        identifier="MUG",
        categories=list(categories),
        enabled=enabled,
        skus=list(skus or [sku("A")]),
    )


def kept(judged: Judgement) -> list[str | None]:
    return [each.sku for each in judged.product.skus]


class TestSelection:
    def test_without_rules_everything_enabled_is_sold(self) -> None:
        assert selection(rules(), TREE) == Selection()

    def test_a_category_stands_for_all_below_it(self) -> None:
        selected = selection(rules(categories=["kitchen"], excluded_categories=["outlet"]), TREE)
        assert selected.categories == {"kitchen", "mugs", "espresso"}
        assert selected.excluded == {"outlet"}

    def test_categories_that_name_each_other_as_parents_end(self) -> None:
        tree = {"a": {"parent": "b"}, "b": {"parent": "a"}}
        assert selection(rules(categories=["a"]), tree).categories == {"a", "b"}

    def test_completeness_is_asked_for_in_the_rules_channel_unless_another_is_named(self) -> None:
        own = selection(rules(completeness={"locales": ["en_US"]}), {})
        other = selection(rules(completeness={"locales": ["en_US"], "channel": "print", "percent": 50}), {})
        assert (own.complete_in, own.percent) == (("ecommerce|en_US",), 100)
        assert (other.complete_in, other.percent) == (("print|en_US",), 50)

    @pytest.mark.parametrize("where", ["categories", "excluded_categories"])
    def test_a_category_that_the_pim_does_not_have_is_an_error_and_not_an_empty_shop(
        self, where: str
    ) -> None:
        with pytest.raises(YamlFileError, match="the PIM has no category 'kitchn'; nearest: kitchen"):
            selection(rules(**{where: ["kitchn"]}), TREE)

    def test_a_source_without_a_category_tree_is_taken_at_its_word(self) -> None:
        assert selection(rules(categories=["mugs"]), {}).categories == {"mugs"}


class TestJudgement:
    """Failure mode 11: disable, re-enable, incompleteness not followed; for parent and variant."""

    def test_an_enabled_complete_product_of_the_shops_categories_is_left_as_it_is(self) -> None:
        selected = Selection(categories=frozenset({"mugs"}), complete_in=("ecommerce|en_US",))
        assert judge(product(), selected) == Judgement(product())

    @pytest.mark.parametrize(
        ("judged", "reason"),
        [
            (product(enabled=False), Reason.DISABLED),
            (product().model_copy(update={"skus": []}), Reason.WITHOUT_VARIANTS),
            (product(sku("A", enabled=False), sku("B", enabled=False)), Reason.DISABLED),
            (product(categories=("garden",)), Reason.CATEGORY),
            (product(categories=()), Reason.CATEGORY),
            (product(categories=("mugs", "outlet")), Reason.CATEGORY),
            (product(sku("A", 79)), Reason.INCOMPLETE),
            (product(sku("A", 100, 79)), Reason.INCOMPLETE),
            (product(sku("A", None)), Reason.INCOMPLETE),
            (product(sku("A", 79), sku("B", enabled=False)), Reason.INCOMPLETE),
        ],
    )
    def test_what_is_not_sold_reaches_mapping_as_disabled(self, judged: Product, reason: Reason) -> None:
        selected = Selection(
            categories=frozenset({"mugs"}),
            excluded=frozenset({"outlet"}),
            complete_in=COMPLETE.complete_in,
            percent=80,
        )
        answer = judge(judged, selected)
        assert (answer.reason, answer.product.enabled) == (reason, False)

    def test_a_tombstone_is_not_sold_whatever_its_document_says(self) -> None:
        answer = judge(product(), Selection(), deleted=True)
        assert (answer.reason, answer.product.enabled) == (Reason.DELETED, False)

    def test_an_incomplete_variant_leaves_only_itself_out(self) -> None:
        answer = judge(product(sku("A"), sku("B", 50)), COMPLETE)
        assert (answer.reason, kept(answer), answer.withheld) == (None, ["A"], ("B",))
        [finding] = answer.findings
        assert (finding.code, finding.sku) == ("variant_incomplete", "B")
        assert "80 % complete in ecommerce en_US, ecommerce id_ID" in finding.message

    def test_a_left_out_variant_is_told_of_so_that_no_edit_deletes_it(self) -> None:
        mapped = MappedListing(product_key="product:1", withheld_skus=["C"])
        told = judge(product(sku("A"), sku("B", 50)), COMPLETE).told(mapped)
        assert told.withheld_skus == ["C", "B"]
        assert [finding.code for finding in told.findings] == ["variant_incomplete"]
        assert not told.blocked
        assert judge(product(), COMPLETE).told(mapped) is mapped

    def test_a_disabled_variant_is_left_to_mapping_which_takes_it_off_on_purpose(self) -> None:
        answer = judge(product(sku("A"), sku("B", 0, enabled=False)), COMPLETE)
        assert (kept(answer), answer.withheld) == (["A", "B"], ())

    def test_complete_again_is_sold_again(self) -> None:
        assert judge(product(sku("A", 79)), COMPLETE).reason is Reason.INCOMPLETE
        assert judge(product(sku("A", 80, 80)), COMPLETE).reason is None


percents = st.sampled_from([None, 0, 79, 80, 100])
skus = st.builds(sku, st.uuids().map(str), percents, st.sampled_from([0, 80]), enabled=st.booleans())
products = st.builds(
    lambda variants, categories, enabled: product(*variants, categories=categories, enabled=enabled),
    st.lists(skus, min_size=1, max_size=1),
    st.sampled_from([(), ("mugs",), ("mugs", "outlet"), ("outlet",)]),
    st.booleans(),
)


@given(products)
def test_the_judgement_does_not_depend_on_the_order_of_categories_and_variants(judged: Product) -> None:
    turned = judged.model_copy(update={"categories": judged.categories[::-1], "skus": judged.skus[::-1]})
    assert judge(judged, COMPLETE).reason is judge(turned, COMPLETE).reason


def test_the_query_and_the_judgement_agree_on_every_simple_product(engine: sa.Engine) -> None:
    """A simple product with an enabled SKU, and a model without any, are judged alike in SQL and here."""
    selected = Selection(frozenset({"mugs"}), frozenset({"outlet"}), ("ecommerce|en_US",), 80)
    cases = [
        product(sku("A", percent), categories=categories, enabled=enabled).model_copy(
            update={"key": f"product:{number}"}
        )
        for number, (percent, categories, enabled) in enumerate(
            (percent, categories, enabled)
            for percent in (None, 0, 79, 80, 100)
            for categories in ((), ("mugs",), ("mugs", "outlet"), ("outlet",))
            for enabled in (True, False)
        )
    ]
    cases.append(product().model_copy(update={"key": "model:1", "skus": []}))
    Mirror(engine).store_products([(case, "1") for case in cases])
    looks = Looks(engine, "7")
    due = {row["product_key"] for row in looks.due(Terms("v", selected), limit=100)[0]}
    reasons = {case.key: judge(case, selected).reason for case in cases}
    assert due == {key for key, reason in reasons.items() if reason is None}
    counted = {reason: list(reasons.values()).count(reason) for reason in set(reasons.values()) - {None}}
    assert looks.ineligible(Terms("v", selected)) == counted
