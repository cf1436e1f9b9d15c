"""The ``/feed`` commands: which feeds a server follows. For curators, at every step."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from discord import app_commands
from discord.app_commands import Choice, Range

from newsbot.bot import speaking
from newsbot.bot.commands import CHOICE_UNITS, CHOICES
from newsbot.bot.curating import actor_of, require_curator, require_pace
from newsbot.bot.markup import foreign, shorten, units
from newsbot.bot.offering import alone
from newsbot.bot.services import Interaction, Services, services_of
from newsbot.bot.visit import Visit
from newsbot.bot_messages import say
from newsbot.dates import Moment
from newsbot.errors import NewsbotError
from newsbot.feeds import MAX_MINUTES, MIN_MINUTES, Feed, chosen, new_feed
from newsbot.intake import STATUSES, Tally
from newsbot.messages import Language
from newsbot.polling import Polled, check_feed

feed = app_commands.Group(name="feed", description="Feeds: follow, list and read them (curators)")
_THE_FEED: Final = "Its title, number or address"
_TITLE_UNITS: Final = 100
_REASON_UNITS: Final = 160
_LIST_UNITS: Final = 1_800
_LISTED_FAILURES: Final = 5
_RUN_SECONDS: Final = 600.0
"""Discord waits fifteen minutes for the answer."""


@feed.command(description="Follow an RSS or Atom feed")
@app_commands.describe(url="The address of the feed", minutes="Minutes between two looks")
async def add(  # noqa: D103
    interaction: Interaction,
    url: Range[str, 1, 2_000],
    minutes: Range[int, MIN_MINUTES, MAX_MINUTES] | None = None,
) -> None:
    services = services_of(interaction)
    visit = services.visit(interaction)
    require_pace(services, visit)
    async with alone(services, visit):
        if not await speaking.defer(services.delivery, interaction, private=True):
            return
        poller = services.poller
        checked = await check_feed(url.strip(), services.fetcher, poller.courtesy, poller.read)
    fresh = new_feed(
        url,
        title=checked.title,
        audience=visit.audience,
        added_by=actor_of(visit).who,
        minutes=minutes or services.settings.feed_minutes,
    )
    await services.crossing.run("change", poller.feeds.add, fresh)
    code = "feeding.added_server" if fresh.audience else "feeding.added_everyone"
    text = say(
        visit.language,
        code,
        title=_title(fresh),
        entries=checked.entries,
        minutes=fresh.minutes,
    )
    await speaking.fill(services.delivery, interaction, content=text)


@feed.command(name="list", description="List the feeds that are followed")
async def list_(interaction: Interaction) -> None:  # noqa: D103
    services = services_of(interaction)
    visit = services.visit(interaction)
    require_curator(visit)
    if await speaking.defer(services.delivery, interaction, private=True):
        feeds = await services.crossing.run("look", _own, services, visit)
        text = listed(feeds, visit.language) if feeds else say(visit.language, "feeding.none")
        await speaking.fill(services.delivery, interaction, content=text)


@feed.command(description="Follow a feed no longer; its articles stay")
@app_commands.describe(feed=_THE_FEED)
async def remove(interaction: Interaction, feed: Range[str, 1, 2_000]) -> None:  # noqa: D103
    services = services_of(interaction)
    visit = services.visit(interaction)
    require_curator(visit)
    if await speaking.defer(services.delivery, interaction, private=True):
        gone = await services.crossing.run("change", _remove, services, visit, feed)
        text = say(visit.language, "feeding.removed", title=_title(gone))
        await speaking.fill(services.delivery, interaction, content=text)


@feed.command(description="Read the feeds now")
async def run(interaction: Interaction) -> None:  # noqa: D103
    services = services_of(interaction)
    visit = services.visit(interaction)
    require_pace(services, visit)
    async with alone(services, visit):
        if not await speaking.defer(services.delivery, interaction, private=True):
            return
        feeds = await services.crossing.run("look", _own, services, visit)
        rested = [one for one in feeds if _may_be_read(one, datetime.now(UTC))]
        polled: list[Polled] | None = []
        if rested:
            polled = await _polled(services, rested)
    text = _read_text(visit.language, feeds, polled)
    await speaking.fill(services.delivery, interaction, content=text)


async def _polled(services: Services, feeds: list[Feed]) -> list[Polled] | None:
    """Return what came of *feeds*; None if that takes longer than Discord waits."""
    try:
        async with asyncio.timeout(_RUN_SECONDS):
            return await services.poller.poll(feeds)
    except TimeoutError:
        return None


def _may_be_read(one: Feed, now: datetime) -> bool:
    """Whether a person may have it read now: its server is asked no more often than by us."""
    return one.last_at is None or now - one.last_at >= timedelta(minutes=MIN_MINUTES)


def _own(services: Services, visit: Visit) -> list[Feed]:
    """Return the feeds that they may change, in the order in which they are numbered."""
    require_curator(visit)
    return [one for one in services.poller.feeds.all() if visit.may_change(one.audience)]


def _remove(services: Services, visit: Visit, text: str) -> Feed:
    found = chosen(_own(services, visit), text)
    services.poller.feeds.remove(found.id)
    return found


@remove.autocomplete("feed")
async def suggest(interaction: Interaction, current: str) -> list[Choice[str]]:
    """Return the feeds whose title or address holds *current*, to whoever may remove them."""
    services = services_of(interaction)
    visit = services.visit(interaction)
    if not visit.curator:
        return []
    feeds = await services.crossing.run("look", _own, services, visit)
    wanted = current.casefold().strip()
    fitting = [one for one in feeds if wanted in f"{one.title or ''} {one.url}".casefold()]
    return [_choice(one) for one in fitting[:CHOICES]]


def _choice(one: Feed) -> Choice[str]:
    host = shorten(_host(one), CHOICE_UNITS // 3)
    title = shorten(one.title or one.url, CHOICE_UNITS - units(host) - 3)
    return Choice(name=f"{title} · {host}", value=one.id)


def listed(feeds: Sequence[Feed], language: Language) -> str:
    """Return *feeds* with their numbers, times and troubles, as the content of one message."""
    lines: list[str] = []
    room = _LIST_UNITS
    for number, one in enumerate(feeds, 1):
        text = _line(number, one, language)
        room -= units(text) + 1
        if room < 0:
            lines.append(say(language, "feeding.more", count=len(feeds) - number + 1))
            break
        lines.append(text)
    return "\n".join(lines)


def _line(number: int, one: Feed, language: Language) -> str:
    never = say(language, "feeding.never")
    last = Moment(one.last_ok, "minute").shown() if one.last_ok else never
    following = Moment(one.next_at, "minute").shown()
    text = say(
        language,
        "feeding.line",
        number=number,
        title=_title(one),
        host=foreign(_host(one), _TITLE_UNITS),
        last=last,
        next=say(language, "feeding.paused") if one.paused else following,
        articles=one.added,
    )
    if one.trouble is not None:
        text += "\n> " + foreign(one.trouble.error().sentence(language), _REASON_UNITS)
    return text


def _read_text(language: Language, feeds: list[Feed], polled: list[Polled] | None) -> str:
    """Return what came of reading; of *feeds* those that were read a moment ago are not again."""
    if polled is None:
        return say(language, "feeding.slow")
    if not polled:
        return say(language, "feeding.fresh" if feeds else "feeding.none")
    tally = Tally()
    for one in polled:
        for outcome in one.outcomes:
            tally.count(outcome)
    counts = {status: tally.counts[status] for status in STATUSES}
    lines = [say(language, "feeding.read", feeds=len(polled), **counts)]
    if waiting := sum(one.waiting for one in polled):
        lines.append(say(language, "feeding.waiting", count=waiting))
    failed = [(one.feed, one.error) for one in polled if one.error]
    lines += [_failure(*one, language) for one in failed[:_LISTED_FAILURES]]
    return "\n".join(lines)


def _failure(one: Feed, error: NewsbotError, language: Language) -> str:
    reason = foreign(error.sentence(language), _REASON_UNITS)
    return say(language, "feeding.failed", title=_title(one), reason=reason)


def _title(one: Feed) -> str:
    return foreign(one.title or _host(one), _TITLE_UNITS)


def _host(one: Feed) -> str:
    try:
        return urlsplit(one.url).hostname or one.url
    except ValueError:
        return one.url


def install(tree: app_commands.CommandTree[Any]) -> None:
    """Add the commands to *tree*."""
    tree.add_command(feed)
