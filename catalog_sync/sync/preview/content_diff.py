"""What differs, field by field, between the content that a shop took last and the content that it should have: pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from catalog_sync.mapping.schema_names import SchemaNames

_BY_ID = {"product_attributes": "values", "certifications": None}
"""Lists whose items have ids, and the one key of an item that is told, where not all of them are."""
_OURS = ("external_product_id", "category_version")
"""Fields that say nothing about the product."""


@dataclass(frozen=True)
class Change:
    """One field that differs: `before` is none where the shop has nothing, `after` where nothing is wanted.

    `field` is TikTok's, with an id where it is one of many (`product_attributes.100393`); `name` is what that is
    called. `pending` changes are not sent with what is done now.
    """

    field: str
    before: Any
    after: Any
    sku: str | None = None
    name: str | None = None
    pending: bool = False


def content_changes(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Change]:
    """The differing fields, those of the product first; a SKU that comes or goes is one change."""
    old, new = _fields(before or {}), _fields(after)
    product = [
        Change(field, old.get(field), new.get(field))
        for field in dict.fromkeys([*old, *new])
        if _told(old.get(field)) != _told(new.get(field))
    ]
    return [*product, *_of_skus((before or {}).get("skus", []), after.get("skus", []))]


def named(change: Change, names: SchemaNames) -> Change:
    """The change with what its attribute, its values or its certificate are called."""
    field, _, item = change.field.partition(".")
    if field == "certifications":
        return replace(change, name=names.certificate(item))
    if field == "product_attributes":
        before, after = (_values(names, item, values) for values in (change.before, change.after))
        return replace(change, name=names.attribute(item), before=before, after=after)
    return change


def _values(names: SchemaNames, attribute_id: str, values: list[dict[str, str]] | None) -> list[str] | None:
    return None if values is None else [names.value(attribute_id, value) for value in values]


def _fields(content: Mapping[str, Any]) -> dict[str, Any]:
    return dict(_flat(content))


def _flat(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for field, value in content.items():
        if field in _BY_ID:
            for item in value:
                yield f"{field}.{item['id']}", item[_BY_ID[field]] if _BY_ID[field] else _without_id(item)
        elif field != "skus" and field not in _OURS:
            yield field, value


def _without_id(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != "id"}


def _of_skus(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[Change]:
    old, new = ({sku["seller_sku"]: sku for sku in skus} for skus in (before, after))
    old = _renamed(old, new)
    for name in dict.fromkeys([*old, *new]):
        if name not in old or name not in new:
            yield Change("skus", old.get(name), new.get(name), sku=name)
            continue
        for field in dict.fromkeys([*old[name], *new[name]]):
            was, now = old[name].get(field), new[name].get(field)
            if _told(was) != _told(now):
                yield Change(f"skus.{field}", was, now, sku=name)


def _renamed(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The SKUs as they were, by the seller SKUs that they have now: the PIM's key of a variant stays when its SKU changes."""
    came = {sku["external_sku_id"]: name for name, sku in new.items() if name not in old and _has_key(sku)}
    gone = {name: sku["external_sku_id"] for name, sku in old.items() if name not in new and _has_key(sku)}
    return {came.get(gone.get(name, ""), name): sku for name, sku in old.items()}


def _has_key(sku: Mapping[str, Any]) -> bool:
    return bool(sku.get("external_sku_id"))


def _told(value: Any) -> Any:
    """The value as it is compared: a file whose bytes are not known yet counts as the same by its code."""
    if isinstance(value, dict):
        media = value.get("media")
        if isinstance(media, dict):
            return {name: item for name, item in media.items() if item is not None}
        return {name: _told(item) for name, item in value.items()}
    return [_told(item) for item in value] if isinstance(value, list) else value
