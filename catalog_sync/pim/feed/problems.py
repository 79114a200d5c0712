"""What people have to see of the rows of a feed as long as it lasts."""

from catalog_sync.pim.feed.spool import Spool
from catalog_sync.pim.source import Problem

_SHOWN = 1000


def unread_rows(spool: Spool) -> list[Problem]:
    """Rows in quarantine by file and line: at most a thousand of them, then how many there are.

    Files of one name that came one after the other may each have such a line.
    """
    unread, many = spool.quarantine(_SHOWN)
    told: dict[str, Problem] = {}
    for row in unread:
        where = f"{row.file}:{row.line}"
        key = f"{where} {row.key}" if where in told else where
        told[key] = Problem(key, where, f"{row.file}, line {row.line}: {row.message}", repeated=True)
    shown = list(told.values())
    if many > len(shown):
        text = f"{many} rows cannot be read; {len(shown)} of them are shown."
        shown.append(Problem("rows", "all rows", text, repeated=True))
    return shown
