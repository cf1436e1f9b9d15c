"""What the bot has to remember across a restart: one SQLite file beside the index.

A question, so that the buttons under its answer work and a follow-up finds its topic; a draft,
until it is saved; a vote. Questions and drafts are forgotten after ``keep_days``; a vote holds no
question unless the person agreed. No name is kept here, and the file is its owner's alone to read.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

from newsbot.errors import StoreError

Vote = Literal["up", "down"]
_VERSION: Final = 1
MAX_DRAFTS: Final = 10
"""How many drafts are kept of one person: the last."""
_DAY_SECONDS: Final = 86_400
_SCHEMA: Final = """
CREATE TABLE asked (
    key TEXT PRIMARY KEY, message INTEGER, channel INTEGER NOT NULL, author INTEGER NOT NULL,
    at REAL NOT NULL, asked TEXT NOT NULL
);
CREATE INDEX asked_message ON asked (message);
CREATE INDEX asked_channel ON asked (channel, at);
CREATE INDEX asked_at ON asked (at);
CREATE TABLE drafts (key TEXT PRIMARY KEY, author INTEGER NOT NULL, at REAL NOT NULL,
    draft TEXT NOT NULL);
CREATE TABLE votes (voter TEXT PRIMARY KEY, at REAL NOT NULL, vote TEXT NOT NULL,
    articles TEXT NOT NULL, question TEXT, remark TEXT);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked, so that it can be asked again."""

    question: str
    topic: str | None
    """The earlier question whose topic it may carry."""
    channel: int
    author: int
    """Who asked: a Discord user id."""
    audiences: tuple[str, ...]
    since: int | None = None
    until: int | None = None
    outlet: str | None = None
    shown: str | None = None
    """The question as it stands above the answer; None where the channel shows it anyway."""
    next_topic: str = ""
    """What a question that follows may carry."""
    cited: tuple[str, ...] = ()
    """The ids of the articles that were quoted."""

    @property
    def is_narrowed(self) -> bool:
        """Whether only some articles were searched: of a time, of an outlet."""
        return any(one is not None for one in (self.since, self.until, self.outlet))


class Records:
    """The file. Threads may share it; calls take well under a millisecond, and raise StoreError."""

    def __init__(self, path: Path, keep_days: int, clock: Callable[[], float] = time.time) -> None:
        """Open or make the file *path*. Raises StoreError if it is not the bot's."""
        self._path = path
        self._keep_seconds = keep_days * _DAY_SECONDS
        self._clock = clock
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite's own are for all
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._prepare()
        except (sqlite3.Error, OSError) as error:
            raise StoreError("bot.records", path=str(path), reason=str(error)) from error

    def _prepare(self) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        fresh = self._db.execute("SELECT 1 FROM sqlite_schema").fetchone() is None
        if not fresh and version != _VERSION:  # somebody else's: before anything is written
            self._db.close()
            raise StoreError("bot.records_version", path=str(self._path))
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute(
            "PRAGMA synchronous = NORMAL"
        )  # a power cut costs the last seconds' buttons
        self._db.execute("PRAGMA secure_delete = ON")  # what is forgotten is gone
        if fresh:
            with self._changing() as db:
                for statement in filter(str.strip, _SCHEMA.split(";")):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {_VERSION}")

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._named_errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        """Raise StoreError for what SQLite raises: a full disk, a damaged file."""
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError("bot.records", path=str(self._path), reason=str(error)) from error

    def _rows(self, select: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock, self._named_errors():
            return self._db.execute(select, values).fetchall()

    def _oldest(self) -> float:
        """Return from when on questions and drafts are known."""
        return self._clock() - self._keep_seconds

    # questions

    def remember(self, asked: Asked) -> str:
        """Keep a question; return the key that its buttons carry."""
        key = secrets.token_hex(8)
        with self._changing() as db:
            db.execute(
                "INSERT INTO asked (key, channel, author, at, asked) VALUES (?, ?, ?, ?, ?)",
                (key, asked.channel, asked.author, self._clock(), json.dumps(asdict(asked))),
            )
        return key

    def posted(self, key: str, message: int) -> None:
        """Note under which *message* the question was answered, so that a reply to it is known."""
        with self._changing() as db:
            db.execute("UPDATE asked SET message = ? WHERE key = ?", (message, key))

    def asked(self, key: str) -> Asked | None:
        """Return the question with this key, or None if it was forgotten."""
        return _asked(
            self._rows("SELECT asked FROM asked WHERE key = ? AND at >= ?", key, self._oldest())
        )

    def asked_under(self, message: int) -> Asked | None:
        """Return the question that was answered in *message*."""
        select = "SELECT asked FROM asked WHERE message = ? AND at >= ?"
        return _asked(self._rows(select, message, self._oldest()))

    def last_asked(self, channel: int, within_seconds: float) -> Asked | None:
        """Return the last question that was answered in *channel*, if it is no older."""
        return _asked(
            self._rows(
                "SELECT asked FROM asked WHERE channel = ? AND at >= ? AND message IS NOT NULL"
                " ORDER BY at DESC LIMIT 1",
                channel,
                self._clock() - within_seconds,
            )
        )

    def forget(self, key: str) -> None:
        """Forget a question, because its answer was deleted; nothing goes on about it either."""
        self._forget([key], [])

    def forget_under(self, messages: Collection[int]) -> None:
        """Forget the questions that were answered in *messages*, which are gone."""
        self._forget([], messages)

    def _forget(self, keys: Collection[str], messages: Collection[int]) -> None:
        chosen = json.dumps(list(keys)), json.dumps(list(messages))
        rows = self._rows(
            "SELECT key, channel, asked FROM asked"
            " WHERE key IN (SELECT value FROM json_each(?))"
            " OR message IN (SELECT value FROM json_each(?))",
            *chosen,
        )
        if not rows:
            return
        with self._changing() as db:
            for key, channel, text in rows:
                db.execute("DELETE FROM asked WHERE key = ?", (key,))
                gone = json.loads(text)
                _forget_topic(db, channel, {gone["question"], gone["next_topic"]} - {""})
        self._leave_no_trace()

    def _leave_no_trace(self) -> None:
        """Take what was deleted out of the log that SQLite keeps beside the file."""
        self._rows("PRAGMA wal_checkpoint(TRUNCATE)")

    # drafts

    def keep_draft(self, author: int, draft: dict[str, Any], key: str | None = None) -> str:
        """Keep what *author* may save; return its key. With *key*, replace an earlier state."""
        key = key or secrets.token_hex(8)
        with self._changing() as db:
            db.execute(
                "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?)",
                (key, author, self._clock(), json.dumps(draft, ensure_ascii=False)),
            )
            db.execute(
                "DELETE FROM drafts WHERE author = ?1 AND key NOT IN"
                " (SELECT key FROM drafts WHERE author = ?1 ORDER BY at DESC, rowid DESC LIMIT ?2)",
                (author, MAX_DRAFTS),
            )
        return key

    def draft(self, key: str, author: int) -> dict[str, Any] | None:
        """Return the draft with this key if it is *author*'s."""
        select = "SELECT draft FROM drafts WHERE key = ? AND author = ? AND at >= ?"
        rows = self._rows(select, key, author, self._oldest())
        return json.loads(rows[0][0]) if rows else None

    def drop_draft(self, key: str) -> None:
        """Forget a draft that was saved or given up."""
        with self._changing() as db:
            db.execute("DELETE FROM drafts WHERE key = ?", (key,))

    # votes

    def vote(self, key: str, voter: int, vote: Vote, articles: list[str]) -> None:
        """Keep one vote a person and answer, the last; without the question."""
        with self._changing() as db:
            db.execute(
                "INSERT INTO votes (voter, at, vote, articles) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (voter) DO UPDATE SET at = excluded.at, vote = excluded.vote",
                (_voter(key, voter), self._clock(), vote, json.dumps(articles)),
            )

    def add_question(self, key: str, voter: int, question: str, remark: str) -> None:
        """Add to a vote the question and a remark that the person agreed to share."""
        with self._changing() as db:
            db.execute(
                "UPDATE votes SET question = ?, remark = ? WHERE voter = ?",
                (question or None, remark or None, _voter(key, voter)),
            )

    def votes(self) -> dict[str, int]:
        """Return how many votes there are of each kind."""
        return dict(self._rows("SELECT vote, count(*) FROM votes GROUP BY vote"))

    # the rest

    def fact(self, name: str) -> str | None:
        """Return what was noted under *name*."""
        rows = self._rows("SELECT value FROM facts WHERE name = ?", name)
        return rows[0][0] if rows else None

    def note(self, name: str, value: str) -> None:
        """Note *value* under *name*."""
        with self._changing() as db:
            db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def tidy(self) -> int:
        """Forget questions and drafts that are too old; return how many."""
        before = self._oldest()
        with self._changing() as db:
            gone = db.execute("DELETE FROM asked WHERE at < ?", (before,)).rowcount
            gone += db.execute("DELETE FROM drafts WHERE at < ?", (before,)).rowcount
        self._leave_no_trace()
        return gone

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()


def _forget_topic(db: sqlite3.Connection, channel: int, topics: set[str]) -> None:
    """Take *topics* out of the questions of *channel* that carry them."""
    rows = db.execute("SELECT key, asked FROM asked WHERE channel = ?", (channel,)).fetchall()
    for key, text in rows:
        values = json.loads(text)
        if topics & {values["topic"], values["next_topic"]}:
            values |= {"topic": None, "next_topic": ""}
            db.execute("UPDATE asked SET asked = ? WHERE key = ?", (json.dumps(values), key))


def _asked(rows: list[tuple[Any, ...]]) -> Asked | None:
    if not rows:
        return None
    values = json.loads(rows[0][0])
    lists = {name: tuple(values[name]) for name in ("audiences", "cited")}
    return Asked(**values | lists)


def _voter(key: str, voter: int) -> str:
    """Return a mark that keeps a second vote from counting and tells nobody who voted."""
    return hashlib.sha256(f"{key}:{voter}".encode()).hexdigest()
