"""A shop that sells while its stock is synced: nothing is oversold, whatever the source repeats and whatever fails."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from catalog_sync.store.due import FRESH_OFFER
from catalog_sync.store.looks import State
from catalog_sync.sync.done import Done
from catalog_sync.sync.plan import VERDICT
from catalog_sync.sync.submit import submit
from catalog_sync_tests.sync.goods import coloured_mugs, mug
from catalog_sync_tests.sync.shopfront import CREATE, EDIT, PRICES, STOCK, Shopfront

MUG, MUGS = "product:mug-1", "model:mugs"
INVENTORY = "POST /product/202309/inventory/search"


@pytest.fixture
def live(front: Shopfront) -> Shopfront:
    """A shop in which one mug is live, with seven in stock."""
    return selling(front, mug())


def selling(front: Shopfront, *products) -> Shopfront:
    front.stock(*products)
    front.sync()
    front.judge()
    front.sweep()
    front.world.calls.reset()
    return front


def sell(front: Shopfront, units: int, sku: str = "MUG-1") -> None:
    """Let buyers order, through the sandbox's own control."""
    api = front.configuration.apps["row"].api_url
    order = {"region": "GB", "seller_sku": sku, "quantity": units}
    httpx.post(f"{api}/_sandbox/orders", json=order).raise_for_status()


def relook(front: Shopfront, *keys: str) -> dict[str, Done]:
    """A backfill: everything is looked at again."""
    front.call_back(*keys or [MUG])
    return front.sync()


def held(front: Shopfront, key: str = MUG) -> dict[str, int]:
    return front.products[key]["stock"]


def codes(done: Done) -> list[str]:
    return [finding.code for finding in done.findings]


def test_five_sold_units_a_stale_source_and_a_backfill_oversell_nothing(live: Shopfront) -> None:
    sell(live, 5)
    done = relook(live)["MUG-1"]
    assert (done.actions, done.state, held(live)) == ([], State.ACCEPTED, {"MUG-1": 2})
    assert (live.calls(INVENTORY), live.calls(STOCK)) == (1, 0)


def test_a_number_from_before_the_sale_was_seen_waits_for_a_later_one(live: Shopfront) -> None:
    before = datetime.now(UTC)
    sell(live, 5)
    relook(live)
    live.offers.put("MUG-1", quantity=8, as_of=before)
    done = live.sync()["MUG-1"]
    assert (done.actions, done.state, done.waits_for) == ([], State.DEFERRED, FRESH_OFFER)
    assert (codes(done), held(live), live.calls(STOCK)) == (["stock_predates_sale"], {"MUG-1": 2}, 0)
    assert timedelta(minutes=50) < done.due_at - datetime.now(UTC) <= timedelta(hours=1)
    live.offers.put("MUG-1", quantity=8)
    assert relook(live)["MUG-1"].actions == ["stock"]
    assert held(live) == {"MUG-1": 8}


def test_a_sale_that_the_run_itself_sees_first_holds_the_number_back(live: Shopfront) -> None:
    live.offers.put("MUG-1", quantity=9)
    sell(live, 5)
    assert codes(live.sync()["MUG-1"]) == ["stock_predates_sale"]
    assert held(live) == {"MUG-1": 2}


def test_a_quantity_that_lowers_goes_at_once(live: Shopfront) -> None:
    live.offers.put("MUG-1", quantity=1)
    sell(live, 5)
    assert live.sync()["MUG-1"].actions == ["stock"]
    assert held(live) == {"MUG-1": 1}


def test_a_source_that_knows_the_orders_has_nothing_to_send(live: Shopfront) -> None:
    sell(live, 5)
    live.offers.put("MUG-1", quantity=2)
    done = live.sync()["MUG-1"]
    assert (done.actions, done.state, done.findings, live.calls(STOCK)) == ([], State.ACCEPTED, [], 0)


def test_the_same_number_known_anew_after_the_sale_goes_out_again(live: Shopfront) -> None:
    sell(live, 5)
    relook(live)
    live.offers.put("MUG-1")
    assert relook(live)["MUG-1"].actions == ["stock"]
    assert held(live) == {"MUG-1": 7}


def test_a_backfill_of_many_products_reads_their_stock_in_one_call(front: Shopfront) -> None:
    selling(front, *(mug(number) for number in range(1, 8)))
    sell(front, 5, "MUG-3")
    keys = [f"product:mug-{number}" for number in range(1, 8)]
    assert [done.actions for done in relook(front, *keys).values()] == [[]] * 7
    assert (front.calls(INVENTORY), front.calls(STOCK), held(front, keys[2])) == (1, 0, {"MUG-3": 2})


