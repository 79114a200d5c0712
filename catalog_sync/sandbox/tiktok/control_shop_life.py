"""Controls of a shop's life: promotions, buyers' orders, appeals, single SKUs, warehouses, edits in Seller Center."""

from typing import Literal

from pydantic import Field

from catalog_sync.sandbox.tiktok.control_call import Answer, Command, Control, shop_named
from catalog_sync.sandbox.tiktok.model import Product, Shop, Sku
from catalog_sync.sandbox.tiktok.world import World


class Listing(Command):
    """The products of a shop with a seller SKU."""

    region: str
    seller_sku: str


class Switch(Listing):
    """Something that begins for these products, or ends."""

    running: bool = True


class Pieces(Listing):
    """So many pieces of the SKU, out of its warehouses in their order."""

    quantity: int = Field(default=1, ge=1)


class SkuState(Listing):
    """Who took the SKU off sale; nobody puts it back."""

    deactivated_by: Literal["", "SELLER", "PLATFORM", "COMBO_RELATION"]


class HandEdit(Listing):
    """What the seller types into Seller Center over a live product; it is shown at once."""

    title: str | None = None
    description: str | None = None
    amount: str | None = None
    quantity: int | None = Field(default=None, ge=0)


class WarehouseState(Command):
    """A further sales warehouse: a new one, or a new state of one."""

    region: str
    effect_status: Literal["ENABLED", "DISABLED", "RESTRICTED"] = "ENABLED"
    warehouse_id: str | None = None


def switch_promotion(world: World, command: Switch) -> Answer:
    """Start or end a promotion: it locks prices, and stock from falling."""
    for product in (found := products_carrying(world, command)):
        product.in_promotion = command.running
        product.note("promotion_started" if command.running else "promotion_ended", world.clock.now())
    return _ids(found)


def switch_appeal(world: World, command: Switch) -> Answer:
    """Open or close an appeal: while it runs, nothing of the product can be changed."""
    for product in (found := products_carrying(world, command)):
        product.in_appeal = command.running
        product.note("appeal_opened" if command.running else "appeal_closed", world.clock.now())
    return _ids(found)


def place_order(world: World, command: Pieces) -> Answer:
    """Let a buyer order pieces: available stock falls, committed stock rises."""
    product = _live(world, command)
    for sku in _skus(product, command.seller_sku):
        if sum(sku.inventory.values()) < command.quantity or sku.deactivated_by:
            raise ValueError(f"{command.seller_sku} has not {command.quantity} pieces on sale")
    for sku in _skus(product, command.seller_sku):
        _move(sku.inventory, sku.committed, command.quantity)
    product.note("ordered", world.clock.now(), seller_sku=command.seller_sku, quantity=command.quantity)
    return _ids([product])


def ship_order(world: World, command: Pieces) -> Answer:
    """Ship ordered pieces: committed stock falls."""
    product = _live(world, command)
    for sku in _skus(product, command.seller_sku):
        _move(sku.committed, {}, min(command.quantity, sum(sku.committed.values())))
    product.note("shipped", world.clock.now(), seller_sku=command.seller_sku, quantity=command.quantity)
    return _ids([product])


def set_sku_state(world: World, command: SkuState) -> Answer:
    """Take one SKU off sale as seller or platform, or put it back."""
    for product in (found := products_carrying(world, command)):
        for sku in _skus(product, command.seller_sku):
            sku.deactivated_by = command.deactivated_by
        product.note("sku_state", world.clock.now(), seller_sku=command.seller_sku, by=command.deactivated_by)
    return _ids(found)


def edit_by_hand(world: World, command: HandEdit) -> Answer:
    """Change a product in Seller Center, past the API."""
    product = _live(world, command)
    texts = {"title": command.title, "description": command.description}
    given = {name: text for name, text in texts.items() if text is not None}
    product.base.content = {**product.base.content, **given}
    for sku in (sku for sku in product.base.skus if sku.seller_sku == command.seller_sku):
        sku.amount = command.amount or sku.amount
        if command.quantity is not None:
            sku.inventory = {next(iter(sku.inventory)): command.quantity}
    product.note("edited_by_hand", world.clock.now(), changed_fields=sorted(given))
    return _ids([product])


def set_warehouse(world: World, command: WarehouseState) -> Answer:
    """Add a sales warehouse, or change the state of one."""
    shop = shop_named(world, command.region)
    if command.warehouse_id and command.warehouse_id not in shop.further_warehouses:
        raise ValueError(f"no further warehouse {command.warehouse_id}")
    warehouse_id = command.warehouse_id or world.new_id()
    shop.further_warehouses[warehouse_id] = command.effect_status
    return {"warehouse_id": warehouse_id}


def products_carrying(world: World, command: Listing) -> list[Product]:
    """Return the products that carry the seller SKU; a ValueError when there is none."""
    shop = shop_named(world, command.region)
    ids = sorted(shop.by_seller_sku.get(command.seller_sku, ()))
    found = [shop.products[id_] for id_ in ids if _carries(shop, id_, command.seller_sku)]
    if not found:
        raise ValueError(f"no product in {command.region} with the seller SKU {command.seller_sku}")
    return found


def _carries(shop: Shop, product_id: str, seller_sku: str) -> bool:
    return bool(_skus(shop.products[product_id], seller_sku))


def _live(world: World, command: Listing) -> Product:
    live = [product for product in products_carrying(world, command) if product.status == "ACTIVATE"]
    if not live:
        raise ValueError(f"no live product in {command.region} with the seller SKU {command.seller_sku}")
    return live[-1]


def _skus(product: Product, seller_sku: str) -> list[Sku]:
    """Return the SKU in every version of the product."""
    ids = {sku.id for sku in product.base.skus if sku.seller_sku == seller_sku}
    return [sku for version in product.versions for sku in version.skus if sku.id in ids]


def _move(source: dict[str, int], target: dict[str, int], quantity: int) -> None:
    for warehouse, there in source.items():
        moved = min(there, quantity)
        source[warehouse] = there - moved
        target[warehouse] = target.get(warehouse, 0) + moved
        quantity -= moved


def _ids(products: list[Product]) -> Answer:
    return {"product_ids": [product.id for product in products]}


SHOP_LIFE_CONTROLS = (
    Control("POST", "/promotions", Switch, switch_promotion),
    Control("POST", "/appeals", Switch, switch_appeal),
    Control("POST", "/orders", Pieces, place_order),
    Control("POST", "/shipments", Pieces, ship_order),
    Control("POST", "/skus", SkuState, set_sku_state),
    Control("POST", "/hand_edits", HandEdit, edit_by_hand),
    Control("POST", "/warehouses", WarehouseState, set_warehouse),
)
