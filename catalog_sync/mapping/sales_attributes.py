"""Sales attributes: a product's axes become TikTok's, the same ones on every SKU, each combination once."""

from collections.abc import Sequence
from typing import Any

from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import alias_of
from catalog_sync.mapping.images import variant_image
from catalog_sync.mapping.problem import Problem
from catalog_sync.mapping.schema import Attribute, AttributeValue
from catalog_sync.mapping.source import Found, Source
from catalog_sync.mapping.text_refused import refused_name
from catalog_sync.mapping.value_choice import allowed_values
from catalog_sync.mapping.value_names import ValueNames
from catalog_sync.mapping.value_words import writes_comma

FIELD = "skus.sales_attributes"
_MAX_AXES = 3  # Partner API, Create Product

Combination = frozenset[tuple[str, str]]


def combination(sales_attributes: list[dict[str, Any]]) -> Combination:
    """What must differ between two SKUs of a listing; names that differ in case or spaces alone are one."""
    return frozenset((axis_of(chosen), _value_of(chosen)) for chosen in sales_attributes)


def axis_of(chosen: dict[str, Any]) -> str:
    """The id of a sales attribute, or the name of an own one."""
    return str(chosen.get("id") or chosen["name"])


class SalesAttributes:
    """Builds the sales attributes of one product's SKUs and remembers the combinations already taken."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._rules = ctx.family.sales_attributes
        mapped = [axis for axis in ctx.product.axes if axis in self._rules]
        pictured = [axis for axis in mapped if self._rules[axis].pictures][:1]
        self._axes = [*pictured, *(axis for axis in mapped if axis not in pictured)]
        self._attributes = {axis: self._attribute(axis) for axis in self._axes}
        self._taken: dict[Combination, str] = {}
        self._images: dict[str, dict[str, Any]] = {}
        self._names = ValueNames(ctx)
        self._check_axes()

    def of(self, source: Source) -> list[dict[str, Any]]:
        """Return one variant's sales attributes; raise Problem where a value is missing or the combination is taken."""
        chosen = [self._chosen(source, axis) for axis in self._axes]
        key = combination(chosen)
        if key in self._taken and len(chosen) == len(self._ctx.product.axes):
            raise self._not_unique(self._taken[key], chosen)
        self._taken.setdefault(key, source.sku.sku or source.sku.key if source.sku else "")
        if chosen and (value := _value_of(chosen[0])) not in self._images:
            image = variant_image(self._ctx, source)
            self._images |= {value: image} if image else {}
        return chosen

    def add_images(self, skus: list[dict[str, Any]]) -> None:
        """Give every value of the pictured axis its picture; other axes may have none (error 12052528)."""
        for first in (sku["sales_attributes"][0] for sku in skus if "sales_attributes" in sku):
            if image := self._images.get(_value_of(first)):
                first["sku_img"] = image

    def _not_unique(self, other: str, chosen: list[dict[str, Any]]) -> Problem:
        axes, names = (
            " and ".join(self._axes),
            ", ".join(one.get("value_name") or one["value_id"] for one in chosen),
        )
        message = (
            f"{other} has the same {axes} ({names}); correct one of them in the PIM."
            if axes
            else "Another variant has no axis either: name the attributes that they differ in as axes in the PIM."
        )
        return Problem("variants_not_unique", message, field=FIELD, attribute=next(iter(self._axes), None))

    def _check_axes(self) -> None:
        axes = self._ctx.product.axes
        for axis in (axis for axis in axes if axis not in self._rules):
            message = f"The variants differ in {axis}, which no rule maps: add it to sales_attributes."
            self._ctx.block("axis_unmapped", message, field=FIELD, attribute=axis, rule="sales_attributes")
        for axis in (axis for axis in self._axes if self._rules[axis].id and not self._attributes[axis]):
            message = (
                f"Category {self._ctx.schema.category_id} has no sales attribute {self._rules[axis].id}, to which {axis} is "
                "mapped: name another one in sales_attributes, or give it a name of its own."
            )
            self._ctx.block("axis_unmapped", message, field=FIELD, attribute=axis, rule="sales_attributes")
        if len(axes) > _MAX_AXES:
            message = f"{len(axes)} axes ({', '.join(axes)}), TikTok Shop takes {_MAX_AXES}; split the product model in the PIM."
            self._ctx.block("too_many_axes", message, field=FIELD)
        targets = [self._target(axis) for axis in self._axes]
        if twice := [axis for axis in self._axes if targets.count(self._target(axis)) > 1]:
            message = f"{' and '.join(twice)} are mapped to one sales attribute: give each its own."
            self._ctx.block("axes_share_attribute", message, field=FIELD, rule="sales_attributes")

    def _attribute(self, axis: str) -> Attribute | None:
        rule = self._rules[axis]
        return self._ctx.schema.attribute(rule.id or rule.name or "", "SALES_PROPERTY")

    def _target(self, axis: str) -> str:
        rule, attribute = self._rules[axis], self._attributes[axis]
        return attribute.id if attribute else rule.id or rule.name or ""

    def _chosen(self, source: Source, axis: str) -> dict[str, Any]:
        rule, found = self._rules[axis], source.found(axis)
        if not found:
            raise Problem(
                "axis_value_missing", f"{axis} is empty: fill it in the PIM.", field=FIELD, attribute=axis
            )
        attribute = self._attributes[axis]
        name = {"id": attribute.id} if attribute else {"id": rule.id} if rule.id else {"name": rule.name}
        return name | self._value(attribute, axis, found[0], alias_of(rule.values, found[0]))

    def _value(
        self, attribute: Attribute | None, axis: str, found: Found, alias: str | None
    ) -> dict[str, str]:
        if attribute and (known := known_value(attribute, found, alias, self._ctx.source.locales)):
            return {"value_id": known.id}
        said = alias or found.text
        if attribute and attribute.values and not attribute.is_customizable:
            message = f"{attribute.name} has no value {said!r}; map it in values; allowed: {allowed_values(attribute)}."
            raise Problem("attribute_value_unknown", message, field=FIELD, attribute=axis)
        name = self._names.of(axis, found, alias)
        if fault := refused_name(name, self._ctx.region.locale):
            message = f"{axis} cannot be called {said[:60]!r}: it {fault}; give it a name in values, or correct its label in the PIM."
            raise Problem("attribute_value_invalid", message, field=FIELD, attribute=axis)
        return {"value_name": name}


def _value_of(chosen: dict[str, Any]) -> str:
    """A value's id, or its name as TikTok compares it."""
    return str(chosen.get("value_id") or " ".join(chosen["value_name"].casefold().split()))


def known_value(
    attribute: Attribute, found: Found, alias: str | None, locales: Sequence[str]
) -> AttributeValue | None:
    """Return the built-in value that the alias names, else the label, else the option's code."""
    named = attribute.index.match(alias) if alias else None
    if named and named.candidates:
        return named.value
    return attribute.index.match(found.text, code=found.code, comma=writes_comma(locales)).value
