"""A feed for tests: real files in a real folder, and a spool in the real ledger."""

import csv
import io
import os
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa

from catalog_sync.pim.document import Product
from catalog_sync.pim.feed.configuration import FeedConfiguration
from catalog_sync.pim.feed.source import FeedSource
from catalog_sync.pim.feed.spool import Spool
from catalog_sync.pim.media.files import MediaFiles
from catalog_sync.pim.source import Gone, Problem
from catalog_sync.store.feed_rows import FeedRows
from catalog_sync_tests.pim.world import gather, run

NAMING = r"(?P<mode>full|delta)-(?P<sequence>\d+)"


class Feed:
    """A folder of drops and what a mirror that listens to it would hold: `mirror` is listing -> product."""

    def __init__(self, folder: Path, engine: sa.Engine, **settings: Any) -> None:
        self.folder = folder / "drops"
        self.folder.mkdir()
        self.engine = engine
        self.bound: str | None = None
        self.mirror: dict[str, Product] = {}
        self.changes: list[Any] = []
        self.complete = False
        self.sequence = 0
        self.settings: dict[str, Any] = {
            "drops": {
                "url": f"file://{self.folder}",
                "naming": NAMING,
                "age_seconds": 0,
                "max_shrink": 0.5,
                "files": "*.csv",
            },
            "rows": {"key": "id", "sku": "sku", "parent": "parent", "enabled": "enabled"},
            "operation": "op",
        } | settings

    def drop(self, rows: list[dict[str, Any]], mode: str = "full") -> Path:
        """Leave a CSV file with these rows."""
        columns = ["id", "sku", "parent", "enabled", "op", *sorted({name for row in rows for name in row})]
        text = io.StringIO()
        writer = csv.DictWriter(text, list(dict.fromkeys(columns)))
        writer.writeheader()
        writer.writerows({"enabled": "1", "sku": f"SKU-{row.get('id')}"} | row for row in rows)
        return self.write(text.getvalue().encode(), mode)

    def drop_json(self, rows: list[Any], mode: str = "full") -> Path:
        """Leave a file of JSON lines."""
        return self.write(b"".join(orjson.dumps(row) + b"\n" for row in rows), mode, "jsonl")

    def write(self, data: bytes, mode: str = "full", ending: str = "csv") -> Path:
        self.sequence += 1
        path = self.folder / f"{mode}-{self.sequence:04}.{ending}"
        path.write_bytes(data)
        os.utime(path, (1_700_000_000 + self.sequence,) * 2)
        return path

    @property
    def spool(self) -> FeedRows:
        return FeedRows(self.engine, self.configuration.drops.origin)

    @property
    def configuration(self) -> FeedConfiguration:
        return FeedConfiguration.model_validate(self.settings)

    @asynccontextmanager
    async def source(self, spool: Spool | None = None):
        """A source as one run has it."""
        configuration = self.configuration
        media = configuration.media
        async with MediaFiles(media.url if media else None) as files:
            yield FeedSource(configuration, spool or self.spool, files)

    def ask(self, question, spool: Spool | None = None) -> Any:
        """Whatever the coroutine function makes of a source."""

        async def asked():
            async with self.source(spool) as source:
                return await question(source)

        return run(asked())

    def refresh(self, spool: Spool | None = None) -> None:
        """What a refresh of the mirror does: the bound moves last."""

        async def refreshed(source):
            reading = await source.changes(self.bound)
            return reading, await gather(reading)

        reading, self.changes = self.ask(refreshed, spool)
        for change in self.changes:
            if isinstance(change, Product):
                self.mirror[change.key] = change
            elif isinstance(change, Gone):
                self.mirror.pop(change.key, None)
        self.complete = reading.complete
        self.bound = reading.bound

    @property
    def products(self) -> list[str]:
        """Keys of the products that the last refresh told."""
        return [change.key for change in self.changes if isinstance(change, Product)]

    @property
    def problems(self) -> dict[str, str]:
        """What the last refresh had to say to people."""
        return {change.key: change.message for change in self.changes if isinstance(change, Problem)}

    def names(self) -> dict[str, Any]:
        """SKU key -> its name, as the mirror has it."""
        return {
            sku.key: sku.values["name"][0].data if "name" in sku.values else None
            for product in self.mirror.values()
            for sku in product.skus
        }


def row(key: Any, name: str = "x", **more: Any) -> dict[str, Any]:
    return {"id": str(key), "name": name} | more
