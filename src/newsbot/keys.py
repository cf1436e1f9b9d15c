"""Which article is this? The marks by which one is recognised when it comes again."""

from __future__ import annotations

import hashlib
import json
from typing import Final, NamedTuple

from newsbot.article import Article
from newsbot.corpus import canonical_url
from newsbot.index.records import to_record
from newsbot.passages import heading_of
from newsbot.text import squeeze


class Keys(NamedTuple):
    """What tells one article from another; ``None`` where it has no such mark."""

    url: str | None
    source: str | None
    """The outlet's own id; without one, its headline and the time of publication."""
    content: str


def keys_of(article: Article) -> Keys:
    """Return the marks by which *article* is recognised when it comes again."""
    content = [article.outlet or "", _letters(heading_of(article)), _letters(article.body)]
    return Keys(
        canonical_url(article.url) if article.url else None,
        _source(article),
        _digest(content),
    )


def _source(article: Article) -> str | None:
    if article.source_id:
        return f"{article.outlet or ''}\x1f{article.source_id}"
    published = article.published
    if article.outlet and article.title and published and published.precision in _TO_THE_MINUTE:
        return f"{article.outlet}\x1f{published.spelled()}\x1f{_letters(article.title)}"
    return None


_TO_THE_MINUTE: Final = frozenset({"minute", "second"})


def _letters(text: str) -> str:
    """Return what stays the same when lines are broken and marks are set otherwise."""
    return squeeze(text).replace("\n", "")


def digest_of(article: Article) -> str:
    """Return what changes when any field of *article* does."""
    return _digest([to_record(article), article.body])


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
