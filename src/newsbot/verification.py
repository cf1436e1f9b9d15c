"""Is the index what the corpus says? Makes it anew elsewhere and compares, row by row.

Row numbers differ between two indexes of one corpus; what is compared is free of them: articles
by id, passages by article and ordinal, postings by term, passage and count.
"""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import numpy as np

from newsbot.analysis import Analyser
from newsbot.corpus import Corpus
from newsbot.index.schema import OCCURRENCE, POSTING
from newsbot.index.store import Store
from newsbot.indexing import Indexer, Report
from newsbot.messages import Language, render

MAX_DIFFERENCES: Final = 100
"""More than this are not listed: the remedy is the same."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which index and corpus differ; ``code`` is one of the messages' ``verify.*``."""

    code: str
    name: str

    def sentence(self, language: Language) -> str:
        """Return what differs and the remedy, in *language*."""
        return render(self.code, language, name=self.name, reason=self.name)


def verify(
    corpus: Corpus, store: Store, analyser: Analyser, report: Report | None = None
) -> list[Difference]:
    """Return what differs, at most ``MAX_DIFFERENCES``. Reads and analyses every article again."""
    if store.is_stale:
        return [Difference("verify.stale", "")]
    (state,) = store.connection.execute("PRAGMA integrity_check(1)").fetchone()
    if state != "ok":
        return [Difference("verify.damaged", str(state))]
    with tempfile.TemporaryDirectory(prefix="newsbot-verify-", dir=store.path.parent) as folder:
        fresh = Store(Path(folder) / "index.sqlite3", "")
        try:
            indexer = Indexer(corpus, fresh, analyser)
            indexer.sync(report)
            with store.reading() as connection:
                return _compare(connection, fresh.connection)
        finally:
            fresh.close()


def _compare(ours: sqlite3.Connection, fresh: sqlite3.Connection) -> list[Difference]:
    differences: list[Difference] = []
    for what, code in (
        (_articles, "verify.article"),
        (_terms, "verify.term"),
        (_bigrams, "verify.bigram"),
        (_totals, "verify.totals"),
        (_stories, "verify.story"),
    ):
        differences.extend(_differences(what, code, ours, fresh))
    return differences[:MAX_DIFFERENCES]


def _differences(
    what: Callable[[sqlite3.Connection], Iterator[tuple[str, object]]],
    code: str,
    ours: sqlite3.Connection,
    fresh: sqlite3.Connection,
) -> Iterator[Difference]:
    have, expected = _digests(what(ours)), _digests(what(fresh))
    for name in sorted(have.keys() | expected.keys()):
        if have.get(name) == expected.get(name):
            continue
        if code == "verify.article" and name not in have:
            yield Difference("verify.missing", name)
        elif code == "verify.article" and name not in expected:
            yield Difference("verify.extra", name)
        else:
            yield Difference(code, name)


def _digests(rows: Iterable[tuple[str, object]]) -> dict[str, bytes]:
    """Return name -> a digest of what it holds, so that no index has to fit into memory twice."""
    return {
        name: hashlib.blake2b(repr(held).encode(), digest_size=16).digest() for name, held in rows
    }


def _articles(connection: sqlite3.Connection) -> Iterator[tuple[str, object]]:
    """Yield article id -> everything about it that holds no row number."""
    names = _term_names(connection)
    for row in connection.execute(
        "SELECT number, id, path, line, digest, url_key, source_key, content_key, record, body,"
        " title_terms, heading, source_id, title, outlet, published, day, audience, hidden,"
        " find_key FROM articles"
    ):
        passages = connection.execute(
            "SELECT ordinal, length, spans, terms FROM passages WHERE article = ? ORDER BY ordinal",
            (row[0],),
        )
        yield (
            row[1],
            (
                row[2:10],
                [names.get(number) for number in _unpacked(row[10], np.dtype("<u4"))],
                row[11:],
                [(*passage[:3], _occurrences(passage[3], names)) for passage in passages],
            ),
        )


def _occurrences(packed: bytes, names: dict[int, str]) -> list[tuple[str | None, int, int]]:
    rows = _unpacked(packed, OCCURRENCE)
    return [(names.get(term), start, length) for term, start, length in rows]


def _unpacked(packed: bytes, layout: np.dtype[Any]) -> list[Any]:
    """Return the rows of *packed*, the last one filled up if it was cut short."""
    packed += bytes(-len(packed) % layout.itemsize)
    return list(np.frombuffer(packed, dtype=layout).tolist())


def _term_names(connection: sqlite3.Connection) -> dict[int, str]:
    return dict(connection.execute("SELECT id, term FROM terms").fetchall())


def _terms(connection: sqlite3.Connection) -> Iterator[tuple[str, object]]:
    """Yield term -> its document frequency and where it stands, for terms that stand anywhere."""
    passages = {
        number: (article, ordinal)
        for number, article, ordinal in connection.execute(
            "SELECT p.id, a.id, p.ordinal FROM passages p JOIN articles a ON a.number = p.article"
        )
    }
    rows = connection.execute("SELECT id, term, df FROM terms").fetchall()
    for number, term, frequency in rows:
        blocks = connection.execute("SELECT data FROM postings WHERE term = ?", (number,))
        packed = _unpacked(b"".join(row[0] for row in blocks), POSTING)
        found = sorted((passages.get(p, ("", -p)), count, length) for p, count, length in packed)
        if frequency or found:
            yield term, (frequency, found)


def _bigrams(connection: sqlite3.Connection) -> Iterator[tuple[str, object]]:
    yield from connection.execute("SELECT bigram, df FROM bigrams")


def _totals(connection: sqlite3.Connection) -> Iterator[tuple[str, object]]:
    yield "", connection.execute("SELECT * FROM totals").fetchone()


_STORIES: Final = (
    """SELECT 'twin ' || a.id, b.id FROM twins t JOIN articles a ON a.number = t.article
    JOIN articles b ON b.number = t.other ORDER BY a.id, b.id""",
    """SELECT 'mark ' || m.mark, a.id FROM amends m JOIN articles a ON a.number = m.article
    ORDER BY m.mark, a.id""",
    """SELECT 'key ' || b.key, b.audience || ' ' || a.id FROM bands b
    JOIN articles a ON a.number = b.article ORDER BY b.key, b.audience, a.id""",
)


def _stories(connection: sqlite3.Connection) -> Iterator[tuple[str, object]]:
    """Yield what tells copies and corrections: article, mark or key -> the articles it leads to."""
    for select in _STORIES:
        for name, rows in groupby(connection.execute(select), key=itemgetter(0)):
            yield name, [row[1] for row in rows]
