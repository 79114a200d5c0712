"""Answers of the Partner API about shops: which there are, where they ship from, what they lack."""

from pydantic import AliasChoices, Field, SecretStr, field_validator

from catalog_sync.tiktok.models import Answer, Tolerant


class AuthorizedShop(Tolerant):
    """A shop the seller authorized; `cipher` goes into every call about it. `region` is ISO-2 (GB, not UK)."""

    id: str
    cipher: SecretStr
    name: str = ""
    region: str = ""
    seller_type: str = Field(default="", description="LOCAL or CROSS_BORDER")
    code: str = ""


class AuthorizedShops(Answer):
    """Answer of Get Authorized Shops."""

    shops: tuple[AuthorizedShop, ...] = ()


class WarehouseAddress(Tolerant):
    """Where a warehouse stands; the district's key is misspelt on the wire."""

    region_code: str = ""
    city: str = ""
    district: str = Field(default="", validation_alias=AliasChoices("distict", "district"))
    postal_code: str = ""
    full_address: str = ""


class Warehouse(Tolerant):
    """A warehouse of the shop; only an enabled sales warehouse can hold stock of a listing."""

    id: str
    name: str = ""
    type: str = Field(default="", description="SALES_WAREHOUSE or RETURN_WAREHOUSE")
    sub_type: str = ""
    effect_status: str = Field(default="", description="ENABLED, DISABLED or RESTRICTED")
    is_default: bool = False
    address: WarehouseAddress = WarehouseAddress()

    @property
    def sells(self) -> bool:
        """Whether stock can be offered from here."""
        return self.type == "SALES_WAREHOUSE" and self.effect_status == "ENABLED"


class Warehouses(Answer):
    """Answer of Get Warehouse List; the list is absent when the shop has none."""

    warehouses: tuple[Warehouse, ...] = ()


class Prerequisite(Tolerant):
    """One thing a shop needs before it may list, e.g. RETURN_WAREHOUSE, and why it fails."""

    check_item: str
    is_failed: bool = False
    fail_reasons: tuple[str, ...] = ()

    @field_validator("check_item")
    @classmethod
    def _upper(cls, value: str) -> str:
        """TikTok spells one of them BANk_ACCOUNT."""
        return value.upper()


class Prerequisites(Answer):
    """Answer of Check Listing Prerequisites."""

    check_results: tuple[Prerequisite, ...] = ()


class ActiveShop(Tolerant):
    """A shop of the seller that is open; `region` is ISO-2."""

    id: str
    region: str = ""


class ActiveShops(Answer):
    """Answer of Get Active Shops."""

    shops: tuple[ActiveShop, ...] = ()


class Permissions(Answer):
    """Answer of Get Global Product Permission: MANAGE_GLOBAL_PRODUCT, or nothing for a purely local seller."""

    permissions: tuple[str, ...] = ()


class DimensionLimit(Tolerant):
    """The largest parcel that a delivery option takes."""

    max_length: float = 0
    max_width: float = 0
    max_height: float = 0
    unit: str = ""


class WeightLimit(Tolerant):
    """The lightest and the heaviest parcel that a delivery option takes."""

    min_weight: float = 0
    max_weight: float = 0
    unit: str = ""


class DeliveryOption(Tolerant):
    """A way to deliver from a warehouse."""

    id: str
    name: str = ""
    type: str = Field(default="", description="STANDARD, EXPRESS, ECONOMY, SEND_BY_SELLER, ...")
    description: str = ""
    platform: tuple[str, ...] = ()
    dimension_limit: DimensionLimit = DimensionLimit()
    weight_limit: WeightLimit = WeightLimit()


class DeliveryOptions(Answer):
    """Answer of Get Warehouse Delivery Options."""

    delivery_options: tuple[DeliveryOption, ...] = ()
