"""Bulk writes of products: COPY and compare; only a changed content hash makes a revision, and none is left out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType

import orjson
import sqlalchemy as sa

from catalog_sync.pim.document import Product
from catalog_sync.store.bulk import copy_rows, json, text, text_array
from catalog_sync.store.mirror_skus import add_skus, update_skus
from catalog_sync.store.pim_tables import pim_products

Version = Callable[[Product], str]
"""The version of a product by what the dictionaries say of it."""

NO_FINGERPRINTS: Mapping[str, str] = MappingProxyType({})

_COLUMNS = (
    "product_key",
    "identifier",
    "family",
    "document",
    "content_hash",
    "enabled",
    "categories",
    "completeness",
    "depends_on",
    "dictionary_hash",
    "fingerprint",
    "revision",
)
_SOON = sa.text("set local synchronous_commit = off")
_KNOWN = sa.text(
    "select product_key, content_hash from catalog_sync.pim_products where product_key = any(cast(:keys as text[]))"
)
_CLEAR = sa.text("delete from catalog_sync.pim_products where product_key = any(cast(:keys as text[]))")
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
_FINGERPRINTS = sa.text("""
    select product_key, fingerprint from catalog_sync.pim_products
    where product_key = any(cast(:keys as text[])) and deleted_at is null
""")
_SET_FINGERPRINTS = sa.text("""
    update catalog_sync.pim_products p set fingerprint = given.fingerprint
    from unnest(cast(:keys as text[]), cast(:fingerprints as text[])) as given (product_key, fingerprint)
    where p.product_key = given.product_key
""")
_SET_DICTIONARY_HASHES = sa.text("""
    update catalog_sync.pim_products p set dictionary_hash = given.dictionary_hash
    from unnest(cast(:keys as text[]), cast(:hashes as text[])) as given (product_key, dictionary_hash)
    where p.product_key = given.product_key
""")


def write_products(
    connection: sa.Connection,
    products: Sequence[tuple[Product, str]],
    version: Version,
    fingerprints: Mapping[str, str],
) -> int:
    """Write those whose content hash differs from the mirror's. Returns how many.

    `fingerprints` are those of the drafts they were read from; the same document may come from another one.

    The commit does not wait for the disk, but every later one that does waits for this one too (PostgreSQL manual,
    Asynchronous Commit): that of the bound, and that of whatever is done with these revisions.
    """
    last = {product.key: (product, content_hash) for product, content_hash in products}
    rows = connection.execute(_KNOWN, {"keys": text_array(last)})
    known = {key: content_hash for key, content_hash in rows}
    changed = [pair for key, pair in last.items() if known.get(key) != pair[1]]
    if changed:
        connection.execute(_SOON)
        _write(connection, changed, known, version, fingerprints)
    same = last.keys() - {product.key for product, _ in changed}
    if drafted := {key: fingerprints[key] for key in same & fingerprints.keys()}:
        given = {"keys": text_array(drafted), "fingerprints": text_array(drafted.values())}
        connection.execute(_SET_FINGERPRINTS, given)
    return len(changed)


def fingerprints_of(connection: sa.Connection, keys: Sequence[str]) -> dict[str, str]:
    """Product key -> fingerprint of the draft that its document was read from, of living products."""
    rows = connection.execute(_FINGERPRINTS, {"keys": text_array(keys)})
    return {key: fingerprint for key, fingerprint in rows}


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


def _write(
    connection: sa.Connection,
    changed: Sequence[tuple[Product, str]],
    known: Collection[str],
    version: Version,
    fingerprints: Mapping[str, str],
) -> None:
    """Clear the rows of known products and copy all: that takes half the time of an update."""
    products = [product for product, _ in changed]
    former = [product for product in products if product.key in known]
    first = last_revision(connection, pim_products) + 1
    if former:
        connection.execute(_CLEAR, {"keys": text_array(product.key for product in former)})
        update_skus(connection, former)
    rows = (
        _cells(pair, version(pair[0]), fingerprints.get(pair[0].key, ""), first + number)
        for number, pair in enumerate(changed)
    )
    copy_rows(connection, "catalog_sync.pim_products", _COLUMNS, rows)
    add_skus(connection, (product for product in products if product.key not in known))


def _cells(changed: tuple[Product, str], version: str, fingerprint: str, revision: int) -> tuple[str, ...]:
    product, content_hash = changed
    return (
        text(product.key),
        text(product.identifier),
        text(product.family),
        json(product.model_dump_json(exclude_defaults=True)),
        content_hash,
        str(product.enabled and any(sku.enabled for sku in product.skus)),
        text(text_array(product.categories)),
        _completeness(product),
        text(text_array(product.depends_on)),
        version,
        fingerprint,
        str(revision),
    )


def _completeness(product: Product) -> str:
    """`channel|locale` -> the best percentage among the enabled SKUs."""
    best: dict[str, int] = {}
    for row in (row for sku in product.skus if sku.enabled for row in sku.completeness):
        where = f"{row.channel}|{row.locale}"
        best[where] = max(row.percent, best.get(where, 0))
    return json(orjson.dumps(best).decode()) if best else "{}"
