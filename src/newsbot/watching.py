"""Watching a folder: files that are put there are added once they have stopped growing.

Files stay where they are. What has been read is remembered beside the index; without that memory
everything is read again, and recognised as duplicates.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from watchfiles import awatch

from newsbot.audit import Actor
from newsbot.concurrency import ToThread
from newsbot.errors import CorpusError
from newsbot.intake import SUFFIXES, Entry, Outcome, Refusal, Tally, add_in_order, locate
from newsbot.intake.sources import Lines
from newsbot.newsroom import Newsroom

MEMORY: Final = "watched.sqlite3"
QUIET_SECONDS: Final = 1.0
"""A file is read once it has not changed for so long."""
_LOOK_SECONDS: Final = 1.0
_RESCAN_SECONDS: Final = 300.0
"""The folder is looked through so often even if nothing was heard: events can be lost."""
_GROUP: Final = 100
_HIDDEN: Final = (".", "~$")
"""How the names begin of files that other programs keep for themselves."""
_BY: Final = Actor(who="watched folder", where="watch")


class Mark(NamedTuple):
    """By which it is seen that a file has changed: bytes, and times in nanoseconds."""

    size: int
    modified_ns: int
    changed_ns: int
    """Of its name or rights."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one file."""

    path: Path
    tally: Tally


class Memory:
    """Which files have been read, as they were then; in a file beside the index."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def marks(self) -> dict[str, Mark]:
        """Return the marks of all files that were read; none if the memory is lost."""
        try:
            with closing(self._opened()) as db:
                rows = db.execute("SELECT path, size, modified, changed FROM files").fetchall()
        except sqlite3.DatabaseError:  # damaged: begun anew, which costs duplicates
            self._path.unlink(missing_ok=True)
            return {}
        return {os.fsdecode(path): Mark(*numbers) for path, *numbers in rows}

    def note(self, path: str, mark: Mark) -> None:
        """Remember that *path* was read. A memory that cannot be written is done without."""
        name = os.fsencode(path)
        with suppress(sqlite3.DatabaseError), closing(self._opened()) as db, db:
            # As bytes: a name need not be UTF-8.
            db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", (name, *mark))

    def _opened(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self._path)
        db.execute(
            "CREATE TABLE IF NOT EXISTS files"
            " (path TEXT PRIMARY KEY, size INTEGER, modified INTEGER, changed INTEGER)"
        )
        return db


class Settling:
    """Tells which files have stopped growing."""

    def __init__(self) -> None:
        self._since: dict[str, tuple[Mark, float]] = {}

    def settled(self, unread: Mapping[str, Mark], now: float) -> list[str]:
        """Return those of *unread* that have been as they are for ``QUIET_SECONDS``, by name."""
        self._since = {
            path: (mark, self._since[path][1] if self._was(path, mark) else now)
            for path, mark in unread.items()
        }
        found = [path for path, (_, at) in self._since.items() if now - at >= QUIET_SECONDS]
        return sorted(found)

    def _was(self, path: str, mark: Mark) -> bool:
        return path in self._since and self._since[path][0] == mark

    def __bool__(self) -> bool:
        return bool(self._since)


class Watcher:
    """Adds what is put into *folder*."""

    def __init__(  # noqa: PLR0913 -- each is a border of its own
        self,
        folder: Path,
        newsroom: Newsroom,
        memory: Memory,
        *,
        read: ToThread = asyncio.to_thread,
        change: ToThread = asyncio.to_thread,
        clock: Callable[[], float] = time.monotonic,
        told: Callable[[Outcome], None] = lambda _: None,
    ) -> None:
        """*read* parses foreign bytes, *change* writes to the newsroom, both off the loop.

        *told* hears what came of each article, before its file is yielded.
        """
        self.folder = folder
        self._newsroom = newsroom
        self._memory = memory
        self._read = read
        self._change = change
        self._clock = clock
        self._told = told
        self._settling = Settling()
        self._marks: dict[str, Mark] | None = None
        self._looked_at = -_RESCAN_SECONDS

    async def run(self) -> AsyncIterator[Taken]:
        """Yield what came of each file, those that lie there already first; never ends.

        Raises CorpusError, StoreError, and CorpusError ``watch.no_folder`` or ``watch.overlaps``.
        """
        self.require()
        ticks = awatch(
            self.folder,
            watch_filter=None,
            yield_on_timeout=True,
            rust_timeout=int(_LOOK_SECONDS * 1000),
            ignore_permission_denied=True,
        )
        async for taken in self.look():
            yield taken
        async for changes in ticks:
            late = self._clock() - self._looked_at >= _RESCAN_SECONDS
            if changes or self._settling or late:
                async for taken in self.look():
                    yield taken

    async def look(self) -> AsyncIterator[Taken]:
        """Look through the folder once; yield what came of the files that have settled."""
        self._looked_at = self._clock()
        self.require()
        unread = await self._read(self._unread)
        for path in self._settling.settled(unread, self._clock()):
            # Those before it may have taken long: a link in its place is not followed, and what
            # is being written to again waits for the next look.
            if mark_of(path) == unread[path]:
                yield await self._take(path, unread[path])

    def require(self) -> None:
        """Raise CorpusError unless the folder is there and apart from the corpus."""
        if not self.folder.is_dir():
            raise CorpusError("watch.no_folder", path=self.folder)
        ours, corpus = self.folder.resolve(), self._newsroom.corpus.folder.resolve()
        if ours.is_relative_to(corpus) or corpus.is_relative_to(ours):
            raise CorpusError("watch.overlaps", path=self.folder)

    def _unread(self) -> dict[str, Mark]:
        """Return the files that have not been read as they are now."""
        if self._marks is None:
            self._marks = self._memory.marks()
        found = {}
        for folder, folders, names in os.walk(self.folder):
            folders[:] = [name for name in folders if not name.startswith(_HIDDEN)]
            for name in names:
                path = os.path.join(folder, name)  # noqa: PTH118 -- of ten thousand files, quickly
                mark = mark_of(path) if is_offered(name) else None
                if mark is not None and self._marks.get(path) != mark:
                    found[path] = mark
        return found

    async def _take(self, path: str, mark: Mark) -> Taken:
        """Add the articles of a file, and remember that it was read."""
        tally = Tally()
        entries = await self._read(_entries, path)
        outcomes = add_in_order(self._newsroom, entries, _BY)
        while group := await self._change(_next_of, outcomes):
            for outcome in group:
                tally.count(outcome)
                self._told(outcome)
        # As it was before: a file that was written to meanwhile is read again.
        await self._change(self._remember, path, mark)
        return Taken(Path(path), tally)

    def _remember(self, path: str, mark: Mark) -> None:
        if self._marks is not None:
            self._marks[path] = mark
        self._memory.note(path, mark)


def mark_of(path: str) -> Mark | None:
    """Return the mark of a regular file that holds something; None of anything else."""
    try:
        status = os.lstat(path)
    except OSError:  # gone since
        return None
    if not stat.S_ISREG(status.st_mode) or not status.st_size:
        return None
    return Mark(status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def is_offered(name: str) -> bool:
    """Whether a file of this name is meant to be added: not hidden, and of a format we read."""
    return not name.startswith(_HIDDEN) and Path(name).suffix.lower() in SUFFIXES


def _entries(path: str) -> Iterable[Entry]:
    """Return what a file holds. Only JSON Lines are left to be read while they are added."""
    source = locate(path)
    if isinstance(source, Refusal):
        return [source]
    entries = source.entries()
    return entries if isinstance(source, Lines) else list(entries)


def _next_of(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return list(islice(outcomes, _GROUP))
