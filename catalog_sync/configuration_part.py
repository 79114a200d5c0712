"""What all parts of the configuration share."""

from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is no time zone like Europe/London")
    return name


EnvironmentVariable = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$", description="name of a variable")]
ZoneName = Annotated[str, AfterValidator(_known_zone)]


class Part(BaseModel):
    """A frozen part of the configuration that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")