def test_a_price_goes_although_the_quantity_beside_it_waits(live: Shopfront) -> None:
    live.offers.put("MUG-1", "15.00", 9)
    sell(live, 5)
    done = live.sync()["MUG-1"]
    assert (done.actions, codes(done)) == (["price"], ["stock_predates_sale"])
    assert (live.products[MUG]["prices"], held(live)) == ({"MUG-1": "15.00"}, {"MUG-1": 2})


@pytest.mark.parametrize(("fault", "left"), [("lose_answer", 4), ("status_500", 2)])
def test_a_stock_call_whose_answer_was_lost_is_not_made_again_after_a_sale(
    live: Shopfront, fault: str, left: int
) -> None:
    live.offers.put("MUG-1", quantity=9)
    live.fault(STOCK, fault, 1000)
    done = live.sync()["MUG-1"]
    assert (done.state, done.waits_for) == (State.DEFERRED, "settlement")
    live.world.faults.clear()
    sell(live, 5)
    live.world.calls.reset()
    relook(live)
    assert (held(live), live.calls(STOCK), live.intents()[-1]) == (
        {"MUG-1": left},
        0,
        ("stock", "planned again"),
    )
    live.offers.put("MUG-1", quantity=left + 1)
    assert relook(live)["MUG-1"].actions == ["stock"]


def test_a_lowering_call_that_never_arrived_is_made_again(live: Shopfront) -> None:
    live.offers.put("MUG-1", quantity=3)
    live.fault(STOCK, "status_500", 1000)
    live.sync()
    live.world.faults.clear()
    assert relook(live)["MUG-1"].actions == ["stock"]
    assert held(live) == {"MUG-1": 3}


def test_of_a_stock_call_that_failed_in_part_the_rest_is_known_as_sent(front: Shopfront) -> None:
    selling(front, coloured_mugs("red", "blue"))
    front.offers.put("MUG-RED", quantity=3)
    front.offers.put("MUG-BLUE", quantity=9)
    next(iter(front.shop.products.values())).in_promotion = True
    done = front.sync()["MUGS"]
    assert (held(front, MUGS), done.actions) == ({"MUG-RED": 7, "MUG-BLUE": 9}, ["stock"])
    assert done.state is not State.ACCEPTED
    assert front.listing(MUGS)["quantities"] == {"MUG-RED": 7, "MUG-BLUE": 9}


def test_only_the_skus_that_differ_are_sent(front: Shopfront) -> None:
    selling(front, coloured_mugs("red", "blue"))
    front.offers.put("MUG-RED", quantity=9)
    sell(front, 5, "MUG-BLUE")
    assert front.sync()["MUGS"].actions == ["stock"]
    assert held(front, MUGS) == {"MUG-RED": 9, "MUG-BLUE": 2}


def test_an_edit_leaves_the_stock_of_listed_skus_as_it_is(front: Shopfront) -> None:
    selling(front, coloured_mugs("red"))
    sell(front, 5, "MUG-RED")
    front.stock(coloured_mugs("red", "green"))
    front.offers.put("MUG-RED", as_of=datetime(2026, 1, 1, tzinfo=UTC))
    assert "edit" in front.sync()["MUGS"].actions
    front.judge()
    assert held(front, MUGS) == {"MUG-RED": 2, "MUG-GREEN": 7}


def test_a_sku_of_an_edit_whose_answer_was_lost_brings_its_quantity_only_once(front: Shopfront) -> None:
    selling(front, coloured_mugs("red"))
    front.stock(coloured_mugs("red", "green"))
    front.fault(EDIT, "lose_answer", 1000)
    front.sync()
    front.world.faults.clear()
    front.judge()
    sell(front, 5, "MUG-GREEN")
    relook(front, MUGS)
    front.judge()
    assert held(front, MUGS)["MUG-GREEN"] == 2


def test_a_create_waits_for_a_fresh_offer(front: Shopfront) -> None:
    front.stock(mug())
    front.offers.put("MUG-1", as_of=datetime.now(UTC) - timedelta(days=2))
    done = front.sync()["MUG-1"]
    assert (done.state, done.waits_for, codes(done)) == (State.DEFERRED, FRESH_OFFER, ["offer_stale"])
    assert (front.calls(CREATE), front.sync()) == (0, {})
    front.offers.put("MUG-1", quantity=8)
    assert front.sync()["MUG-1"].actions == ["create"]


