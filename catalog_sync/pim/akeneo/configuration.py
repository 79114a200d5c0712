"""The configuration of an Akeneo PIM as a source of products."""

from typing import Literal, Self
from zoneinfo import available_timezones

from pydantic import Field, field_validator, model_validator

from catalog_sync.configuration_part import EnvironmentVariable, Part


class AkeneoConfiguration(Part):
    """An Akeneo PIM, with a connection made in it (client_id and username) or a custom app (token_env)."""

    url: str
    client_id: str | None = None
    secret_env: EnvironmentVariable = "CATALOG_SYNC_PIM_SECRET"  # noqa: S105
    username: str | None = None
    password_env: EnvironmentVariable = "CATALOG_SYNC_PIM_PASSWORD"  # noqa: S105
    token_env: EnvironmentVariable | None = None
    endpoint: Literal["auto", "uuid", "identifier"] = Field(
        default="auto",
        description="how products are read: by uuid (version 7 and SaaS), or by identifier as older versions do",
    )
    time_zone: str = Field(
        default="auto",
        description="the zone of the PIM's server (date.timezone of its PHP), e.g. Europe/Paris; auto finds it out",
    )
    overlap_seconds: int = Field(default=600, ge=0, description="how far each delta reads back")
    link_hosts: list[str] = Field(
        default=[], description="hosts in private networks that the media links of assets may lead to"
    )

    @model_validator(mode="after")
    def _one_kind_of_token(self) -> Self:
        of_connection = {"client_id", "username", "secret_env", "password_env"} & self.model_fields_set
        if self.token_env is not None and of_connection:
            raise ValueError(f"token_env stands for itself: leave out {', '.join(sorted(of_connection))}")
        if self.token_env is None and not (self.client_id and self.username):
            raise ValueError("name client_id and username of a connection, or token_env of a custom app")
        return self

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name != "auto" and name not in available_timezones():
            raise ValueError(f"{name} is no time zone; allowed: auto, or a name such as Europe/Paris")
        return name
