"""What became of one product in a run, as the ledger remembers it and people see it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from catalog_sync.mapping.listing import Finding
from catalog_sync.store.looks import Look, State
from catalog_sync.sync.decide import Decision
from catalog_sync.sync.finding_rows import finding_row
from catalog_sync.sync.plan import Action
from catalog_sync.sync.platform_warnings import as_finding
from catalog_sync.sync.work import Work
from catalog_sync.tiktok.errors import TikTokError


@dataclass
class Done:
    """What became of one product in this run."""

    work: Work
    state: State
    findings: list[Finding]
    waits_for: str | None = None
    due_at: datetime | None = None
    actions: list[Action] = field(default_factory=list)
    product_id: str | None = None
    warnings: list[str] = field(default_factory=list)
    failures: list[TikTokError] = field(default_factory=list)

    def follow(self, decision: Decision) -> None:
        """Take over what was decided."""
        plan = decision.plan
        self.state, self.findings = plan.state, plan.findings
        self.waits_for, self.due_at = decision.waits_for, decision.due_at

    def took(self, action: Action, warnings: Sequence[str]) -> None:
        """The shop took an action, with these warnings."""
        self.actions.append(action)
        self.warnings += warnings
        self.findings = [*self.findings, *map(as_finding, warnings)]

    def park(self, findings: Sequence[Finding]) -> "Done":
        """It goes no further, for these reasons; nothing was sent."""
        self.state, self.waits_for, self.due_at = State.PARKED, None, None
        self.findings = [*findings, *self.findings]
        return self

    def look(self) -> Look:
        """The look to acknowledge."""
        return Look(
            product_key=self.work.desired.pim_key,
            look_key=self.work.look_key,
            state=self.state,
            category_id=self.work.desired.category_id,
            findings=[finding_row(finding) for finding in self.findings],
            due_at=self._due_at(),
            waits_for=self.waits_for,
        )

    def _due_at(self) -> datetime | None:
        """What waits has its own time or event; everything else is due on the day that the calendar changes it, too."""
        day = self.work.desired.turns_on
        if day is None or self.waits_for or self.state is State.DEFERRED:
            return self.due_at
        turn = datetime.combine(day, time(), UTC)
        return min(turn, self.due_at or turn)
