"""``newsbot feed add``, ``list``, ``remove`` and ``run``, and ``newsbot watch``."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from newsbot.cli.command import JsonOption
from newsbot.cli.objects import Object, print_object
from newsbot.cli.outcomes import Outcomes
from newsbot.cli.session import Session
from newsbot.errors import CorpusError
from newsbot.terminal.articles import print_rows
from newsbot.terminal.offers import print_taken, print_tally
from newsbot.terminal.screen import Screen, safe

if TYPE_CHECKING:  # these load kiwipiepy, numpy and aiohttp
    from newsbot.feeds import Feed, Feeds
    from newsbot.intake import Outcome
    from newsbot.polling import Checked, Polled

UrlArgument = Annotated[str, typer.Argument(metavar="URL", help="피드 주소 / Address of the feed")]
_FAILED = "failed"
_TITLE_CHARS = 40
_FEW = 50
"""So many articles of a watched file get a line of their own."""


def add(
    session: Session,
    *,
    url: UrlArgument,
    minutes: Annotated[
        int | None,
        typer.Option(min=5, max=10_080, help="읽는 간격(분) / Minutes between two looks"),
    ] = None,
) -> None:
    """Follow a feed, after looking whether it is one."""
    from newsbot.audit import operator
    from newsbot.feeds import new_feed

    feeds, screen = _feeds(session), session.screen
    with screen.waiting("feeds.checking"):
        checked = asyncio.run(_check(url.strip()))
    feeds.add(
        new_feed(
            url,
            title=checked.title,
            audience=None,
            added_by=operator().who,
            minutes=minutes or session.settings.feed_minutes,
        )
    )
    title = checked.title or url
    screen.say("feeds.added", title=title, entries=checked.entries)
    if checked.moved_to:
        screen.say("feeds.moved", url=checked.moved_to)


def list_(session: Session, *, as_json: JsonOption = False) -> None:
    """List the feeds; with --json one object a line."""
    screen, found = session.screen, _feeds(session).all()
    if as_json:
        for number, feed in enumerate(found, 1):
            print_object(feed_object(number, feed, screen))
    elif not found:
        screen.say("feeds.none")
    else:
        print_rows(screen, _HEADS, [_row(screen, *one) for one in enumerate(found, 1)])
        for number, feed in enumerate(found, 1):
            if remark := _remark(feed, screen):
                screen.line(Text(safe(f"{number}  {remark}"), style="yellow"))


def remove(
    session: Session,
    *,
    which: Annotated[
        str, typer.Argument(metavar="URL|NUMBER", help="주소나 번호 / Address or number")
    ],
) -> None:
    """Follow a feed no longer; its articles stay."""
    from newsbot.feeds import chosen

    feeds = _feeds(session)
    feed = chosen(feeds.all(), which)
    feeds.remove(feed.id)
    session.screen.say("feeds.removed", title=feed.title or feed.url, url=feed.url)


def run(
    session: Session,
    *,
    every: Annotated[
        bool, typer.Option("--all", help="때가 안 된 피드도 / Also those that are not due")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Read the feeds that are due now and add what is new. Exits with 1 if one cannot be read."""
    feeds = _feeds(session)
    found = feeds.all() if every else feeds.due(datetime.now(UTC))
    if not found:
        if not as_json:
            session.screen.say("feeds.none_due" if feeds.all() else "feeds.none")
        return
    session.synced(quiet=as_json)
    outcomes = Outcomes(session, as_json=as_json)
    try:
        polled = asyncio.run(_poll(session, feeds, found, outcomes))
    except KeyboardInterrupt:
        outcomes.finish(interrupted=True)
        raise
    _tell(session, polled, outcomes, as_json=as_json)
    if any(one.error for one in polled):
        raise typer.Exit(1)


