"""Newsroom: asking, adding, removing, keeping up: the one path that every front end shares."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from newsbot import history, listing, moves
from newsbot.admission import Added
from newsbot.analysis import Analyser
from newsbot.answer import Answer
from newsbot.answering import DEFAULTS, Desk, Options, answer_question
from newsbot.article import Article, Draft
from newsbot.audit import Actor, Change, operator
from newsbot.corpus import Corpus
from newsbot.corrected import corrections_of
from newsbot.dates import Moment
from newsbot.editing import Editor
from newsbot.errors import CorpusError, QuestionError
from newsbot.history import Version
from newsbot.index.reader import Reader
from newsbot.index.store import Store
from newsbot.indexing import Indexer, Report, SyncResult
from newsbot.listing import Audiences, same_name
from newsbot.passages import PASSAGES_VERSION, Passages
from newsbot.ranking import Weights, shipped_weights
from newsbot.retention import Outdated, Rule, outdated
from newsbot.revision import Revision, revisions
from newsbot.trash import Holdings, Trash, groups
from newsbot.verification import Difference, verify

_LISTED_OUTLETS: Final = 10
_GROUP: Final = 100
"""Articles that are made durable and acknowledged together when many are added."""
_GROUP_SECONDS: Final = 2.0
_REST_SECONDS: Final = 2.0
"""The folder is not looked at again sooner than this after the last look."""


class Newsroom:
    """A corpus, its index and an analyser. Threads may share one Newsroom.

    *audiences* says who looks: ``None`` whoever may see every article, a tuple who may see those
    for everyone and those for one of these. *hidden* lists the hidden articles instead of the
    others; one that is named by its id is then found whether it is hidden or not. *by*: who makes
    a change; ``None`` who sits at the terminal.
    """

    def __init__(
        self, corpus: Corpus, store: Store, analyser: Analyser, weights: Weights | None = None
    ) -> None:
        self.corpus = corpus
        self.store = store
        self._analyser = analyser
        self._weights = weights or shipped_weights()
        self._indexer = Indexer(corpus, store, analyser)
        self._editor = Editor(corpus, store, analyser, self._indexer)
        self._trash = Trash(corpus, store, self._editor.log)
        self._looking = threading.Lock()
        self._look_again = 0.0
        self._tidied = False
        self._ahead = ThreadPoolExecutor(1, thread_name_prefix="ahead")

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

    def require_outlet(self, name: str, audiences: Audiences = None) -> None:
        """Raise QuestionError, which names the outlets there are, if *name* is none of them."""
        known = self.outlets(audiences)
        if not any(same_name(name, outlet) for outlet in known):
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
            reader = Reader(connection, options.filters.audiences)
            desk = Desk(self._analyser, reader, self._weights)
            return answer_question(question, options, depth, desk)

    def add(self, draft: Draft, by: Actor | None = None) -> Added:
        """Add one article. When this returns, it is on disk and can be found."""
        (added,) = self.add_many([draft], by)
        return added

    def add_many(self, drafts: Iterable[Draft], by: Actor | None = None) -> Iterator[Added]:
        """Add articles in groups; each is yielded once it is on disk and can be found.

        The same article again is a duplicate; one that has changed replaces its older version
        and keeps its id. Only articles of the same audience are replaced, and only those and
        public ones make a duplicate. Raises CorpusError, StoreError.
        """
        groups = _grouped(drafts)
        group = next(groups, None)
        split: Future[list[Passages | None]] | None = None
        while group:
            following = next(groups, None)  # is analysed while this one is added
            ahead = self._ahead.submit(self._editor.split, following) if following else None
            self._recover()
            yield from self._editor.add(group, by or operator(), split.result() if split else None)
            group, split = following, ahead

    def foresee(self, draft: Draft) -> Added:
        """Return what would come of adding *draft* now: added, updated or a duplicate.

        A duplicate may be a hidden article of the draft's own audience.
        """
        with self.store.reading() as connection:
            return self._editor.foresee(connection, draft)

    def remove(self, identifier: str, by: Actor | None = None) -> Change:
        """Move an article, hidden or not, to the corpus's trash and out of the index.

        Raises CorpusError for an unknown id.
        """
        article_id = self._named(identifier)
        change = self._editor.remove(article_id, by or operator())
        while article_id in self._indexer.passed_over():
            self.sync()  # another file of the folder holds it too
            change = self._editor.remove(article_id, by or operator())
        return change

    def outdated(self, rule: Rule) -> Outdated:
        """Return the articles, hidden and private ones too, that *rule* does not let stay."""
        return outdated(listing.times(self.store.connection), rule)

    def remove_all(self, wanted: Iterable[str], by: Actor | None = None) -> Iterator[list[Change]]:
        """Remove the articles of these full ids in groups; each is yielded once it is gone.

        One that is not there is passed over. Raises CorpusError, StoreError.
        """
        self._recover()
        for group in groups(listing.places(self.store.connection, wanted)):
            yield self._editor.remove_all(group, by or operator())

    def removed(self, audiences: Audiences = None) -> Iterator[Change]:
        """Yield the removals that can be taken back, the latest first; one of each article."""
        found = self._trash.restorable()
        return (change for change in found if _may_see(change.audience, audiences))

    def restore(self, identifier: str, by: Actor | None = None) -> Change:
        """Bring back the article that was removed last under an id, or by a change.

        The beginning of an id will do if it means one. Raises CorpusError, QuestionError.
        """
        self._recover()
        return self._editor.revert(self._trash.removal(identifier).id, by or operator())

    def trash(self, before: datetime | None = None) -> Holdings:
        """Return what lies in the trash; with *before*, what has lain there since then."""
        return self._trash.holdings(before)

    def empty_trash(
        self,
        before: datetime | None = None,
        by: Actor | None = None,
        told: Callable[[int], None] = lambda _: None,
    ) -> int:
        """Delete what ``trash`` finds, for good; return how many files. *told* hears how far.

        Raises CorpusError, StoreError.
        """
        self._recover()
        return self._trash.empty(by or operator(), before, told)

    def _named(self, identifier: str) -> str:
        """Return the full id that *identifier* means, of an article of this very moment.

        What it means is decided before the folder is looked at: an article that has gone since
        must not hand its place to one whose id begins alike. Raises CorpusError, QuestionError.
        """
        try:
            article_id = self.article(identifier, hidden=True).id
        except CorpusError:  # perhaps a file that was not read yet
            self._recover()
            return self.article(identifier, hidden=True).id
        self._recover()
        return article_id

    def hide(self, identifier: str, by: Actor | None = None) -> Change:
        """Take an article out of answers and lists. Raises CorpusError if it is hidden already."""
        return self._set_hidden(identifier, by, hidden=True)

    def unhide(self, identifier: str, by: Actor | None = None) -> Change:
        """Undo ``hide``. Raises CorpusError if the article is not hidden."""
        return self._set_hidden(identifier, by, hidden=False)

    def _set_hidden(self, identifier: str, by: Actor | None, *, hidden: bool) -> Change:
        article_id = self._named(identifier)
        return self._editor.set_hidden(article_id, by or operator(), hidden=hidden)

    def revert(self, change_id: str, by: Actor | None = None) -> Change:
        """Take back a change; return the change that did it, which can be taken back too.

        Raises CorpusError if there is no such change, if it is not the latest of its article, or
        if what it takes is no longer there.
        """
        self._recover()
        return self._editor.revert(change_id, by or operator())

    def changes(
        self, article_id: str | None = None, count: int = 20, audiences: Audiences = None
    ) -> list[Change]:
        """Return the *count* latest changes, of one article if its full id is given."""
        found = self._editor.log.newest_first(article_id)
        return list(islice((one for one in found if _may_see(one.audience, audiences)), count))

    def change(self, change_id: str) -> Change:
        """Return one change. Raises CorpusError if there is none of this id."""
        return self._editor.log.find(change_id)

    def history(self, identifier: str, audiences: Audiences = None) -> list[Version]:
        """Return the former versions of an article, hidden or not, the newest first.

        Raises CorpusError for an unknown id.
        """
        found = history.versions(self.corpus, self.article(identifier, audiences, hidden=True))
        return [one for one in found if _may_see(one.article.audience, audiences)]

    def revisions(self, identifier: str, audiences: Audiences = None) -> Iterator[Revision]:
        """Yield what changed from version to version of an article, the latest first.

        Raises CorpusError for an unknown id.
        """
        article = self.article(identifier, audiences, hidden=True)
        changes = self.changes(article.id, sys.maxsize, audiences)
        return revisions(article, self.history(article.id, audiences), changes)

    def article(
        self, identifier: str, audiences: Audiences = None, *, hidden: bool = False
    ) -> Article:
        """Return the article with this id, source id, or unmistakable beginning of an id.

        Raises CorpusError when there is none, QuestionError when there are several.
        """
        return listing.article(self.store.connection, identifier, audiences, hidden=hidden)

    def corrections(self, article: Article, audiences: Audiences = None) -> list[Article]:
        """Return 정정보도 and the like that correct *article*, the newest first."""
        with self.store.reading() as connection:
            return list(corrections_of(article, Reader(connection, audiences)))

    def articles(self, audiences: Audiences = None, *, hidden: bool = False) -> Iterator[Article]:
        """Yield all articles, newest first; undated ones last."""
        return listing.articles(self.store.connection, audiences, hidden=hidden)

    def everything(self) -> Iterator[Article]:
        """Yield all articles, hidden and private ones too, oldest first; undated ones last."""
        return listing.everything(self.store.connection)

    def latest(
        self, count: int, outlet: str | None = None, audiences: Audiences = None
    ) -> list[Article]:
        """Return the *count* newest articles, of one outlet if it is named."""
        return listing.latest(self.store.connection, count, outlet, audiences)

    def listed(
        self, count: int, *, skip: int = 0, audiences: Audiences = None, hidden: bool = False
    ) -> list[Article]:
        """Return *count* articles, newest first, after the first *skip* of them."""
        return listing.page(self.store.connection, count, skip, audiences, hidden=hidden)

    def find(
        self, words: str, count: int, audiences: Audiences = None, *, hidden: bool = False
    ) -> list[Article]:
        """Return the *count* newest articles whose headline, outlet or id hold all *words*.

        A part of a word will do; without any word, the newest articles.
        """
        return listing.find(self.store.connection, words, count, audiences, hidden=hidden)

    def outlets(self, audiences: Audiences = None) -> list[str]:
        """Return the outlets of the corpus, those with most articles first."""
        return listing.outlets(self.store.connection, audiences)

    def newest(self, audiences: Audiences = None) -> Moment | None:
        """Return when the newest article was published; None where no article has a date."""
        return listing.newest(self.store.connection, audiences)

    def count(self) -> int:
        """Return how many articles there are, hidden and private ones too."""
        return len(listing.ids(self.store.connection))

    def size(self, audiences: Audiences = None) -> tuple[int, int]:
        """Return how many articles and how many passages can be searched."""
        return listing.size(self.store.connection, audiences)

    def close(self) -> None:
        """Close the index."""
        self._ahead.shutdown()
        self.store.close()


def _grouped(drafts: Iterable[Draft]) -> Iterator[list[Draft]]:
    """Yield *drafts* in groups; where they come slowly, a group closes before it is full."""
    group: list[Draft] = []
    began = time.monotonic()
    for one in drafts:
        group.append(one)
        if len(group) == _GROUP or time.monotonic() - began > _GROUP_SECONDS:
            yield group
            group, began = [], time.monotonic()
    if group:
        yield group


def open_newsroom(corpus_dir: Path, index_path: Path) -> Newsroom:
    """Return the newsroom of a corpus folder and an index file, which is made if missing.

    Raises StoreError when the index cannot be opened. Kiwi is loaded at the first text.
    """
    analyser = Analyser()
    fingerprint = f"{PASSAGES_VERSION}/{analyser.fingerprint}"
    return Newsroom(Corpus(corpus_dir), Store(index_path, fingerprint), analyser)


def _may_see(audience: str | None, audiences: Audiences) -> bool:
    """Whether one of *audiences* may see what is for *audience*."""
    return audiences is None or audience is None or audience in audiences
