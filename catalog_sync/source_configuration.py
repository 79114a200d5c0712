"""Where products, prices and stock come from: exactly one source each."""

from typing import Self

from pydantic import Field, model_validator

from catalog_sync.configuration_part import Part
from catalog_sync.pim.akeneo.configuration import AkeneoConfiguration
from catalog_sync.pim.change_log.configuration import ChangeLogConfiguration
from catalog_sync.pim.feed.configuration import FeedConfiguration
from catalog_sync.pim.offers.configuration import (
    FeedOffersConfiguration,
    HttpOffersConfiguration,
    PimOffersConfiguration,
    SqlOffersConfiguration,
)


class _OneSource(Part):
    _kinds: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        named = [kind for kind in self._kinds if getattr(self, kind) is not None]
        if len(named) != 1:
            raise ValueError(f"name exactly one source of {', '.join(self._kinds)}; found {len(named)}")
        return self


class PimConfiguration(_OneSource):
    """Where products come from: exactly one source."""

    _kinds = ("akeneo", "change_log", "feed")

    akeneo: AkeneoConfiguration | None = None
    change_log: ChangeLogConfiguration | None = None
    feed: FeedConfiguration | None = None


class OffersConfiguration(_OneSource):
    """Where prices and stock come from: exactly one source, read at a pace of its own."""

    _kinds = ("http", "sql", "feed", "pim")

    http: HttpOffersConfiguration | None = None
    sql: SqlOffersConfiguration | None = None
    feed: FeedOffersConfiguration | None = None
    pim: PimOffersConfiguration | None = None
    freshness_seconds: int = Field(
        default=60,
        ge=0,
        description="how old prices and stock may be in the mirror before they are read again",
    )
    max_age_seconds: int = Field(
        default=86_400, gt=0, description="a price or quantity whose as_of is older is never sent to a shop"
    )
