"""Whatever the pace of writer and reader, and whatever breaks off, the reader ends with what the writer said."""

import json
from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from catalog_sync.pim.drops.drops import Drop
from catalog_sync_tests.pim.dropping import in_memory, table

PRICES = st.dictionaries(st.sampled_from("ABC"), st.integers(1, 3), min_size=1)
PATIENT = {"patience_seconds": 10**6, "max_shrink": 1}


@dataclass
class Written:
    """A drop on its way: its file is begun, then whole, then named by a manifest."""

    number: int
    mode: str
    prices: dict[str, int]
    state: str = "begun"

    @property
    def content(self) -> str:
        return table(*(f"{sku},{price}" for sku, price in self.prices.items()))


class Feeding(RuleBasedStateMachine):
    """A writer that begins its drops in order and finishes them in any, and a reader that may break off."""

    def __init__(self) -> None:
        super().__init__()
        self.feed = in_memory()
        self.written: list[Written] = []
        self.read: dict[str, int] = {}

    @rule(mode=st.sampled_from(["full", "delta"]), prices=PRICES)
    def begin(self, mode, prices):
        self.feed.now += 1
        drop = Written(len(self.written), mode, prices)
        self.written.append(drop)
        self.feed.put(f"{drop.number}.csv", drop.content[:-3])

    @precondition(lambda self: any(drop.state == "begun" for drop in self.written))
    @rule(data=st.data())
    def end_file(self, data):
        drop = data.draw(st.sampled_from([drop for drop in self.written if drop.state == "begun"]))
        self.feed.put(f"{drop.number}.csv", drop.content, at=self.feed.now - len(self.written) + drop.number)
        drop.state = "whole"

    @precondition(lambda self: any(drop.state == "whole" for drop in self.written))
    @rule(data=st.data())
    def name(self, data):
        self._name(data.draw(st.sampled_from([drop for drop in self.written if drop.state == "whole"])))

    def _name(self, drop: Written) -> None:
        self.feed.now += 1
        said = {"name": f"{drop.number}.csv", "size": len(drop.content)}
        manifest = {"files": [said], "sequence": drop.number, "mode": drop.mode}
        self.feed.put(f"{drop.number}.manifest.json", json.dumps(manifest))
        drop.state = "named"

    @precondition(lambda self: any(drop.state == "named" for drop in self.written))
    @rule(data=st.data())
    def copy(self, data):
        drop = data.draw(st.sampled_from([drop for drop in self.written if drop.state == "named"]))
        manifest = {"files": [{"name": "copy.csv"}], "sequence": drop.number, "mode": drop.mode}
        self.feed.put("copy.csv", drop.content)
        self.feed.put("copy.manifest.json", json.dumps(manifest))

    @rule(breaks_off_after=st.none() | st.integers(0, 3))
    def look(self, breaks_off_after):
        pending = self.feed.look(**PATIENT)
        for item in pending[:breaks_off_after]:
            if isinstance(item, Drop):
                prices = {row.values["sku"]: int(row.values["price_GBP"]) for row in item.rows()}
                self.read = (self.read if item.mode == "delta" else {}) | prices
        if breaks_off_after is None:
            self.feed.history = self.feed.history.after(item.fate for item in pending)

    def teardown(self):
        for drop in self.written:
            if drop.state != "named":
                self.feed.put(f"{drop.number}.csv", drop.content)
                self._name(drop)
        self.look(None)
        said: dict[str, int] = {}
        for drop in self.written:
            said = (said if drop.mode == "delta" else {}) | drop.prices
        assert self.read == said
        assert not [item for item in self.feed.look(**PATIENT) if isinstance(item, Drop)]


TestFeeding = Feeding.TestCase
TestFeeding.settings = settings(deadline=None, max_examples=60, stateful_step_count=25)
