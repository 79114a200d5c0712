"""Which entries of the dictionaries a product uses, as one short hash; and which changes ask for reading it again."""

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

import orjson

from catalog_sync.pim.dictionaries import Dictionaries
from catalog_sync.pim.document import Product, Sku, Value

Entry = tuple[str, str]
"""A dictionary entry by kind and code; codes of options and records are `<attribute or entity>/<code>`."""

Codes = dict[str, int]


class DictionaryUse:
    """Versions of products by what the dictionaries say of them.

    Two readings of the dictionaries give a product the same version exactly when all entries that the product uses
    are the same: its family, family variant, attributes, options, records, categories and those above them,
    measurement families, and all channels.
    """

    def __init__(self, dictionaries: Dictionaries) -> None:
        plain = dictionaries.model_dump(mode="json", exclude_defaults=True)
        self._families = _weighed("family", plain.get("families", {}))
        self._family_variants = _weighed("family_variant", plain.get("family_variants", {}))
        self._lines = _lines(dictionaries, _weighed("category", plain.get("categories", {})))
        self._attributes = _attributes(dictionaries, plain)
        self._channels = sum(_weighed("channel", plain.get("channels", {})).values())

    def version(self, product: Product) -> str:
        """Hash of the entries that the product uses (16 hex digits)."""
        used = {self._families.get(product.family or "", 0)}
        used.add(self._family_variants.get(product.family_variant or "", 0))
        for category in product.categories:
            used |= self._lines.get(category, _NONE)
        self._use_values(product.values, used)
        self._use_media(product, used)
        for sku in product.skus:
            self._use_values(sku.values, used)
        return f"{(sum(used) + self._channels) & _MASK:016x}"

    def _use_values(self, values: dict[str, list[Value]], used: set[int]) -> None:
        known = self._attributes
        for code, rows in values.items():
            if (entry := known.get(code)) is None:
                continue
            used.add(entry[0])
            if (named := entry[1]) is not None:
                for row in rows:
                    _use_codes(row.data, named, used)

    def _use_media(self, product: Product, used: set[int]) -> None:
        media = [*product.media, *(item for sku in product.skus for item in sku.media)]
        for code in {item.attribute.partition(".")[0] for item in media}:
            if code in self._attributes:
                used.add(self._attributes[code][0])


def structure_changes(old: Dictionaries, new: Dictionaries) -> set[Entry]:
    """What changed so that documents themselves look different in the source now, though no product was updated.

    An attribute, option, record, category or channel that went; an attribute of another nature; other axes; other
    requirements of a family (completeness); other locales or currencies of a channel (values that are shown).
    What is unreadable now has not changed.
    """
    before, after = dict(_shapes(old)), dict(_shapes(new.keeping(old)))
    joined = (
        {entry for entry in after if entry[0] == "channel" and entry not in before} if old.channels else set()
    )
    return joined | {entry for entry, shape in before.items() if after.get(entry) != shape}


def uses(product: Product, entries: set[Entry]) -> bool:
    """Whether one of the entries is in the document, by the codes that it names."""
    return any(entry in entries for entry in _named(product)) or any(kind == "channel" for kind, _ in entries)


def _shapes(dictionaries: Dictionaries) -> Iterator[tuple[Entry, Any]]:
    """Yield every entry with what of it decides how documents look."""
    for code, attribute in dictionaries.attributes.items():
        yield ("attribute", code), attribute.model_dump(exclude={"labels"})
    for kind, owners in (("option", dictionaries.options), ("record", dictionaries.records)):
        yield from (((kind, f"{owner}/{code}"), True) for owner, codes in owners.items() for code in codes)
    yield from ((("category", code), True) for code in dictionaries.categories)
    for code, variant in dictionaries.family_variants.items():
        yield ("family_variant", code), variant.axes
    for code, family in dictionaries.families.items():
        yield ("family", code), family.requirements
    for code, channel in dictionaries.channels.items():
        yield ("channel", code), (channel.locales, channel.currencies)


def _named(product: Product) -> Iterator[Entry]:
    """Yield every entry that the document names."""
    yield "family", product.family or ""
    yield "family_variant", product.family_variant or ""
    yield from (("category", code) for code in product.categories)
    yield from (_dependency(each) for each in product.depends_on)
    layers: list[Product | Sku] = [product, *product.skus]
    for each in layers:
        yield from (("attribute", item.attribute.partition(".")[0]) for item in each.media)
        for attribute, rows in each.values.items():
            yield "attribute", attribute
            yield from (("option", f"{attribute}/{code}") for row in rows for code in _codes(row.data))


def _dependency(dependency: str) -> Entry:
    kind, _, code = dependency.partition(":")
    return kind, code


def _codes(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        yield from (each for each in data if isinstance(each, str))


def _use_codes(data: Any, named: Codes, used: set[int]) -> None:
    """Use what the data names: an option or record, or several of them."""
    if type(data) is str:
        used.add(named.get(data) or named.get(data.casefold(), 0))
    elif type(data) is list:
        for each in data:
            if type(each) is str:
                used.add(named.get(each) or named.get(each.casefold(), 0))


_MASK = (1 << 64) - 1
_NONE: frozenset[int] = frozenset()


def _attributes(dictionaries: Dictionaries, plain: dict[str, Any]) -> dict[str, tuple[int, Codes | None]]:
    """By attribute: the weight of itself and its measurement family, and the weights of what its values may name."""
    measures = _weighed("measurement_family", plain.get("measurement_families", {}))
    records = {
        entity: _folded(_weighed(f"record/{entity}", rows))
        for entity, rows in plain.get("records", {}).items()
    }
    options = {
        attribute: _folded(_weighed(f"option/{attribute}", rows))
        for attribute, rows in plain.get("options", {}).items()
    }
    weights = _weighed("attribute", plain.get("attributes", {}))
    return {
        code: (
            weights[code] + measures.get(attribute.metric_family or "", 0),
            options.get(code) or records.get(attribute.reference_data_name or ""),
        )
        for code, attribute in dictionaries.attributes.items()
    }


def _lines(dictionaries: Dictionaries, weights: Codes) -> dict[str, frozenset[int]]:
    """By category: its weight and those of all above it."""

    def line(code: str | None) -> Iterator[int]:
        seen = set[str]()
        while code in weights and code not in seen:
            seen.add(code)
            yield weights[code]
            code = dictionaries.categories[code].parent

    return {code: frozenset(line(code)) for code in weights}


def _weighed(kind: str, entries: dict[str, Any]) -> Codes:
    return {code: _weight(kind, code, entry) for code, entry in entries.items()}


def _weight(kind: str, code: str, entry: Any) -> int:
    """A random-looking number for an entry; a set of entries is told by the sum of its weights."""
    content = orjson.dumps([kind, code, entry], option=orjson.OPT_SORT_KEYS)
    return int.from_bytes(blake2b(content, digest_size=8).digest())


def _folded(weights: Codes) -> Codes:
    """The same under case-folded codes too, as Akeneo ignores their case."""
    return {code.casefold(): weight for code, weight in weights.items()} | weights
