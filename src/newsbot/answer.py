"""Answer: what the front ends show for a question."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from newsbot.article import Article
from newsbot.evidence import Highlight


@dataclass(frozen=True, slots=True)
class Citation:
    """One verbatim quote: ``article.body[start:end] == quote``."""

    number: int
    """1 for the best."""
    article: Article
    quote: str
    start: int
    end: int
    score: float
    highlights: tuple[Highlight, ...]
    also: tuple[Article, ...] = ()
    """Who else printed the text: one article of each other outlet, the oldest first."""
    corrections: tuple[Article, ...] = ()
    """정정보도 and the like that correct the article, the newest first."""


@dataclass(frozen=True, slots=True)
class TermWeight:
    """One term of the question: how it was spelt, how much it weighs, whether it was found."""

    term: str
    surface: str
    weight: float
    """Its inverse document frequency."""
    passages: int
    """In how many passages of the corpus it stands."""


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """A passage that was considered, and what it scored."""

    article: Article
    score: float
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Answer:
    """The quotes that answer a question, or none and the nearest articles instead."""

    question: str
    citations: tuple[Citation, ...]
    confidence: float
    """The estimated probability that the corpus holds the answer, 0 to 1."""
    nearest: tuple[Article, ...]
    """Up to three articles near the question; only where there are no citations."""
    terms: tuple[TermWeight, ...]
    runners_up: tuple[RunnerUp, ...]
    elapsed_ms: float
    signals: Mapping[str, float] = field(default_factory=dict)
    carried: tuple[str, ...] = ()
    """The words that were carried over from the topic, in its order; empty: none."""
    topic: str = ""
    """What the next question may carry (``Options.topic``): this question, or the topic of it."""

    @property
    def answered(self) -> bool:
        """Whether there is anything to quote."""
        return bool(self.citations)


def confidence_of(signals: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the probability, by logistic regression over *signals*, that a quote answers."""
    if not signals:
        return 0.0
    odds = weights["bias"] + sum(weights[name] * value for name, value in signals.items())
    return 1 / (1 + math.exp(-odds))
