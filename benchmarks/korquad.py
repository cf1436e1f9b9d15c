"""Retrieval, quoting and abstaining on KorQuAD 1.0 dev, each paragraph an article.

    python -m benchmarks.korquad [--every N] [--with-wikinews]

Unanswerable questions are the same questions with their paragraph taken away, and KorQuAD's
questions asked of the sample corpus alone. The operating point is the shipped threshold; beside
it stands the one at which exactly 95 % of the answerable questions are answered.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks import sources
from benchmarks.building import newsroom_of, show
from newsbot.analysis import Analyser
from newsbot.answering import Options
from newsbot.evaluation import Evaluation, Judgment, evaluate
from newsbot.newsroom import Newsroom
from newsbot.retrieval import Filters

FITTED_EVERY = 4
"""``benchmarks.fit_ranking`` takes every fourth question, from the first on."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="take every n-th question")
    parser.add_argument("--with-wikinews", action="store_true", help="644 articles as distractors")
    arguments = parser.parse_args()
    if not sources.KORQUAD.exists():
        sys.exit(f"KorQuAD 1.0 dev is not there: put it at {sources.KORQUAD}")
    analyser = Analyser()
    articles, judgments = sources.korquad()
    judgments = judgments[:: arguments.every]
    if arguments.with_wikinews:
        articles += sources.wikinews()[0]
    with newsroom_of(articles, analyser) as newsroom:
        found = evaluate(newsroom, judgments, progress)
        figures = found.figures()
        removed = without_their_paragraph(newsroom, judgments)
    with newsroom_of(sources.sample()[0], analyser) as newsroom:
        elsewhere = [newsroom.ask(j.question).confidence for j in judgments]
        threshold = newsroom.threshold
    kept = [outcome.confidence for outcome in found.outcomes]
    at_95 = float(np.quantile(kept, 0.05))
    report: dict[str, object] = {
        **figures,
        "threshold shipped": threshold,
        "paragraph removed: declined": below(removed, threshold),
        "asked of the sample corpus: declined": below(elsewhere, threshold),
        "threshold that answers 95 %": round(at_95, 3),
        "paragraph removed: declined at 95 %": below(removed, at_95),
        "asked of the sample corpus: declined at 95 %": below(elsewhere, at_95),
    }
    if arguments.every == 1:
        unseen = [o for n, o in enumerate(found.outcomes) if n % FITTED_EVERY]
        report["questions that no weight was fitted on"] = Evaluation(tuple(unseen)).figures()
    print(json.dumps(report, ensure_ascii=False, indent=1))


def without_their_paragraph(newsroom: Newsroom, judgments: Sequence[Judgment]) -> list[float]:
    """Return the confidence of each question when its own paragraph cannot answer."""
    confidences = []
    for number, judgment in enumerate(judgments, 1):
        options = replace(Options(), filters=Filters(without=judgment.article_ids))
        confidences.append(newsroom.ask(judgment.question, options).confidence)
        progress(number, len(judgments))
    return confidences


def below(values: Sequence[float], threshold: float) -> float:
    return round(float(np.mean(np.array(values) < threshold)), 4)


def progress(done: int, total: int) -> None:
    if done % 1000 == 0 or done == total:
        show(f"{done:,} of {total:,} questions")


if __name__ == "__main__":
    main()
