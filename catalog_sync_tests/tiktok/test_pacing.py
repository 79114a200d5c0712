"""The pacer against shops with quotas, in virtual time: what it learns, what it spends, and what it holds back."""

import asyncio
from itertools import chain

import pytest

from catalog_sync.tiktok.clock import Clock
from catalog_sync.tiktok.errors import BudgetSpent, Throttled
from catalog_sync.tiktok.pacing import Pacer
from catalog_sync.tiktok.pacing_lanes import Lane, MemoryLanes
from catalog_sync.tiktok.pacing_rates import START
from catalog_sync_tests.tiktok.virtual_time import LANE, QuotaShop, in_virtual_time, work

SEEDS = range(3)


def at_work(calls, quota=50, *, ceiling=None, pacers=1, **options):
    """Seconds, shop and the lane's last rate after so many calls."""

    async def main(clock):
        shop = QuotaShop(clock, quota if callable(quota) else lambda _now: quota, **options)
        lanes = MemoryLanes(clock.monotonic, ceiling)
        several = [Pacer(lanes, ceiling=ceiling, clock=clock) for _ in range(pacers)]
        seconds = await work(shop, calls, *several)
        return seconds, shop, several[0].rate(LANE)

    return in_virtual_time(main)


def busiest_second(instants):
    return max(sum(start <= instant < start + 1 for instant in instants) for start in instants)


def turns(pacer, count):
    async def one():
        await pacer.turn(LANE)
        return asyncio.get_running_loop().time()

    return asyncio.gather(*(one() for _ in range(count)))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_known_quota_is_used_almost_to_the_last_call_and_never_exceeded(seed):
    seconds, shop, _ = at_work(1500, ceiling=50, seed=seed)
    assert seconds <= 1.05 * 30
    assert shop.refused == []


@pytest.mark.parametrize("seed", SEEDS)
def test_an_unknown_quota_is_learned_at_the_cost_of_a_few_calls(seed):
    seconds, shop, _ = at_work(1500, seed=seed)
    assert seconds <= 1.10 * 30
    assert shop.calls_per_success <= 1.01


@pytest.mark.parametrize("quota", [1, 3, 17, 120])
def test_whatever_the_quota_is_the_pace_ends_just_under_it(quota):
    _, _, rate = at_work(30 * quota, quota)
    assert 0.9 * quota <= rate <= quota


@pytest.mark.parametrize("quota", [1, 2, 5])
def test_a_slow_quota_is_not_probed_at_every_turn(quota):
    _, shop, _ = at_work(200 * quota, quota)
    assert shop.calls_per_success <= 1.12


def test_a_quota_that_falls_is_followed_within_seconds():
    _, shop, rate = at_work(1000, lambda now: 50 if now < 10 else 20)
    assert 0.9 * 20 <= rate <= 20
    assert max(shop.refused[:-5]) < 16
    assert shop.calls_per_success <= 1.06


def test_a_quota_that_comes_back_is_found_again():
    _, _, rate = at_work(2500, lambda now: 10 if 10 < now < 20 else 50)
    assert 45 <= rate <= 50


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("ceiling", [None, 50])
def test_a_storm_of_refusals_costs_few_calls_and_the_pace_finds_back(seed, ceiling):
    _, shop, rate = at_work(1500, ceiling=ceiling, storm=(2, 12), seed=seed)
    assert shop.calls_per_success <= 1.05
    assert 45 <= rate <= 50


def test_the_ceiling_holds_however_long_nothing_hurts():
    _, shop, _ = at_work(4000, 1000, ceiling=20)
    assert busiest_second(shop.accepted) <= 21


@pytest.mark.parametrize("in_flight", [1, 2, 3])
def test_a_pace_that_nobody_needs_does_not_grow(in_flight):
    async def main(clock):
        shop, pacer = QuotaShop(clock, lambda _now: 1000), Pacer(clock=clock)
        await work(shop, 200, pacer, in_flight=in_flight)
        return pacer.rate(LANE)

    assert in_virtual_time(main) == START


def test_a_single_caller_that_is_held_up_lets_a_slow_lane_grow():
    async def main(clock):
        pacer = Pacer(clock=clock)
        for _ in range(100):
            turn = await pacer.turn(LANE)
            if clock.monotonic() < 2:
                pacer.throttled(LANE, turn, None)
        return pacer.rate(LANE)

    assert in_virtual_time(main) > 5


