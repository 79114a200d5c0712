"""The rule for quantities: whatever happens in whatever order, a shop never promises more than the warehouse has."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from catalog_sync.sync.stock import Number, Shelf, Verdict, filled, rows_of, shelves_of, verdict, with_tried

START = datetime(2026, 11, 1, tzinfo=UTC)
SMALL = st.integers(1, 9)


def at(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


def number(quantity: int, as_of: int | None) -> Number:
    return Number(quantity=quantity, as_of=None if as_of is None else at(as_of))


SENT_SEVEN = Shelf().filled(number(7, as_of=10), at(20))


@dataclass
class Business:
    """A warehouse, a shop that sells from it, a source that knows all orders, and the ledger between them."""

    warehouse: int
    clock: int = 0
    shop: int = field(init=False)
    told: list[Number] = field(init=False)
    listing: dict = field(init=False)

    def __post_init__(self) -> None:
        self.shop = self.warehouse
        self.told = []
        self.tell()
        self.listing = filled({}, {"A": self.told[0]}, self.now())

    def now(self) -> datetime:
        self.clock += 1
        return at(self.clock)

    def sell(self, units: int) -> None:
        sold = min(units, self.shop)
        self.shop -= sold
        self.warehouse -= sold

    def tell(self) -> None:
        self.told.append(Number(quantity=self.warehouse, as_of=self.now()))

    def run(self, told: Number, dies: str = "") -> None:
        """Read, judge and send; a run may die before its call, or after it without knowing."""
        shelf = shelves_of(self.listing)["A"].seen(self.shop, self.now())
        judged = verdict(shelf, told)
        if judged is Verdict.KEEP and told.quantity == self.shop:
            shelf = shelf.holding(told)
        self.listing["stock"] = rows_of({"A": shelf})
        if judged is not Verdict.SEND:
            return
        if dies != "before the call":
            self.shop = told.quantity
        if dies:
            self.listing |= with_tried(self.listing, {"A": told.model_dump(mode="json")})
        else:
            self.listing |= filled({"A": shelf}, {"A": told}, self.now())


class Interleavings(RuleBasedStateMachine):
    """Sales, arrivals, updates, stale repeats, backfills and crashes in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.business = Business(5)

    @rule(units=SMALL)
    def sell(self, units: int) -> None:
        self.business.sell(units)

    @rule(units=SMALL)
    def units_arrive(self, units: int) -> None:
        self.business.warehouse += units

    @rule()
    def the_source_tells(self) -> None:
        self.business.tell()

    @rule(dies=st.sampled_from(["", "", "before the call", "after the call"]))
    def a_run_with_the_newest_number(self, dies: str) -> None:
        self.business.run(self.business.told[-1], dies)

    @precondition(lambda self: len(self.business.told) > 1)
    @rule(data=st.data(), dies=st.sampled_from(["", "before the call", "after the call"]))
    def a_run_with_a_number_that_came_late(self, data, dies: str) -> None:
        self.business.run(data.draw(st.sampled_from(self.business.told)), dies)

    @invariant()
    def the_shop_never_promises_more_than_there_is(self) -> None:
        assert self.business.shop <= self.business.warehouse

    def teardown(self) -> None:
        """Once sales pause and fresh numbers arrive, the shop offers all there is."""
        for _ in range(2):
            self.business.tell()
            self.business.run(self.business.told[-1])
        assert self.business.shop == self.business.warehouse


Interleavings.TestCase.settings = settings(max_examples=400, stateful_step_count=30, deadline=None)
TestInterleavings = Interleavings.TestCase


def test_an_old_number_is_not_repeated_after_units_were_sold() -> None:
    assert verdict(SENT_SEVEN.seen(2, at(30)), number(7, as_of=10)) is Verdict.KEEP


def test_a_newer_number_that_may_not_know_of_the_sale_does_not_raise() -> None:
    assert verdict(SENT_SEVEN.seen(2, at(30)), number(7, as_of=25)) is Verdict.WAIT


def test_a_number_from_the_very_moment_of_the_reading_does_not_raise() -> None:
    assert verdict(SENT_SEVEN.seen(2, at(30)), number(7, as_of=30)) is Verdict.WAIT


