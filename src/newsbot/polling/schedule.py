"""When a feed is to be read again, and what is noted of it until then."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from newsbot.errors import IngestError
from newsbot.feeds import MIN_MINUTES, Feed, Seen, Trouble, remembered
from newsbot.fetching import Fetched
from newsbot.intake import Outcome

_JITTER: Final = 0.1
_LONGEST_SECONDS: Final = 24 * 3600.0
_GONE: Final = 410
_MOST_DOUBLINGS: Final = 20


@dataclass(slots=True)
class Round:
    """What is learnt of a feed while it is read."""

    url: str
    """Where it came from in the end, after redirects."""
    title: str | None
    present: int
    """How many entries it holds."""
    seen: list[Seen] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    waiting: int = 0
    """Entries that are left for the next round."""
    rest_seconds: float = 0.0
    """How long a host that was asked too often wants to be left alone."""


class Schedule:
    """Spreads requests, so that feeds added together are not read together for ever."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def rested(self, feed: Feed, at: datetime) -> Feed:
        """Return *feed*, read at *at* without anything new."""
        return replace(
            feed,
            last_at=at,
            last_ok=at,
            next_at=at + self._about(feed.minutes * 60.0),
            failures=0,
            trouble=None,
            paused=False,
        )

    def succeeded(self, feed: Feed, at: datetime, fetched: Fetched, done: Round) -> Feed:
        """Return *feed*, read at *at*; soon to be read again if entries were left over."""
        fresh = self.rested(feed, at)
        if done.waiting:
            soon = max(self._about(MIN_MINUTES * 60.0), timedelta(seconds=done.rest_seconds))
            fresh = replace(fresh, next_at=at + soon)
        added = sum(one.status == "added" for one in done.outcomes)
        return replace(
            fresh,
            title=done.title or feed.title,
            # While entries wait, its server must not say that nothing is new.
            etag=None if done.waiting else fetched.etag,
            last_modified=None if done.waiting else fetched.last_modified,
            seen=remembered(feed, done.seen, done.present),
            added=feed.added + added,
            moved_to=fetched.url if fetched.url != feed.url else None,
        )

    def failed(self, feed: Feed, at: datetime, error: IngestError) -> Feed:
        """Return *feed*, to be tried again after twice as long as the last time, a day at most."""
        failures = feed.failures + 1
        rest_seconds = feed.minutes * 60.0
        doubled = rest_seconds * 2.0 ** min(failures, _MOST_DOUBLINGS)
        wait = self._about(max(rest_seconds, min(doubled, _LONGEST_SECONDS)))
        return replace(
            feed,
            last_at=at,
            next_at=at + max(wait, timedelta(seconds=asked_seconds(error))),
            failures=failures,
            trouble=Trouble.of(error),
            paused=error.code == "fetch.gone" and error.details.get("status") == _GONE,
        )

    def _about(self, seconds: float) -> timedelta:
        return timedelta(seconds=seconds * self._chance.uniform(1 - _JITTER, 1 + _JITTER))


def asked_seconds(error: IngestError) -> float:
    """Return how long the server of *error* asks to be left alone; 0 if it does not say."""
    asked = error.details.get("retry_after_seconds")
    return float(asked) if isinstance(asked, int | float) else 0.0
