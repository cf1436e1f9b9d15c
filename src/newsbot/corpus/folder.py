"""Corpus: the folder of article files. Reads what a person put there, writes Markdown.

Nothing here locks: who writes holds the lock of the newsroom.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from newsbot import ingest
from newsbot.article import Article
from newsbot.corpus import _files, _notes, _trash
from newsbot.corpus._lines import numbered
from newsbot.corpus._trash import TRASH
from newsbot.corpus.identity import path_for
from newsbot.corpus.records import (
    MANY,
    FileState,
    Problem,
    Record,
    one_article,
    read_whole,
    record_of,
    suffix_of,
)
from newsbot.errors import CorpusError, NewsbotError
from newsbot.ingest import markdown

HISTORY: Final = ".history"
_KEPT: Final = frozenset({TRASH, HISTORY})


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles in the files of *folder* and its sub-folders."""

    folder: Path

    def scan(self) -> tuple[list[FileState], list[Problem]]:
        """Return all article files, by name in NFC, and what lies among them unreadable.

        Hidden files and folders are not looked at, links not followed. Raises CorpusError if the
        folder itself is missing or unreadable.
        """
        states: list[FileState] = []
        problems: list[Problem] = []
        for path, entry in self._walk(lambda name: not name.startswith("."), problems):
            if entry.name.startswith(".") or suffix_of(path) not in ingest.SUFFIXES:
                continue
            try:
                states.append(_state(path, entry))
            except FileNotFoundError:  # removed since it was listed
                continue
            except OSError as error:
                problems.append(Problem(path, None, _files.read_error(path, error)))
            except CorpusError as error:
                problems.append(Problem(path, None, error))
        states.sort(key=lambda state: (unicodedata.normalize("NFC", state.path), state.path))
        problems.sort(key=lambda problem: problem.path)
        return states, problems

    def state(self, path: str) -> FileState:
        """Return the file *path* as it lies there now. Raises CorpusError if it does not."""
        try:
            status = self._locate(path).stat(follow_symlinks=False)
        except OSError as error:
            raise _files.read_error(path, error) from error
        return FileState(path, status.st_size, status.st_mtime_ns)

    def holds(self, path: str) -> bool:
        """Whether there is a file *path* now."""
        return os.path.lexists(self._locate(path))

    def load(self, path: str) -> Iterator[Record | Problem]:
        """Read the articles of the file *path*: one, or one a line. Never raises for bad input."""
        try:
            if suffix_of(path) == MANY:
                with _files.opened(self._locate(path), path) as stream:
                    yield from (record_of(path, line) for line in numbered(stream))
            else:
                with _files.opened(self._locate(path), path) as stream:
                    data = read_whole(stream, path)
                yield Record(one_article(path, data), None)
        except NewsbotError as error:
            yield Problem(path, None, error)
        except OSError as error:  # while reading
            yield Problem(path, None, _files.read_error(path, error))

    def write(self, articles: Sequence[Article]) -> None:
        """Write each of *articles* to its ``path_for``; when this returns, a power cut is harmless.

        Raises CorpusError, and IngestError for an article that could not be read back; each file
        is then whole: as it was before, or the new one.
        """
        self._require()
        files = (
            (self.folder / path_for(article), [markdown.render_markdown(article).encode()])
            for article in articles
        )
        try:
            _files.replace_all(self.folder, files)
        except OSError as error:
            raise _files.write_error(self.folder, error) from error

    def remove(self, path: str, article_id: str) -> None:
        """Move one article to ``.trash``, as ``remove_all`` does."""
        self.remove_all([(path, article_id)])

    def remove_all(self, wanted: Iterable[tuple[str, str]]) -> None:
        """Move articles, each as the path of its file and its id, to ``.trash``, durably.

        A file of one article moves whole; of a ``.jsonl`` file, the articles' lines. Interrupted,
        it leaves each article in one of both places or in both. Raises CorpusError.
        """
        files: dict[str, str] = {}
        lines: dict[str, set[str]] = {}
        for path, article_id in wanted:
            self._locate(path)
            if suffix_of(path) == MANY:
                lines.setdefault(path, set()).add(article_id)
            else:
                files[path] = article_id
        path = next(iter(files), "")
        try:
            if files:
                _trash.remove_files(self.folder, files)
            for path, ids in lines.items():
                _trash.remove_lines(self.folder, self._locate(path), path, ids)
        except OSError as error:
            raise _files.write_error(path, error) from error

    def removed(self, path: str, article_id: str) -> Article | None:
        """Return the article that was removed last from the file *path* under *article_id*.

        None if the trash holds no such article any more. Raises CorpusError.
        """
        self._locate(path)
        try:
            return _trash.newest(self.folder, path, article_id)
        except OSError as error:
            raise _files.read_error(f"{TRASH}/{path}", error) from error

    def has_removed(self, path: str) -> bool:
        """Whether the trash holds something that came from the file *path*. Raises CorpusError."""
        self._locate(path)
        try:
            return _trash.holds(self.folder, path)
        except OSError as error:
            raise _files.read_error(f"{TRASH}/{path}", error) from error

    @property
    def trash(self) -> Corpus:
        """What was removed, as a corpus; its folder need not exist."""
        return Corpus(self.folder / TRASH)

    def erase(self, paths: Iterable[str]) -> None:
        """Delete hidden files, such as ``.trash/2025/10/<id>.md``, for good. Raises CorpusError."""
        try:
            _trash.erase(self.folder, [self.folder / path for path in paths])
        except OSError as error:
            raise _files.write_error(self.folder / TRASH, error) from error

    def append_note(self, name: str, lines: Iterable[bytes], *, named: bool) -> None:
        """Add *lines* to the hidden file *name*, durably. Raises CorpusError.

        *named*: this process has done so before, hence its name is on the disk.
        """
        self._require()
        with _notes.writing(self.folder, name) as path:
            _files.append(self.folder, path, lines, named=named)

    def newest_notes(self, name: str) -> Iterator[bytes]:
        """Yield the lines of the hidden file *name* from its end. Raises CorpusError."""
        return _notes.backwards(self.folder / name, name)

    def write_notes(self, contents: Mapping[str, bytes]) -> None:
        """Write hidden files, durably, all or none of them taking its name. Raises CorpusError."""
        self._require()
        with _notes.writing(self.folder, next(iter(contents), "")):
            files = ((self.folder / name, [data]) for name, data in contents.items())
            _files.replace_all(self.folder, files)

    def read_note(self, name: str) -> bytes:
        """Return what the hidden file *name* holds. Raises CorpusError."""
        return _notes.read(self.folder / name, name)

    def note_names(self, folder: str) -> list[str]:
        """Return the names in the hidden *folder*; none if it is missing. Raises CorpusError."""
        return _notes.names(self.folder / folder)

    def clean_up(self) -> int:
        """Delete the temporary files of writers that crashed; return how many."""
        count = 0
        for _, entry in self._walk(lambda name: not name.startswith(".") or name in _KEPT, []):
            if _files.is_stale(entry):
                Path(entry.path).unlink(missing_ok=True)
                count += 1
        return count

    def _require(self) -> None:
        if not self.folder.is_dir():
            code = "corpus.not_a_folder" if self.folder.exists() else "corpus.no_folder"
            raise CorpusError(code, path=_files.shown(self.folder))

    def _walk(
        self, enters: Callable[[str], bool], problems: list[Problem]
    ) -> Iterator[tuple[str, os.DirEntry[str]]]:
        """Yield all that is not a folder, with its path below ours."""
        self._require()
        pending = [""]
        while pending:
            folder = pending.pop()
            try:
                with os.scandir(self.folder / folder) as listed:
                    entries = [(entry, entry.is_dir(follow_symlinks=False)) for entry in listed]
            except OSError as error:
                unreadable = _files.folder_error(self.folder / folder, error)
                if not folder:
                    raise unreadable from error
                if not isinstance(error, FileNotFoundError):  # that one was removed since
                    problems.append(Problem(folder.rstrip("/"), None, unreadable))
                continue
            for entry, is_folder in entries:
                if not is_folder:
                    yield folder + entry.name, entry
                elif enters(entry.name):
                    pending.append(f"{folder}{entry.name}/")

    def _locate(self, path: str) -> Path:
        parts = PurePosixPath(path).parts
        hidden = any(part.startswith(".") for part in parts)  # ".." too
        if not parts or hidden or "\0" in path or PurePosixPath(path).is_absolute():
            raise CorpusError("corpus.bad_name", path=_files.shown(path))
        return self.folder.joinpath(*parts)


def _state(path: str, entry: os.DirEntry[str]) -> FileState:
    try:
        path.encode()
    except UnicodeEncodeError as error:  # bytes that are not UTF-8, or half a pair
        raise CorpusError("corpus.bad_name", path=_files.shown(path)) from error
    if not entry.is_file(follow_symlinks=False):
        raise CorpusError("corpus.not_regular", path=_files.shown(path))
    status = entry.stat(follow_symlinks=False)
    return FileState(path, status.st_size, status.st_mtime_ns)
