"""The desired listing of each product of the batch, in the shape of this region's TikTok Shop."""

from collections import Counter
from typing import Any

import dagster as dg
import pandas as pd

from catalog_sync.assets.category_tree import category_tree
from catalog_sync.assets.common import (
    FRAME,
    GROUP,
    OWNERS,
    blocking_check,
    busy_result,
    counts_table,
    markdown_table,
)
from catalog_sync.assets.frames import desired_row, records
from catalog_sync.assets.rules_check import rules_metadata, rules_result, rules_spec
from catalog_sync.configuration import current_configuration
from catalog_sync.mapping.finding_kinds import mended_by
from catalog_sync.regions import shop_regions
from catalog_sync.resources import Shop
from catalog_sync.sync.desired import Desired, desired_listings
from catalog_sync.sync.rule_problems import rule_problems
from catalog_sync.sync.rulebook import Rulebook, open_rulebook

_JUDGED_FROM, _TOLERATED_SHARE = 20, 0.5


@dg.asset(
    group_name=GROUP,
    owners=OWNERS,
    kinds={"pandas"},
    partitions_def=shop_regions,
    dagster_type=FRAME,
    deps=[category_tree],
    check_specs=[blocking_check("listed_products_still_map", asset="mapped_payloads"), rules_spec()],
)
async def mapped_payloads(shop: Shop, pim_delta: pd.DataFrame) -> dg.MaterializeResult:
    """Desired payloads, the findings that block them, and the corrections laid over them."""
    if shop.busy:
        return busy_result(_check(0, 0), rules_result(None))
    async with shop.desk() as desk:
        rulebook = open_rulebook(
            current_configuration().mapping, desk.facts, desk.mirror, desk.taxonomy, desk.rule_versions
        )
        due = records(pim_delta)
        desired = list(desired_listings(desk, rulebook, due))
        listed = {row["product_key"] for row in due if row["listed"]}
        mistakes = rule_problems(current_configuration(), desk.engine)
    lost = sum(item.listing.blocked and item.listing.product_key in listed for item in desired)
    return dg.MaterializeResult(
        value=pd.DataFrame([desired_row(item) for item in desired], dtype=object),
        metadata=_metadata(desired)
        | rules_metadata(rulebook.rule_version, mistakes)
        | {"certificate_problems": _problems(rulebook)},
        check_results=[_check(lost, len(listed)), rules_result(rulebook.rule_version)],
    )


def _problems(rulebook: Rulebook) -> dg.MetadataValue:
    problems = rulebook.certificates.problems if rulebook.certificates else ()
    return markdown_table(["problem"], [(problem,) for problem in problems])


def _metadata(desired: list[Desired]) -> dict[str, Any]:
    findings = [(item, finding) for item in desired for finding in item.listing.findings]
    return {
        "mapped": sum(item.listing.active and not item.listing.blocked for item in desired),
        "blocked": sum(item.listing.blocked for item in desired),
        "corrected": sum(bool(item.corrections) for item in desired),
        "findings": counts_table(Counter(finding.code for _, finding in findings), "finding"),
        "examples": markdown_table(
            ["product", "severity", "finding", "who"],
            [
                (item.identifier, finding.severity.value, finding.message, mended_by(finding.code))
                for item, finding in findings
            ],
            limit=20,
        ),
    }


def _check(lost: int, listed: int) -> dg.AssetCheckResult:
    """Stop the run when most listed products of a large batch suddenly fail to map: a broken rule, not bad products."""
    passed = listed < _JUDGED_FROM or lost <= listed * _TOLERATED_SHARE
    return dg.AssetCheckResult(
        check_name="listed_products_still_map", passed=passed, metadata={"lost": lost, "listed": listed}
    )
