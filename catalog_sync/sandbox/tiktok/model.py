"""What the platform keeps: apps, shops, uploads and products with their two versions."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from catalog_sync.sandbox.tiktok.markets import Market

REVIEW_RULES = frozenset({"certificate", "image_size", "square_main_image", "banned_words"})
SCOPES = (
    "seller.authorization.info",
    "seller.shop.info",
    "seller.product.basic",
    "seller.product.write",
    "seller.product.delete",
    "seller.logistics",
)


@dataclass
class Image:
    """An uploaded picture: `width` and `height` after the ratio conversion, `decoded` as it came in."""

    uri: str
    url: str
    app_key: str
    width: int
    height: int
    decoded: tuple[int, int]
    use_case: str


@dataclass
class Document:
    """An uploaded file, always a PDF here."""

    id: str
    url: str
    app_key: str
    name: str


@dataclass
class Sku:
    """A variant of one version; price amount as text, stock by warehouse id."""

    id: str
    seller_sku: str
    external_sku_id: str
    amount: str
    inventory: dict[str, int]
    sales_attributes: list[dict[str, Any]]
    identifier_code: dict[str, str] | None


@dataclass
class Version:
    """One state of a listing: the top-level properties as the request spells them, and the SKUs."""

    content: dict[str, Any]
    skus: list[Sku]


@dataclass
class Product:
    """A product with its base version (sold, or the only one) and, once it is live, a candidate under review."""

    id: str
    base: Version
    create_time: int
    update_time: int
    product_status: str = "INITIAL"
    audit: str = "NONE"
    candidate: Version | None = None
    submission: int = 0
    audit_failed_reasons: list[dict[str, Any]] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)

    @property
    def status(self) -> str:
        """Return the field that mixes product and review state (Partner API, Products API overview)."""
        if self.product_status in {"DRAFT", "ACTIVATE", "FREEZE", "DELETED"}:
            return self.product_status
        return {"AUDITING": "PENDING", "FAILED": "FAILED"}.get(self.audit, self.product_status)

    @property
    def latest(self) -> Version:
        """Return the version that edits build upon."""
        return self.candidate or self.base

    @property
    def versions(self) -> list[Version]:
        """Return the base version and the candidate, where there is one."""
        return [self.base, self.candidate] if self.candidate else [self.base]

    def note(self, event: str, at: float, **details: Any) -> None:
        """Record what happened, and move the update time."""
        self.update_time = int(at)
        self.history.append(
            {"event": event, "time": at, "status": self.status, "audit": self.audit, **details}
        )


@dataclass
class ShopSettings:
    """What a test may change per shop: delays in seconds, rate in requests per second and endpoint."""

    review_delay: float = 2.0
    review_paused: bool = False
    review_rules: set[str] = field(default_factory=lambda: set(REVIEW_RULES))
    rate_limit: float = 50.0
    retry_after: float | None = 1.0
    daily_create_limit: int | None = None


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
    products: dict[str, Product] = field(default_factory=dict)
    by_seller_sku: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_sku_id: dict[str, str] = field(default_factory=dict)
    answers_by_idempotency_key: dict[str, dict[str, Any]] = field(default_factory=dict)
    review_queue: deque[tuple[float, str, int]] = field(default_factory=deque)
    verdicts: dict[str, deque[list[dict[str, Any]]]] = field(default_factory=lambda: defaultdict(deque))
    cursors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def region(self) -> str:
        """Return the region code, which is the partition key of the demo world."""
        return self.market.region

    def index(self, product: Product) -> None:
        """Make the product findable by the SKUs of all its versions."""
        for version in product.versions:
            for sku in version.skus:
                self.by_sku_id[sku.id] = product.id
                self.by_seller_sku[sku.seller_sku].add(product.id)


@dataclass
class App:
    """An app of Partner Center: `redirect_url` is where the seller is sent after authorizing."""

    name: str
    app_key: str
    app_secret: str = field(repr=False)
    service_id: str
    redirect_url: str
    shops: list[Shop]
    settings: ShopSettings
