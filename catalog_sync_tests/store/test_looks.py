"""What is due for a shop, in which order, and what a look makes of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
import sqlalchemy as sa

from catalog_sync.mapping.listing import Correction
from catalog_sync.pim.document import Completeness, Offer, Product, Sku
from catalog_sync.store.due import DAILY_LIMIT, FRESH_OFFER, Backlog
from catalog_sync.store.due_terms import Selection, Terms
from catalog_sync.store.listings import Intent, Listings
from catalog_sync.store.looks import Look, Looks, State, look_key
from catalog_sync.store.mirror import Mirror
from catalog_sync.store.reviews import Reviews
from catalog_sync.store.taxonomy import Taxonomy

SHOP, RULES, LEAF = "7", "rules-1", "600031"
NOW = datetime.now(UTC)
EVERYTHING = Selection()
PAST, FUTURE = NOW - timedelta(hours=1), NOW + timedelta(hours=1)


class Desk:
    """A ledger with products `p1`, `p2` ... and looks at them."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine, self.mirror, self.looks = engine, Mirror(engine), Looks(engine, SHOP)
        self.listings, self.taxonomy, self.reviews = (
            each(engine, SHOP) for each in (Listings, Taxonomy, Reviews)
        )

    def product(self, *keys: str, version: str = "1") -> None:
        for key in keys:
            product = Product(key=key, identifier=key, skus=[Sku(key=f"u-{key}", sku=f"SKU-{key}")])
            self.mirror.store_products([(product, version)])

    def offer(self, key: str, version: str = "1") -> None:
        self.mirror.store_offers([(Offer(sku=f"SKU-{key}", as_of=NOW), version)])

    def listed(self, *keys: str) -> None:
        for key in keys:
            intent = Intent(f"create {key}", key, "create", {}, {})
            self.listings.intend(intent, "run")
            self.listings.settle(intent, "accepted", {}, {"product_id": f"id {key}", "standing": "live"})

    def part(self, key: str, listing_key: str) -> None:
        """List a part of a product, which has no other listing."""
        intent = Intent(f"create {listing_key}", listing_key, "create", {}, {})
        self.listings.intend(intent, "run")
        columns = {"product_id": f"id {listing_key}", "standing": "live", "part_of": key}
        self.listings.settle(intent, "accepted", {}, columns)

    def look(
        self, *keys: str, state: State = State.ACCEPTED, selection: Selection = EVERYTHING, **more
    ) -> None:
        """Look at products as they are now."""
        rows = {row["product_key"]: row for row in self.due(relook_before=FUTURE, selection=selection)}
        looks = [Look(key, self._key(rows[key]), state, category_id=LEAF, **more) for key in keys]
        self.looks.acknowledge(looks, "run")

    def _key(self, row: dict) -> str:
        schema = self.taxonomy.schemas().get(LEAF, {}).get("content_hash", "")
        own = ("corrections", "dictionary_hash", "ineligible")
        return look_key(row["revision"], row["offers_revision"], RULES, schema, *(row[name] for name in own))

    def due(self, version: str = RULES, *, limit: int = 100, **terms) -> list[dict]:
        return self.looks.due(Terms(version, **terms), limit=limit)[0]

    def order(self, **terms) -> list[str]:
        return [row["product_key"] for row in self.due(**terms)]

    def causes(self, version: str = RULES, **terms) -> dict[str, str]:
        return {row["product_key"]: row["cause"] for row in self.due(version, **terms)}


@pytest.fixture
def desk(engine: sa.Engine) -> Desk:
    return Desk(engine)


def test_a_product_that_was_never_looked_at_is_due(desk: Desk) -> None:
    desk.product("p1")
    assert desk.causes() == {"p1": "new"}


@pytest.mark.parametrize("state", list(State))
def test_a_look_leaves_the_product_in_exactly_one_state_and_not_due(desk: Desk, state: State) -> None:
    desk.product("p1")
    desk.look("p1", state=State.PARKED)
    desk.look("p1", state=state)
    assert (desk.due(), desk.looks.count()) == ([], {state.value: 1})


