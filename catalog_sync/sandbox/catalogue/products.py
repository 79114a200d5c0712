"""Makes the rows of products, product models and offers from the facts; variants carry inherited values."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from catalog_sync.sandbox.catalogue.dictionary import tables
from catalog_sync.sandbox.catalogue.facts import CertificateFacts, DocumentFacts, FamilyFacts, Listing
from catalog_sync.sandbox.catalogue.identity import CREATED, eans, times, uuid_of
from catalog_sync.sandbox.catalogue.illustrating import Illustrator
from catalog_sync.sandbox.catalogue.values import VALID_UNTIL, Values, listing_values, plain, value

Row = dict[str, Any]

TWO_LEVELS = "t_shirts_color_size"
"""The only family variant of the catalogue with sub-models: color first, then size."""


@dataclass
class CatalogueRows:
    """Collects the rows of the catalogue, family by family."""

    illustrator: Illustrator
    products: list[Row] = field(default_factory=list)
    models: list[Row] = field(default_factory=list)
    offers: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._eans, self._times = eans(), times()

    def add_families(self, families: Iterable[FamilyFacts]) -> None:
        """Add the listings of families for sale."""
        for family in families:
            for position, listing in enumerate(family.each()):
                if listing.variant:
                    self._add_model(family, listing)
                else:
                    self._add_simple(family, listing, position)

    def add_documents(self, facts: CertificateFacts) -> None:
        """Add the certificates that are products of their own."""
        for sku, document in facts.documents.items():
            values = _document_values(sku, document) | plain(
                {
                    "safety_certificate": self.illustrator.certificate(
                        sku,
                        document.name["en_US"],
                        ["Covers:", *document.covers_skus, "Valid until 2028-12-31"],
                    )
                }
            )
            self._add_product(sku, facts.family, facts.categories, values)

    def _add_simple(self, family: FamilyFacts, listing: Listing, position: int) -> None:
        values = listing_values(family, listing) | plain(self.illustrator.simple(family, listing, position))
        if family.certificate and listing.certificate == "own":
            values |= plain(self._certificate(family.certificate, listing))
        self._add_sku(family, listing, listing.sku, values, None)

    def _certificate(self, subject: str, listing: Listing) -> dict[str, str]:
        lines = [
            f"Product: {listing.sku} {listing.texts['en_US'].name}",
            subject,
            "Result: passed",
            "Valid until 2028-12-31",
        ]
        code = self.illustrator.certificate(listing.sku, f"Certificate {listing.sku}", lines)
        return {"safety_certificate": code, "certificate_valid_until": VALID_UNTIL}

    def _add_model(self, family: FamilyFacts, listing: Listing) -> None:
        picture, by_color = self.illustrator.variants(family, listing)
        common = listing_values(family, listing) | plain({"picture": picture})
        above = (
            common
            if listing.sizes == []
            else {code: each for code, each in common.items() if code != "weight"}
        )
        self._add_model_row(family, listing, listing.sku, None, above)
        for color in listing.colors:
            own = plain({"color": color, "variation_picture": by_color[color]})
            parent = f"{listing.sku}-{color.upper()}" if listing.variant == TWO_LEVELS else listing.sku
            if parent != listing.sku:
                self._add_model_row(family, listing, parent, listing.sku, above | own)
            self._add_variants(family, listing, color, common | own, parent)

    def _add_variants(
        self, family: FamilyFacts, listing: Listing, color: str, values: Values, parent: str
    ) -> None:
        sku = f"{listing.sku}-{color.upper()}"
        if not listing.sizes:
            self._add_sku(family, listing, sku, values, parent)
        for size in listing.sizes:
            self._add_sku(family, listing, f"{sku}-{size.upper()}", values | plain({"size": size}), parent)

    def _add_sku(
        self, family: FamilyFacts, listing: Listing, sku: str, values: Values, parent: str | None
    ) -> None:
        numbered = values | plain({"sku": sku, "ean": str(listing.ean or next(self._eans))})
        self._add_product(sku, family.family, family.categories, numbered, parent)
        self.offers.append(_offer(sku, listing.offer))

    def _add_product(
        self, sku: str, family: str, categories: list[str], values: Values, parent: str | None = None
    ) -> None:
        row: Row = {
            "uuid": uuid_of(sku),
            "identifier": sku,
            "enabled": True,
            "family": family,
            "categories": categories,
        }
        row |= {
            "groups": [],
            "parent": parent,
            "values": values,
            "associations": {},
            "quantified_associations": {},
        }
        self.products.append(row | self._dates())

    def _add_model_row(
        self, family: FamilyFacts, listing: Listing, code: str, parent: str | None, values: Values
    ) -> None:
        row: Row = {
            "code": code,
            "family": family.family,
            "family_variant": listing.variant,
            "parent": parent,
        }
        row |= {"categories": family.categories, "values": values, "associations": {}}
        self.models.append(row | self._dates())

    def _dates(self) -> dict[str, str]:
        return {"created": CREATED.isoformat(), "updated": next(self._times)}


def _document_values(sku: str, document: DocumentFacts) -> Values:
    facts = {"certificate_type": document.certificate_type, "covers_skus": "\n".join(document.covers_skus)}
    names = {"name": [value(text, locale) for locale, text in document.name.items()]}
    return names | plain(facts | {"sku": sku, "certificate_valid_until": VALID_UNTIL})


def _offer(sku: str, prices: list[float]) -> Row:
    """Return the offer of a SKU; the stock of each shop follows from the SKU, between 5 and 64 pieces."""
    stock = {shop: 5 + crc32(f"{sku}{shop}".encode()) % 60 for shop in tables()["shops"]}
    currencies = tables()["currencies"].items()
    amounts = {
        code: f"{price:.{decimals}f}" for (code, decimals), price in zip(currencies, prices, strict=True)
    }
    return {"sku": sku, "prices": amounts, "quantities": stock, "as_of": "2026-01-01T00:00:00Z"}
