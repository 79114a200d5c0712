"""A thousand creates whose answers are lost after they took effect, whatever TikTok makes of a repeated key."""

from dataclasses import dataclass, replace

import httpx
import pytest
import sqlalchemy as sa

from catalog_sync.sandbox.tiktok.faults import Fault
from catalog_sync.store.looks import State
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.done import Done
from catalog_sync.sync.submit import submit
from catalog_sync.tiktok import client
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.shopfront import CREATE, Shopfront

MODES = ["honoured", "ignored", "error"]
LAG = 3_000
"""Seconds: so long that no machine is slow enough to let it pass within one batch."""
SETTLE = 2 * LAG
LOST = {"reset_after": 0.2, "truncated": 0.25, "cut_json": 0.34, "status_500_after": 0.5, "lose_answer": 1.0}
"""Ways to lose an answer after the effect, each with its share of what the ones before it left."""
SOME_LOST = {"status_500": 0.25, "reset": 0.2, "lose_answer": 0.3, "cut_json": 0.3, "throttle": 0.1}
"""Some calls fail before the effect, some after it, most succeed."""


@dataclass
class Story:
    """The same batch submitted again and again, while time passes for the shop and for the ledger."""

    front: Shopfront
    count: int

    def __post_init__(self) -> None:
        self.front.stock(*(mug(number, pictures=["pictures/mug.jpg"]) for number in range(self.count)))
        self.front.shop.settings.search_lag = LAG
        self.works = self.front.at_desk(lambda desk: self.front.works(desk, self.count))

    def lose(self, kinds: dict[str, float]) -> None:
        """Let creates fail in these ways from now on, first attempts and repetitions alike."""
        for kind, share in kinds.items():
            self.front.world.faults.add(Fault(CREATE, kind, count=None, share=share))

    def submit(self) -> list[Done]:
        """Run once more over all of it."""

        async def run(desk: Desk) -> list[Done]:
            return await submit(desk, self.works, "run")

        return self.front.at_desk(run, settle_seconds=SETTLE)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.front.world.clock.advance(seconds)
        self.front.age_intents(seconds)

    def listed_once(self) -> bool:
        """Whether the shop holds every product exactly once, and the ledger knows it by the shop's id."""
        url = self.front.configuration.apps["row"].api_url
        assert httpx.get(f"{url}/_sandbox/duplicates").json() == {"duplicates": []}
        query = "select product_key, product_id from catalog_sync.listings"
        with self.front.engine.connect() as connection:
            known = {row.product_key: row.product_id for row in connection.execute(sa.text(query))}
        products = self.front.shop.products.values()
        return len(products) == self.count and known == {
            product.base.content["external_product_id"]: product.id for product in products
        }

    def open(self) -> int:
        """How many creates have no known outcome."""
        query = "select count(*) from catalog_sync.intents where settled_at is null"
        with self.front.engine.connect() as connection:
            return connection.scalar(sa.text(query))


@pytest.fixture(autouse=True)
def one_time_for_all(front: Shopfront, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our clock shows the shop's time, however far a test moves it."""
    clock = replace(client.Clock(), now=front.world.clock.now)
    monkeypatch.setattr("catalog_sync.tiktok.client.Clock", lambda: clock)


def keys_said_to_be(front: Shopfront, known: str) -> None:
    """Configure what is known of the shop's idempotency keys."""
    shop = front.configuration.shops["GB"].model_copy(update={"idempotency_keys": known})
    shops = front.configuration.shops | {"GB": shop}
    front.configuration = front.configuration.model_copy(update={"shops": shops})


@pytest.mark.parametrize(("mode", "count"), [("ignored", 1_000), ("honoured", 100), ("error", 100)])
def test_a_thousand_creates_without_an_answer_end_without_a_duplicate(
    front: Shopfront, mode: str, count: int
) -> None:
    front.shop.settings.idempotency = mode
    story = Story(front, count)
    story.lose(LOST)
    for seconds in (0, LAG / 2):
        story.wait(seconds)
        done = story.submit()
        assert {(outcome.state, outcome.waits_for) for outcome in done} == {(State.DEFERRED, "settlement")}
        assert (front.calls(CREATE), story.open()) == (count, count)
    story.wait(LAG)
    assert {outcome.state for outcome in story.submit()} == {State.ACCEPTED}
    assert (front.calls(CREATE), story.open(), story.listed_once()) == (count, 0, True)


@pytest.mark.parametrize("mode", MODES)
def test_creates_that_failed_before_their_effect_are_made_in_the_end(front: Shopfront, mode: str) -> None:
    front.shop.settings.idempotency = mode
    story = Story(front, 40)
    story.lose(SOME_LOST)
    for _ in range(30):
        story.submit()
        story.wait(SETTLE + 1)
    assert (story.open(), story.listed_once()) == (0, True)


@pytest.mark.parametrize("mode", ["honoured", "error"])
def test_keys_that_are_said_to_be_honoured_are_used_at_once(front: Shopfront, mode: str) -> None:
    front.shop.settings.idempotency = mode
    keys_said_to_be(front, "honoured")
    story = Story(front, 100)
    story.lose({"lose_answer": 0.5})
    story.submit()
    assert (story.open() < 20) == (mode == "honoured")
    story.wait(LAG)
    story.submit()
    assert (story.open(), story.listed_once()) == (0, True)
