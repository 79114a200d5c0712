"""Bulk writes of products: COPY and compare; only a changed content hash makes a revision, and none is left out."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import orjson
import sqlalchemy as sa

from catalog_sync.pim.document import Product
from catalog_sync.store.bulk import copy_rows, json, temporary, text, text_array
from catalog_sync.store.pim_tables import pim_products

Version = Callable[[Product], str]
"""The version of a product by what the dictionaries say of it."""

_STAGE = (
    "number int, product_key text, identifier text, family text, document jsonb, content_hash text, "
    "enabled boolean, categories text[], completeness jsonb, depends_on text[], dictionary_hash text"
)
_KNOWN = sa.text(
    "select product_key, content_hash from catalog_sync.pim_products where product_key = any(cast(:keys as text[]))"
)
_UPSERT = sa.text("""
    insert into catalog_sync.pim_products (
        product_key, identifier, family, document, content_hash, enabled, categories, completeness, depends_on,
        dictionary_hash, revision
    )
    select product_key, identifier, family, document, content_hash, enabled, categories, completeness, depends_on,
           dictionary_hash, number + :last
    from staged_products
    on conflict (product_key) do update set
        identifier = excluded.identifier, family = excluded.family, document = excluded.document,
        content_hash = excluded.content_hash, enabled = excluded.enabled, categories = excluded.categories,
        completeness = excluded.completeness, depends_on = excluded.depends_on,
        dictionary_hash = excluded.dictionary_hash, revision = excluded.revision,
        changed_at = now(), deleted_at = null
""")
_SKUS = "product_key text, sku_key text, sku text"
_FORGET_SKUS = sa.text("""
    delete from catalog_sync.pim_skus k
    where product_key = any(cast(:keys as text[])) and not exists (
        select from staged_skus s
        where s.product_key = k.product_key and s.sku_key = k.sku_key and s.sku is not distinct from k.sku
    )
""")
_ADD_SKUS = sa.text("insert into catalog_sync.pim_skus select * from staged_skus on conflict do nothing")
_DELETE = sa.text("""
    update catalog_sync.pim_products p
    set deleted_at = now(), content_hash = 'deleted', revision = :last + doomed.number
    from (
        select product_key, row_number() over (order by product_key) as number
        from catalog_sync.pim_products
        where product_key = any(cast(:keys as text[])) and deleted_at is null
    ) doomed
    where p.product_key = doomed.product_key
""")
_SET_DICTIONARY_HASHES = sa.text("""
    update catalog_sync.pim_products p set dictionary_hash = given.dictionary_hash
    from unnest(cast(:keys as text[]), cast(:hashes as text[])) as given (product_key, dictionary_hash)
    where p.product_key = given.product_key
""")


def write_products(
    connection: sa.Connection, products: Sequence[tuple[Product, str]], version: Version
) -> int:
    """Write those whose content hash differs from the mirror's. Returns how many."""
    last = {product.key: (product, content_hash) for product, content_hash in products}
    rows = connection.execute(_KNOWN, {"keys": text_array(last)})
    known = {key: content_hash for key, content_hash in rows}
    changed = [pair for key, pair in last.items() if known.get(key) != pair[1]]
    if changed:
        temporary(connection, "staged_products", _STAGE, _staged(changed, version))
        connection.execute(_UPSERT, {"last": last_revision(connection, pim_products)})
        _write_skus(connection, [product for product, _ in changed], known)
    return len(changed)


def delete_products(connection: sa.Connection, keys: Sequence[str]) -> int:
    """Turn products into tombstones, each with a revision of its own. Returns how many were alive."""
    parameters = {"keys": text_array(keys), "last": last_revision(connection, pim_products)}
    return connection.execute(_DELETE, parameters).rowcount


def set_dictionary_hashes(connection: sa.Connection, hashes: dict[str, str]) -> None:
    """Store what the dictionaries say of products by now; that is no revision of theirs."""
    parameters = {"keys": text_array(hashes), "hashes": text_array(hashes.values())}
    connection.execute(_SET_DICTIONARY_HASHES, parameters)


def last_revision(connection: sa.Connection, table: sa.Table) -> int:
    """The highest revision given so far; whoever gives the next ones holds the source's lock."""
    return int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(table.c.revision), 0))) or 0)


def _write_skus(connection: sa.Connection, changed: list[Product], known: Collection[str]) -> None:
    """Write the SKUs of new products as they are, and of known ones only what differs."""
    columns = [column.split()[0] for column in _SKUS.split(", ")]
    new = (product for product in changed if product.key not in known)
    copy_rows(connection, "catalog_sync.pim_skus", columns, _skus(new))
    if former := [product for product in changed if product.key in known]:
        temporary(connection, "staged_skus", _SKUS, _skus(former))
        connection.execute(_FORGET_SKUS, {"keys": text_array(product.key for product in former)})
        connection.execute(_ADD_SKUS)


def _skus(products: Iterable[Product]) -> Iterator[tuple[str, ...]]:
    rows = {(product.key, sku.key): sku.sku for product in products for sku in product.skus}
    return ((text(key), text(sku_key), text(sku)) for (key, sku_key), sku in rows.items())


def _staged(changed: Sequence[tuple[Product, str]], version: Version) -> Iterator[tuple[str, ...]]:
    for number, (product, content_hash) in enumerate(changed, start=1):
        yield (
            str(number),
            text(product.key),
            text(product.identifier),
            text(product.family),
            json(product.model_dump_json(exclude_defaults=True)),
            content_hash,
            str(product.enabled and any(sku.enabled for sku in product.skus)),
            text(text_array(product.categories)),
            _completeness(product),
            text(text_array(product.depends_on)),
            version(product),
        )


def _completeness(product: Product) -> str:
    """`channel|locale` -> the best percentage among the enabled SKUs."""
    best: dict[str, int] = {}
    for row in (row for sku in product.skus if sku.enabled for row in sku.completeness):
        where = f"{row.channel}|{row.locale}"
        best[where] = max(row.percent, best.get(where, 0))
    return json(orjson.dumps(best).decode())