@pytest.mark.parametrize("seed", SEEDS)
def test_pacers_that_share_their_lanes_share_one_rate(seed):
    seconds, shop, _ = at_work(1500, ceiling=50, pacers=3, seed=seed)
    assert seconds <= 1.06 * 30
    assert shop.calls_per_success <= 1.01


def test_pacers_that_share_their_lanes_learn_one_quota():
    _, shop, rate = at_work(1500, pacers=2)
    assert shop.calls_per_success <= 1.02
    assert 40 <= rate <= 51


def test_a_burst_of_refusals_that_were_under_way_together_counts_once():
    async def main(clock):
        pacer = Pacer(ceiling=40, clock=clock)
        given = await asyncio.gather(*(pacer.turn(LANE) for _ in range(12)))
        for turn in given:
            pacer.throttled(LANE, turn, None)
        return pacer.rate(LANE)

    assert in_virtual_time(main) >= 0.6 * 39


def test_retry_after_holds_the_lane_for_everybody_who_shares_it():
    async def main(clock):
        lanes = MemoryLanes(clock.monotonic)
        first, second = Pacer(lanes, clock=clock), Pacer(lanes, clock=clock)
        first.throttled(LANE, await first.turn(LANE), 7)
        await asyncio.sleep(0)
        return [min(await turns(pacer, 3)) for pacer in (first, second)]

    assert all(start >= 7 for start in in_virtual_time(main))


def test_a_lane_that_is_held_for_long_is_refused_at_once_with_the_time_to_wait():
    async def main(clock):
        lanes = MemoryLanes(clock.monotonic)
        told = Pacer(lanes, clock=clock)
        told.throttled(LANE, await told.turn(LANE), 3600)
        await told.aclose()
        waits = []
        for pacer in (told, Pacer(lanes, clock=clock)):
            with pytest.raises(Throttled, match="TikTok asked to wait") as refused:
                await pacer.turn(LANE)
            waits.append(refused.value.retry_after)
        return waits, clock.monotonic()

    waits, passed = in_virtual_time(main)
    assert waits == pytest.approx([3600, 3600])
    assert passed == 0


def test_what_was_learned_last_is_kept_when_the_pacer_closes():
    async def main(clock):
        lanes = MemoryLanes(clock.monotonic, 40)
        pacer = Pacer(lanes, ceiling=40, clock=clock)
        pacer.throttled(LANE, await pacer.turn(LANE), None)
        await pacer.aclose()
        return (await lanes.lease(LANE, 1)).pace.rate

    assert in_virtual_time(main) < 39


def test_lanes_do_not_wait_for_each_other():
    async def main(clock):
        pacer = Pacer(ceiling=1, clock=clock)
        for shop in range(20):
            await pacer.turn(Lane("app", str(shop), "Get Product"))
        return clock.monotonic()

    assert in_virtual_time(main) == 0


def test_an_idle_lane_saves_up_no_burst():
    async def main(clock):
        pacer = Pacer(ceiling=10, clock=clock)
        await pacer.turn(LANE)
        await clock.sleep(100)
        return await turns(pacer, 12)

    instants = in_virtual_time(main)
    assert instants[-1] - instants[0] >= 1.1


def test_after_a_stall_no_second_holds_more_than_its_share():
    async def main(clock):
        pacer, stalled = Pacer(ceiling=50, clock=clock), asyncio.ensure_future(asyncio.sleep(1.0))
        stalled.add_done_callback(lambda _: stall(0.08))
        return await turns(pacer, 200)

    def stall(seconds):
        asyncio.get_running_loop()._passed += seconds

    instants = in_virtual_time(main)
    assert busiest_second(instants) <= 50
    assert instants[-1] <= 200 / 49.25 + 0.02


@pytest.mark.parametrize("hold_up", [0.2, 0.5, 1.0])
def test_one_that_is_held_up_makes_up_for_nothing_while_others_go_on(hold_up):
    async def main(clock):
        lanes = MemoryLanes(clock.monotonic, 45)

        async def sleep(seconds):
            await clock.sleep(seconds + hold_up * (clock.monotonic() % 3 > 2.5))

        held_up = Clock(now=clock.now, monotonic=clock.monotonic, sleep=sleep)
        pacers = [Pacer(lanes, ceiling=45, clock=each) for each in (clock, held_up)]
        return await asyncio.gather(*(turns(pacer, 300) for pacer in pacers))

    instants = list(chain.from_iterable(in_virtual_time(main)))
    assert len(instants) == 600
    assert busiest_second(instants) <= 50


