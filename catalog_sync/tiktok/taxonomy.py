"""Calls about what a shop has and what its categories demand."""

from typing import Literal

from catalog_sync.tiktok import endpoints
from catalog_sync.tiktok.ask import Ask
from catalog_sync.tiktok.category_models import (
    Categories,
    Category,
    CategoryAttribute,
    CategoryAttributes,
    CategoryRules,
)
from catalog_sync.tiktok.recommendation import RecommendCategoryRequest, RecommendedCategory
from catalog_sync.tiktok.resource import Resource
from catalog_sync.tiktok.shop_models import (
    DeliveryOption,
    DeliveryOptions,
    Prerequisite,
    Prerequisites,
    Warehouse,
    Warehouses,
)


class Taxonomy(Resource):
    """Warehouses, prerequisites and categories; `category_version` is v1 (3 levels) or v2 (7 levels)."""

    async def warehouses(self) -> tuple[Warehouse, ...]:
        """All warehouses of the shop, return warehouses and disabled ones among them."""
        return (await self._read(Ask(endpoints.WAREHOUSES), Warehouses)).warehouses

    async def delivery_options(
        self, warehouse_id: str, scope: Literal["WAREHOUSE", "PRODUCT"] | None = None
    ) -> tuple[DeliveryOption, ...]:
        """The ways to deliver from a warehouse; with scope PRODUCT those that a product may choose."""
        ask = Ask(endpoints.DELIVERY_OPTIONS, ids={"warehouse_id": warehouse_id}, query={"scope": scope})
        return (await self._read(ask, DeliveryOptions)).delivery_options

    async def prerequisites(self) -> tuple[Prerequisite, ...]:
        """What the shop needs before it may list, each with whether it fails."""
        return (await self._read(Ask(endpoints.PREREQUISITES), Prerequisites)).check_results

    async def categories(self, locale: str, category_version: str) -> tuple[Category, ...]:
        """The whole tree as one flat list (thousands of rows), named in `locale` (BCP 47)."""
        query = {"locale": locale, "category_version": category_version}
        return (await self._read(Ask(endpoints.CATEGORIES, query=query), Categories)).categories

    async def attributes(
        self, category_id: str, locale: str, category_version: str
    ) -> tuple[CategoryAttribute, ...]:
        """Product and sales attributes of a leaf. Raises PayloadRefused when it is no leaf of that tree."""
        ask = self._leaf(category_id, endpoints.ATTRIBUTES, locale, category_version)
        return (await self._read(ask, CategoryAttributes)).attributes

    async def rules(self, category_id: str, locale: str, category_version: str) -> CategoryRules:
        """Certificates, size chart, package size and more that a leaf demands."""
        return await self._read(
            self._leaf(category_id, endpoints.RULES, locale, category_version), CategoryRules
        )

    async def recommend_category(self, product: RecommendCategoryRequest) -> RecommendedCategory:
        """The leaf that TikTok would put a product in. Raises PayloadRefused when it finds none (12019064)."""
        return await self._read(Ask(endpoints.RECOMMEND_CATEGORY, body=product), RecommendedCategory)

    @staticmethod
    def _leaf(category_id: str, endpoint: endpoints.Endpoint, locale: str, category_version: str) -> Ask:
        query = {"locale": locale, "category_version": category_version}
        return Ask(endpoint, ids={"category_id": category_id}, query=query)
