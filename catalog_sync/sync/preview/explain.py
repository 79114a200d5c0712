"""Where a product stands in a shop, what the shop took of it and when, and where each field of its listing comes from."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalog_sync.mapping.origins import Origin, Traced
from catalog_sync.pim.document import Product
from catalog_sync.store.wanted_products import WantedProducts
from catalog_sync.sync.finding_rows import finding_row
from catalog_sync.sync.preview.previews import Foreseen, Preview
from catalog_sync.sync.preview.region import RegionPlan
from catalog_sync.yaml_files import YamlFileError


@dataclass(frozen=True)
class Accepted:
    """What the shop took last: when it was submitted, of which revision of the product, and whether it is on sale."""

    product_id: str
    standing: str
    submitted_at: datetime | None
    revision: int | None
    is_live: bool
    prices: dict[str, Any]
    quantities: dict[str, int]
    warnings: list[str]


@dataclass(frozen=True)
class Explanation:
    """One listing of a product in one shop. `last_look` is the state and the findings that the last run left.

    `revision` is that of the product in the mirror, since `changed_at`; `rules` the version of the mapping rules, which
    are in the folder `mapping`.
    """

    region: str
    product_key: str
    identifier: str
    revision: int
    changed_at: datetime | None
    rules: str
    mapping: str
    last_look: dict[str, Any] | None
    accepted: Accepted | None
    preview: Preview
    origins: list[Origin] = field(default_factory=list)
    corrections: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)


async def explanations(plan: RegionPlan) -> list[Explanation]:
    """Explain the products of a plan, usually one; a product that is several listings has several."""
    return [_explained(plan, found) async for found in plan.foreseen(traced=True)]


def _explained(plan: RegionPlan, found: Foreseen) -> Explanation:
    desk, listing = plan.desk, found.decision.listing
    key = found.work.desired.pim_key
    facts = WantedProducts(desk.engine, desk.shop_id).facts(key)
    [(product, _)] = desk.mirror.products([key])
    look = {name: facts[name] for name in ("state", "waits_for", "due_at", "looked_at", "findings")}
    return Explanation(
        region=plan.summary.region,
        product_key=found.work.product_key,
        identifier=found.work.identifier,
        revision=facts["revision"],
        changed_at=facts["changed_at"],
        rules=plan.summary.rules,
        mapping=str(plan.mapping),
        last_look=look if facts["state"] else None,
        accepted=_accepted(listing) if listing else None,
        preview=found.preview,
        origins=_origins(plan, found, product),
        corrections=[made.model_dump(mode="json") for made in found.desired.corrections],
        findings=[finding_row(finding) for finding in found.decision.plan.findings],
    )


def _accepted(listing: dict[str, Any]) -> Accepted:
    return Accepted(
        product_id=listing["product_id"],
        standing=listing["standing"],
        submitted_at=listing["submitted_at"],
        revision=listing["revision"],
        is_live=listing["content_live"] is not None
        and listing["content_live"] == listing["content_submitted"],
        prices=listing["prices"],
        quantities=listing["quantities"],
        warnings=listing["warnings"],
    )


def _origins(plan: RegionPlan, found: Foreseen, product: Product) -> list[Origin]:
    """None for what is not mapped at all."""
    listing, lineage = found.work.desired, found.desired.lineage
    try:
        family = plan.rulebook.rules.of(product.family, product.categories)
    except YamlFileError:
        family = None
    if family is None or lineage is None or not listing.content:
        return []
    schema = plan.rulebook.schemas.get(listing.category_id or "")
    return list(Traced(listing, product, family, schema, lineage).origins())
