"""Rules for the product attributes of a listing; unknown built-in values are cleared with a warning."""

import re
from collections.abc import Iterator
from typing import Any

from catalog_sync.sandbox.tiktok.errors import Refusal, refusal
from catalog_sync.sandbox.tiktok.listing.characters import CHINESE, is_malformed, is_restricted
from catalog_sync.sandbox.tiktok.listing.draft import Draft
from catalog_sync.sandbox.tiktok.taxonomy import Attribute

CUSTOM_VALUE_LENGTH = 2_000
POSITIVE_NUMBER = re.compile(r"(?=.*[1-9])\d+(\.\d+)?")

Values = dict[str, list[dict[str, Any]]]


def check_attributes(draft: Draft) -> Iterator[Refusal]:
    """Check the attributes against the leaf's schema, after clearing what the platform clears."""
    if draft.category is None:
        return
    schema = {a.id: a for a in draft.category.attributes if a.type == "PRODUCT_PROPERTY"}
    given = draft.payload.get("product_attributes") or []
    if len({row["id"] for row in given}) < len(given):
        yield refusal(12052254)
    kept = []
    for row in given:
        attribute = schema.get(row["id"])
        if attribute is None:
            yield refusal(12052240)
            continue
        yield from _check_values(attribute, row["values"])
        values = [known for value in row["values"] if (known := _known(draft, attribute, value))]
        if len({value["id"] for value in values}) < len(values):
            yield refusal(12052253)
        kept += [{**row, "values": values}] if values else []
    draft.payload["product_attributes"] = kept
    yield from _check_requirements(schema, {row["id"]: row["values"] for row in kept})


def _check_values(attribute: Attribute, values: list[dict[str, Any]]) -> Iterator[Refusal]:
    if len(values) > 1 and not attribute.multiple:
        yield refusal(12052246, attribute=attribute.id)
    ids = [value["id"] for value in values if value.get("id")]
    names = [value["name"] for value in values if not value.get("id") and value.get("name")]
    if len(set(ids)) < len(ids):
        yield refusal(12052253)
    if len(set(names)) < len(names):
        yield refusal(12052251)
    if len(ids) + len(names) < len(values) or not values:
        yield refusal(12052248)
    for name in names:
        yield from _check_custom(attribute, name)


def _check_custom(attribute: Attribute, name: str) -> Iterator[Refusal]:
    if attribute.value_data_format == "POSITIVE_INT_OR_DECIMAL" and not POSITIVE_NUMBER.fullmatch(name):
        yield refusal(12052256, name=attribute.name)
    elif not attribute.customizable and not _named(attribute, name):
        yield refusal(12052247)
    elif len(name) > CUSTOM_VALUE_LENGTH:
        yield refusal(12052249, limit=CUSTOM_VALUE_LENGTH, name=name[:50])
    elif CHINESE.search(name):
        yield refusal(12052250, property_type="product property")
    elif is_malformed(name):
        yield refusal(12052935)
    elif is_restricted(name):
        yield refusal(12052151)


def _known(draft: Draft, attribute: Attribute, value: dict[str, Any]) -> dict[str, Any] | None:
    if not value.get("id"):
        named = _named(attribute, value.get("name") or "")
        return {"id": named} if named else _custom(draft, attribute, value.get("name") or "")
    if value["id"] in {known.id for known in attribute.values}:
        return {"id": value["id"]}
    stored = next((known for known in _stored(draft, attribute) if known["id"] == value["id"]), None)
    if stored is None:
        draft.clear(f"product_attributes:{attribute.id}", f"The attribute value {value['id']} does not exist")
    return stored


def _named(attribute: Attribute, name: str) -> str | None:
    wanted = name.strip().lower()
    return next((v.id for v in attribute.values if wanted in {v.name.lower(), v.local_name.lower()}), None)


def _custom(draft: Draft, attribute: Attribute, name: str) -> dict[str, Any]:
    stored = next((known for known in _stored(draft, attribute) if known.get("name") == name), None)
    return stored or {"id": draft.world.new_id(), "name": name}


def _stored(draft: Draft, attribute: Attribute) -> list[dict[str, Any]]:
    rows = draft.existing.latest.content.get("product_attributes") or [] if draft.existing else []
    return [value for row in rows if row["id"] == attribute.id for value in row["values"]]


def _check_requirements(schema: dict[str, Attribute], given: Values) -> Iterator[Refusal]:
    for attribute in schema.values():
        if attribute.required and attribute.id not in given:
            yield Refusal(
                12052104, f"property is required, attribute id is :{attribute.id}, name is :{attribute.name}"
            )
        if attribute.conditions:
            yield from _check_condition(attribute, schema, given)


def _check_condition(attribute: Attribute, schema: dict[str, Attribute], given: Values) -> Iterator[Refusal]:
    """Check a sub-attribute: required when any condition is met, to be left empty when none is."""
    condition = attribute.conditions[0]
    parent = schema.get(condition.attribute_id)
    chosen = {value.get("id") for value in given.get(condition.attribute_id, [])}
    met = any(
        c.value_id in {value.get("id") for value in given.get(c.attribute_id, [])}
        for c in attribute.conditions
    )
    if parent is None or met == (attribute.id in given):
        return
    value = next((v.name for v in parent.values if v.id in chosen), "")
    yield refusal(12052182 if met else 12052183, child=attribute.name, value=value, parent=parent.name)