def another_revision(desk: Desk) -> None:
    desk.product("p1", version="2")


def another_offer(desk: Desk) -> None:
    desk.offer("p1", version="2")


def another_schema(desk: Desk) -> None:
    desk.taxonomy.store_schema(LEAF, [], {}, "schema-2")


def a_correction(desk: Desk) -> None:
    made = Correction(corrector="square_main_images", cause="image_not_square", reason="", source_hash="1")
    desk.reviews.replace_corrections("p1", [made])


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (another_revision, "product changed"),
        (another_offer, "price or stock changed"),
        (another_schema, "rules changed"),
        (a_correction, "corrected"),
    ],
)
@pytest.mark.parametrize("state", list(State))
def test_whatever_a_look_depends_on_makes_the_product_due_in_any_state(
    desk: Desk, state: State, change: Callable[[Desk], None], cause: str
) -> None:
    desk.product("p1", "p2")
    desk.offer("p1")
    desk.look("p1", "p2", state=state, due_at=FUTURE if state is State.DEFERRED else None)
    change(desk)
    assert desk.causes()["p1"] == cause
    assert len(desk.due()) == (2 if change is another_schema else 1)


def test_other_rules_make_everything_due(desk: Desk) -> None:
    desk.product("p1", "p2")
    desk.look("p1", "p2")
    assert desk.causes("rules-2") == {"p1": "rules changed", "p2": "rules changed"}


def test_the_time_of_a_deferred_product_comes(desk: Desk) -> None:
    desk.product("p1", "p2")
    desk.look("p1", state=State.DEFERRED, due_at=PAST)
    desk.look("p2", state=State.DEFERRED, due_at=FUTURE)
    assert desk.causes() == {"p1": "retry"}


def test_a_look_ends_the_time_that_was_set(desk: Desk) -> None:
    desk.product("p1")
    desk.look("p1", state=State.DEFERRED, due_at=PAST, waits_for="retry")
    desk.look("p1")
    assert desk.due() == []


def test_looks_of_another_shop_do_not_count(desk: Desk, engine: sa.Engine) -> None:
    desk.product("p1")
    desk.look("p1")
    assert Looks(engine, "8").count_due(Terms(RULES)) == Backlog(1)


def test_everything_is_looked_at_again_once(desk: Desk) -> None:
    desk.product("p1", "p2")
    desk.look("p1", "p2")
    began = datetime.now(UTC)
    assert len(desk.due(relook_before=began)) == 2
    desk.looks.acknowledge([Look("p1", desk._key(desk.due(relook_before=began)[0]), State.ACCEPTED)], "run")
    assert [row["product_key"] for row in desk.due(relook_before=began)] == ["p2"]


def test_a_tombstone_is_due_where_the_product_was_known_and_nowhere_else(desk: Desk) -> None:
    desk.product("p1", "p2")
    desk.look("p1")
    desk.mirror.delete_products(["p1", "p2"])
    [row] = desk.due()
    assert (row["product_key"], row["ineligible"]) == ("p1", "deleted")


def test_the_batch_starts_with_what_cannot_wait(desk: Desk) -> None:
    known = ["edit", "retry", "stock", "gone"]
    desk.product("new", *known)
    desk.offer("stock")
    desk.listed("edit", "stock", "gone")
    desk.look("edit", "stock", "gone")
    desk.look("retry", state=State.DEFERRED, due_at=PAST)
    desk.product("edit", version="2")
    desk.offer("stock", version="2")
    desk.mirror.delete_products(["gone"])
    assert [row["product_key"] for row in desk.due()] == ["gone", "stock", "retry", "edit", "new"]


def test_the_oldest_change_goes_first_among_equals(desk: Desk) -> None:
    desk.product("p2", "p1", "p3")
    desk.product("p2", version="2")
    assert [row["product_key"] for row in desk.due()] == ["p1", "p3", "p2"]


def test_a_bounded_batch_tells_how_much_is_due_in_all(desk: Desk) -> None:
    desk.product("p1", "p2", "p3")
    rows, backlog = desk.looks.due(Terms(RULES), limit=2)
    assert (len(rows), backlog, desk.looks.count_due(Terms(RULES))) == (2, Backlog(3), Backlog(3))


