"""How the demo PIM behaves: as a current SaaS PIM unless switched to an older, busy, badly set up or broken one."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Literal

NextLinks = Literal["sound", "forgetful", "other", "inside", "circular", "empty_page"]
"""What is wrong with `next` links: they forget the search (pim-community-dev#11722), ask for another one, name an
inner http address (magento2-connector#531), lead back to the first page, or lead through an empty page."""


@dataclass
class Behaviour:
    """Switches, to be set at any time; `throttled` counts down with every call it refuses."""

    uuid_endpoints: bool = True
    time_zone: tzinfo = UTC
    mislabelled: bool = False
    """Whether `updated` shows UTC's wall time with the local offset (pim-community-dev#13892)."""
    index_empty: bool = False
    index_short_by: int = 0
    """How many rows every list of products or models stops short of its count (api-php-client#197)."""
    throttled: int = 0
    retry_after: int = 1
    forbidden: set[str] = field(default_factory=set)
    """Resources that are answered with 403: the first segments of paths, and `options` and `variants`."""
    next_links: NextLinks = "sound"

    def shows_utc(self) -> bool:
        """Whether times are shown as they are kept."""
        return self.time_zone is UTC

    def shown(self, updated: datetime) -> str:
        """A time as answers show it."""
        if self.mislabelled:
            offset = updated.astimezone(self.time_zone).strftime("%z")
            return f"{updated:%Y-%m-%dT%H:%M:%S}{offset[:3]}:{offset[3:]}"
        return updated.astimezone(self.time_zone).isoformat(timespec="seconds")

    def understood(self, naive: datetime) -> datetime:
        """A time in a filter, which names no offset, as the server reads it."""
        return naive.replace(tzinfo=self.time_zone).astimezone(UTC)
