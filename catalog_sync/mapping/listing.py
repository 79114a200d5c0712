"""What mapping produces: the desired listing of one product in one shop, and the findings that block or degrade it."""

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from catalog_sync.pim.document import Offer


class Severity(StrEnum):
    """`block` withholds the listing until it is mended; `warn` lets it go and shows it."""

    BLOCK = "block"
    WARN = "warn"


class Finding(BaseModel):
    """One thing that a person or a rule should mend, tied to its product and, where known, SKU and fields."""

    model_config = ConfigDict(frozen=True)

    code: str = Field(description="stable snake_case name, e.g. `certificate_missing`")
    severity: Severity
    message: str = Field(description="what is wrong, where, and what to do, in one or two sentences")
    sku: str | None = None
    field: str | None = Field(default=None, description="TikTok field, e.g. `skus.price`")
    attribute: str | None = Field(default=None, description="PIM attribute")
    rule: str | None = Field(default=None, description="where the rule stands: file and path inside it")


class SkuOffer(BaseModel):
    """One SKU's price and quantity, by warehouse where rules name several, and the offers that they were made of."""

    price: dict[str, str] | None = None
    quantity: int | None = None
    spread: dict[str, int] = Field(default_factory=dict)
    priced_by: Offer | None = None
    counted_by: Offer | None = None


class MappedListing(BaseModel):
    """The desired state of one listing.

    `content` is the Create Product body without price, inventory, idempotency key and save mode; its `skus` carry
    `seller_sku`. Wherever TikTok wants an uploaded picture or file it holds a placeholder
    `{"media": {"code": ..., "use_case": "MAIN_IMAGE" | "ATTRIBUTE_IMAGE" | "CERTIFICATION_FILE" | ..., **treatment}}`
    in place of the `{"uri": ...}` or `{"id", "name", "format"}` object.
    """

    product_key: str
    part_of: str | None = Field(
        default=None, description="the PIM product's key, where this is a further listing with a part of it"
    )
    category_id: str | None = None
    content: dict[str, Any] = Field(default_factory=dict)
    prices: dict[str, dict[str, str]] = Field(
        default_factory=dict, description="seller SKU -> {amount, currency}"
    )
    quantities: dict[str, int] = Field(default_factory=dict, description="seller SKU -> absolute quantity")
    spread: dict[str, dict[str, int]] = Field(
        default_factory=dict,
        description="seller SKU -> warehouse -> quantity, where the rules name warehouses",
    )
    aside: dict[str, SkuOffer] = Field(
        default_factory=dict,
        description="what withheld SKUs would bring: it goes where the shop has them all the same",
    )
    priced_by: dict[str, Offer] = Field(
        default_factory=dict,
        description="seller SKU -> the offer that its price was made of, its prices alone",
    )
    counted_by: dict[str, Offer] = Field(
        default_factory=dict,
        description="seller SKU -> the offer that its quantity was made of, that quantity alone",
    )
    active: bool = Field(
        default=True, description="false: should not be on sale (disabled, deleted, not eligible)"
    )
    needs_schema: bool = Field(
        default=False, description="the leaf's attributes and rules are not fetched yet"
    )
    withheld_skus: list[str] = Field(
        default_factory=list,
        description="seller SKUs (or PIM keys) that a finding keeps out; a live one should stay as it is",
    )
    carried_skus: list[str] = Field(
        default_factory=list,
        description="seller SKUs that cannot be mapped now and go as the shop last took them",
    )
    findings: list[Finding] = Field(default_factory=list)
    form_changes: list[int] = Field(
        default_factory=list, description="the changes of form that it waits for until a person confirms them"
    )
    turns_on: date | None = Field(
        default=None,
        description="the first day (UTC) on which the calendar alone changes it or what is told of it",
    )

    @property
    def pim_key(self) -> str:
        """The key of the product in the PIM mirror; `product_key` is that of the listing."""
        return self.part_of or self.product_key

    @property
    def blocked(self) -> bool:
        """Whether a finding withholds the listing."""
        return any(finding.severity is Severity.BLOCK for finding in self.findings)


class Correction(BaseModel):
    """What a corrector laid on top of the mapping after a rejection.

    `parameters` by corrector: `attach_certificate` {"certification_id", "media_codes", "valid_until"};
    `square_main_images` {}; further ones document themselves in `catalog_sync/review/corrections.py`.
    `source_hash` is the product's content hash the corrector read; a correction whose source changed is recomputed.
    """

    model_config = ConfigDict(frozen=True)

    corrector: str
    cause: str
    reason: str = Field(description="the market's words that led to it")
    parameters: dict[str, Any] = Field(default_factory=dict)
    source_hash: str
