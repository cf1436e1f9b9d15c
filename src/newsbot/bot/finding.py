"""Finding: the newsroom asked, and its quotes in pages. Runs in a thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from newsbot.answer import Answer, Citation
from newsbot.answering import Options
from newsbot.bot.records import Asked
from newsbot.bot.services import Services
from newsbot.bot.visit import Visit
from newsbot.dates import Moment
from newsbot.retrieval import Filters

PAGES: Final = 3
"""How many times the quotes of one reply there are at most, by *more*."""


def asked_by(visit: Visit, question: str, shown: str | None = None) -> Asked:
    """Return *question* as it is asked by who visits, with what they may see."""
    return Asked(
        question=question,
        topic=None,
        channel=visit.channel,
        author=visit.user,
        audiences=visit.audiences,
        shown=shown,
    )


@dataclass(frozen=True, slots=True)
class Found:
    """An answer, and what is told beside it."""

    answer: Answer
    searched: int
    """How many articles were searched."""
    newest: Moment | None


def find(services: Services, asked: Asked) -> Found:
    """Ask the newsroom; in a thread. Raises QuestionError for an unknown outlet."""
    newsroom, settings = services.newsroom, services.settings
    if asked.outlet is not None:
        newsroom.require_outlet(asked.outlet, asked.audiences)
    options = Options(
        limit=settings.limit * PAGES,
        quote_chars=settings.quote_chars,
        topic=asked.topic,
        filters=Filters(asked.since, asked.until, asked.outlet, audiences=asked.audiences),
    )
    answer = newsroom.ask(asked.question, options)
    return Found(answer, newsroom.size(asked.audiences)[0], newsroom.newest(asked.audiences))


def page_of(answer: Answer, start: int, size: int) -> tuple[Sequence[Citation], int | None]:
    """Return *size* quotes from *start* on, and where the next page begins, if there is one."""
    end = start + size
    return answer.citations[start:end], end if len(answer.citations) > end else None
