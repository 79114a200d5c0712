"""The PIM's dictionaries: what gives product values their meaning and never touches a product's `updated`."""

from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from catalog_sync.pim.hashing import content_hash

Labels = dict[str, str]


class Entry(BaseModel):
    """A frozen model that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Attribute(Entry):
    """An attribute's type (e.g. `pim_catalog_metric`) and how its values vary."""

    type: str
    labels: Labels = {}
    localizable: bool = False
    scopable: bool = False
    metric_family: str | None = None
    reference_data_name: str | None = Field(
        default=None, description="the asset family or reference entity that its values name"
    )
    main_identifier: bool = Field(default=False, description="whether it holds the seller SKU")


class Option(Entry):
    """One option of a select attribute; options are shown in `sort_order`."""

    labels: Labels = {}
    sort_order: int = 0


class Record(Entry):
    """One record of a reference entity."""

    labels: Labels = {}


class Family(Entry):
    """A family with its attribute codes, sorted; `requirements` changes when what completeness demands does."""

    labels: Labels = {}
    attributes: list[str] = []
    attribute_as_label: str | None = None
    attribute_as_image: str | None = None
    requirements: str = ""


class FamilyVariant(Entry):
    """How a family varies: the axes of all levels in order."""

    family: str
    axes: list[str]


class Category(Entry):
    """A category below `parent`; a tree's root has none."""

    parent: str | None = None
    labels: Labels = {}


class Channel(Entry):
    """A channel with its active locales and currencies, sorted."""

    category_tree: str | None = None
    locales: list[str] = []
    currencies: list[str] = []


class Conversion(Entry):
    """One step of a conversion: `amount (operator) value`."""

    operator: Literal["mul", "div", "add", "sub"]
    value: Decimal


class Unit(Entry):
    """A unit; `to_standard` applied in order turns an amount in it into the family's standard unit.

    Akeneo calls the steps `convert_from_standard`, yet their direction is the one told here.
    """

    labels: Labels = {}
    symbol: str | None = None
    to_standard: list[Conversion] = []


class MeasurementFamily(Entry):
    """A measurement family, e.g. `Weight`, with its units by code."""

    standard_unit: str
    units: dict[str, Unit]


class Dictionaries(Entry):
    """All dictionaries of one PIM, each by code.

    `unreadable` names what the connection may not read: a dictionary (`categories`) or one part of it
    (`options/color`, `records/brand`). Such a part is left out here, which does not mean that it is empty.
    """

    attributes: dict[str, Attribute] = {}
    options: dict[str, dict[str, Option]] = Field(default={}, description="attribute code -> option code")
    records: dict[str, dict[str, Record]] = Field(default={}, description="reference entity -> record code")
    families: dict[str, Family] = {}
    family_variants: dict[str, FamilyVariant] = {}
    categories: dict[str, Category] = {}
    channels: dict[str, Channel] = {}
    measurement_families: dict[str, MeasurementFamily] = {}
    unreadable: list[str] = []

    @property
    def hash(self) -> str:
        """Changes when anything in a dictionary does, and not with what is `unreadable`."""
        return content_hash(self.model_copy(update={"unreadable": []}))

    def keeping(self, former: "Dictionaries") -> "Dictionaries":
        """The same, with what is unreadable now taken from an earlier reading."""
        kept: dict[str, dict[str, Any]] = {}
        for name, _, part in (each.partition("/") for each in self.unreadable):
            old = getattr(former, name)
            chosen = {part: old[part]} if part in old else {} if part else old
            kept[name] = {**getattr(self, name), **kept.get(name, {}), **chosen}
        return self.model_copy(update=kept)
