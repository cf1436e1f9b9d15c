"""Turnstile: who may ask now, and whose turn it is. Fair between users.

For one event loop: nothing here is safe to call from another thread.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Literal, Self

from newsbot.bot.cooldown import Cooldown
from newsbot.bot.line import Line

Reason = Literal["user", "guild", "total", "cooldown", "closing"]


class Busy(Exception):  # noqa: N818 -- a state that passes and is told politely
    """No further question is admitted now.

    *wait_seconds* is how long a cooldown lasts; 0 for the other reasons.
    """

    def __init__(self, reason: Reason, wait_seconds: float = 0.0) -> None:
        self.reason = reason
        self.wait_seconds = wait_seconds
        super().__init__(reason)


class Ticket:
    """One admitted question, to be entered once.

    ``async with ticket`` waits for a worker; leaving it ends the question. To do something
    before and after its turn that needs no worker, such as sending, hold it meanwhile::

        with turnstile.enter(user, guild) as ticket:  # Busy is raised here, at once
            await defer()
            async with ticket:  # waits for its turn
                ...
            await send()
    """

    __slots__ = ("_forget", "_held", "_line", "_over", "_turn", "_user")

    def __init__(self, line: Line, user: int, forget: Callable[[], None]) -> None:
        self._line = line
        self._user = user
        self._forget = forget
        self._held = False
        self._over = False
        self._turn: asyncio.Future[None] | None = None

    def __enter__(self) -> Self:
        self._held = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    async def __aenter__(self) -> Self:
        self._turn = asyncio.get_running_loop().create_future()
        self._line.join(self._user, self._turn)
        try:
            await self._turn
        except asyncio.CancelledError:
            self._leave()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        if self._turn is not None:
            self._line.leave(self._turn)
            self._turn = None
        if not self._held:
            self._end()

    def _end(self) -> None:
        if not self._over:
            self._over = True
            self._forget()


class Turnstile:
    """Admission for questions under way: so many a user, a server, in all and a minute."""

    def __init__(  # noqa: PLR0913 -- five limits
        self,
        *,
        per_user: int = 2,
        per_guild: int = 16,
        total: int = 128,
        per_minute: int = 20,
        workers: int = 2,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """*per_minute* questions of one user start in a minute (0: any number); *clock* in s."""
        self._per_user = per_user
        self._per_guild = per_guild
        self._total = total
        self._line = Line(workers, patience=total)
        self._cooldown = Cooldown(per_minute, clock)
        self._users: Counter[int] = Counter()
        self._guilds: Counter[int] = Counter()
        self._closing = False
        self._idle = asyncio.Event()
        self._idle.set()

    def enter(self, user_id: int, guild_id: int | None) -> Ticket:
        """Return a ticket for one question; *guild_id* is None in a direct message.

        Raises Busy at once, without counting the question, where a limit is reached.
        """
        if self._closing:
            raise Busy("closing")
        if self._users[user_id] >= self._per_user:
            raise Busy("user")
        if guild_id is not None and self._guilds[guild_id] >= self._per_guild:
            raise Busy("guild")
        if self.under_way >= self._total:
            raise Busy("total")
        if wait_seconds := self._cooldown.take(user_id):
            raise Busy("cooldown", wait_seconds)
        self._users[user_id] += 1
        if guild_id is not None:
            self._guilds[guild_id] += 1
        self._idle.clear()
        return Ticket(self._line, user_id, partial(self._forget, user_id, guild_id))

    def _forget(self, user: int, guild: int | None) -> None:
        _count_down(self._users, user)
        if guild is not None:
            _count_down(self._guilds, guild)
        if not self._users:
            self._idle.set()

    @property
    def waiting(self) -> int:
        """How many questions wait for a worker."""
        return self._line.waiting

    @property
    def running(self) -> int:
        """How many questions have a worker."""
        return self._line.running

    @property
    def under_way(self) -> int:
        """How many questions are admitted and not yet over."""
        return self._users.total()

    async def drain(self, timeout_seconds: float) -> bool:
        """Admit no more and wait for those under way; return whether all were over in time."""
        self._closing = True
        try:
            async with asyncio.timeout(timeout_seconds):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True


def _count_down(counts: Counter[int], key: int) -> None:
    counts[key] -= 1
    if not counts[key]:
        del counts[key]
