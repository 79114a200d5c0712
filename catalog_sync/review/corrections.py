"""What the program may do about a rejection: a form change or a document of the library, never a new fact.

Correctors and their parameters: `attach_certificate` {certification_id, media_codes, valid_until},
`square_main_images` {}, `enlarge_main_images` {min_side, max_enlargement}, `clean_title` {words}.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from catalog_sync.mapping.apply_corrections import without_words
from catalog_sync.mapping.certificate_library import CertificateLibrary
from catalog_sync.mapping.hashes import content_hash
from catalog_sync.mapping.listing import Correction, Finding, MappedListing, Severity
from catalog_sync.mapping.normal import normal
from catalog_sync.mapping.schema import CategorySchema, Certification
from catalog_sync.pim.document import Product
from catalog_sync.review.reasons import Cause

MAX_ATTEMPTS = 2  # corrections of one product for one reason fingerprint; whoever resubmits counts them

_MIN_SIDE = 600  # pixels; listing quality diagnosis, MAIN_IMG_FIRST_IMG_LOW_QUALITY
_MAX_ENLARGEMENT = 2.0
_QUOTES = str.maketrans(dict.fromkeys("\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb'", '"'))
_QUOTED = re.compile(r'"([^"]{2,60})"')


@dataclass(frozen=True)
class Case:
    """One rejected listing: the cause, the market's words, and all that a corrector may use."""

    cause: Cause
    reason_text: str
    product: Product
    listing: MappedListing
    schema: CategorySchema | None
    certificates: CertificateLibrary | None
    today: date


Outcome = dict[str, Any] | str


def correct(
    cause: Cause,
    reason_text: str,
    product: Product,
    mapped_listing: MappedListing,
    schema: CategorySchema | None,
    certificates: CertificateLibrary | None,
    *,
    today: date | None = None,
) -> Correction | Finding:
    """Return the correction to lay over the mapping, or a finding for a person with the cause and the market's words."""
    day = today or datetime.now(UTC).date()
    case = Case(cause, reason_text, product, mapped_listing, schema, certificates, day)
    outcome = _CORRECTORS[cause.corrector](case) if cause.corrector else _HINTS[cause.who]
    if isinstance(outcome, str):
        return _finding(case, outcome)
    return Correction(
        corrector=cause.corrector or "",
        cause=cause.code,
        reason=reason_text,
        parameters=outcome,
        source_hash=content_hash(mapped_listing.content),
    )


def _attach_certificate(case: Case) -> Outcome:
    """Take the first certification in question that a document of the library covers."""
    wanted = _certifications_in_question(case)
    if not wanted:
        return "The category lists no certificate that is not attached already; find out from the market which one it wants."
    for certification in wanted:
        document = (
            case.certificates.covering(case.product, certification, case.today, case.listing.category_id)
            if case.certificates
            else None
        )
        if document:
            valid_until = document.valid_until.isoformat() if document.valid_until else None
            codes = list(document.media_codes)
            return {"certification_id": certification.id, "media_codes": codes, "valid_until": valid_until}
    names = " or ".join(f"{certification.name} ({certification.id})" for certification in wanted)
    return (
        f"No valid document in the certificate library covers {case.product.identifier}: add one for {names}."
    )


def _certifications_in_question(case: Case) -> list[Certification]:
    listed = case.schema.rules.product_certifications if case.schema else []
    attached = {entry["id"] for entry in case.listing.content.get("certifications", [])}
    if case.cause.code == "certificate_expired":
        attached = set()
    absent = [certification for certification in listed if certification.id not in attached]
    words = f" {normal(case.reason_text)} "
    named = [certification for certification in absent if _named(certification, words)]
    return named or absent


def _named(certification: Certification, words: str) -> bool:
    names = [normal(name) for name in re.split(r"[/(),]", certification.name)]
    return certification.id in words or any(f" {name} " in words for name in names if name)


def _square_main_images(case: Case) -> Outcome:
    if _treated(case, "square", True):
        return "The pictures are made square already; replace the first one in the PIM by a square picture."
    return {}


def _enlarge_main_images(case: Case) -> Outcome:
    sides = [int(number) for number in re.findall(r"(?<!\d)\d{3,4}(?!\d)", case.reason_text)]
    min_side = max([_MIN_SIDE, *(side for side in sides if side <= 4000)])
    if _treated(case, "min_side", min_side):
        return f"The pictures are enlarged to {min_side} pixels already as far as allowed; upload larger ones to the PIM."
    return {"min_side": min_side, "max_enlargement": _MAX_ENLARGEMENT}


def _treated(case: Case, treatment: str, wanted: Any) -> bool:
    images = case.listing.content.get("main_images", [])
    return bool(images) and all((image["media"].get(treatment) or 0) >= wanted for image in images)


def _clean_title(case: Case) -> Outcome:
    title = case.listing.content.get("title", "")
    quoted = [phrase.strip() for phrase in _QUOTED.findall(case.reason_text.translate(_QUOTES))]
    words = [
        word for word in dict.fromkeys([*quoted, *case.cause.words]) if without_words(title, [word]) != title
    ]
    if not words:
        return "None of the words known as banned stands in the title; reword it in the PIM."
    if not normal(without_words(title, words)):
        return "Nothing is left of the title without the banned words; reword it in the PIM."
    return {"words": words}


def _finding(case: Case, todo: str) -> Finding:
    message = f"The market refused it ({case.cause.theme}): “{case.reason_text.strip().rstrip('.')}”. {todo}"
    return Finding(code=f"review_{case.cause.code}", severity=Severity.BLOCK, message=message)


_HINTS = {
    "program": "Correct it in the PIM.",
    "pim": "Add or correct it in the PIM; the listing is then submitted again.",
    "person": "Decide what to do: nothing is resubmitted by itself.",
    "wait": "It is tried again later.",
}
_CORRECTORS: dict[str, Callable[[Case], Outcome]] = {
    "attach_certificate": _attach_certificate,
    "square_main_images": _square_main_images,
    "enlarge_main_images": _enlarge_main_images,
    "clean_title": _clean_title,
}
