"""The brand: a TikTok brand id that the rules name for the PIM's brand, or that the shop's own list has for its name."""

from catalog_sync.mapping.brands import ShopBrand, is_brand_id, says_no_brand
from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import attributes_of
from catalog_sync.mapping.source import Found
from catalog_sync.mapping.variant_values import found_in_all

_FIELD = "brand_id"
_CENTER = "the Qualification Center of Seller Center"


def brand_id(ctx: Context) -> str | None:
    """Return the brand id; a brand without one is left out with a finding, never replaced by another.

    A listing without a brand says "No Brand": the PIM says so in words of its own, or a finding asks for it.
    """
    if ctx.family.brand is None:
        return None
    found, _ = found_in_all(ctx.family.brand, ctx.source)
    if len({item.code for item in found}) > 1:
        names = ", ".join(item.text for item in found)
        _warn(
            ctx,
            "brand_ambiguous",
            f"The product has several brands ({names}) and goes without: name one.",
            found[0],
        )
        return None
    if not found:
        _missing(ctx)
        return None
    return None if says_no_brand(found[0].text, found[0].code) else _resolved(ctx, found[0])


def _resolved(ctx: Context, found: Found) -> str | None:
    if is_id(found):
        return _checked(ctx, found, found.code)
    named = ctx.brands.named(found.text) if ctx.brands else []
    if len(named) == 1:
        return _checked(ctx, found, named[0].id)
    if named:
        both = " and ".join(f"{brand.name} ({brand.id})" for brand in named)
        message = f"The shop has several brands called {found.text}: {both}; name one by id in brand values."
        _warn(ctx, "brand_ambiguous", message, found)
        return None
    _unresolved(ctx, found)
    return None


def _unresolved(ctx: Context, found: Found) -> None:
    if ctx.brands and ctx.brands.lacks_name(found.text):
        message = (
            f"The shop has no brand called {found.text}, so it is left out: name the one that is meant in brand "
            f"values, or have a person add the brand in {_CENTER}."
        )
        _warn(ctx, "brand_unknown", message, found)
        return
    message = f"The brand {found.text} has no TikTok brand id and is left out: add it to brand values."
    _warn(ctx, "brand_unmapped", message, found)


def _checked(ctx: Context, found: Found, brand: str) -> str | None:
    """The id, with a finding where the shop may not use or show it."""
    known = ctx.brands.get(brand) if ctx.brands else None
    if known:
        _check_authorization(ctx, found, known)
    elif ctx.brands and ctx.brands.lacks_id(brand):
        message = f"The shop has no brand {brand} (for {found.text}), so it is left out: correct the id in brand values."
        _warn(ctx, "brand_unknown", message, found)
        return None
    return brand


def _check_authorization(ctx: Context, found: Found, brand: ShopBrand) -> None:
    apply = f"apply for authorization in {_CENTER}"
    if brand.refused:
        message = f"{brand.name} ({brand.id}) {brand.refused}: {apply}."
        ctx.block("brand_not_authorized", message, field=_FIELD, attribute=found.attribute, rule="brand")
    elif not brand.authorized:
        message = (
            f"{brand.name} ({brand.id}) is not authorized for this shop, so buyers do not see it: {apply}."
        )
        _warn(ctx, "brand_not_shown", message, found)


def is_id(found: Found) -> bool:
    """Whether a brand is named by its id: in rules by any number, in the PIM by one that is long enough."""
    of_pim = found.attribute is not None and found.code == str(found.data).strip()
    return is_brand_id(found.code) if of_pim else found.code.isdecimal()


def _missing(ctx: Context) -> None:
    names = attributes_of(ctx.family.brand) if ctx.family.brand else []
    fix = f"fill {' or '.join(names)} in the PIM" if names else "say it in the brand rule"
    message = f"The product has no brand: {fix}, with `No Brand` where that is true."
    ctx.warn("brand_missing", message, field=_FIELD, attribute=next(iter(names), None), rule="brand")


def _warn(ctx: Context, code: str, message: str, found: Found) -> None:
    ctx.warn(code, message, field=_FIELD, attribute=found.attribute, rule="brand")
