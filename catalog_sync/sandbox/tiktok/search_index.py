"""What Search Products knows of a product: a snapshot after each change, seen only once the index has caught up."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from catalog_sync.sandbox.tiktok.model import Product, Sku

KEPT = 50


@dataclass(frozen=True)
class SeenSku:
    """A SKU as the index holds it; stock by warehouse id."""

    id: str
    seller_sku: str
    amount: str
    inventory: dict[str, int]
    deactivated_by: str
    list_price: dict[str, str] | None


@dataclass(frozen=True)
class Seen:
    """The searchable side of a product since `at`, in unix seconds; only the base version shows."""

    at: float
    status: str
    audit: str
    pre_approved_reasons: tuple[str, ...]
    title: str
    update_time: int
    has_draft: bool
    skus: tuple[SeenSku, ...]


class Glimpses:
    """The last snapshots of one product, oldest first."""

    def __init__(self) -> None:
        self._seen: list[Seen] = []

    def take(self, product: "Product", at: float) -> None:
        """Remember what the product looks like now."""
        self._seen.append(seen_of(product, at))
        del self._seen[:-KEPT]

    def until(self, at: float) -> Seen | None:
        """Return the last snapshot taken up to `at`; nothing when the index has not met the product yet."""
        return next((seen for seen in reversed(self._seen) if seen.at <= at), None)


def seen_of(product: "Product", at: float) -> Seen:
    """Return what the index would hold of the product as it is."""
    return Seen(
        at=at,
        status=product.status,
        audit=product.audit,
        pre_approved_reasons=tuple(product.pre_approved_reasons),
        title=product.base.content.get("title", ""),
        update_time=product.update_time,
        has_draft=product.draft is not None,
        skus=tuple(_sku(sku) for sku in product.base.skus),
    )


def _sku(sku: "Sku") -> SeenSku:
    list_price: dict[str, Any] | None = sku.more.get("list_price")
    return SeenSku(sku.id, sku.seller_sku, sku.amount, dict(sku.inventory), sku.deactivated_by, list_price)
