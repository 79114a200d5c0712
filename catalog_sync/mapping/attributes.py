"""Product attributes: values matched to the category's enumerations, requirements and conditions checked."""

from collections.abc import Mapping, Sequence
from typing import Any

from catalog_sync.mapping.attribute_conditions import Filled, met, reason, unasked
from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import attributes_of
from catalog_sync.mapping.listing import Severity
from catalog_sync.mapping.rule_sources import Filler
from catalog_sync.mapping.schema import Attribute
from catalog_sync.mapping.source import Found
from catalog_sync.mapping.value_choice import POSITIVE_NUMBER, Choice, allowed_values, choose
from catalog_sync.mapping.value_names import unlabelled
from catalog_sync.mapping.variant_values import found_in_all

_FIELD = "product_attributes"
_KIND = "PRODUCT_PROPERTY"

Values = list[dict[str, str]]


def product_attributes(ctx: Context) -> list[dict[str, Any]]:
    """Return the attributes the leaf knows and the rules fill; rules for attributes of other leaves are passed over."""
    filled, faults = dict[str, Values](), dict[str, range]()
    for name, rule, attribute in ctx.attribute_rules:
        if attribute.id in filled:
            continue
        before = len(ctx.findings)
        if values := _values(ctx, attribute, name, rule):
            filled[attribute.id] = values
        elif len(ctx.findings) > before:
            faults[attribute.id] = range(before, len(ctx.findings))
    for attribute_id, wanted in unasked(ctx.schema, filled).items():
        _leave_empty(ctx, attribute_id, wanted)
        del filled[attribute_id]
    _check_required(ctx, filled, faults)
    return [{"id": attribute_id, "values": values} for attribute_id, values in sorted(filled.items())]


def _values(ctx: Context, attribute: Attribute, name: str, rule: Filler) -> Values:
    locales, market = rule.locales or ctx.source.locales, ctx.region.locale
    found_values, alike = found_in_all(rule, ctx.source)
    if attribute.states_a_fact and not alike:
        _differ(ctx, attribute, name, found_values)
        return []
    choices = [(found, choose(attribute, found, locales=locales, market=market)) for found in found_values]
    for found, choice in choices:
        _note(ctx, attribute, name, found, choice)
        _note_unlabelled(ctx, attribute, name, found, choice)
    values = {_identity(choice.value): choice.value for _, choice in choices if choice.value}
    chosen = list(values.values())
    if len(chosen) > 1 and not attribute.is_multiple_selection:
        return _one(ctx, attribute, name, [found for found, choice in choices if choice.value], chosen)
    return chosen


def _differ(ctx: Context, attribute: Attribute, name: str, found: Sequence[Found]) -> None:
    said = ", ".join(repr(item.text) for item in found)
    message = (
        f"{_called(attribute)} holds for the whole listing, and its variants do not all say the same ({said}): "
        "make them say it, or list them apart (listings)."
    )
    where = {"attribute": found[0].attribute, "field": _FIELD, "rule": f"attributes/{name}"}
    severity = Severity.BLOCK if attribute.is_required else Severity.WARN
    ctx.findings.append(ctx.finding("attribute_value_ambiguous", severity, message, **where))


def _one(ctx: Context, attribute: Attribute, name: str, found: Sequence[Found], chosen: Values) -> Values:
    """One of several values: the first; none where it is a fact that must not be guessed."""
    where = {"attribute": found[0].attribute, "field": _FIELD, "rule": f"attributes/{name}"}
    texts = ", ".join(repr(item.text) for item in found)
    if attribute.states_a_fact:
        message = f"{_called(attribute)} takes one value and the product has {texts}: say which one holds."
        severity = Severity.BLOCK if attribute.is_required else Severity.WARN
        ctx.findings.append(ctx.finding("attribute_value_ambiguous", severity, message, **where))
        return []
    message = (
        f"{attribute.name} takes one value of {texts}; {found[0].text} is sent, the others are left out."
    )
    ctx.warn("attribute_single_value", message, **where)
    return chosen[:1]


