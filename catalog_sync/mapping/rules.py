"""The mapping rules: how a PIM product becomes the fields of a TikTok Shop listing."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, PrivateAttr, ValidationError, model_validator

from catalog_sync.mapping.certificate_rules import CertificateLibraryRule, CertificateRule
from catalog_sync.mapping.compliance_rules import DepositRule, Records
from catalog_sync.mapping.pre_sale_rules import PreSaleRule
from catalog_sync.mapping.rule_amounts import AmountRule
from catalog_sync.mapping.rule_categories import PimCategories
from catalog_sync.mapping.rule_eligibility import EligibilityRule
from catalog_sync.mapping.rule_layers import Layers
from catalog_sync.mapping.rule_nodes import Node, Places
from catalog_sync.mapping.rule_parts import (
    CategoryChoice,
    DimensionsRule,
    ImagesRule,
    SalesAttributeRule,
    SuggestRule,
)
from catalog_sync.mapping.rule_sources import Aliases, Code, Filler, Rule, several
from catalog_sync.mapping.rule_tables import ValueTable
from catalog_sync.mapping.rule_walk import parts_of
from catalog_sync.mapping.size_chart_rules import SizeChartRule
from catalog_sync.mapping.text_rules import WordingRule
from catalog_sync.mapping.variant_rules import ListingsRule, StockRule
from catalog_sync.yaml_files import Loc, Place, YamlFileError, describe


class FamilyRules(Rule):
    """Everything a family or a PIM category may say; what it does not say is taken from the top level."""

    texts: dict[str, Filler] = Field(default={}, description="own texts, named in templates like attributes")
    category: Annotated[list[CategoryChoice], BeforeValidator(several)] = Field(default=[])
    attributes: dict[str, Filler] = Field(default={})
    certificates: dict[str, CertificateRule] = Field(default={})
    certificate_warning_days: int = Field(
        default=30, ge=0, description="a document that expires within so many days is told"
    )
    title: Filler
    description: Filler
    wording: WordingRule = WordingRule()
    brand: Filler | None = None
    main_images: ImagesRule
    variant_image: ImagesRule | None = None
    package_weight: Filler
    weight_unit: str | None = None
    package_dimensions: DimensionsRule | None = None
    identifier: Filler | None = None
    delivery_option_ids: list[Code] = Field(default=[], description="instead of the warehouse's own")
    is_cod_allowed: bool = Field(default=False, description="offer cash on delivery")
    pre_sale: PreSaleRule | None = None
    sales_attributes: dict[str, SalesAttributeRule] = Field(default={})
    size_chart: SizeChartRule | None = None
    manufacturer_ids: Records = Field(default=[])
    responsible_person_ids: Records = Field(default=[])
    epr_registered: bool = Field(
        default=False, description="the shop has its EPR numbers for these products in Seller Center"
    )
    deposit: DepositRule | None = None
    demanded_attributes: list[Code] = Field(
        default=[],
        description="attributes, by id or name, without which a listing is withheld where its leaf has them",
    )
    price: AmountRule = AmountRule(offers=True)
    prices_include_tax: bool | None = Field(
        default=None, description="unsaid: the prices are what the region shows, with or without tax"
    )
    tax_percent: Decimal | None = Field(default=None, ge=0, lt=100)
    stock: StockRule = StockRule(offers=True)
    listings: ListingsRule = ListingsRule()

    _node: Node | None = PrivateAttr(default=None)

    def place(self, *path: str | int) -> Place | None:
        """Return where a rule stands, or the nearest above it that stands anywhere."""
        return self._node.nearest(path)[0] if self._node else None

    def stand_at(self, node: Node) -> None:
        """Let the rules know where they stand."""
        self._node = node

    def bind(self, tables: Mapping[str, ValueTable]) -> None:
        """Let the rules find the tables and texts that they name."""
        for _, filler in parts_of(self, Filler):
            filler.bind(tables, self.texts)


class Rules(FamilyRules):
    """The rules of one shop: the files of all shops, of its region and its own, laid over each other."""

    channel: str
    locales: list[str] = Field(
        min_length=1, description="the first with a text wins; nothing else is fallen back to"
    )
    not_for_sale: list[str] = Field(default=[])
    eligibility: EligibilityRule = EligibilityRule()
    certificate_library: CertificateLibraryRule | None = None
    suggest: SuggestRule = SuggestRule()
    entitled_categories: list[Code] = Field(
        default=[],
        description="ids of INVITE_ONLY or NON_MAIN_CATEGORY categories that are open to this shop",
    )
    tables: dict[str, Aliases] = Field(default={}, description="value tables that many rules share, by name")
    families: dict[str, FamilyRules] = Field(default={}, description="PIM family -> its rules")
    categories: dict[str, FamilyRules] = Field(
        default={}, description="PIM category -> rules for it and all below it, laid over those of the family"
    )

    _layers: Layers | None = PrivateAttr(default=None)
    _categories: PimCategories = PrivateAttr(default_factory=PimCategories)
    _laid: dict[tuple[str | None, tuple[str, ...]], FamilyRules] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _bind_all(self) -> Self:
        parts: list[FamilyRules] = [self, *self.families.values(), *self.categories.values()]
        for part in parts:
            part.bind(self.tables)
        return self

    def locate(self, layers: Layers) -> None:
        """Let all rules know where they stand."""
        self._layers, self._node = layers, layers.expanded()
        for kind, parts in (("families", self.families), ("categories", self.categories)):
            for name, part in parts.items():
                part.stand_at(self._node.value[kind].value[name])

    def know(self, categories: PimCategories) -> None:
        """Let the rules of PIM categories hold for all below them."""
        self._categories = categories
        self._laid.clear()

    def above(self, categories: Iterable[str]) -> frozenset[str]:
        """Return PIM categories with all above them."""
        return self._categories.with_all_above(categories)

    def all_below(self, categories: Iterable[str]) -> list[str]:
        """Return PIM categories with all below them, sorted."""
        return self._categories.with_all_below(categories)

    def laid_over(self, categories: Iterable[str]) -> tuple[str, ...]:
        """Return the categories with rules for a product in these, in the order in which they are laid over each other.

        The deeper one lies above, and of two as deep the one that the rules name first.
        """
        above = self.above(categories) if self.categories else ()
        named = [code for code in reversed(self.categories) if code in above]
        return tuple(sorted(named, key=lambda code: len(self._categories.lineage(code))))

    def of(self, family: str | None, categories: Iterable[str]) -> FamilyRules | None:
        """Return the rules of a product; None where neither its family nor its PIM categories have any.

        Raises YamlFileError where those of the family and of the categories do not fit together.
        """
        laid = self.laid_over(categories)
        if not laid or self._layers is None:
            return self.categories[laid[-1]] if laid else self.families.get(family or "")
        if (family, laid) not in self._laid:
            self._laid[family, laid] = self._combined(self._layers.laid(family, laid), family)
        return self._laid[family, laid]

    def place_of(self, kind: Literal["families", "categories"], name: str) -> Place | None:
        """Return where a family or a category stands itself."""
        return self._layers.place(kind, name) if self._layers else None

    def differing(self, category: str, other: str) -> list[Loc]:
        """Return the paths at which the rules of two PIM categories say different things."""
        return self._layers.differing(category, other) if self._layers else []

    def _combined(self, node: Node, family: str | None) -> FamilyRules:
        try:
            rules = FamilyRules.model_validate(node.data())
        except ValidationError as error:
            raise YamlFileError(describe(error, Places(node), FamilyRules)) from error
        rules.bind(self.tables)
        rules.stand_at(node)
        known = self.families.get(family or "")
        suggested = known.category if known and not rules.category else rules.category
        return rules.model_copy(update={"category": suggested})
