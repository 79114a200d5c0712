"""What rows of tables may say beside leaves and values: variant axes, several constants, families that are not for sale."""

from pathlib import Path

import openpyxl

from catalog_sync.mapping.rule_contradictions import contradictions
from catalog_sync.mapping.rule_tally import Tally
from catalog_sync.mapping.workbook import Gaps, workbook_of
from catalog_sync_tests.mapping.table_folder import load, put, refused


def test_values_of_an_axis_are_added_to_its_sales_attribute(folder: Path) -> None:
    (folder / "regions" / "GB.yaml").write_text("sales_attributes: {color: 100000}\n")
    put(
        folder,
        "regions/GB.values.csv",
        "axis,family,pim_value,value",
        "color,,red,Crimson",
        "color,lamps,red,Ruby",
    )

    rules = load(folder)

    assert rules.sales_attributes["color"].id == "100000"
    assert rules.sales_attributes["color"].values["red"] == "Crimson"
    assert rules.families["lamps"].sales_attributes["color"].values["red"] == "Ruby"
    assert rules.families["lamps"].sales_attributes["color"].id == "100000"


def test_several_constants_are_parted_by_semicolons_and_a_title_is_one_text(folder: Path) -> None:
    put(
        folder,
        "common.attributes.csv",
        "attribute,family,constant",
        '100393,,"1000039 | Cotton; Steel"',
        'title,lamps,"Lamp; warm"',
    )

    rules = load(folder)

    assert rules.attributes["100393"].constant == ["1000039", "Steel"]
    assert rules.families["lamps"].title.constant == "Lamp; warm"


def test_what_is_not_for_sale_adds_to_what_the_files_below_say(folder: Path) -> None:
    (folder / "regions" / "GB.yaml").write_text("not_for_sale: [certificates]\n")
    put(
        folder,
        "regions/GB.categories.csv",
        "family,pim_category,leaf",
        "knives,,Not for sale",
        "certificates,,not for sale",
        ",outlet,not for sale",
    )

    rules = load(folder)

    assert rules.not_for_sale == ["certificates", "knives"]
    assert rules.eligibility.excluded_categories == ["outlet"]
    assert str(rules.place("not_for_sale", 1)).startswith(f"{folder}/regions/GB.categories.csv: A2: ")


def test_a_family_is_for_sale_or_not_as_a_whole(folder: Path) -> None:
    put(
        folder,
        "common.categories.csv",
        "family,when_attribute,when_is,leaf",
        "knives,color,red,not for sale",
    )
    assert "B2: a family is for sale or not as a whole" in refused(folder)


def test_a_region_need_not_sell_what_others_do(folder: Path) -> None:
    (folder / "regions" / "GB.yaml").write_text("not_for_sale: [lamps]\n")
    assert told(folder) == []


def test_rules_for_a_family_that_the_same_file_does_not_sell_are_told(folder: Path) -> None:
    common = folder / "common.yaml"
    common.write_text(common.read_text().replace("- certificates", "- lamps"))
    assert "the family lamps has rules and is also under not_for_sale" in told(folder)[0]


def told(folder: Path) -> list[str]:
    tally = Tally()
    contradictions(load(folder), {}, tally)
    return tally.lines()


def test_a_workbook_of_another_region_is_told(folder: Path) -> None:
    (folder / "regions" / "GB.xlsx").write_bytes(workbook_of(Gaps("DE")))
    assert "GB.xlsx: (read me)!B2: this is the workbook of DE; call it DE.xlsx" in refused(folder)


def test_an_emptied_row_in_the_rules_folder_says_nothing(folder: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("categories")
    sheet.append(["family", "leaf", "(before)"])
    sheet.append(["lamps", None, "600031"])
    book.save(folder / "common.xlsx")
    assert load(folder).families["lamps"].category[0].id == "600161"
