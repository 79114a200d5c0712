"""The far end of a feed: drops files into a folder at moments that the test chooses."""

import hashlib
import json
import os
from datetime import UTC, datetime
from itertools import count

import fsspec

from catalog_sync.pim.drops.configuration import DropsConfiguration
from catalog_sync.pim.drops.drops import Drop, Drops, Refused, Repeated
from catalog_sync.pim.drops.history import History

START = datetime(2026, 11, 23, 4, tzinfo=UTC).timestamp()
_names = count()


class Dropping:
    """A folder, the clock that both sides read, and what the reader remembers."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.files, self.root = fsspec.core.url_to_fs(url)
        self.files.makedirs(self.root, exist_ok=True)
        self.now = START
        self.history = History()

    def put(self, name: str, content: str | bytes, *, at: float | None = None) -> bytes:
        """Write a file as of now, or with a time of writing that was set afterwards."""
        content = content.encode() if isinstance(content, str) else content
        path = f"{self.root}/{name}"
        self.files.makedirs(path.rpartition("/")[0], exist_ok=True)
        self.files.pipe_file(path, content)
        self._date(path, self.now if at is None else at)
        return content

    def manifest(self, name: str, files: dict[str, str | bytes], **said) -> None:
        """Write files, then the manifest that names them with size, hash and rows."""
        stated = []
        for own_name, content in files.items():
            written = self.put(own_name, content)
            rows = {} if own_name.endswith((".gz", ".zip")) else {"rows": len(written.splitlines()) - 1}
            stated.append(
                {"name": own_name, "size": len(written), "sha256": hashlib.sha256(written).hexdigest()} | rows
            )
        self.put(name, json.dumps({"files": stated} | said))

    def remove(self, name: str) -> None:
        """Take a file away."""
        self.files.rm(f"{self.root}/{name}")

    def drops(self, *columns: str, **settings) -> Drops:
        """The reader's side."""
        configuration = DropsConfiguration.model_validate({"url": self.url} | settings)
        return Drops(configuration, columns, clock=lambda: self.now)

    def look(self, *columns: str, **settings) -> list[Drop | Refused | Repeated]:
        """What is pending."""
        return self.drops(*columns, **settings).pending(self.history)

    def apply(self, *columns: str, **settings) -> list[str]:
        """Apply what is pending: the names of what was applied."""
        found = self.look(*columns, **settings)
        self.history = self.history.after(item.fate for item in found)
        return [item.name for item in found if isinstance(item, Drop)]

    def refusals(self, *columns: str, **settings) -> dict[str, str]:
        """Apply what is pending: the refused ones by name, with the reason."""
        found = self.look(*columns, **settings)
        self.history = self.history.after(item.fate for item in found)
        return {item.fate.name: item.fate.reason for item in found if isinstance(item, Refused)}

    def _date(self, path: str, at: float) -> None:
        if "memory" in self.files.protocol:
            self.files.store[path].created = datetime.fromtimestamp(at, UTC)
        else:
            os.utime(path, (at, at))


def in_memory() -> Dropping:
    """A folder of its own in memory."""
    return Dropping(f"memory://drops-{next(_names)}")


def table(*rows: str, header: str = "sku,price_GBP") -> str:
    """A CSV of these lines."""
    return "\n".join([header, *rows]) + "\n"


def rows_of(number: int, price: str = "1.00") -> str:
    """A CSV of so many rows."""
    return table(*(f"S{index},{price}" for index in range(number)))
