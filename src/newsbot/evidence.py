"""Hits -> Quotes: which run of sentences answers, and how far it can be relied on.

Of articles that print the same text only one is looked at, so that neither quotes nor chances are
shared out among copies. Every article left among the best hits is laid out as sentences. Each run
of neighbouring sentences that fits into a quote is a *window*; windows are scored, and the
probability that a window answers is taken as that of its article (from the hits) times that of the
window within it.
"""

from __future__ import annotations

import math
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from newsbot.expectation import AnswerKind
from newsbot.index.reader import Reader, StoredArticle, StoredPassage
from newsbot.matching import QueryStatistics, match
from newsbot.query import Query
from newsbot.ranking import Weights
from newsbot.retrieval import Hit, Retrieved
from newsbot.windows import Layout, Windows, lay_out, windows_of

MAX_ARTICLES: Final = 4
"""How many of the best articles are looked into for quotes; more if more quotes are wanted."""
MAX_PASSAGES: Final = 12
"""How many passages of one article are looked into; of a longer one, those around its hits."""
QUOTES_PER_ARTICLE: Final = 2
MIN_PROBABILITY: Final = 0.002
"""A further quote less likely than this to answer is left out: it would only distract. It costs
one answer in a thousand and spares every third quote (KorQuAD, Wikinews)."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """A query term where it stands in a quote: offsets of the quote, end-exclusive."""

    start: int
    end: int
    term: str


@dataclass(frozen=True, slots=True)
class Quote:
    """``body[start:end]`` of an article, and why it was chosen."""

    article: int
    start: int
    end: int
    score: float
    """The natural logarithm of the estimated probability that this quote answers; <= 0."""
    highlights: tuple[Highlight, ...]
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The quotes, best first, and what confidence is judged by."""

    quotes: tuple[Quote, ...]
    signals: Mapping[str, float]
    copies: Mapping[int, int] = field(default_factory=dict)
    """Article that was hit -> the one that was looked at in its place: it prints the same text."""


@dataclass(frozen=True, slots=True)
class QuoteSize:
    """How many quotes are wanted, and how long each may be, in code points."""

    limit: int
    chars: int


def find_evidence(
    query: Query,
    retrieved: Retrieved,
    reader: Reader,
    weights: Weights,
    size: QuoteSize,
) -> Evidence:
    """Return the best quotes: at most two from one article, and from one of several copies."""
    examined = examine(query, retrieved, reader, weights, size)
    if not examined:
        return Evidence((), {})
    copies = _copies(retrieved, reader)
    best = _best_hits(retrieved, copies)
    shares = dict(zip(best, _log_softmax([hit.score for hit in best.values()]), strict=True))
    candidates: list[_Candidate] = []
    for article, (layout, windows) in examined.items():
        within = _log_softmax(windows.scores.tolist())
        candidates += [
            _Candidate(layout, article, windows, row, shares[article] + score)
            for row, score in enumerate(within)
        ]
    chosen = _choose(candidates, size.limit)
    quotes = tuple(candidate.quote(retrieved.statistics) for candidate in chosen)
    signals = _signals(query, quotes[0], chosen[0].layout, retrieved.statistics)
    return Evidence(quotes, signals, copies)


def examine(
    query: Query, retrieved: Retrieved, reader: Reader, weights: Weights, size: QuoteSize
) -> dict[int, tuple[Layout, Windows]]:
    """Return article number -> its sentences and windows, for the best articles in order."""
    best = _best_hits(retrieved, _copies(retrieved, reader))
    numbers = list(best)[: max(MAX_ARTICLES, size.limit)]
    if not numbers:
        return {}
    passages = _passages(reader, numbers, retrieved.hits)
    found = match(passages, retrieved.articles, retrieved.statistics)
    articles = reader.whole_articles(numbers)
    bodies = {number: articles[number].body for number in numbers}
    return {
        number: (layout, windows_of(query, layout, retrieved.statistics, weights, size.chars))
        for number, layout in lay_out(found, bodies, size.chars).items()
    }


def _best_hits(retrieved: Retrieved, copies: Container[int] = ()) -> dict[int, Hit]:
    """Return article number -> its best hit, best article first; without *copies*."""
    best: dict[int, Hit] = {}
    for hit in retrieved.hits:
        if hit.article not in copies:
            best.setdefault(hit.article, hit)
    return best


def _copies(retrieved: Retrieved, reader: Reader) -> dict[int, int]:
    """Return article that was hit -> its twin that is looked at in its place.

    That is the one with the best hit; of those whose hits tie, the one published first.
    """
    best = _best_hits(retrieved)
    twins = reader.twins(best)
    copies: dict[int, int] = {}
    for article, hit in best.items() if twins else ():
        if article in copies or article in copies.values():
            continue
        same = [one for one in twins.get(article, ()) if one in best and one not in copies]
        tied = [one for one in same if round(best[one].score, 9) == round(hit.score, 9)]
        first = min([article, *tied], key=lambda one: _age(retrieved.articles[one]))
        copies |= {
            one: first
            for one in twins.get(first, ())
            if one in best and one not in copies and one not in copies.values()
        }
    return copies


