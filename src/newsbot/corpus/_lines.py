"""The lines of a JSON Lines file, read one at a time however long they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from newsbot.article import Draft
from newsbot.corpus._files import shown
from newsbot.errors import CorpusError
from newsbot.ingest import jsonl

MAX_LINE_MIB: Final = 4
"""The longest line that is read, its end included."""
_MAX_LINE_BYTES: Final = MAX_LINE_MIB << 20
_COPY_BYTES: Final = 1 << 20
_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file."""

    number: int
    """From 1."""
    start: int
    """Where it begins, in bytes."""
    end: int
    """Where the next one begins."""
    data: bytes | None
    """With its end; None if it is too long."""

    @property
    def blank(self) -> bool:
        """Whether there is nothing on it but a byte order mark."""
        return self.data is not None and not self.data.removeprefix(_MARK).strip()

    def draft(self, path: str) -> Draft:
        """Return the article on the line. Raises IngestError or CorpusError."""
        if self.data is None:
            details = {"path": shown(path), "line": self.number, "limit_mib": MAX_LINE_MIB}
            raise CorpusError("corpus.line_too_long", **details)
        try:
            text = self.data.decode()
        except UnicodeDecodeError as error:
            raise CorpusError("corpus.not_utf8", path=shown(path)) from error
        return jsonl.parse_record(text.strip())


def numbered(stream: BinaryIO) -> Iterator[Line]:
    """Yield the lines of *stream* that are not blank. Holds one line in memory at most."""
    number = end = 0
    while data := stream.readline(_MAX_LINE_BYTES + 1):
        number, start, end = number + 1, end, end + len(data)
        too_long = len(data) > _MAX_LINE_BYTES
        while too_long and data and not data.endswith(b"\n"):
            data = stream.readline(_COPY_BYTES)
            end += len(data)
        line = Line(number, start, end, None if too_long else data)
        if not line.blank:
            yield line


def without(stream: BinaryIO, lines: Iterable[Line]) -> Iterator[bytes]:
    """Yield the bytes of *stream*, in pieces, but for those of *lines* (in their order)."""
    position = 0
    for line in lines:
        yield from _between(stream, position, line.start)
        position = line.end
    yield from _between(stream, position, None)


def _between(stream: BinaryIO, start: int, end: int | None) -> Iterator[bytes]:
    stream.seek(start)
    while piece := stream.read(_COPY_BYTES if end is None else min(_COPY_BYTES, end - start)):
        start += len(piece)
        yield piece
