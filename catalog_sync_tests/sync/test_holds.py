"""Deletes on a large scale wait for a person, who confirms the exact set, once and in time; all else goes on."""

import pytest
import sqlalchemy as sa

from catalog_sync.pim.source import Change, Gone, Reading
from catalog_sync.sync.holds import HoldError, confirm_hold, open_holds
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.mirrored import Catalogue

MUGS = [mug(number) for number in range(30)]
KEYS = [item.key for item in MUGS]


@pytest.fixture
def catalogue(engine: sa.Engine) -> Catalogue:
    """A mirror of thirty mugs."""
    catalogue = Catalogue(engine, *MUGS)
    catalogue.refresh()
    return catalogue


@pytest.fixture
def held(catalogue: Catalogue) -> Catalogue:
    """Twenty-one of thirty mugs are gone from the list, and held."""
    catalogue.pim.remove(*KEYS[:21])
    refresh = catalogue.refresh()
    assert refresh is not None
    assert refresh.counts["deleted"] == 0
    return catalogue


def test_twenty_products_are_deleted_at_once(catalogue: Catalogue) -> None:
    """Failure mode 1: deleted in the PIM, still on sale."""
    catalogue.pim.remove(*KEYS[:20])
    refresh = catalogue.refresh()
    assert refresh is not None
    assert refresh.counts["deleted"] == 20
    assert (catalogue.living().keys(), open_holds(catalogue.engine)) == ({*KEYS[20:]}, [])


def test_a_tenth_of_a_large_catalogue_is_deleted_at_once_and_one_more_is_held(engine: sa.Engine) -> None:
    mugs = [mug(number) for number in range(300)]
    catalogue = Catalogue(engine, *mugs)
    catalogue.refresh()
    catalogue.pim.remove(*(item.key for item in mugs[:30]))
    assert catalogue.refresh().counts["deleted"] == 30
    catalogue.pim.remove(*(item.key for item in mugs[30:58]))
    assert catalogue.refresh().counts["deleted"] == 0


def test_a_mass_disappearance_is_held_and_shown_with_what_to_do(held: Catalogue) -> None:
    """Failure modes 1 and 9: an absence on a large scale is not a delete before a person says so."""
    [hold] = open_holds(held.engine)
    assert (hold.number, hold.held, hold.of_living, len(hold.shown)) == (21, 21, 30, 20)
    assert held.living().keys() == {*KEYS}
    [problem] = held.mirror.problems()
    assert problem.key == "mass_disappearance"
    assert "21 of 30 products" in problem.message
    assert f"catalog-sync confirm {hold.hold_id}" in problem.message


def test_everything_else_goes_on_meanwhile(held: Catalogue) -> None:
    held.pim.put(mug(29, title="Another title"), mug(40))
    refresh = held.delta()
    assert refresh.counts["changed"] == 2
    assert mug(40).key in held.living()


def test_what_is_held_already_is_not_held_again(held: Catalogue) -> None:
    held.refresh()
    [hold] = open_holds(held.engine)
    assert hold.held == 21


def test_a_confirmed_hold_is_carried_out_by_the_next_refresh_and_never_again(held: Catalogue) -> None:
    [hold] = open_holds(held.engine)
    assert confirm_hold(held.engine, hold.hold_id, "Ada").confirmed_by == "Ada"
    assert held.delta().counts["deleted"] == 21
    assert (held.living().keys(), open_holds(held.engine), held.problems()) == ({*KEYS[21:]}, [], [])
    held.pim.put(*MUGS[:21])
    held.refresh()
    held.pim.remove(*KEYS[:21])
    assert held.refresh().counts["deleted"] == 0
    with pytest.raises(HoldError, match="no open hold"):
        confirm_hold(held.engine, hold.hold_id, "Ada")


def test_confirmed_products_that_came_back_stay(held: Catalogue) -> None:
    [hold] = open_holds(held.engine)
    confirm_hold(held.engine, hold.hold_id, "Ada")
    held.pim.now.update({item.key: item for item in MUGS[:5]})
    assert held.delta().counts["deleted"] == 16
    assert held.living().keys() == {*KEYS[:5], *KEYS[21:]}


def test_a_set_that_grew_needs_another_confirmation_for_the_rest(held: Catalogue) -> None:
    [first] = open_holds(held.engine)
    held.pim.remove(*KEYS[21:24])
    assert held.refresh().counts["deleted"] == 0
    confirm_hold(held.engine, first.hold_id, "Ada")
    assert held.delta().counts["deleted"] == 21
    [rest] = open_holds(held.engine)
    assert (rest.held, rest.confirmed_by) == (3, None)
    assert {*KEYS[21:24]} <= held.living().keys()


