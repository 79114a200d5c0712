"""The demo's report: what was done in each region, where every product ended, and calls beside the least possible."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field

from catalog_sync.review.lifecycle import Standing
from catalog_sync.store.overview import Overview

LIVE_AT_LEAST = 50
_WRITES = {
    "create": "Create Product",
    "edit": "Edit Product",
    "price": "Update Price",
    "stock": "Update Inventory",
    "deactivate": "Deactivate Products",
    "activate": "Activate Products",
}


class Outcome(BaseModel):
    """Where one product ended: `live`, `parked`, `deactivated`, `not for sale` or `unfinished`, and why."""

    outcome: str
    causes: list[str] = []
    messages: list[str] = []
    corrected: list[str] = []


class Phase(BaseModel):
    """One sync: accepted changes by action, products left alone, calls by endpoint."""

    actions: dict[str, int]
    left_alone: int
    calls: dict[str, int]


class RegionReport(BaseModel):
    """One region over the whole demo."""

    first_sync: Phase
    second_sync: Phase
    expected_second: dict[str, int]
    products: dict[str, Outcome]
    calls: dict[str, int]
    least_calls: dict[str, int]

    @property
    def outcomes(self) -> Counter[str]:
        """Outcome -> number of products."""
        return Counter(product.outcome for product in self.products.values())

    @property
    def faults(self) -> list[str]:
        """What keeps this region from being a success, in words; empty when nothing does."""
        outcomes = self.outcomes
        unexplained = [
            name for name, end in self.products.items() if end.outcome == "parked" and not end.causes
        ]
        found = []
        if outcomes["unfinished"]:
            found.append(f"{outcomes['unfinished']} products have no end")
        if unexplained:
            found.append(f"parked without a cause: {', '.join(unexplained)}")
        if outcomes["live"] < LIVE_AT_LEAST:
            found.append(f"only {outcomes['live']} products are live")
        if self.second_sync.actions != self.expected_second:
            found.append(f"second sync did {self.second_sync.actions}, expected {self.expected_second}")
        return found


class Report(BaseModel):
    """The whole demo; the JSON that `--report` writes."""

    seconds: float
    changes: list[tuple[str, str]]
    regions: dict[str, RegionReport]
    input_problems: list[str] = Field(default=[], description="bad lines of the catalogue and the rules")

    @property
    def faults(self) -> list[str]:
        """What went wrong, by region; empty for a success."""
        return [f"{key}: {fault}" for key, region in self.regions.items() for fault in region.faults]


class Snapshot(BaseModel):
    """What the ledger counted for a region up to a moment."""

    actions: dict[str, int]
    calls: dict[str, int]

    @classmethod
    def take(cls, overview: Overview) -> "Snapshot":
        """The counts of now."""
        return cls(actions=dict(overview.actions()), calls=dict(overview.calls()))


def region_report(
    overview: Overview, first: Snapshot, second: Snapshot, expected: Mapping[str, int]
) -> RegionReport:
    """The report of a region from the ledger and the snapshots taken after each sync."""
    rows = overview.products()
    products = {row["identifier"]: outcome_of(row) for row in rows}
    return RegionReport(
        first_sync=_phase(Snapshot(actions={}, calls={}), first, len(rows)),
        second_sync=_phase(first, second, len(rows)),
        expected_second=dict(expected),
        products=products,
        calls=second.calls,
        least_calls=least_calls(overview, second.actions),
    )


def outcome_of(row: Mapping[str, Any]) -> Outcome:
    """Where a product ended, from its row of the overview."""
    blocking = [finding for finding in row["findings"] if finding["severity"] == "block"]
    return Outcome(
        outcome=_outcome(row),
        causes=list(dict.fromkeys(finding["code"] for finding in blocking)),
        messages=[finding["message"] for finding in blocking],
        corrected=[correction["corrector"] for correction in row["corrections"]],
    )


def _outcome(row: Mapping[str, Any]) -> str:
    if row["standing"] and Standing(row["standing"]).sells:
        return "live"
    if row["state"] == "parked":
        return "parked"
    if row["state"] == "accepted" and row["product_id"] is None:
        return "not for sale"
    return "deactivated" if row["active"] is False else "unfinished"


def _phase(before: Snapshot, after: Snapshot, products: int) -> Phase:
    actions = dict(Counter(after.actions) - Counter(before.actions))
    return Phase(
        actions=actions,
        left_alone=max(0, products - sum(actions.values())),
        calls=dict(Counter(after.calls) - Counter(before.calls)),
    )


def least_calls(overview: Overview, actions: Mapping[str, int]) -> dict[str, int]:
    """The fewest calls with which the same could have been done: each picture once, each change once.

    Reading the review takes one search per hundred products and wave, and one detail per refusal.
    """
    uploads = overview.uploads()
    files = uploads.pop("CERTIFICATION_FILE", 0)
    waves = 2 + bool(overview.refusals())
    least = {
        "Get Categories": 1,
        "Get Category Attributes": overview.schemas(),
        "Get Category Rules": overview.schemas(),
        "Upload Product Image": sum(uploads.values()),
        "Upload Product File": files,
        "Search Products": waves * -(-actions.get("create", 0) // 100),
        "Get Product": overview.refusals(),
    }
    writes = {endpoint: actions.get(action, 0) for action, endpoint in _WRITES.items()}
    return {endpoint: number for endpoint, number in (least | writes).items() if number}
