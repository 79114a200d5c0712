"""How to reach an Akeneo PIM, and how to read from it."""

from datetime import timedelta
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, HttpUrl, SecretStr, model_validator

NOTHING = SecretStr("")


class AkeneoSettings(BaseModel):
    """A connection of the PIM (client id, secret, user name, password) or the token of a custom app; and how to read.

    `overlap` widens every delta backwards: the PIM's search index lags behind by minutes. `time_zone` is the zone of
    the PIM's server, in which it understands `updated` filters (SaaS: UTC); without one it is found out. `link_hosts`
    names hosts in private networks that media links may lead to.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    base_url: HttpUrl
    client_id: str = ""
    secret: SecretStr = NOTHING
    username: str = ""
    password: SecretStr = NOTHING
    token: SecretStr | None = None
    endpoint: Literal["auto", "uuid", "identifier"] = "auto"
    overlap: timedelta = timedelta(minutes=10)
    time_zone: ZoneInfo | None = None
    media_limit: int = 30_000_000
    media_seconds: float = 120
    link_hosts: frozenset[str] = frozenset()

    @model_validator(mode="after")
    def _one_kind_of_token(self) -> Self:
        given = (self.client_id, self.secret, self.username, self.password)
        if any(given) if self.token else not all(given):
            raise ValueError("give client_id, secret, username and password, or the token of a custom app")
        return self
