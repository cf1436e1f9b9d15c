"""Export: every article as a line of JSON, in one order, so that they can be added elsewhere."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from newsbot import ingest
from newsbot.corpus import write_file
from newsbot.errors import CorpusError
from newsbot.newsroom import Newsroom


def lines(newsroom: Newsroom) -> Iterator[bytes]:
    """Yield every article, hidden and private ones too.

    The oldest first, then by id; those without a date last.
    """
    for article in newsroom.everything():
        yield ingest.render_record(article).encode() + b"\n"


def to_file(newsroom: Newsroom, path: Path, told: Callable[[int], None]) -> int:
    """Write every article to the file *path*; return how many. *told* hears how many are done.

    It takes its name when all of it is safely on the disk: a crash, or a full disk, leaves what
    was there before. Raises CorpusError.
    """
    place = path.expanduser()
    _refuse_unfit(newsroom.corpus.folder, place)
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
