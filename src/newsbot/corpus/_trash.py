"""The trash: where removed articles go, ``.trash`` and the path that they had in the corpus."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from newsbot.article import Article
from newsbot.corpus import _files
from newsbot.corpus._lines import numbered, without
from newsbot.corpus.records import (
    MANY,
    Record,
    holds,
    one_article,
    read_whole,
    record_of,
    suffix_of,
)
from newsbot.errors import CorpusError, NewsbotError

TRASH: Final = ".trash"
_MAX_NAME_BYTES: Final = 255


def remove_file(folder: Path, place: Path, path: str, wanted: str) -> None:
    """Move the file *path* of one article, which lies at *place*. Raises CorpusError, OSError."""
    try:
        with _files.opened(place, path) as stream:
            before = os.fstat(stream.fileno())
            data = read_whole(stream, path)
        found = one_article(path, data).id == wanted
    except NewsbotError:
        found = False
    if not found:
        raise _no_article(path, wanted)
    _files.replace_all(folder, [(_free(folder / TRASH / path), [data])])
    _files.require_same(place, path, before)
    place.unlink()
    _files.sync_folders(folder, {place.parent})


def remove_lines(folder: Path, place: Path, path: str, wanted: str) -> None:
    """Move an article's lines of the file *path* of many. Raises CorpusError, OSError."""
    with _files.opened(place, path) as stream:
        before = os.fstat(stream.fileno())
        lines = [line for line in numbered(stream) if holds(line, path, wanted)]
        if not lines:
            raise _no_article(path, wanted)
        removed = [line.data for line in lines if line.data is not None]
        _files.append(folder, folder / TRASH / path, removed)

        def kept() -> Iterator[bytes]:
            yield from without(stream, lines)
            _files.require_same(place, path, before)  # before the new file takes its name

        _files.replace_all(folder, [(place, kept())])


def newest(folder: Path, path: str, wanted: str) -> Article | None:
    """Return the article that went last from the file *path* under the id *wanted*, if any.

    Raises OSError.
    """
    found: Article | None = None
    for place in _copies(folder / TRASH / path):
        with suppress(NewsbotError), _files.opened(place, path) as stream:  # changed by hand
            entries = (
                (record_of(path, line) for line in numbered(stream))
                if suffix_of(path) == MANY
                else [Record(one_article(path, read_whole(stream, path)), None)]
            )
            for entry in entries:
                if isinstance(entry, Record) and entry.article.id == wanted:
                    found = entry.article
    return found


def _copies(path: Path) -> list[Path]:
    """Return which of *path* and ``name 2.md``, ``name 3.md`` ... exist, the newest last."""
    found = []
    for entry in os.scandir(path.parent) if path.parent.is_dir() else ():
        number = re.search(r" ([1-9][0-9]{0,8})\Z", Path(entry.name).stem)
        if entry.name == path.name:
            found.append((entry.stat(follow_symlinks=False).st_mtime_ns, 1, path))
        elif number and entry.name == _numbered(path, int(number[1])).name:
            written = entry.stat(follow_symlinks=False).st_mtime_ns
            found.append((written, int(number[1]), Path(entry.path)))
    return [place for _, _, place in sorted(found)]


def _no_article(path: str, wanted: str) -> CorpusError:
    return CorpusError(
        "corpus.no_article", path=_files.shown(path), article_id=_files.shown(wanted)
    )


def _free(path: Path) -> Path:
    """Return *path*, or the first of ``name 2.md``, ``name 3.md`` ... that is free."""
    candidate, number = path, 1
    while os.path.lexists(candidate):
        number += 1
        candidate = _numbered(path, number)
    return candidate


def _numbered(path: Path, number: int) -> Path:
    tail = f" {number}{path.suffix}"
    stem = path.stem.encode()[: _MAX_NAME_BYTES - len(tail.encode())]
    return path.with_name(stem.decode(errors="ignore") + tail)
