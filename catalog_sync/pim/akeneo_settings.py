"""How to reach an Akeneo PIM."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, HttpUrl, SecretStr


class AkeneoSettings(BaseModel):
    """A Connection of the PIM (its client id, secret, user) and how to read over it.

    `overlap` widens every delta backwards: the PIM's search index lags behind by minutes. `time_zone` is the zone of
    the PIM's server, in which it understands `updated` filters (SaaS: UTC); elsewhere use an overlap of an hour.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    base_url: HttpUrl
    client_id: str
    secret: SecretStr
    username: str
    password: SecretStr
    overlap: timedelta = timedelta(minutes=10)
    time_zone: ZoneInfo = ZoneInfo("UTC")
    media_limit: int = 30_000_000
    media_seconds: float = 120
