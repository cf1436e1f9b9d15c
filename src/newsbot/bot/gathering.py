"""Gathering: the feeds that are due and the watched folder, read while the bot runs."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from newsbot.bot.services import Services
from newsbot.intake import REFUSED, STATUSES
from newsbot.polling import Polled
from newsbot.watching import MEMORY, Memory, Taken, Watcher

LOG: Final = logging.getLogger("newsbot.bot")


async def poll_feeds(services: Services) -> None:
    """Read the feeds that are due. Raises CorpusError, StoreError."""
    feeds = services.poller.feeds
    due = await services.crossing.run("look", feeds.due, datetime.now(UTC))
    if due:
        for polled in await services.poller.poll(due):
            _log_feed(polled)


def _log_feed(polled: Polled) -> None:
    """Log what came of a feed, if anything did: its host, and no more of an address of its own."""
    host = urlsplit(polled.feed.url).hostname
    if polled.error is not None:
        LOG.warning(
            "feed host=%s failures=%d error=%s", host, polled.feed.failures + 1, polled.error.code
        )
    elif polled.outcomes:
        found = [one.status for one in polled.outcomes]
        counts = " ".join(f"{status}={found.count(status)}" for status in STATUSES)
        LOG.info("feed host=%s %s waiting=%d", host, counts, polled.waiting)


async def watch_folder(services: Services) -> None:
    """Add what is put into the folder of the settings; ends only by an error."""
    folder = services.settings.watch_dir
    if folder is None:
        return
    memory = Memory(services.settings.index_path.with_name(MEMORY))
    poller = services.poller
    watcher = Watcher(folder, services.newsroom, memory, read=poller.read, change=poller.change)
    async for taken in watcher.run():
        _log_file(taken)


def _log_file(taken: Taken) -> None:
    counts = " ".join(f"{status}={taken.tally.counts[status]}" for status in STATUSES)
    why = " ".join(f"{code}={one.count}" for code, one in taken.tally.refusals.items())
    level = logging.WARNING if taken.tally.counts[REFUSED] else logging.INFO
    LOG.log(level, "watched file=%r %s %s", taken.path.name, counts, why)
