"""Drafts: a document that the mirror holds already is not read again, and never is one taken for another."""

import pytest
import sqlalchemy as sa

from catalog_sync_tests.sync.mirrored import Catalogue
from catalog_sync_tests.sync.test_refresh_products import mug

KEY = "product:mug-1"


@pytest.fixture
def catalogue(engine: sa.Engine) -> Catalogue:
    """A catalogue of one product that comes as a draft, read once."""
    catalogue = Catalogue(engine, mug(1))
    catalogue.pim.fingerprints[KEY] = "first"
    catalogue.refresh()
    assert reads(catalogue) == 1
    return catalogue


def reads(catalogue: Catalogue) -> int:
    """How many drafts were read since the last question."""
    number = catalogue.pim.asked.count(f"read draft {KEY}")
    catalogue.pim.asked.clear()
    return number


def shown_again(catalogue: Catalogue) -> int:
    """How many drafts are read when the product shows up in a delta."""
    catalogue.pim.touch(KEY)
    catalogue.delta()
    return reads(catalogue)


def test_one_with_a_known_fingerprint_is_not_read_and_counts_as_seen(catalogue: Catalogue) -> None:
    catalogue.pim.touch(KEY)
    counts = catalogue.delta().counts
    assert (reads(catalogue), counts["read"], counts["changed"]) == (0, 1, 0)


def test_one_with_another_fingerprint_is_read_and_then_known(catalogue: Catalogue) -> None:
    catalogue.pim.fingerprints[KEY] = "second"
    catalogue.pim.put(mug(1, title="Better mug"))
    assert catalogue.delta().counts["changed"] == 1
    assert catalogue.content() == catalogue.truth()
    assert (reads(catalogue), shown_again(catalogue)) == (1, 0)


def test_the_same_document_from_another_draft_is_no_change_and_then_known(catalogue: Catalogue) -> None:
    catalogue.pim.fingerprints[KEY] = "second"
    catalogue.pim.touch(KEY)
    assert catalogue.delta().counts["changed"] == 0
    assert (reads(catalogue), shown_again(catalogue)) == (1, 0)


def test_a_deleted_product_that_comes_back_is_read(catalogue: Catalogue) -> None:
    catalogue.pim.delete(KEY)
    catalogue.delta()
    assert catalogue.content() == {}
    catalogue.pim.put(mug(1))
    catalogue.delta()
    assert catalogue.content() == catalogue.truth() != {}


def test_a_document_that_was_read_by_key_has_no_fingerprint_to_be_known_by(catalogue: Catalogue) -> None:
    catalogue.pim.fingerprints.clear()
    catalogue.pim.put(mug(1, title="By key"))
    catalogue.delta()
    catalogue.pim.fingerprints[KEY] = "first"
    assert shown_again(catalogue) == 1


def test_a_full_re_read_trusts_no_fingerprint(catalogue: Catalogue, engine: sa.Engine) -> None:
    catalogue.pim.now[KEY] = mug(1, title="Changed without a trace")
    assert catalogue.reread().counts["missed_by_delta"] == 1
    assert catalogue.content() == catalogue.truth()
