"""The query for what is due for a shop: which products, why, and in which order."""

# ruff: noqa: S608 (the queries are put together from the constants of this module)

from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from catalog_sync.review.lifecycle import Standing
from catalog_sync.store.due_terms import Selection, Terms

DAILY_LIMIT = "daily limit"
"""What a deferred create waits for while the shop takes no more of them."""

FRESH_OFFER = "fresh price or stock"
"""What a product waits for whose price or quantity is too old, or may predate a sale."""

_NO_BOUND = 2**31 - 1


@dataclass(frozen=True)
class Backlog:
    """How many products are due now, and how many creates are held back by a daily limit."""

    due: int
    held: int = 0


def batch_statement(selection: Selection) -> sa.TextClause:
    """The most urgent products that are due; the parameters are those of `parameters`, and `limit`."""
    return _statement(len(selection.complete_in), _BATCH)


def count_statement(selection: Selection) -> sa.TextClause:
    """How many products are due, and how many of them are creates."""
    return _statement(len(selection.complete_in), _COUNT)


def ineligible_statement(selection: Selection) -> sa.TextClause:
    """Reason -> number of living products that the shop does not sell."""
    return _statement(len(selection.complete_in), _INELIGIBLE)


def parameters(shop_id: str, terms: Terms) -> dict[str, Any]:
    """The parameters of all three statements."""
    selection = terms.selection
    left = _NO_BOUND if terms.creates_left is None else terms.creates_left
    return {
        "shop_id": shop_id,
        "version": terms.version,
        "relook_before": terms.relook_before,
        "prices_and_stock_only": terms.prices_and_stock_only,
        "creates_left": left,
        "currency": terms.currency,
        "partition_key": terms.partition_key,
        "creates_first": terms.creates_first,
        "offers_max_age": terms.offers_max_age,
        "selling": [standing.value for standing in Standing if standing.sells],
        "every_category": selection.categories is None,
        "categories": sorted(selection.categories or ()),
        "excluded": sorted(selection.excluded),
        "percent": selection.percent,
    } | {f"complete_in_{number}": name for number, name in enumerate(selection.complete_in)}


@cache
def _statement(complete_in: int, query: str) -> sa.TextClause:
    """A statement that looks at completeness only where the shop asks for it."""
    lacks = [
        f"coalesce((p.completeness ->> :complete_in_{number})::int, 0) < :percent"
        for number in range(complete_in)
    ]
    return sa.text(query.replace("<incomplete>", " or ".join(lacks) or "false"))


_REASON = """
    case when p.deleted_at is not null then 'deleted'
         when not p.enabled then case
             when exists (select from catalog_sync.pim_skus k where k.product_key = p.product_key) then 'disabled'
             else 'without variants' end
         when p.categories && cast(:excluded as text[])
              or not (:every_category or p.categories && cast(:categories as text[])) then 'category'
         when <incomplete> then 'incomplete' end"""

