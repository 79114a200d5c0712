"""The labelled families are what they claim to be, and the match holds its figures on the real trees."""

import os
from pathlib import Path

import pytest

from catalog_sync.mapping.suggest import LeafSuggester
from catalog_sync_tests.benchmarks import suggest

DATA = Path(os.environ.get("CATALOG_SYNC_TEST_DATA", "")) / "tiktok" / "categories_UK_v1_paths_2023-04.json"
pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason="CATALOG_SYNC_TEST_DATA names no folder with real category trees"
)


def test_every_label_is_a_leaf_of_one_of_the_trees() -> None:
    known = {leaf.id for tree in suggest.real_trees().values() for leaf in tree.leaves()}
    sample = suggest._sample()
    labelled = {
        str(leaf)
        for part in ("icecat", "names", "unseen")
        for row in sample[part].values()
        for leaf in row["leaves"]
    }
    assert labelled <= known


def test_a_family_that_no_single_leaf_is_right_for_is_never_sure() -> None:
    for tree in suggest.real_trees().values():
        suggester = LeafSuggester(tree)
        for profile in suggest.too_broad():
            assert all(each.confidence <= suggest.SURE for each in suggester.suggest(profile)), profile.family


def test_the_families_of_icecat_find_their_leaves() -> None:
    answers = [
        each
        for each in suggest.answered(suggest.real_trees(), ("icecat",))
        if "icecat" in each.question.group
    ]
    assert len(answers) == 28
    assert sum(each.right_within(1) for each in answers) >= 25
