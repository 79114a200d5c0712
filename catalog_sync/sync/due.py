"""How much is due for a shop, counted the way the next batch would be taken."""

from datetime import datetime
from pathlib import Path
from typing import Any

from catalog_sync.sync.desk import Desk
from catalog_sync.sync.rulebook import open_rulebook


def relook_before(configuration: dict[str, Any]) -> datetime | None:
    """The moment before which everything must be looked at again, from a drain's configuration; usually none."""
    began = configuration.get("relook_before")
    return datetime.fromisoformat(began) if began else None


def count_due(desk: Desk, mapping: Path) -> int:
    """How many products are due right now, under the open drain's terms."""
    rulebook = open_rulebook(mapping, desk.facts, desk.mirror, desk.taxonomy)
    drain = desk.drains.open()
    return desk.looks.count_due(rulebook.version, relook_before(drain["configuration"]) if drain else None)