def _identity(value: dict[str, str]) -> str:
    return value.get("id") or f"name:{value['name'].casefold()}"


def _note(ctx: Context, attribute: Attribute, name: str, found: Found, choice: Choice) -> None:
    if choice.code:
        where = {"attribute": found.attribute, "field": _FIELD, "rule": f"attributes/{name}"}
        severity = Severity.BLOCK if attribute.is_required else Severity.WARN
        message = f"{_called(attribute)} {choice.fault}."
        ctx.findings.append(ctx.finding(choice.code, severity, message, **where))


def _note_unlabelled(ctx: Context, attribute: Attribute, name: str, found: Found, choice: Choice) -> None:
    """Note a code that buyers would read."""
    if choice.value and "name" in choice.value and found.attribute and found.text == found.code:
        locales = ctx.family.attributes[name].locales
        if fault := unlabelled(ctx.source.within(None, locales), found.attribute, found):
            where = {"attribute": found.attribute, "field": _FIELD, "rule": f"attributes/{name}"}
            ctx.warn("value_unlabelled", f"{_called(attribute)}: {fault}", **where)


def _leave_empty(ctx: Context, attribute_id: str, wanted: str) -> None:
    attribute = ctx.schema.attribute(attribute_id, _KIND)
    name, rule = _rule_of(ctx, attribute) if attribute else ("", None)
    source = next(iter(attributes_of(rule)), None) if rule else None
    message = (
        f"{_called(attribute) if attribute else attribute_id} is left out: it is only taken where {wanted}; "
        "correct one of them in the PIM, or give its rule a condition."
    )
    ctx.warn("attribute_not_asked_for", message, field=_FIELD, attribute=source, rule=f"attributes/{name}")


def _check_required(ctx: Context, filled: Filled, faults: Mapping[str, range]) -> None:
    """Note what is required and empty; where the places of its findings are known, what it says is the fault."""
    for attribute in ctx.schema.attributes:
        if attribute.type != _KIND or attribute.id in filled:
            continue
        if not (attribute.is_required or met(attribute.requirement_conditions, filled)):
            continue
        why = reason(attribute, ctx.schema, filled)
        if attribute.id in faults:
            _withhold(ctx, faults[attribute.id], why)
        else:
            _missing(ctx, attribute, why)


def _withhold(ctx: Context, faults: range, why: str) -> None:
    for place in faults:
        fault = ctx.findings[place]
        message = f"{fault.message} It is required{why}."
        ctx.findings[place] = fault.model_copy(update={"severity": Severity.BLOCK, "message": message})


def _missing(ctx: Context, attribute: Attribute, why: str) -> None:
    name, rule = _rule_of(ctx, attribute)
    names = attributes_of(rule) if rule else []
    number = attribute.value_data_format == POSITIVE_NUMBER and not attribute.values
    allowed = "a positive number" if number else allowed_values(attribute)
    message = f"{_called(attribute)} is required{why}: {_fix(ctx, rule, names)}; allowed: {allowed}."
    rule_path = f"attributes/{name}" if rule else "attributes"
    ctx.block("attribute_missing", message, field=_FIELD, attribute=next(iter(names), None), rule=rule_path)


def _fix(ctx: Context, rule: Filler | None, names: Sequence[str]) -> str:
    """What to do where a required attribute stays empty: a PIM that says something is not asked to be filled."""
    said = [f"{name} is {found.text!r}" for name in names for found in ctx.source.found(name)]
    if said:
        return f"{', '.join(said)}, of which the rule makes no value: see its values and conditions"
    if names:
        return f"fill {' or '.join(names)} in the PIM"
    if rule and (asked := sorted({*rule.when, *rule.unless})):
        return f"its rule does not hold for this product (it asks for {', '.join(asked)}): widen it or add another"
    return "add a rule under attributes"


def _rule_of(ctx: Context, attribute: Attribute) -> tuple[str, Filler | None]:
    found = ((name, rule) for name, rule, other in ctx.attribute_rules if other is attribute)
    return next(found, ("", None))


def _called(attribute: Attribute) -> str:
    return f"{attribute.name} ({attribute.id})"
