"""A busy PIM, tokens that end in mid-run, rights that are missing, and queries that would grow too long."""

import asyncio
import re
import tracemalloc

import pytest

from catalog_sync.pim.errors import PimRefused
from catalog_sync_tests.pim.world import changes, listed, model, product, run

ALL = {"product:u-cap", "model:Polo", "model:empty"}


def test_a_throttled_read_waits_as_long_as_it_is_told_and_goes_on(pim):
    """Failure mode 15: 429 with Retry-After."""
    pim.behaviour.throttled, pim.behaviour.retry_after = 5, 7
    waited = []

    async def pause(seconds):
        waited.append(seconds)

    pim.pause = pause
    found, _, complete = changes(pim)
    assert (set(found), complete) == (ALL, True)
    assert waited == [7.0] * 5


def test_at_most_four_calls_run_at_once_downloads_among_them(pim):
    """Failure mode 15: a connection may have four calls under way (rest-api/good-practices)."""
    running, most = 0, 0

    async def note(_):
        nonlocal running, most
        running += 1
        most = max(most, running)
        for _ in range(10):
            await asyncio.sleep(0)
        running -= 1

    pim.before = note
    code = pim.catalogue.add_media("photo.jpg", b"bytes")["code"]

    async def read():
        async with pim.source() as source:
            await asyncio.gather(
                *(source.download(code) for _ in range(20)),
                *(source.exists("product:u-cap") for _ in range(20)),
            )

    run(read())
    assert most == 4


@pytest.mark.parametrize("refresh_tokens", [False, True])
def test_token_that_ends_in_mid_run_is_renewed_and_nothing_is_missing(pim, refresh_tokens):
    """Failure mode 15: 401 in mid-run; the refresh token may have gone with it."""
    calls = 0

    def revoke(request, response):
        nonlocal calls
        calls += 1
        if calls % 7 == 0:
            pim.office.revoke(refresh_tokens=refresh_tokens)
        return response

    pim.spoil = revoke
    found, _, complete = changes(pim)
    assert (set(found), complete) == (ALL, True)


def test_custom_app_reads_with_its_token_until_it_is_revoked(pim):
    """Failure mode 15: a revoked app is told apart from a missing right."""
    token = pim.credentials.app_token
    assert set(changes(pim, token=token)[0]) == ALL
    assert not any(request.url.path.endswith("/token") for request in pim.asked)
    pim.office.revoke()
    with pytest.raises(PimRefused, match="revoked"):
        changes(pim, token=token)


@pytest.mark.parametrize(
    ("entity", "right"),
    [
        ("products-uuid", "List products"),
        ("product-models", "List products"),
        ("families", "List families"),
        ("variants", "List family variants"),
        ("attributes", "List attributes"),
    ],
)
def test_refused_entity_ends_the_read_naming_it_and_the_right(pim, entity, right):
    """Failure mode 15: 403 on one entity only; a partial catalogue would look like a mass delete."""
    pim.behaviour.forbidden = {entity}
    with pytest.raises(PimRefused, match=re.escape(f"{entity} may not be read")) as raised:
        changes(pim)
    assert f'"{right}"' in str(raised.value)


def test_products_are_read_without_the_right_to_channels(pim):
    """Failure mode 15: 403 on one entity only; the PIM's clock is on every answer."""
    pim.behaviour.forbidden = {"channels"}
    found, _, complete = changes(pim)
    assert (set(found), complete) == (ALL, True)


def test_queries_stay_short_however_many_and_long_the_codes(pim):
    """Failure mode 8: servers refuse long addresses (magento2-connector-community#679)."""
    models, products = pim.catalogue.entities.models, pim.catalogue.entities.products
    for number in range(30):
        root = f"root-{number:03}-{'é' * 60}"
        models.put(model(root))
        for below in range(3):
            sub = f"sub-{number:03}-{below}-{'x' * 80}"
            models.put(model(sub, parent=root, color="red"))
            products.put(product(f"v-{number}-{below}", f"V{number}-{below}", parent=sub))
    found, _, complete = changes(pim)
    assert complete
    assert sum(len(change.skus) for change in found.values()) == 4 + 90
    assert max(len(request.url.raw_path) for request in pim.asked) < 8000


def test_listings_go_on_past_ten_thousand_rows(pim):
    """Failure mode 8: pages by number end at 10,000 rows, cursors do not."""
    for number in range(10_050):
        pim.catalogue.entities.products.put(product(f"u-{number:05}", f"S{number:05}"))
    rows, complete = listed(pim)
    assert complete
    assert len(rows) == 10_050 + 6


def test_full_read_remembers_no_product(pim):
    """Failure mode 7: a million products must not need more memory than a thousand."""

    def kept(products):
        for number in range(products):
            row = product(f"u-{number:05}", f"S{number:05}", parent="Polo" if number % 2 else None)
            pim.catalogue.entities.products.put(row)
        return run(read())

    async def read():
        held = 0
        async with pim.source() as source:
            pim.asked.clear()
            batches = aiter(await source.changes(None))
            await anext(batches)
            tracemalloc.start()
            async for batch in batches:
                pim.asked.clear()
                if len(batch) < 50:
                    snapshot = tracemalloc.take_snapshot()
                    traces = snapshot.filter_traces([tracemalloc.Filter(True, "*/catalog_sync/pim/*")])
                    held = max(held, sum(trace.size for trace in traces.traces))
            tracemalloc.stop()
        return held

    small = kept(1000)
    assert kept(4000) < small + 50_000


def test_full_read_reads_each_model_once(pim):
    pim.asked.clear()
    changes(pim)
    assert [r for r in pim.asked if re.search(r"/(products-uuid|product-models)/", r.url.path)] == []
