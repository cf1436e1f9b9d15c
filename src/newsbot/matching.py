"""How closely passages match a query, sentence by sentence: counts, as arrays.

The first stage looks at every passage cheaply; this looks at a few dozen closely. Shapes below:
P passages, S sentences of all of them, T query terms, B query bigrams.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from newsbot.index.okapi import K1, B, idf
from newsbot.index.reader import Reader, StoredArticle, StoredPassage, Totals
from newsbot.index.schema import OCCURRENCE, SPAN, SPAN_STRUCT
from newsbot.query import Query
from newsbot.text import fold, squeezed_points

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class QueryStatistics:
    """What the index knows of the query's terms and bigrams."""

    totals: Totals
    terms: tuple[str, ...]
    """The terms that stand anywhere in the index, in the query's order."""
    term_ids: Ints
    term_idf: Floats
    salience: Floats
    """The query's, for the known terms."""
    missing_idf: float
    """The idf of the terms that stand nowhere, added up."""
    missing_weight: float
    """The same, each times its salience."""
    bigrams: tuple[str, ...]
    bigram_idf: Floats


def look_up(query: Query, reader: Reader, frequencies: Mapping[str, int]) -> QueryStatistics:
    """Return the statistics of *query*; *frequencies*: its terms that the index holds."""
    totals = reader.totals()
    found = reader.bigram_frequencies(query.bigrams)
    size = totals.passages
    salience = dict(zip(query.terms, query.salience, strict=True))
    known = tuple(term for term in query.terms if term in frequencies)
    missing = [salience[term] for term in query.terms if term not in frequencies]
    return QueryStatistics(
        totals=totals,
        terms=known,
        term_ids=np.array([reader.term_id(term) for term in known], dtype=np.int64),
        term_idf=np.array([idf(size, frequencies[term]) for term in known]),
        salience=np.array([salience[term] for term in known]),
        missing_idf=idf(size, 0) * len(missing),
        missing_weight=idf(size, 0) * sum(missing),
        bigrams=query.bigrams,
        bigram_idf=np.array([idf(size, found.get(bigram, 0)) for bigram in query.bigrams]),
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each feature (term or bigram) stands where; ``heading`` counts the headline's."""

    sentence: Floats
    """Shape (S, T) or (S, B)."""
    sentence_length: Floats
    """Shape (S,)."""
    heading: Floats
    """Shape (P, T) or (P, B)."""
    heading_length: Floats
    """Shape (P,)."""


@dataclass(frozen=True, slots=True)
class Match:
    """Passages laid out sentence by sentence, with what each holds of the query."""

    passages: tuple[StoredPassage, ...]
    articles: Mapping[int, StoredArticle]
    spans: npt.NDArray[np.void]
    """Sentences of all passages in order, rows of ``schema.SPAN``; shape (S,)."""
    first: Ints
    """Where each passage's sentences begin in ``spans``; shape (P + 1,)."""
    owner: Ints
    """Which passage each sentence belongs to; shape (S,)."""
    terms: Counts
    bigrams: Counts
    occurrences: npt.NDArray[np.int64]
    """Query terms where they stand: rows (sentence, term, body start, length)."""


def match(
    passages: Sequence[StoredPassage],
    articles: Mapping[int, StoredArticle],
    statistics: QueryStatistics,
) -> Match:
    """Count what *passages* hold of the query; at least one passage."""
    spans = np.frombuffer(b"".join(p.spans for p in passages), dtype=SPAN)
    sizes = np.array([len(p.spans) // SPAN.itemsize for p in passages], dtype=np.int64)
    first = np.concatenate(([0], np.cumsum(sizes)))
    owner = np.repeat(np.arange(len(passages)), sizes)
    terms, occurrences = _count_terms(passages, articles, statistics, spans, first)
    return Match(
        passages=tuple(passages),
        articles=articles,
        spans=spans,
        first=first,
        owner=owner,
        terms=terms,
        bigrams=_count_bigrams(passages, articles, statistics, first),
        occurrences=occurrences,
    )


def _count_terms(
    passages: Sequence[StoredPassage],
    articles: Mapping[int, StoredArticle],
    statistics: QueryStatistics,
    spans: npt.NDArray[np.void],
    first: Ints,
) -> tuple[Counts, npt.NDArray[np.int64]]:
    number = len(statistics.terms)
    order = np.argsort(statistics.term_ids)
    wanted = statistics.term_ids[order]
    offsets = spans["start"][first[:-1]].astype(np.int64)
    sizes = np.array([len(p.terms) // OCCURRENCE.itemsize for p in passages], dtype=np.int64)
    packed = np.frombuffer(b"".join(p.terms for p in passages), dtype=OCCURRENCE)
    which = np.repeat(np.arange(len(passages)), sizes)
    starts = packed["start"].astype(np.int64) + offsets[which]
    # A passage's offsets are below 2**32, so adding its number above them sorts all of them.
    shift = np.int64(1) << np.int64(32)
    sentence_starts = spans["start"].astype(np.int64) + shift * np.repeat(
        np.arange(len(passages)), np.diff(first)
    )
    sentence = np.searchsorted(sentence_starts, starts + shift * which, side="right") - 1
    lengths = np.bincount(sentence, minlength=len(spans)).astype(np.float64)
    hit, column = _positions(wanted, order, packed["term"])
    counts = _table(sentence[hit], column, len(spans), number)
    occurrences = np.stack(
        (sentence[hit], column, starts[hit], packed["length"][hit].astype(np.int64)), axis=1
    )
    heading, heading_length = _count_heading_terms(passages, articles, wanted, order)
    return Counts(counts, lengths, heading, heading_length), occurrences


def _count_heading_terms(
    passages: Sequence[StoredPassage],
    articles: Mapping[int, StoredArticle],
    wanted: Ints,
    order: Ints,
) -> tuple[Floats, Floats]:
    """Return what each passage's headline holds: counts (P, T) and lengths (P,)."""
    numbers = sorted({passage.article for passage in passages})
    packed = [articles[number].heading_terms for number in numbers]
    sizes = np.array([len(terms) // 4 for terms in packed], dtype=np.int64)
    hit, column = _positions(wanted, order, np.frombuffer(b"".join(packed), dtype="<u4"))
    row = np.repeat(np.arange(len(numbers)), sizes)
    table = _table(row[hit], column, len(numbers), len(wanted))
    at = np.searchsorted(numbers, [passage.article for passage in passages])
    return table[at], sizes[at].astype(np.float64)


def _positions(
    wanted: Ints, order: Ints, values: npt.NDArray[np.unsignedinteger]
) -> tuple[Ints, Ints]:
    """Return where *values* holds a wanted one, and the column that it counts for."""
    if not len(wanted) or not len(values):
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty
    at = np.searchsorted(wanted, values)
    at[at == len(wanted)] = 0
    hit = np.flatnonzero(wanted[at] == values)
    return hit, order[at[hit]]


def _table(rows: Ints, columns: Ints, height: int, width: int) -> Floats:
    flat = np.bincount(rows * width + columns, minlength=height * width)
    return flat.reshape(height, width).astype(np.float64)


def _count_bigrams(
    passages: Sequence[StoredPassage],
    articles: Mapping[int, StoredArticle],
    statistics: QueryStatistics,
    first: Ints,
) -> Counts:
    """Count bigrams of the squeezed sentences; done here, so that the index need not hold them."""
    codes = np.array([_code(bigram) for bigram in statistics.bigrams], dtype=np.uint64)
    order = np.argsort(codes).astype(np.int64)
    counts, lengths = _bigram_table(
        [_sentence_lines(passage) for passage in passages], codes[order], order, int(first[-1])
    )
    numbers = sorted({passage.article for passage in passages})
    lines = [articles[number].heading.replace("\n", "\t") for number in numbers]
    by_article, by_length = _bigram_table(lines, codes[order], order, len(numbers))
    rows = np.searchsorted(numbers, [passage.article for passage in passages])
    return Counts(counts, lengths, by_article[rows], by_length[rows])


def _code(bigram: str) -> int:
    high, low = (0, ord(bigram)) if len(bigram) == 1 else map(ord, bigram)
    return high << 32 | low


def _sentence_lines(passage: StoredPassage) -> str:
    """Return the passage's sentences, a line each."""
    spans = list(SPAN_STRUCT.iter_unpack(passage.spans))
    start = spans[0][0]
    return "\n".join(passage.text[a - start : b - start] for a, b in spans)


def _bigram_table(
    texts: Sequence[str], codes: npt.NDArray[np.uint64], order: Ints, height: int
) -> tuple[Floats, Floats]:
    """Return counts (lines, bigrams) and how many bigrams each line of all *texts* holds."""
    points = squeezed_points("\n".join(map(fold, texts)))
    is_end = points == ord("\n")
    row = np.cumsum(is_end)
    inside = ~(is_end[:-1] | is_end[1:])
    lengths = np.bincount(row[:-1][inside], minlength=height)[:height].astype(np.float64)
    if not len(codes):
        return np.zeros((height, 0)), lengths
    # Most characters begin no bigram of the query: leave them before pairing.
    begins = np.zeros(_POINTS, dtype=bool)
    begins[(codes >> np.uint64(32)).astype(np.int64)] = True
    near = np.flatnonzero(begins[points[:-1]] & inside)
    pairs = points[near].astype(np.uint64) << np.uint64(32) | points[near + 1]
    at = np.searchsorted(codes, pairs)
    at[at == len(codes)] = 0
    hit = np.flatnonzero(codes[at] == pairs)
    return _table(row[near[hit]], order[at[hit]], height, len(codes)), lengths


_POINTS: Final = 0x110000
"""How many code points there are."""


def saturate(counts: Floats, lengths: Floats, average: float) -> Floats:
    """Return BM25's term frequency part: shape of *counts*, each row as long as *lengths* says."""
    norm = K1 * (1 - B + B * lengths / average)
    return np.asarray(counts * (K1 + 1) / (counts + norm[:, None]))


def passage_sums(match: Match, counts: Counts) -> tuple[Floats, Floats]:
    """Return counts (P, columns) and lengths (P,) of whole passages, headlines included."""
    sums = np.add.reduceat(counts.sentence, match.first[:-1], axis=0) + counts.heading
    lengths = np.add.reduceat(counts.sentence_length, match.first[:-1]) + counts.heading_length
    return sums, lengths
