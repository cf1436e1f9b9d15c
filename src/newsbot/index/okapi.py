"""The scoring model: BM25 as ``rank_bm25`` gives it. The only importer of rank_bm25.

Upstream's idf, ``ln((N - n + .5) / (n + .5))``, is negative for a term that stands in half of the
documents or more, so that the only correct hit of a small corpus scores below zero. This model
takes ``ln(1 + (N - n + .5) / (n + .5))`` instead, as Lucene does (Robertson & Zaragoza 2009, The
Probabilistic Relevance Framework: BM25 and Beyond, section 3.3, made non-negative). Upstream's
``get_scores`` visits every document in Python for every term; ``BlockOkapi`` reads packed postings.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
from rank_bm25 import BM25Okapi

K1: Final = 0.9
B: Final = 0.4
_SLACK: Final = 1e-12
"""Sums differ in their last bits with the order of their terms; a tie is a tie within this."""
_LONG_LIST: Final = 20_000
"""Shorter posting lists are added faster than candidates are chosen."""

Ids = npt.NDArray[np.uint32]
Scores = npt.NDArray[np.float64]


def idf(size: int, frequency: int) -> float:
    """Return the inverse document frequency of a term in *frequency* of *size* documents; >= 0."""
    return math.log1p((size - frequency + 0.5) / (frequency + 0.5))


@dataclass(frozen=True, slots=True)
class Postings:
    """Where terms stand: four arrays of one length, term by term, ids ascending within a term."""

    ids: Ids
    counts: npt.NDArray[np.uint16]
    lengths: npt.NDArray[np.uint16]
    """The length of each document, in terms."""
    term: npt.NDArray[np.intp]
    """Which of the terms that were asked for each posting is of."""

    def select(self, which: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Postings:
        """Return some of the postings, by mask or by position."""
        return Postings(self.ids[which], self.counts[which], self.lengths[which], self.term[which])


class PostingsReader(Protocol):
    """What ``BlockOkapi`` needs of a store."""

    def postings(self, terms: Sequence[str]) -> Postings:
        """Return where each of *terms* stands, in their order; nothing for an unknown term."""


class Okapi(BM25Okapi):  # type: ignore[misc]
    """Upstream's model with a non-negative idf; its ``get_scores`` is the oracle of the tests."""

    def __init__(self, corpus: Sequence[Sequence[str]]) -> None:
        super().__init__(corpus, k1=K1, b=B)

    def _calc_idf(self, nd: Mapping[str, int]) -> None:
        for term, frequency in nd.items():
            self.idf[term] = idf(self.corpus_size, frequency)


