"""Delivery: every send of the bot, with a time limit and a defined end for each fault.

discord.py retries an interaction's 5xx for 25 s, waits 300 s for a hung server and without end
for a 429, and gives up at once on a reset connection. Here each send has its own limit, is tried
again only where that cannot say a thing twice, and ends as a result or as a Fault that is counted.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Final, TypeVar

import aiohttp
import discord

from newsbot.bot.breaker import Breaker

T = TypeVar("T")
LOG: Final = logging.getLogger("newsbot.bot")
ACKNOWLEDGE_SECONDS: Final = 2.9
"""Discord forgets an interaction that is not answered within three seconds."""
CALM_SECONDS: Final = 1.0
SEND_SECONDS: Final = 12.0
_AGAIN_AFTER_SECONDS: Final = 0.25
_LAST_FAULTS: Final = 10

_UNKNOWN_INTERACTION: Final = 10062
_ACKNOWLEDGED: Final = 40060
_EXPIRED_TOKEN: Final = 50027
_GONE: Final = frozenset({10003, 10004, 10008, 10015, 50083})
"""Unknown channel, guild, message or webhook; an archived thread."""


class Fault(StrEnum):
    """How a send ends that does not arrive."""

    EXPIRED = "expired"
    """The interaction or its token is too old: nobody can be answered any more."""
    FORBIDDEN = "forbidden"
    GONE = "gone"
    LIMITED = "limited"
    REFUSED = "refused"
    """Discord did not take it: a fault of ours."""
    DOWN = "down"
    UNREACHABLE = "unreachable"
    HELD_BACK = "held_back"
    """Not sent at all, because Discord bans an address that sends too many invalid requests."""


_STATUSES: Final[ContextVar[list[int]]] = ContextVar("statuses")
"""What Discord said to the send under way, also to those tries that discord.py made by itself."""


@dataclass(slots=True)
class Failure:
    """One of the last sends that failed, for ``/status``."""

    at: datetime
    what: str
    fault: Fault
    detail: str


@dataclass(slots=True)
class Delivery:
    """Sends things, and counts what became of them."""

    breaker: Breaker
    counts: Counter[str] = field(default_factory=Counter)
    failures: deque[Failure] = field(default_factory=lambda: deque(maxlen=_LAST_FAULTS))
    _acknowledging: int = 0
    _calm: asyncio.Event = field(default_factory=asyncio.Event)
    under_way: int = 0
    """How many sends have not ended yet."""

    def heard(self, status: int, *, shared: bool) -> None:
        """Note that Discord answered a request with *status* (*shared*: a 429 of that scope)."""
        self.breaker.record(status, shared=shared)
        if (statuses := _STATUSES.get(None)) is not None:
            statuses.append(status)

    async def send(
        self,
        what: str,
        sending: Callable[[], Awaitable[T]],
        *,
        seconds: float = SEND_SECONDS,
        tries: int = 1,
    ) -> T | Fault:
        """Return what *sending* returns, or the fault that kept it, which is counted and noted.

        With *tries* over 1 a reset connection or a 5xx is tried again: only for what Discord
        itself takes once (an edit, a message with a nonce, an interaction's first response).
        """
        if self.breaker.is_open:
            return self._fail(what, Fault.HELD_BACK, "")
        statuses: list[int] = []
        outer = _STATUSES.set(statuses)
        self.under_way += 1
        try:
            async with asyncio.timeout(seconds):
                return await self._try(sending, tries)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            # TimeoutError is an OSError
            last = statuses[-1] if statuses else None
            return self._fail(what, _judge(error, last), _detail(error, last))
        finally:
            self.under_way -= 1
            _STATUSES.reset(outer)

    async def _try(self, sending: Callable[[], Awaitable[T]], tries: int) -> T:
        for left in reversed(range(tries)):
            try:
                return await sending()
            except (discord.DiscordServerError, aiohttp.ClientError, ConnectionError):
                if not left:
                    raise
                await asyncio.sleep(_AGAIN_AFTER_SECONDS)
        raise AssertionError("unreachable: the last try returns or raises")

    async def acknowledge(self, what: str, sending: Callable[[], Awaitable[object]]) -> bool:
        """Send the first response of an interaction; return whether it has one now.

        When a connection breaks, Discord may have taken the response: a second one is refused
        with 40060, and that is as good.
        """

        async def once() -> None:
            try:
                await sending()
            except discord.InteractionResponded:
                return
            except discord.HTTPException as error:
                if error.code != _ACKNOWLEDGED:
                    raise

        self._acknowledging += 1
        self._calm.clear()
        try:
            return await self.send(what, once, seconds=ACKNOWLEDGE_SECONDS, tries=2) is None
        finally:
            self._acknowledging -= 1
            if not self._acknowledging:
                self._calm.set()

    async def calm(self, seconds: float = CALM_SECONDS) -> None:
        """Wait while interactions are being acknowledged, but no longer than *seconds*.

        They have three seconds, an answer has minutes; and a thread that computes slows the event
        loop down.
        """
        if self._acknowledging:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._calm.wait()

    def _fail(self, what: str, fault: Fault, detail: str) -> Fault:
        self.counts[fault] += 1
        self.failures.append(Failure(datetime.now(UTC), what, fault, detail))
        level = logging.ERROR if fault is Fault.REFUSED else logging.WARNING
        LOG.log(level, "unsent what=%s fault=%s %s", what, fault, detail)
        return fault


_BY_CODE: Final = {
    _UNKNOWN_INTERACTION: Fault.EXPIRED,
    _EXPIRED_TOKEN: Fault.EXPIRED,
    **dict.fromkeys(_GONE, Fault.GONE),
}
_BY_STATUS: Final[dict[int, Fault]] = {
    HTTPStatus.UNAUTHORIZED: Fault.FORBIDDEN,
    HTTPStatus.FORBIDDEN: Fault.FORBIDDEN,
    HTTPStatus.NOT_FOUND: Fault.GONE,
    HTTPStatus.TOO_MANY_REQUESTS: Fault.LIMITED,
}


def _judge(error: Exception, last: int | None) -> Fault:
    """Return the fault; *last*: the status that Discord answered with last, if it did."""
    if isinstance(error, TimeoutError):  # while discord.py waited to try again, perhaps
        return _by_status(last) or Fault.UNREACHABLE
    if isinstance(error, discord.RateLimited):
        return Fault.LIMITED
    if not isinstance(error, discord.HTTPException):
        return Fault.REFUSED if isinstance(error, discord.DiscordException) else Fault.UNREACHABLE
    return _BY_CODE.get(error.code) or _by_status(error.status) or Fault.REFUSED


def _by_status(status: int | None) -> Fault | None:
    if status is not None and status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Fault.DOWN
    return _BY_STATUS.get(status or 0)


def _detail(error: Exception, last: int | None) -> str:
    """Return what went wrong without a word of what was sent, and without an address."""
    if isinstance(error, discord.HTTPException):
        return f"status={error.status} code={error.code}"
    status = f"status={last} " if last is not None else ""
    return f"{status}error={type(error).__name__}"
