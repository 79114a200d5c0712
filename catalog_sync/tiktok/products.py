"""Calls about the products of a shop: check, create, edit, read, search, diagnose."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from catalog_sync.tiktok import endpoints
from catalog_sync.tiktok.ask import Ask
from catalog_sync.tiktok.check_models import CheckResult, DiagnosedProduct, DiagnosedProducts
from catalog_sync.tiktok.errors import NotFound
from catalog_sync.tiktok.product_bodies import (
    CheckProductListingRequest,
    CreateProductRequest,
    EditProductRequest,
    PartialEditProductRequest,
)
from catalog_sync.tiktok.product_models import CreatedProduct, EditedProduct, ProductDetail, SearchPage
from catalog_sync.tiktok.resource import PAGE_SIZE, Resource
from catalog_sync.tiktok.search_bodies import SearchProductsRequest

MAX_DIAGNOSED = 200  # products of one call

_NO_SUCH_VERSION = 12052547


@dataclass(frozen=True)
class ProductVersions:
    """A product as buyers see it or last saw it, its edit under review, and its draft, where there are such."""

    live: ProductDetail
    under_review: ProductDetail | None
    draft: ProductDetail | None


class Products(Resource):
    """Changes raise OutcomeUnknown when their answer was lost; warnings come with the answer."""

    async def listing_check(
        self, product: CheckProductListingRequest, *, is_diagnosis_required: bool | None = None
    ) -> CheckResult:
        """What Create Product would say to `product`; nothing is created."""
        query = {"is_diagnosis_required": is_diagnosis_required}
        return await self._call(Ask(endpoints.CHECK_LISTING, query=query, body=product), CheckResult)

    async def create_product(self, product: CreateProductRequest, idempotency_key: str) -> CreatedProduct:
        """Create a product; the key (at most 128 characters) is unique per product and kept over retries."""
        keyed = CreateProductRequest.model_validate(dict(product) | {"idempotency_key": idempotency_key})
        return await self._call(Ask(endpoints.CREATE_PRODUCT, body=keyed), CreatedProduct)

    async def edit_product(self, product_id: str, product: EditProductRequest) -> EditedProduct:
        """Replace the whole product: what is left out is blanked, SKUs without their id are deleted.

        Price and inventory stay when left out.
        """
        ask = Ask(endpoints.EDIT_PRODUCT, ids={"product_id": product_id}, body=product)
        return await self._call(ask, EditedProduct)

    async def partial_edit_product(
        self, product_id: str, properties: PartialEditProductRequest
    ) -> EditedProduct:
        """Replace the top-level properties that are set, each as a whole."""
        ask = Ask(endpoints.PARTIAL_EDIT_PRODUCT, ids={"product_id": product_id}, body=properties)
        return await self._call(ask, EditedProduct)

    async def get_product(
        self, product_id: str, *, under_review: bool = False, draft: bool = False, locale: str | None = None
    ) -> ProductDetail:
        """The product as it is live, or else its version under review or its draft.

        Raises NotFound when there is no such product or version.
        """
        if under_review and draft:
            raise ValueError("a product is read under review or as a draft, not both")
        query = {
            "return_under_review_version": under_review or None,
            "return_draft_version": draft or None,
            "locale": locale,
        }
        ask = Ask(endpoints.GET_PRODUCT, ids={"product_id": product_id}, query=query)
        return await self._read(ask, ProductDetail)

    async def get_product_versions(self, product_id: str) -> ProductVersions:
        """The product in all its versions. Raises NotFound when the shop does not know it."""
        live = await self.get_product(product_id)
        return ProductVersions(
            live=live,
            under_review=await self._version(product_id, under_review=True),
            draft=await self._version(product_id, draft=True) if live.has_draft else None,
        )

    async def search_products(
        self, filters: SearchProductsRequest | None = None, *, page_size: int = PAGE_SIZE
    ) -> AsyncIterator[SearchPage]:
        """Page after page of the products that match, by default of all.

        A search shows at most 10,000 products (12052180) and lags behind changes: slice by update time.
        """
        ask = Ask(endpoints.SEARCH_PRODUCTS, body=filters or SearchProductsRequest())
        async for page in self._pages(ask, SearchPage, page_size):
            yield page

    async def diagnoses(self, product_ids: Sequence[str]) -> tuple[DiagnosedProduct, ...]:
        """What TikTok finds weak about at most 200 live products."""
        if len(product_ids) > MAX_DIAGNOSED:
            raise ValueError(f"at most {MAX_DIAGNOSED} products at once, not {len(product_ids)}")
        ask = Ask(endpoints.DIAGNOSES, query={"product_ids": list(product_ids)})
        return (await self._read(ask, DiagnosedProducts)).products

    async def _version(
        self, product_id: str, *, under_review: bool = False, draft: bool = False
    ) -> ProductDetail | None:
        try:
            return await self.get_product(product_id, under_review=under_review, draft=draft)
        except NotFound as error:
            if error.code == _NO_SUCH_VERSION:
                return None
            raise
