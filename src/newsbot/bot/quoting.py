"""Quotes: a citation as a block quote, verbatim, with the matched terms in bold."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import regex

from newsbot.answer import Citation
from newsbot.bot.markup import CUT_AFTER_SENTENCE, active, cut_end, units, visible
from newsbot.evidence import Highlight

Span = tuple[int, int]

_LINE: Final = "> "
_BOLD: Final = "**"
_CUT_BEFORE: Final = "… "
_MAX_STARTS: Final = 32
"""How many places are tried as the beginning of a quote that has to be cut."""
_SENTENCE_START: Final = regex.compile(r"""(?<=[.!?。！？…]["'”’)\]」』】]*\s)\S|(?<=\n)\S""")
_WORD: Final = regex.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Text:
    """A quote without invisible characters, what is bold in it, and what each character costs."""

    text: str
    marks: frozenset[int]
    terms: tuple[Highlight, ...]
    bold: tuple[Span, ...]
    """In order, apart from one another, each on one line and without outer spaces."""
    costs: tuple[int, ...]
    """``costs[n]``: the units that the first *n* characters take."""


def quote(citation: Citation, limit_units: int) -> str:
    """Return the quote of *citation* as lines of a block quote, terms in bold, <= *limit_units*.

    One that is too long is cut so that most of the matched terms stay, with an ellipsis where
    something is missing. Nothing is changed in what is left.
    """
    whole = _prepared(citation)
    if len(_LINE) + whole.costs[-1] <= limit_units:
        return _rendered(whole, 0, len(whole.text))
    if limit_units < len(_LINE) + len(_CUT_BEFORE) + len(CUT_AFTER_SENTENCE):
        return ""
    cuts = [_cut_from(whole, start, limit_units) for start in _starts(whole)]
    best = max(cuts, key=lambda cut: (_kept(whole, cut[0], cut[1]), -cut[0]))
    return _rendered(whole, *best)


def _prepared(citation: Citation) -> _Text:
    text = visible(citation.quote)
    terms = tuple(_moved(citation.quote, text, one) for one in citation.highlights)
    bold = tuple(_on_lines(text, _merged((one.start, one.end) for one in terms)))
    marks = active(text)
    each = [units(c) + (at in marks) + len(_LINE) * (c == "\n") for at, c in enumerate(text)]
    for start, _ in bold:
        each[start] += 2 * len(_BOLD)
    return _Text(text, marks, terms, bold, (0, *accumulate(each)))


def _moved(quoted: str, text: str, term: Highlight) -> Highlight:
    """Return *term* of *quoted* at its place in *text*, which may lack invisible characters."""
    if len(quoted) == len(text):
        return term
    start, end = (len(visible(quoted[:offset])) for offset in (term.start, term.end))
    return Highlight(start, end, term.term)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return *spans* in order, overlapping and touching ones as one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def _on_lines(text: str, spans: Iterable[Span]) -> Iterable[Span]:
    """Yield the parts of *spans* on each line, without outer spaces, which bold does not take."""
    for start, end in spans:
        for line in regex.finditer(r"[^\n]+", text, pos=start, endpos=end):
            part = line[0].strip()
            if part:
                begin = line.start() + line[0].index(part)
                yield begin, begin + len(part)


def _starts(whole: _Text) -> list[int]:
    """Return where a cut quote could begin: with it, with a matched term's sentence or word."""
    sentences = [0, *(match.start() for match in _SENTENCE_START.finditer(whole.text))]
    words = [0, *(match.start() for match in _WORD.finditer(whole.text))]
    near = {
        places[bisect_right(places, start) - 1]
        for start, _ in whole.bold
        for places in (sentences, words)
    }
    return [0, *sorted(near - {0})][:_MAX_STARTS]


def _cut_from(whole: _Text, start: int, limit_units: int) -> tuple[int, int, str]:
    """Return start, end and the final ellipsis of the longest quote that begins at *start*."""
    room = limit_units - len(_LINE) - (len(_CUT_BEFORE) if start else 0)
    until = whole.costs[start] + room
    if whole.costs[-1] <= until:
        return start, len(whole.text), ""
    fits = bisect_right(whole.costs, until - len(CUT_AFTER_SENTENCE)) - 1
    end, ellipsis = cut_end(whole.text[start:], max(fits - start, 0))
    return start, start + end, ellipsis


def _kept(whole: _Text, start: int, end: int) -> tuple[int, int]:
    """Return how many of the terms and of their places lie in ``text[start:end]``."""
    inside = [one.term for one in whole.terms if start <= one.start and one.end <= end]
    return len(set(inside)), len(inside)


def _rendered(whole: _Text, start: int, end: int, ellipsis: str = "") -> str:
    inside = [(max(a, start), min(b, end)) for a, b in whole.bold if a < end and b > start]
    opening, closing = _edges(inside)
    parts = [_LINE, _CUT_BEFORE if start else ""]
    for at in range(start, end):
        character = whole.text[at]
        parts.append(_BOLD if at in opening else "")
        parts.append("\\" if at in whole.marks else "")
        parts.append("\n" + _LINE if character == "\n" else character)
        parts.append(_BOLD if at + 1 in closing else "")
    return "".join(parts) + ellipsis


def _edges(spans: Sequence[Span]) -> tuple[set[int], set[int]]:
    return {start for start, _ in spans}, {end for _, end in spans}
