"""Which attributes a leaf requires of a family, when it does, and what fills them today: in words for people."""

from collections.abc import Iterator

from catalog_sync.mapping.fillers import attributes_of
from catalog_sync.mapping.rule_sources import Filler
from catalog_sync.mapping.rules import FamilyRules
from catalog_sync.mapping.schema import Attribute, CategorySchema

KIND = "PRODUCT_PROPERTY"
ALWAYS = "always"


Asked = tuple[Attribute, str, Filler | None]
"""An attribute with the rule that fills it and that rule's name, by default its id."""


def asked(family: FamilyRules, schema: CategorySchema) -> Iterator[Asked]:
    """Yield the attributes that a leaf requires, some only where another has a value."""
    for attribute in schema.attributes:
        if attribute.type == KIND and (attribute.is_required or attribute.requirement_conditions):
            named = (
                item for item in family.attributes.items() if schema.attribute(item[0], KIND) is attribute
            )
            yield attribute, *next(named, (attribute.id, None))


def when_required(schema: CategorySchema, attribute: Attribute) -> str:
    """Return when an attribute is required."""
    if attribute.is_required:
        return ALWAYS
    return "where " + " or ".join(
        f"{_called(schema, each.attribute_id, each.attribute_value_id)}"
        for each in attribute.requirement_conditions
    )


def _called(schema: CategorySchema, attribute_id: str, value_id: str) -> str:
    found = schema.attribute(attribute_id, KIND)
    value = found.index.match(value_id).value if found else None
    return f"{found.name if found else attribute_id} is {value.name if value else value_id}"


def filled_by(rule: Filler | None) -> str:
    """Return where a rule takes its value from."""
    if rule is None:
        return ""
    names = ", ".join(attributes_of(rule))
    return f"from {names}" if names else f"always {rule.constant}"
