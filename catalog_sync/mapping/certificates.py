"""Certificates: the documents for the certifications that the leaf lists, of the product itself or of the library."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from catalog_sync.mapping.attribute_conditions import met
from catalog_sync.mapping.certificate_entries import MAX_CERTIFICATIONS, certification_entry, left_out
from catalog_sync.mapping.certificate_library import CertificateDocument, CertificateLibrary, day
from catalog_sync.mapping.certificate_rules import CertificateRule
from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import applies
from catalog_sync.mapping.schema import Certification
from catalog_sync.mapping.source import Source


def certifications(ctx: Context) -> list[dict[str, Any]]:
    """Return what the rules attach of the product's own documents; those that do not hold today are not sent."""
    return [entry for item in ctx.schema.rules.product_certifications if (entry := _entry(ctx, item))]


def with_certificates(
    ctx: Context, content: dict[str, Any], library: CertificateLibrary | None
) -> dict[str, Any]:
    """Return the content with all documents that are demanded and can be had; note those that lack or end soon.

    What a correction attached and has expired since is left out, and replaced where the library has another.
    """
    attached = [entry for entry in content.get("certifications", []) if not _has_expired(ctx, entry)]
    have = {entry["id"] for entry in attached}
    for item in _demanded(ctx, content, library):
        document = library.covering(ctx.product, item, ctx.today, ctx.schema.category_id) if library else None
        if item.id not in have and document:
            attached.append(_attached(ctx, item, list(document.media_codes), document.valid_until))
        elif item.id not in have and _is_required(ctx, content, item):
            _missing(ctx, item, library)
    attached = _most_needed(ctx, content, attached)
    for entry in attached:
        _note_end(ctx, entry)
    return {name: part for name, part in content.items() if name != "certifications"} | (
        {"certifications": attached} if attached else {}
    )


def _demanded(
    ctx: Context, content: dict[str, Any], library: CertificateLibrary | None
) -> list[Certification]:
    every = library is not None and library.attaches_what_is_listed
    before = {entry["id"] for entry in content.get("certifications", [])}
    listed = ctx.schema.rules.product_certifications
    return [item for item in listed if every or item.id in before or _is_required(ctx, content, item)]


def _is_required(ctx: Context, content: dict[str, Any], item: Certification) -> bool:
    filled = {attribute["id"]: attribute["values"] for attribute in content["product_attributes"]}
    rule = _rule(ctx, item)
    return item.is_required or met(item.requirement_conditions, filled) or bool(rule and rule.required)


def _rule(ctx: Context, item: Certification) -> CertificateRule | None:
    rules = ((ctx.schema.certification(name), rule) for name, rule in ctx.family.certificates.items())
    return next((rule for named, rule in rules if named == item and applies(rule, ctx.source)), None)


def _entry(ctx: Context, item: Certification) -> dict[str, Any] | None:
    rule = _rule(ctx, item)
    codes = [media.code for name in rule.files for media in _source(ctx, rule).media(name)] if rule else []
    if rule is None or not codes or not _holds(ctx, item, rule):
        return None
    return _attached(ctx, item, codes, _day(_source(ctx, rule), rule.valid_until))


def _attached(ctx: Context, item: Certification, codes: list[str], last: date | None) -> dict[str, Any]:
    if more := left_out(codes):
        _note_left_out(
            ctx, f"{item.name} has more files than are taken; these are not sent: {', '.join(more)}."
        )
    return certification_entry(item.id, codes, last)


