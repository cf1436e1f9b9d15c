"""Keeping the index true to the corpus: sync, rebuild, and putting and dropping what changes.

What is done is committed every few seconds, file by file and article by article, so that an
interrupted sync goes on where it stopped.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from newsbot.analysis import Analyser
from newsbot.batch import SAME_ID, Batch, OpenFile, put_article, remember_file
from newsbot.corpus import Corpus, FileState, Problem, path_for
from newsbot.errors import CorpusError
from newsbot.index.store import Store
from newsbot.index.writer import Writer
from newsbot.keys import digest_of
from newsbot.passages import Passages

_FORGET: Final = 100
"""How many files that have gone are taken out in one transaction."""
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


class Indexer:
    """Writes what the corpus holds into the store. One writer at a time, across processes."""

    def __init__(self, corpus: Corpus, store: Store, analyser: Analyser) -> None:
        self._corpus = corpus
        self._store = store
        self._analyser = analyser

    def sync(self, report: Report | None = None) -> SyncResult:
        """Bring the index up to date with the folder. Raises CorpusError, StoreError."""
        known = self._known_files()  # first: a file that another writer adds now is not missed
        states, problems = self._corpus.scan()
        result = SyncResult(problems=list(problems))
        unread = {problem.path for problem in problems}
        self._forget(known.keys() - {state.path for state in states}, unread, result)
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

    def passed_over(self) -> set[str]:
        """Return the ids of articles of which a second file was not read into the index."""
        rows = self._store.connection.execute("SELECT problems FROM files WHERE problems != '[]'")
        found = (problem for (text,) in rows for problem in json.loads(text))
        return {details["article_id"] for _, code, details in found if code == SAME_ID}

    def rebuild(self, report: Report | None = None) -> SyncResult:
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
        self, connection: sqlite3.Connection, written: Sequence[Passages], read_ns: int
    ) -> None:
        """Put articles that were just written to their own files, replacing older versions."""
        writer = Writer(connection)
        for split in written:
            row = connection.execute(
                "SELECT number FROM articles WHERE id = ?", (split.article.id,)
            ).fetchone()
            if row is not None:
                writer.drop(int(row[0]))
            state = self._corpus.state(path_for(split.article))
            put_article(writer, split, state.path, None, digest_of(split.article))
            remember_file(connection, state, read_ns, [])
        writer.flush()

    def drop(self, connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
        """Take articles out of the index."""
        writer = Writer(connection)
        for number in numbers:
            writer.drop(number)
        writer.flush()

    def _known_files(self) -> dict[str, KnownFile]:
        return known_files(self._store.connection)

    def _forget(self, paths: Iterable[str], unread: Container[str], result: SyncResult) -> None:
        """Take out the articles of files that are gone, or that can no longer be read."""
        waiting = iter(sorted(paths))
        while group := list(islice(waiting, _FORGET)):
            with self._store.writing() as connection:
                # What another writer has brought back since the folder was listed stays.
                gone = [path for path in group if path in unread or not self._corpus.holds(path)]
                numbers = [number for path in gone for number in _numbers_of(connection, path)]
                self.drop(connection, numbers)
                result.removed += len(numbers)
                connection.executemany(
                    "DELETE FROM files WHERE path = ?", [(path,) for path in gone]
                )

    def _read(self, states: Sequence[FileState], result: SyncResult, report: Report | None) -> None:
        report = report or (lambda _: None)
        total = sum(state.size for state in states)
        done = articles = 0
        with Batch(self._store, self._analyser) as batch:
            for state in states:
                batch.hold()
                if not self._corpus.holds(state.path):  # removed since the folder was listed
                    continue
                file = OpenFile(state, time.time_ns())
                for entry in self._corpus.load(state.path):
                    outcome = batch.take(file, entry)
                    result.count(outcome)
                    articles += outcome in {"added", "replaced"}
                    report(Progress(done + file.estimate, total, articles))
                result.removed += batch.finish(file)
                result.problems.extend(file.problems)
                done += state.size
                report(Progress(done, total, articles))


def known_files(connection: sqlite3.Connection) -> dict[str, KnownFile]:
    """Return the files that the index has read, by path, and what could not be read of them."""
    rows = connection.execute("SELECT path, size, mtime_ns, read_ns, problems FROM files")
    return {
        path: KnownFile(FileState(path, size, mtime_ns), read_ns, _load(path, problems))
        for path, size, mtime_ns, read_ns, problems in rows
    }


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A corpus file as it was when it was last read."""

    state: FileState
    read_ns: int
    problems: list[Problem]

    def is_still(self, state: FileState) -> bool:
        """Whether nothing can have changed; a refused article is looked at again each time."""
        if any(problem.error.code == SAME_ID for problem in self.problems):
            return False
        return state == self.state and state.mtime_ns + _RACY_NS < self.read_ns


def _numbers_of(connection: sqlite3.Connection, path: str) -> list[int]:
    rows = connection.execute("SELECT number FROM articles WHERE path = ?", (path,))
    return [int(row[0]) for row in rows.fetchall()]


def _load(path: str, problems: str) -> list[Problem]:
    return [
        Problem(path, line, CorpusError(code, **details))
        for line, code, details in json.loads(problems)
    ]
