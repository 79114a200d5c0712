"""The bodies of price and stock updates, and of the look at the stock."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from catalog_sync.tiktok.bodies import Body, Id, Many
from catalog_sync.tiktok.product_bodies import MAX_SKUS
from catalog_sync.tiktok.sku_bodies import ExternalListPrice, ListPrice, Price, Quantity


class SkuPrice(Body):
    """The price that a SKU shall have."""

    id: Id
    price: Price
    list_price: ListPrice | None = None
    external_list_prices: Many[ExternalListPrice] | None = None


class UpdatePriceRequest(Body):
    """The prices of SKUs of one product."""

    skus: Annotated[Many[SkuPrice], Field(min_length=1, max_length=MAX_SKUS)]


class AbsoluteStock(Body):
    """The absolute number of units ready to ship; the warehouse may be left out where there is only one."""

    quantity: Quantity
    warehouse_id: Id | None = None
    backorder_quantity: int | None = None
    handling_time: int | None = None


class SkuInventory(Body):
    """The stock that a SKU shall have; all its warehouses and no others, else 12052533."""

    id: Id
    inventory: Annotated[Many[AbsoluteStock], Field(min_length=1)]


class UpdateInventoryRequest(Body):
    """The stock of SKUs of one product."""

    skus: Annotated[Many[SkuInventory], Field(min_length=1, max_length=MAX_SKUS)]


class InventorySearchRequest(Body):
    """The products or SKUs whose stock is asked for; with both, the SKUs win."""

    product_ids: Annotated[Many[Id], Field(max_length=100)] | None = None
    sku_ids: Annotated[Many[Id], Field(max_length=600)] | None = None

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not self.product_ids and not self.sku_ids:
            raise ValueError("an inventory search names products or SKUs")
        return self
