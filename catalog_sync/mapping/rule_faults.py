"""Mistakes that the rules show by themselves: unknown tables and units, broken and cyclic templates, contradictions."""

from collections.abc import Iterator
from contextlib import suppress

from catalog_sync.mapping.measures import Measures
from catalog_sync.mapping.normal import nearest
from catalog_sync.mapping.rule_sources import Condition, Conditional, Filler, Rule
from catalog_sync.mapping.rule_templates import TemplateError, placeholders
from catalog_sync.mapping.rule_walk import parts_of
from catalog_sync.mapping.rules import FamilyRules, Rules
from catalog_sync.mapping.size_chart_rules import SizeTableRule
from catalog_sync.yaml_files import Loc

_DEEPEST = 5
"""How many texts may stand within each other: more is hardly meant, and could grow without bounds."""


def faults(rules: Rules, measures: Measures | None) -> list[str]:
    """Return a line for each mistake: its place, what is wrong and what is allowed; a rule that many share is told once.

    Without `measures` nothing is said of units.
    """
    units = measures.units_of() if measures else None
    lines = {f"{rules.place(*path)}: {told}": None for path, told in _faults(rules, units)}
    for part in (rules, *rules.families.values(), *rules.categories.values()):
        lines |= {f"{part.place('texts', name)}: {told}": None for name, told in _texts(part)}
    return list(lines)


def _faults(rules: Rules, units: list[str] | None) -> Iterator[tuple[Loc, str]]:
    for path, rule in parts_of(rules, Rule):
        if isinstance(rule, Filler):
            told = (*_template(rule), *_table(rule, rules), *_units(rule, units))
            yield from ((path, fault) for fault in told)
        if (
            isinstance(rule, Condition | SizeTableRule)
            and rule.unit
            and units is not None
            and rule.unit not in units
        ):
            yield path, unknown_unit(rule.unit, units)
        if isinstance(rule, Conditional) and rule.when and rule.unless:
            yield from _contradictions(rule, path)


def _contradictions(rule: Conditional, path: Loc) -> Iterator[tuple[Loc, str]]:
    for name in rule.when.keys() & rule.unless.keys():
        if _never(rule.when[name], rule.unless[name]):
            told = f"contradicts `when`: what {name} must be, it must not be, so it never holds; remove one"
            yield (*path, "unless", name), told


def unknown_unit(unit: str, allowed: list[str]) -> str:
    """Return what is wrong with a unit, and what is allowed."""
    return f"there is no unit {unit!r}{nearest(unit, allowed)}; allowed: {', '.join(allowed)}"


def _never(wanted: Condition, unwanted: Condition) -> bool:
    """Whether nothing meets the one without meeting the other."""
    if wanted == unwanted:
        return True
    if unwanted.present and not (unwanted.is_ or unwanted.compares):
        return wanted.present is not False
    only_codes = bool(wanted.is_) and bool(unwanted.is_) and not (wanted.compares or unwanted.compares)
    return only_codes and set(wanted.is_) <= set(unwanted.is_)


def _template(filler: Filler) -> Iterator[str]:
    try:
        placeholders(filler.template or "")
    except TemplateError as error:
        yield f"{error}"


def _table(filler: Filler, rules: Rules) -> Iterator[str]:
    if filler.table is not None and filler.table not in rules.tables:
        known = ", ".join(sorted(rules.tables)) or "none; add it under tables"
        yield f"there is no table {filler.table!r}{nearest(filler.table, rules.tables)}; allowed: {known}"
    if filler.only_listed and not (filler.values or filler.table):
        yield "only_listed lets nothing through without values or a table; add one, or remove it"


def _units(filler: Filler, units: list[str] | None) -> Iterator[str]:
    for unit in (filler.unit, filler.measured_in):
        if unit is not None and units is not None and unit not in units:
            yield unknown_unit(unit, units)


def _texts(part: FamilyRules) -> Iterator[tuple[str, str]]:
    """Texts that name themselves on a way around, or each other too deep."""
    inner = {name: _named(rule) & part.texts.keys() for name, rule in part.texts.items()}
    depths: dict[str, int] = {}
    while ready := [name for name in inner if name not in depths and inner[name] <= depths.keys()]:
        depths |= {name: 1 + max((depths[below] for below in inner[name]), default=0) for name in ready}
    for name, depth in depths.items():
        if depth == _DEEPEST + 1:
            yield name, f"more than {_DEEPEST} texts stand within each other; write some of them out"
    around = {name: sorted(inner[name] - depths.keys()) for name in sorted(inner.keys() - depths.keys())}
    for circle in {_circle(around, name) for name in around}:
        yield circle[0], f"is cyclic: {' -> '.join(circle)}; one of them must do without the next"


def _circle(around: dict[str, list[str]], name: str) -> tuple[str, ...]:
    """The circle that a text stands in, or leads to, from its first name in order back to that."""
    seen = [name]
    while around[seen[-1]][0] not in seen:
        seen.append(around[seen[-1]][0])
    circle = seen[seen.index(around[seen[-1]][0]) :]
    first = circle.index(min(circle))
    return (*circle[first:], *circle[:first], min(circle))


def _named(rule: Filler) -> set[str]:
    found: set[str] = set()
    for _, filler in parts_of(rule, Filler):
        with suppress(TemplateError):
            found.update(placeholders(filler.template or ""))
    return found
