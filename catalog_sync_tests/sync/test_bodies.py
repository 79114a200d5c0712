"""The bodies of a listing's calls; content that the Partner API would not take costs its own product only."""

import pytest
import sqlalchemy as sa

from catalog_sync.mapping.listing import MappedListing
from catalog_sync.store.looks import State
from catalog_sync.sync.bodies import create_body, edit_body, price_rows, stock_rows
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.done import Done
from catalog_sync.sync.pictures import FILE
from catalog_sync.sync.placeholders import fill, media_keys
from catalog_sync.sync.submit import submit
from catalog_sync.tiktok.errors import PayloadRefused
from catalog_sync_tests.mapping.test_demo_rules import mapped, products
from catalog_sync_tests.sandbox_configuration import REGIONS
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.shopfront import CREATE, PRICES, Shopfront, changed

WAREHOUSE = "7068517275539719942"
GBP = {"amount": "12.50", "currency": "GBP"}
CONTENT = {
    "title": "Mug",
    "description": "<p>Holds tea.</p>",
    "category_id": "600031",
    "main_images": [{"uri": "tos/1"}],
    "skus": [{"seller_sku": "OLD"}, {"seller_sku": "NEW"}],
}
DESIRED = MappedListing(
    product_key="model:mugs",
    content=CONTENT,
    prices={"OLD": GBP, "NEW": GBP},
    quantities={"OLD": 7, "NEW": 0},
)


def test_a_new_listing_carries_price_and_stock_of_every_sku_and_goes_to_review():
    sent = create_body(DESIRED, CONTENT, WAREHOUSE).payload()
    assert (sent["save_mode"], sent["external_product_id"]) == ("LISTING", "model:mugs")
    assert [sku["price"] for sku in sent["skus"]] == [GBP, GBP]
    stock = [sku["inventory"][0] for sku in sent["skus"]]
    assert stock == [{"warehouse_id": WAREHOUSE, "quantity": 7}, {"warehouse_id": WAREHOUSE, "quantity": 0}]


def test_an_edit_names_old_skus_by_id_and_leaves_their_price_and_stock_alone():
    old, new = edit_body(DESIRED, CONTENT, WAREHOUSE, {"OLD": "17295"}).payload()["skus"]
    assert old == {"seller_sku": "OLD", "id": "17295"}
    assert ("id" in new, new["price"], new["inventory"][0]["quantity"]) == (False, GBP, 0)


@pytest.mark.parametrize("region", REGIONS)
def test_all_that_the_mapping_makes_of_the_demo_fits_the_partner_api(region):
    listings = [listing for product in products().values() if (listing := mapped(product, region)).content]
    assert len(listings) > 20
    for listing in (listing for listing in listings if not listing.blocked):
        create_body(listing, filled(listing.content), WAREHOUSE)


def filled(content):
    references = {
        key: {"id": "v09", "name": key.code, "format": "PDF"} if key.use_case == FILE else {"uri": "tos/1"}
        for key in media_keys(content)
    }
    return fill(content, references)


def test_a_size_chart_whose_picture_could_not_be_had_is_left_out():
    assert "size_chart" not in create_body(DESIRED, CONTENT | {"size_chart": {}}, WAREHOUSE).payload()


def test_prices_and_stock_are_told_by_the_shops_ids():
    (price,), (stock,) = (
        price_rows({"OLD": GBP}, {"OLD": "1"}),
        stock_rows({"OLD": 7}, {"OLD": "1"}, WAREHOUSE, {}),
    )
    assert price.payload() == {"id": "1", "price": GBP}
    assert stock.payload()["inventory"] == ({"quantity": 7, "warehouse_id": WAREHOUSE},)


def test_stock_is_told_of_all_the_warehouses_that_the_rules_name():
    (row,) = stock_rows({"OLD": 7}, {"OLD": "1"}, WAREHOUSE, {"OLD": {"north": 5, "south": 2}})
    assert [(each["warehouse_id"], each["quantity"]) for each in row.payload()["inventory"]] == [
        ("north", 5),
        ("south", 2),
    ]


def test_a_quantity_that_is_not_the_mapped_one_lies_in_the_first_warehouse():
    (row,) = stock_rows({"OLD": 0}, {"OLD": "1"}, WAREHOUSE, {"OLD": {"north": 5, "south": 2}})
    assert [each["quantity"] for each in row.payload()["inventory"]] == [0, 0]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"colour": "s3cr3t"}, "colour"),
        ({"title": ["s3cr3t"]}, "title"),
        ({"package_weight": {"value": "s3cr3t", "unit": "KILOGRAM"}}, "package_weight.value"),
        ({"skus": [{"seller_sku": "OLD", "weight": "s3cr3t"}]}, "skus.0.weight"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_field_and_never_by_its_value(content, field):
    with pytest.raises(PayloadRefused) as refused:
        create_body(DESIRED, CONTENT | content, WAREHOUSE)
    assert f"{field}: " in str(refused.value)
    assert str(refused.value).startswith("Create Product: ")
    assert "s3cr3t" not in str(refused.value)


def test_many_misfits_are_told_in_one_line():
    with pytest.raises(PayloadRefused, match="and 5 more") as refused:
        create_body(DESIRED, CONTENT | {f"field_{n}": 1 for n in range(10)}, WAREHOUSE)
    assert "\n" not in str(refused.value)


def test_a_price_that_is_no_number_is_refused():
    with pytest.raises(PayloadRefused, match=r"Update Price: .*price\.amount"):
        price_rows({"OLD": {"amount": "12,50", "currency": "GBP"}}, {"OLD": "1"})


def test_a_product_that_does_not_fit_is_parked_unsent_and_the_others_are_listed(front: Shopfront) -> None:
    front.stock(mug(1), mug(2), mug(3))

    async def run(desk: Desk) -> list[Done]:
        first, *others = await front.works(desk)
        return await submit(desk, [changed(first, size_chrat={"image": {}}), *others], "run")

    done = {outcome.work.identifier: outcome for outcome in front.at_desk(run)}
    states = {name: outcome.state for name, outcome in done.items()}
    assert states == {"MUG-1": State.PARKED, "MUG-2": State.ACCEPTED, "MUG-3": State.ACCEPTED}
    [finding] = front.look("product:mug-1")["findings"]
    assert "size_chrat" in finding["message"]
    assert front.calls(CREATE) == 2


def test_a_price_that_does_not_fit_is_parked_unsent(front: Shopfront, engine: sa.Engine) -> None:
    front.stock(mug())
    front.sync()
    front.judge()
    front.sweep()
    front.offers.put("MUG-1", "15.00")

    async def run(desk: Desk) -> Done:
        [work] = await front.works(desk)
        work.desired.prices["MUG-1"] = {"amount": "15,00", "currency": "GBP"}
        [done] = await submit(desk, [work], "run")
        return done

    done = front.at_desk(run)
    assert (done.state, front.calls(PRICES)) == (State.PARKED, 0)
    assert ("price", "refused") in front.intents()
