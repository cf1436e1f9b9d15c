"""Hidden files of the corpus folder: what newsbot notes beside the articles."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from newsbot.corpus import _files

_BLOCK_BYTES: Final = 1 << 16


@contextmanager
def writing(folder: Path, name: str) -> Iterator[Path]:
    """Yield the path of the hidden file *name*; what fails is a CorpusError."""
    try:
        yield folder / name
    except OSError as error:
        raise _files.write_error(folder / name, error) from error


def read(path: Path, name: str) -> bytes:
    """Return the bytes of the file *path*. Raises CorpusError."""
    try:
        with _files.opened(path, name) as stream:
            return stream.read()
    except OSError as error:
        raise _files.read_error(name, error) from error


def names(folder: Path) -> list[str]:
    """Return the names in *folder*, none if it is missing. Raises CorpusError."""
    try:
        return [path.name for path in folder.iterdir()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _files.folder_error(folder, error) from error


def backwards(path: Path, name: str) -> Iterator[bytes]:
    """Yield the lines of the file *path* from the last to the first, without their ends.

    Holds one block and one line in memory; a missing file has no lines. Raises CorpusError.
    """
    if not os.path.lexists(path):
        return
    try:
        with _files.opened(path, name) as stream:
            place, rest = stream.seek(0, os.SEEK_END), b""
            while place:
                size = min(_BLOCK_BYTES, place)
                place -= size
                stream.seek(place)
                rest, *lines = (stream.read(size) + rest).split(b"\n")
                yield from reversed(lines)
            yield rest
    except OSError as error:
        raise _files.read_error(name, error) from error