def test_a_live_listing_keeps_what_it_has_while_its_offer_is_stale(live: Shopfront) -> None:
    live.offers.put("MUG-1", "15.00", 3, as_of=datetime.now(UTC) - timedelta(days=2))
    live.sync()
    assert (live.products[MUG]["prices"], held(live)) == ({"MUG-1": "12.50"}, {"MUG-1": 7})
    assert (live.calls(PRICES), live.calls(STOCK)) == (0, 0)


def test_an_unread_stock_is_tried_again_and_its_failure_asked_for_once(front: Shopfront) -> None:
    selling(front, *(mug(number) for number in range(1, 4)))
    front.fault(INVENTORY, "throttle", 1000)
    keys = [f"product:mug-{number}" for number in range(1, 4)]
    outcomes = relook(front, *keys)
    assert {(done.state, done.waits_for) for done in outcomes.values()} == {(State.DEFERRED, "retry")}


def left_to_others(front: Shopfront, *what: str) -> Shopfront:
    shop = front.configuration.shops["GB"].model_copy(update={"not_ours": frozenset(what)})
    shops = front.configuration.shops | {"GB": shop}
    front.configuration = front.configuration.model_copy(update={"shops": shops})
    return front


def test_what_others_set_is_sent_once_and_never_read_or_compared_again(front: Shopfront) -> None:
    selling(left_to_others(front, "price", "stock"), mug())
    assert (front.products[MUG]["prices"], held(front)) == ({"MUG-1": "12.50"}, {"MUG-1": 7})
    front.offers.put("MUG-1", "15.00", 3)
    done = front.sync()["MUG-1"]
    assert (done.actions, done.state, done.findings) == ([], State.ACCEPTED, [])
    assert [front.calls(each) for each in (INVENTORY, PRICES, STOCK)] == [0, 0, 0]


def test_where_stock_is_not_ours_a_create_without_any_brings_none(front: Shopfront) -> None:
    left_to_others(front, "stock")
    front.stock(mug())
    offer = front.offers.now["MUG-1"]
    front.offers.now["MUG-1"] = offer.model_copy(update={"quantities": {}})
    assert front.sync()["MUG-1"].actions == ["create"]
    assert held(front) == {"MUG-1": 0}


def test_a_listing_whose_price_is_not_ours_needs_none_of_ours(front: Shopfront) -> None:
    selling(left_to_others(front, "price"), mug())
    offer = front.offers.now["MUG-1"]
    front.offers.now["MUG-1"] = offer.model_copy(update={"prices": {}, "as_of": datetime.now(UTC)})
    front.pim.put(mug(title="A second title"))
    assert front.sync()["MUG-1"].actions == ["edit"]
    assert front.products[MUG]["prices"] == {"MUG-1": "12.50"}


def test_of_two_numbers_of_one_day_the_lower_one_goes_out(live: Shopfront) -> None:
    """A source whose `as_of` is a date."""
    today = live.offers.now["MUG-1"].as_of
    live.offers.put("MUG-1", quantity=3, as_of=today)
    assert live.sync()["MUG-1"].actions == ["stock"]
    live.offers.put("MUG-1", quantity=7, as_of=today)
    done = live.sync()["MUG-1"]
    assert (held(live), codes(done)) == ({"MUG-1": 3}, ["stock_contradicts"])


@pytest.mark.parametrize(("statuses", "sold_before_the_look"), [("wide", 0), ("live", 7)])
def test_stock_that_falls_during_the_review_falls_before_buyers_can_order(
    front: Shopfront, statuses: str, sold_before_the_look: int
) -> None:
    """Where the shop takes stock of live products alone, it falls right after the verdict."""
    front.shop.settings.stock_statuses = statuses
    front.stock(mug())
    front.sync()
    front.offers.put("MUG-1", quantity=0)
    done = front.sync()["MUG-1"]
    assert (done.state, done.waits_for, done.findings) == (State.DEFERRED, VERDICT, [])
    front.judge()
    assert held(front) == {"MUG-1": sold_before_the_look}
    front.sweep()
    front.sync()
    assert held(front) == {"MUG-1": 0}


