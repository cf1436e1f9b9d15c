"""The trash: where removed articles go, ``.trash`` and the path that they had in the corpus."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from newsbot.article import Article
from newsbot.corpus import _files
from newsbot.corpus._lines import numbered, without
from newsbot.corpus.records import (
    MANY,
    Record,
    one_article,
    read_whole,
    record_of,
    suffix_of,
)
from newsbot.errors import CorpusError, NewsbotError

TRASH: Final = ".trash"
_MAX_NAME_BYTES: Final = 255


def remove_files(folder: Path, wanted: Mapping[str, str]) -> None:
    """Move files of one article each: path below *folder* -> the id of the article in it.

    All copies are safe before the first file goes. Raises CorpusError, OSError.
    """
    before: dict[str, os.stat_result] = {}
    taken: set[Path] = set()

    def copies() -> Iterator[tuple[Path, list[bytes]]]:  # one file in memory at a time
        for path, article_id in wanted.items():
            before[path], data = _read_one(folder / path, path, article_id)
            copy = _free(folder / TRASH / path, taken)
            taken.add(copy)
            yield copy, [data]

    _files.replace_all(folder, copies())
    try:
        for path, status in before.items():
            _files.require_same(folder / path, path, status)
            (folder / path).unlink()
    finally:
        _files.sync_folders(folder, {(folder / path).parent for path in before})


def _read_one(place: Path, path: str, wanted: str) -> tuple[os.stat_result, bytes]:
    """Return what the file at *place* is and holds. Raises CorpusError unless it is *wanted*."""
    try:
        with _files.opened(place, path) as stream:
            before = os.fstat(stream.fileno())
            data = read_whole(stream, path)
        if one_article(path, data).id == wanted:
            return before, data
    except NewsbotError:
        pass  # what cannot be read is not that article either
    raise _no_article(path, wanted)


def remove_lines(folder: Path, place: Path, path: str, wanted: Collection[str]) -> None:
    """Move the lines of the articles *wanted* of the file *path* of many.

    Raises CorpusError, OSError.
    """
    with _files.opened(place, path) as stream:
        before = os.fstat(stream.fileno())
        lines, found = [], set()
        for line in numbered(stream):
            record = record_of(path, line)
            if isinstance(record, Record) and record.article.id in wanted:
                lines.append(line)
                found.add(record.article.id)
        for missing in sorted(set(wanted) - found):
            raise _no_article(path, missing)
        removed = [line.data for line in lines if line.data is not None]
        _files.append(folder, folder / TRASH / path, removed)

        def kept() -> Iterator[bytes]:
            yield from without(stream, lines)
            _files.require_same(place, path, before)  # before the new file takes its name

        _files.replace_all(folder, [(place, kept())])


def holds(folder: Path, path: str) -> bool:
    """Whether anything lies in the trash that came from the file *path*. Raises OSError."""
    place = folder / TRASH / path
    return os.path.lexists(place) or bool(_copies(place))


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


def erase(folder: Path, paths: Iterable[Path]) -> None:
    """Delete files below *folder* for good, and the folders that this empties. Raises OSError."""
    touched = set()
    for path in paths:
        path.unlink(missing_ok=True)
        touched.add(path.parent)
    left = set()
    for place in sorted(touched, key=lambda path: len(path.parts), reverse=True):
        while place != folder and _is_emptied(place):
            place = place.parent  # noqa: PLW2901 -- upwards to the first that holds something
        left.add(place)
    _files.sync_folders(folder, {place for place in left if place.is_dir()})


def _is_emptied(place: Path) -> bool:
    """Delete the folder *place* if nothing is in it; return whether it is gone."""
    try:
        place.rmdir()
    except FileNotFoundError:
        return True
    except OSError:  # something is in it
        return False
    return True


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


def _free(path: Path, taken: Collection[Path]) -> Path:
    """Return *path*, or the first of ``name 2.md``, ``name 3.md`` ... that is free."""
    candidate, number = path, 1
    while candidate in taken or os.path.lexists(candidate):
        number += 1
        candidate = _numbered(path, number)
    return candidate


def _numbered(path: Path, number: int) -> Path:
    tail = f" {number}{path.suffix}"
    stem = path.stem.encode()[: _MAX_NAME_BYTES - len(tail.encode())]
    return path.with_name(stem.decode(errors="ignore") + tail)
