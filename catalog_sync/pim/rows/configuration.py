"""How rows of a table or file become products: which column holds what."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from catalog_sync.configuration_part import Part

ValueType = Literal["text", "number", "boolean", "date", "option", "options", "measurement", "prices"]


class RowMedia(Part):
    """A column with the path or URL of a file, or several with a separator between them."""

    column: str
    locale: str | None = None
    channel: str | None = None
    separator: str | None = None


class RowValue(Part):
    """A column with an attribute's value, for one locale and channel; no locale or channel means for all."""

    column: str
    locale: str | None = None
    channel: str | None = None
    type: ValueType = "text"
    unit: str | None = None
    unit_column: str | None = None
    currency: str | None = None
    separator: str = ","
    decimal: Literal[".", ","] | None = None


def _columns(named: Any) -> Any:
    """Accept `column`, `{column: ...}` and a list of both for each attribute."""
    if not isinstance(named, dict):
        return named
    several = {attribute: each if isinstance(each, list) else [each] for attribute, each in named.items()}
    return {
        attribute: [{"column": one} if isinstance(one, str) else one for one in each]
        for attribute, each in several.items()
    }


class RowMapping(Part):
    """How rows with columns become products: one row is one SKU, rows with the same parent are one product.

    Without `values` headers are read by Akeneo's convention: `attribute-locale-channel`, `weight` with
    `weight-unit`, `price-EUR`; `types` says which of these attributes are not plain text.
    """

    key: str = Field(description="column with the immutable key of the row, e.g. a uuid")
    sku: str | None = Field(default=None, description="column with the seller SKU; the key's without one")
    parent: str | None = Field(default=None, description="column with the code of the product above the SKU")
    family: str | None = None
    categories: str | None = None
    separator: str = Field(default=",", description="between categories, and between axes in a column")
    decimal: Literal[".", ","] = "."
    enabled: str | None = None
    enabled_words: list[str] = Field(default=["1", "true", "yes"])
    disabled_words: list[str] = Field(default=["0", "false", "no"])
    axes: list[str] | str = Field(
        default=[], description="attributes that tell SKUs apart, or a column naming them"
    )
    document: str | None = Field(
        default=None, description="column with the whole product as JSON, in place of all"
    )
    values: Annotated[dict[str, list[RowValue]], BeforeValidator(_columns)] | None = None
    types: dict[str, ValueType] = Field(default={})
    media: Annotated[dict[str, list[RowMedia]], BeforeValidator(_columns)] = Field(default={})
