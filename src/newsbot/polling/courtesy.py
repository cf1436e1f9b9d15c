"""Courtesy: one request at a time to each host, and a pause before the next."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

PAUSE_SECONDS: Final = 1.0


class Courtesy:
    """Whose turn it is at a host. For one event loop."""

    def __init__(
        self,
        pause_seconds: float | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """*pause_seconds*: ``PAUSE_SECONDS`` unless it is given."""
        self._pause_seconds = PAUSE_SECONDS if pause_seconds is None else pause_seconds
        self._clock = clock
        self._sleep = sleep
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free_at: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait until the host of *url* may be asked again, and hold it until the block ends."""
        host = _host_of(url)
        async with self._locks[host]:
            wait_seconds = self._free_at.get(host, 0.0) - self._clock()
            if wait_seconds > 0:
                await self._sleep(wait_seconds)
            try:
                yield
            finally:
                self._free_at[host] = self._clock() + self._pause_seconds


def _host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # fetching says what is wrong with it
        return ""
