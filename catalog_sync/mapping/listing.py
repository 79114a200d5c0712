"""What mapping produces: the desired listing of one product in one shop, and the findings that block or degrade it."""

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


class MappedListing(BaseModel):
    """The desired state of one listing.

    `content` is the Create Product body without price, inventory, idempotency key and save mode; its `skus` carry
    `seller_sku`. Wherever TikTok wants an uploaded picture or file it holds a placeholder
    `{"media": {"code": ..., "use_case": "MAIN_IMAGE" | "ATTRIBUTE_IMAGE" | "CERTIFICATION_FILE" | ..., **treatment}}`
    in place of the `{"uri": ...}` or `{"id", "name", "format"}` object.
    """

    product_key: str
    category_id: str | None = None
    content: dict[str, Any] = {}
    prices: dict[str, dict[str, str]] = Field(default={}, description="seller SKU -> {amount, currency}")
    quantities: dict[str, int] = Field(default={}, description="seller SKU -> absolute quantity")
    priced_by: dict[str, Offer] = Field(
        default={}, description="seller SKU -> the offer that its price was made of, its prices alone"
    )
    counted_by: dict[str, Offer] = Field(
        default={}, description="seller SKU -> the offer that its quantity was made of, that quantity alone"
    )
    active: bool = Field(
        default=True, description="false: should not be on sale (disabled, deleted, not eligible)"
    )
    needs_schema: bool = Field(
        default=False, description="the leaf's attributes and rules are not fetched yet"
    )
    withheld_skus: list[str] = Field(
        default=[],
        description="seller SKUs (or PIM keys) that a finding keeps out; a live one should stay as it is",
    )
    findings: list[Finding] = []

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
    parameters: dict[str, Any] = {}
    source_hash: str
