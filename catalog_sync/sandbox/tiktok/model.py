"""What the platform keeps: apps, shops, uploads and products with their two versions."""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from catalog_sync.sandbox.tiktok.markets import Market
from catalog_sync.sandbox.tiktok.scopes import SCOPES
from catalog_sync.sandbox.tiktok.search_index import Glimpses
from catalog_sync.sandbox.tiktok.seller_records import SellerRecords
from catalog_sync.sandbox.tiktok.shop_settings import ShopSettings


@dataclass
class Image:
    """An uploaded picture: `width` and `height` after the ratio conversion, `decoded` as it came in.

    `optimized_uri` is its version on a white background, ready from `optimized_at` in unix seconds on.
    """

    uri: str
    url: str
    app_key: str
    width: int
    height: int
    decoded: tuple[int, int]
    use_case: str
    white: bool = False
    optimized_uri: str = ""
    optimized_at: float = 0.0


@dataclass
class Document:
    """An uploaded file, always a PDF here."""

    id: str
    url: str
    app_key: str
    name: str


@dataclass
class Sku:
    """A variant of one version; price amount as text, stock and ordered pieces by warehouse id.

    `more` holds the request's further properties, `deactivated_by` is SELLER, PLATFORM or empty.
    """

    id: str
    seller_sku: str
    external_sku_id: str
    amount: str
    inventory: dict[str, int]
    sales_attributes: list[dict[str, Any]]
    identifier_code: dict[str, str] | None
    more: dict[str, Any] = field(default_factory=dict)
    committed: dict[str, int] = field(default_factory=dict)
    deactivated_by: str = ""


@dataclass
class Version:
    """One state of a listing: the top-level properties as the request spells them, and the SKUs."""

    content: dict[str, Any]
    skus: list[Sku]


@dataclass
class Product:
    """A product with its base version (sold, or the only one) and, once it is live, a candidate under review.

    A live product may also have a draft that was never submitted. `on_change` hears of every note.
    """

    id: str
    base: Version
    create_time: int
    update_time: int
    product_status: str = "INITIAL"
    audit: str = "NONE"
    candidate: Version | None = None
    draft: Version | None = None
    submission: int = 0
    audit_failed_reasons: list[dict[str, Any]] = field(default_factory=list)
    pre_approved_reasons: list[str] = field(default_factory=list)
    not_submitted_reasons: list[str] = field(default_factory=list)
    in_promotion: bool = False
    in_appeal: bool = False
    seen: Glimpses = field(default_factory=Glimpses)
    history: list[dict[str, Any]] = field(default_factory=list)
    on_change: Callable[["Product"], None] | None = field(default=None, repr=False, compare=False)

    @property
    def status(self) -> str:
        """Return the field that mixes product and review state (Partner API, Products API overview)."""
        if self.product_status in {"DRAFT", "ACTIVATE", "FREEZE", "DELETED"}:
            return self.product_status
        return {"AUDITING": "PENDING", "PRE_APPROVED": "PENDING", "FAILED": "FAILED"}.get(
            self.audit, self.product_status
        )

    @property
    def latest(self) -> Version:
        """Return the version under review, or else the base version."""
        return self.candidate or self.base

    @property
    def edited(self) -> Version:
        """Return the version that a partial edit builds upon."""
        return self.draft or self.latest

    @property
    def versions(self) -> list[Version]:
        """Return the base version, the candidate and the draft, where there are any."""
        return [version for version in (self.base, self.candidate, self.draft) if version]

    def note(self, event: str, at: float, **details: Any) -> None:
        """Record what happened, and move the update time."""
        self.update_time = int(at)
        self.history.append(
            {"event": event, "time": at, "status": self.status, "audit": self.audit, **details}
        )
        self.seen.take(self, at)
        if self.on_change:
            self.on_change(self)


@dataclass
class Shop:
    """A shop with its warehouses and everything listed in it."""

    id: str
    code: str
    cipher: str
    name: str
    market: Market
    app_key: str
    sales_warehouse: str
    return_warehouse: str
    settings: ShopSettings
    seller_type: str = "LOCAL"
    disabled: bool = False
    products: dict[str, Product] = field(default_factory=dict)
    by_seller_sku: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_sku_id: dict[str, str] = field(default_factory=dict)
    answers_by_idempotency_key: dict[str, dict[str, Any]] = field(default_factory=dict)
    review_queue: deque[tuple[float, str, int]] = field(default_factory=deque)
    pre_approved: set[str] = field(default_factory=set)
    verdicts: dict[str, deque[list[dict[str, Any]]]] = field(default_factory=lambda: defaultdict(deque))
    cursors: dict[str, tuple[float, list[str]]] = field(default_factory=dict)
    further_warehouses: dict[str, str] = field(default_factory=dict)
    on_change: Callable[[Product], None] | None = field(default=None, repr=False, compare=False)
    reviewing: Lock = field(default_factory=Lock, repr=False, compare=False)

    @property
    def region(self) -> str:
        """Return the region code, which is the partition key of the demo world."""
        return self.market.region

    def add(self, product: Product) -> None:
        """Keep a new product, and let whoever listens to this shop listen to it."""
        self.products[product.id] = product
        product.on_change = self.on_change

    def index(self, product: Product) -> None:
        """Make the product findable by the SKUs of all its versions."""
        for version in product.versions:
            for sku in version.skus:
                self.by_sku_id[sku.id] = product.id
                self.by_seller_sku[sku.seller_sku].add(product.id)


@dataclass
class App:
    """An app of Partner Center: `redirect_url` is where the seller is sent after authorizing.

    `ip_allow_list` holds the networks that may call; none means all.
    """

    name: str
    app_key: str
    app_secret: str = field(repr=False)
    service_id: str
    redirect_url: str
    shops: list[Shop]
    settings: ShopSettings
    scopes: tuple[str, ...] = SCOPES
    ip_allow_list: tuple[str, ...] | None = None
    records: SellerRecords = field(default_factory=SellerRecords)
