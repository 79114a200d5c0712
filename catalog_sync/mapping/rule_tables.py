"""Value tables: what option codes and labels are called in TikTok Shop."""

from functools import cached_property
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from catalog_sync.mapping.value_keys import accents_differ, key


class ValueTable(dict[str, str]):
    """Option code or label -> TikTok value name or id; names are compared without case, missing accents and punctuation.

    Signs that tell values apart count: `A+` is not `A`, and `<3` is not `>3`.
    """

    @cached_property
    def _by_name(self) -> dict[str, tuple[str, str]]:
        return {key(name): (name, alias) for name, alias in self.items() if key(name)}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, handler(dict[str, str]))

    def alias(self, code: str, text: str) -> str | None:
        """Return what the table has for a value, by its option code, else by its code's or label's normalised name."""
        if code in self:
            return self[code]
        return self._named(code) or self._named(text)

    def _named(self, text: str) -> str | None:
        name, alias = self._by_name.get(key(text), ("", None))
        return None if accents_differ(name, text) else alias
