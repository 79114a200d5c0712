"""Rules written as tables: they say what YAML would, and what is wrong is told by file, sheet and cell."""

from pathlib import Path

import pytest

from catalog_sync.mapping.rule_files import read_rules
from catalog_sync.mapping.rule_nodes import Node
from catalog_sync_tests.mapping.table_folder import book, load, put, refused


def test_a_category_map_gives_families_and_pim_categories_their_leaves(folder: Path) -> None:
    put(
        folder,
        "common.categories.csv",
        "family,pim_category,leaf",
        "mugs,,600031",
        ",travel,Kitchenware > Flasks",
    )
    rules = load(folder)
    assert rules.families["mugs"].category[0].id == "600031"
    assert rules.categories["travel"].category[0].path == "Kitchenware > Flasks"


def test_conditions_part_a_family_and_the_row_without_one_comes_last(folder: Path) -> None:
    put(
        folder,
        "common.categories.csv",
        "family,leaf,when_attribute,when_is",
        "lamps,600163 | Lighting > Others,,",
        "lamps,600162,lamp_type,desk; clip",
    )
    first, last = load(folder).families["lamps"].category
    assert (first.id, first.when["lamp_type"].is_, last.id) == ("600162", ["desk", "clip"], "600163")


def test_a_value_table_adds_to_the_values_of_the_rule_and_to_those_of_one_family_alone(folder: Path) -> None:
    put(
        folder,
        "regions/GB.values.csv",
        "attribute;family;pim_value;value",
        "100393 | Material;;cork;1000045 | Cork",
        "100393;lamps;brass;Steel",
        "identifier;;none;0",
    )
    rules = load(folder)
    material = rules.attributes["100393"]
    assert (material.from_, material.values) == ("material", {"cork": "1000045"})
    assert rules.families["lamps"].attributes["100393"].values == {"cork": "1000045", "brass": "Steel"}
    assert rules.identifier is not None
    assert rules.identifier.values == {"none": "0"}


def test_a_named_table_is_shared(folder: Path) -> None:
    put(folder, "common.values.csv", "table,pim_value,value", "materials,cotton,1000039")
    assert load(folder).tables["materials"] == {"cotton": "1000039"}


def test_constants_and_sources_fill_attributes_and_fields(folder: Path) -> None:
    put(
        folder,
        "common.attributes.csv",
        "family,attribute,from,constant,unit",
        "lamps,100542 | Power Source,,1000601 | Corded Electric,",
        ",100300,volume,,MILLILITER",
        "lamps,package_weight,,0.08,KILOGRAM",
    )
    lamps = load(folder).families["lamps"]
    assert lamps.attributes["100542"].constant == "1000601"
    assert (lamps.attributes["100300"].from_, lamps.attributes["100300"].unit) == ("volume", "MILLILITER")
    assert lamps.package_weight.constant == {"amount": "0.08", "unit": "KILOGRAM"}


def test_tables_lie_over_the_yaml_file_beside_them_and_under_the_next_layer(folder: Path) -> None:
    put(folder, "regions/GB.yaml", "families: {lamps: {category: {id: 1}}, mugs: {category: {id: 1}}}")
    book(folder, "regions/GB.xlsx", categories=[["family", "leaf"], ["lamps", 2], ["mugs", 2]])
    put(folder, "regions/GB.categories.csv", "family,leaf", "mugs,3")
    put(folder, "shops/GB.categories.csv", "family,leaf", "pans,4")
    put(folder, "shops/US.categories.csv", "family,leaf", "pans,5")
    families = load(folder).families
    assert {name: families[name].category[0].id for name in ("lamps", "mugs", "pans")} == {
        "lamps": "2",
        "mugs": "3",
        "pans": "4",
    }


def test_numbers_of_a_workbook_are_ids_as_long_as_no_digit_is_lost(folder: Path) -> None:
    rows = [["table", "pim_value", "value"], ["materials", 390, 1000039.0], ["materials", True, "Steel"]]
    book(folder, "common.xlsx", values=rows)
    assert load(folder).tables["materials"] == {"390": "1000039", "true": "Steel"}
    book(folder, "common.xlsx", values=[*rows, ["brands", "acme", 7082427311584340001]])
    assert "common.xlsx: values!C4: was made a number" in refused(folder)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("=A1", "is a formula"),
        ("#N/A", "is an error of the spreadsheet"),
        ("7.08243E+18", "was made a number and may have lost digits"),
    ],
)
def test_what_a_spreadsheet_spoiled_is_told_by_sheet_and_cell(folder: Path, value: object, told: str) -> None:
    book(folder, "common.xlsx", categories=[["family", "leaf"], ["mugs", 600031], ["cups", value]])
    assert f"{folder}/common.xlsx: categories!B3: {told}" in refused(folder)


