"""The JSON schema of a file of mapping rules, which lets editors complete and check it."""

from typing import Any, cast

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from catalog_sync.mapping.compliance_rules import RecordsRule
from catalog_sync.mapping.rule_parts import CategoryChoice, SalesAttributeRule
from catalog_sync.mapping.rule_sources import Condition
from catalog_sync.mapping.rules import Rules
from catalog_sync.mapping.size_chart_rules import SizeChartRule

_SCALARS = ["string", "number", "boolean"]
_SHORT = {
    Condition: {"anyOf": [{"type": _SCALARS}, {"type": "array", "items": {"type": _SCALARS}}]},
    SalesAttributeRule: {"type": ["string", "integer"]},
    RecordsRule: {"anyOf": [{"type": _SCALARS}, {"type": "object", "required": ["id"]}]},
}
"""What may stand for a whole rule."""
_SHORT_PARTS = {(SizeChartRule.__name__, "template"): {"type": ["string", "integer"]}}
"""What may stand for the rule of one key."""
_SOURCES = {
    "Filler": ("from", "constant", "template", "first_of"),
    "AmountRule": ("from", "constant", "first_of"),
    "StockRule": ("from", "constant", "first_of"),
    CategoryChoice.__name__: ("id", "path"),
    SalesAttributeRule.__name__: ("id", "name"),
}
"""Of these keys a rule has at most one; which one it needs may be said by another file."""


def rules_schema() -> dict[str, Any]:
    """Return the schema of `common.yaml` and of the files laid over it.

    Any file may say a part only, so nothing is required, and an empty value takes away what the file below says.
    """
    schema = Rules.model_json_schema(by_alias=True, schema_generator=_AsWritten)
    for name, definition in schema["$defs"].items():
        schema["$defs"][name] = _as_part(name, definition)
    top = _as_part("Rules", {key: value for key, value in schema.items() if key != "$defs"})
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Mapping rules of catalog_sync",
    }
    return head | {key: value for key, value in top.items() if key != "title"} | {"$defs": schema["$defs"]}


class _AsWritten(GenerateJsonSchema):
    """Texts may be written as numbers and booleans, and one value may stand for a list of one."""

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        return super().str_schema(schema) | {"type": _SCALARS}

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        inner = super().function_before_schema(schema)
        if inner.get("type") == "array":
            return {"anyOf": [inner, inner["items"]]}
        return inner


def _as_part(name: str, definition: dict[str, Any]) -> dict[str, Any]:
    """The definition of a rule that may be written in parts, in several files, or short."""
    if "properties" not in definition:
        return definition
    properties = {key: _or_empty(value) for key, value in definition["properties"].items()}
    for key, value in properties.items():
        if (name, key) in _SHORT_PARTS:
            value["anyOf"] = [*value["anyOf"], _SHORT_PARTS[name, key]]
    part = {key: value for key, value in definition.items() if key != "required"} | {"properties": properties}
    if keys := _SOURCES.get(name):
        pairs = [[one, other] for row, one in enumerate(keys) for other in keys[row + 1 :]]
        part["not"] = {"anyOf": [{"required": pair} for pair in pairs]}
    short = next((short for model, short in _SHORT.items() if model.__name__ == name), None)
    return {"anyOf": [part, short]} if short else part


def _or_empty(schema: dict[str, Any]) -> dict[str, Any]:
    kept = {key: schema[key] for key in ("description", "default") if key in schema}
    inner = {key: value for key, value in schema.items() if key not in kept}
    if isinstance(named := inner.get("additionalProperties"), dict):
        inner["additionalProperties"] = _or_empty(named)
    options = inner.pop("anyOf", [inner]) if set(inner) == {"anyOf"} else [inner]
    nullable = [*options, {"type": "null"}] if {"type": "null"} not in options else options
    return cast("dict[str, Any]", kept | {"anyOf": nullable})
