"""Whole catalogues over real HTTP: every product is read once and nothing is lost."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from catalog_sync.pim.akeneo.client import AkeneoClient
from catalog_sync.pim.akeneo.settings import AkeneoSettings
from catalog_sync.pim.akeneo.source import AkeneoSource
from catalog_sync.pim.dictionaries import Dictionaries
from catalog_sync.pim.dictionary_use import DictionaryUse
from catalog_sync.pim.document import Product
from catalog_sync.pim.hashing import content_hash
from catalog_sync.pim.source import Change, Listed
from catalog_sync.sandbox.catalogue.writer import write_catalogue
from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync.sandbox.pim.server import serve_in_thread
from catalog_sync_tests.pim.world import gather, run

ICECAT = Path(os.environ.get("CATALOG_SYNC_TEST_DATA", "")) / "pim" / "akeneo-icecat-demo"


@dataclass
class Whole:
    """One reading of everything, and a second one to compare with."""

    changes: list[Change]
    again: list[Change]
    rows: list[Listed]
    complete: bool
    size: int
    dictionaries: Dictionaries


async def read_all(running) -> Whole:
    known = running.credentials
    settings = AkeneoSettings(
        base_url=running.url,
        client_id=known.client_id,
        secret=known.secret,
        username=known.username,
        password=known.password,
    )
    async with AkeneoClient(settings) as client:
        source = AkeneoSource(client)
        reading, listed = await source.changes(None), await source.listed()
        changes, rows = await gather(reading), await gather(listed)
        media = min(media.code for change in changes for media in change.media)
        return Whole(
            changes,
            await gather(await source.changes(None)),
            rows,
            reading.complete and listed.complete,
            len(await source.download(media)),
            await source.dictionaries(),
        )


def assert_sound(read: Whole) -> None:
    """Everything is a document that a second reading repeats, with a version and what of its family is complete."""
    assert read.complete
    assert all(isinstance(change, Product) for change in read.changes)
    first, second = ({each.key: content_hash(each) for each in some} for some in (read.changes, read.again))
    assert first == second
    use = DictionaryUse(read.dictionaries)
    assert len({use.version(product) for product in read.changes}) > 1
    assert read.dictionaries.unreadable == []
    assert all(sku.completeness for product in read.changes if product.family for sku in product.skus)


def test_shipped_demo_catalogue_is_read_without_a_problem(tmp_path):
    write_catalogue(tmp_path)
    catalogue = Catalogue.load(tmp_path)
    with serve_in_thread(catalogue) as running:
        read = run(read_all(running))
    assert_sound(read)
    assert {row.sku for row in read.rows if row.sku} == {
        row["uuid"] for row in catalogue.entities.products.rows.values()
    }


@pytest.mark.skipif(
    not ICECAT.is_dir(), reason="CATALOG_SYNC_TEST_DATA names no folder with pim/akeneo-icecat-demo"
)
def test_all_products_of_the_demo_catalogue_are_read_and_enumerated_alike():
    with serve_in_thread(Catalogue.load(ICECAT)) as running:
        read = run(read_all(running))
    assert_sound(read)
    assert read.size > 1000
    assert len(read.changes) == 999 + 50
    pairs = {(change.key, sku.key) for change in read.changes for sku in change.skus}
    assert len(pairs) == 1239
    assert pairs == {(row.key, row.sku) for row in read.rows if row.sku}
