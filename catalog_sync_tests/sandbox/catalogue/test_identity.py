"""Keys of the shipped catalogue."""

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean

from catalog_sync.sandbox.catalogue.identity import eans, uuid_of, with_check_digit


@given(st.text("0123456789", min_size=12, max_size=12))
def test_check_digits_are_those_of_gs1(digits):
    assert ean.is_valid(with_check_digit(digits))


def test_eans_are_valid_and_differ():
    first = list(islice(eans(), 500))
    assert all(map(ean.is_valid, first))
    assert len(set(first)) == 500


def test_a_sku_always_has_the_same_uuid():
    assert uuid_of("MUG-001") == uuid_of("MUG-001") != uuid_of("MUG-002")
