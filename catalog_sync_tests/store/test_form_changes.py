"""Changes of form that wait for a person: confirmed once, for exactly what was seen, and not for ever."""

import pytest
import sqlalchemy as sa

from catalog_sync.store.form_changes import FormChanges, confirm_change

AXES = {"before": ["color"], "after": ["color", "size"]}


@pytest.fixture
def changes(engine: sa.Engine) -> FormChanges:
    return FormChanges(engine, "7")


def see(changes: FormChanges, change: dict[str, list[str]] = AXES, key: str = "p1"):
    return changes.see("p1", key, "axes", change, "It differs.")


def test_what_is_seen_again_is_the_same_change(changes: FormChanges) -> None:
    assert see(changes) == see(changes)
    assert not see(changes).confirmed


def test_a_confirmed_change_counts(engine: sa.Engine, changes: FormChanges) -> None:
    assert confirm_change(engine, see(changes).change_id, "Ada")
    assert (see(changes).confirmed, see(changes).confirmed_by) == (True, "Ada")


def test_nobody_confirms_it_twice(engine: sa.Engine, changes: FormChanges) -> None:
    number = see(changes).change_id
    assert [confirm_change(engine, number, "Ada"), confirm_change(engine, number, "Eve")] == [True, False]


def test_the_word_counts_for_exactly_what_was_seen(engine: sa.Engine, changes: FormChanges) -> None:
    confirm_change(engine, see(changes).change_id, "Ada")
    assert not see(changes, {"before": ["color"], "after": ["material"]}).confirmed


def test_the_word_counts_for_a_day(engine: sa.Engine, changes: FormChanges) -> None:
    first = see(changes)
    confirm_change(engine, first.change_id, "Ada")
    with engine.begin() as connection:
        connection.execute(
            sa.text("update catalog_sync.form_changes set confirmed_at = now() - interval '25 hours'")
        )
    again = see(changes)
    assert (again.confirmed, again.change_id != first.change_id) == (False, True)


def test_a_closed_change_is_no_longer_there(engine: sa.Engine, changes: FormChanges) -> None:
    number = see(changes).change_id
    changes.close("p1", "axes")
    assert changes.of(["p1"]) == {}
    assert not confirm_change(engine, number, "Ada")


def test_listings_of_one_product_change_apart(changes: FormChanges) -> None:
    see(changes)
    see(changes, key="p1::red")
    assert set(changes.of(["p1"])) == {("p1", "axes"), ("p1::red", "axes")}
