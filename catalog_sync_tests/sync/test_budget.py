"""A shop's budget of calls per day: nothing is sent beyond it, and what is left over waits for tomorrow."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from catalog_sync.store.looks import State
from catalog_sync.sync.assemble import assemble
from catalog_sync.sync.desired import Desired
from catalog_sync.sync.desk import Desk
from catalog_sync.sync.done import Done
from catalog_sync.sync.pictures import upload_pictures
from catalog_sync.sync.placeholders import media_keys
from catalog_sync.sync.submit import submit
from catalog_sync.sync.work import Work
from catalog_sync.tiktok.errors import BudgetSpent
from catalog_sync_tests.sync.goods import mug, picture, picture_code
from catalog_sync_tests.sync.shopfront import CREATE, UPLOAD, Shopfront


def allow(front: Shopfront, calls: int) -> None:
    """Give the shop so many more calls today."""
    shop = front.configuration.shops["GB"].model_copy(update={"calls_per_day": calls})
    shops = front.configuration.shops | {"GB": shop}
    front.configuration = front.configuration.model_copy(update={"shops": shops})


def made(front: Shopfront) -> int:
    counts = front.world.calls.counts().values()
    return sum(sum(outcomes.values()) for endpoints in counts for outcomes in endpoints.values())


def submitted(front: Shopfront, works: Sequence[Work]) -> list[Done]:
    async def do(desk: Desk) -> list[Done]:
        return await submit(desk, works, "run")

    return front.at_desk(do)


def assembled(front: Shopfront, desired: Sequence[Desired]) -> list[Work]:
    async def do(desk: Desk) -> list[Work]:
        wanted = [key for item in desired for key in media_keys(item.listing.content)]
        uploads = {upload.key: upload for upload in await upload_pictures(desk, front.pim, wanted)}
        return [assemble(item, uploads) for item in desired]

    return front.at_desk(do)


def is_tomorrow(instant: datetime | None) -> bool:
    return instant is not None and instant.date() == datetime.now(UTC).date() + timedelta(days=1)


def test_what_the_budget_does_not_reach_waits_for_tomorrow(front: Shopfront) -> None:
    front.stock(*(mug(number) for number in range(1, 6)))
    works = front.at_desk(front.works)
    before = made(front)
    allow(front, 2)
    done = submitted(front, works)
    assert made(front) - before == front.calls(CREATE) == 2
    waiting = [outcome for outcome in done if outcome.state is State.DEFERRED and not outcome.actions]
    assert [outcome.waits_for for outcome in waiting] == ["daily limit"] * 3
    assert all(is_tomorrow(outcome.due_at) for outcome in waiting)


def test_pictures_wait_for_tomorrow_too(front: Shopfront) -> None:
    front.stock(mug(1), mug(2))
    front.pim.files[picture_code("MUG-2")] = picture(colour=7)
    desired = front.at_desk(front.desired)
    allow(front, 1)
    works = assembled(front, desired)
    assert front.calls(UPLOAD) == 1
    [postponed] = [work for work in works if work.postponed]
    done = {outcome.work.identifier: outcome for outcome in submitted(front, works)}
    assert done[postponed.identifier].state is State.DEFERRED
    assert is_tomorrow(done[postponed.identifier].due_at)


def test_whoever_only_looks_is_held_to_the_budget_too(front: Shopfront) -> None:
    async def look(desk: Desk) -> None:
        await desk.client.warehouses()

    allow(front, 1)
    front.at_desk(look, locked=False)
    before = made(front)
    with pytest.raises(BudgetSpent):
        front.at_desk(look, locked=False)
    assert made(front) == before
