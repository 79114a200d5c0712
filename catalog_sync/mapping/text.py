"""Titles and descriptions in the region's language and within the limits of the Partner API (Create Product)."""

import html
import re

from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import attributes_of, candidates, fill
from catalog_sync.mapping.listing import Severity
from catalog_sync.mapping.rule_sources import Filler
from catalog_sync.mapping.source import Source, language_of
from catalog_sync.mapping.text_characters import shortened, without_long_runs
from catalog_sync.mapping.text_html import clean_description, clean_title
from catalog_sync.mapping.text_promo import refused_words, without_promo
from catalog_sync.mapping.text_refused import refused_characters
from catalog_sync.mapping.text_shorten import shortened_html
from catalog_sync.mapping.variant_values import found_in_all
from catalog_sync.pim.document import Value

_TAGS = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\b[^\W\d_]{3,}\b")
_SHOUTED_FROM = 10  # letters of whole words: `HDMI` and the model in `LG 32LT380H LED TV` shout nothing
_SHOUTED_SHARE = 0.8


def title(ctx: Context) -> str:
    """Return the first title that is long enough for the region, cut at a word where it is too long."""
    low, high = ctx.region.title
    text = ""
    for offer in candidates(ctx.family.title, ctx.in_languages):
        offered = without_long_runs(clean_title(" ".join(found.text for found in offer)))
        text = max(text, _without_promo(ctx, offered), key=len)
        if len(text) >= low:
            break
    if not text:
        _missing(ctx, "title", ctx.family.title)
    _check_variants(ctx, "title", ctx.family.title)
    return _fitted(ctx, "title", text, shortened(text, high), high)


def description(ctx: Context) -> str:
    """Return the description as HTML of plain tags only, cut after a sentence or word where it is too long."""
    found = fill(ctx.family.description, ctx.in_languages)
    text = clean_description("\n".join(item.text for item in found))
    if not text:
        _missing(ctx, "description", ctx.family.description)
    _check_variants(ctx, "description", ctx.family.description)
    high = ctx.region.description_max
    text = clean_description(_without_promo(ctx, text)) or text
    return _fitted(ctx, "description", text, shortened_html(text, high), high)


def check_texts(ctx: Context, title: str, description: str) -> None:
    """Note what the Partner API would refuse in the finished texts, and a title that shouts."""
    low = ctx.region.title[0]
    if title and len(title) < low:
        message = f"The title has {len(title)} characters, {ctx.region.code} asks for {low}; write a longer one in the PIM, or give the title rule a longer template."
        attribute = _first(ctx.family.title)
        ctx.block("title_too_short", message, field="title", attribute=attribute, rule="title")
    plain = html.unescape(_TAGS.sub(" ", description))
    for field, text in (("title", title), ("description", plain)):
        if text and (fault := refused_characters(text, ctx.region.locale)):
            where = {"field": field, "attribute": _first(getattr(ctx.family, field)), "rule": field}
            ctx.block(f"{field}_characters", f"The {field} {fault}; correct it in the PIM.", **where)
        _check_promo(ctx, field, text)
    if _shouts(title):
        message = "The title is written in capitals, which markets rank lower or refuse; write it as a sentence in the PIM."
        ctx.warn("title_all_caps", message, field="title", attribute=_first(ctx.family.title))


def _fitted(ctx: Context, field: str, text: str, short: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    where = {"field": field, "attribute": _first(getattr(ctx.family, field))}
    told = f"The {field} has {len(text)} characters, {limit} are allowed"
    if ctx.family.wording.too_long == "block":
        ctx.block(f"{field}_too_long", f"{told}; shorten it in the PIM.", rule="wording", **where)
    else:
        message = f"{told}: it is sent without its end, {len(short)} long; shorten it in the PIM."
        ctx.warn(f"{field}_shortened", message, **where)
    return short


def _without_promo(ctx: Context, text: str) -> str:
    rule = ctx.family.wording
    if rule.promo_words != "remove":
        return text
    return without_promo(text, refused_words(text, ctx.region.code, ctx.languages, rule))


def _check_promo(ctx: Context, field: str, text: str) -> None:
    rule = ctx.family.wording
    words = [] if rule.promo_words == "keep" else refused_words(text, ctx.region.code, ctx.languages, rule)
    if words:
        severity = Severity.WARN if rule.promo_words == "warn" else Severity.BLOCK
        message = f"The {field} advertises ({', '.join(words)}), which {ctx.region.code} refuses; reword it in the PIM, or see the rule wording."
        where = {"field": field, "attribute": _first(getattr(ctx.family, field)), "rule": "wording"}
        ctx.findings.append(ctx.finding("promo_words", severity, message, **where))


def _check_variants(ctx: Context, field: str, rule: Filler) -> None:
    """Note a text of which only one variant would say the same."""
    if len(ctx.variants) < 2 or ctx.product.values.keys() >= rule.reads:
        return
    if all(rule.reads.isdisjoint(sku.values) for sku, _ in ctx.variants):
        return
    if found_in_all(rule, ctx.in_languages)[1]:
        return
    names = [name for name in attributes_of(rule) if _differs(ctx, name)]
    message = (
        f"The {field} is that of one variant, and they differ in {' and '.join(names) or 'what its rule asks for'}: "
        "leave that out of the rule, or list them apart (listings)."
    )
    ctx.warn("text_of_one_variant", message, field=field, attribute=next(iter(names), None), rule=field)


def _differs(ctx: Context, name: str) -> bool:
    return len({tuple(found.code for found in source.found(name)) for _, source in ctx.variants}) > 1


def _shouts(text: str) -> bool:
    words = "".join(_WORD.findall(text))
    large, small = sum(map(str.isupper, words)), sum(map(str.islower, words))
    return large + small >= _SHOUTED_FROM and large >= (large + small) * _SHOUTED_SHARE


def _missing(ctx: Context, field: str, rule: Filler) -> None:
    names, wanted = _translated(ctx.source, attributes_of(rule)), ", ".join(ctx.languages)
    written = _written(ctx.source, names)
    known = {value.locale for value in written if value.locale}
    others = sorted(locale for locale in known if language_of(locale) not in ctx.languages)
    usable = {None, *ctx.source.locales} - set(others)
    elsewhere = {value.channel for value in written if value.channel and value.locale in usable}
    channels = sorted(elsewhere - {ctx.source.channel})
    has = f" It has one in {', '.join(others)}, which is not sent in its place." if others else ""
    if channels:
        has += f" It has one in channel {', '.join(channels)}: let the rule read it there (channel)."
    if fill(rule, ctx.in_languages):
        has = " What it has there is markup or signs without a text."
    message = (
        f"No {field} for {ctx.region.locale} in {', '.join(ctx.source.locales)} of channel {ctx.source.channel}: "
        f"fill {' or '.join(names) or 'it'} in the PIM in that language ({wanted}) and channel.{has}"
    )
    ctx.block("text_missing", message, field=field, attribute=names[0] if names else None, rule=field)


def _translated(source: Source, names: list[str]) -> list[str]:
    """The attributes that have a text of some language, since the others need no translation; all where none has."""
    return [name for name in names if any(value.locale for value in _written(source, [name]))] or names


def _written(source: Source, names: list[str]) -> list[Value]:
    layers = [source.product.values, *(sku.values for sku in source.product.skus[:1])]
    return [value for layer in layers for name in names for value in layer.get(name, []) if value.data]


def _first(rule: Filler) -> str | None:
    return next(iter(attributes_of(rule)), None)
