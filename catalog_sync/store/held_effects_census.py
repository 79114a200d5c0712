"""How much of a shop may still change: its live listings, those that were not looked at yet, and what went out lately."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from catalog_sync.review.lifecycle import Standing
from catalog_sync.store.bulk import text_array

# A look-key is: revision | offers | version | schema | corrections | dictionary | ineligible (store/looks.py).
_CENSUS = sa.text("""
    with mine as (
        select coalesce(li.part_of, li.product_key) as product_key,
               li.standing = any(cast(:selling as text[])) as live
        from catalog_sync.listings li
        where li.shop_id = :shop_id and (li.standing = any(cast(:selling as text[])) or not li.active)
    ), rest as (
        select mine.live,
               l.look_key is null
               or split_part(l.look_key, '|', 1) <> p.revision::text
               or split_part(l.look_key, '|', 3) <> split_part(:look_key, '|', 3)
               or split_part(l.look_key, '|', 4) <> coalesce(s.content_hash, '')
               or split_part(l.look_key, '|', 6) <> p.dictionary_hash
               or coalesce(l.looked_at < cast(:relook_before as timestamptz), false) as content,
               exists (select from catalog_sync.pim_skus k join catalog_sync.offers f on f.sku = k.sku
                       where k.product_key = mine.product_key
                         and f.revision > split_part(l.look_key, '|', 2)::bigint) as offers
        from mine
        join catalog_sync.pim_products p on p.product_key = mine.product_key
        left join catalog_sync.looks l on l.product_key = mine.product_key and l.shop_id = :shop_id
        left join catalog_sync.category_schemas s on s.category_id = l.category_id and s.shop_id = :shop_id
        where mine.product_key <> all(cast(:batch as text[]))
    )
    select (select count(*) from mine where live) as live,
           count(*) filter (where live and content) as unseen,
           count(*) filter (where live and (content or offers)) as unpriced,
           count(*) filter (where not live and content) as unseen_off_sale
    from rest
""")
_SENT = sa.text("""
    select count(distinct product_key) from catalog_sync.intents
    where shop_id = :shop_id and written_at > now() - interval '1 hour' and body -> 'unasked' ? :kind
      and coalesce(outcome, 'open') <> 'refused'
""")


@dataclass(frozen=True)
class Census:
    """Live listings; of them those whose content, and those whose price, was not compared with what is wanted now.

    `unseen_off_sale` are listings that were taken off sale and were not compared either.
    """

    live: int
    unseen: int
    unpriced: int
    unseen_off_sale: int


def census(
    engine: sa.Engine, shop_id: str, look_key: str, batch: list[str], relook_before: datetime | None
) -> Census:
    """Count the shop's live listings; those not compared, but for the batch's PIM products. `look_key` is any of the batch's."""
    values = {
        "shop_id": shop_id,
        "selling": text_array(standing.value for standing in Standing if standing.sells),
        "look_key": look_key,
        "batch": text_array(batch),
        "relook_before": relook_before,
    }
    with engine.connect() as connection:
        return Census(**connection.execute(_CENSUS, values).mappings().one())


def sent_lately(engine: sa.Engine, shop_id: str, kind: str) -> int:
    """How many listings had an effect of this kind within the hour, for which nobody was asked."""
    with engine.connect() as connection:
        return int(connection.scalar(_SENT, {"shop_id": shop_id, "kind": kind}) or 0)
