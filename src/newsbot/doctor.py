"""Is everything there that newsbot needs? One finding a thing, each with what to do."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from newsbot.analysis import Analyser
from newsbot.cli_messages import tell
from newsbot.corpus import Corpus, FileState, Problem
from newsbot.errors import NewsbotError
from newsbot.indexing import KnownFile, known_files
from newsbot.messages import Language
from newsbot.newsroom import Newsroom
from newsbot.settings import Settings

OLDEST_PYTHON: Final = (3, 11)
LOW_DISK_GIB: Final = 1.0
READING_SECONDS: Final = 5.0
"""How long files are read that no index knows yet."""
_SAMPLE: Final = "엔비디아는 삼성전자에 AI 칩을 공급한다."
_SAMPLE_TERMS: Final = frozenset({"삼성전자", "칩", "공급", "ai"})


class Verdict(StrEnum):
    """How a thing is: fine, fine with a reservation, or in the way of working."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing; *code* is a message of ``cli_messages``."""

    name: str
    verdict: Verdict
    code: str
    details: dict[str, object] = field(default_factory=dict)

    def sentence(self, language: Language) -> str:
        """Return what was found and the remedy, in *language*, on one line."""
        details = {
            name: value.sentence(language) if isinstance(value, NewsbotError) else value
            for name, value in self.details.items()
        }
        return " ".join(tell(self.code, language, **details).split())


def examine(settings: Settings, opener: Callable[[Path, Path], Newsroom]) -> list[Finding]:
    """Return a finding for each thing. An index that is missing or broken is left as it is."""
    return [
        _python(),
        _kiwi(Analyser()),
        _settings(settings),
        _corpus(settings.corpus_dir, settings.index_path),
        *_index(settings, opener),
        _disk(settings.index_path),
        _terminal(),
    ]


def _ok(name: str, **details: object) -> Finding:
    return Finding(name, Verdict.OK, f"doctor.{name}.ok", details)


def _warn(name: str, what: str, **details: object) -> Finding:
    return Finding(name, Verdict.WARN, f"doctor.{name}.{what}", details)


def _fail(name: str, what: str, **details: object) -> Finding:
    return Finding(name, Verdict.FAIL, f"doctor.{name}.{what}", details)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        return _fail("python", "old", version=version)
    return _ok("python", version=version)


def _kiwi(analyser: Analyser) -> Finding:
    try:
        (analysis,) = analyser.analyse([_SAMPLE])
        fingerprint = analyser.fingerprint
    except Exception as error:  # noqa: BLE001 -- whatever a broken model raises is the finding
        return _fail("kiwi", "broken", reason=type(error).__name__)
    if not set(analysis.terms) >= _SAMPLE_TERMS:
        return _fail("kiwi", "tokens", found=" ".join(analysis.terms))
    return _ok("kiwi", fingerprint=fingerprint)


def _settings(settings: Settings) -> Finding:
    """Name the settings that are not the defaults; never a value, one of them is a secret."""
    names = sorted(f"NEWSBOT_{name.upper()}" for name in settings.model_fields_set)
    if not names:
        return Finding("settings", Verdict.OK, "doctor.settings.none")
    return _ok("settings", names=", ".join(names))


def _corpus(folder: Path, index: Path) -> Finding:
    corpus = Corpus(folder)
    try:
        states, problems = corpus.scan()
    except NewsbotError as error:
        return Finding("corpus", Verdict.FAIL, "doctor.corpus.broken", {"error": error})
    files = len(states)
    if problems := [*problems, *_unread(corpus, states, _known(index))]:
        first = problems[0]
        place = first.path if first.line is None else f"{first.path}:{first.line}"
        count = len(problems)
        details = {"files": files, "problems": count, "place": place, "first": first.error}
        return _warn("corpus", "problems", path=folder, **details)
    if not files:
        return _warn("corpus", "empty", path=folder)
    return _ok("corpus", path=folder, files=files)


def _unread(
    corpus: Corpus, states: Sequence[FileState], known: Mapping[str, KnownFile]
) -> Iterator[Problem]:
    """Yield what cannot be read of the files: as the index knows it, else by reading them.

    A large corpus without an index is read for READING_SECONDS only.
    """
    end = time.monotonic() + READING_SECONDS
    for state in states:
        before = known.get(state.path)
        if before is not None and before.state == state:
            yield from before.problems
        elif time.monotonic() < end:
            yield from (one for one in corpus.load(state.path) if isinstance(one, Problem))


def _known(index: Path) -> Mapping[str, KnownFile]:
    """Return the files that the index has read; none if it is missing, broken or of old code."""
    if not index.exists():
        return {}
    try:
        with closing(sqlite3.connect(_read_only(index), uri=True)) as connection:
            return known_files(connection)
    except (sqlite3.Error, KeyError, ValueError):
        return {}


def _read_only(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro"


def _index(settings: Settings, opener: Callable[[Path, Path], Newsroom]) -> Iterator[Finding]:
    path = settings.index_path
    if not _writable(path):
        yield _fail("index", "not_writable", path=path)
        return
    if not path.exists():
        yield _warn("index", "none", path=path)
        return
    if reason := _broken(path):
        yield _fail("index", "broken", path=path, reason=reason)
        return
    try:
        newsroom = opener(settings.corpus_dir, path)
    except NewsbotError as error:
        yield Finding("index", Verdict.FAIL, "doctor.index.error", {"error": error})
        return
    try:
        yield _state_of(newsroom)
    finally:
        newsroom.close()


def _state_of(newsroom: Newsroom) -> Finding:
    path = newsroom.store.path
    if newsroom.store.is_stale:
        return _warn("index", "stale", path=path)
    articles, passages = newsroom.size()
    if changed := _changed(newsroom):
        return _warn("index", "behind", path=path, articles=articles, changed=changed)
    return _ok("index", path=path, articles=articles, passages=passages)


def _changed(newsroom: Newsroom) -> int:
    """Return how many files of the corpus are not as the index has read them."""
    try:
        return newsroom.pending()
    except NewsbotError:  # the finding about the corpus says so
        return 0


def _broken(path: Path) -> str | None:
    """Return why *path* is no database that can be read, without changing it."""
    try:
        with closing(sqlite3.connect(_read_only(path), uri=True)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        return str(error)
    return None


def _writable(path: Path) -> bool:
    """Whether the file can be written, or made in the nearest folder above that exists."""
    if path.exists() and not os.access(path, os.W_OK):
        return False
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    return folder.is_dir() and os.access(folder, os.W_OK)


def _disk(path: Path) -> Finding:
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    free = shutil.disk_usage(folder).free / (1 << 30)
    return _ok("disk", free=free) if free >= LOW_DISK_GIB else _warn("disk", "low", free=free)


def _terminal() -> Finding:
    encoding = sys.stdout.encoding.lower()
    if encoding.replace("-", "") != "utf8":
        return _warn("terminal", "other", encoding=encoding)
    return _ok("terminal", encoding=encoding)
