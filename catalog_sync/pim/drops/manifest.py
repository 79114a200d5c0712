"""The manifest of a drop: JSON that is written last and says what files there are, how long, and what they mean."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
)

ENDING = "manifest.json"

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{64}$", to_lower=True)]


class ManifestFile(BaseModel):
    """A file of the drop: `name` as seen from the manifest's folder, `rows` without the header."""

    model_config = ConfigDict(frozen=True)

    name: str
    size: int | None = None
    sha256: Sha256 | None = None
    rows: int | None = None

    @field_validator("name")
    @classmethod
    def _below(cls, name: str) -> str:
        if name.startswith("/") or not {"", ".", ".."}.isdisjoint(name.split("/")):
            raise ValueError("a file has to lie in the manifest's folder or below")
        return name


class Manifest(BaseModel):
    """What a feed says of one drop. Keys that mean nothing to us are left alone."""

    model_config = ConfigDict(frozen=True)

    files: tuple[ManifestFile, ...] = Field(min_length=1)
    mode: Literal["full", "delta"] | None = None
    sequence: int | None = Field(default=None, ge=0, lt=2**63)
    as_of: AwareDatetime | None = None
    confirmed: bool = False


def is_manifest(own_name: str) -> bool:
    """Whether a file of this name is a manifest: `manifest.json` or `<anything>.manifest.json`."""
    return own_name == ENDING or own_name.endswith(f".{ENDING}")


def read_manifest(content: bytes) -> Manifest | str:
    """The manifest, or why it cannot be read: then it may still be being written."""
    try:
        return Manifest.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        return f"its manifest cannot be read: {where + ': ' if where else ''}{first['msg']}"


def sequence_at(moment: datetime) -> int:
    """The sequence of a drop that is ordered by a moment: seconds since 1970."""
    return int(moment.timestamp())
