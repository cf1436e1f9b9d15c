"""Newsroom: asking, adding, removing, keeping up: the one path that every front end shares."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from newsbot import moves
from newsbot.admission import Added, Group
from newsbot.analysis import Analyser
from newsbot.answer import Answer
from newsbot.answering import DEFAULTS, Desk, Options, answer_question
from newsbot.article import Article, Draft
from newsbot.batch import SAME_ID
from newsbot.corpus import Corpus, article_id
from newsbot.errors import CorpusError, QuestionError
from newsbot.index.reader import Reader
from newsbot.index.records import from_record
from newsbot.index.store import Store
from newsbot.indexing import Indexer, Report, SyncResult
from newsbot.passages import PASSAGES_VERSION, split_article
from newsbot.ranking import Weights, shipped_weights
from newsbot.verification import Difference, verify

_LISTED_OUTLETS: Final = 10
_GROUP: Final = 100
"""Articles that are made durable and acknowledged together when many are added."""
_REST_SECONDS: Final = 2.0
"""The folder is not looked at again sooner than this after the last look."""


class Newsroom:
    """A corpus, its index and an analyser. Threads may share one Newsroom."""

    def __init__(
        self, corpus: Corpus, store: Store, analyser: Analyser, weights: Weights | None = None
    ) -> None:
        self.corpus = corpus
        self.store = store
        self._analyser = analyser
        self._weights = weights or shipped_weights()
        self._indexer = Indexer(corpus, store, analyser)
        self._looking = threading.Lock()
        self._look_again = 0.0
        self._tidied = False

    def sync(self, report: Report | None = None) -> SyncResult:
        """Bring the index up to date with the corpus, rebuilding one that other code has made."""
        if not self._tidied:  # what writers left behind that crashed
            self.corpus.clean_up()
            self._tidied = True
        if self.store.is_stale:
            return self.rebuild(report)
        self._finish_moves()
        return self._indexer.sync(report)

    def rebuild(self, report: Report | None = None) -> SyncResult:
        """Make the index anew; the old one answers until the new one is whole."""
        self._finish_moves()
        return self._indexer.rebuild(report)

    def _recover(self) -> None:
        """Bring the index up to date with the folder before it decides what is known."""
        if moves.is_pending(self.corpus):
            self.sync()
        else:
            self.refresh()  # what a person has changed in the folder counts

    def _finish_moves(self) -> None:
        """Finish what a crash left half done; waits for another process that is at it."""
        if moves.is_pending(self.corpus):
            with self.store.writing():
                moves.finish(self.corpus)

    def verify(self, report: Report | None = None) -> list[Difference]:
        """Check the whole index against the corpus; return what differs, nothing if all is well."""
        return verify(self.corpus, self.store, self._analyser, report)

    def warm(self) -> None:
        """Load the language model, so that no question waits for it."""
        self._analyser.warm()

    def pending(self) -> int:
        """Return how many files of the corpus the index has not read as they are now."""
        return self._indexer.pending()

    def outlets(self) -> list[str]:
        """Return the outlets of the corpus, those with most articles first."""
        rows = self.store.connection.execute(
            "SELECT outlet FROM articles WHERE outlet IS NOT NULL"
            " GROUP BY outlet ORDER BY count(*) DESC, outlet"
        )
        return [row[0] for row in rows]

    def require_outlet(self, name: str) -> None:
        """Raise QuestionError, which names the outlets there are, if *name* is none of them."""
        known = self.outlets()
        if not any(_same_name(name, outlet) for outlet in known):
            listed = ", ".join(known[:_LISTED_OUTLETS]) or "-"
            raise QuestionError("ask.unknown_outlet", outlet=name, known=listed)

    def refresh(self) -> None:
        """Look at the folder again, unless that was done a moment ago or is being done."""
        if time.monotonic() < self._look_again or not self._looking.acquire(blocking=False):
            return
        try:
            if self.store.is_busy():  # who is writing brings it up to date; a reader does not wait
                return
            began = time.monotonic()
            self.sync()
            took = time.monotonic() - began
            self._look_again = time.monotonic() + max(_REST_SECONDS, 50 * took)
        finally:
            self._looking.release()

    @property
    def threshold(self) -> float:
        """The confidence from which on a question is answered."""
        return self._weights.confidence["threshold"]

    def ask(self, question: str, options: Options = DEFAULTS) -> Answer:
        """Return the quotes that answer *question*, or an answer without citations."""
        return self.ask_ranked(question, options, 0)[0]

    def ask_ranked(
        self, question: str, options: Options, depth: int
    ) -> tuple[Answer, list[Article]]:
        """Return the answer, and the *depth* best articles in order: that of the quotes first."""
        with self.store.reading() as connection:
            reader = Reader(connection)
            desk = Desk(self._analyser, reader, self._weights)
            return answer_question(question, options, depth, desk)

    def add(self, draft: Draft) -> Added:
        """Add one article. When this returns, it is on disk and can be found."""
        (added,) = self.add_many([draft])
        return added

    def add_many(self, drafts: Iterable[Draft]) -> Iterator[Added]:
        """Add articles in groups; each is yielded once it is on disk and can be found.

        The same article again is a duplicate; one that has changed replaces its older version
        and keeps its id. Raises CorpusError, StoreError.
        """
        pending = iter(drafts)
        while group := list(islice(pending, _GROUP)):
            yield from self._add_group(group)

    def _add_group(self, drafts: Sequence[Draft]) -> list[Added]:
        self._recover()
        offered = [Article.from_draft(draft, article_id(draft)) for draft in drafts]
        split = [split_article(article, self._analyser) for article in offered]
        with self.store.writing() as connection:
            group = Group(connection)
            results = [group.take(passages) for passages in split]
            leaving = list(group.leaving())
            if leaving:
                moves.note(self.corpus, leaving)
            read_ns = time.time_ns()
            self.corpus.write([passages.article for passages in group.fresh])
            moves.finish(self.corpus)
            self._indexer.put(connection, group.fresh, read_ns)
        return results

    def remove(self, identifier: str) -> Article:
        """Move an article to the corpus's trash and out of the index; return it.

        Raises CorpusError for an unknown id.
        """
        self._recover()
        article = self.article(identifier)
        with self.store.writing() as connection:
            row = connection.execute(
                "SELECT number, path FROM articles WHERE id = ?", (article.id,)
            ).fetchone()
            if row is None:
                raise CorpusError("newsroom.no_article", article_id=identifier)
            self.corpus.remove(row[1], article.id)
            self._indexer.drop(connection, int(row[0]))
        if article.id in self._refused_twins():
            self.sync()  # another file of the folder holds it too
            return self.remove(article.id)
        return article

    def _refused_twins(self) -> set[str]:
        """Return the ids of articles that were passed over because another file has them too."""
        rows = self.store.connection.execute("SELECT problems FROM files WHERE problems != '[]'")
        found = (problem for (text,) in rows for problem in json.loads(text))
        return {details["article_id"] for _, code, details in found if code == SAME_ID}

    def article(self, identifier: str) -> Article:
        """Return the article with this id, source id, or unmistakable beginning of an id.

        Raises CorpusError when there is none, QuestionError when there are several.
        """
        wanted = identifier.strip()
        rows = self.store.connection.execute(
            "SELECT record, body, id, source_id FROM articles WHERE id = ?1 OR source_id = ?1"
            " OR substr(id, 1, length(?1)) = ?1 ORDER BY id = ?1 DESC, source_id = ?1 DESC LIMIT 2",
            (wanted,),
        ).fetchall()
        if not rows or not wanted:
            raise CorpusError("newsroom.no_article", article_id=identifier)
        first = from_record(rows[0][0], rows[0][1])
        named = [row[2] == wanted or row[3] == wanted for row in rows]
        if len(rows) > 1 and first.id != wanted and (named[0] is named[1]):
            raise QuestionError("newsroom.ambiguous", article_id=identifier)
        return first

    def articles(self) -> Iterator[Article]:
        """Yield all articles, newest first; undated ones last."""
        rows = self.store.connection.execute(
            "SELECT record, body FROM articles ORDER BY published IS NULL, published DESC, id"
        )
        for record, body in rows:
            yield from_record(record, body)

    def latest(self, count: int, outlet: str | None = None) -> list[Article]:
        """Return the *count* newest articles, of one outlet if it is named."""
        matching = (
            article
            for article in self.articles()
            if outlet is None or _same_name(article.outlet or "", outlet)
        )
        return list(islice(matching, count))

    def size(self) -> tuple[int, int]:
        """Return how many articles and how many passages the index holds."""
        (articles,) = self.store.connection.execute("SELECT count(*) FROM articles").fetchone()
        return int(articles), Reader(self.store.connection).totals().passages

    def close(self) -> None:
        """Close the index."""
        self.store.close()


def open_newsroom(corpus_dir: Path, index_path: Path) -> Newsroom:
    """Return the newsroom of a corpus folder and an index file, which is made if missing.

    Raises StoreError when the index cannot be opened. Kiwi is loaded at the first text.
    """
    analyser = Analyser()
    fingerprint = f"{PASSAGES_VERSION}/{analyser.fingerprint}"
    return Newsroom(Corpus(corpus_dir), Store(index_path, fingerprint), analyser)


def _same_name(one: str, other: str) -> bool:
    """Whether two outlet names are alike but for case and spaces, as the index compares them."""
    return "".join(one.casefold().split()) == "".join(other.casefold().split())
