"""Findings as people see them everywhere: with what they are called, who can mend them, and where."""

from typing import Any

from catalog_sync.mapping.finding_kinds import kind_of
from catalog_sync.mapping.listing import Finding


def finding_row(finding: Finding) -> dict[str, Any]:
    """The finding as JSON values, with `title`, `who` and `where` of its kind."""
    kind = kind_of(finding.code)
    return finding.model_dump(mode="json") | {"title": kind.title, "who": kind.who.value, "where": kind.where}
