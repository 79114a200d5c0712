"""What a row costs when the mirror is written in bulk, beside the same rows by COPY alone, and by COPY and ON CONFLICT."""

import io
import time
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from catalog_sync.pim.document import Product, Sku, Value
from catalog_sync.pim.hashing import content_hash
from catalog_sync.pim.parallel import chunks
from catalog_sync.store.mirror import Mirror
from catalog_sync.sync.intake import BATCH
from catalog_sync_tests.benchmarks.figure import Figure
from catalog_sync_tests.benchmarks.services import progress, running_ledger

PRODUCTS = 100_000
_OVER_PEER = 1.4
"""Holds on machines of any speed."""
_TABLE = "create table peer (key text primary key, hash text not null, document jsonb not null)"
_STAGE = "create temp table stage (key text, hash text, document jsonb) on commit drop"
_UPSERT = """
    insert into peer select * from stage
    on conflict (key) do update set hash = excluded.hash, document = excluded.document
"""

Rows = list[tuple[Product, str]]


def bulk_writes() -> Iterator[Figure]:
    """Half the products are new, half have changed; documents of about 420 bytes, everything durable in the end.

    A new product is a row of `pim_products` and one of `pim_skus`, a changed one whose SKU stays is one row: all rows
    that are written count, and no others.
    """
    progress(f"{PRODUCTS:,} products are written in bulk")
    former, rows = _products(PRODUCTS // 2, "first"), _products(PRODUCTS, "second")
    with running_ledger() as engine:
        with engine.begin() as connection:
            connection.execute(sa.text(_TABLE))
        _upsert(engine, former)
        mirror = Mirror(engine)
        _store(mirror, former)
        floor = _microseconds(lambda: _copy(engine, rows)) / PRODUCTS
        peer = _microseconds(lambda: _upsert(engine, rows)) / PRODUCTS
        skus = _number_of_skus(engine)
        took = _microseconds(lambda: _store(mirror, rows))
        skus = _number_of_skus(engine) - skus
    ours = took / (PRODUCTS + skus)
    detail: dict[str, Any] = {
        "product_rows": PRODUCTS,
        "sku_rows": skus,
        "us_per_product": round(took / PRODUCTS, 1),
        "document_bytes": len(_document(rows[-1][0])),
        "copy_only": round(floor, 1),
        "copy_and_on_conflict": round(peer, 1),
    }
    yield Figure("state_write_us_per_row", ours, "us", detail, at_most=15)
    yield Figure("state_write_over_peer", ours / peer, "ratio", {}, at_most=_OVER_PEER)


def _products(number: int, text: str) -> Rows:
    made = (_product(each, text) for each in range(number))
    return [(product, content_hash(product)) for product in made]


def _product(number: int, text: str) -> Product:
    key, seller_sku = f"{number:036}", f"MUG-{number:07}"
    values = {
        "name": [Value(locale="en_US", data=f"Mug number {number}, {text}")],
        "weight": [Value(data={"amount": "0.3500", "unit": "KILOGRAM"})],
    }
    sku = Sku(key=key, sku=seller_sku, values=values)
    return Product(key=f"product:{key}", identifier=seller_sku, family="mugs", values=values, skus=[sku])


def _document(product: Product) -> str:
    return product.model_dump_json(exclude_defaults=True)


def _store(mirror: Mirror, rows: Rows) -> None:
    for chunk in chunks(rows, BATCH):
        mirror.store_products(chunk, lambda _: "1")
    mirror.move_bound("benchmark", "1", origin="benchmark", enumerated=False, counts={})


def _number_of_skus(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(sa.text("select count(*) from catalog_sync.pim_skus")) or 0)


def _upsert(engine: sa.Engine, rows: Rows) -> None:
    _copy(engine, rows, _UPSERT)


def _copy(engine: sa.Engine, rows: Rows, then: str | None = None) -> None:
    lines = "\n".join(f"{product.key}\t{hash_}\t{_document(product)}" for product, hash_ in rows)
    with engine.begin() as connection:
        connection.execute(sa.text(_STAGE))
        driver: Any = connection.connection.dbapi_connection
        with driver.cursor() as cursor:
            cursor.copy_expert("copy stage from stdin", io.BytesIO(lines.encode()))
        if then:
            connection.execute(sa.text(then))


def _microseconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e6
