"""The PIM's dictionaries: what gives product values their meaning and never touches a product's `updated`."""

from decimal import Decimal
from typing import Literal

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


class Option(Entry):
    """One option of a select attribute; options are shown in `sort_order`."""

    labels: Labels = {}
    sort_order: int = 0


class Family(Entry):
    """A family with its attribute codes, sorted."""

    labels: Labels = {}
    attributes: list[str] = []
    attribute_as_label: str | None = None
    attribute_as_image: str | None = None


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
    """All dictionaries of one PIM, each by code."""

    attributes: dict[str, Attribute] = {}
    options: dict[str, dict[str, Option]] = Field(default={}, description="attribute code -> option code")
    families: dict[str, Family] = {}
    family_variants: dict[str, FamilyVariant] = {}
    categories: dict[str, Category] = {}
    channels: dict[str, Channel] = {}
    measurement_families: dict[str, MeasurementFamily] = {}

    @property
    def hash(self) -> str:
        """Changes when anything in a dictionary does: then every product deserves another look."""
        return content_hash(self)
