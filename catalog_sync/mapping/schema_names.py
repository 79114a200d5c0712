"""What attributes and values of a listing are called, and the rules of a family that fill them: pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog_sync.mapping.rules import FamilyRules
from catalog_sync.mapping.schema import Attribute, CategorySchema


@dataclass(frozen=True)
class SchemaNames:
    """Names of a leaf category; without its schema ids stand for themselves."""

    schema: CategorySchema | None

    def attribute(self, attribute_id: str | None) -> str | None:
        """What an attribute is called."""
        found = self._attribute(attribute_id)
        return found.name if found else None

    def certificate(self, certificate_id: str) -> str | None:
        """What a certificate is called."""
        listed = self.schema.rules.product_certifications if self.schema else []
        return next((one.name for one in listed if one.id == certificate_id), None)

    def value(self, attribute_id: str | None, value: Mapping[str, Any]) -> str:
        """What a value is called: `{"id"}` of the enumeration, else the `{"name"}` that is sent."""
        found = self._attribute(attribute_id)
        value_id = str(value.get("id") or value.get("value_id") or "")
        names = {one.id: one.name for one in found.values} if found else {}
        return str(names.get(value_id) or value.get("name") or value.get("value_name") or value_id)

    def rule_of(self, attribute_id: str, family: FamilyRules) -> str | None:
        """The name under which the family's rules fill a product attribute."""
        return next(
            (name for name in family.attributes if self._is(name, "PRODUCT_PROPERTY", attribute_id)), None
        )

    def axis_of(self, chosen: Mapping[str, Any], family: FamilyRules) -> str | None:
        """The PIM's axis behind a sales attribute."""
        for axis, rule in family.sales_attributes.items():
            if chosen.get("id") and (
                rule.id == chosen["id"]
                or self._is(rule.id or rule.name or "", "SALES_PROPERTY", chosen["id"])
            ):
                return axis
            if rule.name and rule.name == chosen.get("name"):
                return axis
        return None

    def _attribute(self, attribute_id: str | None) -> Attribute | None:
        attributes = self.schema.attributes if self.schema else []
        return next((one for one in attributes if one.id == attribute_id), None)

    def _is(self, name: str, kind: str, attribute_id: str) -> bool:
        found = self.schema.attribute(name, kind) if self.schema else None
        return found is not None and found.id == attribute_id
