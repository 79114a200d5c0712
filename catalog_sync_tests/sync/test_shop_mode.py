"""The modes of a shop: only checked, saved as drafts, live; a shop moves from one to the next without duplicates."""

from typing import Any

import sqlalchemy as sa

from catalog_sync.configuration import ShopConfiguration
from catalog_sync.store.listing_checks import ListingChecks
from catalog_sync.store.looks import State
from catalog_sync.sync.done import Done
from catalog_sync.sync.shop_mode import SHOP_MODE
from catalog_sync.sync.submit import submit
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.shopfront import CREATE, EDIT, PRICES, STOCK, Shopfront, changed

CHECK = "POST /product/202309/products/listing_check"
MUG = "product:mug-1"


def configure(front: Shopfront, **shop: Any) -> None:
    """Change the configuration of the shop."""
    shops = front.configuration.shops
    changed = {"GB": shops["GB"].model_copy(update=shop)}
    front.configuration = front.configuration.model_copy(update={"shops": shops | changed})


def actions(done: Done) -> list[str]:
    return [action.value for action in done.actions]


def checks(front: Shopfront) -> dict[str, int]:
    return ListingChecks(front.engine, front.shop.id).today()


def test_a_shop_is_only_checked_unless_the_configuration_says_more() -> None:
    assert ShopConfiguration(app="row", shop_id="7", region="GB").mode == "check"


def test_a_check_creates_nothing_and_says_what_would_be(front: Shopfront) -> None:
    configure(front, mode="check")
    front.stock(mug())
    done = front.sync()["MUG-1"]
    assert (actions(done), done.state, done.waits_for) == ([], State.DEFERRED, SHOP_MODE)
    assert "else: create" in done.findings[0].message
    assert (front.products, front.calls(CREATE), front.calls(CHECK)) == ({}, 0, 1)
    assert checks(front) == {"PASS": 1}
    assert front.sync() == {}


def test_a_refused_check_parks_the_product_and_counts_as_a_disagreement(front: Shopfront) -> None:
    configure(front, mode="check")
    front.stock(mug())
    done = checked_without_title(front)
    assert done.state is State.PARKED
    assert done.findings[0].code.startswith("tiktok_1205")
    assert checks(front)["FAILED"] == 1


def checked_without_title(front: Shopfront) -> Done:
    """A run in which TikTok's check knows something that our validation does not."""

    async def run(desk: Any) -> list[Done]:
        [work] = await front.works(desk)
        return await submit(desk, [changed(work, category_id="600001")], "run")

    [done] = front.at_desk(run)
    return done


def test_a_check_sends_nothing_to_what_is_live_either(front: Shopfront) -> None:
    go_live(front)
    configure(front, mode="check")
    front.stock(mug(title="A second title"))
    front.offers.put("MUG-1", "13.00", 2)
    done = front.sync()["MUG-1"]
    assert [front.calls(each) for each in (CREATE, EDIT, PRICES, STOCK)] == [0, 0, 0, 0]
    assert "else: stock, price, edit" in done.findings[0].message


def go_live(front: Shopfront) -> None:
    front.stock(mug())
    front.sync()
    front.judge()
    front.sweep()
    front.world.calls.reset()


def test_a_new_product_is_saved_as_a_draft_and_kept_up_to_date_as_one(front: Shopfront) -> None:
    configure(front, mode="draft")
    front.stock(mug())
    done = front.sync()["MUG-1"]
    assert (actions(done), done.state, done.waits_for) == (["create"], State.DEFERRED, SHOP_MODE)
    assert (front.products[MUG]["status"], front.listing(MUG)["standing"]) == ("DRAFT", "draft")
    front.sweep()
    front.call_back(MUG)
    assert actions(front.sync()["MUG-1"]) == []
    front.stock(mug(title="A second title"))
    assert actions(front.sync()["MUG-1"]) == ["edit"]
    [product] = front.shop.products.values()
    assert (product.status, product.base.content["title"]) == ("DRAFT", "A second title")


def test_in_draft_what_is_on_sale_keeps_its_content_and_gets_its_price_and_stock(front: Shopfront) -> None:
    go_live(front)
    configure(front, mode="draft")
    front.stock(mug(title="A second title"))
    front.offers.put("MUG-1", "13.00", 2)
    done = front.sync()["MUG-1"]
    assert (actions(done), front.calls(EDIT)) == (["stock", "price"], 0)
    assert done.waits_for == SHOP_MODE


def test_a_draft_becomes_the_live_listing_with_today_s_price_and_nothing_is_doubled(front: Shopfront) -> None:
    configure(front, mode="check")
    front.stock(mug())
    front.sync()
    configure(front, mode="draft")
    front.sync()
    draft = front.products[MUG]["id"]
    front.offers.put("MUG-1", "13.00", 2)
    configure(front, mode="live")
    done = front.sync()["MUG-1"]
    front.judge()
    front.sweep()
    front.sync()
    shown = front.products[MUG]
    assert "edit" in actions(done)
    assert (shown["id"], shown["status"], shown["prices"], shown["stock"]) == (
        draft,
        "ACTIVATE",
        {"MUG-1": "13.00"},
        {"MUG-1": 2},
    )
    assert (front.calls(CREATE), front.duplicates, len(front.shop.products)) == (1, [], 1)
    assert front.listing(MUG)["standing"] == "live"


def test_a_lost_create_of_a_draft_is_found_and_not_repeated(front: Shopfront) -> None:
    configure(front, mode="draft")
    front.stock(mug())
    front.fault(CREATE, "lose_answer", count=100)
    front.sync()
    front.world.faults.clear()
    configure(front, mode="live")
    front.call_back(MUG)
    front.sync(settle_seconds=0)
    assert (len(front.shop.products), front.duplicates) == (1, [])


def test_the_gate_asks_before_each_create_and_only_what_passes_is_created(front: Shopfront) -> None:
    configure(front, listing_check="gate")
    front.stock(mug())
    refused = checked_without_title(front)
    assert (refused.state, front.calls(CREATE)) == (State.PARKED, 0)
    front.call_back(MUG)
    done = front.sync()["MUG-1"]
    assert (actions(done), front.calls(CHECK)) == (["create"], 2)
    counted = checks(front)
    assert (counted["PASS"], counted["FAILED"]) == (1, 1)
    with front.engine.connect() as connection:
        days = connection.execute(
            sa.text("select count(distinct day) from catalog_sync.listing_checks")
        ).scalar()
    assert days == 1
