"""A feed whose runs end at any write, and feeds that change at random: the spool is the truth afterwards."""

import csv
import os
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog_sync.pim.document import Product
from catalog_sync_tests.pim.feed_world import Feed, row
from catalog_sync_tests.pim.world import gather

ICECAT = Path(os.environ.get("CATALOG_SYNC_TEST_DATA", "")) / "pim" / "akeneo-icecat-demo"
WRITES = ("record", "stage", "finish", "renew_media")


class KilledError(Exception):
    """The process is gone."""


class Mortal:
    """A spool, or a drop on its way into it, that dies before or after its nth write."""

    def __init__(self, inner: Any, count: list[int], *, after: bool) -> None:
        self._inner = inner
        self._count = count
        self._after = after

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return self._mortal(found) if name in WRITES else found

    @contextmanager
    def applying(self):
        with self._inner.applying() as application:
            yield Mortal(application, self._count, after=self._after)
        self._tick()

    def _tick(self) -> None:
        self._count[0] -= 1
        if self._count[0] == 0:
            raise KilledError

    def _mortal(self, write):
        def wrapped(*args: Any, **more: Any) -> Any:
            if not self._after:
                self._tick()
            result = write(*args, **more)
            if self._after:
                self._tick()
            return result

        return wrapped


def told_of(feed: Feed) -> dict[str, Any]:
    """What the mirror holds, without the versions of files: those are of the moment."""
    return {
        key: [
            (sku.key, sku.values, [each.code.partition("#")[0] for each in sku.media]) for sku in product.skus
        ]
        for key, product in feed.mirror.items()
    }


@pytest.mark.parametrize("after", [False, True])
def test_a_run_that_ends_at_any_write_is_made_good_by_the_next(
    tmp_path: Path, engine: sa.Engine, after
) -> None:
    """Failure mode 3: nothing is lost by a crash, nothing applied twice; the bound moves when all is told."""
    results = []
    for death in range(13):
        folder = tmp_path / str(death)
        (folder / "media").mkdir(parents=True)
        (folder / "media" / "a.jpg").write_bytes(b"a")
        feed = Feed(folder, engine, media={"url": f"file://{folder}/media"})
        feed.settings["rows"]["media"] = {"picture": "image"}
        feed.drop([row(n, parent=n % 3 or "", image="a.jpg") for n in range(9)])
        feed.refresh()
        feed.drop([row(n, "y", parent=n % 3 or "", image="a.jpg") for n in range(1, 9)])
        feed.drop([row(1, "z", op="", image=""), row(2, op="d")], "delta")
        feed.drop([row(1, "refused", image="")])
        feed.drop([row(3, "last", image="")], "delta")
        (folder / "media" / "a.jpg").write_bytes(b"other")
        count = [death]
        try:
            feed.refresh(Mortal(feed.spool, count, after=after))
        except KilledError:
            feed.refresh()
        told = len(feed.spool.history().fates)
        os.utime(folder / "media" / "a.jpg", (1, 1))
        feed.refresh()
        results.append((told_of(feed), feed.spool.size(), told))
    assert count[0] > 0, "the last round was to outlive all writes"
    assert all(result == results[0] for result in results)
    assert results[0][1:] == (7, 5)


def test_an_applied_drop_whose_run_died_before_it_was_told_is_told_again(
    tmp_path: Path, engine: sa.Engine
) -> None:
    feed = Feed(tmp_path, engine)
    feed.drop([row(1)])
    feed.refresh()
    feed.drop([row(1, "y"), row(2)])
    feed.ask(lambda source: source.changes(feed.bound))
    feed.refresh()
    assert sorted(feed.products) == ["product:1", "product:2"]


def listing(key: int, parent: str) -> str:
    return f"model:{parent}" if parent else f"product:{key}"


