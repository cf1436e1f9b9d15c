"""``make bench``: how fast and how large, as ratios to named peers measured in the same run.

    python -m benchmarks [--passages 10000 100000] [--core 0]

Peers: Kiwi alone (analysis, indexing), ``rank_bm25.BM25Okapi`` and ``bm25s`` (scoring).
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import bm25s
import numpy as np
from rank_bm25 import BM25Okapi

from benchmarks import sources
from benchmarks.building import index, show
from newsbot.analysis import Analyser, split_pieces
from newsbot.article import Article, Draft
from newsbot.corpus import Corpus
from newsbot.index.reader import Reader, Totals
from newsbot.index.schema import OCCURRENCE
from newsbot.index.store import Store
from newsbot.newsroom import Newsroom
from newsbot.query import build_query
from newsbot.text import normalise

TOP = 100
QUESTIONS = 300
PEER_QUESTIONS = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--core", type=int, default=None, help="pin to this processor")
    arguments = parser.parse_args()
    if arguments.core is not None:
        os.sched_setaffinity(0, {arguments.core})
    analyser = Analyser(workers=1)
    analyser.warm()
    with_kiwi = resident_mib()
    for passages in arguments.passages:
        print(json.dumps(measure(passages, analyser, with_kiwi), ensure_ascii=False, indent=1))


def measure(passages: int, analyser: Analyser, with_kiwi: float) -> dict[str, object]:
    """Return all figures at one size."""
    articles = list(sources.synthetic(passages))
    show(f"{passages:,} passages: Kiwi alone, then our analysis, on the first 300 articles")
    kiwi, ours = analysis_seconds(articles[:300], analyser)
    with tempfile.TemporaryDirectory(prefix="newsbot-bench-") as name:
        folder = Path(name)
        store = Store(folder / "index.sqlite3", "benchmark")
        seconds = index(store, articles, analyser)
        store.close()
        chars = sum(len(article.body) for article in articles)
        alone = kiwi / sum(len(article.body) for article in articles[:300]) * chars
        del articles
        gc.collect()
        figures: dict[str, object] = {
            "analysis: our time / Kiwi alone": round(ours / kiwi, 2),
            "indexing: characters a second": round(chars / seconds),
            "indexing: Kiwi alone / our time": round(alone / seconds, 2),
        }
        figures |= reading(folder, analyser, with_kiwi)
    return figures


def analysis_seconds(articles: Sequence[Article], analyser: Analyser) -> tuple[float, float]:
    """Return the seconds of Kiwi's list form alone and of ours, over the same pieces."""
    pieces = [
        [normalise(article.body[start:end]).text for start, end in split_pieces(article.body)]
        for article in articles
    ]
    kiwi = analyser._kiwi  # the peer is the very same model
    alone, ours = [], []
    for _ in range(3):  # in turn, so that a slower machine slows both
        alone.append(timed(lambda: [list(kiwi.tokenize(texts)) for texts in pieces]))
        ours.append(timed(lambda: list(analyser.analyse(a.body for a in articles))))
    return min(alone), min(ours)


def reading(folder: Path, analyser: Analyser, with_kiwi: float) -> dict[str, object]:
    """Return the figures of an index that is there: opening, asking, adding, scoring, size."""
    path = folder / "index.sqlite3"
    (folder / "corpus").mkdir()
    began = time.perf_counter()
    store = Store(path, "benchmark")
    newsroom = Newsroom(Corpus(folder / "corpus"), store, analyser)
    size = newsroom.size()
    opening = time.perf_counter() - began
    questions = some_questions()
    for question in questions[:20]:
        newsroom.ask(question)
    asked = [timed(partial(newsroom.ask, question)) for question in questions]
    resident = resident_mib() - with_kiwi
    figures = {
        "passages": size[1],
        "index: MiB on disk": round(path.stat().st_size / 2**20),
        "opening: ms": round(opening * 1e3, 1),
        "ask: ms p50, p95, max": [round(float(v) * 1e3, 2) for v in spread(asked)],
        "resident beyond Kiwi: MiB": round(resident),
        "add until answerable: ms p50, max": adding(newsroom),
    }
    figures |= scoring(store, analyser, questions)
    store.close()
    return figures


