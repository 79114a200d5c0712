"""The difference between what a listing should be and what its shop holds: every standing against every change."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product as combinations

import pytest

from catalog_sync.mapping.listing import Finding, MappedListing, Severity
from catalog_sync.pim.document import Offer
from catalog_sync.review.lifecycle import Standing
from catalog_sync.store.due import FRESH_OFFER
from catalog_sync.store.looks import State
from catalog_sync.sync.offered import Terms, offered
from catalog_sync.sync.plan import VERDICT, Action, Plan, plan_listing
from catalog_sync.sync.readings import Reading
from catalog_sync.sync.stock import takes_stock
from catalog_sync_tests.mapping.world import shop

PRICE, STOCK = {"A": {"amount": "10", "currency": "GBP"}}, {"A": 5}
SAME, CONTENT, OFFERS, BOTH, OFF = "nothing", "content", "price and stock", "all of it", "not for sale"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
TERMS = {"shop": shop(), "offers": {}, "max_age": timedelta(days=1), "now": NOW}
BLOCKED = Finding(code="lacks", severity=Severity.BLOCK, message="It lacks something.")


def desired(change: str = SAME, **more) -> MappedListing:
    offers = {"prices": PRICE, "quantities": STOCK}
    if change in (OFFERS, BOTH):
        offers = {"prices": {"A": {"amount": "12", "currency": "GBP"}}, "quantities": {"A": 9}}
    return MappedListing(product_key="p", active=change != OFF, **{**offers, **more})


def listed(standing: Standing, **more) -> dict:
    row = {
        "standing": standing.value,
        "content_submitted": "v1",
        "prices": PRICE,
        "quantities": STOCK,
        "sku_ids": {"A": "1"},
        "active": True,
        "reasons": [{"cause": "ip", "position": "Title", "reasons": ["A brand you may not use."]}],
    }
    return row | more


def plan_for(wanted: MappedListing, content_hash: str, listing: dict | None, **terms) -> Plan:
    """The plan for a listing whose shop holds what it took last."""
    held = {listing["sku_ids"][sku]: units for sku, units in listing["quantities"].items()} if listing else {}
    read = listing is not None and takes_stock(Standing(listing["standing"]))
    reading = Reading(held, listing["sku_ids"], NOW) if read else None
    judged = offered(wanted, listing, reading, Terms(**(TERMS | terms)))
    return plan_listing(wanted, content_hash, listing, judged)


def planned(change: str, standing: Standing, **more) -> tuple[str, str, str | None]:
    version = "v2" if change in (CONTENT, BOTH) else "v1"
    plan = plan_for(desired(change), version, listed(standing, **more))
    return " ".join(plan.actions), plan.state.value, plan.waits_for


DONE, PARKED, WAITS = ("", "accepted", None), ("", "parked", None), ("", "deferred", VERDICT)
STOCKED = ("stock", "deferred", VERDICT)
UNDER_REVIEW = {SAME: DONE, CONTENT: WAITS, OFFERS: STOCKED, BOTH: STOCKED, OFF: WAITS}
REFUSED = {
    SAME: PARKED,
    CONTENT: ("edit", "accepted", None),
    OFFERS: PARKED,
    BOTH: ("stock edit", "deferred", VERDICT),
    OFF: DONE,
}
NOT_OURS = dict.fromkeys([SAME, CONTENT, OFFERS, BOTH], PARKED) | {OFF: DONE}
TABLE = {
    Standing.DRAFT: {
        SAME: ("edit", "accepted", None),
        CONTENT: ("edit", "accepted", None),
        OFFERS: ("stock edit", "deferred", VERDICT),
        BOTH: ("stock edit", "deferred", VERDICT),
        OFF: DONE,
    },
    Standing.REJECTED: REFUSED,
    Standing.IN_REVIEW: UNDER_REVIEW,
    Standing.PRE_APPROVED: UNDER_REVIEW,
    Standing.LIVE: {
        SAME: DONE,
        CONTENT: ("edit", "accepted", None),
        OFFERS: ("stock price", "accepted", None),
        BOTH: ("stock price edit", "accepted", None),
        OFF: ("deactivate", "accepted", None),
    },
    Standing.LIVE_EDIT_IN_REVIEW: {
        SAME: DONE,
        CONTENT: WAITS,
        OFFERS: ("stock price", "accepted", None),
        BOTH: ("stock price", "deferred", VERDICT),
        OFF: ("deactivate", "accepted", None),
    },
    Standing.LIVE_EDIT_REJECTED: {
        SAME: PARKED,
        CONTENT: ("edit", "accepted", None),
        OFFERS: ("stock price", "parked", None),
        BOTH: ("stock price edit", "accepted", None),
        OFF: ("deactivate", "accepted", None),
    },
    Standing.DEACTIVATED: NOT_OURS,
    Standing.PLATFORM_DEACTIVATED: NOT_OURS,
    Standing.FROZEN: NOT_OURS,
    Standing.DELETED: NOT_OURS,
    Standing.UNKNOWN: NOT_OURS,
}


@pytest.mark.parametrize(
    ("standing", "change"), [*combinations(Standing, [SAME, CONTENT, OFFERS, BOTH, OFF])]
)
def test_each_standing_and_change_has_its_plan(standing: Standing, change: str) -> None:
    assert planned(change, standing) == TABLE[standing][change]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (SAME, ("activate", "accepted", None)),
        (CONTENT, ("activate", "deferred", VERDICT)),
        (OFFERS, ("stock activate", "deferred", VERDICT)),
        (BOTH, ("stock activate", "deferred", VERDICT)),
        (OFF, DONE),
    ],
)
def test_what_we_took_off_sale_comes_back_with_todays_stock_and_changes_after_its_review(
    change, expected
) -> None:
    assert planned(change, Standing.DEACTIVATED, active=False) == expected


@pytest.mark.parametrize("active", [True, False])
def test_what_will_sell_after_its_review_but_should_not_is_waited_for_whoever_submitted_it(active) -> None:
    assert planned(OFF, Standing.IN_REVIEW, active=active) == WAITS


def test_stock_that_a_review_leaves_unread_is_looked_at_after_the_verdict() -> None:
    listing = listed(Standing.IN_REVIEW)
    judged = offered(desired(OFFERS), listing, Reading({}, {}, NOW), Terms(**TERMS))
    plan = plan_listing(desired(OFFERS), "v1", listing, judged)
    assert (plan.actions, plan.state, plan.waits_for, plan.findings) == ((), State.DEFERRED, VERDICT, [])


def test_what_sells_although_we_took_it_off_sale_is_taken_off_again() -> None:
    assert planned(OFF, Standing.LIVE, active=False) == ("deactivate", "accepted", None)


def test_a_new_product_is_created() -> None:
    assert plan_for(desired(), "v1", None).actions == (Action.CREATE,)


@pytest.mark.parametrize(
    "listing", [None, *(listed(standing) for standing in Standing if not standing.sells)]
)
def test_a_finding_that_blocks_withholds_everything_and_is_shown(listing) -> None:
    plan = plan_for(desired(BOTH, findings=[BLOCKED]), "v2", listing)
    assert (plan.actions, plan.state, plan.findings) == ((), State.PARKED, [BLOCKED])


@pytest.mark.parametrize("standing", [standing for standing in Standing if standing.sells])
def test_what_sells_keeps_its_price_and_stock_while_its_content_is_withheld(standing: Standing) -> None:
    plan = plan_for(desired(BOTH, findings=[BLOCKED]), "v2", listed(standing))
    assert (plan.actions, plan.state, plan.findings) == (
        (Action.STOCK, Action.PRICE),
        State.PARKED,
        [BLOCKED],
    )


def test_what_should_not_be_on_sale_is_never_created() -> None:
    assert plan_for(desired(OFF), "v1", None).actions == ()


def test_price_and_stock_are_told_apart() -> None:
    dearer = plan_for(desired(prices={"A": {"amount": "11", "currency": "GBP"}}), "v1", listed(Standing.LIVE))
    fewer = plan_for(desired(quantities={"A": 0}), "v1", listed(Standing.LIVE))
    assert (dearer.actions, fewer.actions) == ((Action.PRICE,), (Action.STOCK,))


def test_a_sku_that_the_shop_does_not_have_yet_brings_its_offer_with_the_edit() -> None:
    offers = {"prices": PRICE | {"B": PRICE["A"]}, "quantities": STOCK | {"B": 1}}
    plan = plan_for(desired(**offers), "v2", listed(Standing.LIVE))
    assert plan.actions == (Action.EDIT,)


def test_a_refusal_is_shown_in_the_markets_own_words() -> None:
    plan = plan_for(desired(), "v1", listed(Standing.REJECTED))
    [finding] = plan.findings
    assert finding.code == "ip"
    assert "A brand you may not use." in finding.message


def test_a_refusal_without_reasons_is_shown_all_the_same() -> None:
    [finding] = plan_for(desired(), "v1", listed(Standing.REJECTED, reasons=[])).findings
    assert "no reason was given" in finding.message


@pytest.mark.parametrize(("standing", "offers"), [(Standing.LIVE, "stock price"), (Standing.REJECTED, "")])
def test_an_edit_that_would_delete_a_listed_variant_waits_for_a_person(standing, offers) -> None:
    plan = plan_for(desired(BOTH, withheld_skus=["B"]), "v2", listed(standing, sku_ids={"A": "1", "B": "2"}))
    assert (" ".join(plan.actions), plan.state) == (offers, State.PARKED)
    assert "B" in plan.findings[0].message


def test_a_variant_that_was_never_listed_holds_nothing_up() -> None:
    plan = plan_for(desired(CONTENT, withheld_skus=["B"]), "v2", listed(Standing.LIVE))
    assert plan.actions == (Action.EDIT,)


def test_what_only_the_seller_can_change_says_so() -> None:
    [finding] = plan_for(desired(), "v1", listed(Standing.FROZEN)).findings
    assert finding.code == "listing_frozen"
    assert "Seller Center" in finding.message


def test_an_edit_never_deletes_a_listed_variant_that_only_fails_to_map() -> None:
    wanted = desired(BOTH, withheld_skus=["B"])
    plan = plan_for(wanted, "v2", listed(Standing.LIVE, sku_ids={"A": "1", "B": "2"}))
    assert plan.actions == (Action.STOCK, Action.PRICE)
    assert plan.state is State.PARKED
    assert plan.findings[0].code == "variant_would_be_deleted"


def test_a_withheld_variant_that_was_never_listed_does_not_hold_an_edit_up() -> None:
    plan = plan_for(desired(CONTENT, withheld_skus=["B"]), "v2", listed(Standing.LIVE))
    assert plan.actions == (Action.EDIT,)


def dated(age: timedelta, **changes) -> tuple[MappedListing, dict[str, Offer]]:
    """A price of 12 and a quantity of 9 that the mirror shows with that age."""
    offer = Offer(sku="A", prices={"GBP": Decimal(12)}, quantities={"GB": 9}, as_of=NOW - age)
    wanted = desired(OFFERS, priced_by={"A": offer}, counted_by={"A": offer})
    return wanted, {"A": offer.model_copy(update=changes)}


HOUR, YESTERDAY = timedelta(hours=1), timedelta(days=1, seconds=1)


def test_offers_within_the_age_limit_go() -> None:
    wanted, offers = dated(timedelta(days=1))
    assert plan_for(wanted, "v1", listed(Standing.LIVE), offers=offers).actions == (
        Action.STOCK,
        Action.PRICE,
    )


@pytest.mark.parametrize(
    ("age", "changes", "code"),
    [
        (YESTERDAY, {}, "offer_stale"),
        (-HOUR, {}, "offer_ahead"),
        (HOUR, {"prices": {"GBP": Decimal(13)}, "quantities": {"GB": 8}}, "offer_moved_on"),
    ],
)
@pytest.mark.parametrize("listing", [None, listed(Standing.LIVE)])
def test_an_offer_that_may_not_go_waits_for_another_and_says_why(age, changes, code, listing) -> None:
    wanted, offers = dated(age, **changes)
    plan = plan_for(wanted, "v1", listing, offers=offers)
    assert (plan.actions, plan.state, plan.waits_for, plan.offers_wait) == (
        (),
        State.DEFERRED,
        FRESH_OFFER,
        True,
    )
    assert {finding.code for finding in plan.findings} == {code}
    assert {finding.severity for finding in plan.findings} == {Severity.WARN}


def test_a_stale_offer_names_its_sku_its_moment_and_the_limit() -> None:
    wanted, offers = dated(YESTERDAY)
    [finding] = plan_for(wanted, "v1", None, offers=offers).findings
    assert finding.sku == "A"
    assert "as of 2026-11-18 23:59:59 UTC, more than 86400 s ago" in finding.message


def test_a_repeated_number_is_as_fresh_as_the_mirror_says_now() -> None:
    wanted, offers = dated(YESTERDAY, as_of=NOW)
    assert plan_for(wanted, "v1", None, offers=offers).actions == (Action.CREATE,)


def test_a_stale_offer_that_the_shop_has_already_is_nothing_to_tell() -> None:
    wanted, offers = dated(YESTERDAY)
    listing = listed(Standing.LIVE, prices=wanted.prices, quantities=wanted.quantities)
    assert plan_for(wanted, "v1", listing, offers=offers) == Plan()


def test_content_goes_while_the_offers_of_its_skus_are_stale() -> None:
    wanted, offers = dated(YESTERDAY)
    plan = plan_for(wanted, "v2", listed(Standing.LIVE), offers=offers)
    assert (plan.actions, plan.state, plan.waits_for) == ((Action.EDIT,), State.DEFERRED, FRESH_OFFER)


def test_an_edit_that_brings_a_sku_with_a_stale_offer_waits_and_the_other_skus_offers_go() -> None:
    old = Offer(sku="B", quantities={"GB": 1}, as_of=NOW - YESTERDAY)
    wanted = desired(
        BOTH, prices=PRICE | {"B": PRICE["A"]}, quantities={"A": 9, "B": 1}, counted_by={"B": old}
    )
    plan = plan_for(wanted, "v2", listed(Standing.LIVE), offers={"B": old})
    assert (plan.actions, plan.state, plan.waits_for) == ((Action.STOCK,), State.DEFERRED, FRESH_OFFER)


def test_what_is_parked_is_looked_at_again_when_its_offers_may_have_been_renewed() -> None:
    wanted, offers = dated(YESTERDAY)
    wanted = wanted.model_copy(update={"findings": [BLOCKED]})
    plan = plan_for(wanted, "v1", listed(Standing.LIVE), offers=offers)
    assert (plan.actions, plan.state, plan.offers_wait) == ((), State.PARKED, True)


@pytest.mark.parametrize(
    ("not_ours", "expected"),
    [(("price",), (Action.STOCK,)), (("stock",), (Action.PRICE,)), (("price", "stock"), ())],
)
def test_what_is_not_ours_is_never_sent_again(not_ours, expected) -> None:
    plan = plan_for(desired(OFFERS), "v1", listed(Standing.LIVE), shop=shop(not_ours=not_ours))
    assert (plan.actions, plan.state) == (expected, State.ACCEPTED)


def test_a_create_brings_nothing_to_sell_where_the_stock_is_not_ours_and_ours_is_stale() -> None:
    wanted, offers = dated(YESTERDAY)
    wanted = wanted.model_copy(update={"priced_by": {}})
    terms = Terms(**(TERMS | {"shop": shop(not_ours=("stock",)), "offers": offers}))
    judged = offered(wanted, None, None, terms)
    assert plan_listing(wanted, "v1", None, judged).actions == (Action.CREATE,)
    assert judged.new["A"].quantity == 0


def test_a_new_sku_needs_a_price_although_prices_are_not_ours() -> None:
    plan = plan_for(desired(prices={}), "v1", None, shop=shop(not_ours=("price",)))
    assert (plan.actions, plan.waits_for) == ((), FRESH_OFFER)
    assert [finding.code for finding in plan.findings] == ["price_missing"]


def test_a_sku_that_the_shops_stock_does_not_show_is_left_alone() -> None:
    wanted, listing = desired(OFFERS), listed(Standing.LIVE)
    judged = offered(wanted, listing, Reading({}, {}, NOW), Terms(**TERMS))
    plan = plan_listing(wanted, "v1", listing, judged)
    assert (plan.actions, plan.state) == ((Action.PRICE,), State.DEFERRED)
    assert [finding.code for finding in plan.findings] == ["stock_unread"]
