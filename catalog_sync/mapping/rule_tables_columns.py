"""What the tables are called, their columns, and what their rows are about and say."""

import re
from dataclasses import dataclass, field

from catalog_sync.mapping.normal import normal
from catalog_sync.mapping.rule_tables_cells import Cell

CATEGORIES, VALUES, ATTRIBUTES = "categories", "values", "attributes"
KEYS = {
    CATEGORIES: ("family", "pim_category", "when_attribute", "when_is"),
    VALUES: ("table", "family", "pim_category", "attribute", "axis", "pim_value"),
    ATTRIBUTES: ("family", "pim_category", "attribute"),
}
"""Table -> the columns that say what a row is about."""
FILLED = {CATEGORIES: ("leaf",), VALUES: ("value",), ATTRIBUTES: ("from", "constant", "unit")}
"""Table -> the columns that say what holds for it; a row that has none of them says nothing yet."""
BEFORE = "(before)"
"""The column in which an exported row has what the rules' tables said of it; to empty its others takes that away."""
NOT_FOR_SALE = "not for sale"
"""What may stand in the place of a leaf."""
_WITH_IDS = {"leaf", "attribute", "value", "constant"}
_CALLED = re.compile(r"(\d+) \| .*", re.DOTALL)

Row = dict[str, Cell]


@dataclass
class Tables:
    """The filled rows of the three tables, by table, and what is wrong with the sheets they were found in.

    `emptied` are rows that were exported filled and say nothing any more, `before` is what filled ones were exported with.
    """

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in KEYS})
    wrong: list[str] = field(default_factory=list)
    emptied: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in KEYS})
    before: dict[tuple[str, ...], str] = field(default_factory=dict)

    def edited(self) -> "Tables":
        """Return them without the rows that nobody touched since they were exported: others may have, meanwhile."""
        rows = {
            name: [row for row in rows if self.before.get((name, *key(name, row))) != summary(name, row)]
            for name, rows in self.rows.items()
        }
        return Tables(rows, self.wrong, self.emptied)

    def by_key(self, name: str) -> dict[tuple[str, ...], Row]:
        """Return the rows of a table by what they are about."""
        return {key(name, row): row for row in self.rows[name]}

    def laid_under(self, other: "Tables") -> "Tables":
        """Return these rows without those that the other tables empty, replaced by those that are about the same."""
        merged = {}
        for name in KEYS:
            emptied = {key(name, row) for row in other.emptied[name]}
            own = {about: row for about, row in self.by_key(name).items() if about not in emptied}
            merged[name] = list((own | other.by_key(name)).values())
        return Tables(merged, [*self.wrong, *other.wrong])

    def changed(self, name: str, other: "Tables") -> list[Row]:
        """Return the rows of the other tables that say something new."""
        own = self.by_key(name)
        return [
            row
            for about, row in other.by_key(name).items()
            if about not in own or said(name, own[about]) != said(name, row)
        ]

    def taken_away(self, name: str, other: "Tables") -> list[tuple[Row, Row]]:
        """Return the rows that the other tables empty, each with the one that empties it."""
        own, filled = self.by_key(name), other.by_key(name)
        emptied = {key(name, row): row for row in other.emptied[name]}
        return [(own[about], row) for about, row in emptied.items() if about in own and about not in filled]


def meant(column: str, text: str) -> str:
    """Return what the text of a cell means: the id of `600031 | Kitchenware > Drinkware > Mugs`, else the text."""
    called = _CALLED.fullmatch(text) if column in _WITH_IDS else None
    return called[1] if called else text


def summary(name: str, row: Row) -> str:
    """Return what a row says, as `(before)` has it."""
    return "; ".join(row[column].text for column in FILLED[name] if column in row)


def is_not_for_sale(row: Row) -> bool:
    """Tell whether a row says that a family or PIM category is not for sale."""
    return "leaf" in row and normal(row["leaf"].text) == NOT_FOR_SALE


def key(name: str, row: Row) -> tuple[str, ...]:
    """Return what tells a row from all others of its table."""
    return tuple(meant(column, row[column].text) if column in row else "" for column in KEYS[name])


def said(name: str, row: Row) -> dict[str, str]:
    """Return what a row says, by column."""
    return {column: meant(column, row[column].text) for column in FILLED[name] if column in row}
