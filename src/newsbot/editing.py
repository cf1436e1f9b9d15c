"""Editing: every change of the corpus, under the writers' lock, with its line in the audit log.

The order is always the same: decide, keep the version that goes, write the line, change the
files, change the index. Only then does a function here return.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from newsbot import history, moves
from newsbot.admission import Added, Group, Status, leaving
from newsbot.analysis import Analyser
from newsbot.article import Article, Draft
from newsbot.audit import Action, Actor, AuditLog, Change, change_of
from newsbot.batch import searchable
from newsbot.corpus import MANY, Corpus, Record, article_id, suffix_of
from newsbot.errors import CorpusError, NewsbotError
from newsbot.index.records import from_record
from newsbot.index.store import Store
from newsbot.indexing import Indexer
from newsbot.passages import Passages


@dataclass(frozen=True, slots=True)
class _Held:
    """An article that the index holds."""

    number: int
    path: str
    article: Article


class Editor:
    """Changes one corpus and its index. Threads may share one Editor."""

    def __init__(self, corpus: Corpus, store: Store, analyser: Analyser, indexer: Indexer) -> None:
        self._corpus = corpus
        self._store = store
        self._analyser = analyser
        self._indexer = indexer
        self.log = AuditLog(corpus)

    def add(
        self, drafts: Sequence[Draft], by: Actor, split: Sequence[Passages | None] | None = None
    ) -> list[Added]:
        """Add articles together; *split*: what ``split`` has given for them.

        Raises CorpusError, StoreError.
        """
        split = self.split(drafts) if split is None else split
        with self._store.writing() as connection:
            results = _decided(connection, drafts)
            noted = self._note(connection, results, by)
            fresh = {
                added.article.id: self._searchable(added.article, passages)
                for added, passages in zip(results, split, strict=True)
                if added.status is not Status.DUPLICATE
            }
            self._write(connection, list(fresh.values()))  # of several versions the last
        return noted

    def split(self, drafts: Sequence[Draft]) -> list[Passages | None]:
        """Return the passages of each article; None of one that is there already.

        This takes much of the time, hence it is done before the lock is taken. It may be done by
        another thread while earlier articles are added.
        """
        with self._store.reading() as connection:
            expected = _decided(connection, drafts)
        return [
            None if one.status is Status.DUPLICATE else searchable(one.article, self._analyser)
            for one in expected
        ]

    def _searchable(self, article: Article, split: Passages | None) -> Passages:
        """Return *split* under the article's final id; anew where it was not split to be seen."""
        if split is None or article.hidden or not split.passages:
            return searchable(article, self._analyser)
        return replace(split, article=article)

    @staticmethod
    def foresee(connection: sqlite3.Connection, draft: Draft) -> Added:
        """Return what would come of adding *draft*; nothing is changed."""
        (expected,) = _decided(connection, [draft])
        return expected

    def _note(
        self, connection: sqlite3.Connection, results: Sequence[Added], by: Actor
    ) -> list[Added]:
        """Keep what the *results* replace and write their lines; return them with their ids."""
        former = [self._as_it_lies(connection, one.former) for one in results if one.former]
        numbers = iter(history.keep(self._corpus, former))
        noted, changes = [], []
        for added in results:
            if added.status is Status.DUPLICATE:
                noted.append(added)
                continue
            action = Action.UPDATE if added.former else Action.ADD
            version = next(numbers) if added.former else None
            changes.append(change_of(action, added.article, by, version=version))
            noted.append(replace(added, change=changes[-1].id))
        self.log.write(changes)
        return noted

    def _as_it_lies(self, connection: sqlite3.Connection, article: Article) -> Article:
        """Return *article*, which the index holds, as a person may just have edited its file."""
        held = _held(connection, article.id)
        if held is None or held.article != article or suffix_of(held.path) == MANY:
            return article  # of this group; or a line, which goes to the trash as it is
        found = (entry for entry in self._corpus.load(held.path) if isinstance(entry, Record))
        return next((one.article for one in found if one.article.id == article.id), article)

    def _write(self, connection: sqlite3.Connection, fresh: Sequence[Passages]) -> None:
        """Write articles to their files and into the index, in place of older versions."""
        moved = list(leaving(connection, [passages.article for passages in fresh]))
        if moved:
            moves.note(self._corpus, moved)
        read_ns = time.time_ns()
        self._corpus.write([passages.article for passages in fresh])
        moves.finish(self._corpus)
        self._indexer.put(connection, fresh, read_ns)

    def remove(self, identifier: str, by: Actor) -> Change:
        """Move an article to the trash and out of the index. Raises CorpusError."""
        with self._store.writing() as connection:
            (change,) = self._remove(connection, [_require(connection, identifier)], by)
            return change

    def remove_all(self, identifiers: Sequence[str], by: Actor) -> list[Change]:
        """Remove articles together; one that is gone is passed over. Raises CorpusError."""
        with self._store.writing() as connection:
            found = [_held(connection, identifier) for identifier in identifiers]
            return self._remove(connection, [held for held in found if held], by)

    def set_hidden(self, identifier: str, by: Actor, *, hidden: bool) -> Change:
        """Hide an article, or show it again. Raises CorpusError if it is so already."""
        with self._store.writing() as connection:
            held = _require(connection, identifier)
            if held.article.hidden is hidden:
                code = "newsroom.already_hidden" if hidden else "newsroom.not_hidden"
                raise CorpusError(code, article_id=identifier)
            return self._set_hidden(connection, held, by)

    def revert(self, change_id: str, by: Actor) -> Change:
        """Take back a change, if it is the latest of its article. Raises CorpusError."""
        with self._store.writing() as connection:
            change = self._latest(connection, change_id)
            held = _held(connection, change.article_id)
            if held is None:
                return self._bring_back(connection, change, by)
            if change.action in {Action.HIDE, Action.UNHIDE}:
                return self._set_hidden(connection, held, by, change.id)
            if change.version is None:  # it was not there before
                (removal,) = self._remove(connection, [held], by, change.id)
                return removal
            return self._put_back(connection, held, change, by)

    def _latest(self, connection: sqlite3.Connection, change_id: str) -> Change:
        """Return the change if it is the latest of its article. Raises CorpusError."""
        change = self.log.find(change_id)
        row = connection.execute(
            "SELECT digest FROM articles WHERE id = ?", (change.article_id,)
        ).fetchone()
        digest = None if row is None else row[0]
        for one in self.log.newest_first(change.article_id):
            if one.digest != digest or one.action is Action.ERASE:
                continue  # a crash came before it; or a person has changed the file
            if one.id == change.id:
                return change
            code = "newsroom.reverted" if one.reverts == change.id else "newsroom.changed_since"
            raise CorpusError(code, article_id=change.article_id)
        raise CorpusError("newsroom.changed_since", article_id=change.article_id)

    def _remove(
        self,
        connection: sqlite3.Connection,
        held: Sequence[_Held],
        by: Actor,
        reverts: str | None = None,
    ) -> list[Change]:
        changes = [
            replace(
                change_of(Action.REMOVE, one.article, by),
                path=one.path,
                digest=None,
                reverts=reverts,
            )
            for one in held
        ]
        self.log.write(changes)
        self._corpus.remove_all((one.path, one.article.id) for one in held)
        self._indexer.drop(connection, [one.number for one in held])
        return changes

    def _set_hidden(
        self, connection: sqlite3.Connection, held: _Held, by: Actor, reverts: str | None = None
    ) -> Change:
        """Hide what is seen, show what is hidden."""
        hidden = not held.article.hidden
        article = replace(self._as_it_lies(connection, held.article), hidden=hidden)
        change = change_of(Action.HIDE if hidden else Action.UNHIDE, article, by)
        return self._replace(connection, article, replace(change, reverts=reverts))

    def _put_back(
        self, connection: sqlite3.Connection, held: _Held, change: Change, by: Actor
    ) -> Change:
        """Put the version that *change* replaced in place of the one that is there now."""
        try:
            former = history.read(self._corpus, held.article.id, change.version or 0).article
        except NewsbotError as error:  # a person has deleted or damaged it
            raise CorpusError("newsroom.no_former", article_id=held.article.id) from error
        (number,) = history.keep(self._corpus, [self._as_it_lies(connection, held.article)])
        restored = change_of(Action.RESTORE, former, by, version=number)
        return self._replace(connection, former, replace(restored, reverts=change.id))

    def _bring_back(self, connection: sqlite3.Connection, change: Change, by: Actor) -> Change:
        """Bring the article that *change* removed back from the trash, which keeps its copy."""
        former = change.path and self._corpus.removed(change.path, change.article_id)
        if not former:
            raise CorpusError("newsroom.no_former", article_id=change.article_id)
        restored = change_of(Action.RESTORE, former, by)
        return self._replace(connection, former, replace(restored, reverts=change.id))

    def _replace(self, connection: sqlite3.Connection, article: Article, change: Change) -> Change:
        """Write the line of *change*, then *article* in place of what is there."""
        self.log.write([change])
        self._write(connection, [searchable(article, self._analyser)])
        return change


def _decided(connection: sqlite3.Connection, drafts: Sequence[Draft]) -> list[Added]:
    """Return what is to become of each of *drafts*, which are offered together."""
    group = Group(connection)
    return [
        group.take(
            Article.from_draft(draft, draft.id or article_id(draft)), named=draft.id is not None
        )
        for draft in drafts
    ]


def _require(connection: sqlite3.Connection, identifier: str) -> _Held:
    held = _held(connection, identifier)
    if held is None:
        raise CorpusError("newsroom.no_article", article_id=identifier)
    return held


def _held(connection: sqlite3.Connection, identifier: str) -> _Held | None:
    row = connection.execute(
        "SELECT number, path, record, body FROM articles WHERE id = ?", (identifier,)
    ).fetchone()
    return None if row is None else _Held(row[0], row[1], from_record(row[2], row[3]))
