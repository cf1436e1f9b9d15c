"""Entries -> outcomes: what can be added is, and what came of each is told in order."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from newsbot.admission import Status
from newsbot.article import Article, Draft
from newsbot.audit import Actor
from newsbot.errors import NewsbotError
from newsbot.intake.entries import Entry, Offer
from newsbot.newsroom import Newsroom

REFUSED: Final = "refused"
STATUSES: Final = (*(status.value for status in Status), REFUSED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one entry: an article that is there now, or why it was refused."""

    source: str
    status: str
    """``added``, ``updated``, ``duplicate`` or ``refused``."""
    article: Article | None = None
    error: NewsbotError | None = None
    change: str | None = None
    """The id of its change in the audit log; None where nothing was changed."""


@dataclass(slots=True)
class Tally:
    """How many of each, and why what was refused was refused."""

    counts: Counter[str] = field(default_factory=Counter)
    refusals: dict[str, Refused] = field(default_factory=dict)
    """By the code of the error, the first met first."""

    def count(self, outcome: Outcome) -> None:
        """Take one more outcome in."""
        self.counts[outcome.status] += 1
        if outcome.error is not None:
            code = outcome.error.code
            self.refusals.setdefault(code, Refused(outcome.source, outcome.error)).count += 1

    @property
    def total(self) -> int:
        """How many there were."""
        return self.counts.total()


@dataclass(slots=True)
class Refused:
    """What was refused for one reason."""

    first: str
    """The source of the first of them."""
    error: NewsbotError
    """That of the first of them."""
    count: int = 0


def duplicate_of(newsroom: Newsroom, draft: Draft) -> Article | None:
    """Return the article that is there already and the same as *draft*, as adding would find."""
    found = newsroom.foresee(draft)
    return found.article if found.status is Status.DUPLICATE else None


def add_in_order(
    newsroom: Newsroom, entries: Iterable[Entry], by: Actor | None = None
) -> Iterator[Outcome]:
    """Add what can be added and yield what came of every entry, in their order.

    An article's outcome is yielded when it is durable. Raises CorpusError, StoreError.
    """
    waiting: deque[tuple[str, NewsbotError | None]] = deque()

    def drafts() -> Iterator[Draft]:
        for entry in entries:
            if isinstance(entry, Offer):
                waiting.append((entry.source, None))
                yield entry.draft
            else:
                waiting.append((entry.source, entry.error))

    for added in newsroom.add_many(drafts(), by):
        yield from _refused(waiting)
        source, _ = waiting.popleft()
        yield Outcome(source, added.status.value, added.article, change=added.change)
    yield from _refused(waiting)


def _refused(waiting: deque[tuple[str, NewsbotError | None]]) -> Iterator[Outcome]:
    """Yield the refusals that stand before the next article."""
    while waiting and (error := waiting[0][1]) is not None:
        source, _ = waiting.popleft()
        yield Outcome(source, REFUSED, error=error)
