"""The product facts of the demo catalogue, read from the tables in `tables/`: one per family."""

from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

TABLES = (
    "cushions",
    "table_lamps",
    "mugs",
    "water_bottles",
    "t_shirts",
    "face_creams",
    "plush_toys",
    "backpacks",
    "phone_cases",
    "kitchen_knives",
)
Locale = Literal["en_US", "id_ID", "de_DE"]


class Facts(BaseModel):
    """A frozen model that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Facts):
    """Title and first sentence of a listing in one locale."""

    name: str
    lead: str


class Listing(Facts):
    """One simple product or, with `variant`, one product model; `sku` is the SKU or the model's code."""

    sku: str
    texts: dict[Locale, Text]
    values: dict[str, Any] = Field(default={}, description="null takes away what the family says")
    weight: str
    box: str = Field(description="length x width x height UNIT of the package")
    offer: list[float] = Field(description="a price for each currency of the dictionary")
    look: str = Field(description="the pattern or animal that is drawn")
    tint: str | None = Field(default=None, description="the drawn color where it is no attribute")
    variant: str | None = None
    colors: list[str] = []
    sizes: list[str] = []
    ean: int | None = Field(default=None, description="an EAN as it stands, instead of a right one")
    certificate: Literal["own", "none"] = "own"
    picture_case: str | None = None


class FamilyFacts(Facts):
    """What the listings of a family share: `shape` is what is drawn, `certificate` what their own document is about."""

    family: str
    shape: str
    categories: list[str]
    values: dict[str, Any]
    certificate: str | None = None
    points: dict[Locale, list[str]]
    listings: dict[str, dict[str, Any]]

    def each(self) -> Iterator[Listing]:
        """Yield the listings in the order of the table."""
        return (Listing(sku=sku, **facts) for sku, facts in self.listings.items())


class DocumentFacts(Facts):
    """One certificate that is a product of its own."""

    name: dict[Locale, str]
    certificate_type: str
    covers_skus: list[str]


class CertificateFacts(Facts):
    """The certificates of the catalogue by SKU."""

    family: str
    categories: list[str]
    documents: dict[str, DocumentFacts]


def read_table(path: str) -> dict[str, Any]:
    """Return a YAML table of this package."""
    text = resources.files("catalog_sync.sandbox.catalogue").joinpath(path).read_text(encoding="utf-8")
    table: dict[str, Any] = yaml.safe_load(text)
    return table


@cache
def families_for_sale() -> tuple[FamilyFacts, ...]:
    """Return the families whose products are sold."""
    return tuple(FamilyFacts(**read_table(f"tables/{name}.yaml")) for name in TABLES)


@cache
def certificates() -> CertificateFacts:
    """Return the certificates that are products of their own."""
    return CertificateFacts(**read_table("tables/certificates.yaml"))
