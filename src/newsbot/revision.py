"""Revisions: what changed from one version of an article to the next, sentence by sentence."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from newsbot.article import Article
from newsbot.audit import Change
from newsbot.dates import Moment
from newsbot.history import Version

FIELDS: Final = (
    "title",
    "subtitles",
    "outlet",
    "published",
    "modified",
    "authors",
    "section",
    "url",
    "source_id",
    "note",
    "excerpt",
    "audience",
)
"""What is compared beside the body. Hiding is no new version."""
_MOST_SENTENCES: Final = 1_000
"""Where more than this may have changed they are not matched, which takes the square of it."""
_SENTENCE_END: Final = re.compile(r"(?<=[.!?。！？…])[\"'”’)\]」』】]*\s+")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that another value took the place of. None: it had none."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Edit:
    """A sentence that went (``-``) or came (``+``)."""

    sign: Literal["-", "+"]
    sentence: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What tells one version from the next."""

    fields: tuple[FieldChange, ...]
    hunks: tuple[tuple[Edit, ...], ...]
    """Edits that stand together, in reading order; between two hunks something stayed."""
    same: int
    """How many sentences stayed."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A former version of an article, and how it became the next one."""

    version: Version
    change: Change | None
    """Who replaced it; None where the log does not say."""
    difference: Difference


def revisions(
    article: Article, versions: Iterable[Version], changes: Iterable[Change]
) -> Iterator[Revision]:
    """Yield how *article* came to be what it is, the latest revision first.

    *versions* and *changes* are its own, the newest first.
    """
    made: dict[int, Change] = {}
    for change in changes:
        if change.version is not None:
            made.setdefault(change.version, change)
    after = article
    for version in versions:
        difference = compare(version.article, after)
        yield Revision(version, made.get(version.number), difference)
        after = version.article


def compare(before: Article, after: Article) -> Difference:
    """Return what changed from *before* to *after*. Bounded work, whatever they hold."""
    hunks, same = _compared(sentences(before.body), sentences(after.body))
    return Difference(tuple(_fields(before, after)), hunks, same)


def sentences(body: str) -> list[str]:
    """Return the sentences of *body*, roughly: a line ends one, and so does a full stop."""
    found = []
    for line in body.split("\n"):
        start = 0
        for end in _SENTENCE_END.finditer(line):
            found.append(line[start : end.end()].strip())
            start = end.end()
        found.append(line[start:].strip())
    return [sentence for sentence in found if sentence]


def _fields(before: Article, after: Article) -> Iterator[FieldChange]:
    for name in FIELDS:
        one, other = (_spelled(getattr(article, name)) for article in (before, after))
        if one != other:
            yield FieldChange(name, one, other)


def _spelled(value: object) -> str | None:
    if isinstance(value, Moment):
        return value.spelled()
    if isinstance(value, tuple):
        return ", ".join(value) or None
    if isinstance(value, bool):
        return "true" if value else None
    return str(value) if value else None


def _compared(
    before: Sequence[str], after: Sequence[str]
) -> tuple[tuple[tuple[Edit, ...], ...], int]:
    """Return the hunks, and how many sentences stayed."""
    head = _shared(zip(before, after, strict=False))
    room = min(len(before), len(after)) - head
    tail = min(_shared(zip(reversed(before), reversed(after), strict=False)), room)
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    hunks = []
    same = head + tail
    for kind, old_from, old_to, new_from, new_to in _opcodes(old, new):
        if kind == "equal":
            same += old_to - old_from
            continue
        went = [Edit("-", sentence) for sentence in old[old_from:old_to]]
        came = [Edit("+", sentence) for sentence in new[new_from:new_to]]
        hunks.append((*went, *came))
    return tuple(hunks), same


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    if not old and not new:
        return []
    if max(len(old), len(new)) > _MOST_SENTENCES:
        return [("replace", 0, len(old), 0, len(new))]
    return difflib.SequenceMatcher(None, old, new).get_opcodes()


def _shared(pairs: Iterable[tuple[str, str]]) -> int:
    """Return how many of *pairs* are pairs of the same, until one is not."""
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count
