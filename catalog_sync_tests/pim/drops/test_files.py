"""Rows of CSV and JSON lines: each with its line, bad ones named, whatever the bytes."""

import codecs
import csv
import io
import tracemalloc
from contextlib import closing

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.pim.drops.files import BadRow, Dialect, FileRows, Unfit, missing_columns
from catalog_sync.pim.drops.lines import Lines

CSV, JSONL = Dialect("csv"), Dialect("jsonl")
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


def read(content: str | bytes, dialect=CSV):
    content = content.encode() if isinstance(content, str) else content
    return [(row.line, row.values) for row in FileRows("f", io.BytesIO(content), dialect)]


def bad(content: str | bytes, dialect=CSV):
    return {line: values.reason for line, values in read(content, dialect) if isinstance(values, BadRow)}


def test_rows_have_the_line_they_begin_at_though_values_and_gaps_span_lines():
    content = 'sku,text\r\nA,"one\r\ntwo"\r\n\r\nB,three\r\n'
    assert read(content) == [
        (2, {"sku": "A", "text": "one\r\ntwo"}),
        (5, {"sku": "B", "text": "three"}),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_seen_in_the_header(delimiter):
    assert read(f"a{delimiter}b\n1{delimiter}2\n") == [(2, {"a": "1", "b": "2"})]


def test_configured_delimiter_wins():
    assert read("a,b;c\n1,2;3\n", Dialect("csv", ";")) == [(2, {"a,b": "1,2", "c": "3"})]


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_byte_order_mark_decides_the_encoding_and_is_no_part_of_the_first_header(bom, encoding):
    assert read(bom + "sku,name\nA,Tasse für Ömer\n".encode(encoding)) == [
        (2, {"sku": "A", "name": "Tasse für Ömer"})
    ]
    assert read(bom + '{"sku": "é"}\n'.encode(encoding), JSONL) == [(1, {"sku": "é"})]


def test_configured_encoding_is_used():
    content = "sku,name\nA,für\n".encode("cp1252")
    assert read(content, Dialect("csv", encoding="cp1252")) == [(2, {"sku": "A", "name": "für"})]
    assert bad(content) == {2: "it is not in utf-8"}


def test_missing_and_extra_cells_are_named_by_line_and_the_rest_goes_on():
    content = "a,b\n1\n1,2\n1,2,3\n3,4\n"
    assert bad(content) == {
        2: "it has 1 cells where the header has 2",
        4: "it has 3 cells where the header has 2",
    }
    assert [values for _, values in read(content) if isinstance(values, dict)] == [
        {"a": "1", "b": "2"},
        {"a": "3", "b": "4"},
    ]


def test_stray_quote_spoils_its_own_row_only():
    assert list(bad('a,b\n"1"x,2\n3,4\n')) == [2]
    assert (3, {"a": "3", "b": "4"}) in read('a,b\n"1"x,2\n3,4\n')


def test_quote_that_is_never_closed_is_named_where_it_opens():
    assert bad('a,b\n1,2\n3,"4\n5,6\n') == {3: "it is not CSV: unexpected end of data"}


def test_quote_that_swallows_much_is_named_and_rows_after_it_are_read():
    content = 'a,b\n1,"open\n' + "x,y\n" * 50_000
    found = read(content)
    assert isinstance(found[0][1], BadRow)
    assert "field limit" in found[0][1].reason
    assert found[0][0] == 2
    assert found[-1] == (50_002, {"a": "x", "b": "y"})


@pytest.mark.parametrize("dialect", [CSV, JSONL])
def test_nul_characters_never_reach_a_value(dialect):
    content = "a,b\n1,\0\n" if dialect is CSV else '\n{"a": "\\u0000"}\n'
    assert bad(content, dialect) == {2: "it holds a NUL character"}


def test_header_with_a_name_twice_cannot_be_used():
    with pytest.raises(Unfit, match="'sku' twice"):
        read("sku,name,sku\nA,B,C\n")


@pytest.mark.parametrize("content", ["", "\n\n", ",,\n1,2,3\n", 'sku,"na\n', b"s\xff,a\n1,2\n"])
def test_header_that_says_nothing_cannot_be_used(content):
    with pytest.raises(Unfit, match="header"):
        read(content)


def test_vanished_column_is_named_with_the_header_that_may_be_it():
    said = missing_columns(("sku", "price GBP", "name"), frozenset({"sku", "price_GBP"}))
    assert said == "The header has no column 'price_GBP' (did 'price GBP' take its place?)."
    assert missing_columns(("sku", "more"), frozenset({"sku"})) is None


def test_json_lines_are_counted_with_blank_ones_and_bad_ones_are_named():
    content = b'{"a": 1}\n\n  \n[1]\n{"a"\n{"a": "\xff"}\nnull\n{"a": 2}'
    found = read(content, JSONL)
    assert [found[0], found[-1]] == [(1, {"a": 1}), (8, {"a": 2})]
    reasons = bad(content, JSONL)
    assert list(reasons) == [4, 5, 6, 7]
    assert reasons[4] == "it is no JSON object"
    assert reasons[5].startswith("it is not JSON: ")
    assert reasons[6] == "it is not in utf-8"


def test_overlong_line_is_cut_and_the_next_has_its_own_number():
    lines = Lines(io.BytesIO(b"x" * 95 + b"\nnext\n" + b"y" * 40), "utf-8", limit=20)
    assert len(next(lines)) == 20
    assert lines.take_flaw() == "it is longer than 20 characters"
    assert (next(lines), lines.number, lines.take_flaw()) == ("next\n", 2, None)
    next(lines)
    assert not lines.ended


@settings(deadline=None)
@given(
    st.lists(TEXT.map(str.strip).filter(bool), min_size=1, max_size=5, unique=True),
    st.data(),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_csv_writer_writes_comes_back(names, data, delimiter, end):
    width = len(names)
    rows = data.draw(st.lists(st.lists(TEXT, min_size=width, max_size=width), max_size=6))
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([names, *rows])
    found = read(written.getvalue(), Dialect("csv", delimiter))
    assert [list(values.values()) for _, values in found] == rows
    lines = [number for number, _ in found]
    assert lines == sorted(set(lines))


@settings(deadline=None)
@given(st.lists(st.dictionaries(TEXT, TEXT | st.integers(-(2**53), 2**53) | st.booleans() | st.none())))
def test_what_a_json_writer_writes_comes_back_by_line(rows):
    content = b"".join(orjson.dumps(row) + b"\n" for row in rows)
    expected = [
        row if b"\\u0000" not in orjson.dumps(row) else BadRow("it holds a NUL character") for row in rows
    ]
    assert read(content, JSONL) == list(enumerate(expected, start=1))


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=300), st.sampled_from([CSV, JSONL, Dialect("csv", ";", "utf-16")]))
def test_arbitrary_bytes_never_crash(content, dialect):
    """Whatever follows a good header gives rows with rising lines, each a mapping or a named bad row."""
    header = b"" if dialect is JSONL else "a;b\n".encode(dialect.encoding)
    found = read(header + content, dialect)
    lines = [line for line, _ in found]
    assert lines == sorted(set(lines))
    assert all(isinstance(values, dict) or values.reason for _, values in found)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["1,2", "3", "4,5,6", '"7"8,9', "x\0,y", "\xff,b", ""])))
def test_each_bad_line_and_no_other_is_named(lines):
    content = b"a,b\n" + b"".join(line.encode("latin-1") + b"\n" for line in lines)
    expected = {number for number, line in enumerate(lines, start=2) if line not in {"1,2", ""}}
    assert set(bad(content)) == expected


@pytest.mark.parametrize("dialect", [CSV, JSONL])
def test_memory_does_not_grow_with_the_file(dialect, tmp_path):
    """Failure mode 7: big files are streamed."""
    line = b'{"a":"%d","b":"text"}\n' if dialect is JSONL else b"%d,text\n"
    path = tmp_path / "big"
    path.write_bytes((b"" if dialect is JSONL else b"a,b\n") + b"".join(line % n for n in range(200_000)))
    tracemalloc.start()
    with path.open("rb") as stream, closing(FileRows("big", stream, dialect)) as rows:
        count = sum(1 for _ in rows)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 200_000
    assert peak < 1_000_000
