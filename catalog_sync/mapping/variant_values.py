"""What a rule finds for a listing as a whole where its variants have values of their own."""

from catalog_sync.mapping.fillers import fill
from catalog_sync.mapping.rule_sources import Filler
from catalog_sync.mapping.source import Found, Source


def found_in_all(rule: Filler, source: Source) -> tuple[list[Found], bool]:
    """Return what the rule finds, each once, in the order of the variants, and whether all of them say the same.

    The first variant does not speak for the others: what only variants say is what every enabled one says.
    """
    variants = source.variants
    if len(variants) < 2 or source.product.values.keys() >= rule.reads:
        return fill(rule, source), True
    each = [fill(rule, variant) for _, variant in variants]
    found = {item.code: item for items in each for item in items}
    return list(found.values()), len({frozenset(item.code for item in items) for items in each}) == 1
