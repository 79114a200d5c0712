"""The desired listing of each product of a batch: mapped, with its corrections, and corrected where review refused it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from catalog_sync.mapping.hashes import content_hash
from catalog_sync.mapping.listing import Correction, Finding, MappedListing
from catalog_sync.mapping.map_product import map_product
from catalog_sync.pim.document import Offer, Product
from catalog_sync.review.corrections import MAX_ATTEMPTS, correct
from catalog_sync.review.lifecycle import Standing
from catalog_sync.review.reasons import UNKNOWN, causes, reason_fingerprint
from catalog_sync.store.looks import look_key
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.eligibility import Judgement, judge
from catalog_sync.sync.plan import review_finding
from catalog_sync.sync.rulebook import Rulebook

_CERTIFICATE_MISSING = "certificate_missing"


@dataclass(frozen=True)
class Desired:
    """One product's desired listing; `fingerprint` names the rejection that new corrections answer."""

    identifier: str
    revision: int
    look_key: str
    listing: MappedListing
    mapped_hash: str
    corrections: list[Correction]
    fingerprint: str | None = None


@dataclass(frozen=True)
class _Case:
    judged: Judgement
    source_hash: str
    offers: dict[str, Offer]
    listing: dict[str, Any] | None
    standing: list[Correction]

    @property
    def product(self) -> Product:
        """The product as this shop sells it."""
        return self.judged.product


def desired_listings(desk: Desk, rulebook: Rulebook, due: Sequence[dict[str, Any]]) -> Iterator[Desired]:
    """Map the due products, a few hundred at a time; rows as `Looks.due` gives them."""
    for start in range(0, len(due), 200):
        yield from _chunk(desk, rulebook, due[start : start + 200])


def _chunk(desk: Desk, rulebook: Rulebook, due: Sequence[dict[str, Any]]) -> Iterator[Desired]:
    rows = {row["product_key"]: row for row in due}
    keys = list(rows)
    found = [(product, mirror) for product, mirror in desk.mirror.products(keys)]
    offers = desk.mirror.offers_of([sku.sku for product, _ in found for sku in product.skus if sku.sku])
    listings, corrections = desk.listings.of(keys), desk.reviews.corrections_of(keys)
    for product, mirror in found:
        judged = judge(product, rulebook.selection, deleted=mirror.deleted_at is not None)
        own = {sku.sku: offers[sku.sku] for sku in product.skus if sku.sku in offers}
        case = _Case(
            judged, mirror.content_hash, own, listings.get(product.key), corrections.get(product.key, [])
        )
        yield _desire(desk, rulebook, case, mirror.revision, rows[product.key])


def _desire(desk: Desk, rulebook: Rulebook, case: _Case, revision: int, row: dict[str, Any]) -> Desired:
    standing = _recomputed(desk, rulebook, case)
    mapped = _map(desk, rulebook, case, standing)
    if lacking := next(
        (finding for finding in mapped.findings if finding.code == _CERTIFICATE_MISSING), None
    ):
        mapped, standing = _with_certificate(desk, rulebook, case, mapped, standing, lacking.message)
    mapped_hash, fingerprint = content_hash(mapped.content), None
    if _refused_as_it_is(case.listing, mapped, mapped_hash):
        mapped, standing, fingerprint = _corrected(desk, rulebook, case, mapped, standing)
        mapped_hash = content_hash(mapped.content)
    version = row["corrections"]
    if standing != case.standing:
        version = desk.reviews.replace_corrections(case.product.key, standing)
    schema_hash = rulebook.schema_hashes.get(mapped.category_id or "", "")
    shared = (row["offers_revision"], rulebook.version, schema_hash)
    return Desired(
        identifier=case.product.identifier,
        revision=revision,
        look_key=look_key(revision, *shared, version, row["dictionary_hash"], row["ineligible"]),
        listing=mapped,
        mapped_hash=mapped_hash,
        corrections=standing,
        fingerprint=fingerprint,
    )


def _map(desk: Desk, rulebook: Rulebook, case: _Case, corrections: Sequence[Correction]) -> MappedListing:
    def mapped(leaf: str | None) -> MappedListing:
        return map_product(
            case.product,
            offers=case.offers,
            rules=rulebook.rules,
            shop=desk.facts,
            tree=rulebook.tree,
            schema=rulebook.schemas.get(leaf) if leaf else None,
            corrections=corrections,
            labels=rulebook.labels,
            certificates=rulebook.certificates,
        )

    first = mapped(None)
    known = first.needs_schema and first.category_id in rulebook.schemas
    return case.judged.told(mapped(first.category_id) if known else first)


def _recomputed(desk: Desk, rulebook: Rulebook, case: _Case) -> list[Correction]:
    """Corrections whose source changed are made anew from today's facts, or dropped; unmapped they stay."""
    current = [made for made in case.standing if made.source_hash == case.source_hash]
    stale = [made for made in case.standing if made.source_hash != case.source_hash]
    if not stale:
        return current
    mapped = _map(desk, rulebook, case, current)
    if not mapped.content:
        return case.standing
    for made in stale:
        again = _correct(rulebook, case, mapped, made.cause, made.reason)
        if isinstance(again, Correction):
            current.append(again)
    return current


def _with_certificate(
    desk: Desk,
    rulebook: Rulebook,
    case: _Case,
    mapped: MappedListing,
    standing: list[Correction],
    lacking: str,
) -> tuple[MappedListing, list[Correction]]:
    """What the category demands is taken from the certificate library before any review has to ask for it."""
    made = _correct(rulebook, case, mapped, _CERTIFICATE_MISSING, lacking)
    if isinstance(made, Finding):
        return mapped, standing
    return _map(desk, rulebook, case, [*standing, made]), [*standing, made]


def _refused_as_it_is(listing: dict[str, Any] | None, mapped: MappedListing, mapped_hash: str) -> bool:
    """Whether review refused exactly this: neither the PIM nor the rules have changed it since."""
    return (
        listing is not None
        and Standing(listing["standing"]).refused
        and listing["mapped_submitted"] == mapped_hash
        and mapped.active
        and not mapped.blocked
    )


def _corrected(
    desk: Desk, rulebook: Rulebook, case: _Case, mapped: MappedListing, standing: list[Correction]
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
    return _map(desk, rulebook, case, made), made, fingerprint


def _with_findings(mapped: MappedListing, findings: list[Finding]) -> MappedListing:
    return mapped.model_copy(update={"findings": [*mapped.findings, *findings]})


def _correct(
    rulebook: Rulebook, case: _Case, mapped: MappedListing, cause: str, reason: str
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
