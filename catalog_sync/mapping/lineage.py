"""Notes, while a product is mapped, which rule looked at which value of the PIM; nothing is noted unless asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from catalog_sync.mapping.rule_sources import Filler
from catalog_sync.mapping.source import Source
from catalog_sync.pim.document import Media, Sku, Value


@dataclass(frozen=True)
class Read:
    """A value that was found: its attribute, and the channel and locale it is for (none: for all)."""

    attribute: str
    channel: str | None = None
    locale: str | None = None


@dataclass(eq=False)
class Step:
    """A rule at work, for one variant or the whole product: what it read, and the rules that it turned to in order."""

    rule: Filler
    sku: Sku | None
    reads: list[Read] = field(default_factory=list)
    below: list["Step"] = field(default_factory=list)

    @property
    def last(self) -> "Step":
        """The step that the value is from: of alternatives, the last that was tried."""
        return self.below[-1].last if self.rule.first_of and self.below else self

    @property
    def values(self) -> list[Read]:
        """What the value was made of, each once."""
        asked = {*self.rule.when, *self.rule.unless}
        own = [read for read in self.reads if read.attribute not in asked or read.attribute in self._named]
        return list(dict.fromkeys([*own, *(read for step in self.below for read in step.last.values)]))

    @property
    def conditions(self) -> list[Read]:
        """What decided that the rule holds, each once."""
        asked = {*self.rule.when, *self.rule.unless}
        return list(dict.fromkeys(read for read in self.reads if read.attribute in asked))

    @property
    def _named(self) -> str:
        return self.rule.from_ or self.rule.template or ""


class Lineage:
    """What was looked at while one product was mapped, the last time if it was mapped several times."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def watched(self, source: Source) -> Source:
        """The source, every look at which is noted from now on; what was noted before is forgotten."""
        self._steps = []
        facts: dict[str, Any] = {each.name: getattr(source, each.name) for each in fields(Source)}
        return _Watched(**facts, steps=self._steps)

    def steps(self, rule: Filler) -> Iterator[Step]:
        """The work of a rule that is no alternative of another one, in order."""
        yield from (step for step in self._steps if step.rule is rule)


@dataclass(frozen=True)
class _Watched(Source):
    """A source that notes what is read, under the rule that it is read for."""

    steps: list[Step] = field(default_factory=list)
    step: Step | None = None

    def seen(self, rule: Filler) -> Source:
        step = Step(rule, self.sku)
        (self.step.below if self.step else self.steps).append(step)
        facts: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(self)}
        locales = tuple(rule.locales) or self.locales
        return _Watched(**facts | {"channel": rule.channel or self.channel, "locales": locales, "step": step})

    def value(self, attribute: str) -> Value | None:
        value = super().value(attribute)
        self._note(attribute, [value] if value else [])
        return value

    def media(self, attribute: str) -> list[Media]:
        files = super().media(attribute)
        self._note(attribute, files[:1])
        return files

    def _note(self, attribute: str, found: Sequence[Value | Media]) -> None:
        if self.step:
            self.step.reads += [Read(attribute, item.channel, item.locale) for item in found]
