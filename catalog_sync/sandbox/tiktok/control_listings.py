"""Controls of listings: what there is, what the review will say, what platform and seller do by hand."""

from typing import Any, Literal

from pydantic import Field

from catalog_sync.sandbox.tiktok.control_call import Answer, Command, Control, Nothing, shop_named
from catalog_sync.sandbox.tiktok.control_hand_made import list_by_hand
from catalog_sync.sandbox.tiktok.control_shop_life import Listing, products_carrying
from catalog_sync.sandbox.tiktok.control_views import duplicates, product_state
from catalog_sync.sandbox.tiktok.review import settle, withdraw
from catalog_sync.sandbox.tiktok.world import World


class ShopFilter(Command):
    """One shop by its id, or all."""

    shop_id: str | None = None


class Reason(Command):
    """One reason of a scripted rejection."""

    position: str
    reasons: list[str]
    suggestions: list[str] = Field(default_factory=list)


class Verdict(Command):
    """The next review of a listing with this seller SKU: refused for the reasons, or approved when there are none."""

    region: str
    seller_sku: str
    reasons: list[Reason]


class ForcedStatus(Listing):
    """A platform action on the products with a seller SKU."""

    product_status: Literal["FREEZE", "PLATFORM_DEACTIVATED"]


class HandMade(Command):
    """A listing that the seller typed into Seller Center: any fields of a create; a live one skips its review."""

    region: str
    listing: dict[str, Any]
    live: bool = True


def tell_products(world: World, command: ShopFilter) -> Answer:
    """Tell everything about every product, every version of it, after the verdicts that are due."""
    shops = [shop for shop in world.shops.values() if command.shop_id in (None, shop.id)]
    for shop in shops:
        settle(world, shop)
    return {"products": [product_state(shop, p) for shop in shops for p in shop.products.values()]}


def tell_duplicates(world: World, _command: Nothing) -> Answer:
    """Tell which seller SKUs are listed twice."""
    return {"duplicates": [row for shop in world.shops.values() for row in duplicates(shop)]}


def add_verdict(world: World, verdict: Verdict) -> Answer:
    """Script the next review of a seller SKU."""
    reasons = [reason.model_dump() for reason in verdict.reasons]
    shop_named(world, verdict.region).verdicts[verdict.seller_sku].append(reasons)
    return {}


def force_status(world: World, forced: ForcedStatus) -> Answer:
    """Freeze or deactivate products as the platform does."""
    found = products_carrying(world, forced)
    for product in found:
        withdraw(product)
        product.product_status = forced.product_status
        product.note("platform_action", world.clock.now())
    return {"product_ids": [product.id for product in found]}


def add_listing(world: World, command: HandMade) -> Answer:
    """List a product as if the seller had typed it into Seller Center."""
    product = list_by_hand(world, shop_named(world, command.region), command.listing, live=command.live)
    return {"product_id": product.id, "sku_ids": [sku.id for sku in product.base.skus]}


LISTING_CONTROLS = (
    Control("GET", "/products", ShopFilter, tell_products),
    Control("GET", "/duplicates", Nothing, tell_duplicates),
    Control("POST", "/verdicts", Verdict, add_verdict),
    Control("POST", "/statuses", ForcedStatus, force_status),
    Control("POST", "/listings", HandMade, add_listing),
)
