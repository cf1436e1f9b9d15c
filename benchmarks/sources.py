"""Where benchmarks take text from: the shared data if it is there, else the sample corpus."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from newsbot.article import Article
from newsbot.evaluation import Judgment, read_judgments
from newsbot.ingest.markdown import parse_markdown
from newsbot.passages import PASSAGE_CHARS
from newsbot.text import clean

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
KORQUAD = SHARED / "KorQuAD_v1.0_dev.json"
WIKINEWS = SHARED / "wikinews_ko.jsonl"
WIKINEWS_QUESTIONS = ROOT / "benchmarks" / "data" / "wikinews_questions.jsonl"
SAMPLE_QUESTIONS = ROOT / "tests" / "data" / "sample_questions.jsonl"


def korquad() -> tuple[list[Article], list[Judgment]]:
    """Return each paragraph as an article (title = the page's) and all questions."""
    articles: list[Article] = []
    judgments: list[Judgment] = []
    for page in json.loads(KORQUAD.read_text("utf-8"))["data"]:
        for paragraph in page["paragraphs"]:
            identifier = f"00000000-korquad-{len(articles)}"
            title = page["title"].replace("_", " ")
            articles.append(Article(id=identifier, title=title, body=clean(paragraph["context"])))
            judgments.extend(
                Judgment(
                    id=question["id"],
                    question=question["question"],
                    article_ids=(identifier,),
                    answers=tuple(answer["text"] for answer in question["answers"]),
                )
                for question in paragraph["qas"]
            )
    return articles, judgments


def wikinews() -> tuple[list[Article], list[Judgment]]:
    """Return the Wikinews articles and our questions about them."""
    articles = [
        Article(
            id=f"00000000-{record['id']}",
            source_id=record["id"],
            title=record["title"],
            body=clean(record["text"]),
        )
        for record in map(json.loads, WIKINEWS.read_text("utf-8").splitlines())
    ]
    return articles, read_judgments(WIKINEWS_QUESTIONS)


def sample() -> tuple[list[Article], list[Judgment]]:
    """Return the sample corpus and the questions about it."""
    articles = [
        Article.from_draft(parse_markdown(path.read_text("utf-8")), path.stem)
        for path in sorted((ROOT / "corpus").rglob("*.md"))
    ]
    return articles, read_judgments(SAMPLE_QUESTIONS)


_SENTENCE_END = re.compile(r"(?<=[다.])\. ?|\n")


def synthetic(passages: int, seed: int = 7) -> Iterator[Article]:
    """Yield articles of five paragraphs of real sentences, each paragraph long enough a passage.

    Sentences are drawn from the sources at random, so that the words keep their frequencies.
    """
    sources = [sample()[0]]
    if KORQUAD.exists() and WIKINEWS.exists():
        sources = [korquad()[0], wikinews()[0]]
    articles = [article for source in sources for article in source]
    sentences = [
        sentence.strip()
        for article in articles
        for sentence in _SENTENCE_END.split(article.body)
        if 15 < len(sentence) < 250
    ]
    titles = [article.title for article in articles]
    draw = random.Random(seed)
    for number in range(passages // 5):
        body = "\n\n".join(_paragraph(draw, sentences) for _ in range(5))
        yield Article(id=f"00000000-made-{number}", title=draw.choice(titles), body=clean(body))


def _paragraph(draw: random.Random, sentences: list[str]) -> str:
    text = ""
    while len(text) < PASSAGE_CHARS // 2:
        text += draw.choice(sentences) + ". "
    return text.strip()
