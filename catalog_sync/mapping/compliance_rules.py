"""The parts of the mapping rules about records of producers, deposits and registrations."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from catalog_sync.mapping.rule_sources import Conditional, Filler, Rule, several


class RecordsRule(Conditional):
    """Ids of manufacturers or responsible persons in TikTok Shop, for products that meet the conditions."""

    ids: list[str] = Field(min_length=1)


def _records(value: Any) -> Any:
    """Take a plain id for records without conditions, and `id` for `ids` of one."""
    if not isinstance(value, dict):
        return {"ids": [value]}
    return {
        ("ids" if key == "id" else key): several(item) if key == "id" else item for key, item in value.items()
    }


Records = Annotated[list[Annotated[RecordsRule, BeforeValidator(_records)]], BeforeValidator(several)]


class DepositRule(Rule):
    """The deposit on bottles and cans (Pfand, Germany) of each variant.

    `kind` fills SINGLE_USE, REUSABLE or NOT_APPLICABLE; `amount` the deposit in the shop's currency.
    """

    kind: Filler
    amount: Filler | None = None
