"""The thread that the double lives on, and how a test's own thread talks to it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

TIMEOUT_SECONDS = 20.0
# How often a waiting test looks again, for what changes in the bot and not in the double.
GLANCE_SECONDS = 0.05


class NotSeenError(AssertionError):
    """What a test waited for did not happen; the message lists what the bot did send."""


class Reactor:
    """An event loop on its own thread; everything that changes the double's state runs there."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._changed = threading.Condition()
        self._version = 0
        self._announcing = False
        self._thread = threading.Thread(target=self._run, name="discord-double", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def call(self, work: Callable[[], T]) -> T:
        """Run `work` on the loop's thread and return what it returns or raises."""
        if threading.current_thread() is self._thread:
            return work()

        async def run() -> T:
            return work()

        return self.run(run())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(TIMEOUT_SECONDS)

    def announce(self) -> None:
        """Wake who waits: something may have changed. Once a turn of the loop is enough."""
        if not self._announcing and not self.loop.is_closed():
            self._announcing = True
            self.loop.call_soon_threadsafe(self._notify)

    def _notify(self) -> None:
        self._announcing = False
        with self._changed:
            self._version += 1
            self._changed.notify_all()

    def wait(
        self,
        seen: Callable[[], T],
        what: str,
        report: Callable[[], str],
        timeout: float = TIMEOUT_SECONDS,
    ) -> T:
        """Wait until `seen()` is true and return it.

        Raises NotSeenError after `timeout` seconds, with `report()` in its message.
        """
        deadline = time.monotonic() + timeout
        while True:
            version = self._version
            if result := seen():  # without the lock: it may well call the loop
                return result
            left = deadline - time.monotonic()
            if left <= 0:
                raise NotSeenError(f"waited {timeout:g} s for {what}\n{report()}")
            with self._changed:
                if self._version == version:
                    self._changed.wait(min(left, GLANCE_SECONDS))

    def stop(self) -> None:
        """End the loop and its thread."""
        if not self._thread.is_alive():
            return
        self.run(self._cancel_all())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(TIMEOUT_SECONDS)
        self.loop.close()

    async def _cancel_all(self) -> None:
        ours = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks() if task is not ours]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.loop.shutdown_asyncgens()
