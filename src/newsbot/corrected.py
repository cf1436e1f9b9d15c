"""Corrected: which corrections an article has.

Marks lead to corrections that may be of it; here it is decided, and rather no than yes: a
correction beside the wrong article is a false accusation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from newsbot.article import Article
from newsbot.corpus import canonical_url
from newsbot.corrections import (
    HEADLINE_LETTERS,
    SHORTEST_HEADLINE_LETTERS,
    Correction,
    headline_letters,
    kind_of,
    marks_of,
    read_correction,
    spelled,
)
from newsbot.index.reader import Reader
from newsbot.text import squeeze

_CUT_LETTERS: Final = 12
"""A headline that is quoted up to an ellipsis must go so far."""
_SHARED: Final = 0.6
"""So much of a headline, in pairs of letters, must be in a correction that names only the day."""
_AHEAD: Final = 0.2
"""And so much more of it than of any other headline of that outlet and those days."""


def corrections_of(article: Article, reader: Reader) -> tuple[Article, ...]:
    """Return the corrections of *article* that the reader may see, the newest first."""
    found = reader.amending(marks_of(article))
    if not found or kind_of(article) is not None:
        return ()
    sure = [one for one in found if one.id != article.id and _corrects(one, article, reader)]
    return tuple(sorted(sure, key=_newest_first))


def corrections_of_story(story: Iterable[Article], reader: Reader) -> tuple[Article, ...]:
    """Return the corrections of any of *story*, articles that print the same text; newest first.

    What one outlet has corrected of it, a reader of another's copy has to know, too.
    """
    found = {one.id: one for article in story for one in corrections_of(article, reader)}
    return tuple(sorted(found.values(), key=_newest_first))


def _newest_first(article: Article) -> tuple[bool, float, str]:
    return article.published is None, _since(article), article.id


def _since(article: Article) -> float:
    return -article.published.at.timestamp() if article.published else 0.0


def _corrects(candidate: Article, article: Article, reader: Reader) -> bool:
    correction = read_correction(candidate)
    if correction is None or _earlier(candidate, article):
        return False
    own = spelled(article.outlet)
    if own and correction.outlet and own != correction.outlet:  # outlets correct themselves
        return False
    if article.url and canonical_url(article.url) in correction.urls:
        return True
    day = article.published.day_number() if article.published else None
    fits = day is not None and bool({day, day + 1} & correction.days)
    least = SHORTEST_HEADLINE_LETTERS if fits and own == correction.outlet else HEADLINE_LETTERS
    if _names(correction, headline_letters(article.title or ""), least):
        return fits or not correction.days
    if correction.names_headline or not fits or own is None or own != correction.outlet:
        return False
    return _is_the_one(candidate, article, correction.days, reader)


def _earlier(candidate: Article, article: Article) -> bool:
    """Whether the correction came before what it would correct."""
    if candidate.published is None or article.published is None:
        return False
    first, second = candidate.published.day_number(), article.published.day_number()
    return first is not None and second is not None and first < second


def _names(correction: Correction, letters: str, least: int) -> bool:
    return len(letters) >= least and any(
        letters == headline.rstrip("…")
        or (
            headline.endswith("…")
            and len(headline) > _CUT_LETTERS
            and letters.startswith(headline.rstrip("…"))
        )
        for headline in correction.headlines
    )


def _is_the_one(candidate: Article, article: Article, days: Iterable[int], reader: Reader) -> bool:
    """Whether of all that the outlet published on those days the correction is of this one."""
    text = squeeze(candidate.body).replace("\n", "")
    held = _held(article, text)
    near = {day - back for day in days for back in (0, 1)}
    others = [
        _held(other, text)
        for other in reader.published_on(article.outlet or "", near)
        if other.id not in {article.id, candidate.id}
    ]
    return held >= _SHARED and held >= max(others, default=0.0) + _AHEAD


def _held(article: Article, text: str) -> float:
    """Return how much of the headline's pairs of letters *text* holds, 0 to 1."""
    letters = headline_letters(article.title or "")
    pairs = {letters[at : at + 2] for at in range(len(letters) - 1)}
    if len(letters) < HEADLINE_LETTERS or not pairs:
        return 0.0
    return sum(pair in text for pair in pairs) / len(pairs)
