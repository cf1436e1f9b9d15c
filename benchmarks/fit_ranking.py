"""Fit the weights of ``src/newsbot/ranking.toml``: log-linear models, held-out figures beside.

    python -m benchmarks.fit_ranking [--every 4] [--write]

Data: every n-th KorQuAD question and our questions over Wikinews (benchmarks/data). Folds are
made of articles, so that no article is in both. A passage or window model is a softmax over a
question's candidates, of which those that hold the answer are right; confidence is a logistic
regression, whose unanswerable questions are the same with the right article taken away, and our
near misses. The threshold keeps 95 % of KorQuAD's answerable questions, by held-out confidence.
"""

from __future__ import annotations

import argparse
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from benchmarks import sources
from benchmarks.building import newsroom_of, show
from newsbot.analysis import Analyser
from newsbot.evaluation import Judgment, area_under_curve
from newsbot.evidence import QuoteSize, examine, find_evidence
from newsbot.index.reader import Reader
from newsbot.query import Query, build_query, resolve_compounds
from newsbot.ranking import shipped_weights
from newsbot.retrieval import Filters, retrieve

Floats = npt.NDArray[np.float64]
FOLDS = 5
KEPT = 0.95
SIZE = QuoteSize(limit=3, chars=200)
WEIGHTS = shipped_weights()


@dataclass
class Case:
    """One choice among candidates: rows of features, and which of them are right."""

    source: str
    fold: int
    features: Floats
    right: npt.NDArray[np.bool_]


@dataclass
class Cases:
    passage: list[Case]
    window: list[Case]
    confidence: list[Case]
    """One row each."""


@dataclass
class Collector:
    """Looks at questions as the newsroom does and keeps what it saw."""

    source: str
    analyser: Analyser
    reader: Reader
    cases: Cases

    def collect(self, judgments: Iterable[Judgment]) -> None:
        for judgment in judgments:
            query = build_query(judgment.question, self.analyser)
            query = resolve_compounds(query, self.reader.frequencies)
            if judgment.answerable:
                self._candidates(query, judgment)
                self._confidence(query, judgment, right=True)
            self._confidence(query, judgment, right=False)

    def _candidates(self, query: Query, judgment: Judgment) -> None:
        found = retrieve(query, self.reader, WEIGHTS)
        gold = {n for n, a in found.articles.items() if a.id in _ids(judgment)}
        right = np.array([hit.article in gold for hit in found.hits], dtype=bool)
        if right.any():
            rows = np.array([list(hit.features.values()) for hit in found.hits])
            self.cases.passage.append(Case(self.source, _fold(judgment), rows, right))
        examined = examine(query, found, self.reader, WEIGHTS, SIZE)
        for article, (layout, windows) in examined.items():
            if article not in gold:
                continue
            texts = [
                layout.body[layout.spans[a][0] : layout.spans[b][1]]
                for a, b in zip(windows.first, windows.last, strict=True)
            ]
            holds = np.array([any(x in text for x in judgment.answers) for text in texts])
            if holds.any():
                rows = np.stack(list(windows.features.values()), axis=1)
                self.cases.window.append(Case(self.source, _fold(judgment), rows, holds))

    def _confidence(self, query: Query, judgment: Judgment, *, right: bool) -> None:
        gold = () if right else _ids(judgment)
        found = retrieve(query, self.reader, WEIGHTS, Filters(without=gold))
        signals = find_evidence(query, found, self.reader, WEIGHTS, SIZE).signals
        names = [n for n in WEIGHTS.confidence if n not in {"bias", "threshold"}]
        row = np.array([[signals.get(n, 0.0) for n in names]])
        kind = self.source
        if not right:
            kind += ", article removed" if gold else ", near miss"
        self.cases.confidence.append(Case(kind, _fold(judgment), row, np.array([right])))


def _fold(judgment: Judgment) -> int:
    """Return the fold of a question: that of its article."""
    return zlib.crc32("".join(judgment.article_ids or [judgment.question]).encode()) % FOLDS


def _ids(judgment: Judgment) -> tuple[str, ...]:
    return tuple(i if i.startswith("00000000-") else f"00000000-{i}" for i in judgment.article_ids)


