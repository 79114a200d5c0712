"""Product attributes: values matched to the category's enumerations, requirements and conditions checked."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import attributes_of, fill
from catalog_sync.mapping.listing import Severity
from catalog_sync.mapping.prices import decimal
from catalog_sync.mapping.rule_sources import Filler
from catalog_sync.mapping.schema import Attribute, Condition
from catalog_sync.mapping.source import Found
from catalog_sync.mapping.units import plain

_MAX_CUSTOM_VALUE = 2000  # characters; Partner API, Create Product
_SHOWN_VALUES = 12
_NUMBER = "POSITIVE_INT_OR_DECIMAL"


def product_attributes(ctx: Context) -> list[dict[str, Any]]:
    """Return the attributes the leaf knows and the rules fill; rules for attributes of other leaves are passed over."""
    filled: dict[str, list[dict[str, str]]] = {}
    for name, rule in ctx.family.attributes.items():
        attribute = ctx.schema.attribute(name, "PRODUCT_PROPERTY")
        if attribute and attribute.id not in filled and (values := _values(ctx, attribute, name, rule)):
            filled[attribute.id] = values
    _check_required(ctx, filled)
    return [{"id": attribute_id, "values": values} for attribute_id, values in sorted(filled.items())]


def met(conditions: Iterable[Condition], filled: dict[str, list[dict[str, str]]]) -> bool:
    """Tell whether any of the conditions holds for the chosen attribute values (Partner API, Get Attributes)."""
    chosen = {(attribute_id, value.get("id")) for attribute_id, values in filled.items() for value in values}
    return any((condition.attribute_id, condition.attribute_value_id) in chosen for condition in conditions)


def allowed_values(attribute: Attribute) -> str:
    """Return the names of the enumeration for a message, cut where there are many."""
    names = [value.name for value in attribute.values]
    more = f" and {len(names) - _SHOWN_VALUES} more" if len(names) > _SHOWN_VALUES else ""
    return ", ".join(names[:_SHOWN_VALUES]) + more or "any text"


def _values(ctx: Context, attribute: Attribute, name: str, rule: Filler) -> list[dict[str, str]]:
    found = fill(rule, ctx.source)
    if len(found) > 1 and not attribute.is_multiple_selection:
        message = f"{attribute.name} takes one value; {found[0].text} is sent, the others are left out."
        ctx.warn("attribute_single_value", message, attribute=found[0].attribute, rule=f"attributes/{name}")
        found = found[:1]
    values = [(item, _value(attribute, item)) for item in found]
    _note_unknown(ctx, attribute, name, [item for item, value in values if value is None])
    return list({str(value): value for _, value in values if value}.values())


def _value(attribute: Attribute, found: Found) -> dict[str, str] | None:
    if known := attribute.value(found.code, found.text):
        return {"id": known.id}
    if attribute.value_data_format == _NUMBER:
        number = decimal(found.text)
        return {"name": plain(number)} if number and number > Decimal(0) else None
    custom = attribute.is_customizable or not attribute.values
    return {"name": found.text} if custom and 0 < len(found.text) <= _MAX_CUSTOM_VALUE else None


def _note_unknown(ctx: Context, attribute: Attribute, name: str, unknown: Sequence[Found]) -> None:
    allowed = "a positive number" if attribute.value_data_format == _NUMBER else allowed_values(attribute)
    for item in unknown:
        message = f"{attribute.name} ({attribute.id}) has no value {item.text!r}; map it in values; allowed: {allowed}."
        where = {"attribute": item.attribute, "field": "product_attributes", "rule": f"attributes/{name}"}
        severity = Severity.BLOCK if attribute.is_required else Severity.WARN
        ctx.findings.append(ctx.finding("attribute_value_unknown", severity, message, **where))


def _check_required(ctx: Context, filled: dict[str, list[dict[str, str]]]) -> None:
    for attribute in ctx.schema.attributes:
        required = attribute.is_required or met(attribute.requirement_conditions, filled)
        if attribute.type == "PRODUCT_PROPERTY" and required and attribute.id not in filled:
            _missing(ctx, attribute)


def _missing(ctx: Context, attribute: Attribute) -> None:
    rules = ctx.family.attributes.items()
    rule = next(
        (rule for name, rule in rules if ctx.schema.attribute(name, attribute.type) == attribute), None
    )
    names = attributes_of(rule) if rule else []
    fix = f"fill {' or '.join(names)} in the PIM" if names else "add a rule under attributes"
    message = f"{attribute.name} ({attribute.id}) is required: {fix}; allowed: {allowed_values(attribute)}."
    first = names[0] if names else None
    ctx.block("attribute_missing", message, field="product_attributes", attribute=first, rule="attributes")