def test_deferred_products_do_not_occupy_a_batch(desk: Desk) -> None:
    desk.product("p1", "p2", "p3")
    desk.look("p1", "p2", state=State.DEFERRED, due_at=FUTURE)
    assert [row["product_key"] for row in desk.due(limit=1)] == ["p3"]


def test_an_event_calls_products_back(desk: Desk) -> None:
    desk.product("p1", "p2")
    desk.look("p1", "p2")
    desk.looks.call_back(["p1"])
    assert desk.causes() == {"p1": "retry"}


def test_an_event_calls_back_those_who_waited_for_it_and_the_parked(desk: Desk) -> None:
    keys = ["p1", "p2", "p3", "p4"]
    desk.product(*keys)
    desk.look("p1", state=State.DEFERRED, waits_for="verdict")
    desk.look("p2", state=State.DEFERRED, waits_for="lock", due_at=FUTURE)
    desk.look("p3", state=State.PARKED)
    desk.look("p4")
    desk.looks.call_back(keys, waiting_for="verdict")
    assert desk.causes().keys() == {"p1", "p3"}


def test_the_leaves_of_earlier_looks_are_known(desk: Desk) -> None:
    desk.product("p1")
    desk.look("p1")
    assert desk.looks.categories() == {LEAF}


def test_an_unknown_state_is_refused_by_the_database(desk: Desk) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="state_is_known"):
        desk.looks.acknowledge([Look("p1", "1", "lost")], "run")


SELECTION = Selection(frozenset({"mugs"}), frozenset({"outlet"}), ("shop|en",), 80)


def sold(key: str, *categories: str, percent: int = 100, enabled: bool = True) -> Product:
    """A product in these categories that is so complete."""
    completeness = [Completeness(channel="shop", locale="en", percent=percent)]
    sku = Sku(key=f"u-{key}", sku=f"SKU-{key}", completeness=completeness)
    return Product(key=key, identifier=key, categories=list(categories), enabled=enabled, skus=[sku])


class TestEligibility:
    """Failure mode 11: disable, re-enable, incompleteness not followed."""

    CHANGES = (
        sold("p1", "mugs", enabled=False),
        sold("p1"),
        sold("p1", "mugs", "outlet"),
        sold("p1", "mugs", percent=79),
    )

    @pytest.mark.parametrize("product", CHANGES)
    def test_what_was_never_listed_and_is_not_sold_is_not_due(self, desk: Desk, product: Product) -> None:
        desk.mirror.store_products([(product, "1")])
        assert desk.due(selection=SELECTION) == []

    @pytest.mark.parametrize("product", CHANGES)
    def test_what_was_listed_and_is_no_longer_sold_goes_first(self, desk: Desk, product: Product) -> None:
        desk.mirror.store_products([(sold("p1", "mugs"), "1"), (sold("p2", "mugs"), "1")])
        desk.listed("p1")
        desk.look("p1", selection=SELECTION)
        desk.mirror.store_products([(product, "2")])
        first, second = desk.due(selection=SELECTION)
        assert (first["product_key"], first["urgency"]) == ("p1", 0)
        assert second["product_key"] == "p2"

    def test_a_category_that_moved_in_the_tree_is_a_change_of_its_own(self, desk: Desk) -> None:
        desk.mirror.store_products([(sold("p1", "mugs"), "1"), (sold("p2", "cups"), "1")])
        desk.listed("p1")
        desk.look("p1", selection=SELECTION)
        moved = Selection(frozenset({"cups"}))
        assert desk.causes(selection=moved) == {"p1": "eligibility changed", "p2": "new"}
        desk.look("p1", selection=moved)
        assert desk.causes(selection=moved) == {"p2": "new"}
        assert desk.causes(selection=SELECTION) == {"p1": "eligibility changed"}

    def test_what_is_listed_without_a_look_is_taken_off_all_the_same(self, desk: Desk) -> None:
        """A run that died between TikTok's answer and the look leaves such a product."""
        desk.product("p1")
        desk.listed("p1")
        desk.mirror.delete_products(["p1"])
        assert [row["urgency"] for row in desk.due()] == [0]

    def test_what_sells_although_its_deactivation_was_tried_goes_first(self, desk: Desk) -> None:
        desk.product("p1")
        desk.listed("p1")
        desk.look("p1")
        desk.mirror.delete_products(["p1"])
        desk.listings.update("p1", {"active": False})
        assert [row["urgency"] for row in desk.due()] == [0]

    def test_a_listing_that_is_off_already_does_not_go_first_again(self, desk: Desk) -> None:
        desk.product("p1", "p2")
        desk.listed("p1", "p2")
        desk.look("p1", "p2")
        desk.mirror.delete_products(["p1"])
        desk.listings.update("p1", {"active": False, "standing": "deactivated"})
        desk.product("p2", version="2")
        assert desk.order() == ["p1", "p2"]
        assert [row["urgency"] for row in desk.due()] == [3, 3]

    def test_reasons_are_counted_for_people(self, desk: Desk) -> None:
        desk.mirror.store_products(
            [(change.model_copy(update={"key": f"p{n}"}), "1") for n, change in enumerate(self.CHANGES)]
        )
        counts = desk.looks.ineligible(Terms(RULES, SELECTION))
        assert counts == {"disabled": 1, "category": 2, "incomplete": 1}


