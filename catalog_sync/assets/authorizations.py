"""What sellers allow our apps, as an asset that only its check tells of: how long each lasts, what is wrong, what to do.

It is never materialized: Dagster shows a check's result only until its asset is materialized again, and runs of other
shops would do that all day.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from catalog_sync.assets.common import GROUP, OWNERS, markdown_table
from catalog_sync.configuration import current_configuration
from catalog_sync.sync.authorization import AuthorizationState, Stage, authorization_states
from catalog_sync.sync.connections import ledger_shops

authorizations = dg.AssetSpec(
    "authorizations",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"tiktok"},
    description="What each seller allows our apps: every call to TikTok Shop is made under one of these.",
)


@dg.asset_check(
    asset=authorizations.key,
    description="Every app is authorized for its shops, for more than 30 days to come. Warns from 30 days ahead; "
    "an error means that a week is left, or that shops are paused. The sensor authorization_watch keeps it up to date.",
)
def shops_are_authorized() -> dg.AssetCheckResult:
    """The state of every app's authorization right now."""
    return dg.AssetCheckResult(**_outcome(current_states()))


def authorization_evaluation(states: Sequence[AuthorizationState]) -> dg.AssetCheckEvaluation:
    """The check's result, for a run or a sensor to report."""
    return dg.AssetCheckEvaluation(
        asset_key=authorizations.key, check_name=shops_are_authorized.check_key.name, **_outcome(states)
    )


def current_states() -> list[AuthorizationState]:
    """The state of every configured app's authorization, as the ledger knows it."""
    return authorization_states(current_configuration(), ledger_shops(), datetime.now(UTC))


def _outcome(states: Sequence[AuthorizationState]) -> dict[str, Any]:
    loud = [state for state in states if state.loud]
    return {
        "passed": not loud,
        "severity": dg.AssetCheckSeverity.ERROR
        if any(map(_pressing, states))
        else dg.AssetCheckSeverity.WARN,
        "description": " · ".join(state.message for state in loud) or "Every app is authorized.",
        "metadata": {"all_apps": markdown_table(_COLUMNS, [_row(state) for state in states])}
        | {state.app_name: _line(state) for state in states}
        | {f"days_left_{state.app_name}": _days_left(state) for state in states},
    }


def _pressing(state: AuthorizationState) -> bool:
    """Warnings do not colour Dagster's lineage page; errors do."""
    last_week = state.stage in (Stage.ENDS_IN_7, Stage.ENDS_IN_1)
    return last_week or not state.usable or bool(state.lost_shops)


_COLUMNS = ["app", "seller", "shops", "state", "ends", "days left", "what to do"]


def _row(state: AuthorizationState) -> tuple[str, ...]:
    return (
        state.app_name,
        state.seller_name or "unknown",
        ", ".join(state.partition_keys) or "none",
        _standing(state),
        f"{state.ends_at:%Y-%m-%d}" if state.ends_at else "unknown",
        str(_days_left(state)),
        _to_do(state),
    )


def _line(state: AuthorizationState) -> str:
    """The row in one line, since Dagster folds tables away."""
    return " · ".join(f"{name}: {cell}" for name, cell in zip(_COLUMNS[1:], _row(state)[1:], strict=True))


def _standing(state: AuthorizationState) -> str:
    if not state.usable:
        return f"{state.stage}, its shops are paused"
    lacking = [*state.missing_scopes, *state.lost_shops, *filter(None, [state.trouble])]
    return ", ".join(["ends soon" if state.stage.startswith("ends_in") else state.stage, *lacking])


def _days_left(state: AuthorizationState) -> int:
    """Nothing is left of an authorization that cannot be used."""
    if state.ends_at is None or not state.usable:
        return 0
    return max(0, (state.ends_at - datetime.now(UTC)).days)


def _to_do(state: AuthorizationState) -> str:
    if not state.loud:
        return "nothing"
    scopes = f"Enable {', '.join(state.missing_scopes)} in Partner Center. " if state.missing_scopes else ""
    if state.stage is Stage.LASTING and not state.lost_shops and not scopes:
        return "nothing yet, the refresh is tried again"
    return f"{scopes}`catalog-sync authorize {state.app_name}` prints the link for the seller"
