import pytest

from catalog_sync.sandbox.tiktok.messages import BUSINESS_MESSAGES
from catalog_sync_tests.sandbox.tiktok.codes import Case
from catalog_sync_tests.sandbox.tiktok.codes_of_content import CONTENT_CASES
from catalog_sync_tests.sandbox.tiktok.codes_of_offers import OFFER_CASES
from catalog_sync_tests.sandbox.tiktok.codes_of_seller import SELLER_CASES
from catalog_sync_tests.sandbox.tiktok.codes_of_skus import SKU_CASES
from catalog_sync_tests.sandbox.tiktok.seller import Seller, demo_world

CASES = (*CONTENT_CASES, *SKU_CASES, *OFFER_CASES, *SELLER_CASES)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_code_comes_from_this_change_of_a_call_that_works(case: Case):
    assert case.provoke(Seller(demo_world(), case.region)) == case.code


@pytest.mark.parametrize("region", ["GB", "US", "ID", "DE"])
def test_the_unchanged_listing_works(region):
    assert Seller(demo_world(), region).refusal() == 0


def test_every_code_with_a_text_has_a_case():
    assert {case.code for case in CASES} == BUSINESS_MESSAGES.keys()
