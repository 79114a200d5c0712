"""How much a caller may send and how long answers take: hard sliding windows, and latency drawn by seed."""

import math
import random
from collections import deque
from dataclasses import dataclass

from catalog_sync.sandbox.tiktok.errors import Refusal
from catalog_sync.sandbox.tiktok.messages import TOO_MANY_REQUESTS
from catalog_sync.sandbox.tiktok.model import App, Shop
from catalog_sync.sandbox.tiktok.shop_settings import ShopSettings

SECOND, HOUR, DAY = 1.0, 3_600.0, 86_400.0

Key = tuple[str, ...]


@dataclass(frozen=True)
class Quota:
    """At most `calls` within any `seconds` that slide along the world's clock."""

    key: Key
    calls: float
    seconds: float


class Windows:
    """The times of the calls let through, by key; a call beyond the quota is not counted."""

    def __init__(self) -> None:
        self._times: dict[Key, deque[float]] = {}

    def has_room(self, quota: Quota, now: float) -> bool:
        """Tell whether one more call fits into the window that ends now."""
        times = self._times.setdefault(quota.key, deque())
        while times and not now - quota.seconds < times[0] <= now:
            times.popleft()
        return len(times) + 1 <= quota.calls

    def count(self, quota: Quota, now: float) -> None:
        """Count a call that was let through."""
        self._times[quota.key].append(now)


class Traffic:
    """The quotas of all callers, and the seeded draws about their answers."""

    def __init__(self, seed: int) -> None:
        self._windows = Windows()
        self._hints = random.Random(f"{seed} hints")  # noqa: S311
        self._latencies = random.Random(f"{seed} latencies")  # noqa: S311

    def admit(self, app: App, shop: Shop | None, label: str, now: float) -> None:
        """Count a call, or refuse it with 429 when a quota of its app and shop is used up (Partner API, Rate limits)."""
        settings = (shop or app).settings
        quotas = list(_quotas(settings, (app.app_key, shop.id if shop else ""), label))
        if not all(self._windows.has_room(quota, now) for quota in quotas):
            raise Refusal(TOO_MANY_REQUESTS, status=429, retry_after=self._retry_after(settings))
        for quota in quotas:
            self._windows.count(quota, now)

    def latency(self, settings: ShopSettings) -> float:
        """Return the next answer's delay in seconds, log-normal around the median."""
        if not settings.latency_median:
            return 0.0
        return settings.latency_median * math.exp(settings.latency_sigma * self._latencies.gauss(0, 1))

    def _retry_after(self, settings: ShopSettings) -> float | None:
        return settings.retry_after if self._hints.random() < settings.retry_after_share else None


def _quotas(settings: ShopSettings, caller: Key, label: str) -> list[Quota]:
    rate = settings.rate_limit
    quotas = [Quota((*caller, label), max(rate, 1.0), max(SECOND, SECOND / rate))]
    if settings.hourly_call_limit is not None:
        quotas.append(Quota((*caller, "hour"), settings.hourly_call_limit, HOUR))
    if settings.daily_call_limit is not None:
        quotas.append(Quota((*caller, "day"), settings.daily_call_limit, DAY))
    return quotas
