"""Rules that contradict each other, or that stand where they are never reached."""

from collections.abc import Iterator, Mapping, Sequence

from catalog_sync.mapping.rule_amounts import AmountRule
from catalog_sync.mapping.rule_sources import Conditional, Filler
from catalog_sync.mapping.rule_tally import Tally
from catalog_sync.mapping.rule_walk import parts_of
from catalog_sync.mapping.rules import FamilyRules, Rules
from catalog_sync.mapping.schema import CategorySchema
from catalog_sync.yaml_files import Loc


def contradictions(rules: Rules, schemas: Mapping[str, CategorySchema], tally: Tally) -> None:
    """Note rules that say two things of the same, and rules that others before them leave nothing to."""
    _whole(rules, tally)
    for part in (*rules.families.values(), *rules.categories.values()):
        for path in _unreached(part):
            message = (
                "is never reached: what stands before it holds for every product; remove one, or add `when`"
            )
            tally.tell(part.place(*path), message)
        _same_attribute(part, schemas, tally)


def _whole(rules: Rules, tally: Tally) -> None:
    for row, name in enumerate(rules.not_for_sale):
        own, place = rules.place_of("families", name), rules.place("not_for_sale", row)
        if own and place and own.file == place.file:  # a region need not sell what others do
            message = f"the family {name} has rules and is also under not_for_sale; remove one of them"
            tally.tell(own, message)
    eligibility = rules.eligibility
    for code in sorted(set(eligibility.categories) & set(eligibility.excluded_categories)):
        message = f"the category {code} is both sold and excluded; remove it from one of them"
        tally.tell(rules.place("eligibility"), message)


def _unreached(part: FamilyRules) -> Iterator[Loc]:
    for row in _after_the_first(part.category):
        yield ("category", row)
    for path, filler in parts_of(part, Filler):
        if path != ("title",):  # a later title is taken where the region wants a longer one
            for row in _after_the_first(filler.first_of, constants_only=True):
                yield (*path, "first_of", row)
    for path, amount in parts_of(part, AmountRule):
        for row in _after_the_first(amount.first_of, constants_only=True):
            yield (*path, "first_of", row)


def _after_the_first(rules: Sequence[Conditional], *, constants_only: bool = False) -> range:
    """The rows after the first rule that always holds, and, where only constants always yield, is one."""
    for row, rule in enumerate(rules):
        constant = getattr(rule, "constant", None) is not None and not getattr(rule, "only_listed", False)
        if not (rule.when or rule.unless) and (constant or not constants_only):
            return range(row + 1, len(rules))
    return range(0)


def _same_attribute(part: FamilyRules, schemas: Mapping[str, CategorySchema], tally: Tally) -> None:
    for schema in schemas.values():
        first: dict[str, str] = {}
        for name, rule in part.attributes.items():
            attribute = schema.attribute(name, "PRODUCT_PROPERTY")
            other = first.setdefault(attribute.id, name) if attribute else name
            if (
                other != name
                and part.attributes[other] != rule
                and not (rule.when or part.attributes[other].when)
            ):
                message = (
                    f"contradicts {part.place('attributes', other)}: both fill {name} ({other}); keep one"
                )
                tally.tell(part.place("attributes", name), message)
