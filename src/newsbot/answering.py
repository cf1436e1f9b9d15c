"""A question -> its Answer: the stages of asking, one after the other."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from newsbot.analysis import Analyser
from newsbot.answer import Answer, Citation, RunnerUp, TermWeight, confidence_of
from newsbot.article import Article
from newsbot.evidence import Evidence, QuoteSize, find_evidence
from newsbot.index.okapi import idf
from newsbot.index.reader import Reader
from newsbot.query import Query, build_query, resolve_compounds
from newsbot.ranking import Weights
from newsbot.retrieval import NO_FILTERS, Filters, Retrieved, retrieve

NEAREST: Final = 3
"""How many articles are named where nothing is quoted."""
RUNNERS_UP: Final = 5


@dataclass(frozen=True, slots=True)
class Options:
    """How an answer is to be made."""

    limit: int = 3
    """The most quotes."""
    quote_chars: int = 200
    """The longest quote, in code points."""
    always: bool = False
    """Never abstain, so that ranking can be measured apart."""
    filters: Filters = NO_FILTERS


DEFAULTS: Final = Options()


@dataclass(frozen=True, slots=True)
class Desk:
    """What answering needs: an analyser, one view of the index, the learnt weights."""

    analyser: Analyser
    reader: Reader
    weights: Weights


def answer_question(
    question: str, options: Options, depth: int, desk: Desk
) -> tuple[Answer, list[Article]]:
    """Return the answer to *question*, and the *depth* best articles, those quoted first."""
    began = time.perf_counter()
    reader, weights = desk.reader, desk.weights
    query = resolve_compounds(build_query(question, desk.analyser), reader.frequencies)
    retrieved = retrieve(query, reader, weights, options.filters)
    size = QuoteSize(options.limit, options.quote_chars)
    evidence = find_evidence(query, retrieved, reader, weights, size)
    confidence = confidence_of(evidence.signals, weights.confidence)
    sure = options.always or confidence >= weights.confidence["threshold"]
    answers = bool(evidence.quotes) and sure
    shown = _Shown(evidence, retrieved, reader, depth)
    answer = Answer(
        question=query.question,
        citations=tuple(shown.citations()) if answers else (),
        confidence=confidence,
        nearest=() if answers else tuple(shown.nearest()),
        terms=tuple(_weigh(query, retrieved)),
        runners_up=tuple(shown.runners_up()),
        signals=evidence.signals,
        elapsed_ms=(time.perf_counter() - began) * 1000,
    )
    return answer, shown.ranking()


class _Shown:
    """What an answer shows of the articles, each read once."""

    def __init__(
        self, evidence: Evidence, retrieved: Retrieved, reader: Reader, depth: int
    ) -> None:
        self._quotes = evidence.quotes
        self._hits = retrieved.hits[:RUNNERS_UP]
        quoted = [quote.article for quote in evidence.quotes]
        ranked = list(dict.fromkeys(quoted + [hit.article for hit in retrieved.hits]))
        self._ranked = ranked[:depth]
        self._nearest = list(dict.fromkeys(hit.article for hit in retrieved.hits))[:NEAREST]
        self._articles = reader.whole_articles(
            {*quoted, *self._ranked, *self._nearest, *(hit.article for hit in self._hits)}
        )

    def citations(self) -> Iterator[Citation]:
        for number, quote in enumerate(self._quotes, 1):
            article = self._articles[quote.article]
            yield Citation(
                number=number,
                article=article,
                quote=article.body[quote.start : quote.end],
                start=quote.start,
                end=quote.end,
                score=quote.score,
                highlights=quote.highlights,
            )

    def nearest(self) -> Iterator[Article]:
        return (self._articles[number] for number in self._nearest)

    def ranking(self) -> list[Article]:
        """Return the articles in the order in which a reader meets them: quoted ones first."""
        return [self._articles[number] for number in self._ranked]

    def runners_up(self) -> Iterator[RunnerUp]:
        for hit in self._hits:
            yield RunnerUp(self._articles[hit.article], hit.score, hit.features)


def _weigh(query: Query, retrieved: Retrieved) -> Iterator[TermWeight]:
    size = retrieved.statistics.totals.passages
    for term, surface in zip(query.terms, query.surfaces, strict=True):
        frequency = retrieved.frequencies.get(term, 0)
        yield TermWeight(term, surface, idf(size, frequency), frequency)
