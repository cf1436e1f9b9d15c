"""Breaker: stops sending before Discord bans the address for invalid requests."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Final

INVALID: Final = frozenset({401, 403, 429})
"""The statuses that Discord counts; a 429 of the scope ``shared`` is not counted."""


class Breaker:
    """Counts invalid responses in a sliding window: 10,000 in ten minutes ban the address."""

    def __init__(
        self,
        limit: int = 5_000,
        window_seconds: float = 600.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = limit
        self._window_seconds = window_seconds
        self._clock = clock
        self._seen: deque[float] = deque()
        """When each was counted."""
        self._open = False

    def record(self, status: int, *, shared: bool = False) -> None:
        """Count a response by its HTTP *status*; *shared*: it is a 429 of the shared scope."""
        if status not in INVALID or shared:
            return
        self._seen.append(self._clock())
        self._look()

    @property
    def is_open(self) -> bool:
        """Whether nothing may be sent: from *limit* on, until there are fewer than half as many."""
        self._look()
        return self._open

    @property
    def invalid(self) -> int:
        """How many invalid responses the window holds."""
        self._look()
        return len(self._seen)

    def _look(self) -> None:
        """Let go of what is older than the window, then open or close."""
        until = self._clock() - self._window_seconds
        while self._seen and self._seen[0] <= until:
            self._seen.popleft()
        if len(self._seen) >= self._limit:
            self._open = True
        elif len(self._seen) < self._limit / 2:
            self._open = False
