"""RSS, RDF and Atom to a ``Feed``. They are parsed in a child process."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from newsbot.dates import Moment, parse_moment
from newsbot.errors import IngestError
from newsbot.ingest import child
from newsbot.ingest.contributors import read_contributors
from newsbot.ingest.markdown import web_url
from newsbot.text import clean, clean_line

MAX_FEED_BYTES: Final = 5 * 1024 * 1024
MAX_ENTRIES: Final = 1_000
"""What a feed holds beyond is left out: news feeds hold their newest 10 to 200 entries."""
TASK: Final = child.Task(
    name="feed",
    timed_out="ingest.feed_timeout",
    failed="ingest.feed_crashed",
    refusals=frozenset({"ingest.not_a_feed"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """What a feed says of one article. All text has passed ``text.clean``."""

    id: str
    """The feed's own name for the entry; else its address; else made from what it says."""
    url: str | None
    """None where the entry has no link that is an address."""
    title: str | None
    published: Moment | None
    """In KST where the feed names no zone."""
    modified: Moment | None
    authors: tuple[str, ...]
    text: str
    """Of the content, else of the summary; often an excerpt. May be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The entries of a feed in its own order, each id once; at most ``MAX_ENTRIES``."""

    title: str | None
    entries: tuple[FeedEntry, ...]


class _Entry(BaseModel):
    id: str
    url: str
    title: str
    published: str
    modified: str
    authors: tuple[str, ...]
    text: str


class _Reply(child.Reply):
    """What the child says of a feed."""

    title: str = ""
    entries: tuple[_Entry, ...] = ()


def parse_feed(
    data: bytes,
    *,
    address: str | None = None,
    charset: str | None = None,
    timeout_seconds: float = 5.0,
) -> Feed:
    """Return the feed in *data*: RSS 0.9 to 2.0, RDF or Atom, in any encoding.

    Links are relative to *address*, where the feed was fetched; *charset* is what the HTTP header
    said. Raises IngestError ``ingest.feed_too_large``, ``ingest.feed_timeout``,
    ``ingest.feed_crashed`` and ``ingest.not_a_feed``.
    """
    if len(data) > MAX_FEED_BYTES:
        raise IngestError("ingest.feed_too_large", limit=MAX_FEED_BYTES // 1024**2)
    options = {"address": address, "charset": charset}
    return feed_of(child.only_reply(TASK, data, timeout_seconds=timeout_seconds, **options))


def feed_of(line: bytes) -> Feed:
    """Return the feed that the child's answer *line* holds. Raises IngestError."""
    reply = child.checked(TASK, _Reply, line)
    entries: dict[str, FeedEntry] = {}
    for one in map(_entry, reply.entries[:MAX_ENTRIES]):
        if one.url or one.title or one.text:
            entries.setdefault(one.id, one)
    return Feed(title=clean_line(reply.title) or None, entries=tuple(entries.values()))


def _entry(said: _Entry) -> FeedEntry:
    title, text, url = clean_line(said.title), clean(said.text), web_url(said.url.strip())
    digest = hashlib.sha256(f"{title}\0{said.published}\0{text}".encode()).hexdigest()[:32]
    return FeedEntry(
        id=clean_line(said.id) or url or digest,
        url=url,
        title=title or None,
        published=parse_moment(clean_line(said.published)),
        modified=parse_moment(clean_line(said.modified)),
        authors=tuple(
            dict.fromkeys(name for text in said.authors for name in read_contributors(text))
        ),
        text=text,
    )