def watch(
    session: Session,
    *,
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="지켜볼 폴더 / The folder", readable=False),
    ] = None,
) -> None:
    """Add the files that are put into a folder, until interrupted."""
    chosen = folder or session.settings.watch_dir
    if chosen is None:
        raise CorpusError("watch.no_setting")
    newsroom = session.synced()
    from newsbot.watching import MEMORY, Memory, Watcher

    memory = Memory(session.settings.index_path.with_name(MEMORY))
    kept: list[Outcome] = []

    def told(outcome: Outcome) -> None:
        if len(kept) < _FEW:
            kept.append(outcome)

    watcher = Watcher(chosen, newsroom, memory, told=told)
    watcher.require()
    session.screen.note("watching.begun", path=chosen)

    async def follow() -> None:
        async for taken in watcher.run():
            print_taken(session.screen, str(taken.path), kept, taken.tally)
            kept.clear()

    asyncio.run(follow())


def _feeds(session: Session) -> Feeds:
    from newsbot.feeds import Feeds

    return Feeds(session.newsroom.corpus, session.newsroom.store)


async def _check(url: str) -> Checked:
    from newsbot.fetching import Fetcher
    from newsbot.polling import Courtesy, check_feed

    async with Fetcher() as fetcher:
        return await check_feed(url, fetcher, Courtesy(), asyncio.to_thread)


async def _poll(
    session: Session, feeds: Feeds, found: list[Feed], outcomes: Outcomes
) -> list[Polled]:
    from newsbot.fetching import Fetcher
    from newsbot.polling import Poller

    async with Fetcher() as fetcher:
        return await Poller(session.newsroom, feeds, fetcher).poll(found, outcomes.tell)


def _tell(session: Session, polled: list[Polled], outcomes: Outcomes, *, as_json: bool) -> None:
    """Say which feeds could not be read, and how many articles came of the others."""
    for one in polled:
        if one.error is None:
            continue
        sentence = one.error.sentence(session.language)
        if as_json:
            print_object(
                {"source": one.feed.url, "status": _FAILED, "article_id": None, "reason": sentence}
            )
        else:
            session.screen.note("error", sentence=f"{one.feed.url}  {sentence}")
    if not as_json:
        if outcomes.tally.total:
            print_tally(session.screen, outcomes.tally)
        elif any(one.error is None for one in polled):
            session.screen.say("feeds.nothing_new")
        if waiting := sum(one.waiting for one in polled):
            session.screen.say("feeds.waiting", count=waiting)


_HEADS = ("", "feeds.last", "feeds.next", "feeds.articles", "feeds.title", "feeds.url")


def _row(screen: Screen, number: int, feed: Feed) -> tuple[str, ...]:
    title = safe(feed.title or screen.text("missing"))
    return (
        str(number),
        _time(feed.last_ok) or screen.text("feeds.never"),
        screen.text("feeds.paused") if feed.paused else _time(feed.next_at) or "",
        f"{feed.added:,}",
        title if len(title) <= _TITLE_CHARS else title[: _TITLE_CHARS - 1] + "…",
        safe(feed.url) + (f" ({feed.audience})" if feed.audience else ""),
    )


def _remark(feed: Feed, screen: Screen) -> str | None:
    """Return what is wrong with *feed*, or that it has moved; None if nothing is."""
    if feed.trouble is not None:
        return feed.trouble.error().sentence(screen.language)
    return screen.text("feeds.moved", url=feed.moved_to) if feed.moved_to else None


def _time(at: datetime | None) -> str | None:
    from newsbot.dates import Moment

    return None if at is None else Moment(at, "minute").shown()


def feed_object(number: int, feed: Feed, screen: Screen) -> Object:
    """Return *feed* as ``feed list --json`` prints it."""
    from newsbot.dates import Moment

    def iso(at: datetime | None) -> str | None:
        return None if at is None else Moment(at.replace(microsecond=0)).iso()

    return {
        "number": number,
        "title": feed.title,
        "url": feed.url,
        "audience": feed.audience,
        "minutes": feed.minutes,
        "last": iso(feed.last_ok),
        "next": None if feed.paused else iso(feed.next_at),
        "articles": feed.added,
        "paused": feed.paused,
        "trouble": _remark(feed, screen) if feed.trouble else None,
    }
