"""At a catalogue's true size: a common rule that would send 40,000 live listings to review sends none before a person agrees."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from catalog_sync.sync.assemble import assemble
from catalog_sync.sync.desired import desired_listings
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.done import Done
from catalog_sync.sync.due import due_terms
from catalog_sync.sync.holds import confirm_hold, open_holds
from catalog_sync.sync.mass_effects import HELD
from catalog_sync.sync.pictures import upload_pictures
from catalog_sync.sync.placeholders import media_keys
from catalog_sync.sync.rulebook import open_rulebook
from catalog_sync.sync.submit import submit
from catalog_sync_tests.sync.goods import mug, picture_code
from catalog_sync_tests.sync.shopfront import EDIT, Shopfront
from catalog_sync_tests.sync.test_mass_effects import edit_common_rule
from catalog_sync_tests.sync.test_mass_sale import rules  # noqa: F401

LIVE = 40_000
MUGS = 3
"""The listings that are really mapped and sent, the oldest; of the others the ledger has what runs leave there."""

LISTED = """
    with other as (
        select 'product:other-' || number as key, 1000 + number as revision from generate_series(1, :others) number
    ), mirrored as (
        insert into catalog_sync.pim_products
        select (jsonb_populate_record(p, jsonb_build_object(
                   'product_key', key, 'identifier', key, 'revision', other.revision))).*
        from other, catalog_sync.pim_products p where p.product_key = 'product:mug-0'
    ), looked as (
        insert into catalog_sync.looks
        select (jsonb_populate_record(l, jsonb_build_object(
                   'product_key', key, 'look_key', regexp_replace(look_key, '^[^|]*', revision::text)))).*
        from other, catalog_sync.looks l where l.product_key = 'product:mug-0'
    )
    insert into catalog_sync.listings
    select (jsonb_populate_record(l, jsonb_build_object('product_key', key, 'product_id', key))).*
    from other, catalog_sync.listings l where l.product_key = 'product:mug-0'
"""
COMPARED = """
    with looked as (
        update catalog_sync.looks l
        set look_key = regexp_replace(mug.look_key, '^[^|]*', split_part(l.look_key, '|', 1))
        from catalog_sync.looks mug
        where mug.product_key = 'product:mug-0' and l.product_key like 'product:other-%'
        returning l.product_key as key
    )
    insert into catalog_sync.held_effects
    select (jsonb_populate_record(e, jsonb_build_object('listing_key', key, 'product_key', key, 'identifier', key))).*
    from looked, catalog_sync.held_effects e where e.listing_key = 'product:mug-0'
"""


@pytest.fixture
def live(front: Shopfront, rules: Path) -> Shopfront:  # noqa: F811
    """A shop with forty thousand live listings, as they were looked at under the rules of before."""
    front.stock(*(mug(number, pictures=[picture_code("MUG-1")]) for number in range(MUGS)))
    front.sync()
    front.judge()
    front.sweep()
    execute(front, LISTED, others=LIVE - MUGS)
    return front


def execute(front: Shopfront, statement: str, **values: int) -> None:
    with front.engine.begin() as connection:
        connection.execute(sa.text(statement), values)


def batch(front: Shopfront) -> list[Done]:
    """A run over the most urgent products that are due; the PIM is not read."""

    async def run(desk: Desk) -> list[Done]:
        mapping = front.configuration.mapping
        rulebook = open_rulebook(mapping, desk.facts, desk.mirror, desk.taxonomy, desk.rule_versions)
        due, _ = desk.looks.due(due_terms(desk, rulebook, {}), limit=MUGS)
        desired = list(desired_listings(desk, rulebook, due))
        wanted = [key for item in desired for key in media_keys(item.listing.content)]
        uploads = {upload.key: upload for upload in await upload_pictures(desk, front.pim, wanted)}
        return await submit(desk, [assemble(item, uploads) for item in desired], "run")

    return front.at_desk(run)


def test_forty_thousand_edits_wait_from_the_first_batch_to_the_last_and_become_one_hold(
    live: Shopfront,
    rules: Path,  # noqa: F811
) -> None:
    edit_common_rule(rules)
    assert [done.waits_for for done in batch(live)] == [HELD] * MUGS
    assert (live.calls(EDIT), open_holds(live.engine)) == (0, [])
    execute(live, COMPARED)
    live.call_back(*(f"product:mug-{number}" for number in range(MUGS)))
    assert [done.waits_for for done in batch(live)] == [HELD] * MUGS
    [hold] = open_holds(live.engine)
    assert (hold.kind, hold.held, hold.of_living, live.calls(EDIT)) == ("edit", LIVE, LIVE, 0)
    confirm_hold(live.engine, hold.hold_id, "Ada")
    assert [done.actions for done in batch(live)] == [["edit"]] * MUGS
