"""Finds what the rules of a shop lack, product by product: values without one of TikTok, required attributes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from catalog_sync.mapping.attribute_conditions import met
from catalog_sync.mapping.categories import Category
from catalog_sync.mapping.fillers import fill
from catalog_sync.mapping.map_product import for_sale, leaf
from catalog_sync.mapping.rule_check import Market
from catalog_sync.mapping.rules import FamilyRules
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.mapping.source import OptionLabels, Source
from catalog_sync.mapping.workbook import AttributeGap, ValueGap
from catalog_sync.mapping.workbook_required import ALWAYS, Asked, asked, filled_by, when_required
from catalog_sync.mapping.workbook_values import BRAND, Open, filled_attributes, open_values
from catalog_sync.pim.document import Product

_MOST = 5_000
_RULES = ("attributes", "sales_attributes")


class _Value(NamedTuple):
    attribute: str
    axis: str
    family: str
    pim_category: str
    pim_value: str


class _Required(NamedTuple):
    family: str
    pim_category: str
    leaf: str
    attribute: str


@dataclass
class GapFinder:
    """Sees the products of one shop; `written` are its rules as the files say them."""

    market: Market
    written: Mapping[str, Any]
    labels: OptionLabels
    _values: Counter[_Value] = field(default_factory=Counter)
    _about: dict[_Value, Open] = field(default_factory=dict)
    _seen: Counter[_Required] = field(default_factory=Counter)
    _lacking: Counter[_Required] = field(default_factory=Counter)
    _needed: dict[_Required, Asked] = field(default_factory=dict)
    _asked: dict[tuple[int, str], list[Asked]] = field(default_factory=dict)

    def see(self, product: Product) -> None:
        """Take a product into account."""
        rules = self.market.rules
        family = rules.of(product.family, product.categories) if for_sale(product, rules) else None
        if family is None:
            return
        above = rules.above(product.categories)
        source = Source(product, rules.channel, tuple(rules.locales), self.labels, above=above)
        found = leaf(family, source, self.market.tree)
        schema = self.market.schemas.get(found.id) if isinstance(found, Category) else None
        if schema:
            self._note(product, open_values(self.market, family, schema, source))
            self._note_required(product, family, schema, source)

    def values(self) -> list[ValueGap]:
        """Return the values without one of TikTok, those of most products first and no more than a person can read."""
        return [self._value(gap, count) for gap, count in self._values.most_common(_MOST)]

    def attributes(self) -> list[AttributeGap]:
        """Return the required attributes of the leaves in use, those that most products lack first."""
        gaps = [self._attribute(each) for each in sorted(self._seen)]
        return sorted(gaps, key=lambda gap: (-gap.lacking, gap.required != ALWAYS))

    def _note(self, product: Product, open_values: Iterable[Open]) -> None:
        gaps = {
            _Value(each.name, each.axis, *self._owner(product, each.name or each.axis), each.found.code): each
            for each in open_values
        }
        self._values.update(gaps.keys())
        for gap, about in gaps.items():
            self._about.setdefault(gap, about)

    def _owner(self, product: Product, name: str) -> tuple[str, str]:
        """The family or PIM category that has a source of its own for the rule; none where all share it."""
        for code in reversed(self.market.rules.laid_over(product.categories)):
            if _names_source(self.written.get("categories"), code, name):
                return "", code
        own = _names_source(self.written.get("families"), product.family or "", name)
        return (product.family or "" if own else "", "")

    def _part(self, product: Product, name: str) -> tuple[str, str]:
        """The family or PIM category that a rule of this name holds for, never all products."""
        owner = self._owner(product, name)
        if any(owner) or product.family:
            return owner if any(owner) else (product.family or "", "")
        return "", self.market.rules.laid_over(product.categories)[-1]

    def _value(self, gap: _Value, count: int) -> ValueGap:
        each = self._about[gap]
        attribute, text = each.attribute, each.found.text
        return ValueGap(
            attribute=gap.attribute,
            name=attribute.name if attribute else "",
            axis=gap.axis,
            family=gap.family,
            pim_category=gap.pim_category,
            pim_value=gap.pim_value,
            label=text if text != gap.pim_value else "",
            products=count,
            now=each.now,
            nearest=attribute.index.near(text) if attribute and not attribute.states_a_fact else [],
            allowed=attribute.values if attribute else [],
        )

    def _note_required(
        self, product: Product, family: FamilyRules, schema: CategorySchema, source: Source
    ) -> None:
        known = (id(family), schema.category_id)
        if known not in self._asked:
            self._asked[known] = list(asked(family, schema))
        needs = self._asked[known]
        conditional = any(not attribute.is_required for attribute, _, _ in needs)
        filled = filled_attributes(self.market, family, schema, source) if conditional else {}
        for attribute, name, rule in needs:
            gap = _Required(*self._part(product, name), schema.category_id, attribute.id)
            self._seen[gap] += 1
            self._needed[gap] = (attribute, name, rule)
            required = attribute.is_required or met(attribute.requirement_conditions, filled)
            if required and (rule is None or not fill(rule, source)):
                self._lacking[gap] += 1

    def _attribute(self, gap: _Required) -> AttributeGap:
        schema, (attribute, name, rule) = self.market.schemas[gap.leaf], self._needed[gap]
        category = self.market.tree.get(gap.leaf)
        path = self.market.tree.path(category) if category else gap.leaf
        return AttributeGap(
            gap.family,
            gap.pim_category,
            name,
            attribute.name,
            path,
            when_required(schema, attribute),
            filled_by(rule),
            self._seen[gap],
            self._lacking[gap],
            attribute.values,
        )


def _names_source(parts: Any, code: str, name: str) -> bool:
    part = (parts or {}).get(code) or {}
    rules = [part.get(BRAND)] if name == BRAND else [(part.get(kind) or {}).get(name) for kind in _RULES]
    return any(_has_source(rule) for rule in rules)


def _has_source(rule: Any) -> bool:
    """Whether a rule says itself where a value comes from; a sales attribute may be an id alone."""
    if not isinstance(rule, dict):
        return rule is not None
    return any(rule.get(each) for each in ("from", "constant", "template", "first_of", "id", "name"))
