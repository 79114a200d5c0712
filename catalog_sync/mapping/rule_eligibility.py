"""The part of the rules that says which products a shop sells."""

from pydantic import Field

from catalog_sync.mapping.rule_sources import Code, Rule


class CompletenessRule(Rule):
    """How complete a SKU must be in the PIM: `percent` in each of the locales, in one channel (by default the rules')."""

    percent: int = Field(default=100, ge=1, le=100)
    channel: str | None = None
    locales: list[str] = Field(min_length=1)


class EligibilityRule(Rule):
    """Which enabled products a shop sells: by PIM category, with all below it, and by completeness."""

    categories: list[Code] = Field(default=[], description="sold is what is in one of these; empty: all")
    excluded_categories: list[Code] = Field(default=[], description="what is in one of these is not sold")
    completeness: CompletenessRule | None = None
