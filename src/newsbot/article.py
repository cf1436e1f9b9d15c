"""Article: one piece of news as the corpus keeps it; Draft: the same before it has an id."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Final

from newsbot.dates import Moment

_AUDIENCE: Final = re.compile(r"[a-z]+:[0-9A-Za-z_-]{1,64}")
_ID: Final = re.compile(r"[0-9]{8}-[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?")


def valid_id(text: str) -> bool:
    """Whether *text* can be an article's id: safe as a file name, in a command and in a URL."""
    return _ID.fullmatch(text) is not None


def valid_audience(text: str) -> bool:
    """Whether *text* can name an audience: a kind and an opaque name, ``discord:1234``."""
    return _AUDIENCE.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A line of a page that is not part of the article, and what it was taken for."""

    reason: str
    """One of ``menu``, ``share``, ``caption``, ``credit``, ``related``, ``copyright``, ``contact``.
    """
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What a draft and an article have in common. ``None`` (or an empty tuple): not known."""

    body: str
    """Paragraphs separated by newlines; the text that quotes are cut from. Never empty."""
    title: str | None = None
    subtitles: tuple[str, ...] = ()
    """Sub-headlines that stand between the headline and the first paragraph."""
    outlet: str | None = None
    published: Moment | None = None
    modified: Moment | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    url: str | None = None
    source_id: str | None = None
    """The id that the source gave it. Shown, never used as a file name or as our id."""
    sample: bool = False
    note: str | None = None
    audience: str | None = None
    """Who alone may see it: None everyone; else an opaque name such as ``discord:1234``."""
    hidden: bool = False
    """Kept in the corpus, out of answers and lists."""
    excerpt: bool = False
    """The body is only the beginning of the article, as in an export or a feed's summary."""

    def __post_init__(self) -> None:
        # What cannot be written down as meant could come back as everyone's.
        if self.audience is not None and not valid_audience(self.audience):
            raise ValueError(f"not an audience: {self.audience!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(Story):
    """What was understood of a page or file, before it has an id.

    All text has passed ``text.clean`` (body, whole) or ``text.clean_line`` (one-line fields).
    """

    dropped: tuple[Dropped, ...] = ()
    """What was left out of the page, in the order read. Not stored."""
    id: str | None = None
    """The id that a corpus has given it (``valid_id``), as a front matter or an export says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Story):
    """One article of the corpus."""

    id: str
    """``YYYYMMDD-`` and lowercase letters, digits and hyphens; unique in the corpus."""

    @classmethod
    def from_draft(cls, draft: Draft, article_id: str) -> Article:
        """Return *draft* as an article with the id *article_id*."""
        values = {field.name: getattr(draft, field.name) for field in fields(Story)}
        return cls(id=article_id, **values)