@pytest.mark.parametrize("statuses", ["wide", "live"])
def test_what_comes_back_on_sale_comes_back_with_todays_stock(live: Shopfront, statuses: str) -> None:
    live.shop.settings.stock_statuses = statuses
    live.pim.put(mug(enabled=False))
    assert live.sync()["MUG-1"].actions == ["deactivate"]
    live.offers.put("MUG-1", quantity=2)
    live.pim.put(mug())
    assert live.sync()["MUG-1"].actions == (["stock", "activate"] if statuses == "wide" else ["activate"])
    live.judge()
    live.sweep()
    live.sync()
    assert (held(live), live.listing(MUG)["standing"]) == ({"MUG-1": 2}, "live")


def test_units_sold_right_before_the_deactivation_are_seen_before_a_raise(live: Shopfront) -> None:
    before = datetime.now(UTC)
    sell(live, 5)
    live.pim.put(mug(enabled=False))
    live.sync()
    live.offers.put("MUG-1", quantity=9, as_of=before)
    live.pim.put(mug())
    assert live.sync()["MUG-1"].actions == ["activate"]
    live.judge()
    live.sweep()
    assert codes(live.sync()["MUG-1"]) == ["stock_predates_sale"]
    assert held(live) == {"MUG-1": 2}


def test_a_price_whose_answer_was_lost_is_taken_back_when_the_source_takes_it_back(live: Shopfront) -> None:
    live.offers.put("MUG-1", "15.00")
    live.fault(PRICES, "lose_answer", 1000)
    live.sync()
    live.world.faults.clear()
    live.offers.put("MUG-1", "12.50")
    assert live.sync()["MUG-1"].actions == ["price"]
    assert live.products[MUG]["prices"] == {"MUG-1": "12.50"}


def test_a_content_whose_answer_was_lost_is_taken_back_when_the_pim_takes_it_back(live: Shopfront) -> None:
    live.pim.put(mug(title="A second title"))
    live.fault(EDIT, "lose_answer", 1000)
    live.sync()
    live.world.faults.clear()
    live.pim.put(mug())
    assert live.sync()["MUG-1"].actions == ["edit"]
    live.judge()
    assert live.products[MUG]["live"]["title"] != "A second title"


def test_a_deactivation_whose_answer_was_lost_is_undone_when_the_product_is_sold_again(
    live: Shopfront,
) -> None:
    live.pim.put(mug(enabled=False))
    live.fault("POST /product/202309/products/deactivate", "lose_answer", 1000)
    live.sync()
    live.world.faults.clear()
    live.pim.put(mug())
    live.sync()
    live.sweep()
    assert live.sync()["MUG-1"].actions == ["activate"]


def test_a_price_that_a_promotion_locks_holds_no_content_up(live: Shopfront) -> None:
    live.offers.put("MUG-1", "15.00", 3)
    live.pim.put(mug(title="A second title"))
    next(iter(live.shop.products.values())).in_promotion = True
    done = live.sync()["MUG-1"]
    assert (done.actions, done.state, done.waits_for) == (["edit"], State.DEFERRED, "lock")


def test_after_a_stock_call_that_failed_in_part_an_edit_remembers_the_rest(front: Shopfront) -> None:
    selling(front, coloured_mugs("red", "blue"))
    front.stock(coloured_mugs("red", "blue", "green"))
    front.offers.put("MUG-RED", quantity=3)
    front.offers.put("MUG-BLUE", quantity=9)
    next(iter(front.shop.products.values())).in_promotion = True
    assert front.sync()["MUGS"].actions == ["stock", "edit"]
    sell(front, 2, "MUG-BLUE")
    relook(front, MUGS)
    assert held(front, MUGS)["MUG-BLUE"] == 7


def test_stock_falls_while_a_picture_cannot_be_had(live: Shopfront) -> None:
    live.offers.put("MUG-1", quantity=0)

    async def run(desk):
        works = [replace(work, postponed="The PIM does not answer.") for work in await live.works(desk)]
        return await submit(desk, works, "run")

    [done] = live.at_desk(run)
    assert (done.actions, done.state, done.waits_for) == (["stock"], State.DEFERRED, "retry")
    assert held(live) == {"MUG-1": 0}


def test_where_stock_is_not_ours_a_lost_edit_brings_its_sku_only_once(front: Shopfront) -> None:
    selling(left_to_others(front, "stock"), coloured_mugs("red"))
    front.stock(coloured_mugs("red", "green"))
    front.fault(EDIT, "lose_answer", 1000)
    front.sync()
    front.world.faults.clear()
    front.judge()
    sell(front, 5, "MUG-GREEN")
    relook(front, MUGS)
    front.judge()
    assert held(front, MUGS)["MUG-GREEN"] == 2
