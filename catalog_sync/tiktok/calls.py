"""The one path of every signed call: pacing, token, signature, deadline, safe repetition, typed failure."""

import asyncio
import logging
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Self, TypeVar

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
from catalog_sync.tiktok.pacing_lanes import Lane
from catalog_sync.tiktok.signing import RequestSigner
from catalog_sync.tiktok.trial import Trial
from catalog_sync.tiktok.wire import Envelope, Exchange

_log = logging.getLogger(__name__)

AnswerT = TypeVar("AnswerT", bound=Answer)


@dataclass(frozen=True)
class Call:
    """One request as it was counted: `outcome` is `ok`, `cancelled` or the name of an error class."""

    endpoint: str
    outcome: str
    seconds: float
    request_id: str


class Caller:
    """Makes the calls of one app under one authorization, about the shop it is `about`, if any."""

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
        keys_honoured: bool = False,
    ) -> None:
        self._app = app
        self._tokens = tokens
        self._http = http
        self._clock = clock
        self._pacer = pacer
        self._on_call = on_call
        self._call_seconds = call_seconds
        self._shop_id = ""
        self._unsafe = frozenset({Effect.WRITE} if keys_honoured else {Effect.WRITE, Effect.KEYED})

    def about(self, shop_id: str) -> Self:
        """The caller of calls about this shop."""
        caller = copy(self)
        caller._shop_id = shop_id  # noqa: SLF001 (its own kind)
        return caller

    async def call(self, ask: Ask, answer_type: type[AnswerT], cipher: SecretStr | None = None) -> AnswerT:
        """The typed answer, or a TikTokError; OutcomeUnknown when a change may have taken effect unseen.

        The deadline covers all attempts from the moment it is the call's turn. Raises BudgetSpent before anything is
        sent when the day's calls are used up.
        """
        lane = Lane(self._app.app_key, self._shop_id if ask.endpoint.cipher else "", ask.endpoint.title)
        turn = await self._pacer.turn(lane)
        token = SecretStr(await self._tokens.access_token())
        hidden = (self._app.app_secret, token, cipher or SecretStr(""))
        deadline = self._clock.monotonic() + self._call_seconds
        trial = Trial(ask, cipher, token, hidden, lane, turn, deadline, self._unsafe)
        try:
            return await self._persist(trial, answer_type)
        except TikTokError as error:
            if trial.lost:
                raise _outcome_unknown(error) from error
            raise

    async def _persist(self, trial: Trial, answer_type: type[AnswerT]) -> AnswerT:
        while True:
            try:
                return await self._counted(trial, answer_type)
            except TokenExpired as error:
                await self._renew(trial, error)
            except TikTokError as error:
                trial.lost |= error.undecided and trial.ask.changes
                await self._back_off(trial, error)

    async def _renew(self, trial: Trial, error: TokenExpired) -> None:
        if trial.renewed:
            message = f"a fresh access token was refused as well: {error.message}"
            facts = (error.endpoint, error.code, error.request_id, error.http_status)
            raise AuthorizationLost(message, *facts) from error
        late = Unavailable("the refresh of the access token left no time for the call", error.endpoint)
        try:
            async with asyncio.timeout(trial.deadline - self._clock.monotonic()):
                trial.token = SecretStr(await self._tokens.refreshed(trial.token.get_secret_value()))
        except TimeoutError:
            raise late from error
        trial.hidden += (trial.token,)
        trial.renewed = True
        await self._turn_again(trial, late)

    async def _back_off(self, trial: Trial, error: TikTokError) -> None:
        trial.failures += not isinstance(error, Throttled)
        delay, left = trial.delay(error), trial.deadline - self._clock.monotonic()
        if not trial.may_repeat(error) or max(delay, error.retry_after or 0) >= left:
            raise error
        if delay:
            _log.warning("Attempt %d failed, next in %.1f s. %s", trial.failures, delay, error)
            await self._clock.sleep(delay)
        await self._turn_again(trial, error)

    async def _turn_again(self, trial: Trial, error: TikTokError) -> None:
        try:
            async with asyncio.timeout(trial.deadline - self._clock.monotonic()):
                trial.turn = await self._pacer.turn(trial.lane)
        except TimeoutError:
            raise error from None
        if self._clock.monotonic() >= trial.deadline:
            raise error

    async def _counted(self, trial: Trial, answer_type: type[AnswerT]) -> AnswerT:
        began = self._clock.monotonic()
        outcome, request_id = "cancelled", ""
        try:
            answer, request_id = await self._attempt(trial, answer_type)
            outcome = "ok"
        except TikTokError as error:
            outcome, request_id = type(error).__name__, error.request_id
            if isinstance(error, Throttled):
                self._pacer.throttled(trial.lane, trial.turn, error.retry_after)
            raise
        finally:
            self._count(Call(trial.ask.endpoint.title, outcome, self._clock.monotonic() - began, request_id))
        return answer

    def _count(self, call: Call) -> None:
        _log.debug(
            "%s: %s in %.3f s, request_id %s", call.endpoint, call.outcome, call.seconds, call.request_id
        )
        if self._on_call:
            self._on_call(call)

    async def _attempt(self, trial: Trial, answer_type: type[AnswerT]) -> tuple[AnswerT, str]:
        left = trial.deadline - self._clock.monotonic()
        exchange = Exchange(trial.ask.endpoint.title, trial.hidden, self._clock.now(), left)
        signer = RequestSigner(self._app.app_key, self._app.app_secret, trial.token, self._clock.now)
        request = trial.ask.request(self._http, self._app.api_url, trial.cipher)
        trial.turn.at = self._clock.monotonic()
        envelope = await exchange.envelope(self._http, request, signer)
        answer = exchange.parse(answer_type, envelope)
        _report(exchange, answer, envelope)
        return answer, envelope.request_id


def _outcome_unknown(error: TikTokError) -> OutcomeUnknown:
    message = f"the change may have taken effect although the call ended with: {error.message}"
    unknown = OutcomeUnknown(message, error.endpoint, error.code, error.request_id, error.http_status)
    unknown.data = error.data
    return unknown


def _report(exchange: Exchange, answer: Answer, envelope: Envelope) -> None:
    for note in (*answer.warnings, *answer.errors):
        _log.warning(
            "%s: %s, request_id %s", exchange.endpoint, exchange.struck(str(note)), envelope.request_id
        )
