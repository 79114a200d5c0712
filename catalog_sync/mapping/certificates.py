"""Certificates: the product's own documents for the certifications that the leaf category lists."""

from datetime import UTC, date, datetime
from typing import Any

from catalog_sync.mapping.attributes import met
from catalog_sync.mapping.certificate_library import CertificateLibrary, day
from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import applies
from catalog_sync.mapping.images import placeholder
from catalog_sync.mapping.rules import CertificateRule
from catalog_sync.mapping.schema import Certification

_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".bmp")


def certifications(ctx: Context) -> list[dict[str, Any]]:
    """Return what the rules attach of the certifications that the leaf lists; expired documents are not sent."""
    return [entry for item in ctx.schema.rules.product_certifications if (entry := _entry(ctx, item))]


def certification_entry(certification_id: str, codes: list[str], valid_until: date | None) -> dict[str, Any]:
    """Return one entry of `certifications`: pictures as images, everything else as files, the last day as Unix time."""
    pictures = [code for code in codes if code.lower().endswith(_PICTURES)]
    documents = [code for code in codes if code not in pictures]
    entry: dict[str, Any] = {"id": certification_id}
    if documents:
        entry["files"] = [placeholder(code, "CERTIFICATION_FILE") for code in documents]
    if pictures:
        entry["images"] = [placeholder(code, "CERTIFICATION_IMAGE") for code in pictures]
    if valid_until:
        entry["expiration_date"] = int(datetime.combine(valid_until, datetime.min.time(), UTC).timestamp())
    return entry


def check_certificates(ctx: Context, content: dict[str, Any], library: CertificateLibrary | None) -> None:
    """Note every certification that the category or the rules require and that is not attached."""
    attached, attributes = content.get("certifications", []), content["product_attributes"]
    have = {entry["id"] for entry in attached}
    filled = {attribute["id"]: attribute["values"] for attribute in attributes}
    for item in ctx.schema.rules.product_certifications:
        rule = _rule(ctx, item)
        by_category = item.is_required or met(item.requirement_conditions, filled)
        if item.id not in have and (by_category or (rule and rule.required)):
            _missing(ctx, item, rule, library)


def _rule(ctx: Context, item: Certification) -> CertificateRule | None:
    rules = ((ctx.schema.certification(name), rule) for name, rule in ctx.family.certificates.items())
    return next((rule for named, rule in rules if named == item and applies(rule, ctx.source)), None)


def _entry(ctx: Context, item: Certification) -> dict[str, Any] | None:
    rule = _rule(ctx, item)
    codes = [media.code for name in rule.files for media in ctx.source.media(name)] if rule else []
    if rule is None or not codes:
        return None
    valid_until = day(ctx.source.data(rule.valid_until)) if rule.valid_until else None
    if valid_until and valid_until < ctx.today:
        _unusable(
            ctx, "certificate_expired", f"{item.name} expired on {valid_until}: renew it in the PIM.", rule
        )
        return None
    if valid_until is None and item.expiration_date.is_required:
        _unusable(
            ctx, "certificate_date_missing", f"{item.name} needs its last day: fill it in the PIM.", rule
        )
        return None
    return certification_entry(item.id, codes, valid_until)


def _unusable(ctx: Context, code: str, message: str, rule: CertificateRule) -> None:
    ctx.warn(code, f"{message} The document is not sent.", field="certifications", attribute=rule.valid_until)


def _missing(
    ctx: Context, item: Certification, rule: CertificateRule | None, library: CertificateLibrary | None
) -> None:
    document = library.covering(ctx.product, item, ctx.today) if library else None
    fix = (
        f"add it as {' or '.join(rule.files)} in the PIM"
        if rule
        else "add a document to the certificate library"
    )
    fix = f"document {document.identifier} of the library covers it and can be attached" if document else fix
    ctx.block(
        "certificate_missing",
        f"{item.name} ({item.id}) is required: {fix}.",
        field="certifications",
        attribute=rule.files[0] if rule else None,
        rule="certificates",
    )
