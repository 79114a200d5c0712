"""The certificate library: documents kept in the PIM apart from the products they cover."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog_sync.mapping.normal import normal
from catalog_sync.mapping.rules import CertificateLibraryRule
from catalog_sync.mapping.schema import Certification
from catalog_sync.mapping.source import OptionLabels, Source
from catalog_sync.pim.document import Product


@dataclass(frozen=True)
class CertificateDocument:
    """One document: its type, files, last day, and the SKUs and model codes it covers."""

    identifier: str
    type: str
    media_codes: tuple[str, ...]
    valid_until: date | None
    covers: frozenset[str]


class CertificateLibrary:
    """All certificate documents, and which TikTok certifications each type stands for."""

    def __init__(self, documents: Iterable[CertificateDocument], rule: CertificateLibraryRule) -> None:
        self._documents = tuple(documents)
        self._rule = rule

    @classmethod
    def from_products(
        cls,
        products: Iterable[Product],
        rule: CertificateLibraryRule,
        *,
        channel: str = "",
        locales: Sequence[str] = (),
    ) -> "CertificateLibrary":
        """Build from the enabled products of the rule's family; products of other families are passed over."""
        own = (product for product in products if product.family == rule.family and product.enabled)
        sources = (Source(product, channel, tuple(locales), OptionLabels()) for product in own)
        return cls((document for source in sources if (document := _document(source, rule))), rule)

    def covering(
        self, product: Product, certification: Certification, today: date
    ) -> CertificateDocument | None:
        """Return the document for this certification that covers the product longest after today; none where none does."""
        names = {product.identifier, *(sku.sku for sku in product.skus if sku.sku)}
        usable = [
            document
            for document in self._documents
            if document.covers & names
            and self._stands_for(document, certification)
            and _valid(document, today)
            and not (certification.expiration_date.is_required and document.valid_until is None)
        ]
        return max(
            usable, key=lambda document: (document.valid_until or date.max, document.identifier), default=None
        )

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
    codes = tuple(media.code for name in rule.files for media in source.media(name))
    types = source.found(rule.type)
    if not codes or not types:
        return None
    covers = frozenset(
        line.strip() for line in str(source.data(rule.covers) or "").splitlines() if line.strip()
    )
    valid_until = day(source.data(rule.valid_until)) if rule.valid_until else None
    return CertificateDocument(source.product.identifier, types[0].code, codes, valid_until, covers)


def _valid(document: CertificateDocument, today: date) -> bool:
    return document.valid_until is None or document.valid_until >= today
