"""Leaves proposed for families: scored by words in any language, with reasons, and applied only where rules ask for it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.mapping.categories import Category, CategoryTree
from catalog_sync.mapping.rule_parts import SuggestRule
from catalog_sync.mapping.rules import Rules
from catalog_sync.mapping.suggest import FamilyProfile, LeafSuggester, Suggestion
from catalog_sync.mapping.suggest_apply import with_suggested
from catalog_sync.mapping.suggest_words import stems, terms, words
from catalog_sync_tests.mapping.world import TREE, codes, mapped, rules

PATHS = {
    "1": "Home > Drinkware > Mugs",
    "2": "Home > Drinkware > Water Bottles",
    "3": "Phones & Electronics > Cameras > Digital Cameras",
    "4": "Toys > Electronic Toys > Digital Cameras",
    "5": "Phones & Electronics > Cameras > Camera Accessories",
    "6": "Men's Clothing > Tops > T-shirts",
    "7": "Women's Clothing > Tops > T-shirts",
    "8": "Pets > Food > Dog Food",
    "9": "Office > Equipment > Printers & Scanners",
    "10": "Women's Clothing > Dresses",
}
CLOSED = {"11": "Home > Drinkware > Hip Flasks"}


def tree(names: dict[str, dict[str, str]] | None = None) -> CategoryTree:
    nodes: dict[str, Category] = {}
    for key, path in (PATHS | CLOSED).items():
        parts = path.split(" > ")
        for depth, part in enumerate(parts[:-1]):
            place = " > ".join(parts[: depth + 1])
            nodes[place] = Category(place, " > ".join(parts[:depth]) or "0", part, False, ())
        permissions = ("INVITE_ONLY",) if key in CLOSED else ("AVAILABLE",)
        nodes[key] = Category(key, " > ".join(parts[:-1]), parts[-1], True, permissions)
    return CategoryTree(nodes.values(), names=names)


SUGGESTER = LeafSuggester(tree())


def suggest(family: str = "", recommended: tuple[str, ...] = (), **known: Any) -> list[Suggestion]:
    return SUGGESTER.suggest(FamilyProfile(family=family, **known), recommended)


def best(label: str, locale: str = "en_US") -> str:
    found = suggest(labels={locale: label})
    return found[0].category_id if found else ""


@pytest.mark.parametrize(
    ("locale", "label", "leaf"),
    [
        ("en_US", "Mugs", "1"),
        ("de_DE", "Tassen", "1"),
        ("fr_FR", "Chopes/Mugs", "1"),
        ("de_DE", "Digitalkameras", "3"),
        ("en_US", "Camera accessory", "5"),
        ("de_DE", "Hundefutter", "8"),
        ("de_DE", "Laserdrucker", "9"),
        ("en_US", "Prnters", "9"),
        ("id_ID", "Botol air", "2"),
        ("de_DE", "Damen T-Shirts", "7"),
    ],
)
def test_a_family_finds_its_leaf_by_its_name_in_any_language(locale: str, label: str, leaf: str) -> None:
    assert best(label, locale) == leaf


def test_goods_for_others_and_what_goes_with_goods_come_after_the_goods() -> None:
    assert [each.category_id for each in suggest(labels={"en_US": "Cameras"})][:1] == ["3"]
    assert best("Toy digital cameras") == "4"


def test_a_tie_is_never_sure() -> None:
    first, second = suggest(labels={"en_US": "T-shirts"})[:2]
    assert {first.category_id, second.category_id} == {"6", "7"}
    assert first.confidence == second.confidence < 0.8


def test_a_name_in_another_locale_of_the_tree_counts_as_much() -> None:
    suggester = LeafSuggester(tree({"xx-XX": {"1": "Krulfen"}}))
    [first, *_] = suggester.suggest(FamilyProfile(family="f", labels={"xx_XX": "Krulfen"}))
    assert first.category_id == "1"
    assert "(xx-XX)" in first.evidence[0].told


def test_the_reasons_name_the_words_and_the_source() -> None:
    [first, *_] = suggest(labels={"de_DE": "Tassen"}, recommended=("1", "1", "2", ""))
    assert [each.source for each in first.evidence] == ["text", "platform"]
    assert "tassen ~ mug" in first.evidence[0].told
    assert first.evidence[1].told == "recommended for 2 of 4 products asked of"
    assert first.path == PATHS["1"]


def test_what_tiktok_recommends_makes_the_same_leaf_surer_and_another_one_known() -> None:
    alone = suggest(labels={"en_US": "Mugs and bottles"})
    agreed = suggest(labels={"en_US": "Mugs and bottles"}, recommended=("1", "1"))
    assert agreed[0].category_id == "1"
    assert agreed[0].confidence > next(each.confidence for each in alone if each.category_id == "1")
    assert [each.category_id for each in suggest(labels={"en_US": "Zzyzx"}, recommended=("8",))] == ["8"]


def test_a_closed_leaf_is_not_proposed_though_tiktok_names_it() -> None:
    assert "11" not in {
        each.category_id for each in suggest(labels={"en_US": "Hip flasks"}, recommended=("11",))
    }


def test_what_products_and_pim_categories_say_breaks_a_tie() -> None:
    found = suggest(labels={"en_US": "Tops"}, categories=["Women"], titles=["T-shirt with stripes for women"])
    assert found[0].category_id == "7"


@given(st.text(max_size=40), st.text(max_size=40), st.lists(st.sampled_from([*PATHS, "x"]), max_size=3))
def test_any_name_has_ordered_proposals_between_0_and_1_with_reasons(family, label, recommended) -> None:
    found = SUGGESTER.suggest(FamilyProfile(family=family, labels={"en_US": label}), recommended)
    confidences = [each.confidence for each in found]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= each <= 1 for each in confidences)
    assert all(each.evidence and each.category_id in PATHS for each in found)


@given(st.text(max_size=30))
def test_stems_are_words_that_stand_alone(text) -> None:
    found = stems(text)
    assert all(word and " " not in word for word in found)
    assert set(found) <= set(terms(found))


def test_every_line_of_the_table_of_words_joins_at_least_two() -> None:
    meanings = words().meanings
    assert len(meanings) > 500
    assert words().same("tasse", "mug")
    assert not words().same("tasse", "printer")


LAMPS = [Suggestion(category_id="600161", path="Lamps", confidence=0.93, evidence=[])]


def letting(above: float | None, **changes: Any) -> Rules:
    return rules(**changes).model_copy(update={"suggest": SuggestRule(apply_above=above)})


def test_by_default_nothing_is_applied() -> None:
    same, taken = with_suggested(rules(category=None), {"lamps": LAMPS}, TREE)
    assert taken == {}
    assert not same.families["lamps"].category


@pytest.mark.parametrize(("least", "taken"), [(0.9, ["lamps"]), (0.93, []), (0.95, [])])
def test_a_leaf_is_applied_above_the_confidence_that_the_rules_ask_for(
    least: float, taken: list[str]
) -> None:
    assert list(with_suggested(letting(least, category=None), {"lamps": LAMPS}, TREE)[1]) == taken


def test_a_listing_in_an_applied_leaf_says_so() -> None:
    let_in, _ = with_suggested(letting(0.5, category=None), {"lamps": LAMPS}, TREE)
    listing = mapped(rules=let_in)
    assert listing.category_id == "600161"
    assert "category_suggested" in codes(listing)
    assert not listing.blocked
    assert "category_suggested" not in codes(mapped())


def test_a_mapped_family_a_closed_leaf_and_a_family_not_for_sale_stay_as_they_are() -> None:
    closed = [LAMPS[0].model_copy(update={"category_id": "600041"})]
    assert with_suggested(letting(0.1), {"lamps": LAMPS}, TREE)[1] == {}
    assert with_suggested(letting(0.1, category=None), {"lamps": closed}, TREE)[1] == {}
    assert with_suggested(letting(0.1), {"certificates": LAMPS}, TREE)[1] == {}


def test_a_family_that_no_rule_knows_takes_everything_else_from_the_top_level() -> None:
    let_in, taken = with_suggested(letting(0.5), {"shades": LAMPS}, TREE)
    assert taken.keys() == {"shades"}
    assert let_in.families["shades"].title == let_in.title
    assert [choice.id for choice in let_in.families["shades"].category] == ["600161"]
