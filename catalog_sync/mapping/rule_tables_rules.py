"""What the rows of tables say as rules: the same as YAML would, each value with the cell it was written in."""

import re
from typing import Any

from catalog_sync.mapping.rule_nodes import Node
from catalog_sync.mapping.rule_tables_cells import Cell
from catalog_sync.mapping.rule_tables_columns import (
    ATTRIBUTES,
    CATEGORIES,
    VALUES,
    Row,
    Tables,
    is_not_for_sale,
    meant,
)
from catalog_sync.yaml_files import Loc, Place

FIELDS = ("title", "description", "brand", "identifier", "package_weight")
"""What the column `attribute` may name beside the attributes of leaves."""
_ID = re.compile(r"\d+")
_BETWEEN = re.compile(r"\s*;\s*")


def node_of(tables: Tables) -> Node | None:
    """Return the rows as rules to lay over others; none where no row says anything."""
    first = next((cell for rows in tables.rows.values() for row in rows for cell in row.values()), None)
    if first is None:
        return None
    root = Node({}, first.place._replace(path=()))
    for row in tables.rows[ATTRIBUTES]:
        _attribute(root, row)
    for row in tables.rows[VALUES]:
        _value(root, row)
    for row in _conditional_first(tables.rows[CATEGORIES]):
        _category(root, row)
    return root


def rule_path(row: Row) -> Loc:
    """Return where the rule stands that a row of values or attributes is about."""
    if "table" in row:
        return ("tables", row["table"].text)
    if "axis" in row:
        return (*_part(row), "sales_attributes", row["axis"].text)
    name = meant("attribute", row["attribute"].text)
    return (*_part(row), *((name,) if name in FIELDS else ("attributes", name)))


def _part(row: Row) -> Loc:
    if "family" in row:
        return ("families", row["family"].text)
    return ("categories", row["pim_category"].text) if "pim_category" in row else ()


def _attribute(root: Node, row: Row) -> None:
    path, unit = rule_path(row), row.get("unit")
    if "constant" in row and unit:
        _put(root, (*path, "constant", "amount"), row["constant"].text, row["constant"].place)
        _put(root, (*path, "constant", "unit"), unit.text, unit.place)
        return
    for column in ("from", "unit"):
        if column in row:
            _put(root, (*path, column), row[column].text, row[column].place)
    if "constant" in row:
        _constant(root, (*path, "constant"), row["constant"])


def _constant(root: Node, path: Loc, cell: Cell) -> None:
    """Several values of an attribute are parted by semicolons; titles and the like are one text."""
    parts = list(filter(None, _BETWEEN.split(cell.text))) if "attributes" in path else []
    data = [Node(meant("constant", part), cell.place._replace(path=path)) for part in parts]
    _put(root, path, data if len(data) > 1 else meant("constant", cell.text), cell.place)


def _value(root: Node, row: Row) -> None:
    inner = () if "table" in row else ("values",)
    path = (*rule_path(row), *inner, row["pim_value"].text)
    _put(root, path, meant("value", row["value"].text), row["value"].place)


def _category(root: Node, row: Row) -> None:
    if is_not_for_sale(row):
        _not_for_sale(root, row)
        return
    path, cell = (*_part(row), "category"), row["leaf"]
    below = _inside(root, path[:-1], cell.place)
    choices = below.setdefault("category", Node([], cell.place._replace(path=path))).value
    choices.append(_choice(row, (*path, len(choices))))


def _not_for_sale(root: Node, row: Row) -> None:
    named = row["family"] if "family" in row else row["pim_category"]
    path = ("not_for_sale",) if "family" in row else ("eligibility", "excluded_categories")
    below = _inside(root, path[:-1], named.place)
    codes = below.setdefault(path[-1], Node([], named.place._replace(path=path), adds=True)).value
    codes.append(Node(named.text, named.place._replace(path=(*path, len(codes)))))


def _choice(row: Row, path: Loc) -> Node:
    named = meant("leaf", row["leaf"].text)
    choice = Node({}, row["leaf"].place._replace(path=path))
    _put(choice, ("id" if _ID.fullmatch(named) else "path",), named, row["leaf"].place, path)
    if "when_attribute" in row:
        attribute, codes = row["when_attribute"].text, row["when_is"]
        _put(choice, ("when", attribute), _codes(codes, (*path, "when", attribute)), codes.place, path)
    return choice


def _codes(cell: Cell, path: Loc) -> list[Node]:
    parts = filter(None, _BETWEEN.split(cell.text))
    return [Node(code, cell.place._replace(path=(*path, at))) for at, code in enumerate(parts)]


def _conditional_first(rows: list[Row]) -> list[Row]:
    """A leaf without condition is what holds when no condition does."""
    return sorted(rows, key=lambda row: "when_attribute" not in row)


def _put(root: Node, path: Loc, data: Any, place: Place, above: Loc = ()) -> None:
    _inside(root, path[:-1], place, above)[str(path[-1])] = Node(data, place._replace(path=(*above, *path)))


def _inside(root: Node, path: Loc, place: Place, above: Loc = ()) -> dict[str, Node]:
    node = root
    for depth, name in enumerate(path, start=1):
        where = place._replace(path=(*above, *path[:depth]))
        node = node.value.setdefault(str(name), Node({}, where))
    found: dict[str, Node] = node.value
    return found
