"""What is known of the families that no rule maps: names, PIM categories, and titles of a few of their products."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from catalog_sync.mapping.fillers import fill
from catalog_sync.mapping.rule_categories import PimCategories
from catalog_sync.mapping.rules import Rules
from catalog_sync.mapping.source import OptionLabels, Source
from catalog_sync.mapping.suggest import FamilyProfile
from catalog_sync.mapping.suggest_apply import is_unmapped
from catalog_sync.pim.document import Product
from catalog_sync.store.families import FamilyGroup, family_groups, some_products

_PRODUCTS, _CATEGORIES, _TITLE = 5, 5, 255


class FamilyProfiles:
    """The families as a shop's rules see them; `dictionary` is that of the mirror."""

    def __init__(self, engine: sa.Engine, rules: Rules, dictionary: Mapping[str, Any]) -> None:
        self._engine = engine
        self._rules = rules
        self._families = dictionary.get("families", {})
        self._categories = dictionary.get("categories", {})
        self._labels = OptionLabels(
            {
                (attribute, code, locale): label
                for attribute, options in dictionary.get("options", {}).items()
                for code, option in options.items()
                for locale, label in option.get("labels", {}).items()
            }
        )
        rules.know(PimCategories({code: row.get("parent") for code, row in self._categories.items()}))

    def unmapped(self, families: Collection[str] = ()) -> list[FamilyProfile]:
        """Profiles of the families with products that neither their rules nor those of their PIM categories map."""
        found: dict[str, list[FamilyGroup]] = {}
        for group in family_groups(self._engine):
            if (not families or group.family in families) and self._is_unmapped(group):
                found.setdefault(group.family, []).append(group)
        return [self._profile(family, groups) for family, groups in found.items()]

    def _is_unmapped(self, group: FamilyGroup) -> bool:
        rules = self._rules.of(group.family, group.categories)
        return is_unmapped(self._rules, group.family) and not (rules and rules.category)

    def _profile(self, family: str, groups: Sequence[FamilyGroup]) -> FamilyProfile:
        labels = self._families.get(family, {}).get("labels", {})
        products = some_products(self._engine, family, [group.categories for group in groups], _PRODUCTS)
        titles = map(self._title, products)
        return FamilyProfile(
            family=family,
            labels={locale: label for locale, label in sorted(labels.items()) if label},
            categories=self._category_names(groups),
            titles=list(dict.fromkeys(title for title in titles if title)),
            products=sum(group.products for group in groups),
        )

    def _title(self, product: Product) -> str:
        source = Source(product, self._rules.channel, tuple(self._rules.locales), self._labels)
        return next((each.text for each in fill(self._rules.title, source)), "")[:_TITLE]

    def _category_names(self, groups: Sequence[FamilyGroup]) -> list[str]:
        """The names of the PIM categories that most products are in, in the shop's locales or any."""
        counts: Counter[str] = Counter()
        for group in groups:
            counts.update(dict.fromkeys(group.categories, group.products))
        labels = [
            self._categories.get(code, {}).get("labels", {}) for code, _ in counts.most_common(_CATEGORIES)
        ]
        named = [next(filter(None, map(own.get, (*self._rules.locales, *own))), "") for own in labels]
        return list(dict.fromkeys(name for name in named if name))
