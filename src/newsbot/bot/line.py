"""The line of questions that wait for a worker."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class _Place:
    """A question in the line, and its rank: the lowest is next."""

    turn: asyncio.Future[None]
    round: int
    rank: int


@dataclass(slots=True)
class Line:
    """The workers, and who waits for one.

    Start-time fair queueing (Goyal, Vin, Cheng, SIGCOMM 1996) with questions of equal size: a
    user's next question is of a later round than the one before, but of none that is over, and
    rounds go in order. So that new users cannot hold up a second question for ever, only
    *patience* questions that come later may go before it.
    """

    workers: int
    patience: int
    _places: list[_Place] = field(default_factory=list)
    _holders: set[asyncio.Future[None]] = field(default_factory=set)
    _rounds: OrderedDict[int, int] = field(default_factory=OrderedDict)
    """User -> the round of their latest question; of the *patience* latest users."""
    _round: int = 0
    """The round of the question that got a worker last."""
    _asked: int = 0

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._places)

    @property
    def running(self) -> int:
        """How many have a worker."""
        return len(self._holders)

    def join(self, user: int, turn: asyncio.Future[None]) -> None:
        """Put *turn* into the line; its result is set when it has a worker."""
        latest = max(self._round, self._rounds.pop(user, -1) + 1)
        self._rounds[user] = latest
        if len(self._rounds) > self.patience:
            self._rounds.popitem(last=False)
        self._asked += 1
        self._places.append(_Place(turn, latest, latest * self.patience + self._asked))
        self._call()

    def leave(self, turn: asyncio.Future[None]) -> None:
        """Free the worker of *turn*, or its place in the line if it still waits."""
        self._holders.discard(turn)
        self._places = [place for place in self._places if place.turn is not turn]
        self._call()
        if not self._places and not self._holders:
            self._rounds.clear()

    def _call(self) -> None:
        while self._places and len(self._holders) < self.workers:
            place = min(self._places, key=lambda place: place.rank)
            self._places.remove(place)
            if place.turn.cancelled():  # its task is about to leave
                continue
            self._round = max(self._round, place.round)
            self._holders.add(place.turn)
            place.turn.set_result(None)
