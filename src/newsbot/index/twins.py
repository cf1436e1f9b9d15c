"""Twins: which articles print the same text. Kept with each article that comes or goes.

Two articles are twins if they share a key that is not *crowded*, were published within days of each
other, and ``same_text`` says so. A key that more than ``CROWD`` articles of one audience have is a
stock phrase and says nothing; it is not followed, so that no add has to look at thousands. Crowds
are counted for each audience alone. Whether two articles are twins depends on the articles there
are, not on the order in which they came: an index that grew is the index that a rebuild makes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Final

from newsbot.similarity import Shingles, same_text, shingles_of

CROWD: Final = 64
NEAR_DAYS: Final = 3
"""Twins are published within so many days of each other."""
_KEPT: Final = 2_000
"""How many texts are kept at hand while many articles are put."""


@dataclass(frozen=True, slots=True)
class _Text:
    """What is compared of an article."""

    day: int | None
    audience: str
    shingles: Shingles


class Twins:
    """The tables ``bands`` and ``twins``, inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._texts: dict[int, _Text] = {}

    def put(self, number: int) -> None:
        """Find the twins of an article that was just put into ``articles``."""
        text = self._text(number)
        keys = text.shingles.keys
        others: set[int] = set()
        filled = []
        for key in keys:
            own = self._count(key, text.audience)
            if own == CROWD:
                filled.append(key)
            if own < CROWD:
                others.update(*(some for some in self._having(key).values() if len(some) <= CROWD))
        self._db.executemany(
            "INSERT INTO bands VALUES (?, ?, ?)", [(key, text.audience, number) for key in keys]
        )
        self._pair((number, other) for other in self._near(text.day, others))
        if filled:
            self._part(filled, text.audience)

    def drop(self, number: int) -> None:
        """Take out an article that is still in ``articles``."""
        text = self._text(number)
        gone = [
            key
            for key in text.shingles.keys
            if self._db.execute(
                "DELETE FROM bands WHERE key = ? AND audience = ? AND article = ?",
                (key, text.audience, number),
            ).rowcount
        ]
        self._unpair([(number, other) for other in self._twins_of(number)])
        self._texts.pop(number, None)
        self._rejoin(gone, text.audience)

    def _near(self, day: int | None, numbers: Iterable[int]) -> list[int]:
        """Return those that can have been published within days of *day*: a template has many."""
        rows = self._db.execute(
            "SELECT number FROM articles WHERE number IN (SELECT value FROM json_each(?1))"
            " AND (?2 IS NULL OR day IS NULL OR abs(day - ?2) <= ?3)",
            (json.dumps(list(numbers)), day, NEAR_DAYS),
        )
        return [row[0] for row in rows]

    def _part(self, keys: Iterable[int], audience: str) -> None:
        """Undo the pairs that only *keys* held together, which are crowded from now on."""
        members = {n for key in keys for n in self._having_of(key, audience)}
        pairs = {
            (min(one, other), max(one, other)) for one in members for other in self._twins_of(one)
        }
        count = cache(self._count)
        self._unpair([pair for pair in pairs if not self._share_a_key(*pair, count)])

    def _rejoin(self, keys: Iterable[int], audience: str) -> None:
        """Find the pairs of *keys* that were crowded until now."""
        pairs: set[tuple[int, int]] = set()
        for key in keys:
            if self._count(key, audience) == CROWD:
                groups = self._having(key)
                own = sorted(groups.pop(audience))
                pairs.update(combinations(own, 2))
                others = [n for some in groups.values() if len(some) <= CROWD for n in some]
                pairs.update((one, other) for one in own for other in others)
        self._pair(pairs)

    def _share_a_key(self, one: int, other: int, count: Callable[[int, str], int]) -> bool:
        texts = self._text(one), self._text(other)
        common = set(texts[0].shingles.keys) & set(texts[1].shingles.keys)
        return any(all(count(key, text.audience) <= CROWD for text in texts) for key in common)

    def _count(self, key: int, audience: str) -> int:
        """Return how many of *audience* have *key*; of a crowd, ``CROWD`` + 1."""
        (found,) = self._db.execute(
            "SELECT count(*) FROM (SELECT 1 FROM bands WHERE key = ? AND audience = ? LIMIT ?)",
            (key, audience, CROWD + 1),
        ).fetchone()
        return int(found)

    def _having(self, key: int) -> dict[str, list[int]]:
        """Return audience -> the articles that have *key*; of a crowd, ``CROWD`` + 1 of them."""
        groups: dict[str, list[int]] = {}
        rows = self._db.execute(
            "SELECT audience, article FROM bands WHERE key = ? LIMIT ?", (key, CROWD + 1)
        ).fetchall()
        if len(rows) <= CROWD:
            for audience, number in rows:
                groups.setdefault(audience, []).append(number)
            return groups
        return {audience: self._having_of(key, audience) for audience in self._audiences(key)}

    def _having_of(self, key: int, audience: str) -> list[int]:
        rows = self._db.execute(
            "SELECT article FROM bands WHERE key = ? AND audience = ? LIMIT ?",
            (key, audience, CROWD + 1),
        )
        return [row[0] for row in rows]

    def _audiences(self, key: int) -> Iterator[str]:
        """Yield who has *key*, a look-up each: a crowd is not read through."""
        row = self._db.execute("SELECT min(audience) FROM bands WHERE key = ?", (key,)).fetchone()
        while row[0] is not None:
            yield row[0]
            row = self._db.execute(
                "SELECT min(audience) FROM bands WHERE key = ? AND audience > ?", (key, row[0])
            ).fetchone()

    def _twins_of(self, number: int) -> list[int]:
        rows = self._db.execute("SELECT other FROM twins WHERE article = ?", (number,))
        return [row[0] for row in rows]

    def _pair(self, pairs: Iterable[tuple[int, int]]) -> None:
        rows = [pair for pair in pairs if self._are_twins(*pair)]
        self._db.executemany(
            "INSERT OR IGNORE INTO twins VALUES (?, ?)", rows + [(b, a) for a, b in rows]
        )

    def _unpair(self, pairs: list[tuple[int, int]]) -> None:
        self._db.executemany(
            "DELETE FROM twins WHERE article = ? AND other = ?",
            pairs + [(b, a) for a, b in pairs],
        )

    def _are_twins(self, one: int, other: int) -> bool:
        first, second = self._text(one), self._text(other)
        if first.day is None or second.day is None:
            return same_text(first.shingles, second.shingles, near=False)
        near = abs(first.day - second.day) <= NEAR_DAYS
        return near and same_text(first.shingles, second.shingles, near=True)

    def _text(self, number: int) -> _Text:
        text = self._texts.get(number)
        if text is None:
            if len(self._texts) >= _KEPT:
                self._texts.clear()
            day, audience, body = self._db.execute(
                "SELECT day, audience, body FROM articles WHERE number = ?", (number,)
            ).fetchone()
            text = self._texts[number] = _Text(day, audience or "", shingles_of(body))
        return text
