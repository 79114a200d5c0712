"""What the Partner API answers about products and their SKUs."""

from pydantic import AliasChoices, Field

from catalog_sync.tiktok.category_models import Category
from catalog_sync.tiktok.models import Answer, Page, Tolerant


class Audit(Tolerant):
    """Where the review of a product stands; the reasons' name is told in singular and plural."""

    status: str = Field(default="", description="NONE, AUDITING, FAILED, PRE_APPROVED, APPROVED")
    pre_approved_reasons: tuple[str, ...] = Field(
        default=(), validation_alias=AliasChoices("pre_approved_reasons", "pre_approved_reason")
    )
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


class IdentifierCode(Tolerant):
    """A product code: GTIN, EAN, UPC, ISBN or JAN."""

    code: str = ""
    type: str = ""


class Sku(Tolerant):
    """A SKU as the shop holds it."""

    id: str
    seller_sku: str = ""
    external_sku_id: str = ""
    price: Price = Price()
    inventory: tuple[Inventory, ...] = ()
    sales_attributes: tuple[SalesAttribute, ...] = ()
    identifier_code: IdentifierCode = IdentifierCode()
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


class SearchPage(Page):
    """One page of a search."""

    products: tuple[ProductSummary, ...] = ()


class Picture(Tolerant):
    """A picture of a product; sides in pixels."""

    uri: str = ""
    urls: tuple[str, ...] = ()
    width: int = 0
    height: int = 0


class Measurement(Tolerant):
    """Size or weight of the parcel: numbers as text and their unit."""

    length: str = ""
    width: str = ""
    height: str = ""
    value: str = ""
    unit: str = ""


class Named(Tolerant):
    """Something by id and name: a brand, a value, a document."""

    id: str = ""
    name: str = ""


class HeldAttribute(Named):
    """A product attribute with the values that the product has."""

    values: tuple[Named, ...] = ()


class HeldCertification(Tolerant):
    """A certificate that is attached; `expiration_date` is in Unix seconds, 0 when there is none."""

    id: str = ""
    title: str = ""
    files: tuple[Named, ...] = ()
    images: tuple[Picture, ...] = ()
    expiration_date: int = 0


class ProductDetail(ProductSummary, Answer):
    """A product as the shop holds it; its field names differ from those of the Create Product body."""

    product_status: str = ""
    audit_failed_reasons: tuple[AuditFailure, ...] = ()
    description: str = ""
    category_chains: tuple[Category, ...] = ()
    brand: Named = Named()
    main_images: tuple[Picture, ...] = ()
    package_weight: Measurement = Measurement()
    package_dimensions: Measurement = Measurement()
    product_attributes: tuple[HeldAttribute, ...] = ()
    certifications: tuple[HeldCertification, ...] = ()
    external_product_id: str = ""

    @property
    def category_id(self) -> str:
        """The leaf category, empty when unknown."""
        return next((node.id for node in self.category_chains if node.is_leaf), "")
