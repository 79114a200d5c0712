"""Holds rules against the PIM: its attributes, options, families, categories, channels and units."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from catalog_sync.mapping.certificate_rules import CertificateLibraryRule
from catalog_sync.mapping.fillers import PRODUCT_FACTS
from catalog_sync.mapping.measures import Measures
from catalog_sync.mapping.normal import nearest
from catalog_sync.mapping.rule_sources import Condition, Conditional, Filler, Rule
from catalog_sync.mapping.rule_tally import Tally
from catalog_sync.mapping.rule_templates import placeholders
from catalog_sync.mapping.rule_walk import parts_of
from catalog_sync.mapping.rules import FamilyRules, Rules
from catalog_sync.mapping.value_keys import key as name_key
from catalog_sync.mapping.variant_rules import ListingsRule
from catalog_sync.yaml_files import Loc


class PimNames:
    """What the PIM's dictionaries name, by kind; a kind that is empty is not known and nothing is held against it."""

    def __init__(self, dictionary: Mapping[str, Mapping[str, Any]]) -> None:
        self._dictionary = dictionary
        self._measures = Measures.from_dictionary(dictionary)

    def of(self, kind: str) -> Mapping[str, Any]:
        """Return the entries of a kind by code; locales are those of the channels."""
        if kind == "locales":
            channels = self._dictionary.get("channels") or {}
            return {locale: {} for channel in channels.values() for locale in channel.get("locales", [])}
        return self._dictionary.get(kind) or {}

    def knows(self, kind: str, name: str) -> bool:
        """Tell whether there is such an entry, or the kind is not known."""
        return not self.of(kind) or name in self.of(kind)

    def options(self, attribute: str) -> Mapping[str, Any]:
        """Return an attribute's options by code; none where they are not known."""
        if self.of("attributes").get(attribute, {}).get("type") == "pim_catalog_boolean":
            return {"true": {}, "false": {}}
        return self.of("options").get(attribute) or {}

    def called(self, attribute: str) -> dict[str, str]:
        """Return all that an attribute's options are called, codes and labels, by normalised name."""
        options = self.options(attribute)
        labels = [label for option in options.values() for label in option.get("labels", {}).values()]
        return {name_key(name): name for name in (*labels, *options)}

    def metric(self, attribute: str) -> str | None:
        """Return the measurement family of an attribute's values."""
        described = self.of("attributes").get(attribute, {})
        return described.get("metric_family") if described.get("type") == "pim_catalog_metric" else None

    def units(self, metric: str | None) -> list[str]:
        """Return the units that values of a measurement family can become; none where the family is not known whole."""
        known = metric in _METRICS or metric in self.of("measurement_families")
        return self._measures.units_of(metric) if known else []


def check_pim(rules: Rules, pim: PimNames, tally: Tally) -> None:
    """Note every name that the PIM does not know."""
    for path, name in _attributes(rules):
        if not pim.knows("attributes", name):
            message = f"the PIM has no attribute {name!r}{nearest(name, pim.of('attributes'))}"
            tally.tell(rules.place(*path), message)
    for path, kind, name in _codes(rules):
        if not pim.knows(kind, name):
            told = _KINDS[kind]
            tally.tell(rules.place(*path), f"the PIM has no {told} {name!r}{nearest(name, pim.of(kind))}")
    for path, filler in parts_of(rules, Filler):
        _check_filler(rules, path, filler, pim, tally)
    for path, rule in parts_of(rules, Conditional):
        for side, conditions in (("when", rule.when), ("unless", rule.unless)):
            for name, condition in conditions.items():
                _check_condition(rules, (*path, side, name), name, condition, pim, tally)


_KINDS = {
    "families": "family",
    "categories": "category",
    "channels": "channel",
    "locales": "locale",
    "family_variants": "family variant",
}


def _attributes(rules: Rules) -> Iterator[tuple[Loc, str]]:
    """Every PIM attribute that rules read, with the path it stands at."""
    texts = {
        name for part in (rules, *rules.families.values(), *rules.categories.values()) for name in part.texts
    }
    for path, rule in parts_of(rules, Rule):
        yield from ((path, name) for name in _read_by(rule) if name not in texts)


