"""Benchmark `suggest`: how often the local text match proposes the right leaf first, or among the first five.

The families are labelled by hand (`labelled_families.yaml`): those of Akeneo's icecat catalogue with all their labels,
and other shops' families by their name in one language alone, which is the hardest case. The trees are real ones: a
British v1 tree with English names, and an Indonesian v2 tree with Indonesian names and, as Get Categories answers them
in any locale, English ones. What TikTok recommends is left out: only a shop of its own could measure that.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from catalog_sync.mapping.categories import Category, CategoryTree
from catalog_sync.mapping.suggest import FamilyProfile, LeafSuggester, Suggestion
from catalog_sync_tests.benchmarks.figure import Figure

SURE = 0.9
PARTS = ICECAT, NAMES, UNSEEN = "icecat", "names", "unseen"
_BESIDE = Path(__file__).parents[3] / "shared" / "data"
_SAMPLE = Path(__file__).with_name("labelled_families.yaml")
_ID_TREE = "categories_ID_l3_2026-06-18.json"
_GB_PATHS = "categories_UK_v1_paths_2023-04.json"
_LANGUAGES = ("en", "de", "fr", "id")


@dataclass(frozen=True)
class Question:
    """A family as it is asked for, in which tree, and the leaves that are right."""

    group: str
    profile: FamilyProfile
    leaves: frozenset[str]


@dataclass(frozen=True)
class Answer:
    """What was proposed, best first."""

    question: Question
    suggestions: list[Suggestion]

    def right_within(self, places: int) -> bool:
        """Whether a right leaf is among the first so many."""
        return any(each.category_id in self.question.leaves for each in self.suggestions[:places])

    @property
    def spoken(self) -> bool:
        """Whether the tree has names in the language of the question."""
        return self.question.group.split()[-2:] in (["GB", "en"], ["ID", "en"], ["ID", "id"])

    @property
    def sure(self) -> bool:
        """Whether the first would be applied by itself under a careful threshold."""
        return bool(self.suggestions) and self.suggestions[0].confidence > SURE


def figures() -> Iterator[Figure]:
    """Top 1 and top 5 over all questions, with each group's, and how right the sure ones are."""
    answers = answered(real_trees())
    unseen = [answer for answer in answers if answer.question.group.startswith(UNSEEN)]
    for places, goal in ((1, 0.7), (5, 0.8)):
        detail = _by_group(answers, places)
        yield Figure(f"suggest_top{places}", _share(answers, places), "share", detail, at_least=goal)
        detail = {
            "questions": len(unseen),
            "in_a_language_of_the_tree": round(_share([each for each in unseen if each.spoken], places), 3),
            "in_another": round(_share([each for each in unseen if not each.spoken], places), 3),
        }
        yield Figure(f"suggest_top{places}_unseen", _share(unseen, places), "share", detail)
    sure = [answer for answer in answers if answer.sure]
    detail = {"sure": len(sure), "of": len(answers), "above": SURE}
    yield Figure("suggest_right_when_sure", _share(sure, 1), "share", detail, at_least=0.97)


def answered(trees: Mapping[str, CategoryTree], parts: Sequence[str] = PARTS) -> list[Answer]:
    """Ask every question of these parts in every tree that has one of its right leaves."""
    answers = []
    for name, tree in trees.items():
        suggester, known = LeafSuggester(tree), {leaf.id for leaf in tree.leaves()}
        answers += [
            Answer(question, suggester.suggest(question.profile))
            for question in _questions(name, parts)
            if question.leaves & known
        ]
    return answers


def too_broad() -> list[FamilyProfile]:
    """The families that no single leaf is right for."""
    return [_profile(family, row, ("en", "de")) for family, row in _sample()["too_broad"].items()]


def real_trees() -> dict[str, CategoryTree]:
    """The British and the Indonesian tree of the folder that CATALOG_SYNC_TEST_DATA names, or beside the checkout."""
    directory = Path(os.environ.get("CATALOG_SYNC_TEST_DATA", _BESIDE)) / "tiktok"
    paths = {row["category_id"]: row["category_path"] for row in _read(directory / _GB_PATHS)}
    english = {leaf: path.split(">")[-1].strip() for leaf, path in paths.items()}
    rows = [row | {"name": row["local_name"]} for row in _read(directory / _ID_TREE)["categories"]]
    names = english | _names_above(paths, {row["id"]: row["parent_id"] for row in rows})
    nodes = [row | {"permissions": row["permission_statuses"]} for row in rows]
    return {"GB": _british(paths), "ID": CategoryTree.from_rows(nodes, names={"en-GB": names})}


def _british(paths: Mapping[str, str]) -> CategoryTree:
    categories: dict[str, Category] = {}
    for leaf, path in paths.items():
        names = [name.strip() for name in path.split(">")]
        above = [">".join(names[: depth + 1]) for depth in range(len(names) - 1)]
        for depth, key in enumerate(above):
            categories[key] = Category(key, above[depth - 1] if depth else "0", names[depth], False, ())
        categories[leaf] = Category(leaf, above[-1] if above else "0", names[-1], True, ())
    return CategoryTree(categories.values())


def _names_above(paths: Mapping[str, str], parents: Mapping[str, str]) -> dict[str, str]:
    """English names of branches, from the paths of the leaves below them."""
    names = {}
    for leaf, path in paths.items():
        above = parents.get(leaf, "0")
        for name in list(reversed(path.split(">")))[1:]:
            if above in parents:
                names[above] = name.strip()
            above = parents.get(above, "0")
    return names


def _questions(tree: str, parts: Sequence[str]) -> Iterator[Question]:
    sample = _sample()
    for part in parts:
        for family, row in sample[part].items():
            if part == ICECAT:
                yield Question(f"{tree} {part}", _profile(family, row, ("en", "de", "fr")), _leaves(row))
                continue
            for language in _LANGUAGES:
                group = f"{tree} {language}" if part != UNSEEN else f"{UNSEEN} {tree} {language}"
                yield Question(group, _profile("", row, (language,)), _leaves(row))


def _profile(family: str, row: Mapping[str, Any], languages: tuple[str, ...]) -> FamilyProfile:
    labels = {language: row[language] for language in languages if language in row}
    return FamilyProfile(family=family, labels=labels)


def _leaves(row: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(map(str, row["leaves"]))


def _by_group(answers: list[Answer], places: int) -> dict[str, float]:
    groups: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        groups[answer.question.group].append(answer)
    return {group: round(_share(each, places), 3) for group, each in groups.items()}


def _share(answers: list[Answer], places: int) -> float:
    return sum(answer.right_within(places) for answer in answers) / max(1, len(answers))


def _sample() -> dict[str, Any]:
    sample: dict[str, Any] = yaml.safe_load(_SAMPLE.read_text("utf-8"))
    return sample


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
