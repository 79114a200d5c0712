"""Judges a whole drop by what was applied before: repeated, late, shrunken or empty."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Literal

from catalog_sync.pim.drops.candidates import Candidate
from catalog_sync.pim.drops.history import Fate, History
from catalog_sync.pim.drops.reading import combined

_SHORT = 12


def stated_digest(candidate: Candidate) -> str | None:
    """The digest of the content by the manifest's word; none when it does not name the SHA-256 of every file."""
    digests = [stated.sha256 for stated in candidate.stated.values()]
    return combined(filter(None, digests)) if digests and all(digests) else None


def is_confirmed(confirmed: Collection[str], name: str, digest: str) -> bool:
    """Whether a person named the drop: by its name, or by its digest or at least the beginning that we show."""
    return name in confirmed or any(len(word) >= _SHORT and digest.startswith(word) for word in confirmed)


def is_repeated(digest: str, candidate: Candidate, history: History) -> bool:
    """Whether this content was applied before, and is not stated anew by a higher sequence."""
    if digest not in history.digests:
        return False
    last = history.sequence
    return candidate.sequence is None or (last is not None and candidate.sequence <= last)


def lateness(candidate: Candidate, history: History, digest: str) -> str | None:
    """Why a drop comes too late; none when it does not."""
    last = history.sequence
    if candidate.sequence is None:
        return _lateness_by_time(candidate, history, digest)
    if last is None or candidate.sequence >= last:
        return None
    return (
        f"its sequence {candidate.sequence} is below {last}, which was applied before. Drop the content again "
        f"with a higher sequence; or, where the numbering began anew, confirm {digest[:_SHORT]}."
    )


def _lateness_by_time(candidate: Candidate, history: History, digest: str) -> str | None:
    last = history.modified
    if not candidate.modified or last is None or candidate.modified >= last:
        return None
    moments = [
        f"{datetime.fromtimestamp(each, UTC):%Y-%m-%d %H:%M:%S}" for each in (candidate.modified, last)
    ]
    return (
        f"it was written at {moments[0]}, before one of {moments[1]} that was applied already. If what it says is "
        f"newer all the same, write it again, or confirm {digest[:_SHORT]}; number the drops to order them for sure."
    )


def poverty(
    candidate: Candidate, digest: str, count: int, history: History, max_shrink: float | None
) -> str | None:
    """Why a full drop has too few rows; none when it has enough, or when its shrinking is confirmed (no limit)."""
    if candidate.mode != "full":
        return None
    if count == 0:
        return "a full drop without any row would delete everything; it is never applied."
    before = history.full_rows
    if max_shrink is None or before is None or count >= before * (1 - max_shrink):
        return None
    return (
        f"it has {count} rows where the last full drop had {before}: more than {max_shrink:.0%} fewer. If that is "
        f'so, confirm {digest[:_SHORT]} in the configuration, or say "confirmed": true in its manifest.'
    )


def fate(
    candidate: Candidate,
    digest: str,
    state: Literal["applied", "refused", "repeated"],
    *,
    rows: int | None = None,
    modified: float | None = None,
    reason: str | None = None,
) -> Fate:
    """What becomes of a candidate."""
    return Fate(
        name=candidate.name,
        digest=digest,
        fingerprint=candidate.fingerprint,
        mode=candidate.mode,
        sequence=candidate.sequence,
        rows=rows,
        modified=modified,
        state=state,
        reason=reason,
    )
