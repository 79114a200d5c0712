"""The views for people: every listing of a product, and each of its findings once."""

import sqlalchemy as sa

from catalog_sync.store.looks import State
from catalog_sync.store.overview import Overview
from catalog_sync_tests.store.test_looks import SHOP, Desk

FINDING = {"code": "image_missing", "severity": "warn", "message": "No picture.", "title": "no picture"}


def test_a_product_that_is_two_listings_is_shown_with_both_and_each_finding_once(engine: sa.Engine) -> None:
    desk = Desk(engine)
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "insert into catalog_sync.shops (shop_id, partition_key, app_key, region, name, cipher) "
                "values (:shop, 'GB', 'app', 'GB', 'The shop', '')"
            ),
            {"shop": SHOP},
        )
    desk.product("parted", "single", "unlisted")
    desk.listed("parted", "single")
    desk.part("parted", "parted#2")
    desk.look("parted", "single", "unlisted", state=State.PARKED, findings=[FINDING])
    rows = Overview(engine, "GB").products()
    assert [(row["identifier"], row["listing_key"], row["part_of"]) for row in rows] == [
        ("parted", "parted", None),
        ("parted", "parted#2", "parted"),
        ("single", "single", None),
        ("unlisted", None, None),
    ]
    with engine.connect() as connection:
        found = connection.execute(
            sa.text("select identifier from catalog_sync.findings order by 1")
        ).scalars()
        assert [*found] == ["parted", "single", "unlisted"]
