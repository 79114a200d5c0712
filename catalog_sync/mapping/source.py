"""Reads a product's values as a rule sees them: for one channel, a chain of locales, and a variant or the whole."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from catalog_sync.mapping.measures import STANDARD, Measures
from catalog_sync.mapping.rule_sources import Filler
from catalog_sync.mapping.units import measurement_text
from catalog_sync.pim.document import Media, Product, Sku, Value


class OptionLabels:
    """Labels of select options by attribute, option code and locale; `nameless` options (attribute, code) have none."""

    def __init__(
        self,
        labels: Mapping[tuple[str, str, str], str] | None = None,
        nameless: Collection[tuple[str, str]] = (),
    ) -> None:
        self._labels: dict[tuple[str, str], dict[str, str]] = {}
        for (attribute, option, locale), label in (labels or {}).items():
            if label:
                self._labels.setdefault((attribute, option), {})[locale] = label
        self._nameless = nameless

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]]) -> "OptionLabels":
        """Build from rows with `attribute`, `option`, `locale` and `label`."""
        return cls({(row["attribute"], row["option"], row["locale"]): row["label"] for row in rows})

    def get(self, attribute: str, option: str, locales: Sequence[str]) -> str | None:
        """Return the label in the first of the locales that has one."""
        known = self._labels.get((attribute, option), {})
        for locale in locales if known else ():
            if locale in known:
                return known[locale]
        return None

    def locales_of(self, attribute: str, option: str) -> list[str]:
        """Return the locales in which an option has a label."""
        return list(self._labels.get((attribute, option), ()))

    def fault(self, attribute: str, option: str, locales: Sequence[str]) -> str | None:
        """Return why an option has no name in these locales, where that is to be mended.

        What has no label in any language is called by its code on purpose (`42`, `xl`), but for codes like `cotton_blend`.
        """
        if named := self.locales_of(attribute, option):
            others = f"a label in {', '.join(sorted(named))}, none in {', '.join(locales)}"
            return others if set(named).isdisjoint(locales) else None
        return "no label" if "_" in option and (attribute, option) in self._nameless else None


class Found(NamedTuple):
    """One value that a rule found: the PIM's data, its code, and the text people read; `attribute` when from the PIM."""

    data: Any
    code: str
    text: str
    attribute: str | None = None


@dataclass(frozen=True)
class Source:
    """A product, or one of its variants, as seen for a channel and a chain of locales."""

    product: Product
    channel: str
    locales: tuple[str, ...]
    labels: OptionLabels
    sku: Sku | None = None
    above: frozenset[str] = frozenset()
    """The PIM categories above those that the product is in."""
    languages: tuple[str, ...] = ()
    """Where there are any, values of other languages, by their locale, do not count."""
    measures: Measures = STANDARD

    @property
    def categories(self) -> frozenset[str]:
        """The product's PIM categories and all above them."""
        return self.above.union(self.product.categories)

    def seen(self, rule: Filler) -> "Source":
        """Return the product as a rule sees it: in another channel or chain of locales, where it names one."""
        return self.within(rule.channel, rule.locales)

    def within(self, channel: str | None, locales: Sequence[str]) -> "Source":
        """Return the same product in another channel or chain of locales, where one is named."""
        if channel is None and not locales:
            return self
        return replace(self, channel=channel or self.channel, locales=tuple(locales) or self.locales)

    def of(self, sku: Sku) -> "Source":
        """Return the same view of one variant."""
        return replace(self, sku=sku)

    @cached_property
    def variants(self) -> list[tuple[Sku, "Source"]]:
        """The enabled variants, and the same view of each."""
        return [(sku, self.of(sku)) for sku in self.product.skus if sku.enabled]

    def data(self, attribute: str) -> Any:
        """Return the attribute's data, or None where it is empty."""
        value = self.value(attribute)
        return value.data if value else None

    def value(self, attribute: str) -> Value | None:
        """Return the attribute's value, or None where it is empty; the product falls back to its first variant."""
        for values in self._layers:
            if (own := values.get(attribute)) and (value := self._pick(own)):
                return value
        return None

    def found(self, attribute: str) -> list[Found]:
        """Return the attribute's values with their texts: several for a multiple select, none where it is empty."""
        value = self.value(attribute)
        if value is None:
            return []
        data = value.data
        if not isinstance(data, list):
            return [self._found(attribute, data)]
        return [self._found(attribute, item) for item in data if not _empty(item)]

    def media(self, attribute: str) -> list[Media]:
        """Return the attribute's files in order, of the first layer that has any."""
        layers = [self.sku.media] if self.sku else []
        layers += [self.product.media, *(sku.media for sku in self.product.skus[:1])]
        return next((found for layer in layers if (found := self._files(layer, attribute))), [])

    @cached_property
    def _layers(self) -> tuple[dict[str, list[Value]], ...]:
        own, skus = self.product.values, self.product.skus
        if len(skus) == 1 and skus[0].values is own:
            return (own,)
        return (self.sku.values, own) if self.sku else (own, *(sku.values for sku in skus[:1]))

    def _pick(self, values: Sequence[Value]) -> Value | None:
        if len(values) == 1:
            value = values[0]
            for_all = value.locale is None and value.channel is None
            return value if (for_all or self._usable(value)) and not _empty(value.data) else None
        usable = [value for value in values if self._usable(value) and not _empty(value.data)]
        return min(usable, key=self._rank) if len(usable) > 1 else next(iter(usable), None)

    def _files(self, media: Sequence[Media], attribute: str) -> list[Media]:
        usable = [item for item in media if item.attribute == attribute and self._usable(item)]
        if len(usable) < 2:
            return usable
        best = min(map(self._rank, usable), default=None)
        return [item for item in usable if self._rank(item) == best]

    def _usable(self, item: Value | Media) -> bool:
        if item.channel is not None and item.channel != self.channel:
            return False
        if item.locale is None:
            return True
        return item.locale in self.locales and (
            not self.languages or language_of(item.locale) in self.languages
        )

    def _rank(self, item: Value | Media) -> tuple[int, bool]:
        return (self.locales.index(item.locale) if item.locale else -1, item.channel is None)

    def _found(self, attribute: str, data: Any) -> Found:
        if isinstance(data, dict):
            text = measurement_text(data)
            return Found(data, text, text, attribute)
        code = str(data).lower() if isinstance(data, bool) else _whole(str(data)).strip()
        return Found(data, code, self.labels.get(attribute, code, self.locales) or code, attribute)


@lru_cache(maxsize=1_000)
def language_of(locale: str) -> str:
    """Return the language of a locale: `de` of `de_DE` and of `de-AT`."""
    return locale.replace("-", "_").partition("_")[0].lower()


def _whole(text: str) -> str:
    """The text without halves of characters, which cannot be sent."""
    return text if text.isascii() else text.encode("utf-8", "ignore").decode()


def _empty(data: Any) -> bool:
    """Whether nothing is said: no text, no amount, and of several values none."""
    if isinstance(data, str):
        return not data.strip()
    if isinstance(data, dict):
        return not data or data.get("amount", 0) in (None, "")
    return data is None or (isinstance(data, list) and all(map(_empty, data)))
