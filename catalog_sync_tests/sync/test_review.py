"""The review followed: verdicts recorded with their reasons, and the products called back that they concern."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from catalog_sync.store.looks import State
from catalog_sync.sync.plan import VERDICT
from catalog_sync.sync.review import look_for_changes
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.shopfront import Shopfront

MUG = "product:mug-1"
WORDS = "Nobody knows what this means"


@pytest.fixture
def submitted(front: Shopfront) -> Shopfront:
    """A shop with a mug in review."""
    front.stock(mug())
    front.sync()
    return front


@pytest.fixture
def live(submitted: Shopfront) -> Shopfront:
    """A shop in which a mug is live."""
    submitted.judge()
    submitted.sweep()
    return submitted


def history(front: Shopfront) -> list[str]:
    query = sa.text("select standing from catalog_sync.review_events order by id")
    with front.engine.connect() as connection:
        return list(connection.scalars(query))


def is_due(front: Shopfront) -> bool:
    due_at = front.look(MUG)["due_at"]
    return due_at is not None and due_at <= datetime.now(UTC)


def move(front: Shopfront, product_status: str) -> None:
    """Something that happens to the product in Seller Center or on the platform."""
    [product] = front.shop.products.values()
    product.product_status, product.audit = product_status, "NONE"


def test_an_approval_makes_the_submitted_content_the_live_one(submitted: Shopfront) -> None:
    submitted.judge()
    assert [change.standing.value for change in submitted.sweep().changes] == ["live"]
    listing = submitted.listing(MUG)
    assert (listing["standing"], listing["audit_status"]) == ("live", "APPROVED")
    assert listing["content_live"] == listing["content_submitted"]
    assert history(submitted) == ["live"]
    assert not is_due(submitted)


def test_nothing_is_recorded_twice(live: Shopfront) -> None:
    assert live.sweep().changes == []
    assert history(live) == ["live"]


def test_a_refusal_is_recorded_with_its_reasons_and_makes_the_product_due(submitted: Shopfront) -> None:
    submitted.refuse("MUG-1", "The certificate of conformity is missing.", WORDS)
    submitted.judge()
    submitted.sweep()
    listing = submitted.listing(MUG)
    assert listing["standing"] == "rejected"
    assert [reason["cause"] for reason in listing["reasons"]] == ["certificate_missing", "unknown"]
    assert listing["reasons"][1]["reasons"] == [WORDS]
    assert is_due(submitted)


def test_a_refusal_that_nothing_here_can_mend_is_parked_in_the_markets_words(submitted: Shopfront) -> None:
    submitted.refuse("MUG-1", WORDS)
    submitted.judge()
    submitted.sweep()
    done = submitted.sync()["MUG-1"]
    assert (done.state, done.actions) == (State.PARKED, [])
    assert WORDS in done.findings[0].message


def test_a_refused_edit_leaves_the_first_version_on_sale(live: Shopfront) -> None:
    first = live.listing(MUG)["content_submitted"]
    live.stock(mug(title="A second title"))
    live.refuse("MUG-1", WORDS)
    live.sync()
    live.judge()
    live.sweep()
    listing = live.listing(MUG)
    assert (listing["standing"], listing["content_live"]) == ("live_edit_rejected", first)
    assert listing["content_rejected"] == listing["content_submitted"] != first
    assert live.products[MUG]["live"]["title"] == "Mug with a wide handle, number 1"
    assert live.sync()["MUG-1"].state is State.PARKED


def test_what_was_refused_goes_on_selling_at_today_s_price(live: Shopfront) -> None:
    test_a_refused_edit_leaves_the_first_version_on_sale(live)
    live.offers.put("MUG-1", "15.00")
    assert [action.value for action in live.sync()["MUG-1"].actions] == ["price"]
    assert live.products[MUG]["prices"] == {"MUG-1": "15.00"}


def test_a_mended_product_is_submitted_again(submitted: Shopfront) -> None:
    submitted.refuse("MUG-1", WORDS)
    submitted.judge()
    submitted.sweep()
    submitted.sync()
    submitted.stock(mug(title="Another title"))
    assert [action.value for action in submitted.sync()["MUG-1"].actions] == ["edit"]
    submitted.judge()
    submitted.sweep()
    assert submitted.listing(MUG)["standing"] == "live"
    assert submitted.listing(MUG)["reasons"] == []


def test_a_change_that_waited_for_the_verdict_goes_after_it(submitted: Shopfront) -> None:
    submitted.stock(mug(title="Another title"))
    done = submitted.sync()["MUG-1"]
    assert (done.state, done.waits_for) == (State.DEFERRED, VERDICT)
    assert submitted.sync() == {}
    submitted.judge()
    submitted.sweep()
    assert [action.value for action in submitted.sync()["MUG-1"].actions] == ["edit"]


def test_a_look_at_the_shop_writes_nothing(submitted: Shopfront) -> None:
    submitted.judge()
    assert len(submitted.at_desk(look_for_changes, locked=False).changes) == 1
    assert (submitted.listing(MUG)["standing"], history(submitted)) == ("in_review", [])


def test_a_sweep_asks_only_for_what_changed_since_the_last_one(live: Shopfront) -> None:
    [product] = live.shop.products.values()
    product.update_time -= 600
    assert live.sweep().seen == 0


def test_foreign_products_are_left_alone(live: Shopfront) -> None:
    [product] = live.shop.products.values()
    with live.engine.begin() as connection:
        connection.execute(sa.text("update catalog_sync.listings set product_id = '1'"))
    move(live, "FREEZE")
    assert (live.sweep().changes, product.product_status) == ([], "FREEZE")


@pytest.mark.parametrize(
    ("product_status", "code"),
    [
        ("FREEZE", "listing_frozen"),
        ("PLATFORM_DEACTIVATED", "listing_platform_deactivated"),
        ("SELLER_DEACTIVATED", "listing_deactivated"),
    ],
)
def test_what_was_taken_off_sale_by_others_is_shown_to_people(
    live: Shopfront, product_status: str, code: str
) -> None:
    move(live, product_status)
    live.sweep()
    done = live.sync()["MUG-1"]
    assert (done.state, [finding.code for finding in done.findings]) == (State.PARKED, [code])


def test_a_listing_that_is_free_again_gets_the_changes_it_missed(live: Shopfront) -> None:
    move(live, "FREEZE")
    live.sweep()
    live.stock(mug(title="Another title"))
    assert live.sync()["MUG-1"].state is State.PARKED
    move(live, "ACTIVATE")
    live.sweep()
    assert [action.value for action in live.sync()["MUG-1"].actions] == ["edit"]


def test_a_disabled_product_that_the_platform_puts_back_on_sale_is_taken_off_again(live: Shopfront) -> None:
    move(live, "PLATFORM_DEACTIVATED")
    live.sweep()
    live.stock(mug(enabled=False))
    live.sync()
    move(live, "ACTIVATE")
    live.sweep()
    assert [action.value for action in live.sync()["MUG-1"].actions] == ["deactivate"]
