"""Sales attributes: a product's axes become TikTok's, the same ones on every SKU, each combination once."""

from typing import Any

from catalog_sync.mapping.attributes import allowed_values
from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import alias_of
from catalog_sync.mapping.images import variant_image
from catalog_sync.mapping.problem import Problem
from catalog_sync.mapping.schema import Attribute
from catalog_sync.mapping.source import Source

_FIELD = "skus.sales_attributes"
_MAX_AXES = 3  # Partner API, Create Product
_MAX_VALUE = 50  # characters; Partner API, Create Product


class SalesAttributes:
    """Builds the sales attributes of one product's SKUs and remembers the combinations already taken."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._rules = ctx.family.sales_attributes
        self._taken: set[str] = set()
        self._images: dict[str, dict[str, Any]] = {}
        self._check_axes()

    def of(self, source: Source) -> list[dict[str, Any]]:
        """Return one variant's sales attributes; raise Problem where a value is missing or the combination is taken."""
        axes = [axis for axis in self._ctx.product.axes if axis in self._rules]
        chosen = [self._chosen(source, axis) for axis in axes]
        if chosen and str(chosen) in self._taken:
            message = f"Another variant has the same {' and '.join(axes)}; correct one of them in the PIM."
            raise Problem("variants_not_unique", message, field=_FIELD, attribute=axes[0])
        self._taken.add(str(chosen))
        if chosen and (image := variant_image(self._ctx, source)):
            self._images.setdefault(_key(chosen[0]), image)
        return chosen

    def add_images(self, skus: list[dict[str, Any]]) -> None:
        """Give every value of the first axis its picture; other axes may have none (error 12052528)."""
        for first in (sku["sales_attributes"][0] for sku in skus if "sales_attributes" in sku):
            if image := self._images.get(_key(first)):
                first["sku_img"] = image

    def _check_axes(self) -> None:
        axes = self._ctx.product.axes
        for axis in (axis for axis in axes if axis not in self._rules):
            message = f"The variants differ in {axis}, which no rule maps: add it to sales_attributes."
            self._ctx.block("axis_unmapped", message, field=_FIELD, attribute=axis, rule="sales_attributes")
        if len(axes) > _MAX_AXES:
            message = f"{len(axes)} axes, TikTok Shop takes {_MAX_AXES}; split the product model in the PIM."
            self._ctx.block("too_many_axes", message, field=_FIELD)

    def _chosen(self, source: Source, axis: str) -> dict[str, Any]:
        rule, found = self._rules[axis], source.found(axis)
        if not found:
            raise Problem(
                "axis_value_missing", f"{axis} is empty: fill it in the PIM.", field=_FIELD, attribute=axis
            )
        texts = [text for text in (alias_of(rule.values, found[0]), found[0].text, found[0].code) if text]
        attribute = self._ctx.schema.attribute(rule.id or rule.name or "", "SALES_PROPERTY")
        name = {"id": attribute.id} if attribute else {"id": rule.id} if rule.id else {"name": rule.name}
        return name | _value(attribute, axis, texts)


def _value(attribute: Attribute | None, axis: str, texts: list[str]) -> dict[str, str]:
    if attribute and (known := attribute.value(*texts)):
        return {"value_id": known.id}
    if attribute and attribute.values and not attribute.is_customizable:
        message = f"{attribute.name} has no value {texts[0]!r}; map it in values; allowed: {allowed_values(attribute)}."
        raise Problem("attribute_value_unknown", message, field=_FIELD, attribute=axis)
    if len(texts[0]) > _MAX_VALUE:
        message = (
            f"{texts[0]!r} is longer than {_MAX_VALUE} characters; shorten its label, or map it in values."
        )
        raise Problem("axis_value_too_long", message, field=_FIELD, attribute=axis)
    return {"value_name": texts[0]}


def _key(sales_attribute: dict[str, Any]) -> str:
    return str(sales_attribute.get("value_id") or sales_attribute["value_name"])
