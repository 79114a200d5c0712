"""Bounds of a change log: what is missed, joined and given up."""

from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.pim.change_log.bound import RANGES, Bound, Now, Span, joined, next_bound, without

ids = st.integers(-200, 200)
spans = st.builds(lambda low, width: Span(low, low + width), ids, st.integers(0, 20))
apart = st.lists(ids, unique=True, max_size=16).map(
    lambda ends: [Span(low, high) for low, high in batched(sorted(ends))]
)


def batched(ends):
    return zip(ends[::2], ends[1::2], strict=False)


def ids_in(spans) -> set[int]:
    return {each for low, high in spans for each in range(low, high + 1)}


def now(xmin, xmax, **others) -> Now:
    return Now("life", xmin, xmax, others.pop("at", 0.0), others.pop("blind", False), **others)


def missed(*spans, last=None, **others) -> Bound:
    return next_bound(last, now(**others), highest=9, left=list, skipped=list(spans))


@given(apart, st.sets(ids))
def test_what_was_found_is_no_longer_missed(spans, found):
    assert ids_in(without(spans, sorted(found))) == ids_in(spans) - found


@given(st.lists(spans, max_size=12), st.integers(1, 6))
def test_joined_spans_are_few_and_hold_all(spans, limit):
    few = joined(spans, limit)
    assert len(few) <= max(limit, 0)
    assert ids_in(few) >= ids_in(spans)


def test_spans_are_parted_where_the_gaps_are_widest():
    assert joined([Span(1, 2), Span(4, 5), Span(100, 101), Span(103, 104)], 2) == [Span(1, 5), Span(100, 104)]


def test_a_missed_id_waits_for_every_transaction_that_may_hold_it():
    """Failure mode 3: those that had begun, and writers that have a lock but no transaction id yet."""
    first = missed(Span(5, 5), xmin=10, xmax=12, after=frozenset({"3/7"}))
    held = missed(last=first, xmin=11, xmax=20)
    assert held.spans == [Span(5, 5)]
    locked = missed(last=first, xmin=12, xmax=20, before=frozenset({"3/7", "4/1"}))
    assert locked.spans == [Span(5, 5)]
    assert missed(last=first, xmin=12, xmax=20, before=frozenset({"4/1"})).spans == []


def test_a_reader_that_sees_no_locks_waits_longer_and_then_for_all_that_began_meanwhile():
    """Failure mode 3: what holds the number may have an id above xmax, and run for hours."""
    first = missed(Span(5, 5), xmin=10, xmax=12, blind=True)
    early = missed(last=first, xmin=15, xmax=20, blind=True, at=599)
    assert early.spans == [Span(5, 5)]
    late = missed(last=early, xmin=15, xmax=20, blind=True, at=600)
    assert late.spans == [Span(5, 5)]
    running = missed(last=late, xmin=20, xmax=30, blind=True, at=9999)
    assert running.spans == [Span(5, 5)]
    assert missed(last=running, xmin=21, xmax=30, blind=True, at=9999).spans == []


def test_many_numbers_found_in_many_spans_take_no_time():
    """Failure mode 7: a log that was compacted has gaps everywhere."""
    wide = [Span(low, low + 999) for low in range(0, 1_000_000, 1000)]
    few = without(wide, (each for each in range(1_000_000) if each % 3))
    assert len(few) <= RANGES
    assert few[0].low == 0
    assert few[-1].high == 999_999


def test_a_bound_stays_small_whatever_is_missed():
    """Failure mode 7."""
    first = missed(
        *(Span(each, each) for each in range(0, 3000, 2)), xmin=1, xmax=2, after=frozenset({"1/1"})
    )
    second = missed(*(Span(each, each) for each in range(4000, 6000, 2)), last=first, xmin=1, xmax=9)
    assert len(second.spans) <= RANGES
    assert ids_in(second.spans) >= ids_in(first.spans)
    (only,) = second.missed
    assert (only.xmax, only.writers) == (9, frozenset({"1/1"}))


def test_a_bound_survives_being_stored():
    bound = missed(Span(5, 7), xmin=10, xmax=12, after=frozenset({"3/7"}), at=1.5)
    assert Bound.read(bound.text()) == bound
    assert Bound.read("2026-11-23T04:00:00+00:00") is None
    assert Bound.read(None) is None
