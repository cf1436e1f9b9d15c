"""Windows: the runs of sentences that could be quoted, and what each holds of the query.

S sentences of one article, T query terms, B query bigrams.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from newsbot.expectation import AnswerKind, holds_kind, holds_list, holds_unit
from newsbot.index.reader import StoredArticle
from newsbot.matching import Floats, Ints, Match, QueryStatistics
from newsbot.passages import cut_sentence
from newsbot.query import Query
from newsbot.ranking import Weights


@dataclass(frozen=True, slots=True)
class Layout:
    """One article's sentences and what they hold of the query."""

    article: StoredArticle
    body: str
    spans: tuple[tuple[int, int], ...]
    terms: Floats
    """Shape (S, T): 1 where the sentence holds the term."""
    bigrams: Floats
    """Shape (S, B)."""
    heading_terms: Floats
    """Shape (T,): 1 where the headline holds the term."""
    heading_bigrams: Floats
    """Shape (B,)."""
    occurrences: Ints
    """Rows (sentence, term, body start, length)."""


@dataclass(frozen=True, slots=True)
class Windows:
    """The runs of neighbouring sentences of one article that fit into a quote; W of them."""

    first: Ints
    """The first sentence of each window; shape (W,)."""
    last: Ints
    """The last one, inclusive; shape (W,)."""
    features: Mapping[str, Floats]
    """What windows are judged by; each of shape (W,)."""
    scores: Floats
    """Log-odds; shape (W,)."""


def lay_out(found: Match, bodies: Mapping[int, str], quote_chars: int) -> dict[int, Layout]:
    """Return article number -> its sentences. The passages of an article stand together.

    *bodies*: article number -> body. A sentence longer than *quote_chars* is cut, so that every
    piece fits into a quote.
    """
    layouts = {}
    numbers = [passage.article for passage in found.passages]
    for article, body in bodies.items():
        head = numbers.index(article)
        rows = slice(int(found.first[head]), int(found.first[head + numbers.count(article)]))
        spans = found.spans[rows].tolist()
        cut = [cut_sentence(body, start, end, quote_chars) for start, end in spans]
        layouts[article] = _lay_out_article(found, found.articles[article], body, rows, cut)
    return layouts


def _lay_out_article(
    found: Match,
    article: StoredArticle,
    body: str,
    rows: slice,
    cut: Sequence[Sequence[tuple[int, int]]],
) -> Layout:
    flat = tuple(piece for pieces in cut for piece in pieces)
    row_of = np.repeat(np.arange(rows.start, rows.stop), [len(pieces) for pieces in cut])
    sentence = found.occurrences[:, 0]
    occurrences = found.occurrences[(sentence >= rows.start) & (sentence < rows.stop)]
    starts = np.array([start for start, _ in flat], dtype=np.int64)
    occurrences[:, 0] = np.searchsorted(starts, occurrences[:, 2], side="right") - 1
    terms = np.zeros((len(flat), found.terms.sentence.shape[1]))
    terms[occurrences[:, 0], occurrences[:, 1]] = 1
    passage = found.owner[rows.start]
    return Layout(
        article=article,
        body=body,
        spans=flat,
        terms=terms,
        bigrams=(found.bigrams.sentence[row_of] > 0).astype(np.float64),
        heading_terms=(found.terms.heading[passage] > 0).astype(np.float64),
        heading_bigrams=(found.bigrams.heading[passage] > 0).astype(np.float64),
        occurrences=occurrences,
    )


def windows_of(
    query: Query,
    layout: Layout,
    statistics: QueryStatistics,
    weights: Weights,
    quote_chars: int,
) -> Windows:
    """Return the windows of an article in reading order: none could be longer. Scored."""
    runs = np.array(_runs(layout.spans, quote_chars), dtype=np.int64)
    first, last = runs[:, 0], runs[:, 1]
    features = _features(query, layout, statistics, first, last)
    scores = sum((weights.window[name] * column for name, column in features.items()), np.zeros(1))
    return Windows(first, last, features, scores)


