"""What every part of the mapping of one product works on, and the findings it collects on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from catalog_sync.mapping.brands import ShopBrands
from catalog_sync.mapping.listing import Correction, Finding, Severity
from catalog_sync.mapping.regions import RegionFacts, ShopFacts
from catalog_sync.mapping.rule_sources import Filler
from catalog_sync.mapping.rules import FamilyRules, Rules
from catalog_sync.mapping.schema import Attribute, CategorySchema
from catalog_sync.mapping.source import Source, language_of
from catalog_sync.pim.document import Offer, Product, Sku


@dataclass
class Context:
    """One product in one shop: its facts, its rules, and the findings so far."""

    product: Product
    rules: Rules
    family: FamilyRules
    shop: ShopFacts
    source: Source
    schema: CategorySchema
    offers: Mapping[str, Offer]
    corrections: Sequence[Correction]
    today: date
    findings: list[Finding] = field(default_factory=list)
    seller_skus: Mapping[str, str] = field(default_factory=dict)
    brands: ShopBrands | None = None
    line: tuple[str, ...] = ()
    """The ids of the leaf and of all categories above it."""
    turns: set[date] = field(default_factory=set)
    """Days to come on which the calendar alone changes the listing or what is told of it."""

    @cached_property
    def region(self) -> RegionFacts:
        """The facts of the shop's region."""
        return self.shop.region

    @property
    def variants(self) -> list[tuple[Sku, Source]]:
        """The enabled variants, and what the rules see of each."""
        return self.source.variants

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that texts of this listing may be in: the region's own, or those that the rules name."""
        return tuple(map(language_of, self.family.wording.languages)) or (language_of(self.region.locale),)

    @cached_property
    def in_languages(self) -> Source:
        """The product as far as it is in these languages."""
        return replace(self.source, languages=self.languages)

    @cached_property
    def attribute_rules(self) -> list[tuple[str, Filler, Attribute]]:
        """The attributes that rules fill and the leaf knows: the name in the rules, the rule, the attribute."""
        named = (
            (name, rule, self.schema.attribute(name, "PRODUCT_PROPERTY"))
            for name, rule in self.family.attributes.items()
        )
        return [(name, rule, attribute) for name, rule, attribute in named if attribute]

    def block(self, code: str, message: str, **where: str | None) -> None:
        """Note a finding that withholds the listing."""
        self.findings.append(self.finding(code, Severity.BLOCK, message, **where))

    def warn(self, code: str, message: str, **where: str | None) -> None:
        """Note a finding that lets the listing go."""
        self.findings.append(self.finding(code, Severity.WARN, message, **where))

    def finding(self, code: str, severity: Severity, message: str, **where: str | None) -> Finding:
        """Return a finding; `rule` may be a path below the family, parted by slashes, which becomes its place."""
        rule = where.pop("rule", None)
        place = self.family.place(*rule.split("/")) if rule else None
        return Finding(
            code=code, severity=severity, message=message, rule=str(place) if place else None, **where
        )
