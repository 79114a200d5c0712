"""The one path of every signed call: pacing, token, signature, deadline, safe repetition, typed failure."""

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import httpx
from pydantic import SecretStr

from catalog_sync.tiktok.ask import Ask
from catalog_sync.tiktok.clock import Clock
from catalog_sync.tiktok.endpoints import Effect
from catalog_sync.tiktok.errors import (
    AuthorizationLost,
    OutcomeUnknown,
    Throttled,
    TikTokError,
    TokenExpired,
    Unavailable,
)
from catalog_sync.tiktok.models import Answer
from catalog_sync.tiktok.oauth import App, TokenProvider
from catalog_sync.tiktok.pacing import Pacer
from catalog_sync.tiktok.signing import RequestSigner
from catalog_sync.tiktok.wire import Envelope, Exchange

MAX_ATTEMPTS = 6

_FIRST_DELAY = 0.5  # seconds, doubled with each attempt
_LONGEST_DELAY = 20.0

_log = logging.getLogger(__name__)

AnswerT = TypeVar("AnswerT", bound=Answer)


@dataclass(frozen=True)
class Call:
    """One request as it was counted: `outcome` is `ok`, `cancelled` or the name of an error class."""

    endpoint: str
    outcome: str
    seconds: float
    request_id: str


@dataclass
class _Trial:
    ask: Ask
    cipher: SecretStr | None
    token: SecretStr
    hidden: tuple[SecretStr, ...]
    lane: tuple[str, str, str]
    deadline: float
    renewed: bool = False
    attempts: int = 0
    lost: bool = False

    def may_repeat(self, error: TikTokError) -> bool:
        blind = error.undecided and self.ask.endpoint.effect is Effect.WRITE
        return error.retry and not blind and self.attempts < MAX_ATTEMPTS


class Caller:
    """Makes the calls of one app under one authorization."""

    def __init__(
        self,
        app: App,
        tokens: TokenProvider,
        http: httpx.AsyncClient,
        *,
        clock: Clock,
        pacer: Pacer,
        on_call: Callable[[Call], None] | None,
        call_seconds: float,
    ) -> None:
        self._app = app
        self._tokens = tokens
        self._http = http
        self._clock = clock
        self._pacer = pacer
        self._on_call = on_call
        self._call_seconds = call_seconds

    async def call(self, ask: Ask, answer_type: type[AnswerT], cipher: SecretStr | None = None) -> AnswerT:
        """The typed answer, or a TikTokError; OutcomeUnknown when a change may have taken effect unseen.

        The deadline covers all attempts from the moment it is the call's turn.
        """
        lane = (self._app.app_key, cipher.get_secret_value() if cipher else "", ask.endpoint.title)
        await self._pacer.turn(lane)
        token = SecretStr(await self._tokens.access_token())
        hidden = (self._app.app_secret, token, cipher or SecretStr(""))
        trial = _Trial(ask, cipher, token, hidden, lane, self._clock.monotonic() + self._call_seconds)
        try:
            return await self._persist(trial, answer_type)
        except TikTokError as error:
            if trial.lost:
                raise _outcome_unknown(error) from error
            raise

    async def _persist(self, trial: _Trial, answer_type: type[AnswerT]) -> AnswerT:
        while True:
            try:
                return await self._counted(trial, answer_type)
            except TokenExpired as error:
                await self._renew(trial, error)
            except TikTokError as error:
                trial.lost |= error.undecided and trial.ask.changes
                await self._back_off(trial, error)

    async def _renew(self, trial: _Trial, error: TokenExpired) -> None:
        if trial.renewed:
            message = f"a fresh access token was refused as well: {error.message}"
            facts = (error.endpoint, error.code, error.request_id, error.http_status)
            raise AuthorizationLost(message, *facts) from error
        trial.token = SecretStr(await self._tokens.refreshed(trial.token.get_secret_value()))
        trial.hidden += (trial.token,)
        trial.renewed = True
        await self._turn_again(trial, error)

    async def _back_off(self, trial: _Trial, error: TikTokError) -> None:
        step = min(_LONGEST_DELAY, _FIRST_DELAY * 2 ** (trial.attempts - 1))
        delay = max(error.retry_after or 0, step * random.uniform(0.5, 1))  # noqa: S311
        if not trial.may_repeat(error) or self._clock.monotonic() + delay >= trial.deadline:
            raise error
        _log.warning("Attempt %d failed, next in %.1f s. %s", trial.attempts, delay, error)
        await self._clock.sleep(delay)
        await self._turn_again(trial, error)

    async def _turn_again(self, trial: _Trial, error: TikTokError) -> None:
        await self._pacer.turn(trial.lane)
        if self._clock.monotonic() >= trial.deadline:
            raise error

    async def _counted(self, trial: _Trial, answer_type: type[AnswerT]) -> AnswerT:
        trial.attempts += 1
        began = self._clock.monotonic()
        outcome, request_id = "cancelled", ""
        try:
            answer, request_id = await self._attempt(trial, answer_type)
            outcome = "ok"
        except TikTokError as error:
            outcome, request_id = type(error).__name__, error.request_id
            if isinstance(error, Throttled):
                self._pacer.throttled(trial.lane, error.retry_after)
            raise
        finally:
            self._count(Call(trial.ask.endpoint.title, outcome, self._clock.monotonic() - began, request_id))
        self._pacer.succeeded(trial.lane)
        return answer

    def _count(self, call: Call) -> None:
        _log.debug(
            "%s: %s in %.3f s, request_id %s", call.endpoint, call.outcome, call.seconds, call.request_id
        )
        if self._on_call:
            self._on_call(call)

    async def _attempt(self, trial: _Trial, answer_type: type[AnswerT]) -> tuple[AnswerT, str]:
        exchange = Exchange(trial.ask.endpoint.title, trial.hidden, self._clock.now())
        signer = RequestSigner(self._app.app_key, self._app.app_secret, trial.token, self._clock.now)
        request = trial.ask.request(self._http, self._app.api_url, trial.cipher)
        try:
            async with asyncio.timeout(trial.deadline - self._clock.monotonic()):
                envelope = await exchange.envelope(self._http, request, signer)
        except TimeoutError:
            message = f"no complete answer within {self._call_seconds} s"
            raise exchange.failure(Unavailable, message) from None
        answer = exchange.parse(answer_type, envelope)
        _report(trial.ask.endpoint.title, answer, envelope)
        return answer, envelope.request_id


def _outcome_unknown(error: TikTokError) -> OutcomeUnknown:
    message = f"the change may have taken effect although the call ended with: {error.message}"
    unknown = OutcomeUnknown(message, error.endpoint, error.code, error.request_id, error.http_status)
    unknown.data = error.data
    return unknown


def _report(title: str, answer: Answer, envelope: Envelope) -> None:
    for note in (*answer.warnings, *answer.errors):
        _log.warning("%s: %s, request_id %s", title, note, envelope.request_id)
