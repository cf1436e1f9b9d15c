"""Pace: how soon the connection to the gateway is made again.

discord.py connects at once after a connection that broke, hundreds of times a second where the
gateway takes connections and closes them; where it takes none, the waits grow to 17 minutes.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

LONGEST: Final = 5
"""The longest wait is 2 ** this seconds."""


class Pace:
    """The first connection after a good one is made at once; then the waits double."""

    def __init__(self, chance: Callable[[float, float], float] = random.uniform) -> None:
        """*chance* returns a number between two, so that not all bots come back at once."""
        self._chance = chance
        self.tries = 0
        """How many connections there were since a good one."""

    def succeeded(self) -> None:
        """Note that a connection is good: Discord has begun or resumed a session."""
        self.tries = 0

    def wait_seconds(self) -> float:
        """Return how long to wait before the next connection, which is counted."""
        tries, self.tries = self.tries, self.tries + 1
        return self._chance(0, 2.0 ** min(tries, LONGEST)) if tries else 0.0