# A look-key is: revision | offers | version | schema | corrections | dictionary | ineligible (store/looks.py).
# Revisions of offers only grow, so an offer newer than the look is all there is to find out about them.
_DUE = f"""
with newer as (
    select distinct k.product_key
    from catalog_sync.looks l
    join catalog_sync.pim_skus k on k.product_key = l.product_key
    join catalog_sync.offers f on f.sku = k.sku
    where l.shop_id = :shop_id and f.revision > split_part(l.look_key, '|', 2)::bigint
), listed as (
    select coalesce(part_of, product_key) as product_key,
           bool_or(active or standing = any(cast(:selling as text[]))) as on_sale
    from catalog_sync.listings where shop_id = :shop_id group by 1
), current as (
    select p.product_key, p.identifier, p.revision, p.dictionary_hash, {_REASON} as ineligible,
           coalesce(s.content_hash, '') as schema_hash,
           coalesce(c.version, '') as corrections,
           l.look_key, l.due_at, l.looked_at, l.waits_for, n.product_key is not null as newer_offers,
           li.product_key is not null as listed, coalesce(li.on_sale, false) as on_sale
    from catalog_sync.pim_products p
    left join catalog_sync.looks l on l.product_key = p.product_key and l.shop_id = :shop_id
    left join listed li on li.product_key = p.product_key
    left join newer n on n.product_key = p.product_key
    left join catalog_sync.category_schemas s on s.category_id = l.category_id and s.shop_id = :shop_id
    left join (
        select product_key, md5(standing::text) as version
        from catalog_sync.corrections where shop_id = :shop_id
    ) c on c.product_key = p.product_key
), due as (
    select *, not listed and ineligible is null as creates
    from current
    where (look_key is not null or listed or ineligible is null)
      and (look_key is null or newer_offers or looked_at < :relook_before
           or case when due_at <= now() then waits_for is distinct from '{FRESH_OFFER}' or exists (
               select from catalog_sync.pim_skus k join catalog_sync.offers f on f.sku = k.sku
               where k.product_key = current.product_key and f.as_of >= now() - :offers_max_age) end
           or look_key <> concat_ws('|', revision, split_part(look_key, '|', 2), :version, schema_hash,
                                    corrections, dictionary_hash, coalesce(ineligible, '')))
      and (not :prices_and_stock_only or (listed and newer_offers))
)
"""
_COUNT = f"{_DUE} select count(*) filter (where not creates), count(*) filter (where creates) from due"
_INELIGIBLE = f"""
    select ineligible, count(*)
    from (select {_REASON} as ineligible from catalog_sync.pim_products p where p.deleted_at is null) judged
    where ineligible is not null group by ineligible
"""
_BATCH = f"""{_DUE}
, worth as (
    select d.product_key,
           case :creates_first when 'price' then max((f.prices ->> :currency)::numeric)
                when 'stock' then sum((f.quantities ->> :partition_key)::int)
                else sum((f.prices ->> :currency)::numeric * (f.quantities ->> :partition_key)::int) end as value
    from due d
    join catalog_sync.pim_skus k on k.product_key = d.product_key
    join catalog_sync.offers f on f.sku = k.sku
    where d.creates and :creates_left > 0 group by d.product_key
), compared as (
    select d.*, coalesce(w.value, 0) as value,
           case when look_key is null then 'new'
                when due_at <= now() then 'retry'
                when split_part(look_key, '|', 1) <> revision::text then 'product changed'
                when newer_offers then 'price or stock changed'
                when split_part(look_key, '|', 7) <> coalesce(ineligible, '') then 'eligibility changed'
                when split_part(look_key, '|', 6) <> dictionary_hash then 'dictionary changed'
                when split_part(look_key, '|', 5) <> corrections then 'corrected'
                else 'rules changed' end as cause
    from due d left join worth w on w.product_key = d.product_key
    where not d.creates or :creates_left > 0
), ordered as (
    select *,
           case when ineligible is not null and on_sale then 0
                when listed and newer_offers and split_part(look_key, '|', 1) = revision::text then 1
                when cause = 'retry' and (listed or coalesce(waits_for, '') not in ('{DAILY_LIMIT}', '{FRESH_OFFER}')) then 2
                when cause = 'rules changed' then 5
                when listed then 3
                else 4 end as urgency
    from compared
)
select b.product_key, identifier, revision, schema_hash, corrections, dictionary_hash,
       coalesce(ineligible, '') as ineligible, listed, urgency, cause,
       coalesce((select max(f.revision) from catalog_sync.pim_skus k join catalog_sync.offers f on f.sku = k.sku
                 where k.product_key = b.product_key), 0) as offers_revision
from (
    (select * from ordered where not creates order by urgency, value desc, revision limit :limit)
    union all
    (select * from ordered where creates order by urgency, value desc, revision
     limit least(:limit, :creates_left))
    order by urgency, value desc, revision limit :limit
) b
order by urgency, value desc, revision
"""
