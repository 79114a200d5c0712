"""Answers of the Partner API, read tolerantly; here what all share, shops, warehouses and uploads."""

from collections.abc import Mapping
from typing import Any

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from catalog_sync.tiktok.errors import TikTokError
from catalog_sync.tiktok.refusals import error_class


class Tolerant(BaseModel):
    """Keeps fields it does not know, reads null as absent, and ids sent as numbers as strings."""

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        coerce_numbers_to_str=True,
        validate_by_name=True,
        validate_by_alias=True,
        hide_input_in_errors=True,
        protected_namespaces=(),
    )

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {name: value for name, value in data.items() if value is not None}


class ExtraError(Tolerant):
    """A cause below an ItemError, at one warehouse where it concerns stock."""

    code: int = 0
    message: str = ""
    warehouse_id: str = ""


class ErrorDetail(Tolerant):
    """What an ItemError is about."""

    product_id: str = ""
    sku_id: str = ""
    extra_errors: tuple[ExtraError, ...] = ()


class ItemError(Tolerant):
    """Why one item of a call failed while the call as a whole succeeded."""

    code: int = 0
    message: str = ""
    detail: ErrorDetail = ErrorDetail()

    @property
    def kind(self) -> type[TikTokError]:
        """The error class that says what to do; the first cause beneath decides, as the code may be a wrapper."""
        inner = next(iter(self.detail.extra_errors), self)
        return error_class(inner.code, inner.message)

    def __str__(self) -> str:
        causes = "".join(f"; {extra.message} (code {extra.code})" for extra in self.detail.extra_errors)
        return f"{self.message} (code {self.code}){causes}"


class Answer(Tolerant):
    """The `data` of a successful call, with what TikTok complained about all the same."""

    errors: tuple[ItemError, ...] = ()
    warnings: tuple[str, ...] = ()

    @field_validator("warnings", mode="before")
    @classmethod
    def _texts(cls, value: Any) -> Any:
        """A list of objects on create and edit, a single object on listing check."""
        entries = value if isinstance(value, list) else [value]
        texts = [entry.get("message") if isinstance(entry, Mapping) else entry for entry in entries]
        return [text for text in texts if text]


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


class UploadedImage(Answer):
    """A picture in the shop: `uri` goes into product fields, `url` into descriptions.

    `width` and `height` are those after TikTok's own adjustment of the ratio.
    """

    uri: str
    url: str = ""
    width: int = 0
    height: int = 0
    use_case: str = ""


class UploadedFile(Answer):
    """A document or video in the shop."""

    id: str
    url: str = ""
    name: str = ""
    format: str = ""
