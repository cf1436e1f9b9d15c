"""Query -> ranked Hits: BM25 over every passage, then a close look at the best of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from newsbot.index.reader import Reader, StoredArticle
from newsbot.matching import (
    Counts,
    Floats,
    Match,
    QueryStatistics,
    look_up,
    match,
    passage_sums,
    saturate,
)
from newsbot.query import Query
from newsbot.ranking import Weights

CANDIDATES: Final = 50
"""How many passages the second stage looks at."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may answer. Times in seconds since 1970; ``None`` lets all through."""

    since: int | None = None
    """Inclusive."""
    until: int | None = None
    """Exclusive."""
    outlet: str | None = None
    without: tuple[str, ...] = ()
    """Ids of articles that may not."""
    audiences: tuple[str, ...] | None = None
    """Who asks: ``None`` whoever may see every article; a tuple who may see the articles for
    everyone and those for one of these. Hidden articles answer nobody."""


NO_FILTERS: Final = Filters()


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage that shares a term with the query."""

    passage: int
    article: int
    score: float
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The hits, best first, and what was learnt of the query on the way."""

    hits: tuple[Hit, ...]
    articles: Mapping[int, StoredArticle]
    statistics: QueryStatistics
    frequencies: Mapping[str, int]
    """Term -> in how many passages it stands, of those that may be seen; terms that stand nowhere
    are left out."""
    passages: int
    """How many passages may be seen."""


def retrieve(
    query: Query, reader: Reader, weights: Weights, filters: Filters = NO_FILTERS
) -> Retrieved:
    """Return the best passages for *query*, in an order that the same corpus always gives.

    Candidates are the ``CANDIDATES`` best by BM25 over content morphemes, exactly.
    """
    reader = reader.seen_by(filters.audiences)
    totals = reader.totals()
    model = reader.model(query.terms, totals)
    statistics = look_up(query, reader, model.frequencies)
    mask = _mask(reader, filters, model.capacity)
    ids, scores = model.top(statistics.terms, CANDIDATES, mask)
    if not len(ids):
        return Retrieved((), {}, statistics, model.frequencies, reader.passage_count())
    passages = reader.passages([int(number) for number in ids])
    articles = reader.articles(passage.article for passage in passages)
    # Ties are broken by what a rebuilt index would give too: never by row numbers.
    order = sorted(
        range(len(passages)),
        key=lambda n: (
            -round(float(scores[n]), 9),
            articles[passages[n].article].id,
            passages[n].ordinal,
        ),
    )[:CANDIDATES]
    found = match([passages[n] for n in order], articles, statistics)
    features = passage_features(found, statistics)
    total = sum((weights.passage[name] * column for name, column in features.items()), np.zeros(1))
    hits = [
        Hit(
            passage=passage.id,
            article=passage.article,
            score=float(total[row]),
            features={name: float(column[row]) for name, column in features.items()},
        )
        for row, passage in enumerate(found.passages)
    ]
    ranked = sorted(range(len(hits)), key=lambda n: (-round(hits[n].score, 9), n))
    found_hits = tuple(hits[n] for n in ranked)
    return Retrieved(found_hits, articles, statistics, model.frequencies, reader.passage_count())


def _mask(reader: Reader, filters: Filters, capacity: int) -> npt.NDArray[np.bool_] | None:
    """Return which passage ids *filters* let through; None: all."""
    if replace(filters, audiences=None) == NO_FILTERS:
        return None if reader.unseen is None else ~reader.unseen
    mask = np.zeros(capacity, dtype=bool)
    mask[reader.passages_where(filters.since, filters.until, filters.outlet)] = True
    mask[reader.passages_of_ids(filters.without)] = False
    return mask if reader.unseen is None else mask & ~reader.unseen


def passage_features(found: Match, statistics: QueryStatistics) -> dict[str, Floats]:
    """Return what the second stage judges passages by; each of shape (P,)."""
    totals = statistics.totals
    terms = _scores(found, found.terms, statistics.term_idf, totals.passage_length)
    bigrams = _scores(found, found.bigrams, statistics.bigram_idf, totals.bigram_length)
    sentence_bigrams = totals.bigram_length * totals.sentence_length / totals.passage_length
    return {
        "terms": terms,
        "bigrams": bigrams,
        "best_sentence": _best_sentence(
            found, found.terms, statistics.term_idf, totals.sentence_length
        ),
        "best_sentence_bigrams": _best_sentence(
            found, found.bigrams, statistics.bigram_idf, sentence_bigrams
        ),
    }


def _scores(found: Match, counts: Counts, idf: Floats, average: float) -> Floats:
    sums, lengths = passage_sums(found, counts)
    return np.asarray(saturate(sums, lengths, average) @ idf)


def _best_sentence(found: Match, counts: Counts, idf: Floats, average: float) -> Floats:
    with_heading = counts.sentence + counts.heading[found.owner]
    lengths = counts.sentence_length + counts.heading_length[found.owner]
    scores = saturate(with_heading, lengths, average) @ idf
    return np.asarray(np.maximum.reduceat(scores, found.first[:-1]))
