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
_LONG_LIST: Final = 1_000
"""Shorter posting lists are added faster than candidates are chosen."""

Ids = npt.NDArray[np.uint32]
Scores = npt.NDArray[np.float64]


def idf(size: int, frequency: int) -> float:
    """Return the inverse document frequency of a term in *frequency* of *size* documents; >= 0."""
    return math.log1p((size - frequency + 0.5) / (frequency + 0.5))


@dataclass(frozen=True, slots=True)
class Postings:
    """Where one term stands: three arrays of one length, ids ascending."""

    ids: Ids
    counts: npt.NDArray[np.uint16]
    lengths: npt.NDArray[np.uint16]
    """The length of each document, in terms."""


class PostingsReader(Protocol):
    """What ``BlockOkapi`` needs of a store."""

    def postings(self, term: str) -> Postings:
        """Return where *term* stands; empty arrays for an unknown term."""


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

    def weigh(
        self, term: str, counts: npt.NDArray[np.uint16], lengths: npt.NDArray[np.uint16]
    ) -> Scores:
        """Return what *term* adds to documents with these counts of it and these lengths."""
        tf = counts.astype(np.float64)
        norm = self.k1 * (1 - self.b + self.b * lengths / self.avgdl)
        return np.asarray(self.idf[term] * (tf * (self.k1 + 1) / (tf + norm)))

    def get_scores(self, query: Iterable[str]) -> Scores:
        """Return the score of every document id below the capacity, 0 where no term stands."""
        scores = np.zeros(self.capacity)
        for term in self._by_rarity(query):
            self._add(scores, self._reader.postings(term), term)
        return scores

    def _add(self, scores: Scores, found: Postings, term: str) -> None:
        scores[found.ids] += self.weigh(term, found.counts, found.lengths)

    def _by_rarity(self, query: Iterable[str]) -> list[str]:
        known = {term for term in query if term in self.idf}
        return sorted(known, key=lambda term: (self.frequencies[term], term))

    def top(
        self, query: Iterable[str], k: int, allowed: npt.NDArray[np.bool_] | None = None
    ) -> tuple[Ids, Scores]:
        """Return at least the *k* best documents that share a term with *query*, best first.

        *allowed*: a mask over document ids that a filter lets through; None lets all through.

        Exact: all documents that tie with the k-th are returned too, so that the caller can break
        the tie by something that does not depend on ids. Rarest terms come first; once the k-th
        best score exceeds all that the terms left could add, only those candidates are scored on.
        """
        terms = self._by_rarity(query)
        bounds = [self.idf[term] * (self.k1 + 1) for term in terms]
        scores = np.zeros(self.capacity)
        threshold, left = 0.0, sum(bounds)
        for number, term in enumerate(terms):
            found = self._reader.postings(term)
            if allowed is not None:
                keep = allowed[found.ids]
                found = Postings(found.ids[keep], found.counts[keep], found.lengths[keep])
            self._add(scores, found, term)
            left -= bounds[number]
            if self._is_long(terms[number + 1 :], k):
                # The k-th best of one list is at most the k-th best of all.
                threshold = max(threshold, _kth(scores[found.ids], k))
                if threshold > left:  # a document in no list so far cannot be among the best
                    candidates = _reaching(scores, threshold - left)
                    candidates = self._finish(scores, candidates, terms[number + 1 :], k)
                    return _best(candidates, scores[candidates], k)
        touched = np.flatnonzero(scores > 0).astype(np.uint32)
        return _best(touched, scores[touched], k)

    def _is_long(self, terms: Sequence[str], k: int) -> bool:
        return any(self.frequencies[term] > max(k, _LONG_LIST) for term in terms)

    def _finish(self, scores: Scores, candidates: Ids, terms: Sequence[str], k: int) -> Ids:
        """Add the remaining *terms* to the *candidates* alone; return those that may be best."""
        left = sum(self.idf[term] * (self.k1 + 1) for term in terms)
        for term in terms:
            found = self._reader.postings(term)
            at = np.searchsorted(found.ids, candidates)
            at[at == len(found.ids)] = 0
            at = at[found.ids[at] == candidates]
            self._add(scores, Postings(found.ids[at], found.counts[at], found.lengths[at]), term)
            left -= self.idf[term] * (self.k1 + 1)
            reached = scores[candidates]
            floor = (_kth(reached, k) - left) * (1 - _SLACK)
            candidates = candidates[reached >= floor]
        return candidates


def _kth(scores: Scores, k: int) -> float:
    """Return the k-th best score, 0 if there are fewer."""
    if len(scores) < k:
        return 0.0
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])


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
