"""Admission: whether an offered article is new, known, or a new version of a known one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from newsbot.article import Article
from newsbot.corpus import path_for
from newsbot.index.records import from_record
from newsbot.keys import Keys, keys_of
from newsbot.moves import Move
from newsbot.passages import Passages


class Status(StrEnum):
    """What came of adding an article."""

    ADDED = "added"
    UPDATED = "updated"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Added:
    """An article that was offered, and what came of it. Durable when this is returned."""

    status: Status
    article: Article


class Group:
    """Articles that are offered together, decided on inside one transaction of the index."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._fresh: dict[str, Passages] = {}
        self._known: dict[tuple[str, str], str] = {}
        """(kind of key, key) -> the id of an article of this group."""

    @property
    def fresh(self) -> list[Passages]:
        """The articles to write, under their final ids; of several versions the last."""
        return list(self._fresh.values())

    def take(self, split: Passages) -> Added:
        """Return what is to become of an article: added, updated, or a duplicate."""
        keys = keys_of(split.article)
        added = self._within_group(split.article, keys) or self._against_index(split.article, keys)
        if added.status is not Status.DUPLICATE:
            self._fresh[added.article.id] = replace(split, article=added.article)
            for kind, key in keys._asdict().items():
                if key is not None:
                    self._known[kind, key] = added.article.id
        return added

    def _within_group(self, article: Article, keys: Keys) -> Added | None:
        if (same := self._known.get(("content", keys.content))) is not None:
            known = self._fresh[same].article
            if keys_of(known).content == keys.content:  # and not since replaced
                return Added(Status.DUPLICATE, known)
        for kind, key in (("url", keys.url), ("source", keys.source)):
            if key is not None and (kind, key) in self._known:
                return Added(Status.UPDATED, replace(article, id=self._known[kind, key]))
        return None

    def _against_index(self, article: Article, keys: Keys) -> Added:
        row = self._connection.execute(
            "SELECT id, content_key, record, body FROM articles"
            " WHERE content_key = ? OR url_key = ? OR source_key = ?"
            " ORDER BY content_key = ? DESC, number LIMIT 1",
            (keys.content, keys.url, keys.source, keys.content),
        ).fetchone()
        if row is None:
            return Added(Status.ADDED, self._with_free_id(article))
        if row[1] == keys.content:
            return Added(Status.DUPLICATE, from_record(row[2], row[3]))
        return Added(Status.UPDATED, replace(article, id=row[0]))

    def _with_free_id(self, article: Article) -> Article:
        """Return *article* under an id that no other article has."""
        wanted, number = article.id, 1
        while wanted in self._fresh or self._path_of(wanted) is not None:
            number += 1
            wanted = f"{article.id}-{number}"
        return replace(article, id=wanted)

    def _path_of(self, identifier: str) -> str | None:
        row = self._connection.execute(
            "SELECT path FROM articles WHERE id = ?", (identifier,)
        ).fetchone()
        return None if row is None else str(row[0])

    def leaving(self) -> Iterator[Move]:
        """Yield the older versions that lie in another file than the new one will."""
        for identifier, split in self._fresh.items():
            old, new = self._path_of(identifier), path_for(split.article)
            if old is not None and old != new:
                yield Move(identifier, old, new)
