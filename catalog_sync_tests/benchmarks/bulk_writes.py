"""What a row costs when the mirror is written in bulk, beside the same rows by COPY alone, and by COPY and ON CONFLICT."""

import io
import time
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from catalog_sync.pim.document import Product, Sku, Value
from catalog_sync.pim.hashing import content_hash
from catalog_sync.store.mirror import Mirror
from catalog_sync_tests.benchmarks.figure import Figure
from catalog_sync_tests.benchmarks.services import progress, running_ledger

ROWS, CHUNK = 100_000, 1000
_TABLE = "create table peer (key text primary key, hash text not null, document jsonb not null)"
_STAGE = "create temp table stage (key text, hash text, document jsonb) on commit drop"
_UPSERT = """
    insert into peer select * from stage
    on conflict (key) do update set hash = excluded.hash, document = excluded.document
"""

Rows = list[tuple[Product, str]]


def bulk_writes() -> Iterator[Figure]:
    """Half the rows are new, half have changed; documents of about 420 bytes, everything durable."""
    progress(f"{ROWS:,} rows are written in bulk")
    former, rows = _products(ROWS // 2, "first"), _products(ROWS, "second")
    with running_ledger() as engine:
        with engine.begin() as connection:
            connection.execute(sa.text(_TABLE))
        _upsert(engine, former)
        mirror = Mirror(engine)
        _store(mirror, former)
        floor = _per_row(lambda: _copy(engine, rows))
        peer = _per_row(lambda: _upsert(engine, rows))
        ours = _per_row(lambda: _store(mirror, rows))
    detail: dict[str, Any] = {
        "document_bytes": len(_document(rows[-1][0])),
        "copy_only": round(floor, 1),
        "copy_and_on_conflict": round(peer, 1),
    }
    yield Figure("state_write_us_per_row", ours, "us", detail, at_most=15)
    yield Figure("state_write_over_peer", ours / peer, "ratio", {})


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
    for start in range(0, len(rows), CHUNK):
        mirror.store_products(rows[start : start + CHUNK], lambda _: "1")


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


def _per_row(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) / ROWS * 1e6
