"""Chores: what the bot does by itself while it runs."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Final

from newsbot.bot.health import Pulse
from newsbot.bot.services import Services
from newsbot.errors import NewsbotError

LOG: Final = logging.getLogger("newsbot.bot")
_REFRESH_SECONDS: Final = 2.0
_TIDY_SECONDS: Final = 3_600.0
_SYNC_SECONDS: Final = 300.0


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
        }
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

    async def _do(self, name: str, work: Callable[[], object]) -> None:
        try:
            await self._services.crossing.run("change", work)
        except Exception as error:  # noqa: BLE001 -- a full disk, a lost folder: logged, not final
            wrong = error.code if isinstance(error, NewsbotError) else described(error)
            if self._failing.get(name) != wrong:
                LOG.warning("chore name=%s error=%s", name, wrong)
            self._failing[name] = wrong
        else:
            if self._failing.pop(name, None):
                LOG.info("chore name=%s well again", name)


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
