"""The history of drops: what it says of what was applied, as a bound and as a table that people read."""

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.pim.drops.history import Fate, History
from catalog_sync.store.feed_drops import FeedDrops

NAMES = st.sampled_from("abc")
FATES = st.lists(
    st.builds(
        Fate,
        name=NAMES,
        digest=NAMES,
        fingerprint=NAMES,
        mode=st.sampled_from(["full", "delta"]),
        sequence=st.none() | st.integers(0, 9),
        rows=st.integers(0, 9),
        state=st.sampled_from(["applied", "refused", "repeated"]),
    )
)


def fate(name: str, **changes) -> Fate:
    values = {"digest": name, "fingerprint": f"of {name}", "mode": "full", "rows": 1, "state": "applied"}
    return Fate.model_validate({"name": name} | values | changes)


@given(FATES)
def test_bound_is_the_history(fates):
    history = History().after(fates)
    assert History.of_bound(history.to_bound()) == history


@pytest.mark.parametrize("bound", [None, "", "2026-11-23T04:00:00+00:00", "[]", '{"fates": [{}]}'])
def test_bound_that_is_no_history_is_an_empty_one(bound):
    assert History.of_bound(bound) == History()


@given(st.lists(st.integers(0, 999), min_size=201, max_size=400, unique=True))
def test_old_fates_of_drops_that_are_gone_are_forgotten_and_those_still_there_are_kept(numbers):
    fates = [fate(str(number)) for number in numbers]
    present = {fates[0].fingerprint}
    kept = History(fates=tuple(fates)).forgetting(present).fates
    assert kept == (fates[0], *fates[-200:])


def test_what_later_drops_are_judged_by_is_never_forgotten():
    """Failure mode 1: after two hundred partial drops a full one is still compared with the full one before them."""
    needed = [fate("full", modified=5.0), fate("numbered", mode="delta", sequence=3)]
    refused = fate("refused", state="refused")
    plenty = [fate(str(number), mode="delta", modified=float(number)) for number in range(300)]
    history = History(fates=(fate("old", sequence=2), *needed, refused, *plenty))
    kept = history.forgetting({"one that is there"})
    assert kept.fates == (*needed, refused, *plenty[-200:])
    assert (kept.full_rows, kept.sequence, kept.modified) == (1, 3, 299.0)


def test_folder_that_shows_nothing_may_be_away_and_nothing_is_forgotten():
    history = History(fates=tuple(fate(str(number)) for number in range(300)))
    assert history.forgetting(()) == history


@given(FATES, st.sets(NAMES), st.sets(NAMES))
def test_forgetting_changes_no_judgement(fates, present, claimed):
    history = History().after(fates)
    kept = history.forgetting(present, claimed)
    for judged_by in ("sequence", "full_rows", "modified"):
        assert getattr(kept, judged_by) == getattr(history, judged_by)
    assert set(kept.refusals) == {each for each in history.refusals if each.name not in claimed}


def test_refusal_stands_until_a_full_drop_or_the_same_drop_is_applied():
    refused = fate("a", state="refused")
    history = History().after([fate("f"), refused, fate("d", mode="delta")])
    assert history.refusals == (refused,)
    assert history.after([fate("f2")]).refusals == ()
    assert history.after([fate("a", digest="corrected", mode="delta")]).refusals == ()
    assert history.after([fate("again", digest="a", mode="delta")]).refusals == ()
    later = fate("a", digest="worse", state="refused")
    assert history.after([later]).refusals == (later,)


def test_last_sequence_and_rows_are_those_of_the_last_applied():
    history = History().after(
        [
            fate("a", sequence=5, rows=50),
            fate("b", sequence=6, rows=3, mode="delta"),
            fate("c", sequence=9, rows=90, state="refused"),
            fate("d", sequence=4, rows=40, state="repeated"),
        ]
    )
    assert (history.sequence, history.full_rows) == (6, 50)
    assert history.digests == {"a", "b"}


def test_repetition_under_its_old_name_only_renews_the_fingerprint():
    history = History().after([fate("a", sequence=1), fate("b", sequence=2)])
    again = history.after([fate("a", fingerprint="new", state="repeated")])
    assert [(each.name, each.state) for each in again.fates] == [("a", "applied"), ("b", "applied")]
    assert "new" in again.settled


def test_refusals_are_settled_by_a_later_good_drop_and_by_nothing_else():
    history = History().after([fate("a"), fate("b", state="refused")])
    assert "of b" not in history.settled
    assert "of b" not in history.after([fate("c", state="repeated")]).settled
    assert "of b" in history.after([fate("c")]).settled


@given(FATES)
def test_refused_content_is_no_content_that_was_applied(fates):
    history = History().after(fates)
    states = {(each.name, each.digest): each.state for each in history.fates}
    assert history.digests == {digest for (_, digest), state in states.items() if state == "applied"}


def test_order_of_the_table_does_not_depend_on_the_ledgers_clock(engine: sa.Engine):
    table = FeedDrops(engine, "offers")
    table.record([fate("a", sequence=1), fate("b", sequence=2)])
    with engine.begin() as connection:
        connection.execute(
            sa.text("update catalog_sync.feed_drops set seen_at = '2020-01-01' where name = 'b'")
        )
    assert table.history().sequence == 2


def test_table_holds_the_same_history_for_each_feed(engine: sa.Engine):
    fates = [
        fate("z", sequence=1),
        fate("b", state="refused", reason="it came late"),
        fate("b"),
        fate("z", fingerprint="new", state="repeated"),
        fate("c", state="repeated"),
    ]
    table = FeedDrops(engine, "offers")
    for each in fates[:2]:
        table.record([each])
    table.record(fates[2:])
    assert table.history() == History().after(fates)
    table.forget(fates[:1])
    assert [each.name for each in table.history().fates] == ["b", "c"]
    assert FeedDrops(engine, "products").history() == History()
