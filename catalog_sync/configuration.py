"""The configuration: one YAML file for apps, shops and PIM, and environment variables for secrets."""

import os
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from catalog_sync.configuration_part import EnvironmentVariable, Part
from catalog_sync.guard_configuration import GuardConfiguration
from catalog_sync.source_configuration import OffersConfiguration, PimConfiguration
from catalog_sync.yaml_files import YamlFileError, describe, load_yaml


class ConfigurationError(Exception):
    """The configuration cannot be used; the message names file, line and what is allowed, or the variable."""


class MissingConfigurationError(ConfigurationError):
    """There is no configuration file at all."""


class AppConfiguration(Part):
    """An app of the Partner Center. Shops in the US need one of their own, with its own review."""

    app_key: str
    secret_env: EnvironmentVariable = Field(description="the environment variable that holds the app secret")
    service_id: str
    api_url: str = "https://open-api.tiktokglobalshop.com"
    auth_url: str = "https://auth.tiktok-shops.com"
    authorize_url: str = "https://services.tiktokshop.com/open/authorize"


class ShopConfiguration(Part):
    """One shop. Its key in the file is the partition key: a region such as `GB`, or `GB-outlet`."""

    app: str = Field(description="a key of `apps`")
    shop_id: str
    region: str = Field(pattern="^[A-Z]{2}$", description="market code such as GB")
    mode: Literal["check", "draft", "live"] = Field(
        default="check",
        description="check: TikTok's listing check only, the shop is not changed; draft: new products are saved as "
        "drafts; live: they are listed",
    )
    listing_check: Literal["gate"] | None = Field(
        default=None,
        description="gate: a product that TikTok's listing check refuses is not created, but shown with its reasons",
    )
    guards: GuardConfiguration = GuardConfiguration()
    idempotency_keys: Literal["honoured", "unknown"] = Field(
        default="unknown",
        description="whether TikTok is known to answer a repeated idempotency key with the first product; "
        "until then a create whose answer was lost is looked for in the shop, and never simply repeated",
    )
    not_ours: frozenset[Literal["price", "stock"]] = Field(
        default=frozenset(),
        description="what others set in this shop: it is sent once with what is new there, then never again",
    )
    calls_per_second: float | None = Field(
        default=None,
        gt=0,
        description="the quota per endpoint where it is known, never exceeded; without it the quota is learned",
    )
    calls_per_day: int | None = Field(
        default=None,
        gt=0,
        description="budget over all endpoints and runs per UTC day; without it there is none",
    )
    creates_per_day: int | None = Field(
        default=None,
        gt=0,
        description="how many new products TikTok lets this shop list per UTC day, where it is known; without it "
        "the shop goes on until TikTok refuses one",
    )
    creates_first: Literal["value", "price", "stock"] = Field(
        default="value",
        description="which new products go first: those with the highest value (price times quantity), price, or stock",
    )


class BatchConfiguration(Part):
    """How much one run takes on."""

    products: int = Field(default=500, ge=1, le=5000, description="products per run")
    calls: int = Field(
        default=6000,
        ge=1,
        description="planned calls per run: ten minutes' worth at 10 a second, fewer where the shop's "
        "calls_per_second is lower",
    )
    freshness_seconds: int = Field(default=300, ge=0, description="how old the PIM mirror may be")
    enumeration_seconds: int = Field(
        default=86_400, ge=0, description="how often all products are listed to find deleted ones"
    )
    settle_seconds: float = Field(
        default=300,
        ge=0,
        description="how far apart two looks must both miss a lost create before it counts as absent",
    )


class Configuration(Part):
    """Everything but secrets."""

    environment: str = Field(description="name of this environment; the database remembers it")
    apps: dict[str, AppConfiguration]
    shops: dict[str, ShopConfiguration]
    pim: PimConfiguration
    offers: OffersConfiguration | None = None
    mapping: Path = Field(description="folder of the mapping rules, relative to this file")
    batch: BatchConfiguration = BatchConfiguration()
    schedule: str = Field(default="*/15 * * * *", description="cron of the regular sync, UTC")
    offers_schedule: str = Field(
        default="*/5 * * * *", description="cron of the sync of prices and stock alone, UTC"
    )
    reread_schedule: str = Field(
        default="0 2 * * 0",
        description="cron of the full re-read of the PIM, which counts missed changes, UTC",
    )
    review_interval_seconds: int = Field(default=60, ge=1, description="how often each shop's sensor looks")

    @model_validator(mode="after")
    def _shops_name_apps(self) -> "Configuration":
        for key, shop in self.shops.items():
            if shop.app not in self.apps:
                known = ", ".join(sorted(self.apps))
                raise ValueError(f"shop {key} names the app {shop.app!r}; allowed: {known}")
        return self


class Environment(BaseSettings):
    """What comes from environment variables, all prefixed `CATALOG_SYNC_`."""

    model_config = SettingsConfigDict(env_prefix="CATALOG_SYNC_")

    config: Path = Path("catalog_sync.yaml")
    database_url: SecretStr | None = None
    encryption_key: SecretStr | None = None


def load_configuration(path: Path) -> Configuration:
    """Read the file; ConfigurationError names every mistake with file, line and what is allowed."""
    try:
        data, lines = load_yaml(path)
        configuration = Configuration.model_validate(data)
    except ValidationError as invalid:
        raise ConfigurationError(describe(invalid, lines, Configuration)) from None
    except YamlFileError as unreadable:
        raise ConfigurationError(str(unreadable)) from unreadable
    return configuration.model_copy(update={"mapping": path.parent / configuration.mapping})


@cache
def current_configuration() -> Configuration:
    """The configuration of this process: the file that CATALOG_SYNC_CONFIG names, else `catalog_sync.yaml`."""
    path = Environment().config
    if not path.exists():
        raise MissingConfigurationError(
            f"There is no configuration at {path}. Write one (see the README), and name it in CATALOG_SYNC_CONFIG."
        )
    return load_configuration(path)


def secret(variable: str) -> SecretStr:
    """The secret in an environment variable; ConfigurationError when it is not set."""
    value = os.environ.get(variable)
    if not value:
        raise ConfigurationError(
            f"The environment variable {variable} is not set; it holds a secret we need."
        )
    return SecretStr(value)


def database_url() -> str:
    """The database of this process, from CATALOG_SYNC_DATABASE_URL."""
    url = Environment().database_url
    if url is None:
        raise ConfigurationError(
            "CATALOG_SYNC_DATABASE_URL is not set. It names the PostgreSQL database, for example "
            "postgresql+psycopg2://user:password@host/catalog_sync"
        )
    return url.get_secret_value()


def encryption_key() -> SecretStr:
    """The key that tokens are encrypted with, from CATALOG_SYNC_ENCRYPTION_KEY."""
    key = Environment().encryption_key
    if key is None:
        raise ConfigurationError(
            "CATALOG_SYNC_ENCRYPTION_KEY is not set; tokens are stored encrypted with it. Make one with: "
            "catalog-sync new-key"
        )
    return key
