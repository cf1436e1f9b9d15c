"""Newsrooms and articles to test with: a real corpus folder, a real index, the real Kiwi."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path
from typing import Any

from newsbot.analysis import Analyser
from newsbot.answer import Answer
from newsbot.answering import Options
from newsbot.article import Article, Draft
from newsbot.corpus import Corpus, Record
from newsbot.dates import KST, Moment
from newsbot.index.okapi import Okapi
from newsbot.index.reader import Reader
from newsbot.index.store import Store
from newsbot.newsroom import Newsroom
from newsbot.passages import PASSAGES_VERSION, split_article
from newsbot.query import build_query, resolve_compounds

ALWAYS = Options(always=True)


def open_at(folder: Path, analyser: Analyser, index: str = "index.sqlite3") -> Newsroom:
    """Return the newsroom of ``folder/corpus``, as ``open_newsroom`` makes it, one Kiwi for all."""
    (folder / "corpus").mkdir(exist_ok=True)
    store = Store(folder / index, f"{PASSAGES_VERSION}/{analyser.fingerprint}")
    return Newsroom(Corpus(folder / "corpus"), store, analyser)


def draft(
    body: str, title: str | None = None, *, day: int = 1, month: int = 1, **fields: Any
) -> Draft:
    published = Moment(datetime(2025, month, day, 12, 0, tzinfo=KST), "minute")
    all_fields: dict[str, Any] = {"outlet": "하늘일보", "published": published} | fields
    return Draft(body=body, title=title, **all_fields)


WORDS = [
    "정부",
    "예산",
    "회의",
    "서울",
    "부산",
    "경주",
    "반도체",
    "수출",
    "협약",
    "우주",
    "탐사",
    "로켓",
    "선수",
    "우승",
    "결승",
    "감독",
    "영화",
    "관객",
    "금리",
    "물가",
    "은행",
    "대통령",
    "장관",
    "총리",
    "국회",
    "선거",
    "투표",
    "날씨",
    "태풍",
    "지진",
    "병원",
    "백신",
    "엔비디아",
    "삼성전자",
    "APEC",
    "6G",
    "AI",
    "company",
    "market",
    "Nobel",
    "한미",
    "한·미",
    "韓美",
    "1만4000명",
    "3.5%",
    "2025년",
]
VERBS = ["열렸다", "발표했다", "늘었다", "줄었다", "서명했다", "이겼다", "밝혔다", "시작했다"]


def sentence(chance: random.Random, most: int = 8) -> str:
    words = [chance.choice(WORDS) for _ in range(chance.randint(1, most))]
    return " ".join([*words, chance.choice(VERBS)]) + "."


def body(chance: random.Random, most: int = 12) -> str:
    return "".join(
        sentence(chance) + chance.choice([" ", " ", "\n", "\n\n"])
        for _ in range(chance.randint(1, most))
    ).strip()


def stored(newsroom: Newsroom) -> list[Article]:
    """Return what the corpus folder holds, by id."""
    found = []
    for state in newsroom.corpus.scan()[0]:
        for entry in newsroom.corpus.load(state.path):
            assert isinstance(entry, Record), entry
            found.append(entry.article)
    return sorted(found, key=lambda article: article.id)


def oracle_scores(
    newsroom: Newsroom, analyser: Analyser, questions: list[str]
) -> list[dict[tuple[str, int], float]]:
    """Return (article id, passage ordinal) -> score, for each question, as upstream counts it."""
    places, documents = [], []
    for article in stored(newsroom):
        split = split_article(article, analyser)
        for ordinal, passage in enumerate(split.passages):
            places.append((article.id, ordinal))
            terms = [term for one in passage.sentences for term in one.terms]
            documents.append([*split.title_terms, *terms])
    if not any(documents):
        return [{} for _ in questions]
    model = Okapi(documents)
    found = []
    for question in questions:
        scores = model.get_scores(terms_of(newsroom, analyser, question))
        found.append({place: float(score) for place, score in zip(places, scores, strict=True)})
    return found


def terms_of(newsroom: Newsroom, analyser: Analyser, question: str) -> tuple[str, ...]:
    reader = Reader(newsroom.store.connection)
    return resolve_compounds(build_query(question, analyser), reader.frequencies).terms


def index_scores(
    newsroom: Newsroom, analyser: Analyser, questions: list[str]
) -> list[dict[tuple[str, int], float]]:
    """Return the same from the index."""
    found = []
    with newsroom.store.reading() as connection:
        rows = connection.execute(
            "SELECT p.id, a.id, p.ordinal FROM passages p JOIN articles a ON a.number = p.article"
        ).fetchall()
        for question in questions:
            reader = Reader(connection)
            model = reader.model(terms_of(newsroom, analyser, question), reader.totals())
            scores = model.get_scores(model.idf)
            found.append({(article, ordinal): float(scores[n]) for n, article, ordinal in rows})
    return found


def outline(answer: Answer) -> tuple[object, ...]:
    """Return what two answers must share: all but times, numbers to 1e-9."""
    return (
        answer.answered,
        round(answer.confidence, 8),
        [
            (c.number, c.article, c.quote, c.start, c.end, round(c.score, 8), c.highlights)
            for c in answer.citations
        ],
        answer.nearest,
        answer.terms,
        [(r.article.id, round(r.score, 8)) for r in answer.runners_up],
    )
