"""Where the parts of a page are: its headline, and the first line of its body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from newsbot.errors import IngestError
from newsbot.ingest.lines import Line, is_headline, is_menu_like, is_speaker
from newsbot.ingest.outlets import fold, without_outlet

MAX_DECK_CHARS: Final = 200  # a sentence between headline and byline
_MIN_MENU_ITEMS: Final = 2


def find_parts(lines: Sequence[Line], title: str | None) -> tuple[int, int]:
    """Return the number of the headline's line (-1: none), and that of the body's first line.

    Raises IngestError ``ingest.no_body``.
    """
    sentences = [number for number, line in enumerate(lines) if line.kind == "sentence"]
    if not sentences:
        raise IngestError("ingest.no_body")
    anchor = _find_anchor(lines, sentences)
    title_at = -1 if title else _find_title(lines, 0, sentences[0] if anchor < 0 else anchor)
    below = [number for number in sentences if number > anchor]
    if title_at < 0 and anchor >= 0 and not title:
        title_at = _find_title(lines, anchor, below[0], first=True)
    if title_at < 0 and not title:
        below = sentences  # nothing says that text above the times is not the article
    above = [number for number in sentences if title_at < number < anchor]
    is_deck = len(above) == 1 and len(lines[above[0]].text) <= MAX_DECK_CHARS
    start = above[0] if above and title_at >= 0 and not is_deck else below[0]
    return title_at, _with_speaker(lines, start)


def find_first_line(lines: Sequence[Line]) -> int:
    """Return the number of the first line of the body where nothing but the body is in *lines*.

    Raises IngestError ``ingest.no_body``.
    """
    first = next((at for at, line in enumerate(lines) if line.kind == "sentence"), None)
    if first is None:
        raise IngestError("ingest.no_body")
    return _with_speaker(lines, first)


def _with_speaker(lines: Sequence[Line], start: int) -> int:
    """Return the number of the line above *start* that says who speaks, else *start*."""
    above = start - 1
    while above >= 0 and (lines[above].kind == "blank" or is_speaker(lines[above].text)):
        start = start if lines[above].kind == "blank" else above
        above -= 1
    return start


def _find_anchor(lines: Sequence[Line], sentences: Sequence[int]) -> int:
    """Return the first line of times or byline that heads the text rather than ends it, or -1."""
    rest = sum(len(lines[number].text) for number in sentences)
    before = 0
    for number, line in enumerate(lines):
        if line.kind == "sentence":
            before += len(line.text)
        elif line.kind in ("stamps", "byline"):
            return number if rest - before > before else -1
    return -1


def _find_title(lines: Sequence[Line], low: int, high: int, *, first: bool = False) -> int:
    """Return the number of the headline among ``lines[low:high]``, or -1.

    It is the line that is there twice or names the outlet; or else the first of the last run
    of short lines, since what follows a headline without a menu between is its sub-headlines.
    """
    runs = _runs_of_headlines(lines, low, high)
    seen: set[str] = set()
    for number in (number for run in runs for number in run):
        headline, outlet = without_outlet(lines[number].text)
        if outlet or (fold(headline) in seen and not is_menu_like(lines[number])):
            return number
        seen.add(fold(headline))
    return _below_menu(lines, runs[0 if first else -1]) if runs else -1


def _runs_of_headlines(lines: Sequence[Line], low: int, high: int) -> list[list[int]]:
    runs: list[list[int]] = [[]]
    for number in range(low, high):
        if is_headline(lines[number]):
            runs[-1].append(number)
        elif lines[number].kind != "blank" and lines[number].reason != "share":
            runs.append([])
    return [run for run in runs if run]


def _below_menu(lines: Sequence[Line], run: Sequence[int]) -> int:
    """Return the first of *run* that is below the menu items it begins with, if it does.

    A single short line is a headline (``봄은 온다``) rather than a menu.
    """
    below = next((at for at, number in enumerate(run) if not is_menu_like(lines[number])), 0)
    return run[below if below >= _MIN_MENU_ITEMS else 0]
