"""The mapping rules: how a PIM product becomes the fields of a TikTok Shop listing."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator

from catalog_sync.mapping.rule_sources import (
    Aliases,
    AmountRule,
    Code,
    Conditional,
    Filler,
    Rule,
    exactly_one,
    several,
)
from catalog_sync.yaml_files import Lines, Place


class CategoryChoice(Conditional):
    """A leaf category, by id or by its path of names: `Home Supplies > Lighting > Table Lamps`."""

    id: str | None = None
    path: str | None = None

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        exactly_one(self, "id", "path")
        return self


class CertificateRule(Conditional):
    """The PIM attributes that hold a certificate's files and its last day; `required` withholds listings without it."""

    files: list[str]
    valid_until: str | None = None
    required: bool = False


class ImagesRule(Rule):
    """PIM media attributes in display order, and how their pictures are treated before upload."""

    from_: list[str] = Field(alias="from", min_length=1)
    square: bool = False
    min_side: int | None = Field(default=None, gt=0, description="pixels of the shorter side")
    max_enlargement: float | None = Field(
        default=None, ge=1, description="at most this factor to reach min_side"
    )

    @property
    def treatment(self) -> dict[str, Any]:
        """The treatment fields of a picture's placeholder."""
        options = {"square": self.square, "min_side": self.min_side, "max_enlargement": self.max_enlargement}
        return {name: option for name, option in options.items() if option}


class DimensionsRule(Rule):
    """Length, width and height of the parcel; `unit` defaults to the region's first one."""

    length: Filler
    width: Filler
    height: Filler
    unit: str | None = None


class SalesAttributeRule(Rule):
    """The TikTok sales attribute of a variant axis: a built-in one by `id`, or an own one by `name`."""

    id: str | None = None
    name: str | None = Field(default=None, max_length=20)
    values: Aliases = Field(default={})

    @model_validator(mode="before")
    @classmethod
    def _id_alone(cls, value: Any) -> Any:
        return {"id": value} if isinstance(value, (str, int)) else value

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        exactly_one(self, "id", "name")
        return self


class CertificateLibraryRule(Rule):
    """The PIM family of certificate documents, its attributes, and the TikTok certifications each type stands for."""

    family: str
    type: str
    files: list[str]
    valid_until: str | None = None
    covers: str = Field(description="attribute listing SKUs or model codes, one per line")
    certifications: dict[str, Annotated[list[Code], BeforeValidator(several)]]


class CompletenessRule(Rule):
    """How complete a SKU must be in the PIM: `percent` in each of the locales, in one channel (by default the rules')."""

    percent: int = Field(default=100, ge=1, le=100)
    channel: str | None = None
    locales: list[str] = Field(min_length=1)


class EligibilityRule(Rule):
    """Which enabled products a shop sells: by PIM category, with all below it, and by completeness."""

    categories: list[Code] = Field(default=[], description="sold is what is in one of these; empty: all")
    excluded_categories: list[Code] = Field(default=[], description="what is in one of these is not sold")
    completeness: CompletenessRule | None = None


class FamilyRules(Rule):
    """Everything a family may say; what it does not say is taken from the top level."""

    category: Annotated[list[CategoryChoice], BeforeValidator(several)] = Field(default=[])
    attributes: dict[str, Filler] = Field(default={})
    certificates: dict[str, CertificateRule] = Field(default={})
    title: Filler
    description: Filler
    brand: Filler | None = None
    main_images: ImagesRule
    variant_image: ImagesRule | None = None
    package_weight: Filler
    weight_unit: str | None = None
    package_dimensions: DimensionsRule | None = None
    identifier: Filler | None = None
    sales_attributes: dict[str, SalesAttributeRule] = Field(default={})
    size_chart: ImagesRule | None = None
    manufacturer_ids: list[str] = Field(default=[])
    responsible_person_ids: list[str] = Field(default=[])
    price: AmountRule = AmountRule(offers=True)
    stock: AmountRule = AmountRule(offers=True)


class Rules(FamilyRules):
    """The rules of one shop: the files of all shops, of its region and its own, laid over each other."""

    channel: str
    locales: list[str] = Field(
        min_length=1, description="the first with a text wins; nothing else is fallen back to"
    )
    not_for_sale: list[str] = Field(default=[])
    eligibility: EligibilityRule = EligibilityRule()
    certificate_library: CertificateLibraryRule | None = None
    families: dict[str, FamilyRules] = Field(default={})

    _lines: Lines = PrivateAttr(default_factory=dict)

    def place(self, family: str, *path: str) -> Place | None:
        """Return where a family's rule stands, or where the family itself does."""
        whole = ("families", family, *path)
        lengths = range(len(whole), 1, -1)
        return next(
            (self._lines[whole[:length]] for length in lengths if whole[:length] in self._lines), None
        )
