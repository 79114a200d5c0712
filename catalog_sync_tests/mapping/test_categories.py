from catalog_sync.mapping.categories import Category
from catalog_sync.mapping.listing import Finding
from catalog_sync.mapping.rule_parts import CategoryChoice
from catalog_sync_tests.mapping.world import TREE, codes, mapped, product, rules, value


def refused(**choice: str) -> Finding:
    found = TREE.leaf(CategoryChoice(**choice))
    assert isinstance(found, Finding)
    return found


def test_a_leaf_is_found_by_id_and_by_its_path_whatever_case_and_spaces() -> None:
    by_id = TREE.leaf(CategoryChoice(id="600161"))

    assert isinstance(by_id, Category)
    assert TREE.leaf(CategoryChoice(path="home supplies>LIGHTING > Table  Lamps")) == by_id


def test_a_branch_is_refused_and_its_children_are_named() -> None:
    finding = refused(id="600160")

    assert finding.code == "category_not_leaf"
    assert "Table Lamps (600161)" in finding.message


def test_an_unknown_path_is_refused_with_the_nearest_ones() -> None:
    finding = refused(path="Home Supplies > Lightning > Table Lamp")

    assert finding.code == "category_unknown"
    assert "Home Supplies > Lighting > Table Lamps (600161)" in finding.message


def test_an_unknown_id_is_refused() -> None:
    assert refused(id="999").code == "category_unknown"


def test_a_leaf_that_the_shop_is_not_invited_to_is_refused() -> None:
    finding = refused(id="600041")

    assert finding.code == "category_not_available"
    assert "INVITE_ONLY" in finding.message


def test_the_first_category_whose_conditions_hold_is_taken() -> None:
    choices = [
        {"id": "600041", "when": {"lamp_type": "desk"}},
        {"id": "600160", "unless": {"lamp_type": ["bedside", "floor"]}},
        {"id": "600161"},
    ]
    taken = {
        kind: mapped(product(lamp_type=value(kind)), rules=rules(category=choices)).category_id
        or codes(mapped(product(lamp_type=value(kind)), rules=rules(category=choices)))
        for kind in ("desk", "bedside", "wall")
    }

    assert taken == {"desk": ["category_not_available"], "bedside": "600161", "wall": ["category_not_leaf"]}
