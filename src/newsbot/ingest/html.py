"""A web page, saved or fetched, to a draft. It is parsed in a child process."""

from __future__ import annotations

from typing import Final, get_args

from pydantic import BaseModel

from newsbot.article import Draft, Dropped
from newsbot.dates import parse_moment
from newsbot.errors import IngestError
from newsbot.ingest import child
from newsbot.ingest.furniture import Reason
from newsbot.ingest.markdown import storable, web_url
from newsbot.text import clean, clean_line

MAX_HTML_BYTES: Final = 5 * 1024 * 1024
TASK: Final = child.Task(
    name="html",
    timed_out="ingest.html_timeout",
    failed="ingest.html_crashed",
    refusals=frozenset({"ingest.no_body", "ingest.not_text", "ingest.html_absurd"}),
)
_REASONS: Final = frozenset(get_args(Reason))


class _Line(BaseModel):
    reason: str
    text: str


class _Reply(child.Reply):
    """What the child says of a page."""

    body: str = ""
    title: str | None = None
    subtitles: tuple[str, ...] = ()
    outlet: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    url: str | None = None
    source_id: str | None = None
    dropped: tuple[_Line, ...] = ()


def parse_html(
    data: bytes,
    *,
    address: str | None = None,
    charset: str | None = None,
    timeout_seconds: float = 5.0,
) -> Draft:
    """Return the article of the web page *data*.

    *address* is where the page was fetched: it chooses the outlet's rule, and is the article's URL
    where the page names none. *charset* is what the HTTP header said. Raises IngestError
    ``ingest.too_large``, ``ingest.html_timeout``, ``ingest.html_crashed``, ``ingest.no_body``,
    ``ingest.not_text``, ``ingest.html_absurd``, ``ingest.too_long`` and ``ingest.too_many_names``.
    """
    if len(data) > MAX_HTML_BYTES:
        raise IngestError("ingest.too_large", limit=MAX_HTML_BYTES // 1024**2)
    options = {"address": address, "charset": charset}
    return draft_of(child.only_reply(TASK, data, timeout_seconds=timeout_seconds, **options))


def draft_of(line: bytes) -> Draft:
    """Return the draft that the child's answer *line* holds. Raises IngestError."""
    return _draft(child.checked(TASK, _Reply, line))


def _draft(reply: _Reply) -> Draft:
    return storable(
        Draft(
            body=clean(reply.body),
            title=_line(reply.title),
            subtitles=_lines(reply.subtitles),
            outlet=_line(reply.outlet),
            published=parse_moment(reply.published or ""),
            modified=parse_moment(reply.modified or ""),
            authors=_lines(reply.authors),
            section=_line(reply.section),
            url=web_url(reply.url or ""),
            source_id=_line(reply.source_id),
            dropped=tuple(
                Dropped(reason=line.reason, text=clean_line(line.text))
                for line in reply.dropped
                if line.reason in _REASONS
            ),
        )
    )


def _line(text: str | None) -> str | None:
    return clean_line(text) or None if text else None


def _lines(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for text in texts if (line := clean_line(text)))
