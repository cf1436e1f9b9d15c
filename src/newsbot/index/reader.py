"""Reading the index: what a query needs, as arrays."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from newsbot.article import Article
from newsbot.index.okapi import BlockOkapi, Postings
from newsbot.index.records import from_record
from newsbot.index.schema import POSTING

_MAX_VARIABLES: Final = 10_000
"""SQLite allows 32,766 in one statement."""
_UNSEEN: Final = (
    "SELECT p.id FROM articles a INDEXED BY articles_audience CROSS JOIN passages p"
    " ON p.article = a.number WHERE a.audience IS NOT NULL"
    " AND a.audience NOT IN (SELECT value FROM json_each(?))"
)
"""The passages for other audiences; one look-up in an index where no article has an audience."""
_SEEN: Final = (
    "(?1 IS NULL OR a.audience IS NULL OR a.audience IN (SELECT value FROM json_each(?1)))"
)
"""Whether the audiences that the first value names may see article ``a``."""
Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Totals(NamedTuple):
    """Sums over all passages of the index."""

    passages: int
    terms: int
    """Terms of all passages, their headline's included each time."""
    sentences: int
    sentence_terms: int
    bigrams: int

    @property
    def passage_length(self) -> float:
        """Terms to a passage, on average; never 0."""
        return max(self.terms, 1) / max(self.passages, 1)

    @property
    def sentence_length(self) -> float:
        """Terms to a sentence, its headline's included, on average; never 0."""
        heading = (self.terms - self.sentence_terms) / max(self.passages, 1)
        return max(self.sentence_terms / max(self.sentences, 1) + heading, 1.0)

    @property
    def bigram_length(self) -> float:
        """Character bigrams to a passage, on average; never 0."""
        return max(self.bigrams, 1) / max(self.passages, 1)


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """One passage as the index holds it."""

    id: int
    article: int
    ordinal: int
    length: int
    text: str
    """The body from the first sentence's start to the last one's end."""
    spans: bytes
    """Sentences: packed rows of ``schema.SPAN``."""
    terms: bytes
    """Terms in reading order: packed rows of ``schema.OCCURRENCE``."""


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """What retrieval needs of an article."""

    number: int
    id: str
    heading_terms: bytes
    """Term ids, four bytes each."""
    heading: str
    published: int | None = None
    """In seconds since 1970."""


