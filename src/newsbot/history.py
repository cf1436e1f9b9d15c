"""The history: what articles held before a new version replaced them, in ``.history/<id>/<n>.md``.

A version is durable *before* it is replaced. So a crash may leave one that was not replaced after
all; ``versions`` passes it over, because it equals the one that came after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from newsbot.article import Article
from newsbot.corpus import HISTORY, Corpus
from newsbot.dates import Moment, parse_moment
from newsbot.errors import CorpusError, NewsbotError
from newsbot.ingest import parse_markdown, render_markdown

_MARK: Final = "---\nreplaced: "


@dataclass(frozen=True, slots=True)
class Version:
    """What an article held until it was replaced."""

    number: int
    """From 1; the oldest has the lowest."""
    article: Article
    replaced: Moment
    """To the second."""


def keep(corpus: Corpus, articles: Sequence[Article]) -> list[int]:
    """Keep each of *articles*, about to be replaced, durably; return the numbers they are given.

    To be called under the writers' lock. Raises CorpusError.
    """
    last: Counter[str] = Counter()
    numbers = []
    contents = {}
    now = Moment(datetime.now(UTC).replace(microsecond=0)).iso()
    for article in articles:
        if article.id not in last:
            last[article.id] = max(_numbers(corpus, article.id), default=0)
        last[article.id] += 1
        numbers.append(last[article.id])
        text = render_markdown(article).replace("---\n", f"{_MARK}{now}\n", 1)
        contents[_path(article.id, numbers[-1])] = text.encode()
    corpus.write_notes(contents)
    return numbers


def versions(corpus: Corpus, article: Article) -> list[Version]:
    """Return the former versions of *article*, the newest first. Raises CorpusError."""
    found: list[Version] = []
    following = article
    for number in sorted(_numbers(corpus, article.id), reverse=True):
        with suppress(NewsbotError):  # a person has damaged it; the others can be shown
            version = read(corpus, article.id, number)
            if _content(version.article) != _content(following):
                found.append(version)
            following = version.article
    return found


def read(corpus: Corpus, article_id: str, number: int) -> Version:
    """Return one version. Raises CorpusError, and IngestError if a person has damaged it."""
    text = corpus.read_note(_path(article_id, number)).decode("utf-8", "replace")
    head, _, rest = text.removeprefix(_MARK).partition("\n")
    replaced = parse_moment(head)
    if replaced is None:
        raise CorpusError("newsroom.no_former", article_id=article_id)
    article = Article.from_draft(parse_markdown("---\n" + rest), article_id)
    return Version(number, article, replaced)


def _content(article: Article) -> Article:
    """Return *article* without what hiding changes."""
    return replace(article, hidden=False)


def _numbers(corpus: Corpus, article_id: str) -> list[int]:
    names = corpus.note_names(f"{HISTORY}/{article_id}")
    stems = (name.removesuffix(".md") for name in names if name.endswith(".md"))
    return [int(stem) for stem in stems if stem.isascii() and stem.isdigit()]


def _path(article_id: str, number: int) -> str:
    return f"{HISTORY}/{article_id}/{number}.md"
