"""Listings and the write-ahead of the calls that change them."""

import pytest
import sqlalchemy as sa

from catalog_sync.store.listings import Intent, Listings


@pytest.fixture
def listings(engine: sa.Engine) -> Listings:
    return Listings(engine, "7")


def intent(key: str = "k1", action: str = "create", product_key: str = "p1") -> Intent:
    return Intent(key, product_key, action, {"seller_skus": ["A"]}, {"content_submitted": "v1"})


def create(listings: Listings, product_key: str = "p1", standing: str = "in_review") -> None:
    made = intent(f"create {product_key}", product_key=product_key)
    listings.intend(made, "run")
    row = made.desired | {"product_id": f"id {product_key}", "standing": standing, "sku_ids": {"A": "1"}}
    listings.settle(made, "accepted", {}, row)


def test_an_intent_is_open_from_before_the_call_until_its_answer(listings: Listings) -> None:
    listings.intend(intent(), "run")
    assert listings.open_intents() == [(intent(), None)]
    listings.settle(intent(), "refused", {"code": 1}, None)
    assert (listings.open_intents(), listings.of(["p1"])) == ([], {})


def test_open_intents_come_oldest_first_and_from_this_shop_only(
    listings: Listings, engine: sa.Engine
) -> None:
    for key in ("k1", "k2"):
        listings.intend(intent(key), "run")
    Listings(engine, "8").intend(intent("k3"), "run")
    assert [found.idempotency_key for found, _ in listings.open_intents()] == ["k1", "k2"]


def test_an_open_intent_knows_since_when_its_product_is_missed(listings: Listings, engine: sa.Engine) -> None:
    for key in ("k1", "k2"):
        listings.intend(intent(key), "run")
    listings.note_missed([intent("k1")])
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "update catalog_sync.intents set answer = jsonb_build_object('missed_since', now() - interval '90 s')"
                " where answer is not null"
            )
        )
    listings.note_missed([intent("k1")])
    (_, missed_for), (_, never) = listings.open_intents()
    assert (90 <= missed_for < 120, never) == (True, None)


def test_an_idempotency_key_is_never_used_twice(listings: Listings) -> None:
    listings.intend(intent(), "run")
    with pytest.raises(sa.exc.IntegrityError):
        listings.intend(intent(), "another run")


def test_the_answer_of_a_create_makes_the_listing(listings: Listings) -> None:
    create(listings)
    row = listings.of(["p1", "p2"])["p1"]
    assert (row["product_id"], row["sku_ids"], row["content_submitted"]) == ("id p1", {"A": "1"}, "v1")
    assert (row["active"], row["content_live"]) == (True, None)


def test_later_answers_change_what_they_are_about_and_leave_the_rest(listings: Listings) -> None:
    create(listings)
    listings.intend(intent("k2", "stock"), "run")
    listings.settle(intent("k2", "stock"), "accepted", {}, {"quantities": {"A": 5}})
    row = listings.of(["p1"])["p1"]
    assert (row["quantities"], row["content_submitted"], row["product_id"]) == ({"A": 5}, "v1", "id p1")


def test_listings_are_found_by_the_shops_ids_and_foreign_ones_are_not(listings: Listings) -> None:
    create(listings)
    assert list(listings.by_product_id(["id p1", "id of a foreign one"])) == ["id p1"]


def test_a_shop_never_sees_the_listings_of_another(listings: Listings, engine: sa.Engine) -> None:
    create(listings)
    other = Listings(engine, "8")
    other.update("p1", {"standing": "frozen"})
    assert (other.of(["p1"]), other.by_product_id(["id p1"]), other.count()) == ({}, {}, {})
    assert listings.of(["p1"])["p1"]["standing"] == "in_review"


def test_listings_in_review_are_counted(listings: Listings) -> None:
    for number, standing in enumerate(["in_review", "live_edit_in_review", "live", "rejected"]):
        create(listings, f"p{number}", standing)
    assert listings.awaiting_verdict() == 2
    assert listings.count()["live"] == 1
