"""What a source gives: an article that can be added, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from newsbot.article import Draft
from newsbot.errors import NewsbotError


@dataclass(frozen=True, slots=True)
class Offer:
    """An article that is to be added, and where it came from: a path, ``path:line``, an address."""

    source: str
    draft: Draft


@dataclass(frozen=True, slots=True)
class Refusal:
    """What cannot be added, and why."""

    source: str
    error: NewsbotError


Entry = Offer | Refusal
