"""The workbook of a region: easy to fill, and what is filled in becomes exactly these rules."""

import io
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.mapping.rule_tables_cells import neutral, plain
from catalog_sync.mapping.rule_tables_columns import KEYS
from catalog_sync.mapping.rule_tables_files import csv_path, csv_tables, csv_text, read_workbook
from catalog_sync.mapping.schema import AttributeValue
from catalog_sync.mapping.suggest import Evidence, Suggestion
from catalog_sync.mapping.workbook import AttributeGap, FamilyGap, Gaps, ValueGap, workbook_of
from catalog_sync_tests.mapping.world import raw_rules

MUG = Suggestion(
    category_id="600031",
    path="Kitchenware > Drinkware > Mugs",
    confidence=0.9,
    evidence=[Evidence(source="text", score=0.9, told="'Mugs' and Mugs share mug")],
)
COTTON = AttributeValue(id="1000039", name="Cotton")
names = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=20)
texts = names.map(str.strip).filter(bool).filter(lambda text: " | " not in text and text[0] not in "'#(")
codes = st.one_of(
    texts, st.sampled_from(["-5", "=1+1", "@home", "+49", "007", "_x0041_", "true", "'-x", "1,5"])
)
ids = st.integers(10**5, 10**18).map(str)


def opened(gaps: Gaps) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_of(gaps)))


def gaps(**changes: Any) -> Gaps:
    shown: dict[str, Any] = {
        "families": [FamilyGap("cups", "=Cups", 3, [MUG])],
        "values": [
            ValueGap("100393", "Material", "", "", "-cork", "Cork", 2, "left out", [COTTON], [COTTON])
        ],
        "attributes": [
            AttributeGap("cups", "", "100393", "Material", MUG.path, "always", "", 3, 3, [COTTON]),
        ],
        "leaves": {"600031": MUG.path},
        "pim_attributes": ["material", "name"],
    }
    return Gaps("GB", **(shown | changes))


def test_every_sheet_has_a_frozen_head_widths_and_filters() -> None:
    for sheet in opened(gaps()).worksheets[:-1]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref
        assert sheet.column_dimensions["A"].width > 10


def test_cells_propose_the_leaves_and_values_that_may_be_meant() -> None:
    book = opened(gaps())
    proposed = {
        sheet.title: {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
        for sheet in book.worksheets
    }
    lists = book["(lists)"]
    area = proposed["categories"]["D2"]
    assert area == "'(lists)'!$A$1:$A$2"
    assert [lists[cell].value for cell in ("A1", "A2")] == [
        "600031 | Kitchenware > Drinkware > Mugs",
        "not for sale",
    ]
    assert set(proposed["values"]) == {"I2"}
    assert {"I2", "J2"} == set(proposed["attributes"])
    assert lists.sheet_state == "hidden"


def test_cells_below_each_other_share_one_list() -> None:
    rows = [
        ValueGap("100393", "Material", "", "", f"value {number}", "", 1, allowed=[COTTON])
        for number in range(50)
    ]
    [shared] = opened(gaps(values=rows))["values"].data_validations.dataValidation
    assert str(shared.sqref) == "I2:I51"


def test_nothing_of_the_pim_becomes_a_formula_and_ids_stay_text() -> None:
    book = opened(gaps())
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type in ("s", "n") for cell in row)
            assert not any(str(cell.value or "").startswith(("=", "+", "-", "@")) for cell in row)
    assert book["categories"]["B2"].value == "'=Cups"
    assert book["(leaves)"]["A2"].value == "600031"
    assert book["(leaves)"]["A2"].number_format == "@"


def test_control_characters_and_endless_texts_do_not_break_the_workbook() -> None:
    book = opened(gaps(families=[FamilyGap("a\x00b", "x" * 100_000, 1)]))
    assert book["categories"]["A2"].value == "ab"
    assert len(book["categories"]["B2"].value) < 32_767


@given(st.one_of(codes, st.text(max_size=10)))
def test_a_neutral_text_is_no_formula_and_can_be_read_back(text: str) -> None:
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert plain(neutral(text)) == text


def test_a_workbook_that_nobody_filled_says_nothing(tmp_path: Path) -> None:
    file = tmp_path / "GB.xlsx"
    file.write_bytes(workbook_of(gaps()))
    tables = read_workbook(file)
    assert (tables.wrong, [row for rows in tables.rows.values() for row in rows]) == ([], [])


def fill(content: bytes, sheet: str, column: str, filled: list[str]) -> bytes:
    """Fill a column from the top, as a spreadsheet program does that keeps texts as they are."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    at = next(cell.column for cell in book[sheet][1] if cell.value == column)
    for line, text in enumerate(filled, start=2):
        cell = book[sheet].cell(line, at)
        cell.value = neutral(text)
        cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def fill_all(leaves: dict[str, str], values: dict[str, str], constants: dict[str, str]) -> bytes:
    shown = gaps(
        families=[FamilyGap(family, "", 1, [MUG]) for family in leaves],
        values=[ValueGap("100393", "Material", "", "", code, "", 1) for code in values],
        attributes=[
            AttributeGap(family, "", "100149", "Origin", "", "always", "", 1, 1) for family in constants
        ],
    )
    content = fill(
        workbook_of(shown), "categories", "leaf", [f"{leaf} | some = path" for leaf in leaves.values()]
    )
    content = fill(content, "values", "value", list(values.values()))
    return fill(content, "attributes", "constant", list(constants.values()))


@settings(deadline=None)
@given(
    st.dictionaries(codes, ids, max_size=3),
    st.dictionaries(codes, st.one_of(ids, texts), max_size=3),
    st.dictionaries(codes, texts.filter(lambda text: ";" not in text), max_size=3),
)
def test_what_is_exported_filled_and_imported_gives_exactly_these_rules(
    leaves: dict[str, str], values: dict[str, str], constants: dict[str, str]
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        base = Path(directory) / "common"
        (Path(directory) / "common.yaml").write_text(yaml.safe_dump(raw_rules(category=None)))
        file = Path(directory) / "filled.xlsx"
        file.write_bytes(fill_all(leaves, values, constants))
        tables = read_workbook(file)
        assert tables.wrong == []
        for name in KEYS:
            csv_path(base, name).write_text(csv_text(name, tables.rows[name]), encoding="utf-8", newline="")
        again = csv_tables(base)
        assert again.wrong == []
        rules = load_rules(Path(directory), region="GB", partition_key="GB")
    assert {name: own.category[0].id for name, own in rules.families.items() if own.category} == leaves
    assert rules.attributes["100393"].values == values
    found = {name: own.attributes.get("100149") for name, own in rules.families.items()}
    assert {name: rule.constant for name, rule in found.items() if rule} == constants
