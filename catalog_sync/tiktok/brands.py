"""Calls about brands: those a shop may name, and custom ones of the seller."""

from collections.abc import AsyncIterator

from pydantic import Field, field_validator

from catalog_sync.tiktok import endpoints
from catalog_sync.tiktok.ask import Ask
from catalog_sync.tiktok.bodies import Body
from catalog_sync.tiktok.models import Answer, Page, Tolerant
from catalog_sync.tiktok.product_parts import CategoryVersion
from catalog_sync.tiktok.resource import PAGE_SIZE, Resource


class Brand(Tolerant):
    """A brand as a shop sees it; only authorized ones are shown to buyers."""

    id: str
    name: str = ""
    authorized_status: str = Field(default="", description="AUTHORIZED or UNAUTHORIZED")
    brand_status: str = Field(default="", description="AVAILABLE or UNAVAILABLE in the category asked about")
    is_t1_brand: bool = False

    @field_validator("authorized_status")
    @classmethod
    def _spelt(cls, value: str) -> str:
        """TikTok spells one of them UNAUTHORIEZD."""
        return "UNAUTHORIZED" if value == "UNAUTHORIEZD" else value

    @property
    def selectable(self) -> bool:
        """Whether a product may name it: authorized and available, or not authorized and not a renowned one."""
        if self.authorized_status == "AUTHORIZED":
            return self.brand_status in ("AVAILABLE", "")
        return not self.is_t1_brand


class BrandPage(Page):
    """One page of the brands."""

    brands: tuple[Brand, ...] = ()


class CreateCustomBrandRequest(Body):
    """A brand of the seller's own."""

    name: str = Field(min_length=2, max_length=30)


class CustomBrand(Answer):
    """The brand that was created."""

    id: str


class Brands(Resource):
    """The brands that a shop may name."""

    async def brands(
        self,
        *,
        category_id: str | None = None,
        is_authorized: bool | None = None,
        brand_name: str | None = None,
        category_version: CategoryVersion | None = None,
        page_size: int = PAGE_SIZE,
    ) -> AsyncIterator[BrandPage]:
        """Page after page of the brands, up to some 10,000; `brand_name` is the beginning of a name."""
        query = {
            "category_id": category_id,
            "is_authorized": None if is_authorized is None else int(is_authorized),
            "brand_name": brand_name,
            "category_version": category_version,
        }
        async for page in self._pages(Ask(endpoints.BRANDS, query=query), BrandPage, page_size):
            yield page


class CustomBrands(Resource):
    """Brands of the seller's own."""

    async def create_brand(self, name: str) -> CustomBrand:
        """Create a brand of 2 to 30 characters. Raises QuotaUsedUp after 50 a day or 1,000 in all."""
        ask = Ask(endpoints.CREATE_BRAND, body=CreateCustomBrandRequest(name=name))
        return await self._read(ask, CustomBrand)
