"""Hard-wrapped text: its lines end where a margin was reached, not where a paragraph ends.

A line is full if the first word of the next one would not have fit on it. Where nearly all lines
that stop within a sentence are full, the text was wrapped, and the lines of a paragraph are joined.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final
from unicodedata import east_asian_width

from newsbot.ingest.sentences import has_full_stop

Measure = Callable[[str], int]
Flow = range
"""The numbers of the lines of one paragraph: all but the last of them are full."""

_MIN_MARGIN: Final = 20  # narrower are menus and verse
_MAX_MARGIN: Final = 120  # 60 Hangul syllables in cells; wider are paragraphs
_MIN_RUN_ON: Final = 3  # full lines that stop within a sentence, to be sure
_RUN_ON_PER_LOOSE: Final = 3  # lines that are not full: headline and sub-headlines are


def _cells(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


# Programs count characters or terminal cells; people and proportional fonts are less exact.
_WAYS: Final[tuple[tuple[Measure, float], ...]] = ((len, 1.0), (_cells, 1.0), (_cells, 0.9))
_CUT_SPREADS: Final[tuple[tuple[Measure, int], ...]] = ((len, 1), (_cells, 2))
_CUT_SHARE: Final = 0.9


def unwrapped(lines: Sequence[str], stands_alone: Callable[[str], bool]) -> list[str]:
    """Return the cleaned *lines* with those of a paragraph made one, if they are hard-wrapped.

    A line that *stands_alone* (a byline, a menu) is never joined. Where words, too, may have been
    cut at the margin, nothing tells which line ends were spaces: the one text keeps its line ends.
    """
    if max((len(line) for line in lines if " " in line), default=0) > _MAX_MARGIN:
        return list(lines)
    for measure, tightness in _WAYS:
        full = _full_lines(lines, measure, tightness)
        if _count_run_on(lines, full) < _MIN_RUN_ON:
            continue
        alone = {number for number, line in enumerate(lines) if line and stands_alone(line)}
        flows = _flows(lines, full - alone - {number - 1 for number in alone})
        if _is_wrapped(lines, flows, alone):
            return _joined(lines, flows)
    return list(lines)


def _full_lines(lines: Sequence[str], measure: Measure, tightness: float) -> set[int]:
    widths = [measure(line) for line in lines]
    margin = max(
        (width for width, line in zip(widths, lines, strict=True) if " " in line), default=0
    )
    if not _MIN_MARGIN <= margin <= _MAX_MARGIN:
        return set()
    return {
        number
        for number, below in enumerate(lines[1:])
        if lines[number]
        and below
        and widths[number] + 1 + measure(below.split(" ", 1)[0]) > margin * tightness
    }


def _flows(lines: Sequence[str], full: set[int]) -> list[Flow]:
    """Return the paragraphs of *lines*, in order; a paragraph that lacks its end is lines again."""
    flows: list[Flow] = []
    start = 0
    for number in range(len(lines)):
        if number not in full:
            whole = number > start and has_full_stop(lines[number])
            flow = range(start, number + 1)
            flows += [flow] if whole else [range(at, at + 1) for at in flow]
            start = number + 1
    return flows


def _is_wrapped(lines: Sequence[str], flows: Sequence[Flow], alone: set[int]) -> bool:
    run_on = _count_run_on(lines, {number for flow in flows for number in flow[:-1]})
    loose = _count_run_on(
        lines,
        {
            flow[-1]
            for flow in flows[:-1]
            if lines[flow[-1]]
            and lines[flow[-1] + 1]
            and alone.isdisjoint((flow[-1], flow[-1] + 1))
        },
    )
    return run_on >= max(_MIN_RUN_ON, _RUN_ON_PER_LOOSE * loose)


def _count_run_on(lines: Sequence[str], numbers: set[int]) -> int:
    return sum(not has_full_stop(lines[number]) for number in numbers)


def _joined(lines: Sequence[str], flows: Sequence[Flow]) -> list[str]:
    full = [lines[number] for flow in flows for number in flow[:-1]]
    mark = "\n" if any(_may_cut_words(full, *spread) for spread in _CUT_SPREADS) else " "
    return [mark.join(lines[number] for number in flow) for flow in flows]


def _may_cut_words(full: Sequence[str], measure: Measure, spread: int) -> bool:
    """Return whether nearly all *full* lines are equally long, as if words had not mattered."""
    widths = [measure(line) for line in full]
    equal = sum(width >= max(widths) - spread for width in widths)
    return equal >= _CUT_SHARE * len(widths)
