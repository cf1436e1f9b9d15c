"""Writing articles into the index: put and drop, gathered and flushed in one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from newsbot.index.schema import BLOCK_IDS, OCCURRENCE, POSTING, SPAN, SPAN_STRUCT
from newsbot.index.twins import Twins
from newsbot.passages import Passage, Passages, heading_of, passage_bigrams
from newsbot.text import squeeze


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article stands in the corpus and what tells it from others."""

    path: str
    line: int | None
    digest: str
    url_key: str | None
    source_key: str | None
    content_key: str
    amends: tuple[str, ...] | None = None
    """By which marks the article that it corrects is found; None: it is no correction."""


class Writer:
    """Puts articles into the index and takes them out, inside the caller's transaction.

    What becomes of postings and bigrams is gathered in memory and written by ``flush``, so that a
    block is written once for many articles; nothing is to be read back before.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._postings: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
        self._gone: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        """(term, block) -> passages to be taken out of it."""
        self._unwritten: set[int] = set()
        """The articles whose postings are gathered."""
        self._bigrams: Counter[str] = Counter()
        self._totals = np.zeros(5, dtype=np.int64)
        self._term_ids: dict[str, int] = {}
        self._twins = Twins(connection)

    def put(self, article: Passages, origin: Origin, record: dict[str, object]) -> None:
        """Add an article that the index does not hold. *record*: its fields but the body."""
        title_terms = self._ids(article.title_terms)
        source = article.article
        cursor = self._db.execute(
            "INSERT INTO articles (id, path, line, digest, url_key, source_key, content_key,"
            " source_id, title, outlet, published, day, audience, hidden, find_key, record, body,"
            " heading, title_terms)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                source.id,
                origin.path,
                origin.line,
                origin.digest,
                origin.url_key,
                origin.source_key,
                origin.content_key,
                source.source_id,
                source.title,
                source.outlet,
                int(source.published.at.timestamp()) if source.published else None,
                source.published.day_number() if source.published else None,
                source.audience,
                source.hidden,
                squeeze("\n".join((source.title or "", source.outlet or "", source.id))),
                json.dumps(record, ensure_ascii=False),
                source.body,
                heading_of(source),
                np.array(title_terms, dtype="<u4").tobytes(),
            ),
        )
        number = _row_id(cursor)
        self._unwritten.add(number)
        for ordinal, passage in enumerate(article.passages):
            self._put_passage(number, ordinal, passage, source.body, title_terms)
        if source.hidden:
            return
        if origin.amends is None:
            self._twins.put(number)
        else:  # what it corrects is not the same text, however much of it is repeated
            self._db.executemany(
                "INSERT INTO amends VALUES (?, ?)", [(mark, number) for mark in origin.amends]
            )

    def _put_passage(
        self, article: int, ordinal: int, passage: Passage, body: str, title_terms: list[int]
    ) -> None:
        ids = [self._ids(sentence.terms) for sentence in passage.sentences]
        flat = [term for sentence in ids for term in sentence]
        length = len(flat) + len(title_terms)
        spans = [(sentence.start, sentence.end) for sentence in passage.sentences]
        first = spans[0][0]
        occurrences = [
            (term, start - first, min(end - start, 0xFFFF))
            for sentence, terms in zip(passage.sentences, ids, strict=True)
            for term, start, end in zip(terms, sentence.starts, sentence.ends, strict=True)
        ]
        cursor = self._db.execute(
            "INSERT INTO passages (article, ordinal, length, text, spans, terms)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                article,
                ordinal,
                length,
                body[first : spans[-1][1]],
                np.array(spans, dtype=SPAN).tobytes(),
                np.array(occurrences, dtype=OCCURRENCE).tobytes(),
            ),
        )
        number = _row_id(cursor)
        for term, count in Counter(flat + title_terms).items():
            self._postings[term].append((number, count, length))
        self._bigrams.update(set(passage.bigrams))
        self._totals += (1, length, len(spans), len(flat), len(passage.bigrams))

    def _ids(self, terms: Iterable[str]) -> list[int]:
        """Return the id of each term, making new ones."""
        known = self._term_ids
        ids = []
        for term in terms:
            number = known.get(term)
            if number is None:
                number = known[term] = self._id(term)
            ids.append(number)
        return ids

    def _id(self, term: str) -> int:
        row = self._db.execute("SELECT id FROM terms WHERE term = ?", (term,)).fetchone()
        if row is not None:
            return int(row[0])
        cursor = self._db.execute("INSERT INTO terms (term, df) VALUES (?, 0)", (term,))
        return _row_id(cursor)

    def flush(self) -> None:
        """Write what was gathered. To be called before the transaction is committed."""
        self._flush_gone()
        self._flush_postings()
        self._db.executemany(
            "INSERT INTO bigrams VALUES (?, ?)"
            " ON CONFLICT (bigram) DO UPDATE SET df = df + excluded.df",
            sorted(self._bigrams.items()),
        )
        fewer = sorted(bigram for bigram, change in self._bigrams.items() if change < 0)
        self._db.executemany(
            "DELETE FROM bigrams WHERE bigram = ? AND df = 0", [(bigram,) for bigram in fewer]
        )
        self._add_totals()
        self._bigrams.clear()

    def _flush_gone(self) -> None:
        for (term, block), passages in sorted(self._gone.items()):
            self._drop_postings(term, block, passages)
        self._gone.clear()

    def _flush_postings(self) -> None:
        rows = [row for term in sorted(self._postings) for row in self._blocks(term)]
        self._db.executemany(
            "INSERT INTO postings VALUES (?, ?, ?)"
            " ON CONFLICT (term, block) DO UPDATE SET data = CAST(data || excluded.data AS BLOB)",
            rows,
        )
        self._db.executemany(
            "UPDATE terms SET df = df + ? WHERE id = ?",
            [(len(found), term) for term, found in sorted(self._postings.items())],
        )
        self._postings.clear()
        self._unwritten.clear()

    def _blocks(self, term: int) -> Iterator[tuple[int, int, bytes]]:
        """Yield what is to be appended for *term*: term, block, packed postings."""
        data = np.array(self._postings[term], dtype=POSTING)
        blocks = data["id"] // BLOCK_IDS
        for block in np.unique(blocks):
            yield term, int(block), data[blocks == block].tobytes()

    def _add_totals(self) -> None:
        self._db.execute(
            "UPDATE totals SET passages = passages + ?, terms = terms + ?,"
            " sentences = sentences + ?, sentence_terms = sentence_terms + ?,"
            " bigrams = bigrams + ?",
            [int(value) for value in self._totals],
        )
        self._totals[:] = 0

    def drop(self, number: int) -> None:
        """Take the article *number* out of every table."""
        if number in self._unwritten:
            self.flush()
        gone = self._db.execute(
            "SELECT p.id, p.length, p.spans, p.terms, a.title_terms, a.heading, a.body"
            " FROM passages p JOIN articles a ON a.number = p.article WHERE p.article = ?",
            (number,),
        ).fetchall()
        for passage_id, length, spans, occurrences, title_terms, heading, body in gone:
            terms = np.frombuffer(occurrences, dtype=OCCURRENCE)["term"]
            for term in np.union1d(terms, np.frombuffer(title_terms, dtype="<u4")):
                self._gone[int(term), passage_id // BLOCK_IDS].append(passage_id)
            places = SPAN_STRUCT.iter_unpack(spans)
            texts = [body[start:end] for start, end in places]
            bigrams = passage_bigrams(heading, texts)
            self._bigrams.subtract(set(bigrams))
            self._totals -= (1, length, len(texts), len(terms), len(bigrams))
        self._twins.drop(number)
        self._db.execute("DELETE FROM amends WHERE article = ?", (number,))
        self._db.execute("DELETE FROM passages WHERE article = ?", (number,))
        self._db.execute("DELETE FROM articles WHERE number = ?", (number,))

    def _drop_postings(self, term: int, block: int, passages: list[int]) -> None:
        (data,) = self._db.execute(
            "SELECT data FROM postings WHERE term = ? AND block = ?", (term, block)
        ).fetchone()
        postings = np.frombuffer(data, dtype=POSTING)
        left = postings[~np.isin(postings["id"], passages)]
        if len(left):
            self._db.execute(
                "UPDATE postings SET data = ? WHERE term = ? AND block = ?",
                (left.tobytes(), term, block),
            )
        else:
            self._db.execute("DELETE FROM postings WHERE term = ? AND block = ?", (term, block))
        self._db.execute("UPDATE terms SET df = df - ? WHERE id = ?", (len(passages), term))


def _row_id(cursor: sqlite3.Cursor) -> int:
    """Return the id of the row that was just inserted."""
    if cursor.lastrowid is None:  # only where nothing was inserted, which would have raised
        raise AssertionError
    return cursor.lastrowid
