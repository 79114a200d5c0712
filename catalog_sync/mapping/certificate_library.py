"""The certificate library: documents kept apart from the products they serve, in the PIM or in a folder."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog_sync.mapping.certificate_rules import CertificateLibraryRule
from catalog_sync.mapping.normal import normal
from catalog_sync.mapping.schema import Certification
from catalog_sync.mapping.source import OptionLabels, Source
from catalog_sync.pim.document import Product


@dataclass(frozen=True)
class CertificateDocument:
    """One document: its type and files, its first and last day, and the SKUs, model codes and leaves it serves.

    It serves what is in all that it names: without SKUs and codes every product of its leaves, without leaves its SKUs
    wherever they are listed. One that names neither serves nothing.
    """

    identifier: str
    type: str
    media_codes: tuple[str, ...]
    valid_until: date | None
    covers: frozenset[str]
    valid_from: date | None = None
    leaves: frozenset[str] = frozenset()

    def is_valid(self, today: date) -> bool:
        """Tell whether the document holds on this day; it does on its first and on its last."""
        return (self.valid_from or today) <= today <= (self.valid_until or today)

    def lacks(self, product: Product, leaf: str | None) -> list[str] | None:
        """Return the seller SKUs that it does not cover; none where it has nothing to do with the product."""
        if (self.leaves and leaf not in self.leaves) or not (self.leaves or self.covers):
            return None
        skus = [sku.sku for sku in product.skus if sku.sku and sku.enabled]
        if not self.covers or product.identifier in self.covers:
            return []
        lacking = [sku for sku in skus if sku not in self.covers]
        return None if len(lacking) == len(skus) else lacking


class CertificateLibrary:
    """All certificate documents, and which TikTok certifications each type stands for."""

    def __init__(
        self,
        documents: Iterable[CertificateDocument],
        rule: CertificateLibraryRule,
        problems: Iterable[str] = (),
    ) -> None:
        self.problems = tuple(problems)
        self._documents = sorted(documents, key=lambda document: document.identifier)
        self._rule = rule
        self._by_code, self._by_leaf = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
        for place, document in enumerate(self._documents):
            named, index = (
                (document.covers, self._by_code) if document.covers else (document.leaves, self._by_leaf)
            )
            for name in named:
                index[name].append(place)

    @classmethod
    def from_products(
        cls,
        products: Iterable[Product],
        rule: CertificateLibraryRule,
        *,
        channel: str = "",
        locales: Sequence[str] = (),
        others: Iterable[CertificateDocument] = (),
        problems: Iterable[str] = (),
    ) -> "CertificateLibrary":
        """Build from the enabled products of the rule's family and from `others`; other families are passed over.

        `problems` are the mistakes that kept further documents out.
        """
        own = (product for product in products if product.family == rule.family and product.enabled)
        sources = (Source(product, channel, tuple(locales), OptionLabels()) for product in own)
        found = (document for source in sources if (document := _document(source, rule)))
        return cls([*found, *others], rule, problems)

    @property
    def attaches_what_is_listed(self) -> bool:
        """Whether documents go wherever a leaf lists their certification, demanded or not."""
        return self._rule.attach == "listed"

    def covering(
        self, product: Product, certification: Certification, today: date, leaf: str | None = None
    ) -> CertificateDocument | None:
        """Return the document for this certification that serves all variants of a product longest after today.

        Of two that last equally long the one that comes last by its identifier; none where none serves it.
        """
        usable = [
            document
            for document in self.about(product, certification, leaf)
            if document.lacks(product, leaf) == []
            and document.is_valid(today)
            and not (certification.expiration_date.is_required and document.valid_until is None)
        ]
        return max(
            usable, key=lambda document: (document.valid_until or date.max, document.identifier), default=None
        )

    def about(
        self, product: Product, certification: Certification, leaf: str | None
    ) -> list[CertificateDocument]:
        """Return the documents for this certification that serve any variant, whether they are valid or not."""
        return [
            document
            for document in self._naming(product, leaf)
            if document.lacks(product, leaf) is not None and self._stands_for(document, certification)
        ]

    def valid(self, today: date) -> list[str]:
        """Return the identifiers of the documents that hold on this day: with it, what can be attached changes."""
        return [document.identifier for document in self._documents if document.is_valid(today)]

    def _naming(self, product: Product, leaf: str | None) -> list[CertificateDocument]:
        """The documents that name the product or one of its SKUs, or its leaf and no SKU, in their order."""
        codes = {product.identifier, *(sku.sku for sku in product.skus if sku.sku)}
        places = {place for code in codes for place in self._by_code.get(code, ())}
        return [self._documents[place] for place in sorted(places.union(self._by_leaf.get(leaf or "", ())))]

    def _stands_for(self, document: CertificateDocument, certification: Certification) -> bool:
        wanted = {normal(name) for name in self._rule.certifications.get(document.type, [])}
        return normal(certification.id) in wanted or normal(certification.name) in wanted


def day(data: Any) -> date | None:
    """Return the day of a PIM date, or none where the data is not one."""
    try:
        return date.fromisoformat(str(data)[:10])
    except ValueError:
        return None


def _document(source: Source, rule: CertificateLibraryRule) -> CertificateDocument | None:
    """Read a document; one whose dates cannot be read holds on no day, so that it is never taken for a valid one."""
    codes = tuple(media.code for name in rule.files for media in source.media(name))
    types = source.found(rule.type) if rule.type else []
    if not codes or not types:
        return None
    first, last = (_day_of(source, name) for name in (rule.valid_from, rule.valid_until))
    readable = first is not _UNREADABLE and last is not _UNREADABLE
    return CertificateDocument(
        identifier=source.product.identifier,
        type=types[0].code,
        media_codes=codes,
        valid_until=last if readable else date.min,
        covers=_lines(source, rule.covers),
        valid_from=first if readable else None,
        leaves=_lines(source, rule.leaves),
    )


_UNREADABLE = date.min


def _day_of(source: Source, name: str | None) -> date | None:
    data = source.data(name) if name else None
    return None if data is None else day(data) or _UNREADABLE


def _lines(source: Source, name: str | None) -> frozenset[str]:
    data = source.data(name) if name else None
    lines = data if isinstance(data, list) else str(data or "").splitlines()
    return frozenset(str(line).strip() for line in lines if str(line).strip())
