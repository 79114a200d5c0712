import asyncio

from catalog_sync.tiktok.pacing import SLOWEST, Pacer
from catalog_sync_tests.tiktok.fakes import Time


def starts(pacer, time, calls, key="lane"):
    async def main():
        times = []

        async def one():
            await pacer.turn(key)
            times.append(time.passed)

        await asyncio.gather(*(one() for _ in range(calls)))
        return times

    return asyncio.run(main())


def test_calls_of_a_lane_stay_under_the_rate():
    time = Time()
    times = starts(Pacer(10, clock=time.clock), time, 31)
    assert 2.9 <= times[-1] <= 3.0
    assert all(len([t for t in times if start <= t < start + 1]) <= 12 for start in times)


def test_lanes_do_not_wait_for_each_other():
    time = Time()
    pacer = Pacer(1, clock=time.clock)

    async def main():
        for shop in range(20):
            await pacer.turn(("app", shop, "Get Product"))

    asyncio.run(main())
    assert time.slept == []


def test_an_idle_lane_saves_up_no_burst():
    time = Time()
    pacer = Pacer(10, clock=time.clock)
    starts(pacer, time, 1)
    time.passed = 100
    assert starts(pacer, time, 12)[-1] > 100.9


def test_throttling_halves_the_rate_at_most_once_a_second():
    time = Time()
    pacer = Pacer(40, clock=time.clock)
    for _ in range(5):
        pacer.throttled("lane", None)
    assert pacer.rate("lane") == 20
    time.passed += 1
    pacer.throttled("lane", None)
    assert pacer.rate("lane") == 10


def test_a_throttled_lane_is_held_for_the_seconds_tiktok_asks_for():
    time = Time()
    pacer = Pacer(40, clock=time.clock)
    pacer.throttled("lane", 7)
    assert starts(pacer, time, 1) == [7]


def test_throttling_never_stops_a_lane_for_good():
    time = Time()
    pacer = Pacer(40, clock=time.clock)
    for _ in range(100):
        time.passed += 1
        pacer.throttled("lane", None)
    assert pacer.rate("lane") == SLOWEST


def test_a_lane_finds_back_to_its_rate_gently():
    time = Time()
    pacer = Pacer(40, clock=time.clock)
    pacer.throttled("lane", None)
    pacer.succeeded("lane")
    assert pacer.rate("lane") == 20
    for _ in range(10):
        time.passed += 1
        pacer.succeeded("lane")
    assert 20 < pacer.rate("lane") < 40
    for _ in range(10):
        time.passed += 1
        pacer.succeeded("lane")
    assert pacer.rate("lane") == 40
