"""Files that survive: reading only regular files, writing so that a crash leaves old or new.

The order is always the same: the bytes of a hidden temporary file are synced, the file takes its
name, the folders that hold the name are synced. Only then does a function here return.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from newsbot.errors import CorpusError

STALE_SECONDS: Final = 3600
_TEMPORARY: Final = re.compile(r"\.newsbot-([0-9]{1,10})-[0-9a-f]{16}\.tmp")
_READ: Final = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_BINARY")
)
_CREATE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_NO_SUCH_SYNC: Final = frozenset({errno.EINVAL, errno.ENOTSUP})
"""What file systems say that cannot sync a folder; it is as durable there as it gets."""


def shown(path: str | Path) -> str:
    """Return *path* for a message: printable, on one line."""
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in str(path)
    )


@contextmanager
def opened(path: Path, name: str) -> Iterator[BinaryIO]:
    """Open the regular file *path* for reading; never waits for a FIFO, never follows a link.

    Raises CorpusError if it cannot be opened, OSError if it cannot be read to its end.
    """
    try:
        descriptor = os.open(path, _READ)
    except OSError as error:
        raise read_error(name, error) from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise CorpusError("corpus.not_regular", path=shown(name))
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            yield stream
    finally:
        os.close(descriptor)


def read_error(name: str, error: OSError) -> CorpusError:
    """Return what *error* means for who reads the file *name*."""
    if error.errno in {errno.ELOOP, errno.ENXIO}:  # a link; a socket
        return CorpusError("corpus.not_regular", path=shown(name))
    return CorpusError("corpus.file_unreadable", path=shown(name), reason=error.strerror)


def folder_error(path: Path, error: OSError) -> CorpusError:
    """Return what *error* means for who lists the folder *path*."""
    return CorpusError("corpus.folder_unreadable", path=shown(path), reason=error.strerror)


def require_same(path: Path, name: str, before: os.stat_result) -> None:
    """Raise CorpusError if the file *path* is no longer the one of *before*."""
    now = path.lstat()
    if (now.st_ino, now.st_size, now.st_mtime_ns) != (
        before.st_ino,
        before.st_size,
        before.st_mtime_ns,
    ):
        raise CorpusError("corpus.changed", path=shown(name))


def write_error(name: str | Path, error: OSError) -> CorpusError:
    """Return what *error* means for who writes *name*."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return CorpusError("corpus.disk_full", path=shown(name))
    refused = error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}
    code = "corpus.not_writable" if refused else "corpus.write_failed"
    return CorpusError(code, path=shown(name), reason=error.strerror)


def replace_all(root: Path, contents: Iterable[tuple[Path, Iterable[bytes]]]) -> None:
    """Write each (path below *root*, chunks) so that a crash leaves the old file or the new.

    No file takes its name before all are safely on the disk, so a full disk changes nothing.
    Raises OSError; temporary files are gone then.
    """
    waiting: dict[Path, Path] = {}  # temporary -> final
    try:
        for path, chunks in contents:
            make_folders(root, path.parent)
            temporary = path.parent / f".newsbot-{os.getpid()}-{secrets.token_hex(8)}.tmp"
            descriptor = os.open(temporary, _CREATE, 0o666)
            waiting[temporary] = path
            with os.fdopen(descriptor, "wb") as stream:
                stream.writelines(chunks)
                stream.flush()
                os.fsync(descriptor)
        folders = {path.parent for path in waiting.values()}
        for temporary, path in list(waiting.items()):
            temporary.replace(path)
            del waiting[temporary]
        sync_folders(root, folders)
    finally:
        for temporary in waiting:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def write_file(path: Path, chunks: Iterable[bytes]) -> None:
    """Write the file *path* as ``replace_all`` does, wherever it lies. Raises CorpusError."""
    try:
        replace_all(path.parent, [(path, chunks)])
    except OSError as error:
        raise write_error(path, error) from error


def append(root: Path, path: Path, lines: Iterable[bytes], *, named: bool = False) -> None:
    """Add whole *lines* to the file *path* below *root*, durably. Raises OSError.

    *named*: its name is known to be on the disk, unless it turns out to be empty.
    """
    make_folders(root, path.parent)
    with path.open("a+b") as stream:
        if stream.tell():
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":  # an append before this one was cut short
                stream.write(b"\n")
        else:
            named = False
        stream.writelines(line.rstrip(b"\r\n") + b"\n" for line in lines)
        stream.flush()
        os.fsync(stream.fileno())
    if not named:
        sync_folders(root, {path.parent})


def make_folders(root: Path, folder: Path) -> None:
    """Make *folder* and what is missing between it and *root*, which must exist.

    Raises NotADirectoryError where a file or a link (which reading would not follow) stands in
    the way.
    """
    for path in reversed([folder, *folder.parents][: len(folder.relative_to(root).parts)]):
        with suppress(FileExistsError):
            path.mkdir()
        if not stat.S_ISDIR(path.lstat().st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))


def sync_folders(root: Path, folders: set[Path]) -> None:
    """Sync *folders* and all above them up to *root*, each once, the deepest first.

    Those above too: whoever made one of them may have crashed before syncing its name.
    """
    above = {path for folder in folders for path in folder.parents if path.is_relative_to(root)}
    if os.name == "nt":  # Windows cannot open a folder, and NTFS logs names itself
        return
    for folder in sorted(folders | above, key=lambda path: (-len(path.parts), path)):
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in _NO_SUCH_SYNC:
                raise
        finally:
            os.close(descriptor)


def is_stale(entry: os.DirEntry[str]) -> bool:
    """Whether *entry* is a temporary file of ours whose writer is gone, or slower than an hour."""
    match = _TEMPORARY.fullmatch(entry.name)
    if not match or not entry.is_file(follow_symlinks=False):
        return False
    if not _alive(int(match[1])):
        return True
    return time.time() - entry.stat(follow_symlinks=False).st_mtime > STALE_SECONDS


def _alive(pid: int) -> bool:
    if os.name == "nt":  # os.kill would end it there
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
