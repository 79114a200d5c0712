"""Figure `validator_disagreement`: how often the platform would refuse what the mapping found nothing against.

Generated products of every kind are mapped for each shop of the demo, and the sandbox's validator, which shares no code
with the mapping, is asked about the create that would be sent. The other direction is told beside it: how often a
product is withheld that the validator would take, by the findings that withhold it.
"""

import multiprocessing
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from catalog_sync_tests.benchmarks.figure import Figure
from catalog_sync_tests.benchmarks.services import progress
from catalog_sync_tests.mapping.agreement import judged
from catalog_sync_tests.mapping.generated_products import seeded

PRODUCTS = 100_000
CHUNK = 1_000
GOAL = 0.001
_SHOWN_SEEDS = 5


@dataclass
class Tally:
    """What came of many products: counts of products, of listings, and of codes in them."""

    products: int = 0
    listings: int = 0
    sent: int = 0
    surprising: list[int] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    blocked: Counter[str] = field(default_factory=Counter)
    strict: Counter[str] = field(default_factory=Counter)
    policy: Counter[str] = field(default_factory=Counter)

    def add(self, seed: int) -> None:
        """Count the product of a seed."""
        verdicts = [verdict for verdict in judged(seeded(seed)) if verdict.sold]
        self.products += 1
        self.listings += len(verdicts)
        if any(verdict.surprises for verdict in verdicts):
            self.surprising.append(seed)
        for verdict in verdicts:
            self.sent += not verdict.blocked
            self.blocked.update(verdict.blocked)
            if verdict.surprises:
                self.refused.update(verdict.refused[:1])
            if verdict.withheld:
                (self.policy if verdict.by_policy else self.strict).update(["+".join(verdict.blocked)])

    def join(self, other: "Tally") -> None:
        """Add what another one counted."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def figures(products: int = PRODUCTS) -> Iterator[Figure]:
    """The share of generated products that a shop would refuse although nothing was found."""
    tally = counted(products)
    shares = {code: round(count / tally.listings, 5) for code, count in tally.blocked.most_common()}
    detail = {
        "products": tally.products,
        "listings": tally.listings,
        "sent_unblocked": round(tally.sent / tally.listings, 3),
        "refused_by_code": dict(tally.refused.most_common()),
        "seeds": tally.surprising[:_SHOWN_SEEDS],
        "blocked_by_code": shares,
        "withheld_by_policy": dict(tally.policy.most_common()),
        "withheld_beyond_policy": dict(tally.strict.most_common()),
    }
    share = len(tally.surprising) / tally.products
    yield Figure("validator_disagreement", share, "share", detail, at_most=GOAL)


def counted(products: int) -> Tally:
    """Judge the products of these many seeds in all regions, on all cores."""
    tally, chunks = (
        Tally(),
        [range(start, min(start + CHUNK, products)) for start in range(0, products, CHUNK)],
    )
    progress(f"{products:,} generated products are mapped and validated in all regions")
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as workers:
        for counts in workers.map(_counted, chunks):
            tally.join(counts)
    return tally


def _counted(seeds: range) -> Tally:
    tally = Tally()
    for seed in seeds:
        tally.add(seed)
    return tally
