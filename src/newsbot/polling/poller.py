"""The poller: reads the feeds that are due, fetches what is new in them, and adds it.

What of a feed has been read is noted once its articles are durable. A round that was interrupted
is done again: what was added by then is recognised as a duplicate.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Final

from newsbot import ingest
from newsbot.article import Draft
from newsbot.audit import Actor
from newsbot.concurrency import ToThread
from newsbot.errors import IngestError, NewsbotError
from newsbot.feeds import Feed, Feeds, Seen, digest, unpacked
from newsbot.fetching import Fetched, Fetcher
from newsbot.ingest import FeedEntry
from newsbot.intake import REFUSED, Offer, Outcome, add_in_order
from newsbot.newsroom import Newsroom
from newsbot.polling.courtesy import Courtesy
from newsbot.polling.drafting import from_entry, from_page
from newsbot.polling.schedule import Round, Schedule, asked_seconds

MAX_ENTRIES_A_ROUND: Final = 30
"""More new entries of one feed wait for the next round."""
_PARALLEL: Final = 4
"""Feeds that are read at once."""
_ROUND_SECONDS: Final = 90.0
"""One feed's entries are looked at for so long; slow sites must not hold up everyone's feeds."""
_TRIES: Final = 3
"""How often a page is asked for that cannot be had for a reason that may pass."""
_PASSING: Final = frozenset(
    f"fetch.{name}"
    for name in (
        *("broken", "empty", "garbled", "no_host", "refused", "robots_unreachable"),
        *("server_error", "timeout", "too_many"),
    )
)
_TOO_MANY: Final = "fetch.too_many"

Tell = Callable[[Outcome], None]


@dataclass(frozen=True, slots=True)
class Polled:
    """What came of one look at a feed."""

    feed: Feed
    """As it was before."""
    error: NewsbotError | None = None
    """Why it could not be read."""
    unchanged: bool = False
    """Its server says that nothing is new."""
    outcomes: tuple[Outcome, ...] = ()
    waiting: int = 0
    """Entries that are left for the next round."""


class Poller:
    """Reads feeds. One for each event loop; a feed that it is at already is passed over."""

    def __init__(  # noqa: PLR0913 -- each is a border of its own
        self,
        newsroom: Newsroom,
        feeds: Feeds,
        fetcher: Fetcher,
        *,
        read: ToThread = asyncio.to_thread,
        change: ToThread = asyncio.to_thread,
        courtesy: Courtesy | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        chance: random.Random | None = None,
    ) -> None:
        """*read* parses foreign bytes, *change* writes to the newsroom; *fetcher* is open."""
        self.feeds = feeds
        self.courtesy = courtesy or Courtesy()
        self._newsroom = newsroom
        self._fetcher = fetcher
        self.read = read
        self.change = change
        self._now = now
        self._schedule = Schedule(chance or random.Random())  # noqa: S311 -- no secret
        self._under_way: set[str] = set()

    async def poll(self, feeds: Iterable[Feed], tell: Tell = lambda _: None) -> list[Polled]:
        """Read *feeds*; return what came of each, in their order. *tell* hears of each article.

        What is wrong with one feed is in its ``Polled``; the others are read all the same. Raises
        CorpusError and StoreError, once all have ended, if articles or feeds cannot be written.
        """
        chosen = [one for one in feeds if one.id not in self._under_way]
        self._under_way |= {one.id for one in chosen}
        gate = asyncio.Semaphore(_PARALLEL)

        async def one(feed: Feed) -> Polled:
            async with gate:
                return await self._poll(feed, tell)

        try:
            found = await asyncio.gather(*map(one, chosen), return_exceptions=True)
        finally:
            self._under_way -= {one.id for one in chosen}
        if faults := [one for one in found if isinstance(one, BaseException)]:
            raise faults[0]
        return [one for one in found if isinstance(one, Polled)]

    async def _poll(self, feed: Feed, tell: Tell) -> Polled:
        at = self._now()
        try:
            fetched = await self._feed(feed)
            if fetched is None:
                await self._note(feed, partial(self._schedule.rested, at=at))
                return Polled(feed, unchanged=True)
            said = await self.read(
                ingest.parse_feed, fetched.data, address=fetched.url, charset=fetched.charset
            )
        except IngestError as error:
            await self._note(feed, partial(self._schedule.failed, at=at, error=error))
            return Polled(feed, error)
        done = Round(fetched.url, said.title, len(said.entries))
        await self._take(feed, said.entries, done, tell)
        await self._note(feed, partial(self._schedule.succeeded, at=at, fetched=fetched, done=done))
        return Polled(feed, outcomes=tuple(done.outcomes), waiting=done.waiting)

    async def _feed(self, feed: Feed) -> Fetched | None:
        async with self.courtesy.turn(feed.url):
            return await self._fetcher.fetch(
                feed.url, kind="feed", etag=feed.etag, last_modified=feed.last_modified
            )

    async def _note(self, feed: Feed, change: Callable[[Feed], Feed]) -> None:
        await self.change(self.feeds.note, feed.id, change)

    async def _take(
        self, feed: Feed, entries: Sequence[FeedEntry], done: Round, tell: Tell
    ) -> None:
        """Add what is new or changed in *entries*, oldest first, up to a round's worth."""
        known = {one.key: one for one in unpacked(feed.seen)}
        fresh = [one for one in _oldest_first(entries) if not _is_read(one, known)]
        done.waiting = len(fresh)
        begun = time.monotonic()
        for place, entry in enumerate(fresh[:MAX_ENTRIES_A_ROUND]):
            if place and time.monotonic() - begun > _ROUND_SECONDS:
                break
            tries = _tries(entry, known) + 1
            if done.rest_seconds:  # its host asked to be left alone, so it is, this round
                done.seen.append(Seen(_key(entry), "", tries))
                continue
            try:
                outcome = await self._outcome(feed, entry, done, last=tries >= _TRIES)
            except _PostponedError as postponed:
                done.rest_seconds = postponed.rest_seconds
                done.seen.append(Seen(_key(entry), "", tries))
                continue
            tell(outcome)
            done.outcomes.append(outcome)
            done.seen.append(Seen(_key(entry), _digest(entry)))
            done.waiting -= 1

    async def _outcome(self, feed: Feed, entry: FeedEntry, done: Round, *, last: bool) -> Outcome:
        """Add the article of *entry*; return what came of it.

        Raises _PostponedError if its page may be had later and this is not the *last* try.
        """
        source = entry.url or entry.title or feed.url
        try:
            draft = await self._draft(entry, done.url, done.title or feed.title, last=last)
            offer = Offer(source, replace(draft, audience=feed.audience))
            return await self.change(self._add, offer, actor_of(feed))
        except IngestError as error:
            return Outcome(source, REFUSED, error=error)

    async def _draft(
        self, entry: FeedEntry, feed_url: str, feed_title: str | None, *, last: bool
    ) -> Draft:
        """Return the article of *entry*, from its page or, if that is not to be had, the feed."""
        if entry.url is None:
            return from_entry(entry, feed_url, feed_title, None)
        try:
            async with self.courtesy.turn(entry.url):
                fetched = await self._fetcher.fetch(entry.url, kind="page")
            return await self.read(from_page, entry, fetched, feed_title)
        except IngestError as error:
            if error.code in _PASSING and not last:
                raise _PostponedError(error) from None
            return from_entry(entry, feed_url, feed_title, error)

    def _add(self, offer: Offer, by: Actor) -> Outcome:
        (outcome,) = add_in_order(self._newsroom, [offer], by)
        return outcome


