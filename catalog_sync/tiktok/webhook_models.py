"""What TikTok tells by webhook, read tolerantly: one model per type that matters to a lister, the others kept raw."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AliasChoices, AwareDatetime, Field, ValidationInfo, field_validator

from catalog_sync.tiktok.models import Tolerant

ProductId = Annotated[str, Field(pattern=r"^[0-9]{1,20}$", description="a JSON number in types 5, 16 and 37")]


class ProductEvent(Tolerant):
    """Something happened to a product. A hint: order is not guaranteed, so read the product again."""

    product_id: ProductId
    update_time: AwareDatetime | None = None


class ProductStatusChange(ProductEvent):
    """Type 5: `status` is PRODUCT_FIRST_PASS_REVIEW, PRODUCT_STATUS_CHANGED or PRODUCT_AUDIT_FAILURE."""

    status: str = ""
    suspended_reason: str = ""


class ProductInformationChange(ProductEvent):
    """Type 15: changed content went live. `change_source` is SELLER_CENTER or OPEN_API."""

    change_source: str = ""
    changed_fields: tuple[str, ...] = ()


class ProductCreation(ProductEvent):
    """Type 16: a product was created, by whomever."""

    product_types: tuple[str, ...] = ()


class ProductCategoryChange(ProductEvent):
    """Type 18: a product moved to another category."""

    previous_category_id: str = ""
    current_category_id: str = ""


class Audit(Tolerant):
    """NONE, AUDITING, FAILED, PRE_APPROVED or APPROVED; the reasons say what a pre-approved product waits for."""

    status: str = ""
    pre_approved_reasons: tuple[str, ...] = Field(
        default=(), validation_alias=AliasChoices("pre_approved_reasons", "pre_approved_reason")
    )

    @field_validator("pre_approved_reasons", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        """The singular spelling may come as a text."""
        return [reason for reason in [value] if reason] if isinstance(value, str) else value


class ProductAuditStatusChange(ProductEvent):
    """Type 37: the review of a product moved on."""

    audit: Audit = Audit()


class SkuStatus(Tolerant):
    """CREATED, DELETED, ACTIVATED or DEACTIVATED; the source of a deactivation is SELLER, PLATFORM or COMBO_RELATION."""

    sku_id: str = ""
    status: str = ""
    deactivation_source: str = ""


class SkuStatusChange(ProductEvent):
    """Type 50: SKUs of a product came, went, or were switched."""

    skus: tuple[SkuStatus, ...] = ()


class SellerDeauthorization(Tolerant):
    """Type 6: the seller took the authorization back."""

    message: str = ""


class UpcomingAuthorizationExpiration(Tolerant):
    """Type 7: the authorization ends soon; told from 30 days ahead on."""

    message: str = ""
    expiration_time: AwareDatetime | None = None


class OtherData(Tolerant):
    """The data of a type that has no model here; its fields are in `model_extra`."""


DATA_TYPES: Mapping[int, type[Tolerant]] = {
    5: ProductStatusChange,
    6: SellerDeauthorization,
    7: UpcomingAuthorizationExpiration,
    15: ProductInformationChange,
    16: ProductCreation,
    18: ProductCategoryChange,
    37: ProductAuditStatusChange,
    50: SkuStatusChange,
}


class Notification(Tolerant):
    """One webhook (Partner API, Webhooks overview). It may come twice: `tts_notification_id` is the same then.

    `data` is an instance of the model that DATA_TYPES names for the type, or OtherData. Times may come in seconds or
    milliseconds. Shop events carry `shop_id`, seller events may carry `seller_open_id` instead.
    """

    type: int
    tts_notification_id: str = Field(pattern=r"^[!-~]{1,128}$")
    shop_id: str = ""
    seller_open_id: str = ""
    timestamp: AwareDatetime | None = None
    data: Tolerant = Field(default_factory=dict, validate_default=True)

    @field_validator("data", mode="before")
    @classmethod
    def _typed(cls, value: Any, info: ValidationInfo) -> Any:
        return DATA_TYPES.get(info.data.get("type", 0), OtherData).model_validate(value)
