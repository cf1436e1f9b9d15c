"""Whether an address is that of a feed, and which feeds a page names instead."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from newsbot import ingest
from newsbot.concurrency import ToThread
from newsbot.errors import IngestError, NewsbotError
from newsbot.fetching import Fetched, Fetcher
from newsbot.polling.courtesy import Courtesy

_HEAD_BYTES: Final = 200_000
"""Where a page names its feeds: in its head."""
_MAX_NAMED: Final = 5
_LINK: Final = re.compile(r"<link\b([^<>]{1,1000})>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    r"""([a-z]{2,10})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_FEED_TYPES: Final = frozenset({"application/rss+xml", "application/atom+xml"})
_PAGE_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What stands at the address of a feed."""

    title: str | None
    entries: int
    """How many it holds now."""
    moved_to: str | None
    """Where the address leads, if elsewhere."""


async def check_feed(url: str, fetcher: Fetcher, courtesy: Courtesy, read: ToThread) -> Checked:
    """Fetch *url* once and return what it holds.

    Raises IngestError: what fetching or ``parse_feed`` raises; ``feed.is_page``, which names the
    feeds of the page that it is.
    """
    async with courtesy.turn(url):
        fetched = await fetcher.fetch(url, kind="feed")
    return await read(_checked, url, fetched)


def _checked(url: str, fetched: Fetched) -> Checked:
    try:
        feed = ingest.parse_feed(fetched.data, address=fetched.url, charset=fetched.charset)
    except NewsbotError:
        if named := feeds_named(fetched):
            raise IngestError("feed.is_page", addresses=" , ".join(named)) from None
        raise
    return Checked(feed.title, len(feed.entries), fetched.url if fetched.url != url else None)


def feeds_named(fetched: Fetched) -> list[str]:
    """Return the addresses of the feeds that an HTML page names for its readers, a few at most."""
    if fetched.media_type not in _PAGE_TYPES:
        return []
    head = fetched.data[:_HEAD_BYTES].decode("utf-8", "replace")
    named = []
    for link in _LINK.finditer(head):
        said = {
            name.lower(): html.unescape(one or two or three).strip()
            for name, one, two, three in _ATTRIBUTE.findall(link[1])
        }
        if "alternate" in said.get("rel", "").lower().split() and (
            said.get("type", "").lower() in _FEED_TYPES and said.get("href")
        ):
            named.append(_joined(fetched.url, said["href"]))
    return list(dict.fromkeys(one for one in named if one.startswith("http")))[:_MAX_NAMED]


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return ""
