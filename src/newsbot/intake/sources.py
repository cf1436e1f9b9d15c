"""Where articles come from: a page, a link, a file of many, a folder.

A source is read while it is added, so that a large one is never in memory as a whole.
"""

from __future__ import annotations

import io
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from newsbot import ingest
from newsbot.article import Draft
from newsbot.corpus import numbered
from newsbot.errors import CorpusError, IngestError, NewsbotError
from newsbot.intake.entries import Entry, Offer, Refusal
from newsbot.intake.web import article_in

LINES: Final = ".jsonl"
RECORDS: Final = ".json"
SHEET: Final = ".xlsx"
SUFFIXES: Final = ingest.SUFFIXES | {RECORDS, SHEET}
"""How the names of the files end that can be added."""
MAX_PAGE_BYTES: Final = 8 << 20
"""More is not read of one page; ``ingest`` refuses less than this."""
MAX_WHOLE_BYTES: Final = 64 << 20
"""The largest ``.json`` or ``.xlsx`` file, which are read whole."""

Rows = Iterable[tuple[int, "Draft | IngestError"]]


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
            data = _content(self.name, MAX_PAGE_BYTES) if self.data is None else self.data
            yield Offer(self.name, ingest.parse(data, suffix))
        except NewsbotError as error:
            yield Refusal(self.name, error)


@dataclass(frozen=True, slots=True)
class Link:
    """One article on the web."""

    name: str
    """Its address."""

    def entries(self) -> Iterator[Entry]:
        """Fetch the page and yield its article, or why there is none."""
        from newsbot.fetching import fetch_once  # loads aiohttp

        try:
            yield Offer(self.name, article_in(fetch_once(self.name)))
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
        line = None
        for line in numbered(stream):
            source = f"{self.name}:{line.number}"
            try:
                yield Offer(source, line.draft(self.name))
            except NewsbotError as error:
                yield Refusal(source, error)
        if line is None:
            yield _nothing_in(self.name)

    def count(self) -> int | None:
        """Return how many lines hold something; None if they can be read only once."""
        if self.stream is not None:
            return None
        try:
            with Path(self.name).open("rb") as stream:
                return sum(1 for _ in numbered(stream))
        except OSError:
            return 0


@dataclass(slots=True)
class Table:
    """A file of numbered articles that is read whole: ``.json``, or an export of BIGKinds."""

    name: str
    read: Callable[[bytes], Rows]
    data: bytes | None = None
    _known: list[Entry] | None = field(default=None, repr=False, compare=False)

    def entries(self) -> Iterator[Entry]:
        """Yield the article of each record or row, or why it is none."""
        yield from self._read() if self._known is None else self._known

    def count(self) -> int:
        """Return how many records or rows there are, which reads them all."""
        if self._known is None:
            self._known = list(self._read())
        return len(self._known)

    def _read(self) -> Iterator[Entry]:
        try:
            data = _content(self.name, MAX_WHOLE_BYTES) if self.data is None else self.data
            number = None
            for number, found in self.read(data):
                source = f"{self.name}:{number}"
                if isinstance(found, IngestError):
                    yield Refusal(source, found)
                else:
                    yield Offer(source, found)
            if number is None:
                yield _nothing_in(self.name)
        except NewsbotError as error:
            yield Refusal(self.name, error)


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
            if _is_regular(path):
                yield from of_file(str(path)).entries()
            else:  # a FIFO would be waited for, a link may lead anywhere
                yield Refusal(str(path), CorpusError("corpus.not_regular", path=path))

    def count(self) -> int:
        """Return how many articles the files hold, as far as that is known without parsing."""
        sources = map(of_file, map(str, filter(_is_regular, self._files())))
        return sum((one.count() or 1) if isinstance(one, Lines) else 1 for one in sources)

    def passed_over(self) -> Counter[str]:
        """Return how many files are of no format that is read, by suffix; ``""`` without one."""
        kinds = (path.suffix.lower() for path in self._visible())
        others = (kind for kind in kinds if kind not in SUFFIXES)
        # "2024. 결산": what follows the last point need not be a suffix
        return Counter(kind if kind[1:].isalnum() else "" for kind in others)

    def _files(self) -> list[Path]:
        return sorted(path for path in self._visible() if path.suffix.lower() in SUFFIXES)

    def _visible(self) -> Iterator[Path]:
        for folder, folders, names in os.walk(self.name):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (Path(folder, name) for name in names if not name.startswith("."))


One = Page | Link
Many = Lines | Table | Folder
Source = One | Many


def of_file(name: str, data: bytes | None = None) -> Page | Lines | Table:
    """Return the source that the file *name* is, judged by its name; *data*: its bytes."""
    suffix = Path(name).suffix.lower()
    if suffix == RECORDS:
        return Table(name, ingest.parse_records, data)
    if suffix == SHEET:
        return Table(name, ingest.parse_sheet, data)
    if suffix == LINES:
        return Lines(name, None if data is None else io.BytesIO(data))
    return Page(name, data)


def _nothing_in(name: str) -> Refusal:
    return Refusal(name, IngestError("add.nothing_in"))


def _is_regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:  # gone since; reading it says why
        return True


def _content(name: str, limit: int) -> bytes:
    """Return the bytes of a file. Raises CorpusError; IngestError for one larger than *limit*."""
    try:
        with Path(name).open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise _unreadable(name, error) from error
    if len(data) > limit:
        raise IngestError("ingest.too_large", limit=limit >> 20)
    return data


def _unreadable(name: str, error: OSError) -> CorpusError:
    return CorpusError("corpus.file_unreadable", path=name, reason=error.strerror)
