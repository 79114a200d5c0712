"""The configuration of a folder that files are dropped into."""

import re
from typing import Literal

from pydantic import Field, field_validator

from catalog_sync.configuration_part import EnvironmentVariable, Part


class DropsConfiguration(Part):
    """A folder that files are dropped into, and how its drops are recognised."""

    url: str = Field(description="folder, as a URL of fsspec such as file:///srv/feed or s3://bucket/feed")
    options: dict[str, str | int | bool] = Field(default={}, description="options of the fsspec driver")
    options_env: dict[str, EnvironmentVariable] = Field(
        default={}, description="options of the fsspec driver that are secret, each in a variable"
    )
    files: str = Field(default="*", description="shell pattern of the names of the files of this feed")
    naming: str | None = Field(
        default=None,
        description="regular expression over names, with any of the groups `time`, `sequence`, `mode`",
    )
    time_format: str = Field(default="%Y%m%d", description="of the group `time`, as strptime takes it; UTC")
    mode: Literal["full", "delta"] = Field(
        default="full", description="of drops whose manifest and name do not say it"
    )
    format: Literal["csv", "jsonl"] | None = Field(
        default=None, description="without it the name's ending says it"
    )
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    encoding: str = "utf-8"
    age_seconds: int | None = Field(
        default=None,
        ge=0,
        description="take a file without manifest and marker once it has not changed for so long; else never",
    )
    patience_seconds: int = Field(
        default=3600, ge=0, description="how long a drop may stay unfinished before it is refused and shown"
    )
    max_shrink: float = Field(
        default=0.2, ge=0, le=1, description="share of rows by which a full drop may fall below the last one"
    )
    confirmed: frozenset[str] = Field(
        default=frozenset(),
        description="names or digests of drops to apply although they are shrunken or late",
    )

    @property
    def origin(self) -> str:
        """The folder and which of its files."""
        return f"{self.url.rstrip('/')}/{self.files}"

    @field_validator("url")
    @classmethod
    def _no_secret(cls, url: str) -> str:
        if re.match(r"[^/]*//[^/@]*:[^/@]*@", url):
            raise ValueError("a password has no place in the url; name its variable under options_env")
        return url

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, encoding: str) -> str:
        try:
            "".encode(encoding)
        except LookupError:
            raise ValueError(f"{encoding!r} is no encoding like utf-8 or cp1252") from None
        return encoding

    @field_validator("naming")
    @classmethod
    def _regular(cls, naming: str | None) -> str | None:
        try:
            unknown = set(re.compile(naming or "").groupindex) - {"time", "sequence", "mode"}
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from None
        if unknown:
            raise ValueError(f"knows no group {', '.join(sorted(unknown))}; allowed: time, sequence, mode")
        return naming
