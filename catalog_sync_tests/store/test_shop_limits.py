"""Daily limits: reached ones hold until their end, known ones are counted from what was written ahead."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from catalog_sync.store.listings import Intent, Listings
from catalog_sync.store.shop_limits import ShopLimits

SHOP = "7"
SOON = datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture
def limits(engine: sa.Engine) -> ShopLimits:
    return ShopLimits(engine, SHOP)


def reach(limits: ShopLimits, until: datetime = SOON) -> None:
    limits.reach("create", until=until, code=12052093, message="listing limit reached")


def create(engine: sa.Engine, number: int, outcome: str | None = "accepted", action: str = "create") -> None:
    """Write a call ahead, and what became of it, if that is known."""
    listings, intent = Listings(engine, SHOP), Intent(f"key {number}", f"p{number}", action, {}, {})
    listings.intend(intent, "run")
    if outcome:
        listings.settle(intent, outcome, {}, None)


def test_a_shop_without_a_limit_takes_everything(limits: ShopLimits) -> None:
    assert limits.until("create") is None


def test_a_reached_limit_holds_for_its_action_and_its_shop_alone(
    limits: ShopLimits, engine: sa.Engine
) -> None:
    reach(limits)
    assert limits.until("create") == SOON
    assert limits.until("edit") is None
    assert ShopLimits(engine, "8").until("create") is None


def test_a_limit_is_over_when_its_time_has_come(limits: ShopLimits) -> None:
    reach(limits, until=datetime.now(UTC) - timedelta(seconds=1))
    assert limits.until("create") is None


def test_a_limit_reached_again_holds_until_its_new_end(limits: ShopLimits) -> None:
    reach(limits)
    later = SOON + timedelta(days=1)
    reach(limits, until=later)
    assert limits.until("create") == later


@pytest.mark.parametrize(
    ("outcome", "counted"), [("accepted", 1), ("found", 1), (None, 1), ("refused", 0), ("absent", 0)]
)
def test_what_took_effect_or_may_have_is_counted(
    limits: ShopLimits, engine: sa.Engine, outcome: str | None, counted: int
) -> None:
    create(engine, 1, outcome)
    assert limits.done_today("create") == counted


def test_other_actions_and_other_days_are_not_counted(limits: ShopLimits, engine: sa.Engine) -> None:
    create(engine, 1)
    create(engine, 2)
    create(engine, 3, action="edit")
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "update catalog_sync.intents set written_at = date_trunc('day', now() at time zone 'UTC') "
                "at time zone 'UTC' - interval '1 second' where product_key = 'p1'"
            )
        )
    assert limits.done_today("create") == 1
