"""Bulk writes of prices and stock: a changed number is a revision, a repeated one only newer, an older one nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from catalog_sync.pim.document import Offer
from catalog_sync.store.bulk import json, temporary, text, text_array
from catalog_sync.store.mirror_products import last_revision
from catalog_sync.store.pim_tables import offers

_STAGE = "number int, sku text, prices jsonb, quantities jsonb, as_of timestamptz, content_hash text"
_KNOWN = sa.text(
    "select sku, content_hash, as_of from catalog_sync.offers where sku = any(cast(:skus as text[]))"
)
_UPSERT = sa.text("""
    insert into catalog_sync.offers (sku, prices, quantities, as_of, content_hash, revision)
    select sku, prices, quantities, as_of, content_hash, number + :last from staged_offers
    on conflict (sku) do update set
        prices = excluded.prices, quantities = excluded.quantities, as_of = excluded.as_of,
        content_hash = excluded.content_hash, revision = excluded.revision
""")
_CONFIRM = sa.text("""
    update catalog_sync.offers o set as_of = given.as_of
    from unnest(cast(:skus as text[]), cast(:moments as timestamptz[])) as given (sku, as_of)
    where o.sku = given.sku
""")


def write_offers(
    connection: sa.Connection, rows: Sequence[tuple[Offer, str]], *, any_age: bool = False
) -> int:
    """Write the changed ones, and the newer `as_of` of repeated ones. Returns how many changed.

    What the mirror holds of a later moment is kept, unless `any_age`.
    """
    known = _known(connection, [offer.sku for offer, _ in rows])
    told = [(offer, digest) for offer, digest in rows if any_age or not _is_older(offer, known)]
    changed = [pair for pair in told if pair[0].sku not in known or known[pair[0].sku][0] != pair[1]]
    if changed:
        temporary(connection, "staged_offers", _STAGE, map(_staged, changed, range(1, len(changed) + 1)))
        connection.execute(_UPSERT, {"last": last_revision(connection, offers)})
    _confirm(
        connection, (offer for offer, digest in told if known.get(offer.sku, ("", None))[0] == digest), known
    )
    return len(changed)


def _known(connection: sa.Connection, skus: Iterable[str]) -> dict[str, tuple[str, datetime]]:
    rows = connection.execute(_KNOWN, {"skus": text_array(skus)})
    return {sku: (content_hash, as_of) for sku, content_hash, as_of in rows}


def _is_older(offer: Offer, known: dict[str, tuple[str, datetime]]) -> bool:
    return offer.sku in known and offer.as_of < known[offer.sku][1]


def _confirm(
    connection: sa.Connection, repeated: Iterable[Offer], known: dict[str, tuple[str, datetime]]
) -> None:
    moments = {offer.sku: offer.as_of.isoformat() for offer in repeated if offer.as_of != known[offer.sku][1]}
    if moments:
        parameters: dict[str, Any] = {"skus": text_array(moments), "moments": text_array(moments.values())}
        connection.execute(_CONFIRM, parameters)


def _staged(changed: tuple[Offer, str], number: int) -> tuple[str, ...]:
    offer, content_hash = changed
    numbers = offer.model_dump(mode="json", include={"prices", "quantities"})
    prices, quantities = (orjson.dumps(numbers[name]).decode() for name in ("prices", "quantities"))
    return str(number), text(offer.sku), json(prices), json(quantities), str(offer.as_of), text(content_hash)