def _read_by(rule: Rule) -> Iterator[str]:
    """The PIM attributes that a rule names itself."""
    named = [getattr(rule, field, None) for field in _ATTRIBUTE_FIELDS]
    if isinstance(rule, CertificateLibraryRule):
        named += [rule.type, rule.covers, rule.leaves]
    for value in named:
        yield from [value] if isinstance(value, str) else value or ()
    if isinstance(rule, Filler):
        yield from placeholders(rule.template or "")
    if isinstance(rule, Conditional):
        yield from (name for name in (*rule.when, *rule.unless) if name not in PRODUCT_FACTS)
    if isinstance(rule, FamilyRules):
        yield from rule.sales_attributes


_ATTRIBUTE_FIELDS = ("from_", "files", "valid_from", "valid_until")
"""Fields that name PIM attributes, one or a list, wherever they stand."""


Kind = Literal["families", "categories", "channels", "locales", "family_variants"]


def _codes(rules: Rules) -> Iterator[tuple[Loc, Kind, str]]:
    """Every family, category, channel and locale of the PIM that rules name."""
    yield from ((("families", name), "families", name) for name in rules.families)
    yield from ((("categories", code), "categories", code) for code in rules.categories)
    yield from ((("not_for_sale", row), "families", name) for row, name in enumerate(rules.not_for_sale))
    if rules.certificate_library and rules.certificate_library.family:
        yield ("certificate_library", "family"), "families", rules.certificate_library.family
    for listed in ("categories", "excluded_categories"):
        codes: list[str] = getattr(rules.eligibility, listed)
        yield from ((("eligibility", listed, row), "categories", code) for row, code in enumerate(codes))
    for path, rule in parts_of(rules, Rule):
        if channel := getattr(rule, "channel", None):
            yield (*path, "channel"), "channels", channel
        locales = getattr(rule, "locales", [])
        yield from (((*path, "locales", row), "locales", locale) for row, locale in enumerate(locales))
        if isinstance(rule, ListingsRule):
            yield from (((*path, "per", name), "family_variants", name) for name in rule.per)


def _check_filler(rules: Rules, path: Loc, filler: Filler, pim: PimNames, tally: Tally) -> None:
    metric = pim.metric(filler.from_ or "")
    units = pim.units(metric)
    if filler.unit and units and filler.unit not in units:
        message = f"{filler.from_} is a {metric}, which has no {filler.unit}; allowed: {', '.join(units)}"
        tally.tell(rules.place(*path, "unit"), message)
    options = pim.called(filler.from_ or "")
    for name in filler.values if options else ():
        known = name_key(name) in options
        message = f"{filler.from_} has no option {name!r}{nearest(name, options.values())}"
        tally.ask(rules.place(*path, "values", name), name, message, known=known)


_METRICS = frozenset(
    {"Weight", "Length", "Volume", "Area", "Power", "Voltage", "ElectricCharge", "Frequency"}
)


def _check_condition(
    rules: Rules, path: Loc, name: str, condition: Condition, pim: PimNames, tally: Tally
) -> None:
    kind = {"family": "families", "categories": "categories"}.get(name)
    options = pim.of(kind) if kind else pim.options(name)
    for code in condition.is_ if options else ():
        if code not in options:
            tally.tell(rules.place(*path), f"{name} has no {code!r}{nearest(code, options)}")
    metric = pim.metric(name)
    units = pim.units(metric)
    if metric and condition.compares and not condition.unit:
        allowed = f"; allowed: {', '.join(units)}" if units else ""
        tally.tell(
            rules.place(*path), f"{name} is measured: say the unit that the bounds are meant in{allowed}"
        )
    described = pim.of("attributes").get(name)
    if condition.unit and described and metric is None:
        message = f"{name} is no measurement, so its numbers have no unit; remove {condition.unit}"
        tally.tell(rules.place(*path), message)
    if condition.unit and units and condition.unit not in units:
        message = f"{name} is a {metric}, which has no {condition.unit}; allowed: {', '.join(units)}"
        tally.tell(rules.place(*path), message)
