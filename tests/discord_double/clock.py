"""Time as the double sees it: real time plus an offset, and the ids that Discord makes of time."""

from __future__ import annotations

import time
from datetime import UTC, datetime

DISCORD_EPOCH_MS = 1_420_070_400_000


class Clock:
    """Real time plus `offset` seconds, so that a test need not sleep through 15 minutes."""

    def __init__(self) -> None:
        self.offset = 0.0

    def now(self) -> float:
        """Seconds since 1970, moved by what the test has advanced."""
        return time.time() + self.offset

    def advance(self, seconds: float) -> None:
        """Move the double's time on; the bot's own clock is not touched."""
        self.offset += seconds


class Snowflakes:
    """Ids that grow and tell their (real) time, as discord.py reads them."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        """Return a new id; always greater than the one before, even after a wait."""
        milliseconds = int(time.time() * 1000) - DISCORD_EPOCH_MS
        self._last = max(milliseconds << 22, self._last + 1)
        return self._last


def iso(seconds: float) -> str:
    """Spell a time as Discord does: `2026-08-06T11:31:01.123000+00:00`."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")
