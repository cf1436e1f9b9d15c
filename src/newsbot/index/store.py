"""Store: the index file, its connections and its transactions.

SQLite in WAL mode carries what is hard: a reader beside a writer, several processes, recovery
after a crash. Each thread has a connection of its own. The index is derived from the corpus, so
``synchronous=NORMAL`` is enough: what a power cut takes, the next look at the corpus brings back.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from newsbot.errors import StoreError
from newsbot.index.schema import FORMAT_VERSION, SCHEMA
from newsbot.similarity import SIMILARITY_VERSION

BUSY_SECONDS: Final = 60.0
"""How long a writer waits for another process to finish its transaction."""
CACHE_KIB: Final = 16_384
_PAGE_BYTES: Final = 8_192


class Store:
    """The index file at *path*, made when it is missing. Threads may share one Store."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        """Open the file. A file of another fingerprint opens too: see ``is_stale``.

        Raises StoreError when it cannot be opened or made.
        """
        self.path = path
        self.fingerprint = f"{FORMAT_VERSION}/{SIMILARITY_VERSION}/{fingerprint}"
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _require_ours(path)
            _ = self.connection
        except (OSError, sqlite3.OperationalError) as error:
            raise StoreError("index.cannot_open", path=path, reason=error) from None
        except sqlite3.DatabaseError:  # no database, or a broken one; whose it is we cannot know
            self.close()
            raise StoreError("index.not_ours", path=path) from None

    def _prepare(self) -> None:
        if self._tables(self.connection):  # without the lock: another may be writing for long
            return
        with self.writing() as connection:
            if not self._tables(connection):
                _run_script(connection, SCHEMA)
                connection.execute("INSERT INTO fingerprint VALUES (?)", (self.fingerprint,))

    @staticmethod
    def _tables(connection: sqlite3.Connection) -> int:
        row = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return int(row[0])

    @property
    def is_stale(self) -> bool:
        """Whether the file was made by other code, another model or other settings."""
        row = self.connection.execute("SELECT value FROM fingerprint").fetchone()
        return row is None or row[0] != self.fingerprint

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit mode.

        An index may be deleted at any time, while it is open too: then this is one to a new file.
        """
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None and (
            connection.in_transaction or self._local.file == self._file()
        ):
            return connection
        fresh = self._connect()
        self._local.connection, self._local.file = fresh, self._file()
        with self._lock:
            self._connections.append(fresh)
            if connection is not None:
                self._connections.remove(connection)
        if connection is not None:
            connection.close()
        self._prepare()
        return fresh

    def _file(self) -> tuple[int, int] | None:
        """Return which file stands at the path now, whatever its name was given to before."""
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return None
        return status.st_dev, status.st_ino

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        connection.execute("PRAGMA temp_store = MEMORY")
        return connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One unchanging view of the index, whatever is written meanwhile."""
        connection = self.connection
        nested = connection.in_transaction
        if not nested:
            connection.execute("BEGIN")
        try:
            yield connection
        except sqlite3.DatabaseError as error:
            raise StoreError("index.damaged", path=self.path) from error
        finally:
            if not nested:
                connection.execute("COMMIT")

    def is_busy(self) -> bool:
        """Whether another process or thread is writing just now."""
        connection = self.connection
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return True
        finally:
            connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
        return False

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, alone among all processes; rolled back if the block raises.

        Raises StoreError when the file cannot be written or another writer does not finish.
        """
        connection = self.connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise StoreError("index.cannot_write", path=self.path, reason=error) from None

    def replace_with(self, other: Store) -> None:
        """Make this index hold what *other* holds, in one step that readers never see half of."""
        try:
            other.connection.backup(self.connection)
        except sqlite3.OperationalError as error:
            raise StoreError("index.cannot_write", path=self.path, reason=error) from None

    def clear(self) -> None:
        """Empty the index and give it the present fingerprint."""
        with self.writing() as connection:
            names = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            ).fetchall()
            for (name,) in names:
                connection.execute(f"DROP TABLE {name}")
            _run_script(connection, SCHEMA)
            connection.execute("INSERT INTO fingerprint VALUES (?)", (self.fingerprint,))

    def delete(self) -> None:
        """Close the index and delete its files."""
        self.close()
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def close(self) -> None:
        """Close every thread's connection."""
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
        self._local = threading.local()


def _require_ours(path: Path) -> None:
    """Raise StoreError if *path* is another program's database; nothing of it is changed."""
    if not path.exists() or not path.stat().st_size:
        return
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if tables and not {"fingerprint", "postings"} <= tables:
        raise StoreError("index.not_ours", path=path)


def _run_script(connection: sqlite3.Connection, script: str) -> None:
    """Run the statements of *script* inside the open transaction (``executescript`` commits)."""
    for statement in script.split(";"):
        if statement.strip():
            connection.execute(statement)