def test_a_date_that_was_a_code_is_told(folder: Path) -> None:
    from datetime import date

    book(folder, "common.xlsx", values=[["table", "pim_value", "value"], ["sizes", date(2026, 3, 4), "3-4"]])
    assert "values!B2: was made a date" in refused(folder)


def test_what_the_rules_do_not_take_is_told_at_the_cell(folder: Path) -> None:
    put(folder, "common.attributes.csv", "family,attribute,from,unit", "lamps,100300,volume,MILILITER")
    told = refused(folder)
    assert f"{folder}/common.attributes.csv: C2: families.lamps.attributes.100300: " in told
    assert "nearest: MILLILITER" in told


def test_values_for_a_rule_that_is_nowhere_are_told_at_their_row(folder: Path) -> None:
    put(folder, "common.values.csv", "attribute,pim_value,value", "Colour,red,Red")
    assert f"{folder}/common.values.csv: C2: attributes.Colour: " in refused(folder)


@pytest.mark.parametrize(
    ("table", "rows", "told"),
    [
        ("categories", ["famly,leaf", "mugs,1"], "A1: there is no column 'famly'; nearest: family"),
        ("categories", ["family,leaf,leaf", "mugs,1,1"], "C1: there is a column 'leaf' already"),
        ("categories", ["family,pim_category,leaf", "mugs,travel,1"], "A2: the row needs exactly one of"),
        ("categories", ["family,leaf", ",1"], "B2: the row needs exactly one of family and pim_category"),
        (
            "categories",
            ["family,leaf,when_is", "mugs,1,desk"],
            "A2: when_attribute and when_is need each other",
        ),
        ("categories", ["family,leaf", "mugs,1", "mugs,2"], "B3: B2 says of the same: '1'"),
        ("values", ["table,family,pim_value,value", "t,mugs,a,1"], "A2: a table holds for all"),
        ("values", ["attribute,value", "Material,1"], "A2: the row needs pim_value"),
        (
            "attributes",
            ["attribute,from,constant", "1,a,b"],
            "A2: the row needs exactly one of from and constant",
        ),
    ],
)
def test_a_row_that_is_wrong_is_told_with_its_cell(
    folder: Path, table: str, rows: list[str], told: str
) -> None:
    put(folder, f"common.{table}.csv", *rows)
    assert f"{folder}/common.{table}.csv: {told}" in refused(folder)


def test_all_that_is_wrong_in_all_files_is_told_at_once(folder: Path) -> None:
    put(folder, "common.categories.csv", "famly,leaf", "mugs,1")
    put(folder, "regions/GB.values.csv", "table,pim_value,valu", "t,a,1")
    told = refused(folder)
    assert "'famly'" in told
    assert "'valu'" in told


def test_rows_that_are_not_filled_yet_and_columns_in_parentheses_say_nothing(folder: Path) -> None:
    put(folder, "common.categories.csv", "family,(label),leaf", "mugs,Mugs,", "cups,,600031", ",,")
    rules = load(folder)
    assert "mugs" not in rules.families
    assert "cups" in rules.families


def test_a_sheet_that_is_no_table_is_told_unless_it_is_empty_or_in_parentheses(folder: Path) -> None:
    sheets = {"(notes)": [["anything"]], "Sheet1": [], "catgories": [["family", "leaf"], ["mugs", 1]]}
    book(folder, "common.xlsx", **sheets)
    told = refused(folder)
    assert "there is no table 'catgories'; nearest: categories" in told
    assert "notes" not in told


def test_files_that_are_no_tables_are_told(folder: Path) -> None:
    (folder / "common.xlsx").write_bytes(b"PK\x03\x04 nonsense")
    (folder / "common.values.csv").write_bytes(
        "attribute,pim_value,value\nMaterial,gr\xfcn,1\n".encode("latin-1")
    )
    assert "common.xlsx: is no workbook" in refused(folder)
    (folder / "common.xlsx").unlink()
    assert "is not UTF-8" in refused(folder)


def test_tables_of_no_region_are_told_and_what_a_program_left_behind_is_not(folder: Path) -> None:
    put(folder, "regions/.~lock.GB.xlsx#", "someone")
    (folder / "regions" / "~$GB.xlsx").write_bytes(b"someone")
    load(folder)
    put(folder, "regions/XX.values.csv", "table,pim_value,value")
    put(folder, "regions/GB.value.csv", "table,pim_value,value")
    told = refused(folder)
    assert "XX.values.csv: no such region" in told
    assert "GB.value.csv: no such region" in told


def test_the_last_good_rules_keep_their_cells(folder: Path) -> None:
    put(folder, "common.categories.csv", "family,leaf", "mugs,600031")
    node = read_rules(folder, region="GB", partition_key="GB")
    kept = Node.restored(node.stored())
    assert kept.data() == node.data()
    assert kept.nearest(("families", "mugs", "category", 0, "id"))[0].cell == "B2"
