"""What was done in this shop region: created, edited, priced, stocked, deactivated, or rightly left alone."""

from collections import Counter
from typing import Any

import dagster as dg
import pandas as pd

from catalog_sync.assets.common import FRAME, GROUP, OWNERS, busy_result, counts_table, markdown_table
from catalog_sync.assets.frames import desired_of, uploads_of
from catalog_sync.configuration import current_configuration
from catalog_sync.mapping.finding_kinds import mended_by
from catalog_sync.mapping.listing import Severity
from catalog_sync.regions import shop_regions
from catalog_sync.resources import Shop
from catalog_sync.store.held_effects import open_effect_holds
from catalog_sync.store.listing_checks import FAILED, ListingChecks
from catalog_sync.store.looks import State
from catalog_sync.sync.assemble import assemble
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.done import Done
from catalog_sync.sync.due import count_due
from catalog_sync.sync.finding_rows import finding_row
from catalog_sync.sync.readiness import known_readiness
from catalog_sync.sync.submit import submit


@dg.asset(group_name=GROUP, owners=OWNERS, kinds={"tiktok"}, partitions_def=shop_regions, dagster_type=FRAME)
async def listings(
    context: dg.AssetExecutionContext,
    shop: Shop,
    mapped_payloads: pd.DataFrame,
    uploaded_images: pd.DataFrame,
) -> dg.MaterializeResult:
    """Exactly the difference between what each listing should be and what the shop last took."""
    if shop.busy:
        return busy_result()
    uploads = uploads_of(uploaded_images)
    async with shop.desk() as desk:
        desired = desired_of(mapped_payloads)
        current = desk.mirror.revisions([item.listing.pim_key for item in desired])
        works = [
            assemble(item, uploads) for item in desired if item.revision == current.get(item.listing.pim_key)
        ]
        readiness = known_readiness(desk)
        obstacle = readiness.obstacle() if readiness else None
        done = await submit(desk, works, context.run.run_id, obstacle)
        backlog = count_due(desk, current_configuration().mapping)
        desk.drains.finish(backlog)
        safety = _safety(desk)
    return dg.MaterializeResult(
        value=pd.DataFrame([_row(outcome) for outcome in done], dtype=object),
        metadata=_metadata(done)
        | {"still_due": backlog.due, "creates_held_by_daily_limit": backlog.held}
        | safety,
    )


def _safety(desk: Desk) -> dict[str, Any]:
    """The shop's mode, what waits for a person, and what TikTok's listing checks said of what we found valid today."""
    holds = [hold for hold in open_effect_holds(desk.engine) if hold.source == desk.facts.partition_key]
    said = ListingChecks(desk.engine, desk.shop_id).today()
    rows = [(str(hold.hold_id), hold.kind, hold.held, hold.confirmed_by or "no") for hold in holds]
    return {
        "mode": desk.facts.mode,
        "held_for_a_person": markdown_table(["hold", "what", "held", "confirmed"], rows),
        "listing_checks_today": counts_table(Counter(said), "TikTok's listing check"),
        "listing_check_disagreed_today": said.get(FAILED, 0),
    }


def _row(outcome: Done) -> dict[str, Any]:
    return {
        "product_key": outcome.work.product_key,
        "identifier": outcome.work.identifier,
        "actions": [action.value for action in outcome.actions],
        "state": outcome.state.value,
        "waits_for": outcome.waits_for,
        "product_id": outcome.product_id,
        "warnings": outcome.warnings,
        "findings": [finding_row(finding) for finding in outcome.findings],
    }


def _metadata(done: list[Done]) -> dict[str, Any]:
    actions = Counter(action.value for outcome in done for action in outcome.actions)
    parked = [outcome for outcome in done if outcome.state is State.PARKED]
    return {
        "products": len(done),
        "left_alone": sum(not outcome.actions for outcome in done),
        "actions": counts_table(actions, "action"),
        "states": counts_table(Counter(outcome.state.value for outcome in done), "state"),
        "parked": markdown_table(
            ["product", "cause", "what to do", "who"],
            [
                (outcome.work.identifier, finding.code, finding.message, mended_by(finding.code))
                for outcome in parked
                for finding in outcome.findings
                if finding.severity is Severity.BLOCK
            ],
        ),
    } | {action: number for action, number in actions.items()}
