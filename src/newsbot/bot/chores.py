"""Chores: what the bot does by itself while it runs."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from newsbot.bot.gathering import poll_feeds, watch_folder
from newsbot.bot.health import Pulse
from newsbot.bot.pruning import pruned
from newsbot.bot.services import Services
from newsbot.errors import NewsbotError

LOG: Final = logging.getLogger("newsbot.bot")
_REFRESH_SECONDS: Final = 2.0
_TIDY_SECONDS: Final = 3_600.0
_SYNC_SECONDS: Final = 300.0
_PRUNE_SECONDS: Final = 86_400.0
_FEEDS_SECONDS: Final = 30.0
"""How often it is looked which feeds are due."""
_WATCH_SECONDS: Final = 60.0
"""When a folder that could not be watched is tried again."""


class Chores:
    """Tasks from login to the end. One that fails is logged and tried again the next time."""

    def __init__(self, services: Services) -> None:
        self.pulse = Pulse()
        self._services = services
        self._tasks: list[asyncio.Task[None]] = []
        self._failing: dict[str, str] = {}
        """Chore -> what was wrong the last time, which is not logged over and over."""

    def start(self, sync: Callable[[], Awaitable[bool]] | None) -> None:
        """Begin; *sync* tells Discord the commands, if that is still to be done."""
        newsroom, records = self._services.newsroom, self._services.records
        chores: dict[str, Coroutine[None, None, None]] = {
            "pulse": self.pulse.beat(),
            # Looked at every few seconds, so that no question has to look at the folder.
            "refresh": self._every(_REFRESH_SECONDS, "refresh", newsroom.refresh),
            "tidy": self._every(_TIDY_SECONDS, "tidy", records.tidy),
            "prune": self._prune(),
            "feeds": self._again(_FEEDS_SECONDS, "feeds", poll_feeds),
        }
        if self._services.settings.watch_dir is not None:
            chores["watch"] = self._again(_WATCH_SECONDS, "watch", watch_folder)
        if sync is not None:
            chores["commands"] = _until_done(sync)
        self._tasks = [asyncio.create_task(chore, name=name) for name, chore in chores.items()]

    def stop(self) -> None:
        """End them all."""
        for task in self._tasks:
            task.cancel()

    async def _every(self, seconds: float, name: str, work: Callable[[], object]) -> None:
        while True:
            await self._do(name, work)
            await asyncio.sleep(seconds)

    async def _prune(self) -> None:
        """Once a day, a group at a time: who adds an article meanwhile waits for one of them."""
        while True:
            groups = pruned(self._services.newsroom, self._services.settings, datetime.now(UTC))
            while count := await self._do("prune", partial(next, groups, 0)):
                LOG.info("pruned articles=%d", count)
            await asyncio.sleep(_PRUNE_SECONDS)

    async def _again(
        self, seconds: float, name: str, work: Callable[[Services], Awaitable[object]]
    ) -> None:
        """Do what crosses into threads by its own ways; *seconds* after its end, again."""
        while True:
            await self._tried(name, work(self._services))
            await asyncio.sleep(seconds)

    async def _do(self, name: str, work: Callable[[], object]) -> object:
        """Do *work* and return what it gives; None where it fails."""
        return await self._tried(name, self._services.crossing.run("change", work))

    async def _tried(self, name: str, work: Awaitable[object]) -> object:
        """Return what *work* gives; None where it fails, which is logged once."""
        try:
            done = await work
        except Exception as error:  # noqa: BLE001 -- a full disk, a lost folder: logged, not final
            wrong = error.code if isinstance(error, NewsbotError) else described(error)
            if self._failing.get(name) != wrong:
                LOG.warning("chore name=%s error=%s", name, wrong)
            self._failing[name] = wrong
            return None
        if self._failing.pop(name, None):
            LOG.info("chore name=%s well again", name)
        return done


async def _until_done(sync: Callable[[], Awaitable[bool]]) -> None:
    while True:
        await asyncio.sleep(_SYNC_SECONDS)
        if await sync():
            return


def described(error: BaseException) -> str:
    """Return the kind and place of *error*, without its words: they may hold what was asked."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" place={Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
