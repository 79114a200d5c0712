"""What belongs to a seller rather than to a shop: own brands, EU manufacturers and responsible persons, size charts."""

from dataclasses import dataclass, field
from typing import Any

EU_LOCALES = ("de-DE", "en-IE", "es-ES", "fr-FR", "it-IT")


@dataclass(frozen=True)
class OwnBrand:
    """A custom brand and when it was created, in unix seconds."""

    id: str
    name: str
    created: float


@dataclass
class EuRecord:
    """A manufacturer or responsible person: one profile per locale, translated by the platform."""

    id: str
    profiles: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class SizeChart:
    """A size chart template with its table and the leaf categories it fits."""

    id: str
    name: str
    category_ids: tuple[str, ...]
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass
class SellerRecords:
    """The records of the seller that authorized an app, by id."""

    brands: dict[str, OwnBrand] = field(default_factory=dict)
    manufacturers: dict[str, EuRecord] = field(default_factory=dict)
    responsible_persons: dict[str, EuRecord] = field(default_factory=dict)
    size_charts: dict[str, SizeChart] = field(default_factory=dict)
