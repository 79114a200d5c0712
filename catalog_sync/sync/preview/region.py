"""The plan of a shop region: what its next runs would do, in the order in which they would, and what it comes to."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from catalog_sync.configuration import Configuration, ConfigurationError
from catalog_sync.pim.source import PimSource
from catalog_sync.store.due_terms import Terms
from catalog_sync.store.mirror_state import MirrorState
from catalog_sync.store.wanted_products import WantedProducts
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.due import due_terms, forecast
from catalog_sync.sync.preview.previews import Foreseen, Preview, foresee
from catalog_sync.sync.refresh import PIM
from catalog_sync.sync.rulebook import Rulebook, open_rulebook

NOT_DUE = "not due"
BEYOND_THE_LIMIT = "beyond today's limit of new listings"
TREE_UNREAD = (
    "The shop's category tree was never read, so nothing can be mapped yet: run sync_region, or materialize "
    "category_tree, and plan then."
)


class NoSuchProductError(ConfigurationError):
    """No product of the mirror is called so; the message says what to do."""


@dataclass
class Summary:
    """What a region's plan comes to. `held_creates` wait for the daily limit, the last of them until `last_create_on`.

    `products_as_of` is the moment for which the mirror is true, `rules` the version of the mapping rules; `obstacle`
    says why there is no plan, or what is wrong with the rules files while older rules are used. `due` products are
    looked at; one that is several listings counts as often in `products`.
    """

    region: str
    products_as_of: datetime | None
    rules: str
    obstacle: str | None = None
    due: int = 0
    products: int = 0
    actions: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    waits: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    reviews: int = 0
    calls: int = 0
    held_creates: int = 0
    last_create_on: date | None = None

    def add(self, preview: Preview) -> None:
        """Count one more listing."""
        self.products += 1
        self.actions.update(preview.actions or ["nothing"])
        self.states[preview.state] += 1
        self.waits.update([preview.waits_for] if preview.waits_for else [])
        self.findings.update({finding["code"] for finding in preview.findings})
        self.reviews += preview.causes_review
        self.calls += preview.calls


@dataclass
class RegionPlan:
    """The plan of one shop region, over what is due or one product alone. The desk is a looking one."""

    desk: Desk
    rulebook: Rulebook
    summary: Summary
    rows: list[dict[str, Any]]
    mapping: Path
    source: PimSource | None = None

    async def foreseen(self, *, traced: bool = False) -> AsyncIterator[Foreseen]:
        """What would be done, most urgent first; the summary counts along. `traced`: with where each field comes from."""
        async for found in foresee(self.desk, self.rulebook, self.rows, self.source, traced=traced):
            self.summary.add(found.preview)
            yield found


def plan_of(
    configuration: Configuration,
    desk: Desk,
    name: str | None = None,
    source: PimSource | None = None,
    *,
    hold: int | None = None,
) -> RegionPlan:
    """The plan of what is due; of one product (SKU, seller SKU, identifier or key) or a hold's, whether due or not.

    Raises NoSuchProductError.
    """
    rulebook = open_rulebook(
        configuration.mapping, desk.facts, desk.mirror, desk.taxonomy, desk.rule_versions
    )
    drain = desk.drains.open()
    terms = due_terms(desk, rulebook, drain["configuration"] if drain else {})
    summary = Summary(
        region=desk.facts.partition_key,
        products_as_of=_as_of(desk),
        rules=f"{rulebook.rule_version}{'' if rulebook.rule_version.since else ', not used by a run yet'}",
        obstacle=rulebook.rule_version.refused,
    )
    if name is not None:
        rows = _of_all(desk, terms, [_named(desk, name)])
    elif hold is not None:
        rows = _of_all(desk, terms, WantedProducts(desk.engine, desk.shop_id).held(hold))
    else:
        rows = WantedProducts(desk.engine, desk.shop_id).due(terms)
        backlog = desk.looks.count_due(terms)
        summary.held_creates, summary.last_create_on = backlog.held, forecast(desk, backlog)
    summary.due = len(rows)
    if not desk.taxonomy.tree()[0]:
        summary.obstacle, rows = TREE_UNREAD, []
    return RegionPlan(desk, rulebook, summary, rows, configuration.mapping, source)


def _named(desk: Desk, name: str) -> str:
    key = WantedProducts(desk.engine, desk.shop_id).named(name)
    if key is None:
        raise NoSuchProductError(
            f"The PIM's mirror has no product {name!r}: give its SKU, seller SKU, identifier or key as in the PIM, or "
            "materialize pim_catalog if it is new."
        )
    return key


def _of_all(desk: Desk, terms: Terms, keys: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of these products, in this order, those that are not due among them."""
    products = WantedProducts(desk.engine, desk.shop_id)
    not_due = {"offers_revision": 0, "corrections": "", "dictionary_hash": "", "ineligible": ""}
    rows = {key: not_due | {"product_key": key, "cause": NOT_DUE} for key in keys}
    for row in products.due(replace(terms, creates_left=None), keys):
        rows[row["product_key"]] = row | {"cause": BEYOND_THE_LIMIT}
    return [*(rows | {row["product_key"]: row for row in products.due(terms, keys)}).values()]


def _as_of(desk: Desk) -> datetime | None:
    source = MirrorState(desk.engine).source(PIM)
    return source.refreshed_at if source else None
