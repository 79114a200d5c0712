"""Holds the brands that rules name, by id or name, against those that the shop may name."""

from collections.abc import Iterator

from catalog_sync.mapping.brands import ShopBrands, is_brand_id, says_no_brand
from catalog_sync.mapping.normal import nearest
from catalog_sync.mapping.rule_check_market import stated_values
from catalog_sync.mapping.rule_sources import Filler
from catalog_sync.mapping.rule_tally import Tally
from catalog_sync.mapping.rule_walk import parts_of
from catalog_sync.mapping.rules import Rules
from catalog_sync.yaml_files import Loc, Place


def check_brands(shop: str, rules: Rules, brands: ShopBrands, tally: Tally) -> None:
    """Note every brand that the shop is known not to have, with the nearest by name."""
    names = brands.names()
    for place, called, brand in _stated(rules):
        if says_no_brand(brand):
            continue
        by_id = is_brand_id(brand)
        if brands.lacks_id(brand) if by_id else brands.lacks_name(brand):
            name = called if by_id else brand
            tally.tell(
                place, f"{shop}: the shop has no brand {brand!r}{nearest(name, names) if name else ''}"
            )


def _stated(rules: Rules) -> Iterator[tuple[Place | None, str, str]]:
    """Where rules name a brand, what the PIM calls it (empty for constants), and its id or name."""
    for part in (rules, *rules.families.values(), *rules.categories.values()):
        for path, brand in stated_values(part.brand, ("brand",)) if part.brand else ():
            yield part.place(*path), str(path[-1]) if "values" in path else "", brand
    for name in sorted(_tables(rules)):
        for code, brand in rules.tables.get(name, {}).items():
            yield rules.place("tables", name, code), code, brand


def _tables(rules: Rules) -> set[str]:
    """The shared tables that brands are looked up in."""
    parts = (rules, *rules.families.values(), *rules.categories.values())
    fillers: Iterator[tuple[Loc, Filler]] = (
        found for part in parts if part.brand for found in parts_of(part.brand, Filler)
    )
    return {filler.table for _, filler in fillers if filler.table}
