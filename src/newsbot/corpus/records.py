"""What a file of the corpus holds: one article, or one a line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, Final

from newsbot import ingest
from newsbot.article import Article, Draft
from newsbot.corpus._files import shown
from newsbot.corpus._lines import Line
from newsbot.corpus.identity import article_id
from newsbot.errors import CorpusError, NewsbotError

MANY: Final = ".jsonl"
"""The end of the name of a file that holds one article a line."""
MAX_FILE_MIB: Final = 5
"""The largest file that holds one article."""
_MIB: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it lies in the folder; when this differs from before, the file is read again."""

    path: str
    """Relative to the folder, with ``/``, spelled as on the disk (NFC or NFD)."""
    size: int
    """In bytes."""
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A file, or a line of one, that could not be read, and why."""

    path: str
    line: int | None
    error: NewsbotError


@dataclass(frozen=True, slots=True)
class Record:
    """An article, and the line of the ``.jsonl`` file that it stands in."""

    article: Article
    line: int | None


def suffix_of(path: str) -> str:
    """Return the end of the name *path* that says the format, in lower case."""
    return PurePosixPath(path).suffix.lower()


def read_whole(stream: BinaryIO, path: str) -> bytes:
    """Return the bytes of a file of one article. Raises CorpusError if it is too large."""
    data = stream.read(MAX_FILE_MIB * _MIB + 1)
    if len(data) > MAX_FILE_MIB * _MIB:
        details = {"path": shown(path), "limit_mib": MAX_FILE_MIB}
        raise CorpusError("corpus.file_too_large", **details)
    return data


def one_article(path: str, data: bytes) -> Article:
    """Return the one article in the file *path*. Raises IngestError."""
    return _named(ingest.parse(data, suffix_of(path)))


def _named(draft: Draft) -> Article:
    return Article.from_draft(draft, draft.id or article_id(draft))


def record_of(path: str, line: Line) -> Record | Problem:
    """Return the article on *line* of the file *path*, or why there is none."""
    try:
        return Record(_named(line.draft(path)), line.number)
    except NewsbotError as error:
        return Problem(path, line.number, error)