def fit_choice(cases: Sequence[Case], l2: float = 5e-4) -> Floats:
    """Return weights that maximise the log-probability of the right candidates; sources equal."""
    width = max(len(case.features) for case in cases)
    x = np.zeros((len(cases), width, cases[0].features.shape[1]))
    mask = np.zeros((len(cases), width), dtype=bool)
    right = np.zeros((len(cases), width), dtype=bool)
    for row, case in enumerate(cases):
        size = len(case.features)
        x[row, :size], mask[row, :size], right[row, :size] = case.features, True, case.right
    names = [case.source for case in cases]
    weight = np.array([1 / names.count(case.source) for case in cases])
    weight /= weight.sum()

    def loss(w: Floats) -> tuple[float, Floats]:
        z = np.where(mask, x @ w, -1e9)
        e = np.exp(z - z.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        q = np.where(right, p, 0)
        share = q.sum(axis=1, keepdims=True) + 1e-300
        gradient = (((p - q / share) * weight[:, None])[:, :, None] * x).sum(axis=(0, 1))
        value = -(np.log(share[:, 0]) * weight).sum() + l2 * (w**2).sum()
        return float(value), gradient + 2 * l2 * w

    return np.asarray(minimize(loss, np.zeros(x.shape[2]), jac=True, method="L-BFGS-B").x)


def fit_confidence(cases: Sequence[Case], l2: float = 1e-4) -> Floats:
    """Return bias and weights of a logistic regression; each kind of case weighs the same."""
    x = np.concatenate([case.features for case in cases])
    x = np.hstack([np.ones((len(x), 1)), x])
    y = np.array([float(case.right[0]) for case in cases])
    names = [case.source for case in cases]
    weight = np.array([1 / names.count(name) for name in names])
    weight[y == 0] *= weight[y == 1].sum() / weight[y == 0].sum()
    weight /= weight.sum()

    def loss(w: Floats) -> tuple[float, Floats]:
        p = 1 / (1 + np.exp(-(x @ w)))
        value = -(weight * (y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12))).sum()
        return float(value + l2 * (w[1:] ** 2).sum()), x.T @ (weight * (p - y)) + 2 * l2 * np.r_[
            0, w[1:]
        ]

    return np.asarray(minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x)


def held_out(
    cases: Sequence[Case], fit: Callable[[Sequence[Case]], Floats]
) -> Iterator[tuple[Case, Floats]]:
    """Yield each case with weights that were fitted without its fold."""
    for fold in range(FOLDS):
        w = fit([case for case in cases if case.fold != fold])
        for case in cases:
            if case.fold == fold:
                yield case, w


def report_choice(title: str, cases: Sequence[Case]) -> None:
    hits: dict[str, list[bool]] = {}
    for case, w in held_out(cases, fit_choice):
        hits.setdefault(case.source, []).append(bool(case.right[np.argmax(case.features @ w)]))
    for source, values in hits.items():
        print(f"{title}, {source}: {np.mean(values):.4f} of {len(values)} (held out)")


def report_confidence(cases: Sequence[Case]) -> float:
    """Print how many are declined at the threshold that keeps ``KEPT``; return it."""
    found: dict[str, list[float]] = {}
    for case, w in held_out(cases, fit_confidence):
        odds = w[0] + case.features[0] @ w[1:]
        empty = not case.features.any()
        found.setdefault(case.source, []).append(0.0 if empty else 1 / (1 + np.exp(-odds)))
    threshold = float(np.quantile(found["KorQuAD"], 1 - KEPT))
    for source, values in found.items():
        declined = np.mean(np.array(values) < threshold)
        print(f"declined at {threshold:.3f}, {source}: {declined:.4f} of {len(values)} (held out)")
    for source in ("KorQuAD", "Wikinews"):
        for other, values in found.items():
            if other.startswith(source + ","):
                print(f"AUC, {source} / {other}: {area_under_curve(found[source], values):.4f}")
    return threshold


def write(passage: Floats, window: Floats, confidence: Floats, threshold: float) -> None:
    """Put the weights into ``ranking.toml``; its comments stay."""
    path = Path(sources.ROOT / "src" / "newsbot" / "ranking.toml")
    values = dict(zip(WEIGHTS.passage, passage, strict=True))
    tables = {
        "passage": values,
        "window": dict(zip(WEIGHTS.window, window, strict=True)),
        "confidence": {
            **dict(zip(list(WEIGHTS.confidence)[:-1], confidence, strict=True)),
            "threshold": threshold,
        },
    }
    table, lines = "", []
    for line in path.read_text("utf-8").splitlines():
        if match := re.fullmatch(r"\[(\w+)\]", line):
            table = match[1]
        elif match := re.match(r"(\w+) = \S+(.*)", line):
            line = f"{match[1]} = {tables[table][match[1]]:.3f}{match[2]}"  # noqa: PLW2901
        lines.append(line)
    path.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=4, help="take every n-th KorQuAD question")
    parser.add_argument("--write", action="store_true", help="put the weights into ranking.toml")
    arguments = parser.parse_args()
    analyser = Analyser()
    cases = Cases([], [], [])
    for name, (articles, judgments) in {
        "KorQuAD": sources.korquad(),
        "Wikinews": sources.wikinews(),
    }.items():
        every = arguments.every if name == "KorQuAD" else 1
        show(f"{name}: {len(articles)} articles, {len(judgments[::every])} questions")
        with newsroom_of(articles, analyser) as newsroom, newsroom.store.reading() as connection:
            Collector(name, analyser, Reader(connection), cases).collect(judgments[::every])
    report_choice("right passage first", cases.passage)
    report_choice("answer in the article's first window", cases.window)
    threshold = report_confidence(cases.confidence)
    if arguments.write:
        write(
            fit_choice(cases.passage),
            fit_choice(cases.window),
            fit_confidence(cases.confidence),
            threshold,
        )


if __name__ == "__main__":
    main()
