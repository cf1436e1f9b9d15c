"""Admission: whether an offered article is new, known, or a new version of a known one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from newsbot.article import Article
from newsbot.corpus import path_for
from newsbot.index.records import from_record
from newsbot.ingest.outlets import may_publish, same_site
from newsbot.keys import Keys, keys_of
from newsbot.moves import Move


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
    change: str | None = None
    """The id of its change in the audit log; None for a duplicate, which changes nothing."""
    former: Article | None = None
    """The version that it replaced."""


class Group:
    """Articles that are offered together, decided on inside one transaction of the index.

    What another audience has makes no difference: an article is a duplicate of what its own
    audience can see already, and replaces what is for the very same audience.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._fresh: dict[str, Article] = {}
        self._known: dict[tuple[str, str | None, str], str] = {}
        """(kind of key, audience, key) -> the id of an article of this group."""

    def take(self, article: Article, *, named: bool = False) -> Added:
        """Return what is to become of an article: added, updated, or a duplicate.

        *named*: its id was given to it by a corpus, and is a mark of it like the others.
        """
        keys = keys_of(article)
        added = self._within_group(article, keys) or self._against_index(
            article, keys, article.id if named else None
        )
        if added.status is not Status.DUPLICATE:
            self._fresh[added.article.id] = added.article
            for kind, key in keys._asdict().items():
                if key is not None:
                    self._known[kind, added.article.audience, key] = added.article.id
        return added

    def _within_group(self, article: Article, keys: Keys) -> Added | None:
        for audience in (article.audience, None):
            same = self._known.get(("content", audience, keys.content))
            if same is None:
                continue
            known = self._fresh[same]
            seen = audience == article.audience or not known.hidden
            if seen and keys_of(known).content == keys.content:  # and not since replaced
                return Added(Status.DUPLICATE, known)
        for kind, key in (("url", keys.url), ("source", keys.source)):
            if key is not None and (kind, article.audience, key) in self._known:
                known = self._fresh[self._known[kind, article.audience, key]]
                if kind == "url" or _may_be_one(article, known):
                    return _updated(article, known)
        return None

    def _against_index(self, article: Article, keys: Keys, own_id: str | None) -> Added:
        rows = self._connection.execute(
            "SELECT content_key, url_key, id, record, body FROM articles"
            " WHERE (content_key = :content"
            " AND (audience IS :audience OR (audience IS NULL AND hidden = 0)))"
            " OR (url_key = :url AND audience IS :audience)"
            " OR (source_key = :source AND audience IS :audience)"
            " OR (id = :id AND audience IS :audience)"
            " ORDER BY content_key = :content DESC, audience IS :audience DESC, number LIMIT 20",
            {"audience": article.audience, "id": own_id, **keys._asdict()},
        ).fetchall()
        for content_key, url_key, known_id, record, body in rows:
            known = from_record(record, body)
            if content_key == keys.content:
                return Added(Status.DUPLICATE, known)
            surely = known_id == own_id or (keys.url is not None and url_key == keys.url)
            if surely or _may_be_one(article, known):
                return _updated(article, known)
        return Added(Status.ADDED, self._with_free_id(article))

    def _with_free_id(self, article: Article) -> Article:
        """Return *article* under an id that no other article has."""
        wanted, number = article.id, 1
        while wanted in self._fresh or _path_of(self._connection, wanted) is not None:
            number += 1
            wanted = f"{article.id}-{number}"
        return replace(article, id=wanted)


def _may_be_one(article: Article, known: Article) -> bool:
    """Whether the mark of the source counts: their addresses must be of one site.

    Else a page could take the place of an outlet's article by bearing its name and headline. Of
    one address alone, it must be one at which the outlet can be read.
    """
    if article.url and known.url:
        return same_site(article.url, known.url)
    url = article.url or known.url
    return url is None or may_publish(article.outlet or "", url)


def _updated(article: Article, known: Article) -> Added:
    """Return *article* as the new version of *known*; it stays hidden if that was.

    An excerpt is no new version of the whole article, which is there already.
    """
    if article.excerpt and not known.excerpt:
        return Added(Status.DUPLICATE, known)
    version = replace(article, id=known.id, hidden=article.hidden or known.hidden)
    if known.excerpt:  # an export knows things that the page does not say
        version = replace(
            version,
            section=version.section or known.section,
            source_id=version.source_id or known.source_id,
        )
    return Added(Status.UPDATED, version, former=known)


def leaving(connection: sqlite3.Connection, fresh: Iterable[Article]) -> Iterator[Move]:
    """Yield the older versions of *fresh* that lie in another file than the new ones will."""
    for article in fresh:
        old, new = _path_of(connection, article.id), path_for(article)
        if old is not None and old != new:
            yield Move(article.id, old, new)


def _path_of(connection: sqlite3.Connection, identifier: str) -> str | None:
    row = connection.execute("SELECT path FROM articles WHERE id = ?", (identifier,)).fetchone()
    return None if row is None else str(row[0])
