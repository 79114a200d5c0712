"""What every part of the mapping of one product works on, and the findings it collects on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from catalog_sync.mapping.listing import Correction, Finding, Severity
from catalog_sync.mapping.regions import RegionFacts, ShopFacts
from catalog_sync.mapping.rules import FamilyRules, Rules
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.mapping.source import Source
from catalog_sync.pim.document import Offer, Product


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

    @property
    def region(self) -> RegionFacts:
        """The facts of the shop's region."""
        return self.shop.region

    def block(self, code: str, message: str, **where: str | None) -> None:
        """Note a finding that withholds the listing."""
        self.findings.append(self.finding(code, Severity.BLOCK, message, **where))

    def warn(self, code: str, message: str, **where: str | None) -> None:
        """Note a finding that lets the listing go."""
        self.findings.append(self.finding(code, Severity.WARN, message, **where))

    def finding(self, code: str, severity: Severity, message: str, **where: str | None) -> Finding:
        """Return a finding; `rule` may be a dotted path below the family, which becomes the place it stands at."""
        rule = where.pop("rule", None)
        place = self.rules.place(self.product.family or "", *rule.split("/")) if rule else None
        return Finding(
            code=code, severity=severity, message=message, rule=str(place) if place else None, **where
        )
