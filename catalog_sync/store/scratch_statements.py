"""The statements of `scratch`: temporary tables of a refresh, and how they are compared with the mirror."""

from catalog_sync.store.pim_problems import OF_LISTINGS

TABLES = """
    create temp table listed (product_key text not null, sku_key text);
    create temp table absent (product_key text primary key, told boolean not null);
    create temp table pending (product_key text primary key, number bigint generated always as identity);
    create unique index on pending (number);
    create temp table touched (dependency text primary key);
    create temp view unlisted as
        select p.product_key from catalog_sync.pim_products p
        where p.deleted_at is null and not exists (select from listed l where l.product_key = p.product_key);
    create temp view unheld as
        select a.product_key, a.told from absent a join catalog_sync.pim_products p using (product_key)
        where p.deleted_at is null
          and not exists (select from catalog_sync.held_products h where h.product_key = a.product_key)
"""
ADD_ABSENT = """
    insert into absent select unnest(cast(:keys as text[])), true on conflict (product_key) do update set told = true
"""
ADD_VANISHED = "insert into absent select product_key, false from unlisted on conflict do nothing"
ADD_DIFFERING = """
    insert into pending (product_key)
    select l.product_key from listed l
    where not exists (
        select from catalog_sync.pim_products p where p.product_key = l.product_key and p.deleted_at is null
    )
    union
    select l.product_key from listed l
    where sku_key is not null and not exists (
        select from catalog_sync.pim_skus k where k.product_key = l.product_key and k.sku_key = l.sku_key
    )
    union
    select k.product_key from catalog_sync.pim_skus k join catalog_sync.pim_products p using (product_key)
    where p.deleted_at is null
      and exists (select from listed l where l.product_key = k.product_key)
      and not exists (select from listed l where l.product_key = k.product_key and l.sku_key = k.sku_key)
    order by 1
    on conflict do nothing
"""
ADD_TOUCHED = """
    insert into pending (product_key)
    select distinct p.product_key
    from touched t join catalog_sync.pim_products p on p.depends_on @> array[t.dependency]
    where p.deleted_at is null and p.depends_on <> '{}'
    order by 1
    on conflict do nothing
"""
TAKE = "select number, product_key from pending where number > :taken order by number limit :chunk"
SET_ASIDE = "create temp table aside as select product_key from pending where number > :taken"
SUSPECTS = "create temp table suspects (product_key text primary key, content_hash text)"
ADD_SUSPECTS = """
    insert into suspects
    select suspect, p.content_hash from unnest(cast(:keys as text[])) as suspect
    left join catalog_sync.pim_products p on p.product_key = suspect and p.deleted_at is null
    on conflict do nothing
"""
SUSPECT_UNLISTED = """
    insert into suspects select product_key, p.content_hash from unlisted join catalog_sync.pim_products p using (product_key)
    on conflict do nothing
"""
ADD_SUSPECTED = """
    insert into pending (product_key)
    select s.product_key from suspects s
    left join catalog_sync.pim_products p on p.product_key = s.product_key and p.deleted_at is null
    where p.content_hash is not distinct from s.content_hash
    order by 1
    on conflict do nothing
"""
ABSENT_AND_LIVING = """
    select count(*) filter (where a.product_key is not null), count(*)
    from catalog_sync.pim_products p left join absent a using (product_key) where p.deleted_at is null
"""
UNLISTED_AND_LIVING = """
    select (select count(*) from unlisted), count(*) from catalog_sync.pim_products where deleted_at is null
"""
ABSENT = "select product_key, told from unheld where product_key > :after order by product_key limit :chunk"
HOLD = "insert into catalog_sync.held_products (product_key, told, hold_id) select *, :hold_id from unheld"
TELL_HELD = """
    update catalog_sync.held_products h set told = true
    from absent a where a.product_key = h.product_key and a.told and not h.told
"""
DROP_LISTED = """
    delete from catalog_sync.held_products h
    where exists (select from listed l where l.product_key = h.product_key)
"""
FORGET_PROBLEMS = f"""
    delete from catalog_sync.pim_problems p
    where source = :source and seen_at < :before and ({OF_LISTINGS})
      and not exists (select from listed l where l.product_key = p.key)
"""  # noqa: S608 - nothing in it comes from outside
