import itertools

import pytest

from catalog_sync.review.lifecycle import Standing, standing


@pytest.mark.parametrize(
    ("status", "product_status", "audit", "expected"),
    [
        ("PENDING", "INITIAL", "AUDITING", Standing.IN_REVIEW),
        ("FAILED", "INITIAL", "FAILED", Standing.REJECTED),
        ("ACTIVATE", "ACTIVATE", "APPROVED", Standing.LIVE),
        ("ACTIVATE", "ACTIVATE", "NONE", Standing.LIVE),
        ("ACTIVATE", "ACTIVATE", "AUDITING", Standing.LIVE_EDIT_IN_REVIEW),
        ("ACTIVATE", "ACTIVATE", "FAILED", Standing.LIVE_EDIT_REJECTED),
        ("PENDING", "INITIAL", "PRE_APPROVED", Standing.PRE_APPROVED),
        ("DRAFT", "DRAFT", "NONE", Standing.DRAFT),
        ("SELLER_DEACTIVATED", "SELLER_DEACTIVATED", "NONE", Standing.DEACTIVATED),
        ("SELLER_DEACTIVATED", "SELLER_DEACTIVATED", "AUDITING", Standing.IN_REVIEW),
        ("PLATFORM_DEACTIVATED", "PLATFORM_DEACTIVATED", "NONE", Standing.PLATFORM_DEACTIVATED),
        ("FREEZE", "FREEZE", "NONE", Standing.FROZEN),
        ("DELETED", "DELETED", "NONE", Standing.DELETED),
        ("PENDING", None, None, Standing.IN_REVIEW),
        ("activate", "", "auditing", Standing.LIVE_EDIT_IN_REVIEW),
        ("SOMETHING_NEW", "SOMETHING_NEW", "NONE", Standing.UNKNOWN),
        (None, None, None, Standing.UNKNOWN),
    ],
)
def test_the_three_states_together_tell_the_standing(
    status: str | None, product_status: str | None, audit: str | None, expected: Standing
) -> None:
    assert standing(status, product_status, audit) is expected


def test_a_refused_edit_still_sells_and_counts_as_refused() -> None:
    assert Standing.LIVE_EDIT_REJECTED.sells
    assert Standing.LIVE_EDIT_REJECTED.refused
    assert not Standing.REJECTED.sells


def test_frozen_and_deleted_products_take_no_edits_whatever_the_audit_says() -> None:
    audits = ("NONE", "AUDITING", "FAILED", "PRE_APPROVED", "APPROVED", "")

    assert not any(
        standing(state, state, audit).editable
        for state, audit in itertools.product(("FREEZE", "DELETED"), audits)
    )
