"""Seller SKUs: readable, within what the region takes, and never the same for two SKUs of the PIM."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.mapping.regions import regions
from catalog_sync.mapping.seller_skus import seller_sku, seller_skus

DE, GB = regions()["DE"].seller_sku, regions()["GB"].seller_sku
PATTERNS = sorted({facts.seller_sku for facts in regions().values()})


@pytest.mark.parametrize(
    ("sku", "readable"),
    [("12/345 Ä", "12-345-AE-"), ("Größe 5", "Groesse-5-"), ("ab", "ab-"), ("Crème brûlée", "Creme-brulee-")],
)
def test_a_sku_that_germany_does_not_take_stays_readable(sku: str, readable: str) -> None:
    made = seller_sku(sku, DE)
    assert re.fullmatch(rf"{readable}[a-z2-7]{{6}}", made)


def test_a_sku_that_the_region_takes_stays_what_it_is() -> None:
    assert (seller_sku("CUSH_45-RED", DE), seller_sku("12/345", GB)) == ("CUSH_45-RED", "12/345")


def test_a_sku_without_any_letter_of_ours_gets_a_name_all_the_same() -> None:
    assert re.fullmatch("[a-z2-7]{6}", seller_sku("杯子", DE))


def test_a_name_that_another_sku_has_is_never_taken_even_by_the_sku_that_is_spelled_so() -> None:
    assert seller_sku("LAMP-1", DE, {"LAMP-1"}) != "LAMP-1"


def test_a_long_sku_is_cut_to_what_the_region_takes() -> None:
    assert len(seller_sku("x" * 80, GB)) == 50


@given(
    st.lists(st.text(max_size=70) | st.sampled_from(["a b", "a-b", "a/b", "A B"]), unique=True),
    st.sampled_from(PATTERNS),
)
def test_no_two_skus_share_a_name_and_every_name_fits(skus: list[str], pattern: str) -> None:
    names = seller_skus(skus, pattern)
    assert set(names) == set(skus)
    assert len(set(names.values())) == len(skus)
    assert all(re.fullmatch(pattern, name) for name in names.values())
    assert seller_skus(reversed(skus), pattern) == names


@pytest.mark.parametrize("sku", ["杯子-12", "MUG\u200b1", "MUG\x00"])
def test_chinese_and_control_characters_are_in_no_seller_sku(sku: str) -> None:
    assert re.fullmatch("[A-Za-z0-9_-]+", seller_sku(sku, GB))