def test_a_hold_whose_products_all_reappeared_closes_itself(held: Catalogue) -> None:
    held.pim.put(*MUGS[:21])
    held.delta()
    assert (open_holds(held.engine), held.problems()) == ([], [])


def test_products_that_are_listed_again_are_held_no_longer(held: Catalogue) -> None:
    held.pim.now.update({item.key: item for item in MUGS[:5]})
    assert held.refresh().counts["deleted"] == 0
    [hold] = open_holds(held.engine)
    assert (hold.number, hold.held) == (21, 16)


def test_few_that_stay_held_are_not_deleted_without_a_person(held: Catalogue) -> None:
    held.pim.put(*MUGS[:15])
    held.refresh()
    held.refresh()
    assert {*KEYS[15:21]} <= held.living().keys()


def test_an_expired_hold_is_not_confirmed_and_its_products_are_held_anew(held: Catalogue) -> None:
    [old] = open_holds(held.engine)
    held.rows("update catalog_sync.holds set expires_at = now() - interval '1 second'")
    with pytest.raises(HoldError, match="expired"):
        confirm_hold(held.engine, old.hold_id, "Ada")
    held.delta()
    [new] = open_holds(held.engine)
    assert (new.hold_id != old.hold_id, new.held, new.expired) == (True, 21, False)


def test_a_confirmation_that_was_not_used_in_time_counts_no_more(held: Catalogue) -> None:
    [old] = open_holds(held.engine)
    confirm_hold(held.engine, old.hold_id, "Ada")
    held.rows("update catalog_sync.holds set expires_at = now() - interval '1 second'")
    assert held.delta().counts["deleted"] == 0
    [new] = open_holds(held.engine)
    assert (new.held, new.confirmed_by) == (21, None)


def test_a_hold_is_confirmed_once_and_by_somebody(held: Catalogue) -> None:
    [hold] = open_holds(held.engine)
    with pytest.raises(HoldError, match="who"):
        confirm_hold(held.engine, hold.hold_id, " ")
    confirm_hold(held.engine, hold.hold_id, "Ada")
    with pytest.raises(HoldError, match="confirmed by Ada already"):
        confirm_hold(held.engine, hold.hold_id, "Bob")


def test_tombstones_are_held_too_and_not_lost_although_the_bound_moves_on(catalogue: Catalogue) -> None:
    """Failure mode 1: a tombstone is shown once, and must outlive the wait for a person."""
    catalogue.pim.delete(*KEYS[:21])
    bound = catalogue.mirror.bound("pim").bound
    assert catalogue.delta().counts["deleted"] == 0
    assert catalogue.mirror.bound("pim").bound != bound
    assert catalogue.delta().counts["deleted"] == 0
    [hold] = open_holds(catalogue.engine)
    confirm_hold(catalogue.engine, hold.hold_id, "Ada")
    assert catalogue.delta().counts["deleted"] == 21


def test_a_tombstone_that_is_shown_again_deletes_nothing_that_is_held(catalogue: Catalogue) -> None:
    catalogue.pim.delete(*KEYS[:21])
    catalogue.delta()
    catalogue.pim._log += catalogue.pim._log[-21:-16]
    assert catalogue.delta().counts["deleted"] == 0
    assert len(catalogue.living()) == 30


def test_tombstones_and_absences_count_together(catalogue: Catalogue) -> None:
    catalogue.pim.delete(*KEYS[:11])
    catalogue.pim.remove(*KEYS[11:22])
    assert catalogue.refresh().counts["deleted"] == 0
    [hold] = open_holds(catalogue.engine)
    assert hold.held == 22


def test_a_product_deleted_and_made_again_within_one_read_lives(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog_sync.sync.intake.BATCH", 1)

    async def changes(_: str | None) -> Reading[Change]:
        return catalogue.pim._reading([Gone(KEYS[0]), MUGS[0]])

    monkeypatch.setattr(catalogue.pim, "changes", changes)
    assert catalogue.delta().counts["deleted"] == 0
    assert KEYS[0] in catalogue.living()


def test_few_tombstones_are_deleted_beside_an_open_hold(held: Catalogue) -> None:
    held.pim.delete(KEYS[25])
    assert held.delta().counts["deleted"] == 1
    assert KEYS[25] not in held.living()