class Reader:
    """Look-ups over one connection. Use it inside ``Store.reading`` for one unchanging view.

    *audiences*: who asks; None whoever may see every article. How often a term stands is then
    counted in what they may see, so that no answer tells of what they may not.
    """

    def __init__(
        self, connection: sqlite3.Connection, audiences: tuple[str, ...] | None = None
    ) -> None:
        self._db = connection
        self._audiences = audiences
        self._term_ids: dict[str, int] = {}

    def seen_by(self, audiences: tuple[str, ...] | None) -> Reader:
        """Return the reader of what *audiences* may see."""
        return self if audiences == self._audiences else Reader(self._db, audiences)

    def totals(self) -> Totals:
        """Return the sums over all passages."""
        row = self._db.execute("SELECT * FROM totals").fetchone()
        return Totals(*row)

    def _rows(self, select: str, keys: Iterable[object], *first: object) -> list[tuple[Any, ...]]:
        """Return the rows of *select*, whose ``IN ()`` is filled with *keys*, in any order.

        *first*: the values that stand before; ``SEEN``: what the first of them, names, may see.
        """
        wanted = list(keys)
        rows: list[tuple[Any, ...]] = []
        for start in range(0, len(wanted), _MAX_VARIABLES):
            some = wanted[start : start + _MAX_VARIABLES]
            marks = ",".join("?" * len(some))
            rows += self._db.execute(
                select.replace("SEEN", _SEEN).replace("IN ()", f"IN ({marks})"), [*first, *some]
            )
        return rows

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """Return term -> in how many passages it stands; unknown terms are left out."""
        found = {}
        for term, number, frequency in self._rows(
            "SELECT term, id, df FROM terms WHERE df > 0 AND term IN ()", set(terms)
        ):
            self._term_ids[term] = number
            found[term] = int(frequency)
        return found if self.unseen is None else self._seen_frequencies(found, self.unseen)

    def _seen_frequencies(self, found: dict[str, int], unseen: Mask) -> dict[str, int]:
        """Return *found* without what stands in *unseen* passages."""
        seen = {
            term: frequency - int(unseen[self.postings([term]).ids].sum())
            for term, frequency in found.items()
        }
        return {term: frequency for term, frequency in seen.items() if frequency}

    @cached_property
    def unseen(self) -> Mask | None:
        """Which passage ids below ``capacity`` are for other audiences; None: not one."""
        if self._audiences is None:
            return None
        rows = self._db.execute(_UNSEEN, (json.dumps(self._audiences),))
        ids = np.fromiter((row[0] for row in rows), dtype=np.int64)
        if not len(ids):
            return None
        mask = np.zeros(self.capacity, dtype=bool)
        mask[ids] = True
        return mask

    def passage_count(self) -> int:
        """Return how many passages may be seen."""
        if self._audiences is None:
            return self.totals().passages
        count = _UNSEEN.replace("p.id", "count(*)", 1)  # without the mask, which takes longer
        (unseen,) = self._db.execute(count, (json.dumps(self._audiences),)).fetchone()
        return self.totals().passages - int(unseen)

    @property
    def capacity(self) -> int:
        """One more than the greatest passage id."""
        row = self._db.execute("SELECT max(id) FROM passages").fetchone()
        return (row[0] or 0) + 1

    def term_id(self, term: str) -> int:
        """Return the id of a term that ``frequencies`` has found."""
        return self._term_ids[term]

    def bigram_frequencies(self, bigrams: Iterable[str]) -> dict[str, int]:
        """Return bigram -> in how many passages it stands; unknown ones are left out."""
        return dict(self._rows("SELECT bigram, df FROM bigrams WHERE bigram IN ()", set(bigrams)))

    def postings(self, terms: Sequence[str]) -> Postings:
        """Return where each of *terms* stands, by passage id."""
        parts = []
        for term in terms:
            rows = self._db.execute(
                "SELECT data FROM postings WHERE term = ? ORDER BY block",
                (self._term_ids.get(term, -1),),
            ).fetchall()
            parts.append(b"".join([row[0] for row in rows]))
        packed = np.frombuffer(b"".join(parts), dtype=POSTING)
        sizes = [len(part) // POSTING.itemsize for part in parts]
        return Postings(
            np.ascontiguousarray(packed["id"]),
            packed["count"],
            packed["length"],
            np.repeat(np.arange(len(parts)), sizes),
        )

    def model(self, terms: Iterable[str], totals: Totals) -> BlockOkapi:
        """Return the scoring model for *terms* over the index as it is now."""
        return BlockOkapi(
            self,
            size=totals.passages,
            average_length=totals.passage_length,
            frequencies=self.frequencies(terms),
            capacity=self.capacity,
        )

    def passages(self, ids: Sequence[int]) -> list[StoredPassage]:
        """Return the passages with these *ids*, in the order asked for."""
        rows = self._rows(
            "SELECT id, article, ordinal, length, text, spans, terms FROM passages WHERE id IN ()",
            map(int, ids),
        )
        found = {row[0]: StoredPassage(*row) for row in rows}
        return [found[int(number)] for number in ids]

    def passages_of(self, articles: Iterable[int]) -> dict[int, list[StoredPassage]]:
        """Return article number -> all its passages, in reading order."""
        found: dict[int, list[StoredPassage]] = {}
        for row in self._rows(
            "SELECT id, article, ordinal, length, text, spans, terms FROM passages"
            " WHERE article IN () ORDER BY article, ordinal",
            articles,
        ):
            found.setdefault(row[1], []).append(StoredPassage(*row))
        return found

    def articles(self, numbers: Iterable[int]) -> dict[int, StoredArticle]:
        """Return number -> article."""
        rows = self._rows(
            "SELECT number, id, title_terms, heading, published FROM articles WHERE number IN ()",
            set(numbers),
        )
        return {row[0]: StoredArticle(*row) for row in rows}

    def whole_articles(self, numbers: Iterable[int]) -> dict[int, Article]:
        """Return number -> the article as it stands in the corpus."""
        rows = self._rows(
            "SELECT number, record, body FROM articles WHERE number IN ()", set(numbers)
        )
        return {number: from_record(record, body) for number, record, body in rows}

    def passages_where(self, since: int | None, until: int | None, outlet: str | None) -> Numbers:
        """Return the ids of the passages of matching articles; ``None`` matches all.

        *since* (inclusive) and *until* (exclusive) are seconds since 1970; undated articles do
        not match a date. *outlet* is compared without case and spaces.
        """
        rows = self._db.execute(
            "SELECT p.id FROM articles a JOIN passages p ON p.article = a.number"
            " WHERE (?1 IS NULL OR a.published >= ?1) AND (?2 IS NULL OR a.published < ?2)"
            " AND (?3 IS NULL OR replace(lower(a.outlet), ' ', '') = replace(lower(?3), ' ', ''))",
            (since, until, outlet),
        )
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def passages_of_ids(self, article_ids: Iterable[str]) -> Numbers:
        """Return the ids of the passages of the articles with these ids."""
        rows = self._rows(
            "SELECT p.id FROM articles a JOIN passages p ON p.article = a.number WHERE a.id IN ()",
            article_ids,
        )
        return np.array([row[0] for row in rows], dtype=np.int64)

    def twins(self, numbers: Iterable[int]) -> dict[int, list[int]]:
        """Return number -> the articles that print the same text and may be seen, if any."""
        found: dict[int, list[int]] = {}
        for number, other in self._rows(
            "SELECT t.article, t.other FROM twins t JOIN articles a ON a.number = t.other"
            " WHERE SEEN AND t.article IN ()",
            set(numbers),
            self._names,
        ):
            found.setdefault(number, []).append(other)
        return found

    def amending(self, marks: Iterable[str]) -> list[Article]:
        """Return the corrections that have one of *marks* and may be seen."""
        rows = self._rows(
            "SELECT DISTINCT a.record, a.body FROM amends m JOIN articles a ON a.number = m.article"
            " WHERE SEEN AND m.mark IN ()",
            marks,
            self._names,
        )
        return [from_record(record, body) for record, body in rows]

    def published_on(self, outlet: str, days: Iterable[int]) -> list[Article]:
        """Return what *outlet*, spelt so, published on *days* (KST) and may be seen."""
        rows = self._rows(
            "SELECT a.record, a.body FROM articles a"
            " WHERE SEEN AND a.outlet = ? AND a.hidden = 0 AND a.day IN ()",
            days,
            self._names,
            outlet,
        )
        return [from_record(record, body) for record, body in rows]

    @property
    def _names(self) -> str | None:
        return None if self._audiences is None else json.dumps(self._audiences)
