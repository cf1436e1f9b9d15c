"""What a person names -> the source that stands there, or why there is none."""

from __future__ import annotations

import io
import re
import stat
import sys
from pathlib import Path
from typing import BinaryIO, Final

from newsbot import ingest
from newsbot.errors import CorpusError, IngestError, NewsbotError
from newsbot.ingest.markdown import web_url
from newsbot.intake.entries import Refusal
from newsbot.intake.sources import (
    LINES,
    MAX_PAGE_BYTES,
    MAX_WHOLE_BYTES,
    RECORDS,
    SHEET,
    SUFFIXES,
    Folder,
    Lines,
    Link,
    One,
    Page,
    Source,
    Table,
    of_file,
)

STDIN: Final = "-"
_LINKS: Final = ("http://", "https://")
_LIKE_LINK: Final = re.compile(
    r"[a-z][a-z0-9+.-]+:/|www\.|[\w-]+(\.[\w-]+)*\.[^\W\d_]{2,}/", re.IGNORECASE
)
"""How addresses begin that are not written out or not of the web: ``n.example/1``, ``ftp:/``."""


def locate(name: str) -> Source | Refusal:
    """Return what stands at *name*: a path, a link, ``-`` for standard input; or why nothing."""
    if name == STDIN:
        return _of_stdin(sys.stdin.buffer)
    if link := link_in(name):
        return Link(link)
    path = Path(name).expanduser()
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):  # ValueError: a NUL in the name
        code = "add.not_a_link" if _LIKE_LINK.match(name) else "add.no_file"
        return Refusal(name, CorpusError(code, path=name))
    if stat.S_ISDIR(mode):
        return Folder(str(path))
    error = _unfit(path, mode)
    return Refusal(name, error) if error else of_file(str(path))


def link_in(text: str) -> str | None:
    """Return the address that *text* consists of; None if it is anything else."""
    line = text.strip()
    if line.startswith("<") and line.endswith(">"):  # as Discord hides the preview of a link
        line = line[1:-1]
    return line if line.lower().startswith(_LINKS) and len(line.split()) == 1 else None


def pasted(name: str, text: str) -> One:
    """Return the source that pasted *text* is, shown as *name*: a link alone, or a page."""
    if (link := link_in(text)) and web_url(link):
        return Link(link)
    data = text.encode(errors="replace")
    suffix = ingest.guess_suffix(data)
    return Page(name, data, suffix if suffix in (".html", ".md") else ".txt")


def _unfit(path: Path, mode: int) -> NewsbotError | None:
    """Return why the file *path* cannot hold articles, judged by what it is and its name."""
    if not stat.S_ISREG(mode):
        return CorpusError("corpus.not_regular", path=path)
    if path.suffix.lower() in SUFFIXES:
        return None
    known = ", ".join(sorted(SUFFIXES))
    return IngestError("ingest.unknown_format", suffix=path.suffix or path.name, known=known)


def _of_stdin(stdin: BinaryIO) -> Page | Lines | Table:
    buffered = io.BufferedReader(_Unclosed(stdin), 1 << 16)
    suffix = ingest.guess_suffix(buffered.peek(1 << 16))
    if suffix == LINES:
        return Lines(STDIN, buffered)
    if suffix == RECORDS:
        return Table(STDIN, ingest.parse_records, buffered.read(MAX_WHOLE_BYTES))
    if suffix == SHEET:
        return Table(STDIN, ingest.parse_sheet, buffered.read(MAX_WHOLE_BYTES))
    return Page(STDIN, buffered.read(MAX_PAGE_BYTES), suffix)


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
