"""Any tree, however broken: every question has an answer, and only an open leaf is ever taken."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.mapping.categories import Category, CategoryTree
from catalog_sync.mapping.category_changes import Kind, compare
from catalog_sync.mapping.listing import Finding
from catalog_sync.mapping.rule_parts import CategoryChoice

IDS = [str(number) for number in range(8)]
PERMISSIONS = ["AVAILABLE", "INVITE_ONLY", "NON_MAIN_CATEGORY", "PROHIBITED"]
CATEGORIES = st.builds(
    Category,
    id=st.sampled_from(IDS),
    parent_id=st.sampled_from([*IDS, "0", "missing"]),
    name=st.sampled_from(["Lamps", "lamps", "Lámps ", "Home", "Home > Lamps", "", "Light & Fire"]),
    is_leaf=st.booleans(),
    permissions=st.lists(st.sampled_from(PERMISSIONS), max_size=2).map(tuple),
)
NODES = st.lists(CATEGORIES, max_size=12)
NAMES = st.dictionaries(
    st.sampled_from(["id-ID", "de-DE"]), st.dictionaries(st.sampled_from(IDS), st.just("Lampu"))
)
ENTITLED = st.lists(st.sampled_from(IDS), max_size=2)


@given(NODES, NAMES, ENTITLED)
def test_only_an_open_leaf_without_anything_below_is_ever_taken(nodes, names, entitled) -> None:
    tree = CategoryTree(nodes, names=names, entitled=entitled)
    known = {node.id: node for node in nodes}
    parents = {node.parent_id for node in known.values() if node.parent_id != node.id}
    for choice in [
        *(CategoryChoice(id=key) for key in (*IDS, "missing")),
        *(
            CategoryChoice(path=tree.path(node, locale))
            for node in known.values()
            for locale in (None, "id-ID")
        ),
    ]:
        if (choice.id or choice.path) and isinstance(leaf := tree.leaf(choice), Category):
            assert leaf.is_leaf
            assert leaf.id not in parents
            assert "PROHIBITED" not in leaf.permissions
            assert leaf in tree.leaves()
            assert entitled or not {"INVITE_ONLY", "NON_MAIN_CATEGORY"} & set(leaf.permissions)
            assert choice.id in (None, leaf.id)


@given(NODES)
def test_paths_end_though_parents_are_missing_or_go_round_in_a_circle(nodes) -> None:
    tree = CategoryTree(nodes)
    for node in tree.categories():
        assert len(tree.names(node)[""]) <= len(IDS)
        assert tree.path(node).endswith(node.name.strip())
        assert {leaf.id for leaf in tree.below(node)} <= {leaf.id for leaf in tree.categories()}


@given(NODES, NODES)
def test_a_change_is_found_for_every_leaf_that_cannot_be_used_any_more(before, after) -> None:
    old, new = CategoryTree(before), CategoryTree(after)
    touched = {leaf for change in compare(old, new) for leaf in change.leaves}
    for leaf in old.leaves():
        now = new.get(leaf.id)
        if now is None or not new.is_leaf(now) or now.permissions != leaf.permissions:
            same = now is not None and new.is_leaf(now) and set(now.permissions) == set(leaf.permissions)
            assert same or leaf.id in touched


@given(NODES)
def test_nothing_changed_between_a_tree_and_itself(nodes) -> None:
    assert compare(CategoryTree(nodes), CategoryTree(nodes)) == []


def node(key: str, parent: str, name: str, *, leaf: bool = True, permissions=("AVAILABLE",)) -> Category:
    return Category(key, parent, name, leaf, permissions)


HOME = node("1", "0", "Home", leaf=False)
LIGHT = node("2", "1", "Lighting", leaf=False)
LAMPS = node("3", "2", "Table Lamps")
VASES = node("4", "1", "Vases")
TREE = CategoryTree([HOME, LIGHT, LAMPS, VASES])


def changes(*nodes: Category, **told: bool) -> list[tuple]:
    found = compare(TREE, CategoryTree(nodes), **told)
    return [(change.kind, change.category_id, change.leaves, change.successors) for change in found]


def test_a_leaf_that_was_split_is_found_with_the_leaves_below_it() -> None:
    below = [node("5", "3", "Desk Lamps"), node("6", "3", "Bedside Lamps")]
    assert changes(HOME, LIGHT, replace(LAMPS, is_leaf=False), VASES, *below) == [
        (Kind.SPLIT, "3", ("3",), ("5", "6"))
    ]


def test_a_leaf_that_vanished_is_found_with_the_leaf_of_its_name_or_the_one_it_went_up_into() -> None:
    assert changes(HOME, LIGHT, LAMPS, node("9", "2", "vases")) == [(Kind.VANISHED, "4", ("4",), ("9",))]
    merged = changes(HOME, replace(LIGHT, is_leaf=True), VASES)
    assert merged == [(Kind.VANISHED, "3", ("3",), ("2",))]


def test_a_branch_that_moved_or_was_renamed_touches_the_leaves_below_it() -> None:
    assert changes(HOME, replace(LIGHT, parent_id="0"), LAMPS, VASES) == [(Kind.MOVED, "2", ("3",), ())]
    assert changes(HOME, replace(LIGHT, name="Lights"), LAMPS, VASES) == [(Kind.RENAMED, "2", ("3",), ())]


def test_a_permission_that_changed_is_found() -> None:
    [change] = compare(TREE, CategoryTree([HOME, LIGHT, replace(LAMPS, permissions=("INVITE_ONLY",)), VASES]))
    assert (change.kind, change.before, change.after) == (Kind.PERMISSION, "AVAILABLE", "INVITE_ONLY")


def test_a_tree_in_another_language_is_not_a_tree_of_renamed_categories() -> None:
    indonesian = [replace(each, name=f"{each.name} di Indonesia") for each in TREE.categories()]
    assert changes(*indonesian, same_locale=False) == []


def test_a_path_is_found_in_every_locale_that_is_known() -> None:
    tree = CategoryTree(
        [HOME, LIGHT, LAMPS], names={"id-ID": {"1": "Rumah", "2": "Cahaya", "3": "Lampu Meja"}}
    )
    english = tree.leaf(CategoryChoice(path="Home > Lighting > Table Lamps"))
    assert english == tree.leaf(CategoryChoice(path="rumah>cahaya>lampu meja")) == LAMPS


def test_a_path_that_leads_to_two_leaves_is_refused_with_their_ids() -> None:
    tree = CategoryTree([HOME, VASES, replace(VASES, id="7")])
    finding = tree.leaf(CategoryChoice(path="Home > Vases"))
    assert isinstance(finding, Finding)
    assert finding.code == "category_ambiguous"
    assert "4, 7" in finding.message


def test_of_paths_that_differ_in_case_or_accents_the_one_written_so_is_meant() -> None:
    other = replace(VASES, id="7", name=VASES.name.upper())
    tree = CategoryTree([HOME, VASES, other])
    assert tree.leaf(CategoryChoice(path=f"Home > {VASES.name}")) == VASES
    assert tree.leaf(CategoryChoice(path=f"Home > {other.name}")) == other
    assert isinstance(tree.leaf(CategoryChoice(path=f"home > {VASES.name.lower()}")), Finding)


@pytest.mark.parametrize(("name", "alike"), [("ペン", "ヘン"), ("มา", "ม้า")])
def test_the_marks_of_japanese_and_thai_tell_names_apart(name: str, alike: str) -> None:
    tree = CategoryTree([HOME, replace(VASES, name=name), replace(VASES, id="7", name=alike)])
    assert tree.leaf(CategoryChoice(path=f"home > {name}")) == tree.get(VASES.id)
    assert isinstance(
        CategoryTree([HOME, replace(VASES, name=name)]).leaf(CategoryChoice(path=f"Home > {alike}")), Finding
    )


def test_of_a_leaf_and_a_branch_at_one_path_the_leaf_is_meant() -> None:
    tree = CategoryTree([HOME, VASES, replace(VASES, id="7", is_leaf=False)])
    assert tree.leaf(CategoryChoice(path="Home > Vases")) == VASES


def test_a_leaf_with_something_below_it_is_none() -> None:
    tree = CategoryTree([HOME, VASES, node("8", "4", "Glass vases")])
    finding = tree.leaf(CategoryChoice(id="4"))
    assert isinstance(finding, Finding)
    assert finding.code == "category_not_leaf"
    assert "Glass vases (8)" in finding.message


def test_an_entitlement_opens_what_is_by_invitation_with_all_below_it_and_nothing_prohibited() -> None:
    knives = node("5", "2", "Knives", permissions=("INVITE_ONLY",))
    arms = node("6", "2", "Arms", permissions=("PROHIBITED", "INVITE_ONLY"))
    closed, opened = (CategoryTree([HOME, LIGHT, knives, arms], entitled=open_) for open_ in ([], ["2"]))
    assert closed.leaves() == []
    assert opened.leaves() == [knives]
    finding = opened.leaf(CategoryChoice(id="6"))
    assert isinstance(finding, Finding)
    assert "PROHIBITED" in finding.message
    assert "entitled" not in finding.message
    assert "entitled_categories" in closed.leaf(CategoryChoice(id="5")).message
