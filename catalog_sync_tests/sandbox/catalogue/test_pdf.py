"""The documents are valid PDF: every offset of the cross-reference table leads to its object."""

import re

from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.sandbox.catalogue.pdf import text_page


@given(st.text(), st.lists(st.text(), max_size=5))
def test_the_cross_reference_table_leads_to_every_object(title, lines):
    document = text_page(title, lines)
    assert document.startswith(b"%PDF-1.4\n")
    assert document.endswith(b"%%EOF\n")
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n\Z", document)[1])
    assert document[start:].startswith(b"xref\n0 6\n")
    entries = document[start:].splitlines()[3:8]
    for number, entry in enumerate(entries, start=1):
        assert document[int(entry[:10]) :].startswith(b"%d 0 obj\n" % number)


@given(st.text(), st.lists(st.text(), max_size=5))
def test_the_stream_is_as_long_as_it_says(title, lines):
    document = text_page(title, lines)
    match = re.search(rb"<< /Length (\d+) >>\nstream\n", document)
    assert document[match.end() + int(match[1]) :].startswith(b"\nendstream\nendobj\n")


def test_brackets_and_backslashes_are_escaped():
    assert rb"(a \(b\) \\ c) Tj" in text_page("t", [r"a (b) \ c"])
