"""Rules without YAML, end to end: a region's workbook goes out, is filled, is checked cell by cell, and comes in."""

import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from catalog_sync.cli import cli
from catalog_sync.mapping.hashes import rules_hash
from catalog_sync.mapping.rule_files import load_rules
from catalog_sync.pim.dictionaries import Category, Dictionaries, Family, Option
from catalog_sync.pim.document import Product
from catalog_sync.sync.rule_problems import rule_problems
from catalog_sync.sync.taxonomy import refresh_schemas, refresh_tree
from catalog_sync_tests.mapping.world import value
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.shopfront import Shopfront

MUGS, BOTTLES = "600031", "600032"


def cup(number: int, *materials: str) -> Product:
    made = mug(number)
    [sku] = made.skus
    skus = [sku.model_copy(update={"values": sku.values | {"material": value(list(materials))}})]
    return made.model_copy(update={"skus": skus})


def flask(number: int) -> Product:
    return mug(number).model_copy(update={"key": f"product:flask-{number}", "family": "flasks"})


@pytest.fixture
def terminal(front: Shopfront, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shopfront:
    """A shop whose rules are a folder of the test's own, with mugs of a material that TikTok does not know."""
    mapping = tmp_path / "mapping"
    shutil.copytree(front.configuration.mapping, mapping)
    front.configuration = front.configuration.model_copy(update={"mapping": mapping})
    monkeypatch.setattr("catalog_sync.mapping_command.current_configuration", lambda: front.configuration)
    front.pim.put(cup(1, "stoneware"), cup(2, "stoneware", "-x"), mug(3), flask(4))
    front.pim.vocabulary = Dictionaries(
        families={"mugs": Family(), "flasks": Family(labels={"en_US": "Drinking bottles"})},
        categories={"outdoor": Category(labels={"en_US": "Outdoor"})},
        options={"material": {"stoneware": Option(labels={"en_US": "Stone ceramics"}), "-x": Option()}},
    )

    async def prepare(desk) -> None:
        await front.refresh(desk.engine)
        await refresh_tree(desk.client, desk.taxonomy, desk.facts.region)
        await refresh_schemas(desk.client, desk.taxonomy, desk.facts.region, {MUGS})

    front.at_desk(prepare, locked=False)
    return front


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["mapping", *map(str, arguments)], catch_exceptions=False)
    return done.exit_code, done.output


def exported(tmp_path: Path) -> Path:
    code, told = run("export", "--region", "GB", tmp_path / "books")
    assert code == 0, told
    return tmp_path / "books" / "GB.xlsx"


def rows(file: Path, sheet: str) -> list[dict[str, object]]:
    head, *below = openpyxl.load_workbook(file)[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in below]


def write(file: Path, sheet: str, line: int, **cells: str) -> None:
    book = openpyxl.load_workbook(file)
    columns = {str(cell.value): cell.column for cell in book[sheet][1]}
    for name, text in cells.items():
        book[sheet].cell(line, columns[name]).value = text
    book.save(file)


def test_a_workbook_shows_what_is_unmapped_with_product_counts_and_candidates(
    terminal: Shopfront, tmp_path: Path
) -> None:
    file = exported(tmp_path)
    [family] = rows(file, "categories")
    assert (family["family"], family["(label)"], family["(products)"]) == ("flasks", "Drinking bottles", 1)
    assert family["leaf"] is None
    lists = {str(cell.value) for row in openpyxl.load_workbook(file)["(lists)"].iter_rows() for cell in row}
    assert any(one.startswith(f"{BOTTLES} | ") for one in lists)
    assert "1000044 | Glass" in lists
    first, second = rows(file, "values")
    assert (first["attribute"], first["pim_value"], first["(products)"]) == (
        "100393 | Material",
        "stoneware",
        2,
    )
    assert (first["(label)"], first["(now)"]) == ("Stone ceramics", "sent as 'Stone ceramics'")
    assert (second["pim_value"], second["(products)"]) == ("'-x", 1)
    required = {str(row["attribute"]): row for row in rows(file, "attributes")}
    material = required["100393 | Material"]
    assert (material["family"], material["(required)"], material["(products)"]) == ("mugs", "always", 3)
    assert "Mugs" in str(material["(leaf)"])


