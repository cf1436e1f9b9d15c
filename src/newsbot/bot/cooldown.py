"""The cooldown: how many questions one user may ask in a minute."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

_MINUTE_SECONDS: Final = 60.0


@dataclass(slots=True)
class Cooldown:
    """A bucket of tokens a user: *per_minute* at most, as many coming back in a minute."""

    per_minute: int
    clock: Callable[[], float]
    _buckets: OrderedDict[int, tuple[float, float]] = field(default_factory=OrderedDict)
    """User -> tokens left and when that was; the one not used for longest first."""

    def take(self, user: int) -> float:
        """Take a token and return 0, or return after how many seconds there will be one."""
        if not self.per_minute:
            return 0.0
        now = self.clock()
        self._prune(now)
        left, at = self._buckets.get(user, (float(self.per_minute), now))
        left = min(left + (now - at) * self.per_minute / _MINUTE_SECONDS, self.per_minute)
        if left < 1:
            return (1 - left) * _MINUTE_SECONDS / self.per_minute
        self._buckets[user] = (left - 1, now)
        self._buckets.move_to_end(user)
        return 0.0

    def _prune(self, now: float) -> None:
        """Forget who has not asked for a minute: their buckets are full again."""
        while self._buckets:
            user, (_, at) = next(iter(self._buckets.items()))
            if now - at < _MINUTE_SECONDS:
                return
            del self._buckets[user]
