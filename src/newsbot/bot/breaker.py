"""Breaker: stops sending before Discord bans the address for invalid requests."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
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
        self._seen: deque[tuple[float, int]] = deque()
        self._counts: Counter[int] = Counter()
        self._open = False

    def record(self, status: int, *, shared: bool = False) -> None:
        """Count a response by its HTTP *status*; *shared*: it is a 429 of the shared scope."""
        if status not in INVALID or shared:
            return
        self._seen.append((self._clock(), status))
        self._counts[status] += 1
        self._look()

    @property
    def is_open(self) -> bool:
        """Whether to send what is essential only: from *limit* on, until under half of it."""
        self._look()
        return self._open

    @property
    def invalid(self) -> int:
        """How many invalid responses the window holds."""
        self._look()
        return len(self._seen)

    @property
    def by_status(self) -> Mapping[int, int]:
        """How many of each status the window holds."""
        self._look()
        return dict(self._counts)

    def _look(self) -> None:
        """Let go of what is older than the window, then open or close."""
        until = self._clock() - self._window_seconds
        while self._seen and self._seen[0][0] <= until:
            _, status = self._seen.popleft()
            self._counts[status] -= 1
            self._counts += Counter()  # drops what is zero
        if len(self._seen) >= self._limit:
            self._open = True
        elif len(self._seen) < self._limit / 2:
            self._open = False
