"""The desired listing of each product of a batch: mapped, with its corrections, and corrected where review refused it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from catalog_sync.mapping.hashes import content_hash
from catalog_sync.mapping.lineage import Lineage
from catalog_sync.mapping.listing import Correction, MappedListing
from catalog_sync.store.looks import look_key
from catalog_sync.sync.case import Case, mapped_case
from catalog_sync.sync.collector import spared_collector
from catalog_sync.sync.corrected import corrected, recomputed, refused_as_it_is, with_certificate
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.eligibility import judge
from catalog_sync.sync.rulebook import Rulebook
from catalog_sync.sync.variants import open_variants


@dataclass(frozen=True)
class Desired:
    """One product's desired listing; `fingerprint` names the rejection that new corrections answer."""

    identifier: str
    revision: int
    look_key: str
    listing: MappedListing
    mapped_hash: str
    corrections: list[Correction]
    fingerprint: str | None = None
    lineage: Lineage | None = None
    row: dict[str, Any] | None = None
    """The listing as the ledger has it, with what was decided about it since: SKUs that the PIM renamed."""


def desired_listings(
    desk: Desk, rulebook: Rulebook, due: Sequence[dict[str, Any]], *, traced: bool = False
) -> Iterator[Desired]:
    """Map the due products, a few hundred at a time; rows as `Looks.due` gives them.

    `traced`: with the lineage of each, which costs time. A desk without the shop's lock writes nothing down.
    """
    with spared_collector():
        for start in range(0, len(due), 200):
            yield from _chunk(desk, rulebook, due[start : start + 200], traced=traced)


def _chunk(
    desk: Desk, rulebook: Rulebook, due: Sequence[dict[str, Any]], *, traced: bool
) -> Iterator[Desired]:
    rows = {row["product_key"]: row for row in due}
    found = [(product, mirror) for product, mirror in desk.mirror.products(list(rows))]
    variants = open_variants(desk, rulebook, [product for product, _ in found])
    parts = [(part, product, mirror) for product, mirror in found for part in variants.parts(product)]
    variants.keep()
    offers = desk.mirror.offers_of([sku.sku for product, _ in found for sku in product.skus if sku.sku])
    corrections = desk.reviews.corrections_of([part.key for part, _, _ in parts])
    for part, product, mirror in parts:
        deleted = mirror.deleted_at is not None
        judged = judge(part.shown(product), rulebook.selection, deleted=deleted)
        own = {sku.sku: offers[sku.sku] for sku in product.skus if sku.sku in offers}
        part_of = product.key if part.key != product.key else None
        standing = corrections.get(part.key, [])
        lineage = Lineage() if traced else None
        case = Case(judged, mirror.content_hash, own, variants, part, part_of, standing, lineage)
        yield _desire(desk, rulebook, case, mirror.revision, rows[product.key])


def _desire(desk: Desk, rulebook: Rulebook, case: Case, revision: int, row: dict[str, Any]) -> Desired:
    standing = recomputed(desk, rulebook, case)
    mapped = mapped_case(desk, rulebook, case, standing)
    mapped, standing = with_certificate(desk, rulebook, case, mapped, standing)
    mapped_hash, fingerprint = content_hash(mapped.content), None
    if refused_as_it_is(case.listing, mapped, mapped_hash):
        mapped, standing, fingerprint = corrected(desk, rulebook, case, mapped, standing)
        mapped_hash = content_hash(mapped.content)
    version = row["corrections"]
    if standing != case.standing and desk.lock is not None:
        replaced = desk.reviews.replace_corrections(case.product.key, standing)
        version = version if case.part_of else replaced
    mapped = case.variants.guarded(case.part_of or case.product.key, mapped, case.listing)
    schema_hash = rulebook.schema_hashes.get(mapped.category_id or "", "")
    shared = (row["offers_revision"], rulebook.version, schema_hash)
    return Desired(
        identifier=case.product.identifier,
        revision=revision,
        look_key=look_key(revision, *shared, version, row["dictionary_hash"], row["ineligible"]),
        listing=mapped,
        mapped_hash=mapped_hash,
        corrections=standing,
        fingerprint=fingerprint,
        lineage=case.lineage,
        row=case.listing,
    )
