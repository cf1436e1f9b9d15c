"""The audit log: who changed what, where and when, one line of ``.audit.jsonl`` a change.

A line is durable *before* its change is begun. So a crash may leave a line whose change did not
happen, and never a change without its line. ``AuditLog.write`` is called under the writers' lock
only; reading needs no lock. Files that a person changes in the folder leave no lines.
"""

from __future__ import annotations

import getpass
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from newsbot.article import Article
from newsbot.corpus import Corpus
from newsbot.dates import Moment, parse_moment
from newsbot.errors import CorpusError
from newsbot.keys import digest_of
from newsbot.text import clean_line

LOG: Final = ".audit.jsonl"
_UNKNOWN: Final = "-"


class Action(StrEnum):
    """What was done to an article."""

    ADD = "add"
    UPDATE = "update"
    """A new version replaced the old one."""
    REMOVE = "remove"
    HIDE = "hide"
    UNHIDE = "unhide"
    RESTORE = "restore"
    """It came back from the trash, or a former version of it from the history."""
    ERASE = "erase"
    """What the trash held of it was deleted for good. It changes nothing of what is there."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who makes a change, and where: ``Actor("kim (1234)", "discord:5678")``."""

    who: str
    where: str


def operator() -> Actor:
    """Return who sits at the terminal, by the name that the operating system knows."""
    try:
        name = getpass.getuser()
    except (ImportError, KeyError, OSError):  # no such user, as in many a container
        name = _UNKNOWN
    return Actor(name, "terminal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of one article, as the audit log holds it."""

    id: str
    """Sixteen hexadecimal digits that tell nothing of other changes."""
    at: Moment
    """To the second."""
    action: Action
    article_id: str
    title: str | None
    audience: str | None
    """The article's: who may see it may see this."""
    by: Actor
    reverts: str | None = None
    """The id of the change that this one took back."""
    version: int | None = None
    """The number in the history of the version that was replaced; None where none was."""
    path: str | None = None
    """Where in the corpus it lay, of one that was removed."""
    digest: str | None = None
    """What the article holds after the change (``keys.digest_of``); None if it is gone."""


def change_of(action: Action, article: Article, by: Actor, *, version: int | None = None) -> Change:
    """Return the change that leaves *article* as it is given, made now, under a fresh id."""
    return Change(
        id=secrets.token_hex(8),
        at=Moment(datetime.now(UTC).replace(microsecond=0)),
        action=action,
        article_id=article.id,
        title=article.title,
        audience=article.audience,
        by=Actor(clean_line(by.who) or _UNKNOWN, clean_line(by.where) or _UNKNOWN),
        version=version,
        digest=digest_of(article),
    )


class AuditLog:
    """The log of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._named = False

    def write(self, changes: Sequence[Change]) -> None:
        """Add *changes*, durably, before any of them is begun. Raises CorpusError."""
        if changes:
            self._corpus.append_note(LOG, map(_line, changes), named=self._named)
            self._named = True

    def newest_first(self, article_id: str | None = None) -> Iterator[Change]:
        """Yield the changes, of one article if it is named. Raises CorpusError.

        A line that cannot be read, such as the last one when it was cut short, is passed over.
        """
        for change in self._naming(article_id or ""):
            if article_id in {None, change.article_id}:
                yield change

    def find(self, change_id: str) -> Change:
        """Return one change. Raises CorpusError if there is none of this id."""
        wanted = change_id.strip()
        for change in self._naming(wanted):
            if change.id == wanted:
                return change
        raise CorpusError("newsroom.no_change", change_id=change_id)

    def _naming(self, text: str) -> Iterator[Change]:
        """Yield the changes whose lines hold *text*, newest first; the others are not decoded."""
        wanted = text.encode()
        for line in self._corpus.newest_notes(LOG):
            change = _read(line) if wanted in line else None
            if change is not None:
                yield change


def _line(change: Change) -> bytes:
    values = {field.name: getattr(change, field.name) for field in fields(change)}
    values |= {"at": change.at.iso(), "by": None, "who": change.by.who, "where": change.by.where}
    kept = {name: value for name, value in values.items() if value is not None}
    return json.dumps(kept, ensure_ascii=False).encode()


def _read(line: bytes) -> Change | None:
    try:
        values = dict.fromkeys(("title", "audience")) | json.loads(line)
        values["by"] = Actor(values.pop("who"), values.pop("where"))
        values["action"] = Action(values["action"])
        values["at"] = parse_moment(values["at"])
        known = {field.name: values[field.name] for field in fields(Change) if field.name in values}
        return Change(**known) if values["at"] else None
    except (ValueError, TypeError, KeyError):  # cut short, or not ours
        return None
