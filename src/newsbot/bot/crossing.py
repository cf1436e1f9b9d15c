"""Crossing: the one way from the event loop into the synchronous newsroom, by threads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, Literal, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
Lane = Literal["question", "look", "change"]
WORKERS: Final = 1
"""Questions that are worked on at once: Python runs one thread at a time, and a second one would
only keep the event loop waiting longer for its turn."""


class Crossing:
    """Threads in three lanes, so that neither a long change nor many questions block a look."""

    def __init__(self) -> None:
        self._lanes: dict[Lane, ThreadPoolExecutor] = {
            "question": ThreadPoolExecutor(WORKERS, thread_name_prefix="question"),
            "look": ThreadPoolExecutor(1, thread_name_prefix="look"),
            "change": ThreadPoolExecutor(1, thread_name_prefix="change"),
        }
        self.under_way = 0
        """How many calls have not come back yet."""

    async def run(
        self, lane: Lane, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return what *function* returns in a thread of *lane*; its errors are raised here."""
        call = partial(function, *args, **kwargs)
        self.under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._lanes[lane], call)
        finally:
            self.under_way -= 1

    def close(self) -> None:
        """Wait for what the threads are at; what has not begun is dropped."""
        for pool in self._lanes.values():
            pool.shutdown(wait=True, cancel_futures=True)
