"""How good are the answers? Judged questions -> figures.

A *judgment* says of one question which articles answer it and which words are the answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from newsbot.answer import Answer
from newsbot.answering import Options
from newsbot.article import Article
from newsbot.errors import QuestionError
from newsbot.newsroom import Newsroom

DEPTHS: Final = (1, 5, 10)


class Judgment(BaseModel):
    """One line of a question file."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    id: str | int | None = None
    question: str
    article_ids: tuple[str, ...] = ()
    """Our ids or source ids of the articles that answer; any of them counts."""
    answers: tuple[str, ...] = ()
    """Words of which any, verbatim in a quote, answers."""
    answerable: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question."""

    judgment: Judgment
    rank: int | None
    """Of the first right article among those ranked, from 1; None if it is not among them."""
    in_first_quote: bool
    in_any_quote: bool
    answered: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcomes of all questions."""

    outcomes: tuple[Outcome, ...]

    def figures(self) -> dict[str, float | int | None]:
        """Return the figures by name: shares from 0 to 1, None where no question bears on it."""
        asked = [o for o in self.outcomes if o.judgment.answerable]
        others = [o for o in self.outcomes if not o.judgment.answerable]
        judged = [o for o in asked if o.judgment.article_ids]
        figures: dict[str, float | int | None] = {
            "questions": len(self.outcomes),
            "answerable": len(asked),
            "unanswerable": len(others),
        }
        for depth in DEPTHS:
            hits = [o.rank is not None and o.rank <= depth for o in judged]
            figures[f"recall@{depth}"] = _share(hits)
        figures["mrr"] = _mean([1 / o.rank if o.rank else 0.0 for o in judged])
        with_answers = [o for o in asked if o.judgment.answers]
        figures["answer_in_first_quote"] = _share([o.in_first_quote for o in with_answers])
        figures["answer_in_any_quote"] = _share([o.in_any_quote for o in with_answers])
        figures["answerable_answered"] = _share([o.answered for o in asked])
        figures["unanswerable_declined"] = _share([not o.answered for o in others])
        figures["auc"] = area_under_curve(
            [o.confidence for o in asked], [o.confidence for o in others]
        )
        return figures


def read_judgments(path: Path) -> list[Judgment]:
    """Return the questions of a JSON Lines file. Raises QuestionError for what cannot be read."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "UTF-8"
        raise QuestionError("ask.file_unreadable", path=path, reason=reason) from None
    judgments = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            judgments.append(Judgment.model_validate(json.loads(line)))
        except (ValueError, RecursionError, ValidationError) as error:
            details = {"path": path, "line": number, "reason": _reason(error)}
            raise QuestionError("evaluate.bad_line", **details) from None
    if not judgments:
        raise QuestionError("evaluate.empty", path=path)
    return judgments


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return ", ".join(".".join(map(str, e["loc"])) or e["type"] for e in error.errors()[:3])
    return "JSON"


def evaluate(
    newsroom: Newsroom,
    judgments: Sequence[Judgment],
    report: Callable[[int, int], None] | None = None,
    options: Options | None = None,
) -> Evaluation:
    """Ask every question and judge the answers. *report* is told how many are done and in all.

    Ranking and quotes are judged as if the newsroom never abstained; abstaining by confidence.
    """
    outcomes = []
    always = replace(options or Options(), always=True)
    threshold = newsroom.threshold
    for number, judgment in enumerate(judgments, 1):
        answer, ranking = newsroom.ask_ranked(judgment.question, always, DEPTHS[-1])
        outcomes.append(judge(judgment, answer, ranking, threshold))
        if report is not None:
            report(number, len(judgments))
    return Evaluation(tuple(outcomes))


def judge(
    judgment: Judgment, answer: Answer, ranking: Iterable[Article], threshold: float
) -> Outcome:
    """Return what came of one question, answered without abstaining."""
    right = set(judgment.article_ids)
    rank = next(
        (n for n, a in enumerate(ranking, 1) if a.id in right or a.source_id in right), None
    )
    held = [
        any(text and text in citation.quote for text in judgment.answers)
        for citation in answer.citations
    ]
    return Outcome(
        judgment=judgment,
        rank=rank,
        in_first_quote=held[:1] == [True],
        in_any_quote=any(held),
        answered=bool(answer.citations) and answer.confidence >= threshold,
        confidence=answer.confidence,
    )


def area_under_curve(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the chance that a random positive scores above a random negative; ties count half.

    This is the Mann-Whitney U statistic divided by the number of pairs.
    """
    if not positive or not negative:
        return None
    ranked = sorted([(value, 1) for value in positive] + [(value, 0) for value in negative])
    wins = below = 0.0
    at = 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        ups = sum(label for _, label in ranked[at:end])
        downs = end - at - ups
        wins += ups * (below + downs / 2)
        below += downs
        at = end
    return wins / (len(positive) * len(negative))


def _share(values: Sequence[bool]) -> float | None:
    return _mean([float(value) for value in values])


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
