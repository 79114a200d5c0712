"""Finds rules that fit no product, and PIM categories whose rules contradict each other on a product."""

from collections import Counter
from itertools import combinations
from typing import Literal

from catalog_sync.mapping.fillers import applies
from catalog_sync.mapping.map_product import for_sale
from catalog_sync.mapping.measures import STANDARD, Measures
from catalog_sync.mapping.rule_sources import Conditional
from catalog_sync.mapping.rule_tally import Tally
from catalog_sync.mapping.rule_walk import parts_of
from catalog_sync.mapping.rules import FamilyRules, Rules
from catalog_sync.mapping.source import OptionLabels, Source
from catalog_sync.pim.document import Product
from catalog_sync.yaml_files import Loc

Pair = tuple[str, str]


class Fit:
    """The rules of one shop, and which of them no product has met so far."""

    def __init__(self, rules: Rules, measures: Measures = STANDARD) -> None:
        self._rules, self._measures = rules, measures
        self._families, self._categories = set(rules.families), set(rules.categories)
        self._open: dict[str, list[tuple[str, Conditional]]] = {}
        self._met: set[str] = set()
        self._differing: dict[Pair, list[Loc]] = {}
        self._torn: Counter[tuple[Pair, Loc]] = Counter()
        self._examples: dict[tuple[Pair, Loc], str] = {}

    def see(self, product: Product) -> None:
        """Take a product into account."""
        if not for_sale(product, self._rules):
            return
        laid = self._rules.laid_over(product.categories)
        self._families.discard(product.family or "")
        self._categories.difference_update(laid)
        self._note_contradictions(product, laid)
        for name in (f"families/{product.family}", *(f"categories/{code}" for code in laid)):
            self._note_met(name, product)

    def tell(self, tally: Tally) -> None:
        """Note the rules that fit no product, unless they do in a shop that shares them, and contradictions."""
        self._tell_unseen("families", "family", self._families, tally)
        self._tell_unseen("categories", "PIM category", self._categories, tally)
        for key, count in self._torn.items():
            self._tell_conflict(key, count, tally)

    def _tell_unseen(
        self, kind: Literal["families", "categories"], called: str, unseen: set[str], tally: Tally
    ) -> None:
        parts = self._rules.families if kind == "families" else self._rules.categories
        for name, part in parts.items():
            message = f"fits no product: none that is for sale is in the {called} {name}"
            tally.ask(self._rules.place_of(kind, name), "product", message, known=name not in unseen)
            self._tell_conditional(part, tally)

    def _tell_conditional(self, part: FamilyRules, tally: Tally) -> None:
        message = "fits no product: its conditions hold for none; correct or remove it"
        for path, rule in parts_of(part, Conditional):
            if rule.when or rule.unless:
                place = part.place(*path)
                tally.ask(place, "conditions", message, known=str(place) in self._met)

    def _note_met(self, name: str, product: Product) -> None:
        waiting = self._waiting(name)
        if not waiting:
            return
        above = self._rules.above(product.categories)
        whole = Source(
            product,
            self._rules.channel,
            tuple(self._rules.locales),
            OptionLabels(),
            above=above,
            measures=self._measures,
        )
        sources = [whole, *(whole.of(sku) for sku in product.skus)]
        met = {place for place, rule in waiting if any(applies(rule, source) for source in sources)}
        self._met |= met
        self._open[name] = [(place, rule) for place, rule in waiting if place not in self._met]

    def _waiting(self, name: str) -> list[tuple[str, Conditional]]:
        if name not in self._open:
            kind, _, code = name.partition("/")
            part = (self._rules.families if kind == "families" else self._rules.categories).get(code)
            rules = parts_of(part, Conditional) if part else ()
            self._open[name] = [
                (str(part.place(*path)), rule) for path, rule in rules if part and (rule.when or rule.unless)
            ]
        return self._open[name]

    def _note_contradictions(self, product: Product, laid: tuple[str, ...]) -> None:
        """Two categories of which neither lies below the other, and that fill the same differently."""
        for pair in combinations(laid, 2):
            if pair not in self._differing:
                apart = pair[0] not in self._rules.above(pair[1:])
                self._differing[pair] = self._rules.differing(*pair) if apart else []
            for path in self._differing[pair]:
                self._torn[pair, path] += 1
                self._examples.setdefault((pair, path), product.identifier)

    def _tell_conflict(self, key: tuple[Pair, Loc], count: int, tally: Tally) -> None:
        (lower, upper), path = key
        place, other = (self._rules.categories[code].place(*path) for code in (upper, lower))
        message = (
            f"contradicts {other} for {count} products that are in {upper} and in {lower}, such as "
            f"{self._examples[key]}; here {upper} wins: say it once, or give one of them a condition"
        )
        tally.tell(place, message)
