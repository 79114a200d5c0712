"""Parents whose letters the database folds otherwise than we do: their rows have to be looked for as they are spelled."""

from string import ascii_lowercase, ascii_uppercase

from catalog_sync.pim.change_log.tables import CurrentTable
from catalog_sync.pim.sql.database import Snapshot

_ASCII_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


class Spellings:
    """Such spellings as one run finds them, e.g. `ÉTÉ` or `Straße`."""

    def __init__(self) -> None:
        self._known: dict[str, list[str]] | None = None

    def look(self, snapshot: Snapshot, table: CurrentTable) -> dict[str, list[str]]:
        """The spellings by product; in the database's order they stand apart from other rows of the product."""
        if self._known is None:
            self._known = {}
            for page in snapshot.stream(table.unusual_parents()) if table.parented else ():
                for (parent,) in page:
                    if (folded := parent.strip().casefold()) != parent.strip(" ").translate(_ASCII_LOWER):
                        self._known.setdefault(f"model:{folded}", []).append(parent)
        return self._known
