"""The difference between what a listing should be and what its shop holds: every standing against every change."""

from itertools import product as combinations

import pytest

from catalog_sync.mapping.listing import Finding, MappedListing, Severity
from catalog_sync.review.lifecycle import Standing
from catalog_sync.store.looks import State
from catalog_sync.sync.plan import VERDICT, Action, plan_listing

PRICE, STOCK = {"A": {"amount": "10", "currency": "GBP"}}, {"A": 5}
SAME, CONTENT, OFFERS, BOTH, OFF = "nothing", "content", "price and stock", "all of it", "not for sale"
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


def planned(change: str, standing: Standing, **more) -> tuple[str, str, str | None]:
    version = "v2" if change in (CONTENT, BOTH) else "v1"
    plan = plan_listing(desired(change), version, listed(standing, **more))
    return " ".join(plan.actions), plan.state.value, plan.waits_for


DONE, PARKED, WAITS = ("", "accepted", None), ("", "parked", None), ("", "deferred", VERDICT)
UNDER_REVIEW = {SAME: DONE, CONTENT: WAITS, OFFERS: WAITS, BOTH: WAITS, OFF: WAITS}
REFUSED = {
    SAME: PARKED,
    CONTENT: ("edit", "accepted", None),
    OFFERS: PARKED,
    BOTH: ("edit", "deferred", VERDICT),
    OFF: DONE,
}
NOT_OURS = dict.fromkeys([SAME, CONTENT, OFFERS, BOTH], PARKED) | {OFF: DONE}
TABLE = {
    Standing.DRAFT: {
        SAME: ("edit", "accepted", None),
        CONTENT: ("edit", "accepted", None),
        OFFERS: ("edit", "deferred", VERDICT),
        BOTH: ("edit", "deferred", VERDICT),
        OFF: DONE,
    },
    Standing.REJECTED: REFUSED,
    Standing.IN_REVIEW: UNDER_REVIEW,
    Standing.PRE_APPROVED: UNDER_REVIEW,
    Standing.LIVE: {
        SAME: DONE,
        CONTENT: ("edit", "accepted", None),
        OFFERS: ("price stock", "accepted", None),
        BOTH: ("price stock edit", "accepted", None),
        OFF: ("deactivate", "accepted", None),
    },
    Standing.LIVE_EDIT_IN_REVIEW: {
        SAME: DONE,
        CONTENT: WAITS,
        OFFERS: ("price stock", "accepted", None),
        BOTH: ("price stock", "deferred", VERDICT),
        OFF: ("deactivate", "accepted", None),
    },
    Standing.LIVE_EDIT_REJECTED: {
        SAME: PARKED,
        CONTENT: ("edit", "accepted", None),
        OFFERS: ("price stock", "parked", None),
        BOTH: ("price stock edit", "accepted", None),
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
        (OFFERS, ("activate", "deferred", VERDICT)),
        (BOTH, ("activate", "deferred", VERDICT)),
        (OFF, DONE),
    ],
)
def test_what_we_took_off_sale_comes_back_first_and_changes_after_its_review(change, expected) -> None:
    assert planned(change, Standing.DEACTIVATED, active=False) == expected


def test_what_sells_although_we_took_it_off_sale_is_taken_off_again() -> None:
    assert planned(OFF, Standing.LIVE, active=False) == ("deactivate", "accepted", None)


def test_a_new_product_is_created() -> None:
    assert plan_listing(desired(), "v1", None).actions == (Action.CREATE,)


@pytest.mark.parametrize(
    "listing", [None, *(listed(standing) for standing in Standing if not standing.sells)]
)
def test_a_finding_that_blocks_withholds_everything_and_is_shown(listing) -> None:
    plan = plan_listing(desired(BOTH, findings=[BLOCKED]), "v2", listing)
    assert (plan.actions, plan.state, plan.findings) == ((), State.PARKED, [BLOCKED])


@pytest.mark.parametrize("standing", [standing for standing in Standing if standing.sells])
def test_what_sells_keeps_its_price_and_stock_while_its_content_is_withheld(standing: Standing) -> None:
    plan = plan_listing(desired(BOTH, findings=[BLOCKED]), "v2", listed(standing))
    assert (plan.actions, plan.state, plan.findings) == (
        (Action.PRICE, Action.STOCK),
        State.PARKED,
        [BLOCKED],
    )


def test_what_should_not_be_on_sale_is_never_created() -> None:
    assert plan_listing(desired(OFF), "v1", None).actions == ()


def test_price_and_stock_are_told_apart() -> None:
    dearer = plan_listing(
        desired(prices={"A": {"amount": "11", "currency": "GBP"}}), "v1", listed(Standing.LIVE)
    )
    fewer = plan_listing(desired(quantities={"A": 0}), "v1", listed(Standing.LIVE))
    assert (dearer.actions, fewer.actions) == ((Action.PRICE,), (Action.STOCK,))


def test_a_sku_that_the_shop_does_not_have_yet_brings_its_offer_with_the_edit() -> None:
    offers = {"prices": PRICE | {"B": PRICE["A"]}, "quantities": STOCK | {"B": 1}}
    plan = plan_listing(desired(**offers), "v2", listed(Standing.LIVE))
    assert plan.actions == (Action.EDIT,)


def test_a_refusal_is_shown_in_the_markets_own_words() -> None:
    plan = plan_listing(desired(), "v1", listed(Standing.REJECTED))
    [finding] = plan.findings
    assert finding.code == "ip"
    assert "A brand you may not use." in finding.message


def test_a_refusal_without_reasons_is_shown_all_the_same() -> None:
    [finding] = plan_listing(desired(), "v1", listed(Standing.REJECTED, reasons=[])).findings
    assert "no reason was given" in finding.message


@pytest.mark.parametrize(("standing", "offers"), [(Standing.LIVE, "price stock"), (Standing.REJECTED, "")])
def test_an_edit_that_would_delete_a_listed_variant_waits_for_a_person(standing, offers) -> None:
    plan = plan_listing(
        desired(BOTH, withheld_skus=["B"]), "v2", listed(standing, sku_ids={"A": "1", "B": "2"})
    )
    assert (" ".join(plan.actions), plan.state) == (offers, State.PARKED)
    assert "B" in plan.findings[0].message


def test_a_variant_that_was_never_listed_holds_nothing_up() -> None:
    plan = plan_listing(desired(CONTENT, withheld_skus=["B"]), "v2", listed(Standing.LIVE))
    assert plan.actions == (Action.EDIT,)


def test_what_only_the_seller_can_change_says_so() -> None:
    [finding] = plan_listing(desired(), "v1", listed(Standing.FROZEN)).findings
    assert finding.code == "listing_frozen"
    assert "Seller Center" in finding.message


def test_an_edit_never_deletes_a_listed_variant_that_only_fails_to_map() -> None:
    wanted = desired(BOTH, withheld_skus=["B"])
    plan = plan_listing(wanted, "v2", listed(Standing.LIVE, sku_ids={"A": "1", "B": "2"}))
    assert plan.actions == (Action.PRICE, Action.STOCK)
    assert plan.state is State.PARKED
    assert plan.findings[0].code == "variant_would_be_deleted"


def test_a_withheld_variant_that_was_never_listed_does_not_hold_an_edit_up() -> None:
    plan = plan_listing(desired(CONTENT, withheld_skus=["B"]), "v2", listed(Standing.LIVE))
    assert plan.actions == (Action.EDIT,)
