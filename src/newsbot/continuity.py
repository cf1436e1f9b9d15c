"""Continuity: whether an article that was found for a follow-up goes on about its topic.

It decides whether the topic is carried at all, and keeps the confidence honest: that the topic was
found does not mean that the question is answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from newsbot.evidence import Quote
from newsbot.expectation import AnswerKind
from newsbot.followups import FollowUp, Noun
from newsbot.index.okapi import idf
from newsbot.index.reader import Reader
from newsbot.index.schema import OCCURRENCE
from newsbot.retrieval import Retrieved
from newsbot.text import squeeze

QUOTE_WEIGHT: Final = 0.05
"""What a carried word weighs where the quote is chosen: it picks the article, and little more."""
DOUBTED_WEIGHT: Final = 0.5
"""What it weighs in the confidence where the article holds nothing of what is asked now."""
ON_TOPIC: Final = 1 / 3
"""An article is on the topic if it holds this share of the carried words, weighed by rarity."""
UNLIKELY: Final = 0.1
"""The confidence in a quote that lacks what the question asks for by name."""
_MIN_LITERAL_CHARS: Final = 2
_MAX_ARTICLES: Final = 12
"""How many of the best articles are looked at; quotes come from the first few."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the article that answers best holds of a follow-up."""

    follow_up: FollowUp
    quote: Quote
    on_topic: float
    """The share of the carried words, weighed by rarity, that the article holds; 0 to 1."""
    held: frozenset[Noun]
    """Which of the question's own nouns it holds."""

    @property
    def fits(self) -> bool:
        """Whether the question goes on about the topic, as far as this article tells."""
        follow_up, asked = self.follow_up, self.follow_up.asked
        if follow_up.points_back:
            return True
        together = self.on_topic >= ON_TOPIC and self.held.issuperset(follow_up.names)
        return together and (
            bool(follow_up.names) or asked is None or asked in self.held or not follow_up.rare
        )

    @property
    def weight(self) -> float:
        """What carried words weigh in the confidence, 1 or less."""
        follow_up = self.follow_up
        bare = not follow_up.names and follow_up.asked is None
        asks = follow_up.own.expectation.kind is not AnswerKind.WHAT
        return 1.0 if self.held or (bare and asks) else DOUBTED_WEIGHT

    @property
    def lacks(self) -> bool:
        """Whether the quote cannot answer: off the topic, another number, no amount or date."""
        follow_up, expected = self.follow_up, self.follow_up.own.expectation
        numbers = {noun for noun in follow_up.names if noun.numbered}
        if self.on_topic < ON_TOPIC or not self.held.issuperset(numbers):
            return True
        if follow_up.names or follow_up.asked:  # these are judged by how far they are held
            return False
        features = self.quote.features
        no_unit = expected.units is not None and not features["unit"]
        return no_unit or (expected.kind is AnswerKind.WHEN and not features["date"])


def stay_on_topic(follow_up: FollowUp, retrieved: Retrieved, reader: Reader) -> Retrieved:
    """Return *retrieved* with only those of its best articles that are on the topic, if any is."""
    numbers = list(dict.fromkeys(hit.article for hit in retrieved.hits))[:_MAX_ARTICLES]
    held = _terms_in(numbers, retrieved, reader)
    near = {n for n in numbers if _on_topic(follow_up, retrieved, held[n]) >= ON_TOPIC}
    hits = tuple(hit for hit in retrieved.hits if hit.article in near)
    return replace(retrieved, hits=hits or retrieved.hits)


def examine(follow_up: FollowUp, quote: Quote, retrieved: Retrieved, reader: Reader) -> Finding:
    """Return what the article of *quote* holds of *follow_up*."""
    article = reader.whole_articles([quote.article])[quote.article]
    text = squeeze(" ".join((article.title or "", *article.subtitles, article.body)))
    terms = _terms_in([quote.article], retrieved, reader)[quote.article]
    asked = follow_up.asked
    held = {noun for noun in follow_up.names if not noun.numbered and terms.issuperset(noun.terms)}
    held |= {noun for noun in follow_up.names if noun.numbered and _holds(text, noun)}
    if asked and (terms.issuperset(asked.terms) or _holds(text, asked)):
        held.add(asked)
    return Finding(follow_up, quote, _on_topic(follow_up, retrieved, terms), frozenset(held))


def _holds(text: str, noun: Noun) -> bool:
    """Whether *noun* stands in squeezed *text*, be it as part of a word: 병원 of 삼성서울병원."""
    literal = squeeze(noun.surface)
    return len(literal) >= _MIN_LITERAL_CHARS and literal in text


def _on_topic(follow_up: FollowUp, retrieved: Retrieved, held: frozenset[str]) -> float:
    """Return the share of the carried names, weighed by rarity, that are *held*; 0 to 1."""
    carried = follow_up.carried.terms
    size = retrieved.statistics.totals.passages
    weights = {
        term: idf(size, retrieved.frequencies.get(term, 0))
        for term in [term for term in carried if term in follow_up.named] or carried
    }
    total = sum(weights.values()) or 1.0
    return sum(weight for term, weight in weights.items() if term in held) / total


def _terms_in(
    numbers: Sequence[int], retrieved: Retrieved, reader: Reader
) -> dict[int, frozenset[str]]:
    """Return article number -> which of the query's terms it holds, its headline included."""
    statistics, passages = retrieved.statistics, reader.passages_of(numbers)
    found = {}
    for number in numbers:
        packed = b"".join(passage.terms for passage in passages[number])
        body = np.frombuffer(packed, dtype=OCCURRENCE)["term"]
        heading = np.frombuffer(retrieved.articles[number].heading_terms, dtype="<u4")
        held = np.isin(statistics.term_ids, np.concatenate((body, heading)))
        found[number] = frozenset(
            term for term, is_held in zip(statistics.terms, held, strict=True) if is_held
        )
    return found


def weigh_carried(retrieved: Retrieved, follow_up: FollowUp, weight: float) -> Retrieved:
    """Return *retrieved* with the carried words weighing *weight* times as much, numbers less.

    2차 of an earlier question picks the article; which sentence answers it says still less.
    """
    own, named, statistics = follow_up.own, follow_up.named, retrieved.statistics
    weights = {term: weight if term in named else weight**2 for term in follow_up.carried.terms}
    terms = [1.0 if term in own.terms else weights[term] for term in statistics.terms]
    bigrams = [1.0 if bigram in own.bigrams else weight for bigram in statistics.bigrams]
    weighed = replace(
        statistics,
        term_idf=statistics.term_idf * np.array(terms),
        bigram_idf=statistics.bigram_idf * np.array(bigrams),
    )
    return replace(retrieved, statistics=weighed)
