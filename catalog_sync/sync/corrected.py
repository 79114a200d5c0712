"""What is corrected of a listing: what earlier rejections led to, what the last one asks for, what is left to a person."""

from typing import Any

from catalog_sync.mapping.listing import Correction, Finding, MappedListing
from catalog_sync.review.corrections import MAX_ATTEMPTS, correct
from catalog_sync.review.lifecycle import Standing
from catalog_sync.review.reasons import UNKNOWN, causes, reason_fingerprint
from catalog_sync.sync.case import Case, mapped_case
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.plan_findings import review_finding
from catalog_sync.sync.rulebook import Rulebook

_CERTIFICATE_MISSING = "certificate_missing"


def recomputed(desk: Desk, rulebook: Rulebook, case: Case) -> list[Correction]:
    """Corrections whose source changed are made anew from today's facts, or dropped; unmapped they stay."""
    current = [made for made in case.standing if made.source_hash == case.source_hash]
    stale = [made for made in case.standing if made.source_hash != case.source_hash]
    if not stale:
        return current
    mapped = mapped_case(desk, rulebook, case, current)
    if not mapped.content:
        return case.standing
    for made in stale:
        again = _correct(rulebook, case, mapped, made.cause, made.reason)
        if isinstance(again, Correction):
            current.append(again)
    return current


def with_certificate(
    desk: Desk, rulebook: Rulebook, case: Case, mapped: MappedListing, standing: list[Correction]
) -> tuple[MappedListing, list[Correction]]:
    """What the category demands is taken from the certificate library before any review has to ask for it."""
    lacking = next((found.message for found in mapped.findings if found.code == _CERTIFICATE_MISSING), None)
    if lacking is None:
        return mapped, standing
    made = _correct(rulebook, case, mapped, _CERTIFICATE_MISSING, lacking)
    if isinstance(made, Finding):
        return mapped, standing
    return mapped_case(desk, rulebook, case, [*standing, made]), [*standing, made]


def refused_as_it_is(listing: dict[str, Any] | None, mapped: MappedListing, mapped_hash: str) -> bool:
    """Whether review refused exactly this: neither the PIM nor the rules have changed it since."""
    return (
        listing is not None
        and Standing(listing["standing"]).refused
        and listing["mapped_submitted"] == mapped_hash
        and mapped.active
        and not mapped.blocked
    )


def corrected(
    desk: Desk, rulebook: Rulebook, case: Case, mapped: MappedListing, standing: list[Correction]
) -> tuple[MappedListing, list[Correction], str | None]:
    """The listing with a correction for every cause; with any cause left over it goes to a person instead."""
    reasons = (case.listing or {})["reasons"]
    fingerprint = reason_fingerprint((reason["position"], " ".join(reason["reasons"])) for reason in reasons)
    if desk.reviews.attempts(case.product.key, fingerprint) >= MAX_ATTEMPTS:
        return _with_findings(mapped, [review_finding(reason) for reason in reasons]), standing, None
    outcomes = [
        _correct(
            rulebook, case, mapped, reason["cause"], " ".join([*reason["reasons"], *reason["suggestions"]])
        )
        for reason in reasons
    ]
    findings = [outcome for outcome in outcomes if isinstance(outcome, Finding)]
    if findings or not outcomes:
        return _with_findings(mapped, findings), standing, None
    made = [*standing, *(outcome for outcome in outcomes if isinstance(outcome, Correction))]
    return mapped_case(desk, rulebook, case, made), made, fingerprint


def _with_findings(mapped: MappedListing, findings: list[Finding]) -> MappedListing:
    return mapped.model_copy(update={"findings": [*mapped.findings, *findings]})


def _correct(
    rulebook: Rulebook, case: Case, mapped: MappedListing, cause: str, reason: str
) -> Correction | Finding:
    outcome = correct(
        causes().get(cause, UNKNOWN),
        reason,
        case.product,
        mapped,
        rulebook.schemas.get(mapped.category_id or ""),
        rulebook.certificates,
    )
    if isinstance(outcome, Finding):
        return outcome
    return outcome.model_copy(update={"source_hash": case.source_hash})
