"""Feeds: the RSS and Atom feeds that are followed, and how far each has been read.

They stand in the hidden file ``.feeds.json`` of the corpus, so that a copy of the folder is a
backup of them, too. It is written whole, durably and under the writers' lock; one that cannot be
understood is never overwritten.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Final, NamedTuple

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from newsbot.article import valid_audience
from newsbot.corpus import Corpus, canonical_url
from newsbot.errors import CorpusError, IngestError, NewsbotError, QuestionError
from newsbot.index.store import Store

NOTE: Final = ".feeds.json"
MIN_MINUTES: Final = 5
MAX_MINUTES: Final = 7 * 24 * 60
MAX_FEEDS: Final = 1_000
MAX_FEEDS_OF_AUDIENCE: Final = 20
"""How many a server may follow; what is for everyone has the limit of all."""
SEEN_BESIDE: Final = 500
"""How many entries are remembered that the feed no longer holds."""
_VERSION: Final = 1
_SEEN: Final = re.compile(r"(\S+?),(\S*?),([0-9]{1,9})(?!\S)")

Scalar = str | int | float | bool | None


class Seen(NamedTuple):
    """An entry that was looked at."""

    key: str
    """What stands for the id that the feed gives it."""
    digest: str
    """What it held then, so that one that has changed is looked at again; empty: not yet read."""
    tries: int = 0
    """How often its page could not be had for a reason that may pass."""


def packed(seen: Iterable[Seen]) -> str:
    """Return *seen* as one text, which costs next to nothing to carry: feeds hold thousands."""
    return " ".join(f"{one.key},{one.digest},{one.tries}" for one in seen)


def unpacked(text: str) -> tuple[Seen, ...]:
    """Return what ``packed`` was given; what is garbled was not seen."""
    return tuple(Seen(key, mark, int(tries)) for key, mark, tries in _SEEN.findall(text))


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a feed could not be read: an error, as it can be written down."""

    code: str
    details: dict[str, Scalar] = field(default_factory=dict)

    @classmethod
    def of(cls, error: NewsbotError) -> Trouble:
        """Return what is to be remembered of *error*."""
        simple = str | int | float | bool | None
        details = {
            name: value if isinstance(value, simple) else str(value)
            for name, value in error.details.items()
        }
        return cls(error.code, details)

    def error(self) -> IngestError:
        """Return the error again; one that this version does not know says only that it failed."""
        try:
            return IngestError(self.code, **self.details)
        except (KeyError, ValueError):  # written by another version
            return IngestError("feed.failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed that is followed. Times are aware."""

    url: Annotated[str, Field(min_length=1, max_length=4096)]
    audience: str | None
    """Who alone will see its articles; None: everyone."""
    added_by: str
    added_at: AwareDatetime
    next_at: AwareDatetime
    """From when on it is to be read again."""
    minutes: Annotated[int, Field(ge=MIN_MINUTES, le=MAX_MINUTES)]
    """How long it rests between two looks."""
    title: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    seen: str = ""
    """``packed``, the newest last."""
    added: Annotated[int, Field(ge=0)] = 0
    """How many articles have come from it."""
    last_at: AwareDatetime | None = None
    """When it was last asked for."""
    last_ok: AwareDatetime | None = None
    """When it could last be read."""
    failures: Annotated[int, Field(ge=0)] = 0
    """How often it could not be read since then."""
    trouble: Trouble | None = None
    paused: bool = False
    """It is gone for good, its server says; not read any more unless a person asks."""
    moved_to: str | None = None
    """Where its address has led, if elsewhere."""

    def __post_init__(self) -> None:
        # What cannot be written down as meant could come back as everyone's.
        if self.audience is not None and not valid_audience(self.audience):
            raise ValueError(f"not an audience: {self.audience!r}")

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits that stand for the address and the audience.

        So many that nobody finds another address with the id of somebody else's feed.
        """
        text = f"{canonical_url(self.url)} {self.audience or ''}"
        return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be read."""
        return not self.paused and self.next_at <= now


@dataclass(frozen=True, slots=True)
class _Note:
    version: int
    feeds: tuple[Feed, ...]


_ADAPTER: Final = TypeAdapter(_Note)


class Feeds:
    """The feeds of one corpus. Threads and processes may share them."""

    def __init__(self, corpus: Corpus, store: Store) -> None:
        self._corpus = corpus
        self._store = store

    def all(self) -> list[Feed]:
        """Return all feeds in the order added. Raises CorpusError."""
        if not os.path.lexists(self._corpus.folder / NOTE):
            return []
        data = self._corpus.read_note(NOTE)
        try:
            note = _ADAPTER.validate_json(data)
        except ValidationError:
            note = None
        if note is None or note.version != _VERSION:
            raise CorpusError("feed.damaged", path=self._corpus.folder / NOTE)
        return list(note.feeds)

    def due(self, now: datetime) -> list[Feed]:
        """Return the feeds that are to be read, those first that wait longest."""
        return sorted((one for one in self.all() if one.is_due(now)), key=lambda one: one.next_at)

    def add(self, feed: Feed) -> None:
        """Follow *feed* from now on, durably. Raises CorpusError, QuestionError, StoreError."""
        with self._changing() as feeds:
            if any(one.id == feed.id for one in feeds):
                raise QuestionError("feed.known", url=feed.url)
            beside = [one for one in feeds if one.audience == feed.audience]
            limit = MAX_FEEDS if feed.audience is None else MAX_FEEDS_OF_AUDIENCE
            if len(beside) >= limit or len(feeds) >= MAX_FEEDS:
                raise QuestionError("feed.too_many", limit=limit)
            feeds.append(feed)

    def remove(self, feed_id: str) -> None:
        """Follow the feed no longer. Its articles stay. Raises CorpusError, StoreError."""
        with self._changing() as feeds:
            feeds[:] = [one for one in feeds if one.id != feed_id]

    def note(self, feed_id: str, change: Callable[[Feed], Feed]) -> None:
        """Replace the feed by what *change* makes of it, durably; one that has gone stays gone."""
        with self._changing() as feeds:
            feeds[:] = [change(one) if one.id == feed_id else one for one in feeds]

    @contextmanager
    def _changing(self) -> Iterator[list[Feed]]:
        """Yield the feeds under the writers' lock, and write what has become of them."""
        with self._store.writing():
            feeds = self.all()
            before = tuple(feeds)
            yield feeds
            if tuple(feeds) != before:
                note = _Note(_VERSION, tuple(feeds))
                self._corpus.write_notes({NOTE: _ADAPTER.dump_json(note, exclude_defaults=True)})


def new_feed(
    url: str, *, title: str | None, audience: str | None, added_by: str, minutes: int
) -> Feed:
    """Return a feed that is followed from now on, and is due at once."""
    now = datetime.now(UTC).replace(microsecond=0)
    return Feed(
        url=url.strip(),
        audience=audience,
        added_by=added_by,
        added_at=now,
        next_at=now,
        minutes=minutes,
        title=title,
    )


def chosen(feeds: Sequence[Feed], text: str) -> Feed:
    """Return the one of *feeds* that *text* names: by number from 1, id or address.

    Raises QuestionError.
    """
    text = text.strip()
    if text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= len(feeds):
        return feeds[int(text[:6]) - 1]
    named = [one for one in feeds if one.id == text]
    wanted = canonical_url(text)
    named = named or [one for one in feeds if canonical_url(one.url) == wanted]
    if len(named) > 1:
        raise QuestionError("feed.ambiguous", given=text[:100])
    if not named:
        raise QuestionError("feed.unknown", given=text[:100])
    return named[0]


def remembered(feed: Feed, looked_at: Sequence[Seen], present: int) -> str:
    """Return what *feed* has seen once *looked_at* are added; *present*: how many it holds now."""
    fresh = {one.key: one for one in looked_at}
    kept = [one for one in unpacked(feed.seen) if one.key not in fresh]
    return packed([*kept, *fresh.values()][-(SEEN_BESIDE + present) :])


def digest(*parts: object) -> str:
    """Return sixteen hexadecimal digits that stand for *parts*."""
    text = "\0".join(str(part) for part in parts)
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]
