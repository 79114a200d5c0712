"""What the Partner API answers about stock."""

from catalog_sync.tiktok.models import Answer, Tolerant


class ReservedStock(Tolerant):
    """Units kept for a campaign or a creator, or free for everybody."""

    quantity: int = 0
    campaign_name: str = ""
    creator_name: str = ""


class Distribution(Tolerant):
    """How the available units split."""

    in_shop_inventory: ReservedStock = ReservedStock()
    campaign_inventory: tuple[ReservedStock, ...] = ()
    creator_inventory: tuple[ReservedStock, ...] = ()


class WarehouseInventory(Tolerant):
    """Units in one warehouse: on sale, and reserved by orders."""

    warehouse_id: str = ""
    available_quantity: int = 0
    committed_quantity: int = 0


class SkuStock(Tolerant):
    """Units of a SKU in all warehouses: on sale, and reserved by orders."""

    id: str
    seller_sku: str = ""
    total_available_quantity: int = 0
    total_committed_quantity: int = 0
    warehouse_inventory: tuple[WarehouseInventory, ...] = ()
    total_available_inventory_distribution: Distribution = Distribution()


class ProductInventory(Tolerant):
    """The stock of a product's SKUs."""

    product_id: str = ""
    skus: tuple[SkuStock, ...] = ()


class SearchedInventory(Answer):
    """Answer of Inventory Search."""

    inventory: tuple[ProductInventory, ...] = ()
