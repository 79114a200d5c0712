"""The index of a folder of certificates: what is read, and what is told about what cannot be."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.sync.certificate_index import Index, IndexRow, read_index

TYPES, FILES = ("ukca", "ul"), ("ukca.pdf", "old/ul 2026.pdf")
ROW = IndexRow(
    id="U1",
    type="ukca",
    files=["ukca.pdf"],
    valid_from=date(2026, 1, 1),
    valid_until=date(2027, 12, 31),
    skus=["LAMP-1", "LAMP-2"],
    leaves=["600161"],
)


def read(text: str, name: str = "index.csv") -> Index:
    return read_index(name, text, TYPES, FILES)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "index.csv",
            "id,type,files,valid_from,valid_until,skus,leaves\nU1,ukca,ukca.pdf,2026-01-01,2027-12-31,LAMP-1;LAMP-2,600161\n",
        ),
        (
            "index.csv",
            '\ufeffID;Type;Files;Valid_From;Valid_Until;SKUs;Leaves\r\nU1;ukca;ukca.pdf;2026-01-01;2027-12-31;"LAMP-1, LAMP-2";600161\r\n;;;;;;\r\n',
        ),
        (
            "index.yaml",
            """
- {id: U1, type: ukca, files: [ukca.pdf], valid_from: 2026-01-01, valid_until: 2027-12-31, skus: [LAMP-1, LAMP-2],
   leaves: 600161}
""",
        ),
    ],
)
def test_csv_and_yaml_say_the_same(name: str, text: str) -> None:
    assert read(text, name) == Index([ROW], [])


def test_names_of_files_may_have_spaces() -> None:
    index = read("type,files,skus\nul,old/ul 2026.pdf;ukca.pdf,LAMP-1")

    assert index.rows[0].files == ["old/ul 2026.pdf", "ukca.pdf"]


def test_skus_may_have_spaces_and_stand_on_lines_of_one_cell() -> None:
    index = read('type,files,skus\nul,"ukca.pdf\nold/ul 2026.pdf","12/345 A; LAMP 2\nLAMP-3"\n')

    [row] = index.rows
    assert (row.skus, row.files) == (["12/345 A", "LAMP 2", "LAMP-3"], ["ukca.pdf", "old/ul 2026.pdf"])


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("uk,ukca.pdf,,LAMP-1,", "index.csv:3: type 'uk' stands for no certification; allowed: ukca, ul"),
        (
            "ukca,ukka.pdf,,LAMP-1,",
            "index.csv:3: files: there is no 'ukka.pdf' in the folder; nearest: ukca.pdf",
        ),
        ("ukca,,,LAMP-1,", "index.csv:3: files: Field required"),
        (
            "ukca,ukca.pdf,31.12.2027,LAMP-1,",
            "index.csv:3: valid_until: '31.12.2027' is no day: write it as 2027-12-31",
        ),
        ("ukca,ukca.pdf,2027-02-30,LAMP-1,", "index.csv:3: valid_until: day is out of range for month"),
        ("ukca,ukca.pdf,,,", "index.csv:3: skus, leaves or both must say what it serves"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_the_others_count(row: str, told: str) -> None:
    index = read(f"type,files,valid_until,skus,leaves\nukca,ukca.pdf,,LAMP-9,\n{row}\n")

    assert [found.skus for found in index.rows] == [["LAMP-9"]]
    assert [problem[: len(told)] for problem in index.problems] == [told]


def test_an_unknown_column_is_told_with_those_that_are_allowed() -> None:
    index = read("type,files,skus,valid until\nukca,ukca.pdf,LAMP-1,2027-12-31")

    assert index.problems == [
        "index.csv:2: valid until is no column; allowed: id, type, files, valid_from, valid_until, skus, leaves"
    ]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("index.yaml", "type: ukca", "index.yaml: must be a list of documents"),
        ("index.yaml", "- ukca", "index.yaml: line 1 must be a mapping"),
        ("index.yaml", "- {", "index.yaml: while parsing"),
        (
            "index.csv",
            "type,files\nukca,ukca.pdf,LAMP-1",
            "index.csv: line 2 has more cells than there are columns",
        ),
    ],
)
def test_an_index_that_cannot_be_read_is_told(name: str, text: str, told: str) -> None:
    index = read(text, name)

    assert (index.rows, index.problems[0][: len(told)]) == ([], told)


@given(st.text(), st.sampled_from(["index.csv", "index.yaml"]))
def test_any_file_gives_rows_or_problems_and_no_error(text: str, name: str) -> None:
    read(text, name)
