"""Adoption: listings that were in the shop before us are linked as they are, edited only after approval, and never doubled."""

import asyncio
import io
import re
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from rich.console import Console

from catalog_sync.adoption_screen import Wish, run_adopt
from catalog_sync.cli import cli
from catalog_sync.sandbox.tiktok.control_hand_made import list_by_hand
from catalog_sync.store.looks import State
from catalog_sync.sync.adoption import AdoptionError
from catalog_sync.sync.holds import confirm_hold, open_holds
from catalog_sync_tests.sync.goods import mug, picture_code
from catalog_sync_tests.sync.shopfront import CREATE, EDIT, PRICES, STOCK, Shopfront

ONE_PICTURE = [picture_code("MUG-1")]


def by_hand(front: Shopfront, *seller_skus: str, **listing: Any) -> str:
    """A listing that the seller typed, with these SKUs. Returns its id."""
    skus: list[dict[str, Any]] = [
        {"seller_sku": name, "price": {"amount": "11.00", "currency": "GBP"}} for name in seller_skus
    ]
    if len(skus) > 1:
        for number, sku in enumerate(skus):
            sku["sales_attributes"] = [{"id": "100000", "value_name": f"Colour {number}"}]
    return list_by_hand(front.world, front.shop, {"skus": skus, **listing}, live=True).id


def mugs(front: Shopfront, number: int) -> None:
    front.stock(*(mug(each, pictures=ONE_PICTURE) for each in range(number)))
    asyncio.run(front.refresh(front.engine))
    front.at_desk(_schemas(front))


def _schemas(front: Shopfront) -> Any:
    async def do(desk: Any) -> None:
        await front.desired(desk)

    return do


def adopt(front: Shopfront, **wish: Any) -> tuple[bool, list[dict[str, Any]]]:
    """Whether nothing is left to a person, and the listings."""
    console = Console(file=io.StringIO())
    settled = asyncio.run(run_adopt(front.configuration, Wish("GB", **wish), console, as_json=True))
    return settled, [orjson.loads(line) for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]


def test_three_hundred_hand_made_listings_are_linked_and_the_first_sync_edits_and_doubles_none(
    front: Shopfront,
) -> None:
    ids = [by_hand(front, f"MUG-{number}") for number in range(300)]
    mugs(front, 300)
    settled, found = adopt(front, apply=True)
    assert (settled, len(found), {row["product_key"] is not None for row in found}) == (True, 300, {True})
    front.world.calls.reset()
    front.sync(limit=200)
    done = front.sync(limit=200)
    assert {outcome.state for outcome in done.values()} == {State.DEFERRED}
    assert [front.calls(endpoint) for endpoint in (CREATE, EDIT, PRICES)] == [0, 0, 0]
    assert [product.id for product in front.shop.products.values()] == ids
    assert {product.base.content["title"] for product in front.shop.products.values()} == {
        "A listing made by hand in Seller Center"
    }
    [hold] = open_holds(front.engine)
    assert (hold.kind, hold.held) == ("adoption", 300)


def test_until_approval_an_adopted_listing_gets_its_stock_alone(front: Shopfront) -> None:
    by_hand(front, "MUG-1")
    mugs(front, 2)
    adopt(front, apply=True)
    front.sync()
    front.offers.put("MUG-1", "13.00", 5)
    done = front.sync()["MUG-1"]
    product = next(iter(front.shop.products.values()))
    assert [action.value for action in done.actions] == ["stock"]
    assert [front.calls(endpoint) for endpoint in (STOCK, EDIT, PRICES)] == [1, 0, 0]
    assert product.base.skus[0].amount == "11.00"


def test_after_approval_content_and_price_become_ours(front: Shopfront) -> None:
    product_id = by_hand(front, "MUG-1")
    mugs(front, 2)
    adopt(front, apply=True)
    front.sync()
    [hold] = open_holds(front.engine)
    confirm_hold(front.engine, hold.hold_id, "Ada")
    done = front.sync()["MUG-1"]
    front.judge()
    shown = front.products["product:mug-1"]
    assert [action.value for action in done.actions] == ["price", "edit"]
    assert (shown["id"], shown["prices"]) == (product_id, {"MUG-1": "12.50"})
    assert front.duplicates == []
    assert open_holds(front.engine) == []


def test_approving_an_adopted_listing_does_not_approve_a_price_beyond_the_bounds(front: Shopfront) -> None:
    by_hand(front, "MUG-1")
    mugs(front, 2)
    front.offers.put("MUG-1", "1250")
    adopt(front, apply=True)
    front.sync()
    holds = {hold.kind: hold for hold in open_holds(front.engine)}
    assert set(holds) == {"adoption", "price"}
    confirm_hold(front.engine, holds["adoption"].hold_id, "Ada")
    done = front.sync()["MUG-1"]
    assert ([action.value for action in done.actions], front.calls(PRICES)) == (["edit"], 0)
    assert [hold.kind for hold in open_holds(front.engine)] == ["price"]


