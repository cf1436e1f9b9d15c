"""Services: what every part of the bot is handed."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

import discord

from newsbot.bot.breaker import Breaker
from newsbot.bot.cooldown import Cooldown
from newsbot.bot.crossing import WORKERS, Crossing, Lane
from newsbot.bot.delivery import Delivery
from newsbot.bot.records import Records
from newsbot.bot.turnstile import Turnstile
from newsbot.bot.visit import Visit, visit_by_message, visit_of
from newsbot.concurrency import ToThread
from newsbot.feeds import Feeds
from newsbot.fetching import Fetcher
from newsbot.newsroom import Newsroom
from newsbot.polling import Poller
from newsbot.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")
_PER_USER = 2
_PER_GUILD = 16
_REMARKS_A_MINUTE = 12
_PAGES_A_MINUTE = 30
_CLOSE_SECONDS = 5.0
_LOOK_SECONDS = 0.02


@dataclass(slots=True)
class Services:
    """The newsroom, the way to it, and who may take it."""

    settings: Settings
    newsroom: Newsroom
    records: Records
    crossing: Crossing
    turnstile: Turnstile
    delivery: Delivery
    remarks: Cooldown
    """How often one person is told what is no answer: how to ask, that the bot is busy."""
    offers: Cooldown
    """How often one person may have a page read."""
    fetcher: Fetcher
    """Fetches pages and feeds; open while the bot is connected."""
    poller: Poller
    """Reads the feeds."""
    fetching: dict[int, asyncio.Timeout] = field(default_factory=dict)
    """The users for whom a page is being fetched, one each at a time, and what ends that."""
    closing: bool = False
    """Whether the bot is about to stop: no page is fetched any more."""
    saving: set[str] = field(default_factory=set)
    """The keys of the files that are being saved: each once at a time."""
    owners: frozenset[int] = frozenset()
    """The users whose bot this is; known after login."""
    outcomes: Counter[str] = field(default_factory=Counter)
    started: float = field(default_factory=time.monotonic)

    def visit(self, interaction: discord.Interaction) -> Visit:
        """Return who stands behind *interaction*, with the rights of this moment."""
        return visit_of(interaction, self.owners, self.settings.curator_roles)

    def visit_by(self, message: discord.Message, text: str) -> Visit:
        """Return who wrote *message*."""
        language = self.settings.language
        return visit_by_message(message, text, "ko" if language == "auto" else language)

    async def finish(self) -> None:
        """Admit no more questions; return when nothing is under way: no call, no send."""
        self.closing = True
        for deadline in self.fetching.values():
            deadline.reschedule(asyncio.get_running_loop().time())
        await self.turnstile.drain(math.inf)
        while self.fetching or self.crossing.under_way or self.delivery.under_way:  # noqa: ASYNC110 -- once a life
            await asyncio.sleep(_LOOK_SECONDS)

    def close(self) -> int:
        """Wait for the threads a while, then close the file; return how many calls go on.

        The newsroom is its opener's to close.
        """
        unfinished = self.crossing.close(_CLOSE_SECONDS)
        if not unfinished:
            self.records.close()
        return unfinished


Interaction = discord.Interaction[Any]
"""An interaction that reached the bot: its client is a NewsClient, which carries Services."""


def services_of(interaction: Interaction) -> Services:
    """Return what the client was handed at its start."""
    found: Services = interaction.client.services
    return found


def furnish(settings: Settings, newsroom: Newsroom) -> Services:
    """Return the services of one run. Raises StoreError."""
    path = settings.index_path.with_name("bot.sqlite3")
    crossing, fetcher = Crossing(), Fetcher()
    return Services(
        settings=settings,
        newsroom=newsroom,
        records=Records(path, settings.keep_days),
        crossing=crossing,
        turnstile=Turnstile(
            per_user=_PER_USER,
            per_guild=min(_PER_GUILD, settings.max_questions),
            total=settings.max_questions,
            per_minute=settings.questions_a_minute,
            workers=WORKERS,
        ),
        delivery=Delivery(Breaker()),
        remarks=Cooldown(_REMARKS_A_MINUTE, time.monotonic),
        offers=Cooldown(_PAGES_A_MINUTE if settings.questions_a_minute else 0, time.monotonic),
        fetcher=fetcher,
        poller=Poller(
            newsroom,
            Feeds(newsroom.corpus, newsroom.store),
            fetcher,
            read=_in(crossing, "read"),
            change=_in(crossing, "change"),
        ),
    )


def _in(crossing: Crossing, lane: Lane) -> ToThread:
    """Return what does work in *lane*."""

    async def run(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await crossing.run(lane, function, *args, **kwargs)

    return run
