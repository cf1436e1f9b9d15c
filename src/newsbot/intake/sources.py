"""What a person offers -> drafts -> outcomes, in the order offered.

An offer is a file of one article (a *page*), a JSON Lines file, a folder of both, or standard
input. It is read while it is added, so that a large one is never in memory as a whole.
"""

from __future__ import annotations

import io
import os
import stat
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from newsbot import ingest
from newsbot.admission import Status
from newsbot.article import Article, Draft
from newsbot.corpus import numbered
from newsbot.errors import CorpusError, IngestError, NewsbotError
from newsbot.newsroom import Newsroom

STDIN: Final = "-"
MANY: Final = ".jsonl"
_MAX_PAGE_BYTES: Final = 8 << 20
"""More is not read of one page; ``ingest`` refuses less than this."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An article that is to be added, and where it came from: a path, or ``path:line``."""

    source: str
    draft: Draft


@dataclass(frozen=True, slots=True)
class Refusal:
    """What cannot be added, and why."""

    source: str
    error: NewsbotError


Entry = Offer | Refusal


@dataclass(frozen=True, slots=True)
class Page:
    """One article: a file, or the bytes of standard input."""

    name: str
    data: bytes | None = None
    suffix: str = ""

    def entries(self) -> Iterator[Entry]:
        """Yield the one article, or why it is none."""
        suffix = self.suffix or Path(self.name).suffix
        try:
            data = _content(Path(self.name)) if self.data is None else self.data
            yield Offer(self.name, ingest.parse(data, suffix))
        except NewsbotError as error:
            yield Refusal(self.name, error)


@dataclass(frozen=True, slots=True)
class Lines:
    """A JSON Lines file, or standard input in that format (then *stream*)."""

    name: str
    stream: BinaryIO | None = None

    def entries(self) -> Iterator[Entry]:
        """Yield the article of each line, or why it is none."""
        try:
            if self.stream is not None:
                yield from self._read(self.stream)
            else:
                with Path(self.name).open("rb") as stream:
                    yield from self._read(stream)
        except OSError as error:
            yield Refusal(self.name, _unreadable(self.name, error))

    def _read(self, stream: BinaryIO) -> Iterator[Entry]:
        for line in numbered(stream):
            source = f"{self.name}:{line.number}"
            try:
                yield Offer(source, line.draft(self.name))
            except NewsbotError as error:
                yield Refusal(source, error)

    def count(self) -> int | None:
        """Return how many lines hold something; None if they can be read only once."""
        if self.stream is not None:
            return None
        try:
            with Path(self.name).open("rb") as stream:
                return sum(1 for _ in numbered(stream))
        except OSError:
            return 0


@dataclass(frozen=True, slots=True)
class Folder:
    """All article files of a folder and of those in it, by name; hidden ones are passed over."""

    name: str

    def entries(self) -> Iterator[Entry]:
        """Yield the articles of every file, or why it holds none."""
        files = self._files()
        if not files:
            yield Refusal(self.name, IngestError("add.empty_folder", path=self.name))
        for path in files:
            yield from _of_file(str(path)).entries()

    def count(self) -> int:
        """Return how many articles the files hold, as far as that is known without parsing."""
        sources = map(_of_file, map(str, self._files()))
        return sum((one.count() or 0) if isinstance(one, Lines) else 1 for one in sources)

    def _files(self) -> list[Path]:
        found = []
        for folder, folders, names in os.walk(self.name):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            paths = (Path(folder, name) for name in names if not name.startswith("."))
            found += [path for path in paths if path.suffix.lower() in ingest.SUFFIXES]
        return sorted(found)


Source = Page | Lines | Folder


def locate(name: str) -> Source | Refusal:
    """Return what stands at *name*: a path, ``-`` for standard input; or why there is nothing."""
    if name == STDIN:
        return _of_stdin(sys.stdin.buffer)
    if name.lower().startswith(("http://", "https://")):
        return Refusal(name, IngestError("add.url"))
    path = Path(name).expanduser()
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return Refusal(name, CorpusError("add.no_file", path=name))
    if stat.S_ISDIR(mode):
        return Folder(str(path))
    error = _unfit(path, mode)
    return Refusal(name, error) if error else _of_file(str(path))


def _unfit(path: Path, mode: int) -> NewsbotError | None:
    """Return why the file *path* cannot hold articles, judged by what it is and its name."""
    if not stat.S_ISREG(mode):
        return CorpusError("corpus.not_regular", path=path)
    if path.suffix.lower() in ingest.SUFFIXES:
        return None
    known = ", ".join(sorted(ingest.SUFFIXES))
    return IngestError("ingest.unknown_format", suffix=path.suffix or path.name, known=known)


def _of_file(name: str) -> Page | Lines:
    return Lines(name) if name.lower().endswith(MANY) else Page(name)


def _of_stdin(stdin: BinaryIO) -> Page | Lines:
    buffered = io.BufferedReader(_Unclosed(stdin), 1 << 16)
    suffix = ingest.guess_suffix(buffered.peek(1 << 16))
    if suffix == MANY:
        return Lines(STDIN, buffered)
    return Page(STDIN, buffered.read(_MAX_PAGE_BYTES), suffix)


class _Unclosed(io.RawIOBase):
    """Standard input as a raw stream that stays open when who reads it is gone."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed: any buffer
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_MAX_PAGE_BYTES)
    except OSError as error:
        raise _unreadable(str(path), error) from error


def _unreadable(name: str, error: OSError) -> CorpusError:
    return CorpusError("corpus.file_unreadable", path=name, reason=error.strerror)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one entry: an article that is there now, or why it was refused."""

    source: str
    status: str
    """``added``, ``updated``, ``duplicate`` or ``refused``."""
    article: Article | None = None
    error: NewsbotError | None = None


def duplicate_of(newsroom: Newsroom, draft: Draft) -> Article | None:
    """Return the article that is there already and the same as *draft*, as adding would find."""
    found = newsroom.foresee(draft)
    return found.article if found.status is Status.DUPLICATE else None


def add_in_order(newsroom: Newsroom, entries: Iterable[Entry]) -> Iterator[Outcome]:
    """Add what can be added and yield what came of every entry, in their order.

    An article's outcome is yielded when it is durable. Raises CorpusError, StoreError.
    """
    waiting: deque[tuple[str, NewsbotError | None]] = deque()

    def drafts() -> Iterator[Draft]:
        for entry in entries:
            if isinstance(entry, Offer):
                waiting.append((entry.source, None))
                yield entry.draft
            else:
                waiting.append((entry.source, entry.error))

    for added in newsroom.add_many(drafts()):
        yield from _refused(waiting)
        source, _ = waiting.popleft()
        yield Outcome(source, added.status.value, added.article)
    yield from _refused(waiting)


def _refused(waiting: deque[tuple[str, NewsbotError | None]]) -> Iterator[Outcome]:
    """Yield the refusals that stand before the next article."""
    while waiting and (error := waiting[0][1]) is not None:
        source, _ = waiting.popleft()
        yield Outcome(source, "refused", error=error)
