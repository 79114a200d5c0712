"""The part of the mapping rules about size charts: a picture, a template of TikTok Shop, or a table to be drawn."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from catalog_sync.mapping.rule_sources import Filler, Rule, exactly_one


class SizeTableRule(Rule):
    """A table of sizes: `rows` as they are, or those of a table attribute of the PIM (`from`).

    `columns` are the headings in order; with `from`, the attribute's column codes and their headings. `font` is a font
    file or the name of one that is installed, needed for more than plain Latin letters.
    """

    from_: str | None = Field(default=None, alias="from")
    columns: list[str] | dict[str, str] = Field(min_length=1, max_length=12)
    rows: list[list[str]] = Field(default=[], max_length=40)
    title: str = Field(default="", max_length=60)
    unit: str | None = Field(
        default=None, description="measurements of the PIM are drawn in it, with one decimal at most"
    )
    font: str | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        exactly_one(self, "from_", "rows")
        if self.from_ and not isinstance(self.columns, dict):
            raise ValueError("columns must be code: heading for each column of the attribute")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"every row needs {len(self.columns)} cells, as many as there are columns")
        return self


def _template(value: Any) -> Any:
    return {"constant": str(value)} if isinstance(value, (str, int)) else value


class SizeChartRule(Rule):
    """Where a size chart comes from; `template` is an id of TikTok Shop or what fills one."""

    from_: list[str] = Field(default=[], alias="from")
    template: Annotated[Filler, BeforeValidator(_template)] | None = None
    table: SizeTableRule | None = None
    channel: str | None = Field(default=None, description="read in this channel instead of the rules' own")
    locales: list[str] = Field(
        default=[], description="read in these locales instead, the first with a value wins"
    )

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        exactly_one(self, "from_", "template", "table")
        return self
