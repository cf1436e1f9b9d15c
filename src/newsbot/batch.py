"""Batch: many articles into the index, a few seconds' worth to a transaction."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self

from newsbot.analysis import Analyser
from newsbot.article import Article
from newsbot.corpus import FileState, Problem, Record
from newsbot.corrections import read_correction
from newsbot.errors import CorpusError
from newsbot.index.records import to_record
from newsbot.index.store import Store
from newsbot.index.writer import Origin, Writer
from newsbot.keys import digest_of, keys_of
from newsbot.passages import Passages, split_article

COMMIT_SECONDS: Final = 5.0
"""A transaction of a long sync is committed after this long, so that little is ever lost."""
COMMIT_PASSAGES: Final = 4_000
SAME_ID: Final = "index.same_id"


@dataclass(slots=True)
class OpenFile:
    """A corpus file that is being read."""

    state: FileState
    read_ns: int
    ids: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    estimate: int = 0
    """About how many of its bytes have been read."""


class Batch:
    """A transaction over several articles, committed every few seconds; rolled back on errors."""

    def __init__(self, store: Store, analyser: Analyser) -> None:
        self._store = store
        self._analyser = analyser
        self._stack = contextlib.ExitStack()
        self._connection: sqlite3.Connection | None = None
        self._writer: Writer | None = None
        self._began = 0.0
        self._passages = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._commit()
        else:
            self._stack.__exit__(kind, error, trace)

    def hold(self) -> None:
        """Take the writers' lock, so that no other writer changes the file that is read next."""
        self._open()

    def _open(self) -> tuple[sqlite3.Connection, Writer]:
        if self._connection is None or self._writer is None:
            self._connection = self._stack.enter_context(self._store.writing())
            self._writer = Writer(self._connection)
            self._began = time.monotonic()
            self._passages = 0
        return self._connection, self._writer

    def _commit(self) -> None:
        if self._writer is not None:
            with self._stack:  # commits; rolls back if the flush fails
                self._writer.flush()
        self._connection = self._writer = None

    def take(self, file: OpenFile, entry: Record | Problem) -> str:
        """Return what came of one entry of *file*: added, replaced, kept or refused."""
        if isinstance(entry, Problem):
            file.problems.append(entry)
            return "refused"
        article = entry.article
        file.estimate = min(file.estimate + 3 * len(article.body), file.state.size)
        connection, writer = self._open()
        number, path, digest = connection.execute(
            "SELECT number, path, digest FROM articles WHERE id = ?", (article.id,)
        ).fetchone() or (None, None, None)
        # Of two files with one id the first by name counts, whichever was read first.
        if article.id in file.ids or (path is not None and path < file.state.path):
            other = {"article_id": article.id, "other": path or file.state.path}
            problem = Problem(file.state.path, entry.line, CorpusError(SAME_ID, **other))
            file.problems.append(problem)
            return "refused"
        file.ids.add(article.id)
        if path is not None and path != file.state.path:
            connection.execute("DELETE FROM files WHERE path = ?", (path,))  # to be read again
            digest = None
        new_digest = digest_of(article)
        if digest == new_digest:  # its line may be another
            connection.execute(
                "UPDATE articles SET line = ? WHERE number = ?", (entry.line, number)
            )
            return "kept"
        if number is not None:
            writer.drop(number)
        split = searchable(article, self._analyser)
        put_article(writer, split, file.state.path, entry.line, new_digest)
        self._passages += len(split.passages)
        self._commit_if_due()
        return "added" if number is None else "replaced"

    def _commit_if_due(self) -> None:
        late = time.monotonic() - self._began > COMMIT_SECONDS
        if late or self._passages >= COMMIT_PASSAGES:
            self._commit()

    def finish(self, file: OpenFile) -> int:
        """Take out what *file* held before and no longer holds; return how many articles."""
        connection, writer = self._open()
        rows = connection.execute(
            "SELECT number, id FROM articles WHERE path = ?", (file.state.path,)
        ).fetchall()
        gone = [int(number) for number, article_id in rows if article_id not in file.ids]
        for number in gone:
            writer.drop(number)
        remember_file(connection, file.state, file.read_ns, file.problems)
        self._commit_if_due()
        return len(gone)


def searchable(article: Article, analyser: Analyser) -> Passages:
    """Return what is searched of *article*: its passages; of a hidden one, none at all."""
    return Passages(article, (), ()) if article.hidden else split_article(article, analyser)


def put_article(writer: Writer, split: Passages, path: str, line: int | None, digest: str) -> None:
    """Put an article that the index does not hold, with the marks it is recognised by."""
    keys = keys_of(split.article)
    correction = read_correction(split.article)
    amends = None if correction is None else correction.marks()
    origin = Origin(path, line, digest, keys.url, keys.source, keys.content, amends)
    writer.put(split, origin, to_record(split.article))


def remember_file(
    connection: sqlite3.Connection, state: FileState, read_ns: int, problems: Iterable[Problem]
) -> None:
    """Note what a file looked like, and its problems, so that it is not read again in vain."""
    dumped = [
        [p.line, p.error.code, {name: str(value) for name, value in p.error.details.items()}]
        for p in problems
    ]
    connection.execute(
        "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)",
        (state.path, state.size, state.mtime_ns, read_ns, json.dumps(dumped)),
    )
