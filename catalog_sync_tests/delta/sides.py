"""The far sides that the model of the delta plays against: an Akeneo PIM, a merchant's database, a folder of files."""

from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa

from catalog_sync.pim.source import PimSource
from catalog_sync_tests.delta.goods import COLORS, Item
from catalog_sync_tests.pim.change_log_world import Merchant
from catalog_sync_tests.pim.feed_world import Feed
from catalog_sync_tests.pim.world import Pim, catalogue_rows, model, plain, product, run, write

Question = Callable[[PimSource], Awaitable[Any]]


class Side(Protocol):
    """What people do in a PIM, and the source that reads it."""

    def put(self, item: Item, *, late: bool) -> None:
        """Make an item so; `late` says that others may see it only after what is done later."""

    def remove(self, item: Item) -> None:
        """Delete an item."""

    def relabel(self, color: str, label: str) -> None:
        """Give an option another label, where the far side has labels."""

    def pass_time(self, seconds: int) -> None:
        """Let time pass on both sides."""

    def jump(self, seconds: int) -> None:
        """Set the far side's clock, where it has one."""

    def settle(self) -> None:
        """Let everything that is on its way arrive."""

    def ask(self, question: Question) -> Any:
        """What the question makes of a source, as one run has it."""

    def close(self) -> None:
        """Give back what is held."""


class AkeneoSide:
    """The demo PIM: its index lags, its clock jumps, a model's title is shown by all its variants."""

    def __init__(self, folder: Path) -> None:
        rows = catalogue_rows() | {"products": [], "product-models": []}
        rows["attributes"].append({"code": "title", "type": "pim_catalog_text", "labels": {}})
        rows["attribute-options"] = [
            {"code": color, "attribute": "color", "labels": {"en_US": color}, "sort_order": 1}
            for color in COLORS
        ]
        rows["family-variants"] = [
            {
                "code": "by_color",
                "family": "shirts",
                "variant_attribute_sets": [{"level": 1, "axes": ["color"], "attributes": []}],
            }
        ]
        self.pim = Pim(write(folder, rows))
        self.pim.index.lag_by(timedelta(seconds=90))
        self._set_back = 0

    def put(self, item: Item, *, late: bool) -> None:
        entities, now = self.pim.catalogue.entities, self.pim.clock.now().isoformat()
        if item.parent:
            known = entities.models.get(item.parent)
            if known is None or known["values"] != plain(title=item.title):
                entities.models.put(model(item.parent, None, "by_color", title=item.title) | {"updated": now})
        own = {"color": item.color} | ({} if item.parent else {"title": item.title})
        row = product(item.key, f"SKU-{item.key}", item.parent, **own)
        known = entities.products.get(item.key)
        row |= {"enabled": item.enabled, "updated": now}
        if known is None or {**known, "updated": now} != row:
            entities.products.put(row)

    def remove(self, item: Item) -> None:
        self.pim.delete(item.key)

    def relabel(self, color: str, label: str) -> None:
        option = next(
            row for row in self.pim.catalogue.resources["attribute-options"] if row["code"] == color
        )
        option["labels"] = {"en_US": label}

    def pass_time(self, seconds: int) -> None:
        self.pim.pass_time(seconds=seconds)

    def jump(self, seconds: int) -> None:
        self.pim.clock.offset += timedelta(seconds=seconds)
        self._set_back += max(0, -seconds)

    def settle(self) -> None:
        """The index lags by the PIM's clock, which has to come by what was stamped before it was set back."""
        self.pim.pass_time(hours=1, seconds=self._set_back)
        self._set_back = 0

    def ask(self, question: Question) -> Any:
        async def asked() -> Any:
            async with self.pim.source() as source:
                return await question(source)

        return run(asked())

    def close(self) -> None:
        """Nothing is held."""


class ChangeLogSide:
    """A merchant's database with an outbox; what is late is written in a transaction that commits after later ones."""

    def __init__(self, url: str, **ordered: str) -> None:
        self._stack, self._open = ExitStack(), []
        columns = {"values": {"title": "name", "color": "color"}}
        rows = {"key": "Row Key", "parent": "parent", "enabled": "enabled"} | columns
        self.merchant = Merchant(url, rows=rows, operation="op", **ordered)
        self.merchant.do("alter table pim.rows add color text")

    def put(self, item: Item, *, late: bool) -> None:
        writer = self._stack.enter_context(self.merchant.writing())
        writer.write(
            item.key,
            parent=item.parent,
            name=item.title,
            color=item.color,
            enabled="yes" if item.enabled else "no",
        )
        self._open.append(writer)
        if not late:
            self._open.pop().commit()

    def remove(self, item: Item) -> None:
        self.merchant.remove(item.key)

    def relabel(self, color: str, label: str) -> None:
        """It has no labels."""

    def pass_time(self, seconds: int) -> None:
        """It has no clock."""

    def jump(self, seconds: int) -> None:
        """It has no clock."""

    def settle(self) -> None:
        for writer in self._open:
            writer.commit()
        self._open.clear()

    def ask(self, question: Question) -> Any:
        return self.merchant.ask(question)

    def close(self) -> None:
        self._stack.close()
        self.merchant.do("drop schema pim cascade")
        self.merchant.engine.dispose()


class FeedSide:
    """A folder of files: each change is a drop of its own, late ones come all at once, now and then everything again."""

    def __init__(self, folder: Path, engine: sa.Engine) -> None:
        values = {"title": "title", "color": "color"}
        rows = {"key": "id", "sku": "sku", "parent": "parent", "enabled": "enabled", "values": values}
        self.feed = Feed(folder, engine, rows=rows)
        self.feed.settings["drops"]["max_shrink"] = 1
        self._late: list[dict[str, Any]] = []
        self._rows: dict[str, dict[str, Any]] = {}

    def put(self, item: Item, *, late: bool) -> None:
        row = {
            "id": item.key,
            "sku": f"SKU-{item.key}",
            "parent": item.parent or "",
            "enabled": "1" if item.enabled else "0",
            "title": item.title or "",
            "color": item.color or "",
            "op": "",
        }
        self._rows[item.key] = row
        if late:
            self._late.append(row)
        else:
            self.feed.drop([row], "delta")

    def remove(self, item: Item) -> None:
        row = self._rows.pop(item.key)
        self._late = [late for late in self._late if late["id"] != item.key]
        self.feed.drop([row | {"op": "delete"}], "delta")

    def relabel(self, color: str, label: str) -> None:
        """Its labels are not read here."""

    def pass_time(self, seconds: int) -> None:
        """Everything there is comes again, as the nightly files of many PIMs do."""
        self.settle()
        if seconds > 3600:
            self.feed.drop(list(self._rows.values()), "full")

    def jump(self, seconds: int) -> None:
        """It has no clock."""

    def settle(self) -> None:
        if self._late:
            self.feed.drop(self._late, "delta")
        self._late = []

    def ask(self, question: Question) -> Any:
        return self.feed.ask(question)

    def close(self) -> None:
        """Nothing is held."""
