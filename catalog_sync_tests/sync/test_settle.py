"""Calls whose answer never came: found in the shop and adopted, or made again, and never made twice."""

import pytest

from catalog_sync.store.listings import Intent
from catalog_sync.store.looks import State
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.settle import settle_open_intents
from catalog_sync.tiktok.errors import Unavailable
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.shopfront import CREATE, EDIT, Shopfront

MUG = "product:mug-1"
ALWAYS = 10_000
SEARCH = "POST /product/202502/products/search"
SETTLE = {"settle_seconds": 60}


@pytest.fixture
def stocked(front: Shopfront) -> Shopfront:
    front.stock(mug())
    return front


def lose(front: Shopfront, kind: str) -> None:
    """A run in which the create takes effect, or not, and its answer never comes."""
    front.fault(CREATE, kind, ALWAYS)
    done = front.sync(**SETTLE)["MUG-1"]
    assert (done.state, done.waits_for) == (State.DEFERRED, "settlement")
    front.world.faults.clear()
    front.call_back(MUG)


def test_a_create_whose_answer_was_lost_is_found_and_adopted(stocked: Shopfront) -> None:
    lose(stocked, "lose_answer")
    done = stocked.sync(**SETTLE)["MUG-1"]
    assert (done.actions, done.product_id) == ([], stocked.products[MUG]["id"])
    assert (stocked.duplicates, len(stocked.products)) == ([], 1)
    assert stocked.intents() == [("create", "found")]
    listing = stocked.listing(MUG)
    assert (listing["standing"], list(listing["sku_ids"])) == ("in_review", ["MUG-1"])


def test_an_adopted_product_goes_on_like_any_other(stocked: Shopfront) -> None:
    lose(stocked, "lose_answer")
    stocked.sync(**SETTLE)
    stocked.judge()
    stocked.sweep()
    stocked.offers.put("MUG-1", "15.00")
    assert [action.value for action in stocked.sync()["MUG-1"].actions] == ["price"]


def test_a_product_that_is_not_found_is_not_created_again_before_the_settle_time(stocked: Shopfront) -> None:
    lose(stocked, "status_500")
    done = stocked.sync(**SETTLE)["MUG-1"]
    assert (done.state, done.waits_for, stocked.products) == (State.DEFERRED, "settlement", {})
    assert stocked.intents() == [("create", None)]


def test_a_product_that_looks_missed_over_the_settle_time_is_created_again(stocked: Shopfront) -> None:
    lose(stocked, "status_500")
    stocked.sync(**SETTLE)
    stocked.age_intents(61)
    stocked.call_back(MUG)
    assert [action.value for action in stocked.sync(**SETTLE)["MUG-1"].actions] == ["create"]
    assert stocked.intents() == [("create", "absent"), ("create", "accepted")]


def test_one_look_is_not_enough_however_late_it_comes(stocked: Shopfront) -> None:
    lose(stocked, "status_500")
    stocked.age_intents(86_400)
    assert stocked.sync(**SETTLE)["MUG-1"].waits_for == "settlement"
    assert (stocked.intents(), stocked.products) == ([("create", None)], {})


def test_looks_within_the_settle_time_are_not_enough_however_many(stocked: Shopfront) -> None:
    lose(stocked, "status_500")
    for _ in range(5):
        stocked.sync(**SETTLE)
        stocked.age_intents(11)
        stocked.call_back(MUG)
    assert (stocked.intents(), stocked.products) == ([("create", None)], {})


def test_a_product_that_the_search_shows_late_is_not_listed_twice(stocked: Shopfront) -> None:
    stocked.shop.settings.search_lag = 50
    lose(stocked, "lose_answer")
    assert stocked.sync(**SETTLE)["MUG-1"].waits_for == "settlement"
    stocked.world.clock.advance(61)
    stocked.age_intents(61)
    stocked.call_back(MUG)
    stocked.sync(**SETTLE)
    assert (stocked.duplicates, stocked.intents()) == ([], [("create", "found")])


def test_a_lost_product_that_the_seller_deleted_is_created_again(stocked: Shopfront) -> None:
    lose(stocked, "lose_answer")
    next(iter(stocked.shop.products.values())).product_status = "DELETED"
    next(iter(stocked.shop.products.values())).note("deleted", stocked.world.clock.now())
    stocked.sync(**SETTLE)
    stocked.age_intents(61)
    stocked.call_back(MUG)
    assert [action.value for action in stocked.sync(**SETTLE)["MUG-1"].actions] == ["create"]


def test_a_foreign_product_with_our_seller_sku_is_not_adopted(stocked: Shopfront) -> None:
    lose(stocked, "lose_answer")
    [foreign] = stocked.shop.products.values()
    foreign.base.content["external_product_id"] = "somebody else's"
    stocked.sync(**SETTLE)
    stocked.age_intents(61)
    stocked.call_back(MUG)
    done = stocked.sync(**SETTLE)["MUG-1"]
    assert done.product_id not in (None, foreign.id)


def test_every_sku_of_a_large_product_is_searched_for(stocked: Shopfront) -> None:
    stocked.sync()
    skus = [f"MISSING-{number}" for number in range(25)] + ["MUG-1"]
    intent = Intent("key", MUG, "create", {"seller_skus": skus}, {"content_submitted": "v1"})

    async def settle(desk: Desk) -> set[str]:
        desk.listings.intend(intent, "run")
        return await settle_open_intents(desk)

    assert stocked.at_desk(settle) == set()
    assert stocked.intents()[-1] == ("create", "found")


def test_many_lost_creates_share_their_searches(front: Shopfront) -> None:
    front.stock(*(mug(number) for number in range(45)))
    front.fault(CREATE, "lose_answer", ALWAYS)
    front.sync(**SETTLE)
    front.world.faults.clear()
    front.world.calls.reset()
    assert front.sync(**SETTLE) == {}
    assert front.calls(SEARCH) == 5
    assert front.intents() == [("create", "found")] * 45
    assert len(front.products) == 45


def test_a_look_that_fails_decides_nothing(stocked: Shopfront) -> None:
    stocked.shop.settings.search_lag = 50
    lose(stocked, "lose_answer")
    stocked.sync(**SETTLE)
    stocked.world.clock.advance(61)
    stocked.age_intents(61)
    stocked.fault(SEARCH, "status_500", ALWAYS)
    with pytest.raises(Unavailable):
        stocked.sync(**SETTLE)
    stocked.world.faults.clear()
    stocked.sync(**SETTLE)
    assert (stocked.duplicates, stocked.intents()) == ([], [("create", "found")])


def test_a_lost_edit_is_simply_planned_again(stocked: Shopfront) -> None:
    stocked.sync()
    stocked.judge()
    stocked.sweep()
    stocked.stock(mug(title="A second title"))
    stocked.fault(EDIT, "status_500", ALWAYS)
    assert stocked.sync()["MUG-1"].waits_for == "settlement"
    stocked.world.faults.clear()
    stocked.call_back(MUG)
    assert [action.value for action in stocked.sync()["MUG-1"].actions] == ["edit"]
    assert stocked.products[MUG]["under_review"]["title"] == "A second title"


def test_open_intents_are_settled_even_when_nothing_is_due(stocked: Shopfront) -> None:
    stocked.fault(CREATE, "lose_answer", ALWAYS)
    stocked.sync(**SETTLE)
    stocked.world.faults.clear()
    assert stocked.sync(**SETTLE) == {}
    assert stocked.intents() == [("create", "found")]
