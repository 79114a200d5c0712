"""Calls about the size charts of a seller."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from pydantic import Field

from catalog_sync.tiktok import endpoints
from catalog_sync.tiktok.ask import Ask
from catalog_sync.tiktok.models import Page, Tolerant
from catalog_sync.tiktok.resource import PAGE_SIZE, Resource
from catalog_sync.tiktok.search_bodies import SearchSizeChartsRequest


class SizeChartImage(Tolerant):
    """A size chart as a picture, in one language."""

    uri: str = ""
    url: str = ""
    locale: str = ""


class SizeChartTable(Tolerant):
    """A size chart as a table, in one language; `size_chart_data` holds headers and rows as TikTok sends them."""

    locale: str = ""
    size_chart_data: dict[str, Any] = Field(default_factory=dict)


class SizeChartTemplate(Tolerant):
    """A size chart of the seller; `template_id` goes into products."""

    template_id: str
    template_name: str = ""
    size_chart_mode: str = ""
    images: tuple[SizeChartImage, ...] = ()
    size_chart_datas: tuple[SizeChartTable, ...] = ()
    related_category_ids: tuple[str, ...] = ()


class SizeChartPage(Page):
    """One page of the size charts."""

    size_chart: tuple[SizeChartTemplate, ...] = ()


class SizeCharts(Resource):
    """Size charts that products of the seller can show."""

    async def size_charts(
        self,
        filters: SearchSizeChartsRequest | None = None,
        *,
        locales: Sequence[str] = (),
        page_size: int = PAGE_SIZE,
    ) -> AsyncIterator[SizeChartPage]:
        """Page after page of the size charts that match, by default of all."""
        ask = Ask(endpoints.SEARCH_SIZE_CHARTS, query={"locales": list(locales) or None}, body=filters)
        async for page in self._pages(ask, SizeChartPage, page_size):
            yield page
