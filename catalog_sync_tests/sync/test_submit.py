"""Submitting a batch to the sandbox shop: exactly the difference, each product for itself, and only under the lock."""

from datetime import UTC, datetime, timedelta
from unittest.mock import AsyncMock

import pytest
import sqlalchemy as sa

from catalog_sync.store.database import LedgerError
from catalog_sync.store.looks import State
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.done import Done
from catalog_sync.sync.plan import VERDICT
from catalog_sync.sync.submit import submit
from catalog_sync.tiktok.client import ShopClient
from catalog_sync.tiktok.errors import (
    AuthorizationLost,
    QuotaUsedUp,
    ScopeMissing,
    SellerDisabled,
    UnknownAnswer,
)
from catalog_sync_tests.sync.goods import coloured_mugs, mug
from catalog_sync_tests.sync.shopfront import CREATE, EDIT, PRICES, STOCK, Shopfront, changed

MUG = "product:mug-1"


@pytest.fixture
def live(front: Shopfront) -> Shopfront:
    """A shop in which one mug is live."""
    front.stock(mug())
    front.sync()
    front.judge()
    front.sweep()
    return front


def actions(done: Done) -> list[str]:
    return [action.value for action in done.actions]


def break_lock(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        connection.execute(
            sa.text("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'")
        )


def test_a_new_product_is_listed_with_its_price_and_stock(front: Shopfront) -> None:
    front.stock(mug())
    done = front.sync()["MUG-1"]
    shown = front.products[MUG]
    assert (actions(done), done.state, done.product_id) == (["create"], State.ACCEPTED, shown["id"])
    assert (shown["prices"], shown["stock"]) == ({"MUG-1": "12.50"}, {"MUG-1": 7})
    assert front.listing(MUG)["standing"] == "in_review"


def test_the_intent_is_written_before_the_call(front: Shopfront) -> None:
    front.stock(mug())
    seen = []

    async def run(desk: Desk) -> None:
        works = await front.works(desk)
        create = desk.client.create_product

        async def watched(body, key):
            seen.append((key, [intent.idempotency_key for intent, _ in desk.listings.open_intents()]))
            return await create(body, key)

        desk.client.create_product = watched
        await submit(desk, works, "run")

    front.at_desk(run)
    [(key, open_before)] = seen
    assert open_before == [key]
    assert front.intents() == [("create", "accepted")]


def test_a_second_run_does_nothing(live: Shopfront) -> None:
    live.world.calls.reset()
    assert live.sync() == {}
    live.call_back(MUG)
    assert actions(live.sync()["MUG-1"]) == []
    assert [live.calls(endpoint) for endpoint in (CREATE, EDIT, PRICES, STOCK)] == [0, 0, 0, 0]


def test_price_and_stock_go_through_their_own_calls_without_a_review(live: Shopfront) -> None:
    live.offers.put("MUG-1", "15.00", 3)
    done = live.sync()["MUG-1"]
    shown = live.products[MUG]
    assert (actions(done), done.state) == (["stock", "price"], State.ACCEPTED)
    assert (shown["prices"], shown["stock"]) == ({"MUG-1": "15.00"}, {"MUG-1": 3})
    assert (shown["audit_status"], live.calls(EDIT)) == ("APPROVED", 0)


def test_price_goes_while_the_content_waits_for_its_verdict(live: Shopfront) -> None:
    live.stock(mug(title="A second title"))
    live.sync()
    live.stock(mug(title="A third title"))
    live.offers.put("MUG-1", "15.00")
    done = live.sync()["MUG-1"]
    assert (actions(done), done.state, done.waits_for) == (["price"], State.DEFERRED, VERDICT)
    assert live.products[MUG]["under_review"]["title"] == "A second title"


def test_a_price_that_changed_during_the_review_is_sent_once_it_is_over(front: Shopfront) -> None:
    front.stock(mug())
    front.sync()
    front.offers.put("MUG-1", "15.00")
    assert front.sync()["MUG-1"].state is State.DEFERRED
    front.judge()
    front.sweep()
    assert actions(front.sync()["MUG-1"]) == ["price"]
    assert front.products[MUG]["prices"] == {"MUG-1": "15.00"}


def test_what_the_pim_deletes_is_taken_off_sale(live: Shopfront) -> None:
    live.pim.remove(MUG)
    assert actions(live.sync()["MUG-1"]) == ["deactivate"]
    assert live.products[MUG]["status"] == "SELLER_DEACTIVATED"


def test_a_price_that_changed_off_sale_follows_the_activation(live: Shopfront) -> None:
    live.stock(mug(enabled=False))
    live.sync()
    live.stock(mug())
    live.offers.put("MUG-1", "15.00")
    assert actions(live.sync()["MUG-1"]) == ["activate"]
    live.judge()
    live.sweep()
    live.sync()
    assert (live.products[MUG]["status"], live.products[MUG]["prices"]) == ("ACTIVATE", {"MUG-1": "15.00"})


def test_a_price_that_changed_with_a_refused_content_follows_its_approval(front: Shopfront) -> None:
    front.stock(mug())
    front.refuse("MUG-1", "Nobody knows what this means")
    front.sync()
    front.judge()
    front.sweep()
    front.stock(mug(title="A second title"))
    front.offers.put("MUG-1", "15.00")
    done = front.sync()["MUG-1"]
    assert (actions(done), done.waits_for) == (["edit"], VERDICT)
    front.judge()
    front.sweep()
    assert actions(front.sync()["MUG-1"]) == ["price"]


def test_a_new_variant_joins_its_listing_with_price_and_stock(front: Shopfront) -> None:
    front.stock(coloured_mugs("red", "blue"))
    front.sync()
    before = front.listing("model:mugs")["sku_ids"]
    front.judge()
    front.sweep()
    front.stock(coloured_mugs("red", "blue", "green"))
    front.offers.put("MUG-GREEN", "13.00", 4)
    assert actions(front.sync()["MUGS"]) == ["edit"]
    front.judge()
    front.sweep()
    shown, after = front.products["model:mugs"], front.listing("model:mugs")["sku_ids"]
    assert shown["prices"] == {"MUG-RED": "12.50", "MUG-BLUE": "12.50", "MUG-GREEN": "13.00"}
    assert (shown["stock"]["MUG-GREEN"], before.items() < after.items()) == (4, True)
    assert front.listing("model:mugs")["prices"]["MUG-GREEN"]["amount"] == "13.00"


def test_a_variant_that_the_pim_dropped_leaves_the_listing(front: Shopfront) -> None:
    front.stock(coloured_mugs("red", "blue"))
    front.sync()
    front.judge()
    front.sweep()
    front.stock(coloured_mugs("red"))
    front.sync()
    front.judge()
    front.sweep()
    assert front.products["model:mugs"]["seller_skus"] == ["MUG-RED"]
    assert front.listing("model:mugs")["quantities"] == {"MUG-RED": 7}


def test_a_listed_variant_that_lost_its_price_stays_as_it_is(front: Shopfront) -> None:
    front.stock(coloured_mugs("red", "blue"))
    front.sync()
    front.judge()
    front.sweep()
    front.offers.now["MUG-BLUE"] = front.offers.now["MUG-BLUE"].model_copy(
        update={"prices": {}, "as_of": datetime.now(UTC)}
    )
    front.sync()
    assert front.products["model:mugs"]["prices"] == {"MUG-RED": "12.50", "MUG-BLUE": "12.50"}


def test_a_refused_product_is_parked_and_the_others_are_listed(front: Shopfront) -> None:
    front.stock(mug(1), mug(2), mug(3))

    async def run(desk: Desk) -> list[Done]:
        first, *others = await front.works(desk)
        return await submit(desk, [changed(first, category_id="600001"), *others], "run")

    done = {outcome.work.identifier: outcome for outcome in front.at_desk(run)}
    assert {name: outcome.state.value for name, outcome in done.items()} == {
        "MUG-1": "parked",
        "MUG-2": "accepted",
        "MUG-3": "accepted",
    }
    [finding] = done["MUG-1"].findings
    assert finding.code.startswith("tiktok_12")
    assert front.look(MUG)["findings"][0]["message"] == finding.message
    assert ("create", "refused") in front.intents()


def test_a_used_up_quota_waits_for_tomorrow(front: Shopfront) -> None:
    front.shop.settings.daily_create_limit = 0
    front.stock(mug())
    done = front.sync()["MUG-1"]
    assert (done.state, done.waits_for) == (State.DEFERRED, "daily limit")
    assert done.due_at.date() == (datetime.now(UTC) + timedelta(days=1)).date()


def test_a_locked_product_is_tried_again_later(live: Shopfront) -> None:
    next(iter(live.shop.products.values())).product_status = "FREEZE"
    live.offers.put("MUG-1", "15.00")
    done = live.sync()["MUG-1"]
    assert (done.state, done.waits_for) == (State.DEFERRED, "lock")
    assert done.due_at > datetime.now(UTC) + timedelta(minutes=30)


def test_a_throttled_shop_is_tried_again_soon(front: Shopfront) -> None:
    front.stock(mug())
    front.fault(CREATE, "throttle", 100)
    done = front.sync()["MUG-1"]
    assert (done.state, done.waits_for) == (State.DEFERRED, "retry")
    assert done.due_at < datetime.now(UTC) + timedelta(minutes=10)
    front.world.faults.clear()
    front.call_back(MUG)
    assert actions(front.sync()["MUG-1"]) == ["create"]


def test_a_deferred_product_leaves_the_batch_until_its_time(front: Shopfront) -> None:
    front.shop.settings.daily_create_limit = 0
    front.stock(mug())
    front.sync()
    assert front.sync() == {}


def test_a_product_that_a_firewall_kept_back_is_tried_again_soon(front: Shopfront) -> None:
    front.stock(mug())
    front.fault(CREATE, "redirect")
    done = front.sync()["MUG-1"]
    assert (done.state, done.waits_for, front.intents()) == (State.DEFERRED, "retry", [("create", "refused")])
    front.call_back(MUG)
    assert actions(front.sync()["MUG-1"]) == ["create"]


def test_a_create_that_is_answered_with_an_unheard_of_code_is_looked_for_before_it_is_made_again(
    front: Shopfront, monkeypatch: pytest.MonkeyPatch
) -> None:
    front.stock(mug())
    unheard_of = AsyncMock(side_effect=UnknownAnswer("new rule", "Create Product", 77))
    with monkeypatch.context() as patched:
        patched.setattr(ShopClient, "create_product", unheard_of)
        assert front.sync()["MUG-1"].state == State.PARKED
    assert front.intents() == [("create", None)]


@pytest.mark.parametrize("lost", [ScopeMissing, AuthorizationLost, SellerDisabled])
def test_a_lost_authorization_stops_the_run_and_leaves_everything_due(front: Shopfront, lost) -> None:
    front.stock(mug(1), mug(2))

    async def run(desk: Desk) -> None:
        works = await front.works(desk)
        if lost is ScopeMissing:
            front.world.tokens.revoke_scope("seller.product.write")
        elif lost is SellerDisabled:
            front.shop.disabled = True
        else:
            front.world.tokens._by_access.clear()
            front.world.tokens._by_refresh.clear()
        await submit(desk, works, "run")

    with pytest.raises(lost):
        front.at_desk(run)
    assert front.at_desk(_looks, locked=False) == {}


async def _looks(desk: Desk) -> dict[str, int]:
    return desk.looks.count()


def test_an_access_token_that_ended_is_renewed_on_the_way(front: Shopfront) -> None:
    front.stock(mug())
    front.world.tokens._by_access.clear()
    assert actions(front.sync()["MUG-1"]) == ["create"]


def test_without_the_shops_lock_nothing_is_written(front: Shopfront) -> None:
    front.stock(mug())

    async def run(desk: Desk) -> None:
        works = await front.works(desk)
        desk.lock = None
        await submit(desk, works, "run")

    with pytest.raises(LedgerError, match="GB is not locked"):
        front.at_desk(run)
    assert (front.intents(), front.products) == ([], {})


def test_a_lock_lost_in_mid_run_stops_the_writes(live: Shopfront) -> None:
    live.offers.put("MUG-1", "15.00", 3)

    async def run(desk: Desk) -> None:
        works, update = await live.works(desk), desk.client.update_inventory

        async def then_lose_the_lock(*arguments):
            answer = await update(*arguments)
            break_lock(live.engine)
            return answer

        desk.client.update_inventory = then_lose_the_lock
        await submit(desk, works, "run")

    with pytest.raises(LedgerError, match="lost"):
        live.at_desk(run)
    assert (live.calls(STOCK), live.calls(PRICES)) == (1, 0)
    assert live.products[MUG]["prices"] == {"MUG-1": "12.50"}


def test_after_a_lost_lock_the_next_run_does_the_rest(live: Shopfront) -> None:
    test_a_lock_lost_in_mid_run_stops_the_writes(live)
    assert actions(live.sync()["MUG-1"]) == ["price"]
    assert live.products[MUG]["prices"] == {"MUG-1": "15.00"}


def test_a_create_that_was_kept_as_a_draft_stays_open_until_it_was_looked_for(
    front: Shopfront, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def kept_as_draft(*_: object) -> None:
        raise QuotaUsedUp("the limit is reached; a draft was kept", "Create Product", code=12052117)

    front.stock(mug())
    with monkeypatch.context() as patched:
        patched.setattr(ShopClient, "create_product", kept_as_draft)
        done = front.sync()["MUG-1"]
    assert (done.state, done.waits_for) == (State.DEFERRED, "daily limit")
    with engine.connect() as connection:
        open_intents = connection.scalar(
            sa.text("select count(*) from catalog_sync.intents where settled_at is null")
        )
    assert open_intents == 1
