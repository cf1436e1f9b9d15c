"""Keeping the index true to the corpus: sync, rebuild, verify, and single puts and drops.

What is done is committed every few seconds, file by file and article by article, so that an
interrupted sync goes on where it stopped.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, NamedTuple, Self

from newsbot.analysis import Analyser
from newsbot.article import Article
from newsbot.corpus import Corpus, FileState, Problem, Record, canonical_url
from newsbot.errors import CorpusError
from newsbot.index.records import to_record
from newsbot.index.store import Store
from newsbot.index.writer import Origin, Writer
from newsbot.passages import Passages, heading_of, split_article
from newsbot.text import squeeze

COMMIT_SECONDS: Final = 5.0
"""A transaction of a long sync is committed after this long, so that little is ever lost."""
COMMIT_PASSAGES: Final = 4_000
SAME_ID: Final = "index.same_id"
_RACY_NS: Final = 2_000_000_000
"""A file changed this shortly before it was read may change again without a newer time."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sync is, in bytes of the files that have to be read."""

    done_bytes: int
    total_bytes: int
    articles: int
    """Articles put into the index so far."""


Report = Callable[[Progress], None]


def _silent(_: Progress) -> None:
    """Report to nobody."""


@dataclass(slots=True)
class SyncResult:
    """What a sync changed and what it could not read."""

    added: int = 0
    replaced: int = 0
    removed: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """How many articles the index gained, lost or replaced."""
        return self.added + self.replaced + self.removed

    def count(self, outcome: str) -> None:
        """Count one article: ``added`` or ``replaced``; other outcomes change nothing."""
        self.added += outcome == "added"
        self.replaced += outcome == "replaced"


class Keys(NamedTuple):
    """What tells one article from another; ``None`` where it has no such mark."""

    url: str | None
    source: str | None
    content: str


def keys_of(article: Article) -> Keys:
    """Return the marks by which *article* is recognised when it comes again."""
    content = [article.outlet or "", squeeze(heading_of(article)), squeeze(article.body)]
    return Keys(
        canonical_url(article.url) if article.url else None,
        f"{article.outlet or ''}\x1f{article.source_id}" if article.source_id else None,
        _digest(content),
    )


def digest_of(article: Article) -> str:
    """Return what changes when any field of *article* does."""
    return _digest([to_record(article), article.body])


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class Indexer:
    """Writes what the corpus holds into the store. One writer at a time, across processes."""

    def __init__(self, corpus: Corpus, store: Store, analyser: Analyser) -> None:
        self._corpus = corpus
        self._store = store
        self._analyser = analyser

    def sync(self, report: Report = _silent) -> SyncResult:
        """Bring the index up to date with the folder. Raises CorpusError, StoreError."""
        states, problems = self._corpus.scan()
        result = SyncResult(problems=list(problems))
        known = self._known_files()
        self._forget(known.keys() - {state.path for state in states}, result)
        changed = []
        for state in states:
            before = known.get(state.path)
            if before is not None and before.is_still(state):
                result.problems.extend(before.problems)
            else:
                changed.append(state)
        if changed:
            self._read(changed, result, report)
        return result

    def pending(self) -> int:
        """Return how many files are new, changed or gone since they were read."""
        states, _ = self._corpus.scan()
        known = self._known_files()
        changed = sum(known[s.path].state != s if s.path in known else True for s in states)
        return changed + len(known.keys() - {state.path for state in states})

    def rebuild(self, report: Report = _silent) -> SyncResult:
        """Make the index anew beside the old one, which answers meanwhile; then swap them.

        An interrupted rebuild goes on where it stopped.
        """
        building = Store(self._store.path.with_name(self._store.path.name + ".building"), "")
        try:
            building.fingerprint = self._store.fingerprint
            if building.is_stale:
                building.clear()
            Indexer(self._corpus, building, self._analyser).sync(report)
            self._store.replace_with(building)
        finally:
            building.close()
        building.delete()
        return self.sync()  # what was added to the old one meanwhile

    def put(
        self, connection: sqlite3.Connection, split: Passages, state: FileState, read_ns: int
    ) -> None:
        """Put an article that was just written to its own file, replacing its older version."""
        article = split.article
        row = connection.execute(
            "SELECT number FROM articles WHERE id = ?", (article.id,)
        ).fetchone()
        writer = Writer(connection)
        if row is not None:
            writer.drop(int(row[0]))
        _put(writer, split, state.path, None, digest_of(article))
        writer.flush()
        _remember(connection, state, read_ns, [])

    def drop(self, connection: sqlite3.Connection, number: int) -> None:
        """Take the article out of the index."""
        Writer(connection).drop(number)

    def _known_files(self) -> dict[str, _KnownFile]:
        rows = self._store.connection.execute(
            "SELECT path, size, mtime_ns, read_ns, problems FROM files"
        )
        return {
            path: _KnownFile(FileState(path, size, mtime_ns), read_ns, _load(path, problems))
            for path, size, mtime_ns, read_ns, problems in rows
        }

    def _forget(self, paths: Iterable[str], result: SyncResult) -> None:
        for path in sorted(paths):
            with self._store.writing() as connection:
                writer = Writer(connection)
                for number in _numbers_of(connection, path):
                    writer.drop(number)
                    result.removed += 1
                connection.execute("DELETE FROM files WHERE path = ?", (path,))

    def _read(self, states: Sequence[FileState], result: SyncResult, report: Report) -> None:
        total = sum(state.size for state in states)
        done = articles = 0
        with _Batch(self._store, self._analyser) as batch:
            for state in states:
                file = _OpenFile(state, time.time_ns())
                for entry in self._corpus.load(state.path):
                    outcome = batch.take(file, entry)
                    result.count(outcome)
                    articles += outcome in {"added", "replaced"}
                    report(Progress(done + file.estimate, total, articles))
                result.removed += batch.finish(file)
                result.problems.extend(file.problems)
                done += state.size
                report(Progress(done, total, articles))


