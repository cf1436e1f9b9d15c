"""Export: every article as a line of JSON, in one order, so that they can be added elsewhere."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from newsbot import ingest
from newsbot.corpus import write_file
from newsbot.errors import CorpusError
from newsbot.newsroom import Newsroom

_MAX_LINE_BYTES: Final = 16 << 20
"""No line of an export is longer."""


def lines(newsroom: Newsroom) -> Iterator[bytes]:
    """Yield every article, hidden and private ones too.

    The oldest first, then by id; those without a date last.
    """
    for article in newsroom.everything():
        yield ingest.render_record(article).encode() + b"\n"


def to_file(newsroom: Newsroom, path: Path, told: Callable[[int], None]) -> int:
    """Write every article to the file *path*; return how many. *told* hears how many are done.

    It takes its name when all of it is safely on the disk: a crash, or a full disk, leaves what
    was there before. Only an older export, or an empty file, is replaced. Raises CorpusError.
    """
    place = path.expanduser()
    _refuse_unfit(newsroom.corpus.folder, place)
    _refuse_foreign(place)
    count = 0

    def counted() -> Iterator[bytes]:
        nonlocal count
        for line in lines(newsroom):
            yield line
            count += 1
            told(count)

    write_file(place, counted())
    return count


def _refuse_unfit(corpus: Path, place: Path) -> None:
    """Raise CorpusError where it would be read as a part of the corpus, or replace no file."""
    try:
        os.fsencode(place)  # half an emoji is no name
        inside = place.parent.resolve().is_relative_to(corpus.resolve())
        is_file = not place.exists() or stat.S_ISREG(place.lstat().st_mode)
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: a circle of links
        raise CorpusError("export.no_place", path=place) from error
    if inside:
        raise CorpusError("export.in_corpus", path=place)
    if not is_file or "\0" in place.name or not place.name or not place.parent.is_dir():
        raise CorpusError("export.no_place", path=place)


def _refuse_foreign(place: Path) -> None:
    """Raise CorpusError where a file stands that is no export: it may be the only copy."""
    try:
        with place.open("rb") as stream:
            first = stream.readline(_MAX_LINE_BYTES)
    except FileNotFoundError:
        return
    except OSError as error:
        raise CorpusError("export.no_place", path=place) from error
    if first and not _is_ours(first):
        raise CorpusError("export.exists", path=place)


def _is_ours(line: bytes) -> bool:
    """Whether *line* is one of an export; reports and lists hold no ``body``."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and {"article_id", "body"} <= value.keys()
