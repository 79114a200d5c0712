"""Every call of the client against the sandbox shop, over HTTP: each side was written from the reference alone."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from PIL import Image
from pydantic import SecretStr

from catalog_sync.sandbox.tiktok import review
from catalog_sync.sandbox.tiktok.demo_taxonomy import demo_taxonomy
from catalog_sync.sandbox.tiktok.serving import serve_in_thread
from catalog_sync.sandbox.tiktok.world import World, build_world
from catalog_sync.tiktok.client import PartnerClient, ShopClient
from catalog_sync.tiktok.compliance_models import (
    CreateManufacturerRequest,
    CreateResponsiblePersonRequest,
    ManufacturerPhone,
    PersonAddress,
    PersonPhone,
)
from catalog_sync.tiktok.oauth import App
from catalog_sync.tiktok.offer_bodies import AbsoluteStock, SkuInventory, SkuPrice
from catalog_sync.tiktok.product_bodies import (
    CheckProductListingRequest,
    CreateProductRequest,
    EditProductRequest,
    PartialEditProductRequest,
)
from catalog_sync.tiktok.recommendation import RecommendCategoryRequest
from catalog_sync.tiktok.search_bodies import SearchManufacturersRequest, SearchProductsRequest
from catalog_sync.tiktok.sku_bodies import Price

MUGS = "600031"
CERAMIC = {"id": "100393", "values": [{"id": "1000045"}]}


class Tokens:
    """The token that the sandbox gave."""

    def __init__(self, token: str) -> None:
        self.token = token

    async def access_token(self) -> str:
        return self.token

    async def refreshed(self, stale: str) -> str:
        raise AssertionError("the token is fresh")


@pytest.fixture
def world() -> World:
    return build_world(demo_taxonomy(), review_delay=0, review_paused=True, rate_limit=1e6)


def visit(world: World, action: Callable[[PartnerClient, ShopClient], Awaitable[Any]]) -> Any:
    """What the action gets from the client of the shop GB."""
    shop = world.shop_in("GB")
    ours = world.apps[shop.app_key]
    token = world.tokens.exchange(ours, world.tokens.grant_code(ours)).access

    async def main(url: str) -> Any:
        app = App(app_key=ours.app_key, app_secret=SecretStr(ours.app_secret), api_url=url, auth_url=url)
        async with PartnerClient(app, Tokens(token)) as client:
            return await action(client, client.shop(SecretStr(shop.cipher), shop.id))

    with serve_in_thread(world) as url:
        return asyncio.run(main(url))


def judge(world: World) -> None:
    shop = world.shop_in("GB")
    shop.settings.review_paused = False
    review.settle(world, shop)
    shop.settings.review_paused = True


async def uploaded(shop: ShopClient) -> str:
    stream = io.BytesIO()
    Image.new("RGB", (800, 800), (200, 120, 80)).save(stream, "JPEG")
    return (await shop.upload_image(stream.getvalue(), "mug.jpg", "MAIN_IMAGE")).uri


async def mug(shop: ShopClient) -> dict[str, Any]:
    (house,) = [house for house in await shop.warehouses() if house.sells and house.is_default]
    stock = [{"warehouse_id": house.id, "quantity": 7}]
    return {
        "title": "Stoneware mug",
        "description": "<p>Holds tea.</p>",
        "category_id": MUGS,
        "main_images": [{"uri": await uploaded(shop)}],
        "package_weight": {"value": "0.4", "unit": "KILOGRAM"},
        "package_dimensions": {"length": "12", "width": "10", "height": "10", "unit": "CENTIMETER"},
        "product_attributes": [CERAMIC],
        "skus": [
            {"seller_sku": "MUG-1", "price": {"amount": "12.50", "currency": "GBP"}, "inventory": stock}
        ],
    }


async def listed(shop: ShopClient) -> tuple[str, str]:
    created = await shop.create_product(CreateProductRequest.model_validate(await mug(shop)), "key-1")
    return created.product_id, created.skus[0].id


def collect(pages):
    async def all_of() -> list[Any]:
        return [page async for page in pages]

    return all_of()


def test_the_seller_the_shops_and_their_setup_are_read(world):
    async def look(client, shop):
        authorized, active = await client.authorized_shops(), await client.active_shops()
        houses, checks = await shop.warehouses(), await shop.prerequisites()
        options = await shop.delivery_options(houses[0].id, "WAREHOUSE")
        return authorized, active, await client.permissions(), houses, checks, options

    authorized, active, permissions, houses, checks, options = visit(world, look)
    assert {shop.id for shop in active} <= {shop.id for shop in authorized}
    assert world.shop_in("GB").id in {shop.id for shop in active}
    assert all(isinstance(permission, str) for permission in permissions)
    assert any(house.sells for house in houses)
    assert {"SHOP_STATUS", "RETURN_WAREHOUSE", "BANK_ACCOUNT"} <= {check.check_item for check in checks}
    assert options


def test_the_categories_and_what_they_demand_are_read(world):
    async def look(_, shop):
        tree = await shop.categories("en-GB", "v1")
        attributes, rules = (
            await shop.attributes(MUGS, "en-GB", "v1"),
            await shop.rules(MUGS, "en-GB", "v1"),
        )
        request = RecommendCategoryRequest(product_title="Stoneware mug", category_version="v1")
        return tree, attributes, rules, await shop.recommend_category(request)

    tree, attributes, rules, recommended = visit(world, look)
    assert MUGS in {node.id for node in tree if node.is_leaf}
    assert {"100393"} <= {attribute.id for attribute in attributes if attribute.is_required}
    assert rules.package_dimension.is_required
    assert recommended.leaf_category_id in {node.id for node in tree if node.is_leaf}


def test_brands_and_compliance_records_are_made_and_found(world):
    async def make(client, shop):
        brand = await client.create_brand("Loom & Clay")
        known = [one for page in await collect(shop.brands(brand_name="Loom")) for one in page.brands]
        phone = ManufacturerPhone(country_code="+49", local_number="301234567")
        manufacturer = await client.create_manufacturer(
            CreateManufacturerRequest(
                name="Weavers",
                email="a@weavers.example",
                phone_number=phone,
                address="1 Loom St",
                locale="de-DE",
            )
        )
        person = await client.create_responsible_person(
            CreateResponsiblePersonRequest(
                name="Erika",
                email="e@weavers.example",
                phone_number=PersonPhone(country_code="+49", local_number="301234567"),
                address=PersonAddress(street_address_line1="1 Loom St", postal_code="10115", country="DE"),
                locale="de-DE",
            )
        )
        filters = SearchManufacturersRequest(manufacturer_ids=[manufacturer.manufacturer_id])
        (makers,) = await collect(client.manufacturers(filters))
        (persons,) = await collect(client.responsible_persons())
        charts = await collect(client.size_charts())
        return brand, known, manufacturer, makers, person, persons, charts

    brand, known, manufacturer, makers, person, persons, charts = visit(world, make)
    assert [one.id for one in known] == [brand.id]
    assert [one.id for one in makers.manufacturers] == [manufacturer.manufacturer_id]
    assert person.responsible_person_id in {one.id for one in persons.responsible_persons}
    assert charts[0].size_chart[0].related_category_ids == ("601226",)


def test_webhooks_are_set_and_deleted(world):
    async def change(_, shop):
        await shop.update_webhook("PRODUCT_STATUS_CHANGE", "https://hooks.example.com/t")
        first = await shop.webhooks()
        await shop.delete_webhook("PRODUCT_STATUS_CHANGE")
        await shop.delete_webhook("PRODUCT_STATUS_CHANGE")
        return first, await shop.webhooks()

    (hook,), after = visit(world, change)
    assert (hook.event_type, hook.address, after) == (
        "PRODUCT_STATUS_CHANGE",
        "https://hooks.example.com/t",
        (),
    )


def test_a_product_is_checked_and_created(world):
    async def create(_, shop):
        check = await shop.listing_check(CheckProductListingRequest.model_validate(await mug(shop)))
        product_id, _ = await listed(shop)
        return check, await shop.get_product(product_id), await shop.optimize_images([await uploaded(shop)])

    check, product, pictures = visit(world, create)
    assert check.passed, check.fail_reasons
    assert (product.status, product.title, product.category_id) == ("PENDING", "Stoneware mug", MUGS)
    assert product.product_attributes[0].values[0].name == "Ceramic"
    assert pictures[0].optimize_status in {"PROCESSING", "SUCCESS", "IGNORE"}


def test_a_live_product_is_edited_beside_its_live_version(world):
    product_id, _ = visit(world, lambda _, shop: listed(shop))
    judge(world)

    async def edit(_, shop):
        await shop.partial_edit_product(product_id, PartialEditProductRequest(title="Stoneware mug, blue"))
        return await shop.get_product_versions(product_id)

    versions = visit(world, edit)
    assert (versions.live.title, versions.live.status) == ("Stoneware mug", "ACTIVATE")
    assert versions.under_review.title == "Stoneware mug, blue"
    judge(world)
    after = visit(world, lambda _, shop: shop.get_product_versions(product_id))
    assert (after.live.title, after.under_review) == ("Stoneware mug, blue", None)


def test_a_whole_edit_keeps_price_and_stock(world):
    product_id, sku_id = visit(world, lambda _, shop: listed(shop))
    judge(world)

    async def edit(_, shop):
        content = await mug(shop) | {"title": "Other mug", "skus": [{"id": sku_id, "seller_sku": "MUG-1"}]}
        edited = await shop.edit_product(product_id, EditProductRequest.model_validate(content))
        return edited, await shop.get_product(product_id)

    edited, product = visit(world, edit)
    assert edited.audit.status == "AUDITING"
    assert (product.skus[0].price.tax_exclusive_price, product.skus[0].inventory[0].quantity) == ("12.50", 7)


def test_price_and_stock_are_set_and_the_stock_is_read_back(world):
    product_id, sku_id = visit(world, lambda _, shop: listed(shop))
    judge(world)

    async def change(_, shop):
        price = SkuPrice(id=sku_id, price=Price(amount="11.99", currency="GBP"))
        stock = SkuInventory(id=sku_id, inventory=[AbsoluteStock(quantity=40)])
        answers = (
            await shop.update_prices(product_id, [price]),
            await shop.update_inventory(product_id, [stock]),
        )
        return answers, await shop.inventory(product_ids=[product_id]), await shop.get_product(product_id)

    answers, (inventory,), product = visit(world, change)
    assert [answer.errors for answer in answers] == [(), ()]
    assert inventory.skus[0].total_available_quantity == 40
    assert product.skus[0].price.tax_exclusive_price == "11.99"


def test_a_product_leaves_the_shop_and_comes_back(world):
    product_id, _ = visit(world, lambda _, shop: listed(shop))
    judge(world)

    async def travel(_, shop):
        (diagnosed,) = await shop.diagnoses([product_id])
        assert diagnosed.id == product_id
        for step in (shop.deactivate, shop.delete, shop.recover, shop.activate):
            assert (await step([product_id])).errors == ()
        filters = SearchProductsRequest(seller_skus=["MUG-1"], status="PENDING")
        (page,) = await collect(shop.search_products(filters))
        return page, await shop.delete([product_id, "1"])

    page, deleted = visit(world, travel)
    assert [product.id for product in page.products] == [product_id]
    assert [failed.detail.product_id for failed in deleted.errors] == ["1"]