@dataclass(frozen=True, slots=True)
class _KnownFile:
    """A corpus file as it was when it was last read."""

    state: FileState
    read_ns: int
    problems: list[Problem]

    def is_still(self, state: FileState) -> bool:
        """Whether nothing can have changed; a refused article is looked at again each time."""
        if any(problem.error.code == SAME_ID for problem in self.problems):
            return False
        return state == self.state and state.mtime_ns + _RACY_NS < self.read_ns


@dataclass(slots=True)
class _OpenFile:
    """A corpus file that is being read."""

    state: FileState
    read_ns: int
    ids: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    estimate: int = 0
    """About how many of its bytes have been read."""


class _Batch:
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

    def take(self, file: _OpenFile, entry: Record | Problem) -> str:
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
        split = split_article(article, self._analyser)
        _put(writer, split, file.state.path, entry.line, new_digest)
        self._passages += len(split.passages)
        self._commit_if_due()
        return "added" if number is None else "replaced"

    def _commit_if_due(self) -> None:
        late = time.monotonic() - self._began > COMMIT_SECONDS
        if late or self._passages >= COMMIT_PASSAGES:
            self._commit()

    def finish(self, file: _OpenFile) -> int:
        """Take out what *file* held before and no longer holds; return how many articles."""
        connection, writer = self._open()
        rows = connection.execute(
            "SELECT number, id FROM articles WHERE path = ?", (file.state.path,)
        ).fetchall()
        gone = [int(number) for number, article_id in rows if article_id not in file.ids]
        for number in gone:
            writer.drop(number)
        _remember(connection, file.state, file.read_ns, file.problems)
        self._commit_if_due()
        return len(gone)


def _put(writer: Writer, split: Passages, path: str, line: int | None, digest: str) -> None:
    keys = keys_of(split.article)
    origin = Origin(path, line, digest, keys.url, keys.source, keys.content)
    writer.put(split, origin, to_record(split.article))


def _numbers_of(connection: sqlite3.Connection, path: str) -> list[int]:
    rows = connection.execute("SELECT number FROM articles WHERE path = ?", (path,))
    return [int(row[0]) for row in rows.fetchall()]


def _remember(
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


def _load(path: str, problems: str) -> list[Problem]:
    return [
        Problem(path, line, CorpusError(code, **details))
        for line, code, details in json.loads(problems)
    ]
