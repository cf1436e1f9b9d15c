"""Retention: which articles are too old, or too many, to be kept.

What counts is when an article was published. One of which that is not known, or that says it is of
the future, is never too old, and does not count among the newest. Each audience is counted alone:
what a server adds does not push out what is everyone's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from newsbot.dates import KST, Moment

_DAY: Final = timedelta(days=1)
_LONGEST_MONTH: Final = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Rule:
    """Which articles stay. None: no such limit."""

    newest: int | None = None
    """So many, those that were published last."""
    since: datetime | None = None
    """Those that may have been published at this time or later."""
    until: datetime | None = None
    """A later time of publication is not believed."""

    @property
    def asks(self) -> bool:
        """Whether there is any limit."""
        return self.newest is not None or self.since is not None


@dataclass(frozen=True, slots=True)
class Outdated:
    """The articles that do not stay."""

    ids: tuple[str, ...]
    """The oldest first."""
    first: Moment | None
    """When the oldest of them was published; None where there is none."""
    last: Moment | None
    undated: int
    """How many articles stay because it is not known when they were published."""


def rule_of(newest: int, days: int, now: datetime) -> Rule:
    """Return the rule that keeps the *newest* articles of the last *days*; 0: no such limit."""
    return Rule(newest or None, now - days * _DAY if days else None, now + _DAY)


def outdated(entries: Iterable[tuple[str, str | None, Moment | None]], rule: Rule) -> Outdated:
    """Return which of *entries*, (id, audience, publication), *rule* does not let stay."""
    undated = 0
    dated: list[tuple[Moment, str, str | None]] = []
    for article_id, audience, published in entries:
        if published is None or (rule.until is not None and published.at > rule.until):
            undated += 1
        else:
            dated.append((published, article_id, audience))
    dated.sort(key=lambda entry: (-entry[0].at.timestamp(), entry[1]))  # as lists show them
    ranks: Counter[str | None] = Counter()
    gone: list[tuple[Moment, str]] = []
    for published, article_id, audience in dated:
        ranks[audience] += 1
        if (rule.newest is not None and ranks[audience] > rule.newest) or (
            rule.since is not None and _latest(published) < rule.since
        ):
            gone.append((published, article_id))
    gone.reverse()
    return Outdated(
        ids=tuple(article_id for _, article_id in gone),
        first=gone[0][0] if gone else None,
        last=gone[-1][0] if gone else None,
        undated=undated,
    )


def _latest(published: Moment) -> datetime:
    """Return the end of the day or month that *published* names, or the time itself."""
    if published.precision == "month":
        return (published.at.astimezone(KST) + _LONGEST_MONTH).replace(day=1)
    return published.at + _DAY if published.precision == "day" else published.at
