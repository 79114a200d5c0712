"""Product identifier codes (EAN, UPC, GTIN, ISBN), sent only with a right check digit: they are frozen after submission."""

from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import fill
from catalog_sync.mapping.identifier_codes import CodeError, IdentifierCode, read_code
from catalog_sync.mapping.source import Found, Source

_FIELD = "skus.identifier_code"


def identifier_code(ctx: Context, source: Source, taken: set[str]) -> dict[str, str] | None:
    """Return `{"code", "type"}`, or none with a finding where the code is wrong or another variant has it.

    `taken` collects the codes of the product's variants, in 14 digits whatever their spelling.
    """
    found = fill(ctx.family.identifier, source)[:1] if ctx.family.identifier else []
    code = _read(ctx, source, found[0]) if found else None
    if code is None:
        return None
    if code.gtin in taken:
        reason = f"another variant has {code.code} too; correct one of them in the PIM"
        _leave_out(ctx, source, "identifier_repeated", reason, found[0].attribute)
        return None
    taken.add(code.gtin)
    if code.repaired:
        message = f"The identifier {found[0].text} lost its leading zero and is sent as {code.code}; store it as text."
        _warn(ctx, source, "identifier_repaired", message, found[0].attribute)
    return {"code": code.code, "type": code.type}


def _read(ctx: Context, source: Source, found: Found) -> IdentifierCode | None:
    try:
        return read_code(found.text)
    except CodeError as error:
        _leave_out(ctx, source, "identifier_invalid", str(error), found.attribute)
        return None


def _leave_out(ctx: Context, source: Source, finding: str, reason: str, attribute: str | None) -> None:
    _warn(ctx, source, finding, f"The identifier is left out: {reason}.", attribute)


def _warn(ctx: Context, source: Source, finding: str, message: str, attribute: str | None) -> None:
    sku = source.sku.sku if source.sku else None
    ctx.warn(finding, message, sku=sku, field=_FIELD, attribute=attribute, rule="identifier")
