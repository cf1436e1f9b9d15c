"""What a feed says of an article, and the article's own page -> one draft, or why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from newsbot.article import Draft
from newsbot.errors import IngestError, NewsbotError
from newsbot.fetching import Fetched
from newsbot.ingest import FeedEntry
from newsbot.ingest.markdown import storable
from newsbot.ingest.outlets import host_of, outlet_at, outlet_named, same_site
from newsbot.intake import article_in
from newsbot.text import squeeze

MIN_EXCERPT_CHARS: Final = 80
"""A shorter text of an entry is no article."""
_ALIKE: Final = 0.3
"""The share of the shorter headline's bigrams that the other one holds at least."""
_OPENING_CHARS: Final = 30
_TITLE_PARTS: Final = re.compile(r"\s*[-|:–—·>ㅣ\[\]()]+\s*|\s+")


def from_page(entry: FeedEntry, fetched: Fetched, feed_title: str | None) -> Draft:
    """Return the article of the page that *entry* leads to, completed by what the feed says.

    Raises IngestError as ``ingest.parse``, or ``feed.other_article`` where the page is not that
    of the entry: one to log in at, a list, the front page.
    """
    draft = article_in(fetched)
    if not is_meant(entry, draft):
        raise IngestError("feed.other_article")
    return completed(draft, entry, feed_title)


def from_entry(
    entry: FeedEntry, feed_url: str, feed_title: str | None, why: NewsbotError | None
) -> Draft:
    """Return what the feed at *feed_url* itself says of the article, as an excerpt.

    Raises *why* its page cannot be had, or ``feed.no_text``, if that is too little, or if the page
    is another site's: a feed could say anything in that one's name. Raises IngestError
    ``ingest.too_long``.
    """
    is_foreign = entry.url is not None and not same_site(entry.url, feed_url)
    if len(entry.text) < MIN_EXCERPT_CHARS or is_foreign:
        raise why or IngestError("feed.no_text")
    draft = Draft(body=entry.text, url=entry.url, modified=entry.modified, excerpt=True)
    return storable(completed(draft, entry, feed_title))


def completed(draft: Draft, entry: FeedEntry, feed_title: str | None) -> Draft:
    """Return *draft* with what it lacks as the feed says it."""
    return replace(
        draft,
        title=draft.title or entry.title,
        published=draft.published or entry.published,
        authors=draft.authors or entry.authors,
        outlet=draft.outlet or _outlet_of(draft.url, feed_title),
    )


def is_meant(entry: FeedEntry, draft: Draft) -> bool:
    """Whether *draft* can be the article that *entry* speaks of: headline or text is shared."""
    if not entry.title or not draft.title or _alike(entry.title, draft.title):
        return True
    opening = squeeze(entry.text).replace("\n", "")[:_OPENING_CHARS]
    return len(opening) == _OPENING_CHARS and opening in squeeze(draft.body).replace("\n", "")


def _alike(one: str, other: str) -> bool:
    pairs = sorted((_bigrams(one), _bigrams(other)), key=len)
    if not pairs[0]:
        return True  # nothing to compare
    return len(pairs[0] & pairs[1]) >= _ALIKE * len(pairs[0])


def _bigrams(title: str) -> set[str]:
    letters = squeeze(title)
    return {letters[at : at + 2] for at in range(len(letters) - 1)}


def _outlet_of(url: str | None, feed_title: str | None) -> str | None:
    """Return the outlet that publishes at *url*; else one that the feed's title names."""
    host = host_of(url) if url else ""
    if host and (found := outlet_at(host)):
        return found
    title = feed_title or ""
    return next(_known([title, *_TITLE_PARTS.split(title)]), None)


def _known(names: Iterable[str]) -> Iterator[str]:
    return (found for name in names if name and (found := outlet_named(name)))
