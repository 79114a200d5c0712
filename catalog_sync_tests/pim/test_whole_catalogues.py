"""Whole catalogues over real HTTP: every product is read once and nothing is lost."""

import os
from pathlib import Path

import pytest

from catalog_sync.pim.akeneo import AkeneoSource
from catalog_sync.pim.akeneo_client import AkeneoClient
from catalog_sync.pim.akeneo_settings import AkeneoSettings
from catalog_sync.pim.document import Product
from catalog_sync.sandbox.catalogue.writer import write_catalogue
from catalog_sync.sandbox.pim.catalogue import Catalogue
from catalog_sync.sandbox.pim.server import serve_in_thread
from catalog_sync_tests.pim.world import gather, run

ICECAT = Path(os.environ.get("CATALOG_SYNC_TEST_DATA", "")) / "pim" / "akeneo-icecat-demo"


async def read_all(running):
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
        media = {media.code for change in changes for media in change.media}
        return changes, rows, reading.complete and listed.complete, len(await source.download(min(media)))


def test_shipped_demo_catalogue_is_read_without_a_problem(tmp_path):
    write_catalogue(tmp_path)
    catalogue = Catalogue.load(tmp_path)
    with serve_in_thread(catalogue) as running:
        changes, rows, complete, _ = run(read_all(running))
    assert complete
    assert all(isinstance(change, Product) for change in changes)
    assert {row.sku for row in rows if row.sku} == {
        row["uuid"] for row in catalogue.entities.products.rows.values()
    }


@pytest.mark.skipif(
    not ICECAT.is_dir(), reason="CATALOG_SYNC_TEST_DATA names no folder with pim/akeneo-icecat-demo"
)
def test_all_products_of_the_demo_catalogue_are_read_and_enumerated_alike():
    with serve_in_thread(Catalogue.load(ICECAT)) as running:
        changes, rows, complete, size = run(read_all(running))
    assert complete
    assert size > 1000
    assert all(isinstance(change, Product) for change in changes)
    assert len(changes) == 999 + 50
    pairs = {(change.key, sku.key) for change in changes for sku in change.skus}
    assert len(pairs) == 1239
    assert pairs == {(row.key, row.sku) for row in rows if row.sku}
