"""Gathers for a region's workbook what the rules of its shops lack, from the mirror and the shops' trees."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from catalog_sync.configuration import Configuration
from catalog_sync.mapping.measures import Measures
from catalog_sync.mapping.rule_check import Market
from catalog_sync.mapping.rule_files import read_rules, rules_of
from catalog_sync.mapping.rule_tables_files import csv_tables
from catalog_sync.mapping.source import OptionLabels
from catalog_sync.mapping.suggest import FamilyProfile, LeafSuggester, Suggestion
from catalog_sync.mapping.workbook import FamilyGap, Gaps
from catalog_sync.mapping.workbook_gaps import GapFinder
from catalog_sync.store.mirror import Mirror
from catalog_sync.store.taxonomy import Taxonomy
from catalog_sync.sync.family_profiles import FamilyProfiles
from catalog_sync.sync.refresh import PIM
from catalog_sync.sync.rule_problems import market_of


@dataclass(frozen=True)
class _Shop:
    """One shop with its rules as the files say them."""

    market: Market
    written: Mapping[str, Any]
    suggestions: Mapping[str, Mapping[str, Any]]


def gaps_of(configuration: Configuration, engine: sa.Engine, region: str) -> Gaps:
    """Return what is unmapped in any shop of the region; leaves are those of its first shop with a tree.

    Nothing is asked of TikTok. Raises YamlFileError for rules that cannot be used.
    """
    dictionary, _ = Mirror(engine).dictionary(PIM)
    shops = list(_shops(configuration, engine, region, dictionary))
    gaps = Gaps(region, pim_attributes=sorted(dictionary.get("attributes", {})))
    gaps.former = csv_tables(configuration.mapping / "regions" / region)
    first = next((shop.market.tree for shop in shops if shop.market.tree.leaves()), None)
    if first:
        gaps.leaves = {leaf.id: first.path(leaf) for leaf in sorted(first.leaves(), key=first.path)}
    families: dict[str, FamilyGap] = {}
    for shop in shops:
        families = {each.family: each for each in _families(shop, engine, dictionary)} | families
    gaps.families = sorted(families.values(), key=lambda each: (-each.products, each.family))
    _see_all(gaps, shops, engine, _labels(dictionary))
    return gaps


def _shops(
    configuration: Configuration, engine: sa.Engine, region: str, dictionary: Mapping[str, Any]
) -> Iterator[_Shop]:
    for key, shop in configuration.shops.items():
        if shop.region == region:
            node = read_rules(configuration.mapping, region=region, partition_key=key)
            market = market_of(
                configuration, engine, key, rules_of(node, Measures.from_dictionary(dictionary)), dictionary
            )
            yield _Shop(market, node.data(), Taxonomy(engine, shop.shop_id).suggestions())


def _families(shop: _Shop, engine: sa.Engine, dictionary: Mapping[str, Any]) -> Iterator[FamilyGap]:
    profiles = FamilyProfiles(engine, shop.market.rules, dictionary).unmapped()
    suggester = LeafSuggester(shop.market.tree) if profiles else None
    for profile in profiles:
        label = next(iter(profile.labels.values()), "")
        suggestions = _kept(shop, profile) or (suggester.suggest(profile) if suggester else [])
        yield FamilyGap(profile.family, label, profile.products, suggestions)


def _kept(shop: _Shop, profile: FamilyProfile) -> list[Suggestion]:
    """What `categories suggest` found before, as far as the shop may sell there still."""
    rows = shop.suggestions.get(profile.family, {}).get("suggestions", [])
    open_leaves = {leaf.id for leaf in shop.market.tree.leaves()} if rows else set()
    kept = map(Suggestion.model_validate, rows)
    return [each for each in kept if each.category_id in open_leaves]


def _see_all(gaps: Gaps, shops: list[_Shop], engine: sa.Engine, labels: OptionLabels) -> None:
    finders = [GapFinder(shop.market, shop.written, labels) for shop in shops]
    for chunk in Mirror(engine).living():
        for product, _ in chunk:
            for finder in finders:
                finder.see(product)
    values = {
        (gap.attribute, gap.axis, gap.family, gap.pim_category, gap.pim_value): gap
        for finder in reversed(finders)
        for gap in finder.values()
    }
    attributes = {
        (gap.family, gap.pim_category, gap.leaf, gap.attribute): gap
        for finder in reversed(finders)
        for gap in finder.attributes()
    }
    gaps.values, gaps.attributes = list(values.values()), list(attributes.values())


def _labels(dictionary: Mapping[str, Any]) -> OptionLabels:
    return OptionLabels(
        {
            (attribute, code, locale): label
            for attribute, options in dictionary.get("options", {}).items()
            for code, option in options.items()
            for locale, label in option.get("labels", {}).items()
        }
    )
