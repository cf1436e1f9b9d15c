"""The trash: what can be brought back, how much lies there, and deleting it for good.

Removing only moves. What the law or a full disk asks to be gone is *erased*: the copies in the
trash, and the former versions of articles that are gone. Each leaves a line in the audit log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from newsbot.article import Article, valid_id
from newsbot.audit import Action, Actor, AuditLog, Change, change_of
from newsbot.corpus import HISTORY, MANY, TRASH, Corpus, FileState, Record, suffix_of
from newsbot.errors import CorpusError, QuestionError
from newsbot.index.store import Store
from newsbot.listing import ids

_GROUP: Final = 500
"""Files that are deleted together; an interrupted deletion goes on with the next."""
_FILES: Final = 100
_LINES: Final = 5_000
_NS: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Holdings:
    """What lies in the trash, or some of it."""

    files: tuple[FileState, ...]
    histories: tuple[FileState, ...]
    """Former versions of articles that are neither in the corpus nor in the rest of the trash."""

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return sum(state.size for state in (*self.files, *self.histories))


class Trash:
    """The trash of one corpus."""

    def __init__(self, corpus: Corpus, store: Store, log: AuditLog) -> None:
        self._corpus = corpus
        self._store = store
        self._log = log

    def restorable(self) -> Iterator[Change]:
        """Yield the removals that can be taken back, the latest first: one of each article."""
        for change in self._removals():
            if change.path is not None and self._corpus.has_removed(change.path):
                yield change

    def removal(self, named: str) -> Change:
        """Return the removal that *named* means: its id, or its article's, or how that begins.

        Raises CorpusError where there is none, QuestionError where there are several.
        """
        wanted = named.strip()
        found = [one for one in self._removals() if wanted and one.article_id.startswith(wanted)]
        exact = [one for one in found if one.article_id == wanted]
        exact = exact or [one for one in self._removals() if one.id == wanted]
        if len(exact or found) > 1:
            raise QuestionError("newsroom.ambiguous", article_id=named)
        for change in exact or found:
            return change
        raise CorpusError("newsroom.not_removed", article_id=named)

    def _removals(self) -> Iterator[Change]:
        """Yield the last removal of each article that is gone, the latest first."""
        seen = ids(self._store.connection)
        for change in self._log.newest_first():
            if change.action is Action.REMOVE and change.article_id not in seen:
                seen.add(change.article_id)
                yield change

    def holdings(self, before: datetime | None = None) -> Holdings:
        """Return what lies in the trash; with *before*, what has lain there since then.

        Raises CorpusError.
        """
        corpus = self._corpus
        states = _states(corpus)
        files = tuple(state for state in states if _is_older(state, before))
        if _is_partly_unreadable(corpus) or _is_partly_unreadable(corpus.trash):
            return Holdings(files, ())  # whose history this is cannot be known
        left = {state.path for state in states} - {state.path for state in files}
        alive = ids(self._store.connection).union(_stems(corpus))
        alive.update(one.id for path in left for one in _held(corpus, path))
        histories: list[FileState] = []
        for article_id in corpus.note_names(HISTORY):
            if valid_id(article_id) and article_id not in alive:
                versions = list(_versions(corpus, article_id))
                if all(_is_older(state, before) for state in versions):
                    histories += versions
        return Holdings(files, tuple(sorted(histories, key=lambda state: state.path)))

    def empty(self, by: Actor, before: datetime | None, told: Callable[[int], None]) -> int:
        """Delete what ``holdings`` finds, for good; return how many files that were.

        It is done in groups, each under the writers' lock; *told* hears how many are gone.
        Interrupted, it can be begun again. Raises CorpusError, StoreError.
        """
        files = self.holdings(before).files
        for start in range(0, len(files), _GROUP):
            with self._store.writing():
                lying = {state.path: state for state in _states(self._corpus)}
                group = files[start : start + _GROUP]
                # What went to the trash since it was looked through has not lain there so long.
                self._erase([one for one in group if lying.get(one.path) == one], by)
            told(min(start + _GROUP, len(files)))
        with self._store.writing():  # what has come back meanwhile keeps its history
            histories = self.holdings(before).histories
            self._corpus.erase(state.path for state in histories)
        return len(files) + len(histories)

    def _erase(self, files: Sequence[FileState], by: Actor) -> None:
        """Write the lines of the articles in *files* of the trash, then delete those."""
        articles = {one.id: one for state in files for one in _held(self._corpus, state.path)}
        changes = [change_of(Action.ERASE, article, by) for article in articles.values()]
        self._log.write([replace(change, digest=None) for change in changes])
        self._corpus.erase(f"{TRASH}/{state.path}" for state in files)


def groups(places: Mapping[str, str]) -> Iterator[Sequence[str]]:
    """Yield the ids of *places*, id -> path, in groups to be removed together, in their order.

    A file of many articles is written anew for each group of its own, so these are large, and
    come last.
    """
    lines: dict[str, list[str]] = {}
    files: list[str] = []
    for article_id, path in places.items():
        shared = suffix_of(path) == MANY
        (lines.setdefault(path, []) if shared else files).append(article_id)
    yield from _cut(files, _FILES)
    for ids_of_file in lines.values():
        yield from _cut(ids_of_file, _LINES)


def _cut(found: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (found[start : start + size] for start in range(0, len(found), size))


def _states(corpus: Corpus) -> list[FileState]:
    """Return the files of the trash. A link in its place is not followed. Raises CorpusError."""
    folder = corpus.trash.folder
    if folder.is_symlink():
        raise CorpusError("corpus.not_regular", path=TRASH)
    return corpus.trash.scan()[0] if folder.is_dir() else []


def _versions(corpus: Corpus, article_id: str) -> Iterator[FileState]:
    for name in corpus.note_names(f"{HISTORY}/{article_id}"):
        path = f"{HISTORY}/{article_id}/{name}"
        status = (corpus.folder / path).lstat()
        yield FileState(path, status.st_size, status.st_mtime_ns)


def _is_older(state: FileState, before: datetime | None) -> bool:
    return before is None or state.mtime_ns < before.timestamp() * _NS


def _stems(corpus: Corpus) -> Iterator[str]:
    """Yield the names of the corpus's files: one that cannot be read is there all the same."""
    return (state.path.rpartition("/")[2].rpartition(".")[0] for state in corpus.scan()[0])


def _is_partly_unreadable(corpus: Corpus) -> bool:
    """Whether articles of *corpus* may lie where they cannot be seen."""
    problems = corpus.scan()[1] if corpus.folder.is_dir() else []
    return any(problem.error.code == "corpus.folder_unreadable" for problem in problems)


def _held(corpus: Corpus, path: str) -> Iterator[Article]:
    """Yield the articles in the file *path* of the trash, as far as they can be read."""
    return (entry.article for entry in corpus.trash.load(path) if isinstance(entry, Record))
