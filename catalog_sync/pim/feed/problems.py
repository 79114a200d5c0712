"""What people have to see of a feed as long as it lasts: unreadable rows, and rows that could not be deleted."""

from catalog_sync.pim.feed.spool import Spool
from catalog_sync.pim.source import Problem

_SHOWN = 1000


def unread_rows(spool: Spool) -> list[Problem]:
    """Rows in quarantine by file and line: at most a thousand of them, then how many there are."""
    unread, many = spool.quarantine(_SHOWN)
    wheres = [f"{row.file}:{row.line}" for row in unread]
    shown = [
        Problem(where, where, f"{row.file}, line {row.line}: {row.message}")
        for where, row in zip(wheres, unread, strict=True)
    ]
    if many > len(shown):
        shown.append(
            Problem("rows", "all rows", f"{many} rows cannot be read; {len(shown)} of them are shown.")
        )
    return shown


def kept_rows(spool: Spool) -> list[Problem]:
    """Why the last full drop deleted nothing, where rows of it have no key."""
    fulls = [fate for fate in spool.history().fates if fate.mode == "full" and fate.state == "applied"]
    last = fulls[-1] if fulls else None
    return (
        [Problem(f"drop:{last.name}", last.name, f"{last.name}: {last.reason}")]
        if last and last.reason
        else []
    )
