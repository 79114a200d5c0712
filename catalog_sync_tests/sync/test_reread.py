"""The full re-read: it says 0 when the delta missed nothing, and else how many, which, and mends them."""

from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from catalog_sync.pim.source import Change, Problem, Reading
from catalog_sync.sync.holds import open_holds
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.mirrored import Catalogue

MUGS = [mug(number) for number in range(30)]


@pytest.fixture
def catalogue(engine: sa.Engine) -> Catalogue:
    catalogue = Catalogue(engine, *MUGS)
    catalogue.refresh()
    return catalogue


def test_it_says_0_after_a_delta_that_missed_nothing(catalogue: Catalogue) -> None:
    catalogue.pim.put(mug(1, title="Changed"), mug(40))
    catalogue.pim.delete(MUGS[2].key)
    refresh = catalogue.reread()
    assert refresh.counts["missed_by_delta"] == 0
    assert (catalogue.content(), catalogue.problems()) == (catalogue.truth(), [])


def test_changes_and_new_products_that_the_delta_missed_are_stored_counted_and_named(
    catalogue: Catalogue,
) -> None:
    """Failure mode 3: what the bound left behind is found by the weekly full read."""
    for item in (mug(1, title="Changed unseen"), mug(40)):
        catalogue.pim.now[item.key] = item
    assert catalogue.reread().counts["missed_by_delta"] == 2
    assert catalogue.content() == catalogue.truth()
    assert "2 products whose changes the delta had missed" in catalogue.shown("missed_by_delta")
    assert "product:mug-1, product:mug-40" in catalogue.shown("missed_by_delta")


def test_what_was_missed_is_shown_until_a_full_read_finds_nothing(catalogue: Catalogue) -> None:
    catalogue.pim.now["product:mug-1"] = mug(1, title="Changed unseen")
    catalogue.reread()
    catalogue.refresh()
    assert catalogue.shown("missed_by_delta")
    assert catalogue.reread().counts["missed_by_delta"] == 0
    assert catalogue.problems() == []


def test_what_changes_while_it_reads_is_not_missed(catalogue: Catalogue) -> None:
    changes = catalogue.pim.changes

    async def changed_meanwhile(bound: str | None) -> Reading[Change]:
        if bound is None:
            catalogue.pim.put(mug(1, title="Changed meanwhile"), mug(40))
            catalogue.pim.remove("product:mug-2")
        return await changes(bound)

    catalogue.pim.changes = changed_meanwhile
    refresh = catalogue.reread()
    assert (refresh.counts["missed_by_delta"], refresh.counts["deleted"]) == (0, 1)
    assert catalogue.content() == catalogue.truth()


def test_what_changes_after_the_second_delta_is_not_missed_either(catalogue: Catalogue) -> None:
    """A product that changed in every pause of the re-read: before each of its readings, and before it is read by key."""
    changes, read, titles = catalogue.pim.changes, catalogue.pim.read, iter("abcdefgh")

    async def changed_before(bound: str | None) -> Reading[Change]:
        catalogue.pim.put(mug(1, title=next(titles)))
        return await changes(bound)

    def changed_before_it_is_read(keys: list[str]) -> AsyncIterator[list[Change]]:
        catalogue.pim.put(mug(1, title=next(titles)))
        return read(keys)

    catalogue.pim.changes, catalogue.pim.read = changed_before, changed_before_it_is_read
    assert catalogue.reread().counts["missed_by_delta"] == 0
    catalogue.delta()
    assert catalogue.content() == catalogue.truth()


def test_what_the_second_delta_brings_is_not_read_again_and_what_it_missed_is(catalogue: Catalogue) -> None:
    changes = catalogue.pim.changes

    async def changed_meanwhile(bound: str | None) -> Reading[Change]:
        if bound is None:
            catalogue.pim.put(mug(1, title="Changed meanwhile"))
        return await changes(bound)

    catalogue.pim.changes = changed_meanwhile
    catalogue.pim.now["product:mug-2"] = mug(2, title="Changed unseen")
    catalogue.pim.asked.clear()
    assert catalogue.reread().counts["missed_by_delta"] == 1
    assert [what for what in catalogue.pim.asked if what.startswith("read ")] == ["read product:mug-2"]


def test_held_deletes_are_not_missed(catalogue: Catalogue) -> None:
    catalogue.pim.delete(*(item.key for item in MUGS[:21]))
    catalogue.pim.remove(*(item.key for item in MUGS[21:25]))
    for _ in range(2):
        assert catalogue.reread().counts["missed_by_delta"] == 0
    assert (len(catalogue.living()), catalogue.shown("missed_by_delta")) == (30, "")


def test_a_product_that_became_unreadable_unseen_is_shown(catalogue: Catalogue) -> None:
    catalogue.pim.now["product:mug-1"] = Problem("product:mug-1", "MUG-1", "it broke")
    catalogue.reread()
    assert (catalogue.problems(), len(catalogue.living())) == (["MUG-1"], 30)


def test_a_re_read_that_ends_early_does_not_take_back_what_an_earlier_one_found(catalogue: Catalogue) -> None:
    """Failure mode 9: an index that stops short shows nothing that was missed."""
    catalogue.pim.now["product:mug-1"] = mug(1, title="Changed unseen")
    catalogue.reread()
    catalogue.pim.full_read_is_complete = False
    catalogue.reread()
    assert catalogue.shown("missed_by_delta")


def test_a_delete_without_a_trace_is_carried_out(catalogue: Catalogue) -> None:
    catalogue.pim.remove("product:mug-2")
    refresh = catalogue.reread()
    assert (refresh.counts["deleted"], refresh.counts["missed_by_delta"]) == (1, 0)


def test_deletes_on_a_large_scale_are_held_as_ever(catalogue: Catalogue) -> None:
    catalogue.pim.remove(*(item.key for item in MUGS[:25]))
    catalogue.pim.now["product:mug-26"] = mug(26, title="Changed unseen")
    refresh = catalogue.reread()
    assert (refresh.counts["deleted"], refresh.counts["missed_by_delta"]) == (0, 1)
    [hold] = open_holds(catalogue.engine)
    assert hold.held == 25


def test_many_are_counted_and_the_first_are_named(engine: sa.Engine) -> None:
    catalogue = Catalogue(engine, *MUGS)
    catalogue.refresh()
    catalogue.pim.now.update({item.key: mug(number, title="Unseen") for number, item in enumerate(MUGS)})
    assert catalogue.reread().counts["missed_by_delta"] == 30
    assert "and 10 more" in catalogue.shown("missed_by_delta")
