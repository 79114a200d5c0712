"""Attributes that depend on the values of others: when they are asked for, and when they must be left empty."""

from collections.abc import Iterable, Mapping, Sequence

from catalog_sync.mapping.schema import Attribute, CategorySchema, Condition

Filled = Mapping[str, Sequence[Mapping[str, str]]]
"""The chosen values by attribute id, as they are sent."""

_KNOWN_TYPES = ("", "VALUE_ID_MATCH")


def met(conditions: Iterable[Condition], filled: Filled) -> bool:
    """Tell whether any of the conditions holds for the chosen attribute values (Partner API, Get Attributes)."""
    return any(_holds(condition, filled) for condition in conditions)


def reason(attribute: Attribute, schema: CategorySchema, filled: Filled) -> str:
    """Return which chosen value asks for the attribute: ` because Contains Batteries is Yes`; empty where it always is."""
    held = next((one for one in attribute.requirement_conditions if _holds(one, filled)), None)
    if attribute.is_required or held is None:
        return ""
    return f" because {_stated(held, schema)}"


def unasked(schema: CategorySchema, filled: Filled) -> dict[str, str]:
    """Return the filled attributes that no chosen value asks for, by id, with what would ask for them.

    Such a one must be left empty (error 12052183), and then what depends on it too. Where the leaf lacks the attribute
    that is depended on, or a condition is of a type we do not know, nothing is said.
    """
    left, found = dict(filled), dict[str, str]()
    dependent = [attribute for attribute in schema.attributes if _judged(attribute, schema)]
    while gone := [one for one in dependent if one.id in left and not met(one.requirement_conditions, left)]:
        for attribute in gone:
            del left[attribute.id]
            found[attribute.id] = " or ".join(
                _stated(condition, schema) for condition in attribute.requirement_conditions
            )
    return found


def _holds(condition: Condition, filled: Filled) -> bool:
    chosen = {value.get("id") for value in filled.get(condition.attribute_id, ())}
    return condition.condition_type in _KNOWN_TYPES and condition.attribute_value_id in chosen


def _judged(attribute: Attribute, schema: CategorySchema) -> bool:
    conditions = attribute.requirement_conditions
    if not conditions or attribute.is_required:
        return False
    known = all(condition.condition_type in _KNOWN_TYPES for condition in conditions)
    parents = (schema.attribute(condition.attribute_id, attribute.type) for condition in conditions)
    return known and any(parents)


def _stated(condition: Condition, schema: CategorySchema) -> str:
    parent = schema.attribute(condition.attribute_id, "PRODUCT_PROPERTY")
    value = parent.value(condition.attribute_value_id) if parent else None
    name = parent.name if parent else condition.attribute_id
    return f"{name} is {value.name if value else condition.attribute_value_id}"
