"""A model of the delta: whatever people, clocks and crashes do to a PIM, the mirror comes to say what the PIM says."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from catalog_sync.pim.dictionaries import Dictionaries
from catalog_sync.pim.dictionary_use import DictionaryUse
from catalog_sync.pim.source import PimSource
from catalog_sync.store.mirror import Mirror
from catalog_sync.sync.refresh_catalog import refresh_if_older, reread
from catalog_sync_tests.delta.goods import COLORS, Item, Listings, expected, mirrored
from catalog_sync_tests.delta.sides import Side
from catalog_sync_tests.sync.test_refresh_faults import KilledError, killed_at

_KEYS = st.sampled_from([f"k{number}" for number in range(6)])
_PARENTS = st.sampled_from([None, "alpha", "beta"])
_COLORS = st.sampled_from([None, *COLORS])
_TITLES = st.sampled_from([None, "Mug", "Big mug", "Möbel"])
_LATE = st.booleans()
_NOW, _NEVER = timedelta(0), timedelta(days=36_500)


class DeltaMachine(RuleBasedStateMachine):
    """Plays one far side against one ledger; `make_side` and `engine` come from the test."""

    make_side: Callable[[], Side]
    engine: sa.Engine

    def __init__(self) -> None:
        super().__init__()
        forget_everything(self.engine)
        self.side = self.make_side()
        self.items: dict[str, Item] = {}
        self.late: set[str] = set()
        self.mirror = Mirror(self.engine)

    @initialize()
    def first_read(self) -> None:
        """A PIM is never empty: one item stays, so that its list can be trusted."""
        self._put(Item("guard"), late=False)
        self._refresh(enumerate_every=_NEVER)

    @rule(key=_KEYS, parent=_PARENTS, title=_TITLES, color=_COLORS, late=_LATE)
    def make_or_move(
        self, key: str, parent: str | None, title: str | None, color: str | None, late: bool
    ) -> None:
        """A new product or variant, or an old one elsewhere: simple becomes variant, a variant changes its model."""
        if key not in self.late:
            self._put(
                Item(key, parent, self._title_of(parent, title), color), late=late and key not in self.items
            )

    @rule(key=_KEYS, color=_COLORS, enabled=st.booleans())
    def edit(self, key: str, color: str | None, enabled: bool) -> None:
        """Another colour, none at all, on sale or not."""
        if key in self.items and key not in self.late:
            self._put(self.items[key].with_(color=color, enabled=enabled), late=False)

    @rule(parent=st.sampled_from(["alpha", "beta"]), title=_TITLES)
    def retitle(self, parent: str, title: str | None) -> None:
        """A model gets another title, and all its variants show it."""
        below = [item for item in self.items.values() if item.parent == parent]
        if not self.late.isdisjoint(item.key for item in below):
            return
        for item in below:
            self._put(item.with_(title=title), late=False)

    @rule(key=_KEYS)
    def delete(self, key: str) -> None:
        if key in self.items and key not in self.late:
            self.side.remove(self.items.pop(key))

    @rule(color=st.sampled_from(COLORS), label=st.sampled_from(["Rot", "Red", "Merah"]))
    def relabel(self, color: str, label: str) -> None:
        self.side.relabel(color, label)

    @rule(seconds=st.sampled_from([1, 60, 700, 4000]))
    def pass_time(self, seconds: int) -> None:
        self.side.pass_time(seconds)

    @rule(seconds=st.sampled_from([-7200, -700, -3, 3, 7200]))
    def jump(self, seconds: int) -> None:
        """The far side's clock is set; ours is not."""
        self.side.jump(seconds)

    @rule(enumerate_every=st.sampled_from([_NOW, _NEVER]))
    def refresh(self, enumerate_every: timedelta) -> None:
        self._refresh(enumerate_every)

    @rule(enumerate_every=st.sampled_from([_NOW, _NEVER]), write=st.integers(1, 40))
    def crash(self, enumerate_every: timedelta, write: int) -> None:
        """A refresh dies at one of its writes, or lives when it makes fewer."""
        try:
            with killed_at(self.engine, write):
                self._refresh(enumerate_every)
        except KilledError:
            return

    @precondition(lambda self: self.items)
    @rule()
    def settle(self) -> None:
        """Once everything has arrived the delta alone shows all that lives; a list shows what does not; then all is quiet."""
        self.side.settle()
        self.late.clear()
        self._refresh(_NEVER)
        truth, seen = expected(self.items), self._mirrored()
        assert {key: seen.get(key, frozenset()) & items for key, items in truth.items()} == truth
        self._refresh(_NOW)
        assert self._mirrored() == truth
        self._is_quiet()

    def teardown(self) -> None:
        try:
            if self.items:
                self.settle()
        finally:
            self.side.close()

    def _put(self, item: Item, *, late: bool) -> None:
        self.side.put(item, late=late)
        self.items[item.key] = item
        if late:
            self.late.add(item.key)

    def _title_of(self, parent: str | None, title: str | None) -> str | None:
        """A variant has its model's title."""
        of_model = [item.title for item in self.items.values() if parent and item.parent == parent]
        return of_model[0] if of_model else title

    def _refresh(self, enumerate_every: timedelta) -> None:
        async def refreshed(source: PimSource) -> Any:
            return await refresh_if_older(
                source, None, self.engine, freshness=-_NEVER, enumerate_every=enumerate_every
            )

        refresh = self.side.ask(refreshed)
        assert refresh is not None
        assert not refresh.unread, refresh.unread

    def _mirrored(self) -> Listings:
        """What the mirror holds; a model without variants sells nothing and is not counted."""
        products = (product for chunk in self.mirror.living() for product, _ in chunk)
        return {product.key: mirrored(product) for product in products if product.skus}

    def _is_quiet(self) -> None:
        """Nothing is done twice, nothing was missed, and every product knows today's dictionaries."""
        before = self._revisions()
        self._refresh(_NOW)
        assert self._revisions() == before
        refresh = self.side.ask(lambda source: reread(source, self.engine))
        assert refresh.counts["missed_by_delta"] == 0, refresh.problems
        assert self._revisions() == before
        version = DictionaryUse(self.side.ask(_dictionaries)).version
        living = [row for chunk in self.mirror.living() for row in chunk]
        assert [stored for _, stored in living] == [version(product) for product, _ in living]

    def _revisions(self) -> dict[str, int]:
        query = sa.text("select product_key, revision from catalog_sync.pim_products")
        with self.engine.connect() as connection:
            return {row.product_key: row.revision for row in connection.execute(query)}


async def _dictionaries(source: PimSource) -> Dictionaries:
    return await source.dictionaries()


def forget_everything(engine: sa.Engine) -> None:
    """Empty every table of the mirror and of the feeds."""
    tables = (
        "pim_products pim_skus pim_bounds pim_problems dictionaries holds held_products feed_rows feed_drops"
    )
    with engine.begin() as connection:
        names = ", ".join(f"catalog_sync.{name}" for name in tables.split())
        connection.execute(sa.text(f"truncate {names} restart identity cascade"))
