"""What a leaf category asks of a listing: its attributes and rules, parsed from the Partner API's answers."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator

from catalog_sync.mapping.normal import normal
from catalog_sync.mapping.value_index import ValueIndex
from catalog_sync.mapping.value_words import states_a_fact


class Answer(BaseModel):
    """A frozen part of an answer; fields we do not read are dropped, nulls count as absent."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: Any) -> Any:
        return (
            {key: value for key, value in data.items() if value is not None}
            if isinstance(data, dict)
            else data
        )


class Condition(Answer):
    """Required when the attribute has this value (`VALUE_ID_MATCH`)."""

    condition_type: str = ""
    attribute_id: str = ""
    attribute_value_id: str = ""


class AttributeValue(Answer):
    """One value of an enumeration."""

    id: str
    name: str = ""


class Attribute(Answer):
    """One attribute of a leaf (Partner API, Get Attributes; the live key is spelled `is_requried`)."""

    id: str
    name: str = ""
    type: str = "PRODUCT_PROPERTY"
    is_required: bool = Field(default=False, validation_alias=AliasChoices("is_requried", "is_required"))
    is_multiple_selection: bool = False
    is_customizable: bool = False
    value_data_format: str = ""
    values: list[AttributeValue] = []
    requirement_conditions: list[Condition] = []

    @cached_property
    def index(self) -> ValueIndex[AttributeValue]:
        """Finds the values that texts name."""
        return ValueIndex(self.id, self.name, self.values)

    @cached_property
    def states_a_fact(self) -> bool:
        """Whether it is about safety, origin, brand or hazard, so that nothing may be guessed."""
        return states_a_fact(self.id, self.name)

    def value(self, *wanted: str) -> AttributeValue | None:
        """Return the one enumerated value that the texts name, first text first; none where one of them is ambiguous."""
        matches = (self.index.match(text) for text in wanted)
        found = next((match for match in matches if match.candidates), None)
        return found.value if found else None


class ExpirationDate(Answer):
    """Whether a certificate must say its last day."""

    is_required: bool = False


class Certification(Answer):
    """One certificate that a leaf lists."""

    id: str
    name: str = ""
    is_required: bool = False
    requirement_conditions: list[Condition] = []
    expiration_date: ExpirationDate = ExpirationDate()


class Requirement(Answer):
    """A part of the category rules that is required or not."""

    is_required: bool = False


class Support(Answer):
    """A part of the category rules that is supported or not."""

    is_supported: bool = False


class SizeChartAnswer(Requirement):
    """Whether size charts are taken, and whether one is required."""

    is_supported: bool = True


class Fee(Requirement):
    """A regulatory fee that a leaf knows, such as PFAND, the German deposit."""

    type: str = ""


class CategoryRules(Answer):
    """The rules of a leaf (Partner API, Get Category Rules), as far as mapping reads them."""

    product_certifications: list[Certification] = []
    package_dimension: Requirement = Requirement()
    cod: Support = Support()
    allowed_special_product_types: list[str] = []
    size_chart: SizeChartAnswer = SizeChartAnswer()
    manufacturer: Requirement = Requirement()
    responsible_person: Requirement = Requirement()
    epr: Requirement = Requirement()
    fees: list[Fee] = []


class CategorySchema(BaseModel):
    """A leaf's attributes and rules."""

    model_config = ConfigDict(frozen=True)

    category_id: str
    attributes: list[Attribute] = []
    rules: CategoryRules = CategoryRules()

    @classmethod
    def from_answers(
        cls, category_id: str, attributes: Mapping[str, Any], rules: Mapping[str, Any]
    ) -> "CategorySchema":
        """Build from the `data` of Get Attributes and of Get Category Rules."""
        return cls(
            category_id=category_id,
            attributes=[Attribute.model_validate(item) for item in attributes.get("attributes") or []],
            rules=CategoryRules.model_validate(dict(rules)),
        )

    def attribute(self, name: str, kind: str) -> Attribute | None:
        """Return the attribute with this id or normalised name, of type PRODUCT_PROPERTY or SALES_PROPERTY."""
        return self._by_id.get((kind, name)) or self._by_name.get((kind, normal(name)))

    @cached_property
    def _by_id(self) -> dict[tuple[str, str], Attribute]:
        return {(attribute.type, attribute.id): attribute for attribute in reversed(self.attributes)}

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], Attribute]:
        return {
            (attribute.type, normal(attribute.name)): attribute for attribute in reversed(self.attributes)
        }

    def certification(self, name: str) -> Certification | None:
        """Return the certification with this id or normalised name."""
        certifications = self.rules.product_certifications
        by_id = next((item for item in certifications if item.id == name), None)
        return by_id or next((item for item in certifications if normal(item.name) == normal(name)), None)
