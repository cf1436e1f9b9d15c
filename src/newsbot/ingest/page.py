"""A news page as a person copies it (Ctrl-A, Ctrl-C): which lines are the article.

A page is read in two steps. Every line is taken for what it looks like on its own (a time, a
byline, a share button, a caption, a sentence ...). Then its place decides: what stands before the
first sentence can be headline or sub-headline, what stands between sentences is body, and what
follows the last sentence is not. Nothing is made up: a field that no line gives stays empty, and
every line left out is reported with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from newsbot.article import Draft
from newsbot.dates import parse_moment
from newsbot.errors import IngestError
from newsbot.ingest.entries import as_article, with_turns
from newsbot.ingest.furniture import opens_comments, opens_list, read_section
from newsbot.ingest.layout import MAX_DECK_CHARS, find_first_line, find_parts
from newsbot.ingest.lines import Line, is_headline, stands_alone, understood, with_captions
from newsbot.ingest.outlets import claimant, fold, outlet_named, outlets_in, without_outlet
from newsbot.ingest.reading import Reading
from newsbot.ingest.wrapping import unwrapped
from newsbot.text import MAX_BODY_CHARS, clean, clean_line

MAX_PAGE_CHARS: Final = 4 * MAX_BODY_CHARS
"""The longest page that is read, in code points: menus and lists may outweigh the article."""
MAX_PAGE_LINES: Final = 20_000
"""The most lines that are read: a line takes up to 50 microseconds."""
_RESUMES_CHARS: Final = 40
"""A sentence this long after a list of other articles is the article again, not a teaser."""


def parse_page(text: str) -> Draft:
    """Return the article in *text*, a page copied whole from a browser, or a plain text.

    The lines of hard-wrapped text become paragraphs again.

    Raises IngestError ``ingest.no_body`` where no sentence is left, and ``ingest.too_long``.
    """
    text = clean(text)
    if len(text) > MAX_PAGE_CHARS or text.count("\n") > MAX_PAGE_LINES:
        raise IngestError("ingest.too_long", limit=MAX_BODY_CHARS)
    return read_lines(unwrapped(text.split("\n"), stands_alone))


def read_lines(texts: Sequence[str], title: str | None = None) -> Draft:
    """Return the article in the cleaned lines *texts*, whose headline is *title* if it is known.

    Raises IngestError ``ingest.no_body``.
    """
    lines = with_turns(understood(texts)) if title else understood(texts)
    title_at, start = find_parts(lines, title)
    reading = Reading(title=title)
    _read_head(lines[:start], title_at, reading)
    _read_body(lines, start, reading)
    return reading.draft()


def read_article(texts: Sequence[str], title: str | None = None) -> Draft:
    """Return the article in the cleaned lines *texts*, which are its body and hardly more.

    Unlike on a whole page no menu stands above, so that every sentence counts. Where there is
    none at all (appointments, obituaries), the short lines are the article.
    Raises IngestError ``ingest.no_body``.
    """
    lines = as_article(understood(texts))
    if all(line.kind != "sentence" for line in lines):
        lines = [Line(line.text, "sentence") if _is_entry(line) else line for line in lines]
    reading = Reading(title=title)
    start = find_first_line(lines)
    _read_head(lines[:start], -1, reading)
    _read_body(lines, start, reading)
    return reading.draft()


def _is_entry(line: Line) -> bool:
    """Return whether *line* may be one of a list; what marks a caption marks entries, too."""
    marked = line.reason == "caption" and line.text.startswith(tuple("▲△"))
    return line.kind == "short" or marked


def _read_head(lines: Sequence[Line], title_at: int, reading: Reading) -> None:
    if title_at >= 0:
        reading.title, reading.title_outlet = without_outlet(lines[title_at].text)
    for number, line in enumerate(lines):
        below = number > title_at and reading.title is not None
        if line.kind in ("stamps", "byline"):
            reading.note(number, line)
        elif line.kind == "moment" and below:
            reading.bare = reading.bare or parse_moment(line.text)
        elif line.kind == "outlet":
            reading.head_outlets |= {outlet_named(line.text.strip("[]()")) or line.text}
        elif number != title_at and line.kind != "blank" and not _is_title(line, reading):
            reading.section = read_section(line.text) or reading.section
            is_deck = line.kind == "sentence" and len(line.text) <= MAX_DECK_CHARS
            if below and (is_headline(line) or is_deck):
                reading.subtitles.append(clean_line(line.text))
            else:
                reading.drop(number, line, "menu")


def _is_title(line: Line, reading: Reading) -> bool:
    headline, outlet = without_outlet(line.text)
    same = reading.title is not None and fold(headline) == fold(reading.title)
    if same:
        reading.title_outlet = reading.title_outlet or outlet
    return same


def _read_body(lines: Sequence[Line], start: int, reading: Reading) -> None:
    waiting: list[int] = []  # short lines: sub-headlines if another sentence follows
    aside = ended = False  # in a list of other articles; below the article
    for number, line in enumerate(with_captions(lines[start:]), start):
        if opens_list(line.text):
            aside = True
            reading.drop(number, Line(line.text, "drop"), "related")
        elif opens_comments(line.text) or line.reason == "copyright":
            ended = True
            reading.other_outlets += outlets_in(line.text)
            reading.claimant = reading.claimant or claimant(line.text)
            reading.drop(number, line, "related")
        elif line.kind == "short" and not (aside or ended):
            waiting.append(number)
        elif line.kind == "sentence" and not ended and _resumes(line, aside=aside):
            aside = False
            reading.paragraphs += [lines[at].text for at in (*waiting, number)]
            waiting.clear()
            reading.sign(number, line.text)
        elif line.kind != "blank":
            _leave_out(number, line, reading, listed=aside)
    for number in waiting:
        reading.drop(number, lines[number], "related")


def _resumes(line: Line, *, aside: bool) -> bool:
    return not aside or len(line.text) >= _RESUMES_CHARS


def _leave_out(number: int, line: Line, reading: Reading, *, listed: bool) -> None:
    if line.kind in ("stamps", "byline") and not listed:
        reading.note(number, line)
    elif line.kind in ("stamps", "byline", "sentence", "short"):
        reading.drop(number, line, "related")
    else:
        reading.drop(number, line, "credit" if line.kind == "outlet" else "menu")
