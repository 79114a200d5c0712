"""What all request bodies share: strict, frozen, and sent without what was not set."""

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

T = TypeVar("T")

Many = Annotated[tuple[T, ...], Field(strict=False)]
"""A JSON array; a list is taken as well as a tuple, its items are as strict as ever."""

Id = Annotated[str, StringConstraints(min_length=1)]
"""An id of TikTok's: text, never a number."""

Amount = Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)?$")]
"""A decimal number as text, e.g. a price or a weight."""

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""ISO 4217, e.g. GBP."""

Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}-[A-Z]{2}$")]
"""BCP 47, e.g. en-GB."""


class Body(BaseModel):
    """A JSON object that is sent. None means that it was not set, so it is left out; an empty list is sent.

    Only what the Partner API takes fits: an unknown field, a wrong type or a broken limit is a ValidationError.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    def payload(self) -> dict[str, Any]:
        """The object as plain data."""
        return self.model_dump(exclude_none=True)