class TestDailyLimit:
    def worth(self, desk: Desk, **prices: str) -> None:
        """Products that were never listed, at these prices, seven of each."""
        desk.product(*prices)
        desk.mirror.store_offers(
            [
                (Offer(sku=f"SKU-{key}", prices={"GBP": price}, quantities={"GB": 7}, as_of=NOW), price)
                for key, price in prices.items()
            ]
        )

    TERMS: ClassVar = {"currency": "GBP", "partition_key": "GB"}

    def test_creates_go_by_value_then_by_age(self, desk: Desk) -> None:
        desk.product("unknown")
        self.worth(desk, cheap="1.50", dear="99", old="20", young="20")
        assert desk.order(**self.TERMS) == ["dear", "old", "young", "cheap", "unknown"]

    @pytest.mark.parametrize(
        ("first", "order"),
        [
            ("value", ["many", "fair", "dear"]),
            ("price", ["dear", "fair", "many"]),
            ("stock", ["many", "fair", "dear"]),
        ],
    )
    def test_what_goes_first_is_configured(self, desk: Desk, first: str, order: list[str]) -> None:
        offers = {"dear": ("99", 1), "fair": ("20", 10), "many": ("5", 100)}
        desk.product(*offers)
        for key, (price, quantity) in offers.items():
            offer = Offer(sku=f"SKU-{key}", prices={"GBP": price}, quantities={"GB": quantity}, as_of=NOW)
            desk.mirror.store_offers([(offer, "1")])
        assert desk.order(creates_first=first, **self.TERMS) == order

    def test_what_sells_in_any_of_its_listings_is_no_create(self, desk: Desk) -> None:
        desk.product("parted")
        desk.part("parted", "parted#2")
        assert desk.order(creates_left=0) == ["parted"]
        [row] = desk.due()
        assert row["listed"]
        desk.look("parted")
        desk.mirror.delete_products(["parted"])
        assert desk.due()[0]["urgency"] == 0

    def test_a_known_limit_takes_the_most_valuable_creates_and_holds_the_rest(self, desk: Desk) -> None:
        self.worth(desk, cheap="1.50", dear="99", fair="20")
        assert desk.order(creates_left=2, **self.TERMS) == ["dear", "fair"]
        assert desk.looks.count_due(Terms(RULES, creates_left=2)) == Backlog(2, held=1)

    def test_while_a_limit_lasts_creates_are_not_due_and_all_else_is(self, desk: Desk) -> None:
        """Failure mode 3: what has to wait waits in the ledger, apart from how far the PIM was read."""
        desk.product("new", "parked", "limited", "edit", "gone")
        desk.listed("edit", "gone")
        desk.look("edit", "gone")
        desk.look("parked", state=State.PARKED)
        desk.look("limited", state=State.DEFERRED, waits_for=DAILY_LIMIT, due_at=PAST)
        desk.product("edit", "parked", version="2")
        desk.mirror.delete_products(["gone"])
        assert desk.order(creates_left=0) == ["gone", "edit"]
        assert desk.looks.count_due(Terms(RULES, creates_left=0)) == Backlog(2, held=3)

    def test_after_a_limit_its_creates_are_no_retries(self, desk: Desk) -> None:
        desk.product("edit")
        self.worth(desk, limited="5", dear="99")
        desk.listed("edit")
        desk.look("edit")
        desk.look("limited", state=State.DEFERRED, waits_for=DAILY_LIMIT, due_at=PAST)
        desk.product("edit", version="2")
        assert desk.order(**self.TERMS) == ["edit", "dear", "limited"]


