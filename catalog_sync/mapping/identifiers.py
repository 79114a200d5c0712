"""Product identifier codes (EAN, UPC, GTIN), sent only with a right check digit: they are frozen after submission."""

from stdnum import ean

from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import fill
from catalog_sync.mapping.source import Source

_TYPES = {8: "EAN", 12: "UPC", 13: "EAN", 14: "GTIN"}  # by number of digits; Partner API, Create Product


def identifier_code(ctx: Context, source: Source, taken: set[str]) -> dict[str, str] | None:
    """Return `{"code", "type"}`, or none with a finding where the code is wrong or another variant has it."""
    found = fill(ctx.family.identifier, source)[:1] if ctx.family.identifier else []
    if not found:
        return None
    code = ean.compact(found[0].text)
    if len(code) not in _TYPES or not ean.is_valid(code):
        _leave_out(
            ctx, source, "identifier_invalid", f"{code} has a wrong length or check digit", found[0].attribute
        )
        return None
    if code in taken:
        _leave_out(ctx, source, "identifier_repeated", f"another variant has {code} too", found[0].attribute)
        return None
    taken.add(code)
    return {"code": code, "type": _TYPES[len(code)]}


def _leave_out(ctx: Context, source: Source, finding: str, reason: str, attribute: str | None) -> None:
    message = f"The identifier is left out: {reason}; correct it in the PIM."
    sku = source.sku.sku if source.sku else None
    ctx.warn(finding, message, sku=sku, field="skus.identifier_code", attribute=attribute)
