"""The configuration of where products, prices and stock come from: one model per kind of source."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

EnvironmentVariable = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$", description="name of a variable")]


class Part(BaseModel):
    """A frozen part of the configuration that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AkeneoConfiguration(Part):
    """An Akeneo PIM and the connection made in it."""

    url: str
    client_id: str
    secret_env: EnvironmentVariable = "CATALOG_SYNC_PIM_SECRET"  # noqa: S105
    username: str
    password_env: EnvironmentVariable = "CATALOG_SYNC_PIM_PASSWORD"  # noqa: S105
    overlap_seconds: int = Field(default=600, ge=0, description="how far each delta reads back")


class ChangeLogConfiguration(Part):
    """A log of changes in a PostgreSQL database."""


class FeedConfiguration(Part):
    """Files that the PIM drops into a folder."""


class HttpOffersConfiguration(Part):
    """Prices and stock over HTTP."""

    url: str
    key_env: EnvironmentVariable = "CATALOG_SYNC_OFFERS_KEY"


class SqlOffersConfiguration(Part):
    """Prices and stock in a table or view of a PostgreSQL database."""


class FeedOffersConfiguration(Part):
    """Prices and stock in files dropped into a folder."""


class PimOffersConfiguration(Part):
    """Prices and stock from attributes of the products themselves."""


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