def test_somebody_who_gave_up_waiting_takes_no_turn():
    async def main(clock):
        pacer = Pacer(ceiling=1, clock=clock)
        await pacer.turn(LANE)
        impatient = asyncio.create_task(pacer.turn(LANE))
        patient = asyncio.create_task(pacer.turn(LANE))
        await asyncio.sleep(0)
        impatient.cancel()
        await patient
        return clock.monotonic()

    assert in_virtual_time(main) == pytest.approx(1 / 0.985)


class Counted(MemoryLanes):
    """Lanes in the next room: leasing takes `seconds`; `charged` are the turns of which nobody said they saw no call."""

    charged = 0
    seconds = 0.02

    async def lease(self, lane, turns):
        lease = await super().lease(lane, turns)
        self.charged += turns
        await asyncio.sleep(self.seconds)
        return lease

    async def give_back(self, lane, turns):
        self.charged -= turns


@pytest.mark.parametrize("pacers", [1, 2])
@pytest.mark.parametrize("storm", [(0.2, 4), (1, 2)])
def test_only_calls_that_were_sent_are_charged(storm, pacers):
    async def main(clock):
        shop, lanes = QuotaShop(clock, lambda _now: 30, storm=storm), Counted(clock.monotonic)
        several = [Pacer(lanes, clock=clock) for _ in range(pacers)]
        await work(shop, 150, *several)
        charged_at_work = lanes.charged
        for pacer in several:
            await pacer.aclose()
        return charged_at_work, lanes.charged, len(shop.accepted + shop.refused)

    charged_at_work, charged, sent = in_virtual_time(main)
    assert charged == sent
    assert charged_at_work <= sent + 3 * pacers


@pytest.mark.parametrize("seconds", [0, 0.01, 0.02, 0.05])
def test_turns_that_nobody_waits_for_any_more_are_given_back_at_the_end(seconds):
    async def main(clock):
        lanes = Counted(clock.monotonic)
        pacer = Pacer(lanes, ceiling=40, clock=clock)
        sent = []

        async def call():
            sent.append(await pacer.turn(LANE))

        calls = [asyncio.create_task(call()) for _ in range(9)]
        await clock.sleep(seconds)
        for waiting in calls:
            waiting.cancel()
        await pacer.aclose()
        return lanes.charged, len(sent)

    charged, sent = in_virtual_time(main)
    assert charged == sent


def test_a_pacer_that_closes_in_the_middle_of_a_lease_gives_it_back():
    async def main(clock):
        lanes = Counted(clock.monotonic)
        pacer = Pacer(lanes, clock=clock)
        waiting = asyncio.create_task(pacer.turn(LANE))
        await clock.sleep(0.01)
        charged = lanes.charged
        await pacer.aclose()
        waiting.cancel()
        return charged, lanes.charged

    assert in_virtual_time(main) == (1, 0)


def test_whoever_is_cancelled_at_the_moment_of_the_turn_sends_nothing_and_is_not_charged():
    async def main(clock):
        lanes = Counted(clock.monotonic)
        lanes.seconds = 0
        pacer = Pacer(lanes, clock=clock)
        lined_up = asyncio.create_task(pacer.turn(LANE))
        await clock.sleep(0)
        while pacer._line(LANE)._waiting:
            await clock.sleep(0)
        lined_up.cancel()
        await pacer.aclose()
        return lined_up.cancelled(), lanes.charged

    assert in_virtual_time(main) == (True, 0)


class Spent(MemoryLanes):
    async def lease(self, lane, turns):
        return await super().lease(lane, 0)


class Broken(MemoryLanes):
    async def lease(self, lane, turns):
        raise ConnectionError


@pytest.mark.parametrize(("lanes", "error"), [(Spent, BudgetSpent), (Broken, ConnectionError)])
def test_whoever_waits_hears_that_there_are_no_more_turns(lanes, error):
    async def main(clock):
        pacer = Pacer(lanes(clock.monotonic), clock=clock)
        return await asyncio.gather(*(pacer.turn(LANE) for _ in range(3)), return_exceptions=True)

    assert [type(outcome) for outcome in in_virtual_time(main)] == [error] * 3
