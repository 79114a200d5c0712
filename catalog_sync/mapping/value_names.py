"""Names of own values of sales attributes: no longer than TikTok takes, and still apart once they are shortened."""

from collections import defaultdict
from functools import cached_property

from catalog_sync.mapping.context import Context
from catalog_sync.mapping.fillers import alias_of
from catalog_sync.mapping.source import Found, Source
from catalog_sync.mapping.value_choice import own_text

_LONGEST = 50  # characters; Partner API, Create Product


class ValueNames:
    """The value names of one product; a name that had to be cut is told once."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._told: set[tuple[str, str]] = set()

    def of(self, axis: str, found: Found, alias: str | None) -> str:
        """Return the alias or the label of a value, cut at a word where it is too long."""
        name = own_text(alias or found.text)
        if alias is None and found.text == found.code:
            self._tell_unlabelled(axis, found)
        if len(name) <= _LONGEST:
            return name
        short = _cut(name, _LONGEST)
        if len(self._alike[axis, short.casefold()]) > 1:
            short = _apart(name, found.code)
        self._tell(axis, name, short)
        return short

    def _tell(self, axis: str, name: str, short: str) -> None:
        if (axis, name) not in self._told:
            self._told.add((axis, name))
            message = (
                f"{name!r} is longer than {_LONGEST} characters and is shown as {short!r}: shorten its label in the "
                "PIM, or map it in values."
            )
            self._ctx.warn("axis_value_shortened", message, field="skus.sales_attributes", attribute=axis)

    def _tell_unlabelled(self, axis: str, found: Found) -> None:
        """Note a code that buyers would read, where it has a name in other languages."""
        fault = unlabelled(self._ctx.source, axis, found)
        if fault and (axis, found.code) not in self._told:
            self._told.add((axis, found.code))
            self._ctx.warn("value_unlabelled", fault, field="skus.sales_attributes", attribute=axis)

    @cached_property
    def _alike(self) -> dict[tuple[str, str], set[str]]:
        """Axis and cut name -> the codes of all values that it would stand for."""
        alike: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        rules = self._ctx.family.sales_attributes
        for source in map(self._ctx.source.of, self._ctx.product.skus):
            for axis in (axis for axis in self._ctx.product.axes if axis in rules):
                for found in source.found(axis)[:1]:
                    name = own_text(alias_of(rules[axis].values, found) or found.text)
                    alike[axis, _cut(name, _LONGEST).casefold()].add(found.code)
        return alike


def unlabelled(source: Source, attribute: str, found: Found) -> str | None:
    """Return what is wrong with an option's code that goes as a text, and what to do."""
    fault = source.labels.fault(attribute, found.code, source.locales)
    todo = "its code is shown. Fill its label in the PIM, or map it in values."
    return f"{attribute} {found.code!r} has {fault}: {todo}" if fault else None


def _cut(name: str, length: int) -> str:
    """The first words, or the first characters of one long word."""
    if len(name) <= length:
        return name
    at_word = name[: length + 1].rpartition(" ")[0]
    return at_word if len(at_word) > length // 2 else name[:length].rstrip()


def _apart(name: str, code: str) -> str:
    """A cut name that ends with the end of the option's code, where codes tend to differ."""
    end = own_text(code)[-(_LONGEST // 2) :]
    return f"{_cut(name, _LONGEST - len(end) - 3)} ({end})"
