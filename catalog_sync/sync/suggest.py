"""Leaves for the families that no rule maps: TikTok's recommendation and the text match, kept in the ledger."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from catalog_sync.mapping.categories import CategoryTree
from catalog_sync.mapping.regions import RegionFacts
from catalog_sync.mapping.rules import Rules
from catalog_sync.mapping.suggest import FamilyProfile, LeafSuggester, Suggestion
from catalog_sync.pim.hashing import canonical_hash
from catalog_sync.store.mirror import Mirror
from catalog_sync.store.taxonomy import Taxonomy
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.family_profiles import FamilyProfiles
from catalog_sync.sync.refresh import PIM
from catalog_sync.sync.taxonomy import refresh_names, refresh_tree
from catalog_sync.tiktok.client import ShopClient
from catalog_sync.tiktok.errors import NotFound, PayloadRefused, TikTokError
from catalog_sync.tiktok.recommendation import OriginCategory, RecommendCategoryRequest

_VERSION = 2
"""Raise it when the match changes, so that what the ledger holds is made anew."""


@dataclass(frozen=True)
class Suggested:
    """A family with the leaves proposed for it; `problem` says why TikTok was not asked or did not answer."""

    profile: FamilyProfile
    suggestions: list[Suggestion]
    cached: bool = False
    problem: str | None = None


@dataclass
class SuggestionDesk:
    """What proposing leaves for one shop needs; without a client TikTok is not asked, and the ledger's tree is used."""

    engine: sa.Engine
    taxonomy: Taxonomy
    region: RegionFacts
    rules: Rules
    client: ShopClient | None = None

    async def suggest(self, families: Collection[str] = (), *, anew: bool = False) -> list[Suggested]:
        """Propose leaves for all unmapped families, or for these alone; `anew` asks again what the ledger holds."""
        dictionary, _ = Mirror(self.engine).dictionary(PIM)
        profiles = FamilyProfiles(self.engine, self.rules, dictionary).unmapped(families)
        if profiles:
            await self._refresh(profiles)
        shared, known = self._shared(), {} if anew else self.taxonomy.suggestions()
        found, unknown = {}, {}
        for profile in profiles:
            basis = canonical_hash([*shared, profile.model_dump(mode="json")])
            row = known.get(profile.family)
            if row and row["basis"] == basis:
                suggestions = [Suggestion.model_validate(each) for each in row["suggestions"]]
                found[profile.family] = Suggested(profile, suggestions, cached=True)
            else:
                unknown[basis] = profile
        if unknown:
            suggester = LeafSuggester(self._tree())
            for basis, profile in unknown.items():
                found[profile.family] = await self._suggest(suggester, profile, basis)
        return [found[profile.family] for profile in profiles]

    def _shared(self) -> list[Any]:
        """All that suggestions are made from beside the family."""
        (_, tree_hash), (_, names_hash) = self.taxonomy.tree(), self.taxonomy.names()
        return [_VERSION, tree_hash, names_hash, sorted(self.rules.entitled_categories)]

    def _tree(self) -> CategoryTree:
        (nodes, _), (names, _) = self.taxonomy.tree(), self.taxonomy.names()
        return CategoryTree.from_rows(nodes, names=names, entitled=self.rules.entitled_categories)

    async def _suggest(self, suggester: LeafSuggester, profile: FamilyProfile, basis: str) -> Suggested:
        recommended, problem = await self._recommended(profile)
        suggestions = suggester.suggest(profile, recommended)
        if problem is None:
            rows = [each.model_dump(mode="json") for each in suggestions]
            self.taxonomy.store_suggestions(profile.family, basis, rows)
        return Suggested(profile, suggestions, problem=problem)

    async def _recommended(self, profile: FamilyProfile) -> tuple[list[str], str | None]:
        """The leaf that TikTok recommends for each title, empty where it finds none."""
        if self.client is None:
            return [], "TikTok was not asked"
        leaves = []
        for title in profile.titles:
            try:
                answer = await self.client.recommend_category(self._request(profile, title))
                leaves.append(answer.leaf_category_id)
            except (PayloadRefused, NotFound):
                leaves.append("")
            except TikTokError as failed:
                return [], f"TikTok did not answer: {failed}"
        return leaves, None

    def _request(self, profile: FamilyProfile, title: str) -> RecommendCategoryRequest:
        label = next(iter(profile.labels.values()), profile.family)
        version: Any = self.region.category_version
        return RecommendCategoryRequest(
            product_title=title,
            category_version=version,
            locale=self.region.locale,
            origin_platform_product_type=label,
            origin_platform_category=OriginCategory(name=label),
        )

    async def _refresh(self, profiles: Sequence[FamilyProfile]) -> None:
        if self.client is not None:
            await refresh_tree(self.client, self.taxonomy, self.region)
            locales = [*self.rules.locales, *(locale for profile in profiles for locale in profile.labels)]
            await refresh_names(self.client, self.taxonomy, self.region, locales)


async def suggest_if_applied(desk: Desk, rules: Rules) -> bool:
    """Keep suggestions up to date where the rules let sure ones in. Returns whether they do."""
    if rules.suggest.apply_above is None:
        return False
    await SuggestionDesk(desk.engine, desk.taxonomy, desk.facts.region, rules, desk.client).suggest()
    return True
