"""Product identifier codes as they stand in spreadsheets and PIMs: read, checked, and repaired only where a checksum proves it."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from stdnum import ean, isbn

_LENGTHS = {8: "EAN", 12: "UPC", 13: "EAN", 14: "GTIN"}  # by number of digits; Partner API, Create Product
_LOST_ZEROS = {11: 1, 10: 2}  # a UPC that a spreadsheet read as a number
_MARKS = re.compile(r"[\s\u00a0.\-_\u2013\u2014']+")
# Digits after the label are its own where something parts them from the code: `EAN-13 400...`, not `EAN13400...`.
_LABEL = re.compile(
    r"^(?:ean|gtin|upc|isbn)(?:-?(?:8|1[0234])(?=[\s:#])|\s(?:8|1[0234])(?=\s*[:#]|\s+\d{8}))?\s*[:#]?\s*(?=\d)",
    re.IGNORECASE,
)


class CodeError(ValueError):
    """A text that is no identifier code; the message says why and what to do."""


@dataclass(frozen=True)
class IdentifierCode:
    """A code with a right check digit and its type; `repaired` where digits that were lost are back."""

    code: str
    type: str
    repaired: bool = False

    @property
    def gtin(self) -> str:
        """The 14 digits by which all spellings of one code are compared."""
        return self.code.zfill(14)


def read_code(data: Any) -> IdentifierCode:
    """Return the code that the data holds: GTIN-8, -12, -13 or -14, or an ISBN, which becomes its 13 digits.

    Raises CodeError for anything else. Zeros are put back in front only where the check digit proves exactly one code.
    """
    digits = _digits(data)
    if not digits.strip("0"):
        raise CodeError(f"{digits or data!r} is a placeholder; leave it empty or write the real code")
    codes = {code.gtin: code for code in _possible(digits)}
    if len(codes) > 1:
        both = " or ".join(sorted(code.code for code in codes.values()))
        raise CodeError(f"{digits} can be {both}; write it in full, as text")
    if not codes:
        raise CodeError(f"{digits} {_fault(digits)}")
    return next(iter(codes.values()))


def _digits(data: Any) -> str:
    text = unicodedata.normalize("NFKC", str(data)).strip()
    if text.isdigit():
        return text
    text = re.sub(r"\.0+$", "", text)
    if re.fullmatch(r"\d+(?:[.,]\d+)?[eE]\+?\d+", text):
        return _without_exponent(text.replace(",", "."))
    return _MARKS.sub("", _LABEL.sub("", text)).upper()


def _without_exponent(text: str) -> str:
    """The digits of `4.006381333931E+12`; a mantissa that lacks some of them was cut by a spreadsheet."""
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise CodeError(f"{text} is not a number") from error
    if len(number.as_tuple().digits) != number.adjusted() + 1:
        raise CodeError(f"{text} was shortened by a spreadsheet; write all digits, as text")
    return f"{number:f}"


def _possible(digits: str) -> list[IdentifierCode]:
    found = []
    if len(digits) in _LENGTHS and _is_gtin(digits):
        found.append(IdentifierCode(digits, _type(digits)))
    if (lost := _LOST_ZEROS.get(len(digits))) and _is_gtin("0" * lost + digits):
        found.append(IdentifierCode("0" * lost + digits, "UPC", repaired=True))
    books = (book for book in (digits, f"0{digits}") if len(book) == 10 and isbn.is_valid(book))
    return [
        *found,
        *(IdentifierCode(isbn.to_isbn13(book), "ISBN", repaired=book != digits) for book in books),
    ]


def _is_gtin(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and ean.calc_check_digit(digits[:-1]) == digits[-1]


def _type(digits: str) -> str:
    book = len(digits) == 13 and re.match(r"978|979[1-9]", digits)
    return "ISBN" if book else _LENGTHS[len(digits)]


def _fault(digits: str) -> str:
    if not re.fullmatch(r"[0-9]+X?", digits):
        return "has other characters than digits; correct it in the PIM"
    if len(digits) not in (*_LENGTHS, *_LOST_ZEROS):
        return (
            f"has {len(digits)} digits; a code has 8, 12, 13 or 14, an ISBN 10 or 13; correct it in the PIM"
        )
    return "has a wrong check digit; correct it in the PIM"
