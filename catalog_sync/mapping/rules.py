"""The mapping rules: how a PIM product becomes the fields of a TikTok Shop listing."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, model_validator

from catalog_sync.yaml_files import Lines, Place


def _code(value: Any) -> Any:
    """Write a YAML scalar as the PIM writes an option code: booleans as `true` and `false`."""
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int) else value


def _several(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _by_code(value: Any) -> Any:
    return {_code(key): item for key, item in value.items()} if isinstance(value, dict) else value


Code = Annotated[str, BeforeValidator(_code)]
Conditions = dict[str, Annotated[list[Code], BeforeValidator(_several)]]
Aliases = Annotated[dict[str, Code], BeforeValidator(_by_code)]


class Rule(BaseModel):
    """A frozen part of the rules that refuses unknown keys and takes numbers where ids are meant."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class Conditional(Rule):
    """Holds only for products whose attributes have one of the codes in `when` and none of those in `unless`."""

    when: Conditions = {}
    unless: Conditions = {}


def exactly_one(rule: BaseModel, *names: str) -> None:
    """Raise ValueError unless exactly one of these fields is set."""
    stated = [
        name for name in names if name in rule.model_fields_set and getattr(rule, name) not in (None, [])
    ]
    given = [name.rstrip("_") for name in stated if getattr(rule, name) is not False]
    if len(given) != 1:
        wanted = ", ".join(name.rstrip("_") for name in names)
        raise ValueError(f"needs exactly one of {wanted}; has {' and '.join(given) or 'none of them'}")


class Filler(Conditional):
    """Where a value comes from.

    `from`: a PIM attribute; `constant`; `template`: text with `{attribute}` in it; `first_of`: the first that yields
    something. `values` translates option codes to TikTok value names or ids; `unit` converts a measurement first.
    """

    from_: str | None = Field(default=None, alias="from")
    constant: Any = None
    template: str | None = None
    first_of: "list[Filler]" = []
    values: Aliases = {}
    unit: str | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        exactly_one(self, "from_", "constant", "template", "first_of")
        return self


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
    values: Aliases = {}

    @model_validator(mode="before")
    @classmethod
    def _id_alone(cls, value: Any) -> Any:
        return {"id": value} if isinstance(value, (str, int)) else value

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        exactly_one(self, "id", "name")
        return self


class Rate(Rule):
    """What one unit of a currency is worth in the shop's currency, and the last day it may be used."""

    rate: Decimal = Field(gt=0)
    as_of: date
    expires: date


class Rounding(Rule):
    """Prices become multiples of `step`, less `minus` (step 1, minus 0.01: 12.99)."""

    step: Decimal = Field(gt=0)
    mode: Literal["half_up", "up", "down"] = "half_up"
    minus: Decimal = Decimal(0)


class AmountRule(Conditional):
    """Where a price or a quantity comes from: the offers, a PIM attribute, a constant, or the first of several."""

    offers: bool = False
    from_: str | None = Field(default=None, alias="from")
    constant: Decimal | None = None
    first_of: "list[AmountRule]" = []
    convert: dict[str, Rate] = {}
    rounding: Rounding | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        exactly_one(self, "offers", "from_", "constant", "first_of")
        return self


class CertificateLibraryRule(Rule):
    """The PIM family of certificate documents, its attributes, and the TikTok certifications each type stands for."""

    family: str
    type: str
    files: list[str]
    valid_until: str | None = None
    covers: str = Field(description="attribute listing SKUs or model codes, one per line")
    certifications: dict[str, Annotated[list[Code], BeforeValidator(_several)]]


class FamilyRules(Rule):
    """Everything a family may say; what it does not say is taken from the top level."""

    category: Annotated[list[CategoryChoice], BeforeValidator(_several)] = []
    attributes: dict[str, Filler] = {}
    certificates: dict[str, CertificateRule] = {}
    title: Filler
    description: Filler
    brand: Filler | None = None
    main_images: ImagesRule
    variant_image: ImagesRule | None = None
    package_weight: Filler
    weight_unit: str | None = None
    package_dimensions: DimensionsRule | None = None
    identifier: Filler | None = None
    sales_attributes: dict[str, SalesAttributeRule] = {}
    size_chart: ImagesRule | None = None
    manufacturer_ids: list[str] = []
    responsible_person_ids: list[str] = []
    price: AmountRule = AmountRule(offers=True)
    stock: AmountRule = AmountRule(offers=True)


class Rules(FamilyRules):
    """The rules of one shop: the files of all shops, of its region and its own, laid over each other."""

    channel: str
    locales: list[str] = Field(
        min_length=1, description="the first with a text wins; nothing else is fallen back to"
    )
    not_for_sale: list[str] = []
    certificate_library: CertificateLibraryRule | None = None
    families: dict[str, FamilyRules] = {}

    _lines: Lines = PrivateAttr(default_factory=dict)

    def place(self, family: str, *path: str) -> Place | None:
        """Return where a family's rule stands, or where the family itself does."""
        whole = ("families", family, *path)
        lengths = range(len(whole), 1, -1)
        return next(
            (self._lines[whole[:length]] for length in lengths if whole[:length] in self._lines), None
        )
