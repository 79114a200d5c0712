"""An authorization that ends while a run is at work: one clear error, no product lost, parked or listed twice."""

import asyncio
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from catalog_sync.sandbox.tiktok.faults import Fault
from catalog_sync.sync.authorization import Stage, authorization_states
from catalog_sync.sync.authorize import authorize
from catalog_sync.sync.connections import ledger_shops
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.refresh_ahead import refresh_ahead
from catalog_sync.tiktok.errors import AuthorizationLost, WrongShop
from catalog_sync_tests.sync.goods import mug
from catalog_sync_tests.sync.shopfront import CREATE, Shopfront

REFRESH = "GET /api/v2/token/refresh"
SHOPS = "GET /authorization/202309/shops"
KEYS = {f"product:mug-{number}" for number in range(1, 31)}


@pytest.fixture
def stocked(front: Shopfront) -> Shopfront:
    """A shop with thirty new mugs to list."""
    front.stock(*(mug(number) for number in range(1, 31)))
    return front


def authorize_again(front: Shopfront) -> None:
    app = front.world.apps[front.shop.app_key]
    code = SecretStr(front.world.tokens.grant_code(app))
    asyncio.run(authorize(front.configuration, "row", code))


def looks(front: Shopfront) -> dict[str, str]:
    with front.engine.connect() as connection:
        rows = connection.execute(sa.text("select product_key, state from catalog_sync.looks"))
        return {row.product_key: row.state for row in rows}


def finish(front: Shopfront) -> None:
    """Let runs go on until nothing is due; calls cut off in mid-air count as settled once they are old."""
    for _ in range(3):
        front.age_intents(3600)
        with front.engine.begin() as connection:
            connection.execute(
                sa.text("update catalog_sync.looks set due_at = now() where state = 'deferred'")
            )
        front.sync()


def test_an_access_token_that_expires_in_mid_run_is_renewed_once_and_costs_nothing(
    stocked: Shopfront,
) -> None:
    stocked.world.faults.add(Fault(CREATE, "expire_token", count=1, share=0.3))
    done = stocked.sync()
    assert {outcome.state.value for outcome in done.values()} == {"accepted"}
    assert (set(stocked.products), stocked.duplicates) == (KEYS, [])
    assert stocked.calls(REFRESH) == 1


@pytest.mark.parametrize("answer", [105002, 36009004])
def test_a_revocation_in_mid_run_leaves_what_is_not_done_due(stocked: Shopfront, answer: int) -> None:
    stocked.world.tokens.settings.revoked_token = answer
    stocked.world.faults.add(Fault(CREATE, "revoke_token", count=1, share=0.3))
    with pytest.raises(AuthorizationLost, match="Let the seller authorize the app again") as lost:
        stocked.sync()
    assert "\n" not in str(lost.value)
    assert set(looks(stocked).values()) <= {"accepted"}
    assert looks(stocked).keys() <= stocked.products.keys()
    states = authorization_states(stocked.configuration, ledger_shops(), datetime.now(UTC))
    [state] = [state for state in states if state.app_name == "row"]
    assert (state.stage, state.usable) == (Stage.REFUSED, False)

    stocked.world.calls.reset()
    with pytest.raises(AuthorizationLost):
        stocked.sync()
    assert stocked.world.calls.counts() == {}

    authorize_again(stocked)
    finish(stocked)
    assert set(looks(stocked)) == set(stocked.products) == KEYS
    assert set(looks(stocked).values()) == {"accepted"}
    assert stocked.duplicates == []


def test_another_cipher_is_found_and_the_next_run_uses_it(stocked: Shopfront) -> None:
    stocked.shop.cipher = "ROW_another_cipher"
    with pytest.raises(WrongShop):
        stocked.sync()
    assert stocked.calls(SHOPS) == 2  # when it was authorized, and now
    stocked.sync()
    assert set(stocked.products) == KEYS


def test_a_shop_that_is_no_longer_covered_is_named_and_left_alone(stocked: Shopfront) -> None:
    covered = stocked.world.tokens.authorizations[-1].shops
    covered.remove(stocked.shop)
    with pytest.raises(WrongShop):
        stocked.sync()
    asyncio.run(refresh_ahead(stocked.configuration))
    states = authorization_states(stocked.configuration, ledger_shops(), datetime.now(UTC))
    [state] = [s for s in states if s.app_name == "row"]
    assert (state.stage, state.loud) == (Stage.LASTING, True)
    assert state.lost_shops[0].startswith(
        f"GB: The authorization does not cover the configured shop {stocked.shop.id}"
    )
    stocked.world.calls.reset()
    with pytest.raises(WrongShop, match=r"The shop GB is paused: .*catalog-sync authorize"):
        stocked.sync()
    assert stocked.world.calls.counts() == {}

    covered.append(stocked.shop)
    authorize_again(stocked)
    stocked.sync()
    assert set(stocked.products) == KEYS


def test_a_shop_that_is_refused_although_it_is_covered_rests_until_the_shops_are_read_again(
    stocked: Shopfront,
) -> None:
    async def refused(_desk: Desk) -> None:
        raise WrongShop("token and shop do not fit", "Create Product", 101000)

    with pytest.raises(WrongShop):
        stocked.at_desk(refused)
    with pytest.raises(WrongShop, match="The shop GB is paused: token and shop do not fit"):
        stocked.sync()
    with stocked.engine.begin() as connection:
        connection.execute(sa.text("update catalog_sync.authorizations set shops_read_at = null"))
    asyncio.run(refresh_ahead(stocked.configuration))
    stocked.sync()
    assert set(stocked.products) == KEYS


def test_shops_are_read_once_a_day_and_after_each_refresh(front: Shopfront) -> None:
    front.world.calls.reset()
    for _ in range(3):
        asyncio.run(refresh_ahead(front.configuration))
    assert front.calls(SHOPS) == 0
    with front.engine.begin() as connection:
        yesterday = "update catalog_sync.authorizations set shops_read_at = now() - interval '25 h'"
        connection.execute(sa.text(yesterday))
    for _ in range(3):
        asyncio.run(refresh_ahead(front.configuration))
    assert (front.calls(SHOPS), front.calls(REFRESH)) == (1, 0)
    with front.engine.begin() as connection:
        ending = "update catalog_sync.authorizations set access_expires_at = now() + interval '40 h', issued_at = now() - interval '5 d'"
        connection.execute(sa.text(ending))
    for _ in range(3):
        asyncio.run(refresh_ahead(front.configuration))
    assert (front.calls(SHOPS), front.calls(REFRESH)) == (2, 1)