def test_a_number_from_after_the_reading_raises() -> None:
    assert verdict(SENT_SEVEN.seen(2, at(30)), number(7, as_of=31)) is Verdict.SEND


def test_lowering_never_waits() -> None:
    assert verdict(SENT_SEVEN.seen(5, at(30)), number(3, as_of=25)) is Verdict.SEND


def test_without_a_sale_a_newer_number_raises() -> None:
    assert verdict(SENT_SEVEN.seen(7, at(30)), number(9, as_of=11)) is Verdict.SEND


def test_what_the_shop_holds_already_is_not_sent() -> None:
    assert verdict(SENT_SEVEN.seen(2, at(30)), number(2, as_of=31)) is Verdict.KEEP


def test_of_two_numbers_as_of_one_moment_the_lower_one_holds() -> None:
    assert verdict(SENT_SEVEN, number(3, as_of=10)) is Verdict.SEND
    assert verdict(SENT_SEVEN, number(9, as_of=10)) is Verdict.WAIT
    assert verdict(SENT_SEVEN.filled(number(3, as_of=10), at(30)), number(7, as_of=10)) is Verdict.WAIT


def test_a_sale_is_remembered_although_the_next_reading_shows_none() -> None:
    shelf = SENT_SEVEN.seen(2, at(30)).seen(2, at(40))
    assert verdict(shelf, number(7, as_of=25)) is Verdict.WAIT


def test_a_shop_of_which_nothing_is_known_may_have_sold() -> None:
    assert verdict(Shelf().seen(2, at(30)), number(7, as_of=25)) is Verdict.WAIT


def test_a_listing_from_before_shelves_is_judged_by_the_quantity_it_took() -> None:
    shelf = shelves_of({"quantities": {"A": 7}, "stock": {}})["A"]
    assert verdict(shelf.seen(7, at(30)), number(9, as_of=25)) is Verdict.SEND
    assert verdict(shelf.seen(6, at(30)), number(9, as_of=25)) is Verdict.WAIT


@pytest.mark.parametrize(
    ("tried", "found", "expected"),
    [
        (number(9, as_of=25), 9, Verdict.KEEP),  # it took effect
        (number(9, as_of=25), 7, Verdict.KEEP),  # it did not, or two units were sold: nobody knows
        (number(3, as_of=25), 7, Verdict.SEND),  # it did not, and lowers
        (number(3, as_of=25), 3, Verdict.KEEP),
    ],
)
def test_a_call_of_unknown_outcome_is_not_made_again_where_it_would_raise(tried, found, expected) -> None:
    listing = {"quantities": {"A": 7}, "stock": rows_of({"A": SENT_SEVEN})}
    listing |= with_tried(listing, {"A": tried.model_dump(mode="json")})
    assert verdict(shelves_of(listing)["A"].seen(found, at(30)), tried) is expected


def test_units_that_were_sold_after_a_call_of_unknown_outcome_are_noticed() -> None:
    shelf = SENT_SEVEN.seen(2, at(22)).model_copy(update={"tried": number(9, as_of=25)}).seen(5, at(30))
    assert verdict(shelf, number(12, as_of=28)) is Verdict.WAIT
    assert (shelf.sent, shelf.as_of) == (9, at(25))


def test_after_a_call_of_unknown_outcome_a_fresh_number_goes_out() -> None:
    shelf = SENT_SEVEN.model_copy(update={"tried": number(9, as_of=25)}).seen(7, at(30))
    assert verdict(shelf, number(9, as_of=31)) is Verdict.SEND


def test_a_quantity_without_a_moment_is_sent_when_it_changes_and_never_repeated() -> None:
    constant = Shelf().filled(number(5, as_of=None), at(20)).seen(1, at(30))
    assert verdict(constant, number(5, as_of=None)) is Verdict.KEEP
    assert verdict(constant, number(6, as_of=None)) is Verdict.SEND


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.none() | st.integers(0, 50))
def test_what_the_ledger_remembers_survives_it(sent: int, level: int, tried: int, as_of: int | None) -> None:
    shelf = Shelf().filled(number(sent, as_of), at(20)).seen(level, at(30))
    shelf = shelf.model_copy(update={"tried": number(tried, as_of)})
    assert shelves_of({"stock": rows_of({"A": shelf})}) == {"A": shelf}
