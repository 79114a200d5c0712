"""Answers of the Partner API, read tolerantly; here what all share, and uploads."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from catalog_sync.tiktok.errors import TikTokError
from catalog_sync.tiktok.refusals import error_class


class Tolerant(BaseModel):
    """Keeps fields it does not know, reads null as absent, and ids sent as numbers as strings."""

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        coerce_numbers_to_str=True,
        validate_by_name=True,
        validate_by_alias=True,
        hide_input_in_errors=True,
        protected_namespaces=(),
    )

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {name: value for name, value in data.items() if value is not None}


class ExtraError(Tolerant):
    """A cause below an ItemError, at one warehouse where it concerns stock."""

    code: int = 0
    message: str = ""
    warehouse_id: str = ""


class ErrorDetail(Tolerant):
    """What an ItemError is about."""

    product_id: str = ""
    sku_id: str = ""
    extra_errors: tuple[ExtraError, ...] = ()


class ItemError(Tolerant):
    """Why one item of a call failed while the call as a whole succeeded."""

    code: int = 0
    message: str = ""
    detail: ErrorDetail = ErrorDetail()

    @property
    def kind(self) -> type[TikTokError]:
        """The error class that says what to do; the first cause beneath decides, as the code may be a wrapper."""
        inner = next(iter(self.detail.extra_errors), self)
        return error_class(inner.code, inner.message)

    def __str__(self) -> str:
        causes = "".join(f"; {extra.message} (code {extra.code})" for extra in self.detail.extra_errors)
        return f"{self.message} (code {self.code}){causes}"


class Answer(Tolerant):
    """The `data` of a successful call, with what TikTok complained about all the same."""

    errors: tuple[ItemError, ...] = ()
    warnings: tuple[str, ...] = ()
    request_id: str = ""

    @field_validator("warnings", mode="before")
    @classmethod
    def _texts(cls, value: Any) -> Any:
        """A list of objects on create and edit, a single object on listing check."""
        entries = value if isinstance(value, list) else [value]
        texts = [entry.get("message") if isinstance(entry, Mapping) else entry for entry in entries]
        return [text for text in texts if text]

    @property
    def complaints(self) -> list[str]:
        """What TikTok complained about, in its words: warnings, then items that failed."""
        return [*self.warnings, *map(str, self.errors)]

    def or_raise(self, endpoint: str) -> Self:
        """The answer itself when no item failed. Raises what the first failure says to do, in the words of all."""
        if not self.errors:
            return self
        first = self.errors[0]
        raise first.kind("; ".join(map(str, self.errors)), endpoint, first.code, self.request_id)


class Page(Answer):
    """A part of a list; `next_page_token` is empty on the last one, `total_count` is that of the whole list."""

    next_page_token: str = ""
    total_count: int = 0


class UploadedImage(Answer):
    """A picture in the shop: `uri` goes into product fields, `url` into descriptions.

    `width` and `height` are those after TikTok's own adjustment of the ratio.
    """

    uri: str
    url: str = ""
    width: int = 0
    height: int = 0
    use_case: str = ""


class UploadedFile(Answer):
    """A document or video in the shop."""

    id: str
    url: str = ""
    name: str = ""
    format: str = ""
