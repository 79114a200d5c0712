"""The size chart of a listing: a picture of the PIM, a template of TikTok Shop, or a table that is drawn."""

import json
from typing import Any

from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import attributes_of, fill
from catalog_sync.mapping.images import media_codes, placeholder
from catalog_sync.mapping.size_chart_rules import SizeChartRule, SizeTableRule
from catalog_sync.mapping.source import Found, Source
from catalog_sync.mapping.units import UnitError, measurement_text, rounded

DRAWN = "size_chart:"
"""What the media code of a drawn chart begins with; the table follows as JSON (title, columns, rows, font)."""

_PICTURE = "SIZE_CHART_IMAGE"
_MAX_ROWS, _MAX_CELL = 40, 40


def size_chart(ctx: Context) -> dict[str, Any] | None:
    """Return the size chart where the leaf takes one; note where it demands one and there is none."""
    asked, rule = ctx.schema.rules.size_chart, ctx.family.size_chart
    chart = _chart(ctx, rule) if rule and (asked.is_supported or asked.is_required) else None
    if chart is None and asked.is_required:
        names = _read(rule) if rule else []
        fix = (
            f"fill {' or '.join(names)} in the PIM"
            if names
            else "add a rule size_chart with from, template or table"
        )
        message = f"This category demands a size chart: {fix}."
        attribute = names[0] if names else None
        ctx.block("size_chart_missing", message, field="size_chart", attribute=attribute, rule="size_chart")
    return chart


def _chart(ctx: Context, rule: SizeChartRule) -> dict[str, Any] | None:
    source = ctx.source.within(rule.channel, rule.locales)
    if rule.template:
        found = fill(rule.template, source)[:1]
        return _template(ctx, found[0]) if found else None
    picture = next(iter(media_codes(rule.from_, [source])), None)
    code = _drawn(ctx, rule.table, source) if rule.table else picture
    return {"image": placeholder(code, _PICTURE)} if code else None


def _template(ctx: Context, found: Found) -> dict[str, Any] | None:
    if found.code.isdecimal():
        return {"template": {"id": found.code}}
    message = (
        f"{found.text!r} stands for no size chart template: map it in size_chart/template/values to an id."
    )
    ctx.warn(
        "size_chart_template_unknown",
        message,
        field="size_chart",
        attribute=found.attribute,
        rule="size_chart",
    )
    return None


def _drawn(ctx: Context, table: SizeTableRule, source: Source) -> str | None:
    """The code of a table: equal tables have the same code, and are drawn to the same bytes."""
    rows = [list(map(str.strip, row)) for row in table.rows] or _rows(source, table)
    if not rows:
        return None
    headings = list(table.columns.values() if isinstance(table.columns, dict) else table.columns)
    texts = [table.title, *headings, *(cell for row in rows for cell in row)]
    if len(rows) > _MAX_ROWS or any(len(text) > _MAX_CELL for text in texts[1:]):
        message = f"The size table is too large to be drawn: at most {_MAX_ROWS} rows and {_MAX_CELL} characters a cell."
        _undrawable(ctx, table, message)
        return None
    if table.font is None and not "".join(texts).isascii():
        odd = "".join(dict.fromkeys(letter for letter in "".join(texts) if not letter.isascii()))
        _undrawable(ctx, table, f"The size table has {odd}, which only a font can draw: name one in font.")
        return None
    chart = {"title": table.title, "columns": headings, "rows": rows, "font": table.font}
    return DRAWN + json.dumps(chart, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _rows(source: Source, table: SizeTableRule) -> list[list[str]]:
    """The rows of a table attribute, a mapping each, in the order of the rule's columns; rows without any are left out."""
    data = source.data(table.from_) if table.from_ else None
    rows = [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []
    cells = [[_cell(row.get(column), source, table.unit) for column in table.columns] for row in rows]
    return [row for row in cells if any(row)]


def _cell(data: Any, source: Source, unit: str | None) -> str:
    """A measurement as people write it, in the wanted unit where it can be converted; everything else as it is."""
    if isinstance(data, dict):
        if data.get("amount") in (None, ""):
            return ""
        try:
            exact = source.measures.convert(data, unit) if unit else None
        except UnitError:
            exact = None
        amount = None if exact is None else {"amount": rounded(exact, 1), "unit": unit}
        return measurement_text(amount or data)
    return "" if data is None else str(data).strip()


def _undrawable(ctx: Context, table: SizeTableRule, message: str) -> None:
    ctx.block("size_chart_undrawable", message, field="size_chart", attribute=table.from_, rule="size_chart")


def _read(rule: SizeChartRule) -> list[str]:
    table = [rule.table.from_] if rule.table and rule.table.from_ else []
    return [*rule.from_, *(attributes_of(rule.template) if rule.template else []), *table]
