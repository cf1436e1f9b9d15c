"""Article: one piece of news as the corpus keeps it; Draft: the same before it has an id."""

from __future__ import annotations

from dataclasses import dataclass, fields

from newsbot.dates import Moment


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(Story):
    """What was understood of a page or file, before it has an id.

    All text has passed ``text.clean`` (body, whole) or ``text.clean_line`` (one-line fields).
    """

    dropped: tuple[Dropped, ...] = ()
    """What was left out of the page, in the order read. Not stored."""


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
