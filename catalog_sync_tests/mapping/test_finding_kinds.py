"""Every finding has a kind: what it is, who can mend it, and where; and no kind is one that nothing finds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import catalog_sync
from catalog_sync.mapping.finding_kinds import Who, kind_of, kinds
from catalog_sync.mapping.form import AXES, MOVE, PARTS
from catalog_sync.review.lifecycle import Standing
from catalog_sync.review.reasons import UNKNOWN, causes
from catalog_sync.sync.mass_effects import Kind as Held
from catalog_sync.sync.platform_warnings import as_finding
from catalog_sync.tiktok.errors import TikTokError
from catalog_sync_tests.mapping.finding_codes import codes

IN_THE_CODE = codes(Path(catalog_sync.__file__).parent, "mapping", "sync", "review", "assets", "automation")
HANDED_ON = {"<choice.code>", "<problem.code>", "<kind>"}
"""Codes that are walked where they are made."""


def _errors(kind: type[TikTokError] = TikTokError) -> Iterator[str]:
    yield kind.__name__.lower()
    for narrower in kind.__subclasses__():
        yield from _errors(narrower)


CAUSES = [*causes(), UNKNOWN.code]
MADE_BY = {
    "*_characters": ["title_characters", "description_characters"],
    "*_shortened": ["title_shortened", "description_shortened"],
    "*_too_long": ["title_too_long", "description_too_long"],
    "<reason.get('cause')>": CAUSES,
    "review_*": [f"review_{cause}" for cause in CAUSES],
    "<type(error).__name__.lower()>": list(_errors()),
    "tiktok_*": ["tiktok_12052104"],
    "listing_*": [f"listing_{standing.value}" for standing in Standing],
    "form_change_*": [f"form_change_{kind}" for kind in (AXES, PARTS, MOVE)],
    "held_*": [f"held_{kind.value}" for kind in Held],
    "mode_*": ["mode_check", "mode_draft"],
}
"""What codes that are put together come out as."""


def _all_codes() -> Iterator[str]:
    for code in IN_THE_CODE:
        yield from [] if code in HANDED_ON else MADE_BY.get(code, [code])


def test_every_code_in_the_code_has_a_kind() -> None:
    lacking = {
        code: IN_THE_CODE.get(code, "put together") for code in _all_codes() if kind_of(code).code == "*"
    }
    assert lacking == {}, "add them to mapping/finding_kinds.yaml, under who can mend them"


def test_every_kind_is_found_somewhere() -> None:
    of_warnings = {
        as_finding(f"The [{field}] field is incorrect").code for field in ("brand_id", "gtin", "video")
    }
    of_warnings |= {as_finding("The [product_attributes]:1 field is incorrect").code, as_finding("Look").code}
    used = {kind_of(code).code for code in _all_codes()} | of_warnings
    patterns = {code for code in kinds() if code.endswith("*")}
    assert kinds().keys() - used - patterns == set()


def test_the_walk_sees_codes_that_are_handed_on_chosen_and_assigned() -> None:
    assert {
        "brand_unmapped",
        "certificate_expired",
        "rate_expired",
        "attribute_value_invalid",
    } <= IN_THE_CODE.keys()


@pytest.mark.parametrize(
    ("code", "who", "where"),
    [
        ("attribute_missing", Who.CATALOGUE_MANAGER, "PIM"),
        ("units_mixed", Who.INTEGRATION_ENGINEER, "mapping rules"),
        ("brand_not_authorized", Who.SELLER, "Seller Center"),
        ("tiktok_12052104", Who.INTEGRATION_ENGINEER, "configuration and log"),
        ("tiktok_brand_cleared", Who.CATALOGUE_MANAGER, "PIM and mapping rules"),
        ("listing_frozen", Who.SELLER, "Seller Center"),
    ],
)
def test_a_kind_says_who_can_mend_it_and_where(code: str, who: Who, where: str) -> None:
    kind = kind_of(code)
    assert (kind.who, kind.where) == (who, where)


def test_a_code_without_a_kind_is_for_the_engineer() -> None:
    assert (kind_of("no_such_thing").code, kind_of("no_such_thing").who) == ("*", Who.INTEGRATION_ENGINEER)