def test_a_product_that_sells_as_parts_is_linked_already(front: Shopfront) -> None:
    by_hand(front, "MUG-1")
    mugs(front, 2)
    adopt(front, apply=True)
    with front.engine.begin() as connection:
        connection.execute(
            sa.text(
                "update catalog_sync.listings set product_key = 'product:mug-1#2', part_of = 'product:mug-1'"
            )
        )
    by_hand(front, "MUG-1")
    [row] = adopt(front)[1]
    assert row["reason"] == "MUG-1 is linked to another listing already"


def test_without_apply_the_difference_is_shown_and_nothing_is_linked(front: Shopfront) -> None:
    by_hand(front, "MUG-1")
    mugs(front, 2)
    settled, [row] = adopt(front)
    fields = {change["field"] for change in row["changes"]}
    title = next(change for change in row["changes"] if change["field"] == "title")
    assert (settled, row["identifier"]) == (True, "MUG-1")
    assert {"title", "description", "category_id", "main_images"} <= fields
    assert (title["before"], title["after"]) == (
        "A listing made by hand in Seller Center",
        "Mug with a wide handle, number 1",
    )
    assert adopt(front)[1] == [row]


def test_a_listing_is_found_by_its_external_id_too(front: Shopfront) -> None:
    by_hand(front, "OLD-NAME", external_product_id="MUG-1")
    mugs(front, 2)
    [row] = adopt(front)[1]
    assert row["identifier"] == "MUG-1"


def test_what_is_ambiguous_goes_to_a_person_and_is_not_listed_a_second_time(front: Shopfront) -> None:
    both = by_hand(front, "MUG-0", "MUG-1")
    twice = [by_hand(front, "MUG-2"), by_hand(front, "MUG-2")]
    foreign = by_hand(front, "CUP-1")
    mugs(front, 4)
    settled, found = adopt(front, apply=True)
    told = {row["product_id"]: (row["ambiguous"], row["reason"]) for row in found}
    assert settled is False
    assert told[both] == (True, "it may be several products: MUG-0, MUG-1")
    assert {told[each] for each in twice} == {(True, "2 listings may be MUG-2")}
    assert told[foreign] == (False, "no product has one of its SKUs or its external id")
    done = front.sync()
    assert {name: [action.value for action in outcome.actions] for name, outcome in done.items()} == {
        "MUG-0": [],
        "MUG-1": [],
        "MUG-2": [],
        "MUG-3": ["create"],
    }
    assert done["MUG-0"].findings[0].code == "listing_ambiguous"


def test_a_person_says_which_listing_it_is_and_which_are_others(front: Shopfront) -> None:
    first, second = by_hand(front, "MUG-1"), by_hand(front, "MUG-1")
    mugs(front, 2)
    adopt(front, apply=True)
    front.sync()
    settled, _ = adopt(front, apply=True, links={first: "MUG-1"}, foreign=[second])
    assert settled is True
    assert front.listing("product:mug-1")["product_id"] == first
    assert adopt(front)[1] == []


def test_a_link_to_nothing_says_so(front: Shopfront) -> None:
    product_id = by_hand(front, "CUP-1")
    mugs(front, 1)
    with pytest.raises(AdoptionError, match="no product 'MUG-9'"):
        adopt(front, apply=True, links={product_id: "MUG-9"})
    with pytest.raises(AdoptionError, match="no listing 4711"):
        adopt(front, links={"4711": "MUG-0"})


def test_the_terminal_shows_both_tables_and_ends_with_1_while_somebody_is_asked(
    front: Shopfront, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog_sync.cli.current_configuration", lambda: front.configuration)
    linked, both = by_hand(front, "MUG-0"), by_hand(front, "MUG-1", "MUG-2")
    mugs(front, 3)
    for arguments in ([], ["--apply"]):
        screen = CliRunner().invoke(cli, ["adopt", "--region", "GB", *arguments], env={"COLUMNS": "200"})
        told = re.sub(r"\s+", " ", screen.output)
        assert screen.exit_code == 1, told
        assert f"│ {linked} │ MUG-0 │ " in told
        assert (
            f"│ {both} │ A listing made by hand in Seller Center │ MUG-1, MUG-2 │ it may be several products"
            in told
        )
    assert "Linked only." in told
    assert CliRunner().invoke(cli, ["adopt", "--region", "XX"]).exit_code == 2
