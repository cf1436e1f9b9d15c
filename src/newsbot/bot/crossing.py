"""Crossing: the one way from the event loop into the synchronous newsroom, by threads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, Literal, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
Lane = Literal["question", "look", "change", "read"]
WORKERS: Final = 1
"""Questions that are worked on at once: Python runs one thread at a time, and a second one would
only keep the event loop waiting longer for its turn."""


class Crossing:
    """Threads in four lanes, so that nothing waits for what takes longer.

    Neither many questions nor a long change block a look, nor does the reading of a foreign page,
    which may take seconds, block a change.
    """

    def __init__(self) -> None:
        self._lanes: dict[Lane, ThreadPoolExecutor] = {
            "question": ThreadPoolExecutor(WORKERS, thread_name_prefix="question"),
            "look": ThreadPoolExecutor(1, thread_name_prefix="look"),
            "change": ThreadPoolExecutor(1, thread_name_prefix="change"),
            "read": ThreadPoolExecutor(1, thread_name_prefix="read"),
        }
        self.under_way = 0
        """How many calls have not come back yet."""
        self._working = 0
        self._changed = threading.Condition()

    async def run(
        self, lane: Lane, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return what *function* returns in a thread of *lane*; its errors are raised here."""
        call = partial(self._work, partial(function, *args, **kwargs))
        self.under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._lanes[lane], call)
        finally:
            self.under_way -= 1

    def _work(self, call: Callable[[], T]) -> T:
        with self._changed:
            self._working += 1
        try:
            return call()
        finally:
            with self._changed:
                self._working -= 1
                self._changed.notify_all()

    def close(self, seconds: float) -> int:
        """Wait for what the threads are at, but no longer than *seconds*.

        What has not begun is dropped. Returns how many calls are still at work.
        """
        for pool in self._lanes.values():
            pool.shutdown(wait=False, cancel_futures=True)
        with self._changed:
            self._changed.wait_for(lambda: not self._working, seconds)
            return self._working
