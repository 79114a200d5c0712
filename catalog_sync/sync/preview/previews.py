"""What a run would do about each product and why: decided by the very code of a run, with nothing written anywhere."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from catalog_sync.mapping.listing import Finding, Severity
from catalog_sync.pim.source import PimSource
from catalog_sync.store.looks import State
from catalog_sync.store.rule_versions import RuleVersions
from catalog_sync.sync.assemble import assemble
from catalog_sync.sync.decide import Decision, decide
from catalog_sync.sync.desired import Desired, desired_listings
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.effect_guard import withheld_of
from catalog_sync.sync.finding_rows import finding_row
from catalog_sync.sync.look_at_offers import readings_of
from catalog_sync.sync.mass_effects import Withheld
from catalog_sync.sync.placeholders import media_keys
from catalog_sync.sync.plan import Action, Plan
from catalog_sync.sync.preview.content_diff import Change
from catalog_sync.sync.preview.differences import differences
from catalog_sync.sync.preview.foreseen_files import ForeseenFile, foreseen_file, foreseen_uploads
from catalog_sync.sync.readiness import known_readiness
from catalog_sync.sync.readings import Readings
from catalog_sync.sync.rulebook import Rulebook
from catalog_sync.sync.settle import unsure
from catalog_sync.sync.submit import STOPPING
from catalog_sync.sync.work import Work
from catalog_sync.tiktok.errors import TikTokError

_CHUNK = 2_000
"""Products decided on together: a guard sees all of them at once, as it sees what runs have gathered."""
_REVIEWED = {Action.CREATE, Action.EDIT, Action.ACTIVATE}
_WITH_FILES = {Action.CREATE, Action.EDIT}


@dataclass(frozen=True)
class Preview:
    """What would happen to one listing; `calls` are those that change the shop, uploads among them.

    `causes_review`: TikTok looks at it again. `waits_for` and `until` say what holds back what is not done now.
    """

    product_key: str
    identifier: str
    why: str
    actions: list[str]
    state: str
    causes_review: bool
    calls: int
    product_id: str | None = None
    standing: str | None = None
    waits_for: str | None = None
    until: datetime | None = None
    changes: list[Change] = field(default_factory=list)
    files: list[ForeseenFile] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Foreseen:
    """A preview, and what it was made of."""

    preview: Preview
    work: Work
    desired: Desired
    decision: Decision


class _KeptVersions(RuleVersions):
    """The versions of the rules, where none is made the active one."""

    def activate(self, version: str, rules: dict[str, Any]) -> datetime | None:  # noqa: ARG002
        return self.active_since(version)


def looking_desk(desk: Desk) -> Desk:
    """The desk on connections that the database lets write nothing, without a lock to change the shop under."""
    reading = desk.engine.execution_options(postgresql_readonly=True)
    only = replace(desk, engine=reading, lock=None)
    only.rule_versions = _KeptVersions(reading, desk.shop_id)
    return only


async def foresee(
    desk: Desk,
    rulebook: Rulebook,
    rows: Sequence[dict[str, Any]],
    source: PimSource | None = None,
    *,
    traced: bool = False,
) -> AsyncIterator[Foreseen]:
    """What would happen to each of these products (rows as `Looks.due` gives them), in their order.

    The desk is a looking one. With a source, pictures that the shop lacks are downloaded and looked at. Raises
    TikTokError where the shop cannot be asked at all.
    """
    calls = _OpenCalls(desk)
    readiness = known_readiness(desk)
    obstacle = readiness.obstacle() if readiness else None
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        places = {row["product_key"]: place for place, row in enumerate(chunk)}
        desired = list(desired_listings(desk, rulebook, chunk, traced=traced))
        desired.sort(key=lambda item: places[item.listing.pim_key])
        async for found in _decided(desk, rulebook, desired, chunk, source, calls, obstacle):
            yield found


class _OpenCalls:
    """Calls whose outcome is open: what the next run would find out, or take for unknown, first."""

    def __init__(self, desk: Desk) -> None:
        intents = [intent for intent, _ in desk.listings.open_intents()]
        self.unsettled = {intent.product_key for intent in intents if intent.action == Action.CREATE}
        others = [intent for intent in intents if intent.action != Action.CREATE]
        self._unsure = {intent.product_key: unsure(desk, intent) or {} for intent in others}

    def over(self, listings: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """The listings as they count once the open calls were settled."""
        return {key: row | self._unsure.get(key, {}) for key, row in listings.items()}


async def _decided(
    desk: Desk,
    rulebook: Rulebook,
    desired: Sequence[Desired],
    rows: Sequence[dict[str, Any]],
    source: PimSource | None,
    calls: _OpenCalls,
    obstacle: Finding | None,
) -> AsyncIterator[Foreseen]:
    wanted = [key for item in desired if not item.listing.blocked for key in media_keys(item.listing.content)]
    uploads = await foreseen_uploads(desk, wanted, source)
    works = [assemble(item, uploads) for item in desired]
    listings = calls.over({item.listing.product_key: item.row for item in desired if item.row})
    readings = readings_of(desk, list(listings.values()))
    withheld = withheld_of(desk, works, listings)
    causes = {row["product_key"]: row["cause"] for row in rows}
    products: dict[str, list[str]] = {}
    for work in works:
        products.setdefault(work.desired.pim_key, []).append(work.product_key)
    for item, work in zip(desired, works, strict=True):
        others = [key for key in products[work.desired.pim_key] if key != work.product_key]
        listing, waits = listings.get(work.product_key), withheld.get(work.product_key, Withheld())
        decision = await _decide(desk, readings, work, listing, others, calls.unsettled, obstacle, waits)
        files = [
            foreseen_file(uploads[key], read=source is not None)
            for key in dict.fromkeys(media_keys(item.listing.content))
            if key in uploads
        ]
        why = causes[work.desired.pim_key]
        yield Foreseen(_preview(rulebook, work, decision, files, why), work, item, decision)


async def _decide(
    desk: Desk,
    readings: Readings,
    work: Work,
    listing: dict[str, Any] | None,
    others: Sequence[str],
    unsettled: set[str],
    obstacle: Finding | None,
    withheld: Withheld,
) -> Decision:
    """The decision; where the stock cannot be read, that it cannot."""
    try:
        return await decide(desk, readings, work, listing, others, unsettled, obstacle, withheld)
    except STOPPING:
        raise
    except TikTokError as failed:
        message = f"The shop's stock cannot be read now, so nothing can be foreseen: {failed}"
        finding = Finding(code="stock_unread", severity=Severity.WARN, message=message)
        return Decision(Plan(state=State.DEFERRED, waits_for="retry", findings=[finding]), listing=listing)


def _preview(
    rulebook: Rulebook, work: Work, decision: Decision, files: list[ForeseenFile], why: str
) -> Preview:
    plan, listing = decision.plan, decision.listing or {}
    sent = [file for file in files if file.to_upload] if _WITH_FILES & set(plan.actions) else []
    return Preview(
        product_key=work.product_key,
        identifier=work.identifier,
        why=why,
        actions=[action.value for action in plan.actions],
        state=plan.state.value,
        causes_review=bool(_REVIEWED & set(plan.actions)),
        calls=len(plan.actions) + len(sent),
        product_id=listing.get("product_id"),
        standing=listing.get("standing"),
        waits_for=decision.waits_for,
        until=decision.due_at,
        changes=list(differences(work, decision, rulebook.schemas.get(work.desired.category_id or ""))),
        files=files,
        findings=[finding_row(finding) for finding in plan.findings],
    )