def _most_needed(
    ctx: Context, content: dict[str, Any], entries: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """As many as a listing may have, the required ones first."""
    if len(entries) <= MAX_CERTIFICATIONS:
        return entries
    required = {
        item.id for item in ctx.schema.rules.product_certifications if _is_required(ctx, content, item)
    }
    ordered = sorted(entries, key=lambda entry: entry["id"] not in required)
    names = ", ".join(_name(ctx, entry) for entry in ordered[MAX_CERTIFICATIONS:])
    _note_left_out(ctx, f"A listing takes {MAX_CERTIFICATIONS} certificates; these are not sent: {names}.")
    return ordered[:MAX_CERTIFICATIONS]


def _note_left_out(ctx: Context, message: str) -> None:
    told = f"{message} Join them in one document, or take some away."
    ctx.warn("certificates_left_out", told, field="certifications", rule="certificates")


def _source(ctx: Context, rule: CertificateRule) -> Source:
    return ctx.source.within(rule.channel, rule.locales)


def _holds(ctx: Context, item: Certification, rule: CertificateRule) -> bool:
    """Whether the product's own document holds today; note why not."""
    source = _source(ctx, rule)
    first, last = _day(source, rule.valid_from), _day(source, rule.valid_until)
    for name, known in ((rule.valid_from, first), (rule.valid_until, last)):
        if name and known is None and source.data(name) is not None:
            message = f"{item.name} has {source.data(name)!r} for a day: write it as 2027-12-31 in the PIM."
            return _unusable(ctx, "certificate_date_unreadable", message, name)
    if last and last < ctx.today:
        message = f"{item.name} expired on {last}: renew it in the PIM."
        return _unusable(ctx, "certificate_expired", message, rule.valid_until)
    if first and first > ctx.today:
        ctx.turns.add(first)
        message = f"{item.name} is valid from {first} only: add the one that is valid today in the PIM."
        return _unusable(ctx, "certificate_not_yet_valid", message, rule.valid_from)
    if last is None and item.expiration_date.is_required:
        message = f"{item.name} needs its last day: fill it in the PIM."
        return _unusable(ctx, "certificate_date_missing", message, rule.valid_until)
    return True


def _day(source: Source, name: str | None) -> date | None:
    return day(source.data(name)) if name else None


def _unusable(ctx: Context, code: str, message: str, attribute: str | None) -> bool:
    ctx.warn(
        code,
        f"{message} The document is not sent.",
        field="certifications",
        attribute=attribute,
        rule="certificates",
    )
    return False


def _last_day(entry: dict[str, Any]) -> date | None:
    end = entry.get("expiration_date")
    return datetime.fromtimestamp(end, UTC).date() if end else None


def _has_expired(ctx: Context, entry: dict[str, Any]) -> bool:
    last = _last_day(entry)
    if last is None or last >= ctx.today:
        return False
    message = f"The document attached for {_name(ctx, entry)} expired on {last}: add its successor."
    _unusable(ctx, "certificate_expired", message, None)
    return True


def _note_end(ctx: Context, entry: dict[str, Any]) -> None:
    last, days = _last_day(entry), ctx.family.certificate_warning_days
    if last and last < date.max:
        over = last + timedelta(days=1)
        ctx.turns.update(day for day in (over - timedelta(days=days), over) if day > ctx.today)
    if last and last < ctx.today + timedelta(days=days):
        message = f"{_name(ctx, entry)} expires on {last}, within {days} days: have its successor ready in the PIM or the library."
        rule = _rule(ctx, item) if (item := ctx.schema.certification(entry["id"])) else None
        attribute = rule.valid_until if rule else None
        ctx.warn("certificate_expires_soon", message, field="certifications", attribute=attribute)


def _name(ctx: Context, entry: dict[str, Any]) -> str:
    item = ctx.schema.certification(entry["id"])
    return f"{item.name} ({item.id})" if item else str(entry["id"])


def _missing(ctx: Context, item: Certification, library: CertificateLibrary | None) -> None:
    rule, leaf = _rule(ctx, item), ctx.schema.category_id
    own = f"add it as {' or '.join(rule.files)} in the PIM" if rule else "add it to the certificate library"
    documents = library.about(ctx.product, item, leaf) if library else []
    told = "".join(f" {_why_not(ctx, document, item)}" for document in documents)
    if library and library.problems:
        told += f" Its index has mistakes that keep documents out, such as: {library.problems[0]}"
    message = f"{item.name} ({item.id}) is required: {own}.{told}"
    attribute = rule.files[0] if rule else None
    ctx.block(
        "certificate_missing", message, field="certifications", attribute=attribute, rule="certificates"
    )


def _why_not(ctx: Context, document: CertificateDocument, item: Certification) -> str:
    lacking = document.lacks(ctx.product, ctx.schema.category_id)
    name = f"Document {document.identifier} of the library"
    if lacking:
        return f"{name} does not cover {', '.join(lacking)}."
    if document.valid_until == date.min:
        return f"{name} has a day that cannot be read."
    if document.valid_until and document.valid_until < ctx.today:
        return f"{name} expired on {document.valid_until}."
    if document.valid_from and document.valid_from > ctx.today:
        return f"{name} is valid from {document.valid_from} only."
    return f"{name} lacks its last day, which {item.name} demands."
