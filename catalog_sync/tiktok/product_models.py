"""Products in the Partner API: what it answers about them, and the small bodies of price and stock updates."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from catalog_sync.tiktok.category_models import Category
from catalog_sync.tiktok.models import Answer, Tolerant

Decimal = Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)?$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Id = Annotated[str, StringConstraints(pattern=r"^\d+$")]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NewPrice(_Strict):
    """The display price: `amount` for local and intra-EU sellers (Update Price)."""

    amount: Decimal
    currency: Currency


class SkuPrice(_Strict):
    """The price that a SKU shall have."""

    id: Id
    price: NewPrice


class WarehouseStock(_Strict):
    """The absolute number of units ready to ship from a warehouse (Update Inventory)."""

    warehouse_id: Id
    quantity: int = Field(ge=0, le=999_999)


class SkuInventory(_Strict):
    """The stock that a SKU shall have; all its warehouses and no others, else 12052533."""

    id: Id
    inventory: tuple[WarehouseStock, ...] = Field(min_length=1)


class Audit(Tolerant):
    """Where the review of a product stands."""

    status: str = Field(default="", description="NONE, AUDITING, FAILED, PRE_APPROVED, APPROVED")
    pre_approved_reasons: tuple[str, ...] = ()
    not_submitted_reasons: tuple[str, ...] = ()


class AuditFailure(Tolerant):
    """One finding of a review that failed."""

    listing_platform: str = ""
    position: str = ""
    reasons: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()


class SavedSku(Tolerant):
    """The id that TikTok gave to a SKU."""

    id: str
    seller_sku: str = ""
    external_sku_id: str = ""


class CreatedProduct(Answer):
    """A product that was accepted; `warnings` tell which fields TikTok dropped on the way."""

    product_id: str
    skus: tuple[SavedSku, ...] = ()


class EditedProduct(Answer):
    """An edit that was accepted; a partial edit answers without warnings."""

    product_id: str = ""
    skus: tuple[SavedSku, ...] = ()
    audit: Audit = Audit()


class Price(Tolerant):
    """A price as TikTok shows it; local sellers find theirs in `tax_exclusive_price` of search answers."""

    currency: str = ""
    sale_price: str = ""
    tax_exclusive_price: str = ""


class Inventory(Tolerant):
    """Units of a SKU in a warehouse."""

    warehouse_id: str = ""
    quantity: int = 0


class SkuStatus(Tolerant):
    """NORMAL or DEACTIVATED, and by whom: SELLER, PLATFORM or COMBO_RELATION."""

    status: str = ""
    deactivation_source: str = ""


class SalesAttribute(Tolerant):
    """A variant axis of a SKU and its value."""

    id: str = ""
    name: str = ""
    value_id: str = ""
    value_name: str = ""


class Sku(Tolerant):
    """A SKU as the shop holds it."""

    id: str
    seller_sku: str = ""
    external_sku_id: str = ""
    price: Price = Price()
    inventory: tuple[Inventory, ...] = ()
    sales_attributes: tuple[SalesAttribute, ...] = ()
    status_info: SkuStatus = SkuStatus()


class ProductSummary(Tolerant):
    """A product as search lists it; times are Unix seconds."""

    id: str
    title: str = ""
    status: str = Field(
        default="",
        description="DRAFT, PENDING, FAILED, ACTIVATE, SELLER_DEACTIVATED, PLATFORM_DEACTIVATED, FREEZE, DELETED",
    )
    audit: Audit = Audit()
    has_draft: bool = False
    create_time: int = 0
    update_time: int = 0
    skus: tuple[Sku, ...] = ()


class SearchPage(Answer):
    """One page of a search; `next_page_token` is empty on the last one."""

    products: tuple[ProductSummary, ...] = ()
    next_page_token: str = ""
    total_count: int = 0


class ProductDetail(ProductSummary, Answer):
    """A product as the shop holds it; its field names differ from those of the Create Product body."""

    product_status: str = ""
    audit_failed_reasons: tuple[AuditFailure, ...] = ()
    description: str = ""
    category_chains: tuple[Category, ...] = ()
    external_product_id: str = ""

    @property
    def category_id(self) -> str:
        """The leaf category, empty when unknown."""
        return next((node.id for node in self.category_chains if node.is_leaf), "")


class FailReason(Tolerant):
    """Why Create Product would refuse, with the code it would give."""

    code: int = 0
    message: str = ""


class CheckResult(Answer):
    """What Create Product would say; nothing was created."""

    check_result: str = Field(default="", description="PASS or FAILED")
    fail_reasons: tuple[FailReason, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the product could be listed as it is."""
        return self.check_result == "PASS" and not self.fail_reasons