def _runs(spans: Sequence[tuple[int, int]], limit: int) -> list[tuple[int, int]]:
    """Return the longest runs of sentences within *limit* code points, as (first, last)."""
    runs: list[tuple[int, int]] = []
    last = -1
    for first in range(len(spans)):
        reach = max(last, first)
        while reach + 1 < len(spans) and spans[reach + 1][1] - spans[first][0] <= limit:
            reach += 1
        if reach > last:
            runs.append((first, reach))
            last = reach
    return runs


def _features(
    query: Query, layout: Layout, statistics: QueryStatistics, first: Ints, last: Ints
) -> dict[str, Floats]:
    """Return what windows are judged by.

    Shares are of the query's weight (inverse document frequencies); *worth* is what a sentence
    holds of it, each term weighed by its rarity within the article.
    """
    total = float(statistics.term_idf.sum()) + statistics.missing_idf or 1.0
    term_share = statistics.term_idf / total
    bigram_share = statistics.bigram_idf / (float(statistics.bigram_idf.sum()) or 1.0)
    rare_terms = term_share * _rarity(layout.terms)
    rare_bigrams = bigram_share * _rarity(layout.bigrams)
    worth = layout.terms @ rare_terms + layout.bigrams @ rare_bigrams
    best = int(np.argmax(np.round(worth, 9)))
    kind, unit, wanted, several = _expected(query, layout)
    terms, bigrams = _held(layout.terms, first, last), _held(layout.bigrams, first, last)
    in_heading, in_heading_bigrams = layout.heading_terms, layout.heading_bigrams
    holds_best = (first <= best) & (best <= last)
    is_date = query.expectation.kind is AnswerKind.WHEN
    return {
        "new_terms": terms @ (term_share * (1 - in_heading)),
        "heading_terms": terms @ (term_share * in_heading),
        "rare_terms": terms @ rare_terms,
        "new_bigrams": bigrams @ (bigram_share * (1 - in_heading_bigrams)),
        "heading_bigrams": bigrams @ (bigram_share * in_heading_bigrams),
        "rare_bigrams": bigrams @ rare_bigrams,
        "best_sentence": _highest(worth, first, last),
        "holds_best": holds_best.astype(np.float64),
        "holds_next": (holds_best & (best < last)).astype(np.float64),
        "holds_previous": (holds_best & (first < best)).astype(np.float64),
        "date": _highest(kind, first, last) * is_date,
        "kind_near": _highest(worth * kind, first, last),
        "unit": _highest(unit, first, last),
        "several": _highest(several, first, last),
        "several_near": _highest(worth * several, first, last),
        "wanted": _highest(wanted, first, last),
        "wanted_near": _highest(worth * wanted, first, last),
    }


def _rarity(held: Floats) -> Floats:
    """Return how rare each column is among the rows of this article: idf over its sentences."""
    size, frequency = len(held), held.sum(axis=0)
    return np.asarray(np.log1p((size - frequency + 0.5) / (frequency + 0.5)))


def _expected(query: Query, layout: Layout) -> tuple[Floats, Floats, Floats, Floats]:
    """Return whether each sentence holds the kind, unit, class or list that is asked for."""
    asked, question = query.expectation, query.question
    texts = [layout.body[start:end] for start, end in layout.spans]
    return (
        np.array([float(holds_kind(asked, text, question)) for text in texts]),
        np.array([float(holds_unit(asked, text)) for text in texts]),
        np.array([float((asked.wanted or "\0") in text) for text in texts]),
        np.array([float(holds_list(asked, text)) for text in texts]),
    )


def _held(sentences: Floats, first: Ints, last: Ints) -> Floats:
    """Return 1 where any sentence of a window holds a column; (S, C) -> (W, C)."""
    sums = np.vstack((np.zeros((1, sentences.shape[1])), np.cumsum(sentences, axis=0)))
    return (sums[last + 1] > sums[first]).astype(np.float64)


def _highest(values: Floats, first: Ints, last: Ints) -> Floats:
    """Return the highest value among each window's sentences; (S,) -> (W,)."""
    # reduceat takes the maximum from each index to the next; every second one is a window.
    borders = np.stack((first, last + 1), axis=1).ravel()
    return np.asarray(np.maximum.reduceat(np.append(values, -np.inf), borders)[::2])
