"""How long each app's authorization lasts and what is wrong with it: one clock, fed by tokens, refusals and webhooks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from catalog_sync.configuration import Configuration
from catalog_sync.store.authorizations import End
from catalog_sync.store.shops import Shops
from catalog_sync.sync.authorized_shops import configured_shops
from catalog_sync.sync.scopes import missing_scopes
from catalog_sync.sync.tokens import is_usable


class Stage(StrEnum):
    """Where an authorization stands; `ENDS_IN_7` means that seven days are left, or fewer."""

    LASTING = "lasting"
    ENDS_IN_30 = "ends_in_30"
    ENDS_IN_14 = "ends_in_14"
    ENDS_IN_7 = "ends_in_7"
    ENDS_IN_1 = "ends_in_1"
    ENDED = "ended"
    REVOKED = "revoked"
    REFUSED = "refused"
    MISSING = "missing"


_AHEAD = {1: Stage.ENDS_IN_1, 7: Stage.ENDS_IN_7, 14: Stage.ENDS_IN_14, 30: Stage.ENDS_IN_30}
_ENDED = {End.REVOKED: Stage.REVOKED, End.REFUSED: Stage.REFUSED}


@dataclass(frozen=True, kw_only=True)
class AuthorizationState:
    """The authorization of one app. `ends_at` is the refresh token's end or the instant TikTok told, if earlier.

    `usable` says whether calls are made with it, `reason` what TikTok said at its end, `trouble` why the last refresh
    failed, `stuck` that the access token ended over it, `lost_shops` which configured shops it does not cover and why.
    """

    app_name: str
    app_key: str
    partition_keys: tuple[str, ...]
    seller_name: str = ""
    stage: Stage = Stage.MISSING
    ends_at: datetime | None = None
    access_ends_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str = ""
    missing_scopes: tuple[str, ...] = ()
    lost_shops: tuple[str, ...] = ()
    trouble: str = ""
    stuck: bool = False
    usable: bool = False

    @property
    def loud(self) -> bool:
        """Whether a person has to do something."""
        return self.stage is not Stage.LASTING or bool(self.missing_scopes or self.lost_shops or self.stuck)

    @property
    def message(self) -> str:
        """One line: what, when, and what to do."""
        wrong = [self._standing(), *self.lost_shops]
        if self.missing_scopes:
            wrong.append(f"It lacks {', '.join(self.missing_scopes)}; enable that in Partner Center first.")
        if self.trouble:
            wrong.append(f"The last refresh failed: {self.trouble}")
        seller_must = self.stage is not Stage.LASTING or self.missing_scopes or self.lost_shops
        todo = (
            [f"Let the seller authorize again: catalog-sync authorize {self.app_name}"] if seller_must else []
        )
        return " ".join(" ".join([*wrong, *todo]).split())

    def _standing(self) -> str:
        who = ", ".join(filter(None, [self.seller_name, *self.partition_keys])) or "no shops"
        reason = self.reason.rstrip(". ") or "no reason given"
        then = f"Calls go on until {_at(self.access_ends_at)}." if self.usable else "Its shops are paused."
        ends = {
            Stage.LASTING: f"lasts until {_at(self.ends_at)}.",
            Stage.MISSING: f"does not exist yet. {then}",
            Stage.REVOKED: f"was taken back by the seller on {_at(self.ended_at)}: {reason}. {then}",
            Stage.REFUSED: f"was refused on {_at(self.ended_at)}: {reason}. {then}",
            Stage.ENDED: f"ended on {_at(self.ends_at)}. {then}",
        }
        end = ends.get(self.stage, f"ends on {_at(self.ends_at)}.")
        return f"The authorization of {self.app_name} ({who}) {end}"


def authorization_states(
    configuration: Configuration, shops: Shops, now: datetime
) -> list[AuthorizationState]:
    """The state of every app's authorization, in the order of the configuration."""
    rows, lost, apps = shops.authorizations.facts(), shops.lost(), configuration.apps
    return [_state(configuration, name, rows.get(apps[name].app_key), lost, now) for name in apps]


def _state(
    configuration: Configuration,
    app_name: str,
    row: dict[str, Any] | None,
    lost: dict[str, str],
    now: datetime,
) -> AuthorizationState:
    shop_ids = configured_shops(configuration, app_name)
    app_key, keys = configuration.apps[app_name].app_key, tuple(sorted(shop_ids))
    if row is None:
        return AuthorizationState(app_name=app_name, app_key=app_key, partition_keys=keys)
    ends_at = min(filter(None, (row["refresh_expires_at"], row["expiry_told"])))
    return AuthorizationState(
        app_name=app_name,
        app_key=app_key,
        partition_keys=keys,
        seller_name=row["seller_name"] or "",
        stage=_stage(row["ended_how"], ends_at, now),
        ends_at=ends_at,
        access_ends_at=row["access_expires_at"],
        ended_at=row["ended_at"],
        reason=row["ended_reason"] or "",
        missing_scopes=missing_scopes(row["granted_scopes"]),
        lost_shops=tuple(f"{key}: {lost[shop_ids[key]]}" for key in keys if shop_ids[key] in lost),
        trouble=row["trouble"] or "",
        stuck=bool(row["trouble"]) and row["access_expires_at"] <= now,
        usable=is_usable(row, now),
    )


def _stage(ended_how: str | None, ends_at: datetime, now: datetime) -> Stage:
    if ended_how:
        return _ENDED[End(ended_how)]
    if ends_at <= now:
        return Stage.ENDED
    left = ends_at - now
    return next((stage for days, stage in _AHEAD.items() if left <= timedelta(days=days)), Stage.LASTING)


def take_untold(shops: Shops, states: list[AuthorizationState]) -> list[AuthorizationState]:
    """The loud states that nobody was told of yet; each is returned once, to one caller, until it changes."""
    return [
        state
        for state in states
        if shops.authorizations.note_told(state.app_key, _told(state), worth_telling=state.loud)
    ]


def _told(state: AuthorizationState) -> str:
    lost = [line.partition(":")[0] for line in state.lost_shops]
    return "; ".join([state.stage, *state.missing_scopes, *lost, *["stuck"] * state.stuck])


def hear_deauthorization(shops: Shops, app_key: str, message: str, at: datetime) -> None:
    """Webhook 6: the seller took the authorization back. One from before the seller authorized again is ignored."""
    shops.authorizations.revoke(app_key, message, at)


def hear_upcoming_expiration(
    shops: Shops, app_key: str, expiration_time: datetime, at: datetime | None = None
) -> None:
    """Webhook 7: when the authorization ends. `at` is when the webhook was made; late ones are ignored."""
    shops.authorizations.hear_expiry(app_key, expiration_time, at or datetime.now(UTC))


def _at(instant: datetime | None) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if instant else "an unknown date"