def test_a_filled_workbook_becomes_csv_files_that_the_rules_read(terminal: Shopfront, tmp_path: Path) -> None:
    file = exported(tmp_path)
    write(file, "categories", 2, leaf=f"{BOTTLES} | Bottles")
    write(file, "values", 2, value="1000044 | Glass")
    write(file, "values", 3, value="Glass")
    mapping = terminal.configuration.mapping
    code, told = run("import", file)
    assert (code, "--apply writes them" in told) == (0, True), told
    assert list((mapping / "regions").glob("*.csv")) == []
    assert run("import", file, "--apply")[0] == 0
    rules = load_rules(mapping, region="GB", partition_key="GB")
    assert rules.families["flasks"].category[0].id == BOTTLES
    assert {"stoneware": "1000044", "-x": "Glass"}.items() <= rules.attributes["100393"].values.items()
    assert "cotton" in rules.attributes["100393"].values
    assert "flasks" not in load_rules(mapping, region="ID", partition_key="ID").families
    assert not list((mapping / "regions").glob(".*"))


def test_the_filled_workbook_may_lie_in_the_rules_folder_as_it_is(
    terminal: Shopfront, tmp_path: Path
) -> None:
    file = exported(tmp_path)
    write(file, "categories", 2, leaf=f"{BOTTLES} | Bottles")
    write(file, "attributes", 2, constant="1000044 | Glass")
    assert run("import", file, "--apply")[0] == 0
    mapping = terminal.configuration.mapping
    imported = load_rules(mapping, region="GB", partition_key="GB")
    for written in (mapping / "regions").glob("GB.*.csv"):
        written.unlink()
    shutil.copy(file, mapping / "regions" / "GB.xlsx")
    assert rules_hash(load_rules(mapping, region="GB", partition_key="GB")) == rules_hash(imported)
    assert imported.families["mugs"].attributes["100393"].constant == "1000044"


def test_a_second_import_adds_to_the_first(terminal: Shopfront, tmp_path: Path) -> None:
    file = exported(tmp_path)
    write(file, "values", 2, value="1000044")
    run("import", file, "--apply")
    code, told = run("export", "--region", "GB", tmp_path / "books")
    assert (code, "is there already" in told) == (2, True)
    run("export", "--region", "GB", "--overwrite", tmp_path / "books")
    left, former = rows(file, "values")
    assert (left["pim_value"], left["value"], left["(before)"]) == ("'-x", None, None)
    assert (former["pim_value"], former["value"], former["(before)"]) == ("stoneware", "1000044", "1000044")
    assert "nothing to write" in run("import", file)[1]
    write(file, "values", 2, value="1000043")
    run("import", file, "--apply")
    values = (
        load_rules(terminal.configuration.mapping, region="GB", partition_key="GB")
        .attributes["100393"]
        .values
    )
    assert (values["stoneware"], values["-x"]) == ("1000044", "1000043")


def test_a_row_that_is_emptied_takes_the_former_one_away_and_the_import_says_so(
    terminal: Shopfront, tmp_path: Path
) -> None:
    mapping, file = terminal.configuration.mapping, exported(tmp_path)
    write(file, "categories", 2, leaf="Not for sale")
    write(file, "values", 2, value="1000044")
    assert run("import", file, "--apply")[0] == 0
    assert "flasks" in load_rules(mapping, region="GB", partition_key="GB").not_for_sale
    write(file, "values", 2, value="")
    assert "nothing to write" in run("import", file)[1], "it was empty when it was exported, too"

    run("export", "--region", "GB", "--overwrite", tmp_path / "books")
    write(file, "categories", 2, leaf="")
    write(file, "values", 3, value="")
    code, told = run("import", file, "--apply")
    told = " ".join(told.split())
    assert code == 0
    assert "values, row 3: 100393 | Material, stoneware: '1000044' of GB.values.csv is taken away" in told
    assert "0 new or changed rows, 2 taken away" in told
    rules = load_rules(mapping, region="GB", partition_key="GB")
    assert "stoneware" not in rules.attributes["100393"].values
    assert rules.not_for_sale == ["certificates"]


