"""What only the bodies of edits carry: replicas in other markets, subscriptions, print on demand."""

from typing import Annotated, Literal

from pydantic import Field

from catalog_sync.tiktok.bodies import Amount, Body, Currency, Id, Many
from catalog_sync.tiktok.sku_bodies import Quantity

InventoryMode = Literal["SHARED", "EXCLUSIVE"]
"""Whether the replicas share one stock (EU)."""


class ReplicaPrice(Body):
    """The display price in another market."""

    currency: Currency
    sale_price: Amount


class ReplicaStock(Body):
    """Units in a warehouse of another market."""

    warehouse_id: Id | None = None
    quantity: Quantity | None = None


class ReplicaSku(Body):
    """A SKU in another market."""

    price: ReplicaPrice
    id: Id | None = None
    seller_sku: Annotated[str, Field(min_length=1, max_length=50)] | None = None
    inventory: Many[ReplicaStock] | None = None


class PartiallyEditedReplicaSku(ReplicaSku):
    """A SKU in another market as partial edits take it."""

    external_sku_id: Annotated[str, Field(max_length=999)] | None = None


class ReplicatedProduct(Body):
    """A market to which the edit is carried over (ISO-2)."""

    region: str
    skus: Many[ReplicaSku] | None = None
    inventory_mode: InventoryMode | None = None


class PartiallyEditedReplica(Body):
    """A market to which a partial edit is carried over."""

    region: str
    skus: Many[PartiallyEditedReplicaSku] | None = None
    inventory_mode: InventoryMode | None = None


class SubscribeDiscount(Body):
    """A discount for subscribers."""

    discount_level: str | None = None
    discount_value: int | None = None


class SubscribeInfo(Body):
    """Subscribe & Save."""

    subscribe_status: str | None = None
    discount_details: Many[SubscribeDiscount] | None = None


class PodImage(Body):
    """A picture of a template."""

    uri: str | None = None


class AreaPlacement(Body):
    """Where on its surface an area lies."""

    height: str | None = None
    width: str | None = None
    x_coordinate: str | None = None
    y_coordinate: str | None = None
    rotate_degree: str | None = None


class ImageArea(Body):
    """An area for a buyer's picture; sides in pixels."""

    default_image: PodImage | None = None
    min_height: int | None = None
    min_width: int | None = None


class TextArea(Body):
    """An area for a buyer's text."""

    align_type: str | None = None
    colors: Many[str] | None = None
    default_text: str | None = None
    fonts: Many[str] | None = None
    max_text_length: int | None = None


class CustomArea(Body):
    """An area that buyers can customise."""

    area_name: str | None = None
    area_placement: AreaPlacement | None = None
    area_type: str | None = None
    external_area_id: str | None = None
    image_area: ImageArea | None = None
    is_required: bool | None = None
    text_area: TextArea | None = None


class Surface(Body):
    """A printable side of the product."""

    background_image: PodImage | None = None
    custom_areas: Many[CustomArea] | None = None
    external_surface_id: str | None = None
    mask_image: PodImage | None = None
    surface_name: str | None = None


class PodTemplate(Body):
    """A print-on-demand template and the SKUs it is for."""

    pod_template_id: Id | None = None
    remark: str | None = None
    sku_ids: Many[Id] | None = None
    surfaces: Many[Surface] | None = None
    template_name: str | None = None


class PodInfo(Body):
    """Print on demand."""

    pod_templates: Many[PodTemplate] | None = None
