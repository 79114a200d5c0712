"""Reads a product's values as a rule sees them: for one channel, a chain of locales, and a variant or the whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from catalog_sync.mapping.units import measurement_text
from catalog_sync.pim.document import Media, Product, Sku, Value


class OptionLabels:
    """Labels of select options by attribute, option code and locale."""

    def __init__(self, labels: Mapping[tuple[str, str, str], str] | None = None) -> None:
        self._labels = dict(labels or {})

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]]) -> "OptionLabels":
        """Build from rows with `attribute`, `option`, `locale` and `label`."""
        return cls({(row["attribute"], row["option"], row["locale"]): row["label"] for row in rows})

    def get(self, attribute: str, option: str, locales: Sequence[str]) -> str | None:
        """Return the label in the first of the locales that has one."""
        found = (self._labels.get((attribute, option, locale)) for locale in locales)
        return next((label for label in found if label), None)


@dataclass(frozen=True)
class Found:
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

    def of(self, sku: Sku) -> "Source":
        """Return the same view of one variant."""
        return replace(self, sku=sku)

    def data(self, attribute: str) -> Any:
        """Return the attribute's data, or None where it is empty; the product falls back to its first variant."""
        return next(
            (
                found
                for values in self._layers()
                if (found := self._pick(values.get(attribute, []))) is not None
            ),
            None,
        )

    def found(self, attribute: str) -> list[Found]:
        """Return the attribute's values with their texts: several for a multiple select, none where it is empty."""
        data = self.data(attribute)
        several = data if isinstance(data, list) else [] if data is None else [data]
        return [self._found(attribute, item) for item in several]

    def media(self, attribute: str) -> list[Media]:
        """Return the attribute's files in order, of the first layer that has any."""
        layers = [self.sku.media] if self.sku else []
        layers += [self.product.media, *(sku.media for sku in self.product.skus[:1])]
        return next((found for layer in layers if (found := self._files(layer, attribute))), [])

    def _layers(self) -> list[dict[str, list[Value]]]:
        own = [self.sku.values] if self.sku else []
        return [*own, self.product.values, *(sku.values for sku in self.product.skus[:1] if not self.sku)]

    def _pick(self, values: Sequence[Value]) -> Any:
        usable = [value for value in values if self._usable(value) and not _empty(value.data)]
        return min(usable, key=self._rank).data if usable else None

    def _files(self, media: Sequence[Media], attribute: str) -> list[Media]:
        usable = [item for item in media if item.attribute == attribute and self._usable(item)]
        best = min(map(self._rank, usable), default=None)
        return [item for item in usable if self._rank(item) == best]

    def _usable(self, item: Value | Media) -> bool:
        return item.channel in (None, self.channel) and item.locale in (None, *self.locales)

    def _rank(self, item: Value | Media) -> tuple[int, bool]:
        return (self.locales.index(item.locale) if item.locale else -1, item.channel is None)

    def _found(self, attribute: str, data: Any) -> Found:
        if isinstance(data, dict):
            return Found(data, measurement_text(data), measurement_text(data), attribute)
        code = str(data).lower() if isinstance(data, bool) else str(data).strip()
        return Found(data, code, self.labels.get(attribute, code, self.locales) or code, attribute)


def _empty(data: Any) -> bool:
    return data is None or data in ([], {}) or (isinstance(data, str) and not data.strip())