def test_looks_for_other_rules_alone_come_last(desk: Desk) -> None:
    desk.product("same", "new", "edit")
    desk.listed("same", "edit")
    desk.look("same", "edit")
    desk.product("edit", version="2")
    assert desk.order(version="rules-2") == ["edit", "new", "same"]
    assert desk.order(relook_before=FUTURE) == ["edit", "new", "same"]


def test_the_dictionary_that_a_product_was_read_with_is_part_of_its_look(desk: Desk) -> None:
    desk.product("p1", "p2")
    desk.look("p1", "p2")
    with desk.engine.begin() as connection:
        statement = "update catalog_sync.pim_products set dictionary_hash = 'other' where product_key = 'p1'"
        connection.execute(sa.text(statement))
    assert desk.causes() == {"p1": "dictionary changed"}
    desk.look("p1")
    assert desk.due() == []


class TestWaitingForAnOffer:
    """A source of prices and stock that stands still starves nothing and starts nothing."""

    def waits(self, desk: Desk, key: str, age: timedelta) -> None:
        desk.mirror.store_offers([(Offer(sku=f"SKU-{key}", as_of=NOW - age), "1")])
        desk.look(key, state=State.DEFERRED, waits_for=FRESH_OFFER, due_at=PAST)

    def test_is_not_due_before_there_is_one(self, desk: Desk) -> None:
        desk.product("p1", "p2", "p3")
        self.waits(desk, "p1", timedelta(hours=25))
        self.waits(desk, "p2", timedelta(hours=23))
        desk.look("p3", state=State.DEFERRED, waits_for=FRESH_OFFER, due_at=PAST)
        assert desk.causes() == {"p2": "retry"}
        assert desk.causes(offers_max_age=timedelta(hours=22)) == {}
        assert desk.looks.count_due(Terms(RULES)) == Backlog(1)

    def test_is_due_once_the_same_number_is_confirmed(self, desk: Desk) -> None:
        desk.product("p1")
        self.waits(desk, "p1", timedelta(hours=25))
        desk.mirror.store_offers([(Offer(sku="SKU-p1", as_of=NOW), "1")])
        assert desk.causes() == {"p1": "retry"}

    def test_leaves_edits_before_what_was_never_listed(self, desk: Desk) -> None:
        desk.product("waiting", "edit")
        desk.listed("edit")
        desk.look("edit")
        self.waits(desk, "waiting", timedelta(hours=1))
        desk.product("edit", version="2")
        assert desk.order() == ["edit", "waiting"]


class TestPricesAndStockOnly:
    def test_takes_listed_products_with_newer_offers_alone(self, desk: Desk) -> None:
        desk.product("new", "unlisted", "edit", "price", "both")
        for key in ("new", "unlisted", "edit", "price", "both"):
            desk.offer(key)
        desk.listed("edit", "price", "both")
        desk.look("unlisted", "edit", "price", "both")
        desk.product("edit", "both", version="2")
        for key in ("unlisted", "price", "both"):
            desk.offer(key, version="2")
        assert sorted(desk.order(prices_and_stock_only=True)) == ["both", "price"]
        assert desk.looks.count_due(Terms(RULES, prices_and_stock_only=True)) == Backlog(2)
