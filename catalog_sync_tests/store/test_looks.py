"""What is due for a shop, in which order, and what a look makes of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from catalog_sync.mapping.listing import Correction
from catalog_sync.pim.document import Offer, Product, Sku
from catalog_sync.store.listings import Intent, Listings
from catalog_sync.store.looks import Look, Looks, State, look_key
from catalog_sync.store.mirror import Mirror
from catalog_sync.store.reviews import Reviews
from catalog_sync.store.taxonomy import Taxonomy

SHOP, RULES, LEAF = "7", "rules-1", "600031"
NOW = datetime.now(UTC)
PAST, FUTURE = NOW - timedelta(hours=1), NOW + timedelta(hours=1)


class Desk:
    """A ledger with products `p1`, `p2` ... and looks at them."""

    def __init__(self, engine: sa.Engine) -> None:
        self.mirror, self.looks = Mirror(engine), Looks(engine, SHOP)
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

    def look(self, *keys: str, state: State = State.ACCEPTED, **more) -> None:
        """Look at products as they are now."""
        rows = {row["product_key"]: row for row in self.due(looked_before=FUTURE)}
        looks = [Look(key, self._key(rows[key]), state, category_id=LEAF, **more) for key in keys]
        self.looks.acknowledge(looks, "run")

    def _key(self, row: dict) -> str:
        schema = self.taxonomy.schemas().get(LEAF, {}).get("content_hash", "")
        return look_key(row["revision"], row["offers_revision"], RULES, schema, row["corrections"])

    def due(
        self, version: str = RULES, looked_before: datetime | None = None, limit: int = 100
    ) -> list[dict]:
        return self.looks.due(version, limit=limit, relook_before=looked_before)[0]

    def causes(self, version: str = RULES) -> dict[str, str]:
        return {row["product_key"]: row["cause"] for row in self.due(version)}


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
    assert Looks(engine, "8").due(RULES, limit=1)[1] == 1


def test_everything_is_looked_at_again_once(desk: Desk) -> None:
    desk.product("p1", "p2")
    desk.look("p1", "p2")
    began = datetime.now(UTC)
    assert len(desk.due(looked_before=began)) == 2
    desk.looks.acknowledge([Look("p1", desk._key(desk.due(looked_before=began)[0]), State.ACCEPTED)], "run")
    assert [row["product_key"] for row in desk.due(looked_before=began)] == ["p2"]


def test_a_tombstone_is_due_where_the_product_was_known_and_nowhere_else(desk: Desk) -> None:
    desk.product("p1", "p2")
    desk.look("p1")
    desk.mirror.delete_products(["p1", "p2"])
    [row] = desk.due()
    assert (row["product_key"], row["deleted"]) == ("p1", True)


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
    rows, total = desk.looks.due(RULES, limit=2)
    assert (len(rows), total, desk.looks.count_due(RULES)) == (2, 3, 3)


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