class _PostponedError(Exception):
    """The page of an entry cannot be had now, for a reason that may pass."""

    def __init__(self, error: IngestError) -> None:
        self.rest_seconds = max(asked_seconds(error), 1.0) if error.code == _TOO_MANY else 0.0
        super().__init__(error.code)


def actor_of(feed: Feed) -> Actor:
    """Return who is written into the audit log for the articles of *feed*."""
    return Actor(who=f"feed {feed.url}", where="feed")


def _oldest_first(entries: Sequence[FeedEntry]) -> list[FeedEntry]:
    """Return *entries* by time; feeds without times have the newest first."""
    found = list(entries)[::-1]
    dated = [(one.published, one) for one in found if one.published]
    if len(dated) < len(found):
        return found
    return [one for _, one in sorted(dated, key=lambda pair: pair[0].at)]


def _is_read(entry: FeedEntry, known: Mapping[str, Seen]) -> bool:
    seen = known.get(_key(entry))
    return seen is not None and seen.digest == _digest(entry)


def _tries(entry: FeedEntry, known: Mapping[str, Seen]) -> int:
    seen = known.get(_key(entry))
    return seen.tries if seen is not None and not seen.digest else 0


def _key(entry: FeedEntry) -> str:
    return digest(entry.id)


def _digest(entry: FeedEntry) -> str:
    return digest(entry.url, entry.title, entry.modified, entry.text)
