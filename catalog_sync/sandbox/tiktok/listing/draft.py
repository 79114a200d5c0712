"""A listing on its way in: the complete request payload, what it belongs to, and what was silently cleared."""

from dataclasses import dataclass, field
from typing import Any

from catalog_sync.sandbox.tiktok.markets import Market
from catalog_sync.sandbox.tiktok.model import App, Image, Product, Shop, Sku
from catalog_sync.sandbox.tiktok.taxonomy import Category, RegionTree
from catalog_sync.sandbox.tiktok.world import World


@dataclass
class Draft:
    """The payload has every property the listing will have; `existing` is the product that it edits."""

    world: World
    shop: Shop
    payload: dict[str, Any]
    existing: Product | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def app(self) -> App:
        """Return the app that the request came through."""
        return self.world.apps[self.shop.app_key]

    @property
    def market(self) -> Market:
        """Return the market of the shop."""
        return self.shop.market

    @property
    def tree(self) -> RegionTree:
        """Return the category tree of the shop."""
        return self.world.tree(self.shop)

    @property
    def category(self) -> Category | None:
        """Return the category, where the id is known."""
        return self.tree.categories.get(self.payload["category_id"])

    @property
    def skus(self) -> list[dict[str, Any]]:
        """Return the SKUs as the request spells them."""
        skus: list[dict[str, Any]] = self.payload["skus"]
        return skus

    def stored_sku(self, sku_id: str | None) -> Sku | None:
        """Return what is stored of a SKU that the listing already has, as edits build upon it."""
        versions = [self.existing.edited, *self.existing.versions] if self.existing else []
        return next((sku for version in versions for sku in version.skus if sku.id == sku_id), None)

    def image(self, uri: str) -> Image | None:
        """Return an uploaded picture; pictures of another app are unknown."""
        image = self.world.images.get(uri)
        return image if image and image.app_key == self.shop.app_key else None

    def clear(self, field_name: str, reason: str) -> None:
        """Warn that a value was dropped while the request went through."""
        self.warnings.append(
            f"The [{field_name}] field is incorrect and has been automatically cleared by the system."
            f" Reason: [{reason}]. You can edit it later."
        )
