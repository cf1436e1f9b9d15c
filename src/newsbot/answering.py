"""A question -> its Answer: the stages of asking, one after the other."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from newsbot.analysis import Analyser
from newsbot.answer import Answer, Citation, RunnerUp, TermWeight, confidence_of
from newsbot.article import Article
from newsbot.continuity import QUOTE_WEIGHT, UNLIKELY, examine, stay_on_topic, weigh_carried
from newsbot.corrected import corrections_of_story
from newsbot.evidence import Evidence, QuoteSize, find_evidence
from newsbot.followups import FollowUp, broken_off, read_follow_up
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
    topic: str | None = None
    """What was asked before (``Answer.topic``): a question that points back carries it."""


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
    sought = _seek_on_topic(question, options, desk)
    evidence, retrieved = sought.evidence, sought.retrieved
    sure = options.always or sought.confidence >= desk.weights.confidence["threshold"]
    answers = bool(evidence.quotes) and sure
    shown = _Shown(evidence, retrieved, desk.reader, depth, options.filters.without)
    answer = Answer(
        question=sought.query.question,
        citations=tuple(shown.citations()) if answers else (),
        confidence=sought.confidence,
        nearest=() if answers else tuple(shown.nearest()),
        terms=tuple(_weigh(sought.query, retrieved)),
        runners_up=tuple(shown.runners_up()),
        signals=evidence.signals,
        elapsed_ms=(time.perf_counter() - began) * 1000,
        carried=sought.carried,
        topic=sought.topic,
    )
    return answer, shown.ranking()


@dataclass(frozen=True, slots=True)
class _Sought:
    """What was searched for, and what was found."""

    query: Query
    retrieved: Retrieved
    evidence: Evidence
    confidence: float
    topic: str
    carried: tuple[str, ...] = ()


def _seek_on_topic(question: str, options: Options, desk: Desk) -> _Sought:
    """Search for *question*, with its topic if it goes on about that: at most two retrievals."""
    new = broken_off(question)
    if new is not None or not options.topic:
        return _seek_alone(question if new is None else new, options, desk)
    follow_up = read_follow_up(question, options.topic, desk.analyser, desk.reader)
    carried, fits = _seek_carried(follow_up, options, desk)
    if fits:
        return carried
    alone = _seek_alone(question, options, desk)
    threshold = desk.weights.confidence["threshold"]
    goes_on = carried.confidence >= threshold > alone.confidence and not follow_up.is_named
    return carried if goes_on else alone


def _seek_alone(question: str, options: Options, desk: Desk) -> _Sought:
    query = resolve_compounds(build_query(question, desk.analyser), desk.reader.frequencies)
    retrieved = retrieve(query, desk.reader, desk.weights, options.filters)
    evidence = _evidence(query, retrieved, options, desk)
    confidence = confidence_of(evidence.signals, desk.weights.confidence)
    return _Sought(query, retrieved, evidence, confidence, query.question)


def _seek_carried(follow_up: FollowUp, options: Options, desk: Desk) -> tuple[_Sought, bool]:
    """Search with the topic carried; return also whether the question surely goes on about it."""
    query, topic = follow_up.query, follow_up.carried.question
    found = retrieve(query, desk.reader, desk.weights, options.filters)
    retrieved = stay_on_topic(follow_up, found, desk.reader)
    evidence = _evidence(query, weigh_carried(retrieved, follow_up, QUOTE_WEIGHT), options, desk)
    sought = _Sought(query, retrieved, evidence, 0.0, topic, follow_up.words)
    if not evidence.quotes:
        return sought, follow_up.points_back
    finding = examine(follow_up, evidence.quotes[0], retrieved, desk.reader)
    if follow_up.is_named and not finding.fits:
        return sought, False
    weighed = weigh_carried(retrieved, follow_up, finding.weight)
    signals = _evidence(query, weighed, options, desk).signals
    confidence = confidence_of(signals, desk.weights.confidence)
    if finding.lacks:
        confidence = min(confidence, UNLIKELY)
    evidence = replace(evidence, signals=signals)
    return replace(sought, evidence=evidence, confidence=confidence), finding.fits


def _evidence(query: Query, retrieved: Retrieved, options: Options, desk: Desk) -> Evidence:
    size = QuoteSize(options.limit, options.quote_chars)
    return find_evidence(query, retrieved, desk.reader, desk.weights, size)


class _Shown:
    """What an answer shows of the articles, each read once."""

    def __init__(
        self,
        evidence: Evidence,
        retrieved: Retrieved,
        reader: Reader,
        depth: int,
        without: Collection[str],
    ) -> None:
        self._reader = reader
        self._without = without
        self._quotes = evidence.quotes
        self._hits = retrieved.hits[:RUNNERS_UP]
        quoted = [quote.article for quote in evidence.quotes]
        hit = list(dict.fromkeys(hit.article for hit in retrieved.hits))
        self._ranked = _behind_their_twins(quoted, hit, evidence.copies)[:depth]
        self._nearest = [article for article in hit if article not in evidence.copies][:NEAREST]
        self._articles = reader.whole_articles(
            {*quoted, *self._ranked, *self._nearest, *(hit.article for hit in self._hits)}
        )

    def citations(self) -> Iterator[Citation]:
        twins = self._reader.twins(quote.article for quote in self._quotes)
        for number, quote in enumerate(self._quotes, 1):
            article = self._articles[quote.article]
            copies = self._reader.whole_articles(twins.get(quote.article, ())).values()
            yield Citation(
                number=number,
                article=article,
                quote=article.body[quote.start : quote.end],
                start=quote.start,
                end=quote.end,
                score=quote.score,
                highlights=quote.highlights,
                also=self._also(article, copies),
                corrections=corrections_of_story([article, *copies], self._reader),
            )

    def _also(self, cited: Article, copies: Iterable[Article]) -> tuple[Article, ...]:
        """Return the oldest copy of each other outlet that may be seen.

        Filters of time and outlet say who may be quoted; here they do not count.
        """
        outlets = {_spelled(cited.outlet)}
        also = []
        for one in sorted(copies, key=_age):
            outlet = _spelled(one.outlet)
            if outlet and outlet not in outlets and one.id not in self._without:
                outlets.add(outlet)
                also.append(one)
        return tuple(also)

    def nearest(self) -> Iterator[Article]:
        return (self._articles[number] for number in self._nearest)

    def ranking(self) -> list[Article]:
        """Return the articles in the order in which a reader meets them: quoted ones first."""
        return [self._articles[number] for number in self._ranked]

    def runners_up(self) -> Iterator[RunnerUp]:
        for hit in self._hits:
            yield RunnerUp(self._articles[hit.article], hit.score, hit.features)


def _behind_their_twins(
    quoted: Iterable[int], hit: Iterable[int], copies: Mapping[int, int]
) -> list[int]:
    """Return the quoted articles, each before the copies that it was quoted for; then the rest."""
    hits = list(hit)
    ranked: list[int] = []
    for article in quoted:
        ranked += [article, *(one for one in hits if copies.get(one) == article)]
    return list(dict.fromkeys(ranked + hits))


def _spelled(outlet: str | None) -> str:
    return "".join((outlet or "").casefold().split())


def _age(article: Article) -> tuple[bool, float, str]:
    published = article.published
    return published is None, published.at.timestamp() if published else 0.0, article.id


def _weigh(query: Query, retrieved: Retrieved) -> Iterator[TermWeight]:
    size = retrieved.passages
    for term, surface in zip(query.terms, query.surfaces, strict=True):
        frequency = retrieved.frequencies.get(term, 0)
        yield TermWeight(term, surface, idf(size, frequency), frequency)
