from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean

from catalog_sync.mapping.identifier_codes import CodeError, read_code


@pytest.mark.parametrize(
    ("data", "code", "kind"),
    [
        ("4006381333931", "4006381333931", "EAN"),
        ("EAN: 4006381333931", "4006381333931", "EAN"),
        ("EAN-13 4006381333931", "4006381333931", "EAN"),
        ("EAN 13: 4006381333931", "4006381333931", "EAN"),
        ("EAN8712345678906", "8712345678906", "EAN"),
        ("EAN1312345678905", "1312345678905", "EAN"),
        ("EAN 13 12345 678905", "1312345678905", "EAN"),
        ("ISBN-10 0-306-40615-2", "9780306406157", "ISBN"),
        ("400-6381-33393 1", "4006381333931", "EAN"),
        ("4006381333931.0", "4006381333931", "EAN"),
        (4006381333931, "4006381333931", "EAN"),
        ("4.006381333931E+12", "4006381333931", "EAN"),
        ("036000291452", "036000291452", "UPC"),
        ("96385074", "96385074", "EAN"),
        ("10614141000415", "10614141000415", "GTIN"),
        ("978-0-306-40615-7", "9780306406157", "ISBN"),
        ("0-306-40615-2", "9780306406157", "ISBN"),
        ("0-8044-2957-X", "9780804429573", "ISBN"),
    ],
)
def test_a_code_is_read_from_whatever_form_it_has(data: Any, code: str, kind: str) -> None:
    read = read_code(data)

    assert (read.code, read.type, read.repaired) == (code, kind, False)


@pytest.mark.parametrize(("data", "code"), [("36000291452", "036000291452"), ("80442957X", "9780804429573")])
def test_a_lost_leading_zero_is_put_back_where_the_checksum_proves_it(data: str, code: str) -> None:
    assert (read_code(data).code, read_code(data).repaired) == (code, True)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("4006381333932", "wrong check digit"),
        ("36000291453", "wrong check digit"),
        ("4.00638E+12", "shortened by a spreadsheet"),
        ("0000000000000", "placeholder"),
        ("n/a", "other characters"),
        ("-", "placeholder"),
        ("12345", "has 5 digits"),
        ("4006381333931 / 4006381333948", "other characters"),
    ],
)
def test_anything_else_is_refused_with_the_reason(data: str, said: str) -> None:
    with pytest.raises(CodeError, match=said):
        read_code(data)


def test_a_number_that_can_be_two_codes_is_refused_with_both() -> None:
    ten = next(
        text
        for text in (f"{number:010}" for number in range(1_000_000_000, 1_000_010_000))
        if ean.is_valid(f"00{text}") and _isbn(text)
    )

    with pytest.raises(CodeError, match=f"can be .*00{ten}"):
        read_code(ten)


def _isbn(text: str) -> bool:
    return sum((10 - place) * int(digit) for place, digit in enumerate(text)) % 11 == 0


def test_all_spellings_of_one_code_compare_equal() -> None:
    assert read_code("036000291452").gtin == read_code("0036000291452").gtin == read_code("36000291452").gtin


@given(st.one_of(st.text(max_size=20), st.integers(min_value=0, max_value=10**15), st.floats()))
def test_whatever_comes_out_has_a_right_check_digit(data: Any) -> None:
    try:
        read = read_code(data)
    except CodeError:
        return
    assert read.code.isascii()
    assert len(read.code) in {8, 12, 13, 14}
    assert ean.is_valid(read.code)
