"""Benchmark `pacing`: how close the client sits to a quota it knows, learns, or loses for a while.

The whole client over real HTTP, its pace in a real ledger, against a shop with a hard quota per sliding second and
log-normal latency; calls beyond the quota get a 429 without Retry-After, those of the storm half with one. The floor
is the time that the quota alone would take.
"""

import asyncio
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from pydantic import SecretStr

from catalog_sync.store.pacing import LedgerLanes
from catalog_sync.tiktok.client import PartnerClient, ShopClient
from catalog_sync.tiktok.oauth import App, AuthClient
from catalog_sync.tiktok.pacing import Pacer
from catalog_sync_tests.benchmarks.figure import Figure
from catalog_sync_tests.benchmarks.services import control, progress, running_ledger, running_sandbox

CALLS, QUOTA, IN_FLIGHT = 1500, 50, 32
LATENCY, SIGMA = 0.25, 0.25  # seconds; 95 of 100 answers take at most 0.38 s
STORM_AFTER, STORM_SECONDS, STORM_RETRY_AFTER = 5.0, 10.0, 1.0
ENDPOINT = "GET /logistics/202309/warehouses"


@dataclass(frozen=True)
class Token:
    """An access token that needs no refresh as long as the benchmark lasts."""

    value: str

    async def access_token(self) -> str:
        """The token."""
        return self.value

    async def refreshed(self, stale: str) -> str:
        """The same one."""
        return self.value


@dataclass(frozen=True)
class Outcome:
    """How long the calls took, and how many of them the shop counted, by outcome."""

    seconds: float
    counted: dict[str, int]
    cpu_seconds: float

    @property
    def wall_over_floor(self) -> float:
        """1 when the quota was used to the last call."""
        return self.seconds * QUOTA / CALLS

    @property
    def calls_per_success(self) -> float:
        """1 when no call was refused."""
        return sum(self.counted.values()) / CALLS

    def detail(self) -> dict[str, Any]:
        """What is told beside the figures."""
        return {
            "calls": CALLS,
            "seconds": round(self.seconds, 2),
            "refused": sum(self.counted.values()) - CALLS,
            "in_flight": IN_FLIGHT,
            "client_cpu_ms_per_call": round(1000 * self.cpu_seconds / CALLS, 2),
        }


def figures() -> Iterable[Figure]:
    """Measure three times 1,500 calls: quota known, quota to be learned, and half of all answers 429 for 10 s."""
    traffic = {"latency_median": LATENCY, "latency_sigma": SIGMA, "retry_after_share": 0}
    with running_ledger() as engine, running_sandbox(rate_limit=QUOTA, **traffic) as sandbox:
        measure = Measurement(engine, sandbox)
        known = measure.run("quota known", ceiling=QUOTA)
        yield Figure("wall_over_floor_known", known.wall_over_floor, "x", known.detail(), at_most=1.05)
        learned = measure.run("quota learned")
        yield Figure("wall_over_floor_learned", learned.wall_over_floor, "x", learned.detail(), at_most=1.10)
        worse = max(known, learned, key=lambda outcome: outcome.calls_per_success)
        yield Figure("calls_per_success", worse.calls_per_success, "calls", worse.detail(), at_most=1.01)
        storm = measure.run("storm", ceiling=QUOTA, storm=True)
        yield Figure(
            "calls_per_success_storm", storm.calls_per_success, "calls", storm.detail(), at_most=1.10
        )


class Measurement:
    """Makes the calls for one shop of a sandbox, each time with nothing remembered of the pace."""

    def __init__(self, engine: sa.Engine, sandbox: dict[str, Any]) -> None:
        self._engine = engine
        self._sandbox = sandbox
        self._shop = sandbox["shops"][0]
        self._app = App(
            app_key=sandbox["app_key"],
            app_secret=SecretStr(sandbox["app_secret"]),
            api_url=sandbox["api_url"],
            auth_url=sandbox["auth_url"],
        )
        answer = asyncio.run(AuthClient(self._app).exchange_code(SecretStr(self._shop["auth_code"])))
        self._token = Token(answer.access_token.get_secret_value())

    def run(self, title: str, ceiling: float | None = None, *, storm: bool = False) -> Outcome:
        """Make the calls and count what the shop saw."""
        progress(f"pacing: {CALLS} calls, {title} ...")
        with self._engine.begin() as connection:
            connection.execute(sa.text("delete from catalog_sync.pacing"))
        control(self._sandbox, "POST", "/calls/reset")
        cpu = time.process_time()
        seconds = asyncio.run(self._calls(ceiling, storm))
        cpu = time.process_time() - cpu
        counted = control(self._sandbox, "GET", "/calls")[self._shop["region"]][ENDPOINT]
        outcome = Outcome(seconds, counted, cpu)
        progress(f"pacing: {title}: {outcome.detail()}")
        return outcome

    async def _calls(self, ceiling: float | None, storm: bool) -> float:
        with closing(LedgerLanes(self._engine, ceiling=ceiling)) as lanes:
            pacer = Pacer(lanes, ceiling=ceiling)
            async with PartnerClient(self._app, self._token, pacer=pacer) as client:
                shops = {shop.id: shop for shop in await client.authorized_shops()}
                mine = shops[self._shop["shop_id"]]
                breaking = asyncio.create_task(self._storm()) if storm else None
                began = time.monotonic()
                await _all_calls(client.shop(mine.cipher, mine.id))
                ended = time.monotonic()
                if breaking:
                    await breaking
                return ended - began

    async def _storm(self) -> None:
        await asyncio.sleep(STORM_AFTER)
        fault = {"endpoint": ENDPOINT, "kind": "throttle_mixed", "share": 0.5}
        order = fault | {"duration": STORM_SECONDS, "seconds": STORM_RETRY_AFTER}
        await asyncio.to_thread(control, self._sandbox, "POST", "/faults", order)


async def _all_calls(shop: ShopClient) -> None:
    left = iter(range(CALLS))

    async def worker() -> None:
        for _ in left:
            await shop.warehouses()

    await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))
