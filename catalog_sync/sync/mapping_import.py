"""Takes a filled workbook into the rules: every mistake by sheet and cell, then the CSV files of the region at once."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from catalog_sync.configuration import Configuration
from catalog_sync.mapping.measures import Measures
from catalog_sync.mapping.normal import nearest
from catalog_sync.mapping.rule_check import Market, rule_mistakes
from catalog_sync.mapping.rule_files import read_rules, rules_of
from catalog_sync.mapping.rule_tables_cells import Sheet, read_xlsx
from catalog_sync.mapping.rule_tables_columns import KEYS, Row, Tables, said
from catalog_sync.mapping.rule_tables_files import READ_ME, csv_path, csv_tables, csv_text, region_of
from catalog_sync.mapping.rule_tables_sheets import tables_of
from catalog_sync.store.mirror import Mirror
from catalog_sync.sync.refresh import PIM
from catalog_sync.sync.rule_problems import market_of
from catalog_sync.yaml_files import YamlFileError


@dataclass
class Imported:
    """The region of a workbook, how many rows say something new, what is wrong, and what the rules' files will say.

    `removed` tells what was said before and is emptied now.
    """

    region: str
    rows: int = 0
    removed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    files: dict[Path, str] = field(default_factory=dict)

    def write(self) -> None:
        """Write the files, each whole or not at all; raises YamlFileError where that cannot be done."""
        try:
            fresh = {path: _written(path, text) for path, text in self.files.items()}
            for path, made in fresh.items():
                made.replace(path)
        except OSError as error:
            raise YamlFileError(f"{error.filename}: cannot be written: {error.strerror}") from error


def read_filled(configuration: Configuration, engine: sa.Engine, file: Path) -> Imported:
    """Return what a filled workbook says and what is wrong with it; nothing is written.

    Raises YamlFileError for what is no workbook of a configured region.
    """
    sheets = read_xlsx(file)
    imported = Imported(_region(configuration, file, sheets))
    filled = tables_of(sheets, file).edited()
    imported.wrong = list(filled.wrong)
    base = configuration.mapping / "regions" / imported.region
    before = csv_tables(base)
    changed = {name: before.changed(name, filled) for name in KEYS}
    taken = {name: before.taken_away(name, filled) for name in KEYS}
    imported.rows = sum(map(len, changed.values()))
    imported.removed = [_removed(name, *rows) for name in KEYS for rows in taken[name]]
    if (imported.rows or imported.removed) and not imported.wrong:
        whole = before.laid_under(filled)
        imported.wrong = _mistakes(configuration, engine, imported.region, whole, file)
        imported.files = {
            csv_path(base, name): csv_text(name, whole.rows[name])
            for name in KEYS
            if changed[name] or taken[name]
        }
    return imported


def _removed(name: str, was: Row, emptied: Row) -> str:
    about = ", ".join(was[column].text for column in KEYS[name] if column in was)
    line, place = next(iter(emptied.values())).place.line, next(iter(was.values())).place
    what = "; ".join(said(name, was).values())
    return f"{name}, row {line}: {about}: {what!r} of {place.file.name} is taken away"


def _region(configuration: Configuration, file: Path, sheets: list[Sheet]) -> str:
    known = sorted({shop.region for shop in configuration.shops.values()})
    named = region_of(sheets)
    if named and named.text in known:
        return named.text
    where = f"{file}: {named.place.cell if named else READ_ME}"
    told = (
        f"no shop is in the region {named.text!r}{nearest(named.text, known)}" if named else "names no region"
    )
    raise YamlFileError(f"{where}: {told}; allowed: {', '.join(known)}")


def _mistakes(
    configuration: Configuration, engine: sa.Engine, region: str, tables: Tables, file: Path
) -> list[str]:
    """What is wrong with the rules of the region's shops as they would be, as far as this file says it."""
    dictionary, _ = Mirror(engine).dictionary(PIM)
    try:
        markets = list(_markets(configuration, engine, region, tables))
    except YamlFileError as bad:
        return str(bad).splitlines()
    return [line for line in rule_mistakes(markets, dictionary) if line.startswith(f"{file}: ")]


def _markets(
    configuration: Configuration, engine: sa.Engine, region: str, tables: Tables
) -> Iterator[Market]:
    dictionary, _ = Mirror(engine).dictionary(PIM)
    for key, shop in configuration.shops.items():
        if shop.region == region:
            node = read_rules(configuration.mapping, region=region, partition_key=key, region_tables=tables)
            yield market_of(
                configuration, engine, key, rules_of(node, Measures.from_dictionary(dictionary)), dictionary
            )


def _written(path: Path, text: str) -> Path:
    """A file beside the one meant, with its whole content on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}.new")
    with made.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    return made
