"""A plan says what the next run does, field by field, and changes nothing: neither the shop nor the ledger."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from catalog_sync.guard_configuration import GuardConfiguration
from catalog_sync.store.columns import metadata
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.done import Done
from catalog_sync.sync.preview.previews import Preview, looking_desk
from catalog_sync.sync.preview.region import (
    BEYOND_THE_LIMIT,
    NOT_DUE,
    TREE_UNREAD,
    NoSuchProductError,
    RegionPlan,
    Summary,
    plan_of,
)
from catalog_sync_tests.sync.goods import coloured_mugs, mug, picture
from catalog_sync_tests.sync.shopfront import CREATE, EDIT, PRICES, STOCK, UPLOAD, Shopfront
from catalog_sync_tests.sync.test_selling import MUG, selling

CHANGING = (CREATE, EDIT, PRICES, STOCK, UPLOAD)
OF_CALLS = {"calls", "pacing", "call_budget"}
"""Tables that count and pace calls, those that only read among them."""


@pytest.fixture
def live(front: Shopfront) -> Shopfront:
    """A shop in which one mug is live, with seven in stock."""
    return selling(front, mug())


def plan(
    front: Shopfront, name: str | None = None, *, files: bool = False
) -> tuple[dict[str, Preview], Summary]:
    """The plan of what the mirror holds: previews by identifier, and what it comes to."""

    async def work(desk: Desk) -> tuple[dict[str, Preview], Summary]:
        region: RegionPlan = plan_of(
            front.configuration, looking_desk(desk), name, front.pim if files else None
        )
        found = {one.preview.identifier: one.preview async for one in region.foreseen()}
        return found, region.summary

    return front.at_desk(work, locked=False)


def refresh(front: Shopfront) -> None:
    front.at_desk(lambda desk: front.refresh(desk.engine), locked=False)


def ledger(front: Shopfront) -> dict[str, list[Any]]:
    """Everything the ledger holds but counts of calls."""
    with front.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(sa.select(table))))
            for table in metadata.sorted_tables
            if table.name not in OF_CALLS
        }


def changed(preview: Preview) -> dict[str, tuple[Any, Any]]:
    return {f"{one.sku or ''}:{one.field}".lstrip(":"): (one.before, one.after) for one in preview.changes}


def done_as_planned(planned: Iterable[Preview], done: dict[str, Done]) -> None:
    assert {one.identifier: (one.actions, one.state, one.waits_for) for one in planned} == {
        name: ([action.value for action in outcome.actions], outcome.state.value, outcome.waits_for)
        for name, outcome in done.items()
    }


def test_a_create_is_planned_with_its_review_its_calls_and_all_its_fields(live: Shopfront) -> None:
    live.stock(mug(2))
    refresh(live)
    planned, summary = plan(live)
    [one] = planned.values()
    assert (one.identifier, one.actions, one.causes_review, one.why) == ("MUG-2", ["create"], True, "new")
    assert one.calls == 1 + len([file for file in one.files if file.to_upload])
    assert changed(one)["title"] == (None, "Mug with a wide handle, number 2")
    assert changed(one)["MUG-2:skus.inventory"] == (None, 7)
    assert (summary.actions, summary.reviews) == ({"create": 1}, 1)
    done_as_planned(planned.values(), live.sync())


def test_an_edit_a_price_and_a_quantity_are_told_field_by_field(live: Shopfront) -> None:
    live.pim.put(mug(title="Mug with a narrow handle"))
    live.offers.put("MUG-1", price="9.99", quantity=3)
    refresh(live)
    planned, summary = plan(live)
    [one] = planned.values()
    assert one.actions == ["stock", "price", "edit"]
    assert changed(one) == {
        "title": ("Mug with a wide handle, number 1", "Mug with a narrow handle"),
        "MUG-1:skus.price": (
            {"amount": "12.50", "currency": "GBP"},
            {"amount": "9.99", "currency": "GBP"},
        ),
        "MUG-1:skus.inventory": (7, 3),
    }
    assert (one.calls, one.causes_review, summary.calls) == (3, True, 3)
    done_as_planned(planned.values(), live.sync())


def test_planning_changes_neither_shop_nor_ledger(live: Shopfront) -> None:
    live.stock(mug(2), coloured_mugs("red", "blue"))
    live.pim.put(mug(title="Mug with a narrow handle"))
    refresh(live)
    before = ledger(live)
    planned, _ = plan(live, files=True)
    assert len(planned) == 3
    assert ledger(live) == before
    assert {endpoint: live.calls(endpoint) for endpoint in CHANGING} == dict.fromkeys(CHANGING, 0)


def test_the_database_itself_refuses_what_a_plan_would_write(live: Shopfront) -> None:
    async def write(desk: Desk) -> None:
        looking_desk(desk).listings.update(MUG, {"active": False})

    with pytest.raises(sa.exc.InternalError, match="read-only"):
        live.at_desk(write, locked=False)


def test_a_price_alone_causes_no_review(live: Shopfront) -> None:
    live.offers.put("MUG-1", price="9.99")
    refresh(live)
    [one] = plan(live)[0].values()
    assert (one.actions, one.causes_review, one.calls) == (["price"], False, 1)


def test_an_edit_during_review_is_shown_as_pending_while_stock_goes(live: Shopfront) -> None:
    live.pim.put(mug(title="Second"))
    live.sync()
    live.pim.put(mug(title="Third version of the mug"))
    live.offers.put("MUG-1", quantity=3)
    refresh(live)
    [one] = plan(live)[0].values()
    assert (one.actions, one.waits_for) == (["stock"], "verdict")
    assert [(change.field, change.pending) for change in one.changes] == [
        ("title", True),
        ("skus.inventory", False),
    ]


def test_a_product_that_is_gone_is_taken_off_sale(live: Shopfront) -> None:
    live.pim.delete(MUG)
    refresh(live)
    [one] = plan(live)[0].values()
    assert (one.actions, changed(one)) == (["deactivate"], {"active": (True, False)})


def test_creates_beyond_the_daily_limit_are_counted_with_the_day_of_the_last(live: Shopfront) -> None:
    shops = {
        key: shop.model_copy(update={"creates_per_day": 2}) for key, shop in live.configuration.shops.items()
    }
    live.configuration = live.configuration.model_copy(update={"shops": shops})
    live.stock(*(mug(number) for number in range(2, 8)))
    refresh(live)
    planned, summary = plan(live)
    assert (len(planned), summary.held_creates) == (1, 5)
    assert summary.last_create_on is not None
    assert plan(live, "MUG-7")[0]["MUG-7"].why == BEYOND_THE_LIMIT


def test_before_the_category_tree_was_read_a_plan_says_so_and_foresees_nothing(front: Shopfront) -> None:
    front.stock(mug())
    refresh(front)
    planned, summary = plan(front)
    assert (planned, summary.due, summary.obstacle) == ({}, 1, TREE_UNREAD)


def test_one_product_is_planned_by_its_sku_whether_it_is_due_or_not(live: Shopfront) -> None:
    [one] = plan(live, "MUG-1")[0].values()
    assert (one.actions, one.changes, one.why) == ([], [], NOT_DUE)
    with pytest.raises(NoSuchProductError, match="no product 'MUG-9'"):
        plan(live, "MUG-9")


def test_pictures_say_what_they_will_go_through(live: Shopfront) -> None:
    live.stock(mug(2))
    live.pim.files["pictures/MUG-2.jpg"] = picture(500, 400, colour=9)
    refresh(live)
    [file] = plan(live, "MUG-2", files=True)[0]["MUG-2"].files
    assert (file.to_upload, [step.split(":")[0] for step in file.steps or []]) == (
        True,
        ["resize", "jpeg"],
    )
    [unread] = plan(live, "MUG-2")[0]["MUG-2"].files
    assert (unread.to_upload, unread.steps) == (True, None)


def test_findings_come_with_who_can_mend_them(live: Shopfront) -> None:
    live.stock(mug(2, pictures=[]))
    refresh(live)
    one = plan(live)[0]["MUG-2"]
    [missing] = [finding for finding in one.findings if finding["code"] == "image_missing"]
    assert (one.actions, one.state) == ([], "parked")
    assert (missing["who"], missing["where"]) == ("catalogue manager", "PIM")


def test_a_price_whose_comma_was_lost_is_planned_as_held(live: Shopfront) -> None:
    live.offers.put("MUG-1", price="1250", quantity=3)
    refresh(live)
    planned, summary = plan(live)
    [one] = planned.values()
    assert (one.actions, one.waits_for) == (["stock"], "confirmation")
    assert "held_price" in [finding["code"] for finding in one.findings]
    assert summary.waits == {"confirmation": 1}
    done_as_planned(planned.values(), live.sync())


def test_too_many_edits_at_once_are_planned_as_held_and_few_as_going(front: Shopfront) -> None:
    shops = {
        key: shop.model_copy(update={"guards": GuardConfiguration(listings=1, share=Decimal(0))})
        for key, shop in front.configuration.shops.items()
    }
    front.configuration = front.configuration.model_copy(update={"shops": shops})
    selling(front, mug(1), mug(2), mug(3))
    front.pim.put(mug(1, title="Mug with a narrow handle"))
    refresh(front)
    assert plan(front)[1].actions == {"edit": 1}
    front.pim.put(mug(2, title="Another mug with a narrow handle"))
    refresh(front)
    assert plan(front)[1].waits == {"confirmation": 2}


def test_a_create_whose_answer_was_lost_waits_for_its_settlement(front: Shopfront) -> None:
    front.stock(mug())
    front.fault(CREATE, "lose_answer", 99)
    front.sync()
    front.call_back(MUG)
    before = front.intents()
    [one] = plan(front)[0].values()
    assert (one.actions, one.waits_for) == ([], "settlement")
    assert front.intents() == before
