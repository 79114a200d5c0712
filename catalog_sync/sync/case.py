"""One listing as it is mapped: the product as its shop sells it, its offers, its variants and its corrections."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalog_sync.mapping.lineage import Lineage
from catalog_sync.mapping.listing import Correction, MappedListing
from catalog_sync.mapping.map_product import map_product
from catalog_sync.pim.document import Offer, Product
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.eligibility import Judgement
from catalog_sync.sync.rulebook import Rulebook
from catalog_sync.sync.variants import Part, Variants


@dataclass(frozen=True)
class Case:
    """A listing that is to be mapped; `standing` are the corrections that the ledger has for it."""

    judged: Judgement
    source_hash: str
    offers: dict[str, Offer]
    variants: Variants
    part: Part
    part_of: str | None
    standing: list[Correction]
    lineage: Lineage | None = None

    @property
    def listing(self) -> dict[str, Any] | None:
        """The row of `listings`, if it is listed."""
        return self.part.listing

    @property
    def product(self) -> Product:
        """The product as this shop sells it."""
        return self.judged.product


def mapped_case(
    desk: Desk, rulebook: Rulebook, case: Case, corrections: Sequence[Correction]
) -> MappedListing:
    """The desired listing with these corrections, its findings all told."""
    mapped = map_product(
        case.product,
        offers=case.offers,
        rules=rulebook.rules,
        shop=desk.facts,
        tree=rulebook.tree,
        schemas=rulebook.schemas,
        corrections=corrections,
        labels=rulebook.labels,
        certificates=rulebook.certificates,
        seller_skus=case.variants.seller_skus,
        brands=rulebook.brands,
        measures=rulebook.measures,
        lineage=case.lineage,
    )
    told = case.judged.told(mapped)
    more = {"part_of": case.part_of, "findings": [*told.findings, *case.part.findings]}
    return case.variants.carried(told.model_copy(update=more), case.part, case.product)