def adding(newsroom: Newsroom) -> list[float]:
    """Return the milliseconds of adding one article until a question finds it: median, worst."""
    seconds = []
    for number in range(15):
        word = f"가나{number}다라협약"
        body = (
            f"{word} 체결식이 {number + 1}일 서울에서 열렸다. "
            "두 기관은 앞으로 3년 동안 함께 연구하기로 했다. 참석자는 모두 120명이었다."
            "\n\n행사는 오전 10시에 시작해 두 시간 동안 이어졌다."
        )
        draft = Draft(body=body, title=f"{word} 체결", source_id=str(number))

        def work(draft: Draft = draft, word: str = word) -> None:
            added = newsroom.add(draft)
            answer = newsroom.ask(f"{word} 체결식은 어디서 열렸나?")
            assert answer.citations[0].article.id == added.article.id

        seconds.append(timed(work))
    return [round(statistics.median(seconds) * 1e3, 1), round(max(seconds) * 1e3, 1)]


def scoring(store: Store, analyser: Analyser, questions: Sequence[str]) -> dict[str, object]:
    """Return how much faster than upstream and bm25s the same top 100 are found."""
    queries = [build_query(question, analyser).terms for question in questions]
    documents = stored_documents(store)
    upstream = BM25Okapi(list(documents.values()), k1=0.9, b=0.4)
    peer = bm25s.BM25(k1=0.9, b=0.4)
    peer.index(list(documents.values()), show_progress=False)
    reader = Reader(store.connection)
    totals = reader.totals()
    # From terms to the best hundred; statistics of the terms looked up each time.
    ours = [timed(partial(our_top, reader, totals, q)) for q in queries]
    some = queries[:PEER_QUESTIONS]
    ours_some = [timed(partial(our_top, reader, totals, q)) for q in some]
    theirs = [timed(partial(upstream_top, upstream, q)) for q in some]
    known = [[term for term in q if term in peer.vocab_dict] for q in queries]
    bm25s_times = [timed(partial(bm25s_top, peer, q)) for q in known if q]
    return {
        "scoring: ms p50, p95, max": [round(float(v) * 1e3, 3) for v in spread(ours)],
        "scoring: upstream rank_bm25 / ours (mean)": round(sum(theirs) / sum(ours_some)),
        "scoring: upstream rank_bm25, ms mean": round(statistics.mean(theirs) * 1e3, 1),
        "scoring: bm25s / ours (mean)": round(
            statistics.mean(bm25s_times) / statistics.mean(ours), 2
        ),
    }


def stored_documents(store: Store) -> dict[int, list[str]]:
    """Return passage id -> its terms, as the index holds them."""
    names = dict(store.connection.execute("SELECT id, term FROM terms").fetchall())
    rows = store.connection.execute(
        "SELECT p.id, p.terms, a.title_terms FROM passages p"
        " JOIN articles a ON a.number = p.article ORDER BY p.id"
    )
    return {
        number: [
            names[term]
            for term in [
                *np.frombuffer(terms, OCCURRENCE)["term"].tolist(),
                *np.frombuffer(heading, "<u4").tolist(),
            ]
        ]
        for number, terms, heading in rows
    }


def our_top(reader: Reader, totals: Totals, terms: Sequence[str]) -> object:
    return reader.model(terms, totals).top(terms, TOP)


def upstream_top(model: BM25Okapi, terms: Sequence[str]) -> object:
    scores = model.get_scores(list(terms))
    best = np.argpartition(-scores, TOP)[:TOP]
    return best[np.argsort(-scores[best])]


def bm25s_top(model: bm25s.BM25, terms: Sequence[str]) -> object:
    return model.retrieve([list(terms)], k=TOP, show_progress=False)


def some_questions() -> list[str]:
    judged = sources.korquad()[1] if sources.KORQUAD.exists() else sources.sample()[1]
    questions = [judgment.question for judgment in judged]
    random.Random(3).shuffle(questions)
    return questions[:QUESTIONS]


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def spread(seconds: Sequence[float]) -> tuple[float, float, float]:
    p50, p95 = np.percentile(np.array(seconds), [50, 95])
    return float(p50), float(p95), max(seconds)


def resident_mib() -> float:
    """Return the memory of this process that lies in RAM, as the operating system counts it."""
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