ROWS = st.dictionaries(
    st.integers(0, 12),
    st.fixed_dictionaries({"name": st.sampled_from("abc"), "parent": st.sampled_from(["", "m", "n"])}),
    max_size=12,
)
STEPS = st.lists(st.tuples(st.booleans(), ROWS, st.sets(st.integers(0, 12)), st.integers(0, 9)), max_size=8)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_drops_of_any_kind_leave_the_mirror_at_the_truth(
    tmp_path_factory: pytest.TempPathFactory, engine: sa.Engine, steps
) -> None:
    """Failure mode 14: rows change, move between products, vanish and come back, and runs end in between."""
    feed = Feed(tmp_path_factory.mktemp("feed"), engine)
    feed.settings["drops"]["max_shrink"] = 1.0
    truth: dict[int, dict[str, str]] = {99: {"name": "stays", "parent": ""}}
    feed.drop([row(key, **each) for key, each in truth.items()])
    for full, changed, deleted, death in steps:
        if full:
            truth = {99: truth[99]} | changed
            feed.drop([row(key, **each) for key, each in truth.items()])
        else:
            feed.drop(
                [row(key, op="d") for key in sorted(deleted)]
                + [row(key, **each) for key, each in changed.items()],
                "delta",
            )
            truth = {key: each for key, each in truth.items() if key not in deleted} | changed
        try:
            feed.refresh(Mortal(feed.spool, [death], after=death % 2 == 0))
        except KilledError:
            continue
    feed.refresh()
    found = {
        sku.key: (product.key, sku.values["name"][0].data)
        for product in feed.mirror.values()
        for sku in product.skus
    }
    assert found == {str(key): (listing(key, each["parent"]), each["name"]) for key, each in truth.items()}
    assert feed.spool.size() == len(truth)
    feed.refresh()
    assert feed.changes == []


@pytest.mark.skipif(
    not ICECAT.is_dir(), reason="CATALOG_SYNC_TEST_DATA names no folder with pim/akeneo-icecat-demo"
)
def test_akeneos_demo_catalogue_as_a_feed_has_the_skus_that_its_api_has(
    tmp_path: Path, engine: sa.Engine
) -> None:
    told = {
        each["identifier"]: each
        for each in map(orjson.loads, (ICECAT / "api" / "products.jsonl").read_bytes().splitlines())
    }
    rows = {
        "key": "sku",
        "sku": "sku",
        "parent": "parent",
        "family": "family",
        "categories": "categories",
        "enabled": "enabled",
        "axes": ["color", "size", "eu_shoes_size"],
        "media": {"image": "image", "picture": "picture", "variation_image": "variation_image"},
    }
    feed = Feed(tmp_path, engine, rows=rows, operation=None)
    data = (ICECAT / "csv" / "products.csv").read_bytes()
    feed.write(data)
    feed.refresh()
    assert feed.problems == {}
    skus = {sku.sku: sku for product in feed.mirror.values() for sku in product.skus}
    assert skus.keys() == told.keys()
    assert {sku for sku in skus if skus[sku].enabled} == {sku for sku in told if told[sku]["enabled"]}
    assert {key for key in feed.mirror if key.startswith("product:")} == {
        f"product:{sku}" for sku in told if told[sku]["parent"] is None
    }
    families = {sku.sku: product.family for product in feed.mirror.values() for sku in product.skus}
    assert families == {sku: told[sku]["family"] for sku in told}
    lines = data.decode("utf-8-sig").splitlines(keepends=True)
    header = next(csv.reader([lines[0]], delimiter=";"))
    edited = data.replace(b"1111111171;master_accessories_bags,", b"1111111171;", 1)
    assert (edited != data, "sku" in header) == (True, True)
    feed.write(edited)
    feed.refresh()
    assert feed.products == ["product:1111111171"]

    async def listed(source):
        return await gather(await source.listed())

    assert len(feed.ask(listed)) == len(told)
    assert all(isinstance(product, Product) for product in feed.mirror.values())