def _age(article: StoredArticle) -> tuple[bool, int, str]:
    """Return what articles are sorted by, the oldest first and undated ones last."""
    return article.published is None, article.published or 0, article.id


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A window that could be quoted."""

    layout: Layout
    article: int
    windows: Windows
    row: int
    score: float

    @property
    def span(self) -> tuple[int, int]:
        first, last = int(self.windows.first[self.row]), int(self.windows.last[self.row])
        first = self._without_idle_paragraphs(first, last)
        return self.layout.spans[first][0], self.layout.spans[last][1]

    def _without_idle_paragraphs(self, first: int, last: int) -> int:
        """Return where the quote begins: not with paragraphs that hold nothing of the question."""
        spans, body = self.layout.spans, self.layout.body
        begin = first
        for row in range(first, last):
            if self.layout.terms[row].any():
                break
            if "\n" in body[spans[row][1] : spans[row + 1][0]]:
                begin = row + 1
        return begin

    @property
    def text(self) -> str:
        start, end = self.span
        return self.layout.body[start:end]

    def quote(self, statistics: QueryStatistics) -> Quote:
        start, end = self.span
        at = self.layout.occurrences[:, 2]
        highlights = [
            Highlight(place - start, place - start + length, statistics.terms[term])
            for _, term, place, length in self.layout.occurrences[
                (at >= start) & (at < end)
            ].tolist()
        ]
        return Quote(
            article=self.article,
            start=start,
            end=end,
            score=self.score,
            highlights=tuple(sorted(highlights, key=lambda h: (h.start, -h.end, h.term))),
            features={
                name: float(column[self.row]) for name, column in self.windows.features.items()
            },
        )


def _log_softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores, default=0.0)
    total = math.log(sum(math.exp(score - top) for score in scores)) + top if scores else 0.0
    return [score - total for score in scores]


def _passages(reader: Reader, articles: Sequence[int], hits: Sequence[Hit]) -> list[StoredPassage]:
    """Return the articles' passages; of a long one those that were hit and their neighbours."""
    found = reader.passages_of(articles)
    chosen: list[StoredPassage] = []
    for article in articles:
        passages = found[article]
        if len(passages) > MAX_PASSAGES:
            hit = [h.passage for h in hits if h.article == article][: MAX_PASSAGES // 3]
            places = [n for n, passage in enumerate(passages) if passage.id in hit]
            near = {n + step for n in places for step in (-1, 0, 1)}
            passages = [passage for n, passage in enumerate(passages) if n in near]
        chosen.extend(passages)
    return chosen


def _choose(candidates: Sequence[_Candidate], limit: int) -> list[_Candidate]:
    """Return the best that do not overlap, at most two from one article."""
    ranked = sorted(candidates, key=lambda c: (-round(c.score, 9), c.layout.article.id, c.span))
    chosen: list[_Candidate] = []
    for candidate in ranked:
        start, end = candidate.span
        same = [other.span for other in chosen if other.article == candidate.article]
        overlaps = any(start < other[1] and other[0] < end for other in same)
        if chosen and candidate.score < math.log(MIN_PROBABILITY):
            break
        repeats = any(candidate.text == other.text for other in chosen)
        if len(same) < QUOTES_PER_ARTICLE and not overlaps and not repeats:
            chosen.append(candidate)
        if len(chosen) == limit:
            break
    return chosen


def _signals(
    query: Query, quote: Quote, layout: Layout, statistics: QueryStatistics
) -> dict[str, float]:
    """Return what confidence is judged by: how much of the question the best quote answers to.

    The shares are weighed by rarity, words that stand nowhere included; each is 0 to 1.
    """
    weight = statistics.term_idf * statistics.salience
    total = float(weight.sum()) + statistics.missing_weight or 1.0
    bigram_total = float(statistics.bigram_idf.sum()) or 1.0
    inside = [n for n, (start, _) in enumerate(layout.spans) if quote.start <= start < quote.end]
    quoted = np.maximum(layout.terms[inside].max(axis=0), layout.heading_terms)
    whole = np.maximum(layout.terms.max(axis=0), layout.heading_terms)
    bigrams = np.maximum(layout.bigrams[inside].max(axis=0), layout.heading_bigrams)
    asks_when = query.expectation.kind is AnswerKind.WHEN
    asks_amount = query.expectation.units is not None
    return {
        "coverage": float(whole @ weight) / total,
        "window_coverage": float(quoted @ weight) / total,
        "bigram_coverage": float(bigrams @ statistics.bigram_idf) / bigram_total,
        "lacks_unit": float(asks_amount and not quote.features["unit"]),
        "lacks_date": float(asks_when and not quote.features["date"]),
    }
