"""A shop's desk: everything a run needs to work on one shop, opened once and handed around."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

import sqlalchemy as sa

from catalog_sync.guard_configuration import GuardConfiguration
from catalog_sync.mapping.regions import ShopFacts
from catalog_sync.store.database import LedgerError, Lock
from catalog_sync.store.drains import Drains
from catalog_sync.store.due_terms import Worth
from catalog_sync.store.held_effects import HeldEffects
from catalog_sync.store.listings import Listings
from catalog_sync.store.looks import Looks
from catalog_sync.store.mirror import Mirror
from catalog_sync.store.reviews import Reviews
from catalog_sync.store.rule_versions import RuleVersions
from catalog_sync.store.shop_limits import ShopLimits
from catalog_sync.store.shop_setup import ShopSetup
from catalog_sync.store.taxonomy import Taxonomy
from catalog_sync.store.uploads import Uploads
from catalog_sync.tiktok.client import PartnerClient, ShopClient


@dataclass
class Desk:
    """The ledger's view of one shop, and its client; `partner` is the client of the app it is called under.

    `lock` is the advisory lock that a run holds on the shop; a desk without it only looks.
    """

    engine: sa.Engine
    shop_id: str
    facts: ShopFacts
    partner: PartnerClient
    client: ShopClient
    lock: Lock | None
    settle_seconds: float
    creates_per_day: int | None = None
    creates_first: Worth = "value"
    offers_max_age: timedelta = timedelta(days=1)
    guards: GuardConfiguration = field(default_factory=GuardConfiguration)
    listing_check: Literal["gate"] | None = None
    mirror: Mirror = field(init=False)
    looks: Looks = field(init=False)
    listings: Listings = field(init=False)
    uploads: Uploads = field(init=False)
    taxonomy: Taxonomy = field(init=False)
    reviews: Reviews = field(init=False)
    drains: Drains = field(init=False)
    setup: ShopSetup = field(init=False)
    limits: ShopLimits = field(init=False)
    held_effects: HeldEffects = field(init=False)
    rule_versions: RuleVersions = field(init=False)

    def __post_init__(self) -> None:
        self.mirror = Mirror(self.engine)
        self.looks = Looks(self.engine, self.shop_id)
        self.listings = Listings(self.engine, self.shop_id)
        self.uploads = Uploads(self.engine, self.shop_id)
        self.taxonomy = Taxonomy(self.engine, self.shop_id)
        self.reviews = Reviews(self.engine, self.shop_id)
        self.drains = Drains(self.engine, self.shop_id)
        self.setup = ShopSetup(self.engine, self.shop_id)
        self.limits = ShopLimits(self.engine, self.shop_id)
        self.held_effects = HeldEffects(self.engine, self.shop_id)
        self.rule_versions = RuleVersions(self.engine, self.shop_id)

    def ensure_may_write(self) -> None:
        """Raise LedgerError unless the shop's lock is held right now; called before every change to the shop."""
        if self.lock is None:
            raise LedgerError(
                f"The shop {self.facts.partition_key} is not locked by this run; it only looks."
            )
        self.lock.ensure_held()