def test_what_others_changed_meanwhile_stays_where_the_row_was_not_touched(
    terminal: Shopfront, tmp_path: Path
) -> None:
    file = exported(tmp_path)
    write(file, "values", 2, value="1000044")
    run("import", file, "--apply")
    run("export", "--region", "GB", "--overwrite", tmp_path / "books")
    table = terminal.configuration.mapping / "regions" / "GB.values.csv"
    table.write_text(table.read_text().replace("1000044", "1000045"))
    write(file, "values", 2, value="1000043")
    run("import", file, "--apply")
    rules = load_rules(terminal.configuration.mapping, region="GB", partition_key="GB")
    assert {"stoneware": "1000045", "-x": "1000043"}.items() <= rules.attributes["100393"].values.items()


def test_what_is_wrong_is_told_by_sheet_and_cell_with_the_nearest_and_nothing_is_written(
    terminal: Shopfront, tmp_path: Path
) -> None:
    file = exported(tmp_path)
    write(file, "categories", 2, leaf="Kitchenware > Drinkware > Water Bottle")
    write(file, "values", 2, value="1000144 | Glass")
    write(file, "values", 3, value="1000043")
    code, told = run("import", file, "--apply")
    assert code == 1
    [leaf] = [line for line in told.splitlines() if f"{file}: categories!D2:" in line]
    assert f"({BOTTLES})" in leaf
    told = " ".join(told.split())
    assert f"{file}: values!I2:" in told
    assert "has no value '1000144'" in told
    assert "Glass (1000044)" in told
    assert "I3" not in told
    assert list((terminal.configuration.mapping / "regions").glob("*.csv")) == []


def test_a_leaf_that_is_none_or_whose_family_the_pim_does_not_have_is_told(
    terminal: Shopfront, tmp_path: Path
) -> None:
    file = exported(tmp_path)
    write(file, "categories", 2, leaf="600030")
    write(file, "categories", 3, family="flaks", leaf=BOTTLES)
    _, told = run("import", file)
    assert f"{file}: categories!D2:" in told
    assert "is not a leaf" in told
    assert "the PIM has no family 'flaks'; nearest: flasks" in told


def test_a_workbook_of_another_region_or_none_is_refused(terminal: Shopfront, tmp_path: Path) -> None:
    file = exported(tmp_path)
    book = openpyxl.load_workbook(file)
    book["(read me)"]["B2"].value = "GX"
    book.save(file)
    code, told = run("import", file)
    assert (code, "(read me)!B2: no shop is in the region 'GX'" in told) == (2, True)
    file.write_bytes(b"no workbook")
    assert "is no workbook" in run("import", file)[1]


def test_when_a_file_cannot_be_written_the_rules_stay_as_they_were(
    terminal: Shopfront, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = exported(tmp_path)
    write(file, "categories", 2, leaf=BOTTLES)
    write(file, "values", 2, value="1000044")

    def full(number: int) -> None:
        raise OSError(28, "No space left on device", "disk")

    monkeypatch.setattr("catalog_sync.sync.mapping_import.os.fsync", full)
    code, told = run("import", file, "--apply")
    assert (code, "cannot be written" in told) == (2, True)
    assert list((terminal.configuration.mapping / "regions").glob("GB*.csv")) == []


def test_tables_of_shops_are_read_and_those_of_no_shop_are_told(terminal: Shopfront) -> None:
    shops = terminal.configuration.mapping / "shops"
    shops.mkdir(exist_ok=True)
    (shops / "GB.categories.csv").write_text(f"family,leaf\nflasks,{BOTTLES}\nmugs,600131\n")
    (shops / "XX.categories.csv").write_text("family,leaf\n")
    told = rule_problems(terminal.configuration, terminal.engine)
    assert any("XX.categories.csv: no shop is called so" in line for line in told)
    [leaf] = [line for line in told if "GB.categories.csv" in line]
    assert (
        "GB.categories.csv: B3: families.mugs.category.0: GB: The shop's tree has no category 600131" in leaf
    )
    assert f"Mugs ({MUGS})" in leaf
