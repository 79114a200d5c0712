"""The commands `plan` and `explain` as people and programs use them."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from click.testing import CliRunner, Result

from catalog_sync.cli import cli
from catalog_sync_tests.sync.conftest import front, impatient, served, unauthorized  # noqa: F401
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.preview.test_previews import refresh
from catalog_sync_tests.sync.shopfront import Shopfront
from catalog_sync_tests.sync.test_selling import selling

Run = Callable[..., Result]


@pytest.fixture
def live(front: Shopfront) -> Shopfront:  # noqa: F811
    """A shop with a live mug, whose title changed in the PIM since, and a new one."""
    selling(front, mug())
    front.pim.put(mug(title="Mug with a narrow handle"))
    front.stock(mug(2, pictures=[]))
    refresh(front)
    return front


@pytest.fixture
def run(live: Shopfront, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this shop's environment."""

    @asynccontextmanager
    async def pim(_: Any) -> AsyncIterator[Any]:
        yield live.pim

    monkeypatch.setattr("catalog_sync.plan_command.current_configuration", lambda: live.configuration)
    monkeypatch.setattr("catalog_sync.sync.preview.opened.open_pim", pim)
    return lambda *arguments: CliRunner().invoke(cli, arguments, catch_exceptions=False)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_plan_is_a_summary_and_then_the_products_most_urgent_first(run: Run) -> None:
    done = run("plan", "--region", "GB")
    assert done.exit_code == 0
    summary, products = done.output.split("GB: products, most urgent first")
    assert "edit 1, nothing 1" in summary
    assert "title: Mug with a wide handle, number 1 → Mug with a narrow handle" in products
    assert "block image_missing (catalogue manager): No picture in picture" in " ".join(products.split())
    assert products.index("MUG-1") < products.index("MUG-2")


def test_a_plan_as_json_has_the_same_as_lines(run: Run) -> None:
    edit, parked, summary = lines(run("plan", "--region", "GB", "--json"))
    assert (summary["type"], summary["actions"], summary["reviews"]) == (
        "summary",
        {"edit": 1, "nothing": 1},
        1,
    )
    assert (edit["identifier"], edit["actions"], edit["causes_review"], edit["calls"]) == (
        "MUG-1",
        ["edit"],
        True,
        1,
    )
    assert edit["changes"][0]["field"] == "title"
    assert (parked["identifier"], parked["state"]) == ("MUG-2", "parked")


def test_a_shop_that_cannot_be_asked_is_told_and_the_others_are_planned(run: Run) -> None:
    done = run("plan", "--sku", "MUG-1")
    assert done.exit_code == 1
    assert "GB: products" in done.output
    assert "US cannot be asked" in done.output
    assert "is not authorized" in done.output


def test_an_unknown_region_and_an_unknown_sku_are_told(run: Run) -> None:
    nowhere, nothing = run("plan", "--region", "XX"), run("explain", "MUG-9", "--region", "GB")
    assert (nowhere.exit_code, nothing.exit_code) == (2, 2)
    assert "There is no shop 'XX'" in nowhere.output
    assert "no product 'MUG-9'" in nothing.output


def test_explain_tells_rule_attribute_and_locale_of_a_field_and_what_the_shop_took(run: Run) -> None:
    done = run("explain", "MUG-1", "--region", "GB")
    assert done.exit_code == 0
    told = " ".join(done.output.split())
    assert "name (en_US)" in told
    assert "description (en_US ecommerce)" in told
    assert "common.yaml" in told
    assert "Its content of revision 1 was submitted" in told
    assert "and is live" in told
    assert "title: Mug with a wide handle, number 1 → Mug with a narrow handle" in told


def test_explain_as_json_leads_each_field_back(run: Run) -> None:
    [explained] = lines(run("explain", "MUG-1", "--region", "GB", "--json"))
    fields = {origin["field"]: origin for origin in explained["origins"]}
    assert fields["title"]["reads"] == [{"attribute": "name", "channel": None, "locale": "en_US"}]
    assert "common.yaml:" in fields["title"]["rule"]
    assert fields["main_images"]["reads"][0]["attribute"] == "picture"
    assert fields["product_attributes.100393"]["name"] == "Material"
    assert "as of" in fields["skus.price"]["note"]
    assert (explained["accepted"]["revision"] < explained["revision"], explained["last_look"]["state"]) == (
        True,
        "accepted",
    )
