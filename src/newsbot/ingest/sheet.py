"""BIGKinds' export of news (``NewsResult_*.xlsx``) to drafts. It is parsed in a child process.

Its texts are cut after some 200 characters, so each article is marked as an excerpt. What the news
identifier looks like (``02100601.20251029151530001``) holds the time at which an outlet sent the
article or BIGKinds took it in, not that of publication: only the day is kept.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Generator, Iterator
from typing import Annotated, Final

from pydantic import Field

from newsbot.article import Draft
from newsbot.dates import Moment, parse_moment
from newsbot.errors import IngestError
from newsbot.ingest import child
from newsbot.ingest.contributors import read_contributors
from newsbot.ingest.markdown import storable, web_url
from newsbot.ingest.outlets import outlet_named
from newsbot.text import clean, clean_line

MAX_SHEET_BYTES: Final = 32 * 1024 * 1024
TASK: Final = child.Task(
    name="sheet",
    timed_out="ingest.sheet_timeout",
    failed="ingest.sheet_crashed",
    refusals=frozenset({"ingest.not_bigkinds", "ingest.sheet_bomb"}),
    memory_bytes=2 * 1024**3,
    max_line_bytes=4 * 1024**2,
)
Lines = Generator[bytes, None, None]

_MAX_ROWS: Final = 1_048_576  # of a sheet of Excel
_COMPACT_DAY: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")


class _Reply(child.Reply):
    """What the child says of one row."""

    row: int = 0
    cells: Annotated[dict[str, str], Field(default_factory=dict, max_length=16)]


def parse_sheet(
    data: bytes, *, timeout_seconds: float = 60.0
) -> Iterator[tuple[int, Draft | IngestError]]:
    """Yield the number of each row, as Excel shows it, and its article or why it holds none.

    The rows are read while they are asked for; the child ends with the iterator. Raises IngestError
    ``ingest.sheet_too_large`` at once, and when it is read ``ingest.not_bigkinds``,
    ``ingest.sheet_bomb``, ``ingest.sheet_timeout`` and ``ingest.sheet_crashed``.
    """
    if len(data) > MAX_SHEET_BYTES:
        raise IngestError("ingest.sheet_too_large", limit=MAX_SHEET_BYTES // 1024**2)
    if not data.startswith(b"PK"):  # .xls, or locked with a password
        raise IngestError("ingest.not_bigkinds")
    return rows_of(child.replies(TASK, data, timeout_seconds=timeout_seconds))


def rows_of(lines: Lines) -> Iterator[tuple[int, Draft | IngestError]]:
    """Yield the rows that the child's answer *lines* hold. Raises IngestError."""
    with contextlib.closing(lines):
        for count, line in enumerate(lines, 1):
            if count > _MAX_ROWS:
                raise IngestError(TASK.failed)
            reply = child.checked(TASK, _Reply, line)
            try:
                yield reply.row, _draft(reply.cells)
            except IngestError as error:
                yield reply.row, error


def _draft(cells: dict[str, str]) -> Draft:
    outlet = clean_line(cells.get("언론사", ""))
    return storable(
        Draft(
            body=clean(cells.get("본문", "")),
            title=clean_line(cells.get("제목", "")) or None,
            outlet=outlet_named(outlet) or outlet or None,
            published=_day(clean_line(cells.get("일자", ""))),
            authors=read_contributors(cells.get("기고자", "")),
            section=_section(cells.get("통합분류1", "")),
            url=web_url(cells.get("URL", "").strip()),
            source_id=clean_line(cells.get("뉴스식별자", "")) or None,
            excerpt=True,
        )
    )


def _day(text: str) -> Moment | None:
    compact = _COMPACT_DAY.fullmatch(text)
    return parse_moment("-".join(compact.groups()) if compact else text)


def _section(text: str) -> str | None:
    """Return the first level of ``사회>사건_사고``."""
    return clean_line(text.partition(">")[0].replace("_", "·")) or None