class BlockOkapi(Okapi):
    """The same scores from packed postings, the best *k* exactly, most documents never touched."""

    def __init__(
        self,
        reader: PostingsReader,
        *,
        size: int,
        average_length: float,
        frequencies: Mapping[str, int],
        capacity: int,
    ) -> None:
        """*capacity*: one more than the greatest document id. *frequencies*: term -> documents."""
        # Upstream's constructor counts a corpus in memory; here the store has counted it already.
        self.corpus_size = size
        self.avgdl = average_length
        self.k1, self.b = K1, B
        self.idf = {term: idf(size, n) for term, n in frequencies.items() if n}
        self.frequencies = frequencies
        self._reader = reader
        self.capacity = capacity

    def weigh(self, found: Postings, idf: Scores) -> Scores:
        """Return what each posting adds to its document; *idf*: of each term, by ``found.term``."""
        tf = found.counts.astype(np.float64)
        norm = self.k1 * (1 - self.b + self.b * found.lengths / self.avgdl)
        return np.asarray(idf[found.term] * (tf * (self.k1 + 1) / (tf + norm)))

    def get_scores(self, query: Iterable[str]) -> Scores:
        """Return the score of every document id below the capacity, 0 where no term stands."""
        terms = self._by_rarity(query)
        return self._scores(self._found(terms, None), terms)

    def _scores(self, found: Postings, terms: Sequence[str]) -> Scores:
        weights = self.weigh(found, np.array([self.idf[term] for term in terms]))
        # float64 even where no posting is left, for which bincount would return integers
        return np.bincount(found.ids, weights, minlength=self.capacity).astype(
            np.float64, copy=False
        )

    def _found(self, terms: Sequence[str], allowed: npt.NDArray[np.bool_] | None) -> Postings:
        found = self._reader.postings(terms)
        return found if allowed is None else found.select(allowed[found.ids])

    def _by_rarity(self, query: Iterable[str]) -> list[str]:
        known = {term for term in query if term in self.idf}
        return sorted(known, key=lambda term: (self.frequencies[term], term))

    def top(
        self, query: Iterable[str], k: int, allowed: npt.NDArray[np.bool_] | None = None
    ) -> tuple[Ids, Scores]:
        """Return at least the *k* best documents that share a term with *query*, best first.

        *allowed*: a mask over document ids that a filter lets through; None lets all through.

        Exact: all documents that tie with the k-th are returned too, so that the caller can break
        the tie by something that does not depend on ids. Rare terms are added for all documents
        at once, long lists one by one, rarest first; once the k-th best score exceeds all that
        the lists left could add, only the documents that can still be among the best are looked
        up in those.
        """
        terms = self._by_rarity(query)
        if not terms:
            return np.zeros(0, np.uint32), np.zeros(0)
        rare = [term for term in terms if self.frequencies[term] <= _LONG_LIST] or terms[:1]
        long = terms[len(rare) :]
        found = self._found(rare, allowed)
        scores = self._scores(found, rare)
        threshold = _kth_of_lists(scores, found, k) if long else 0.0
        while long:
            missing = threshold - self._bound(long)
            if missing > 0:  # a document in no list so far cannot be among the best
                candidates = _reaching(scores, missing)
                candidates = self._finish(scores, candidates, long, k)
                return _best(candidates, scores[candidates], k)
            found = self._found(long[:1], allowed)
            scores[found.ids] += self.weigh(found, np.array([self.idf[long[0]]]))
            threshold = max(threshold, _kth_of_lists(scores, found, k))
            long = long[1:]
        touched = np.flatnonzero(scores > 0).astype(np.uint32)
        return _best(touched, scores[touched], k)

    def _bound(self, terms: Sequence[str]) -> float:
        """Return more than *terms* together can add to any document."""
        return sum(self.idf[term] for term in terms) * (self.k1 + 1)

    def _finish(self, scores: Scores, candidates: Ids, terms: Sequence[str], k: int) -> Ids:
        """Add the remaining *terms* to the *candidates* alone; return those that may be best."""
        for number, term in enumerate(terms):
            found = self._reader.postings([term])
            at = np.searchsorted(found.ids, candidates)
            at[at == len(found.ids)] = 0
            found = found.select(at[found.ids[at] == candidates])
            scores[found.ids] += self.weigh(found, np.array([self.idf[term]]))
            reached = scores[candidates]
            floor = _kth(reached, k) - self._bound(terms[number + 1 :])
            candidates = candidates[reached >= floor * (1 - _SLACK)]
        return candidates


def _kth(scores: Scores, k: int) -> float:
    """Return the k-th best score, 0 if there are fewer."""
    if len(scores) < k:
        return 0.0
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])


def _kth_of_lists(scores: Scores, found: Postings, k: int) -> float:
    """Return the highest k-th best score of any one term's list.

    It is at most the k-th best of all documents, and cheaper to find.
    """
    ends = np.flatnonzero(np.diff(found.term, append=-1)) + 1
    lists = np.split(scores[found.ids], ends[:-1])
    return max((_kth(values, k) for values in lists), default=0.0)


def _reaching(scores: Scores, floor: float) -> Ids:
    """Return the ids that score at least *floor*, but for the last bits of a sum; *floor* > 0."""
    return np.flatnonzero(scores >= floor * (1 - _SLACK)).astype(np.uint32)


def _best(ids: Ids, scores: Scores, k: int) -> tuple[Ids, Scores]:
    """Return the best *k* and what ties with the last of them, by score and then id."""
    if len(ids) > k:
        threshold = np.partition(scores, len(scores) - k)[len(scores) - k]
        keep = scores >= threshold * (1 - _SLACK)
        ids, scores = ids[keep], scores[keep]
    order = np.lexsort((ids, -scores))
    return ids[order], scores[order]
