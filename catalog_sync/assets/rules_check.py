"""The check that shows when a shop works by older mapping rules than its files hold, and what is wrong with these."""

from collections.abc import Sequence
from typing import Any

import dagster as dg

from catalog_sync.assets.common import markdown_table, partitioned_check
from catalog_sync.sync.active_rules import RuleVersion

_NAME = "mapping_rules_are_active"


def rules_spec() -> dg.AssetCheckSpec:
    """The check of the rules files; it stops nothing, since the last good rules go on."""
    return partitioned_check(
        _NAME, "mapped_payloads", description="The mapping rules are those of the files, not older ones."
    )


def rules_result(version: RuleVersion | None) -> dg.AssetCheckResult:
    """Failed while a file is bad; none is a run that did not look."""
    refused = version.refused if version else None
    description = f"The rules files cannot be used; {version} go on.\n{refused}" if refused else None
    return dg.AssetCheckResult(
        check_name=_NAME,
        passed=refused is None,
        severity=dg.AssetCheckSeverity.ERROR,
        description=description,
    )


def rules_metadata(version: RuleVersion, mistakes: Sequence[str]) -> dict[str, Any]:
    """Which rules the run worked by, and the mistakes in the files."""
    table = markdown_table(["rule"], [(line,) for line in mistakes])
    return {"rules": str(version), "unknown_in_rules": table}
