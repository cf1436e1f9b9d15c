"""``newsbot add``: files, folders, links and standard input become articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import typer

from newsbot.cli.command import JsonOption, YesOption
from newsbot.cli.outcomes import Outcomes, ReportOption, telling
from newsbot.cli.session import Session
from newsbot.errors import IngestError, NewsbotError
from newsbot.terminal.offers import agreed
from newsbot.terminal.progress import counting
from newsbot.terminal.screen import Screen

if TYPE_CHECKING:  # loads kiwipiepy and numpy
    from newsbot.intake import Entry, Many

_FEW: Final = 50
"""Of more articles than this, only what was refused gets a line of its own."""


def add(
    session: Session,
    *,
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH_OR_URL...", help="파일, 폴더, 주소, - / Files, folders, URLs, -"
        ),
    ],
    yes: YesOption = False,
    as_json: JsonOption = False,
    report: ReportOption = None,
) -> None:
    """Add articles; whatever is refused does not stop the rest."""
    with telling(session, as_json=as_json, report=report) as outcomes:
        session.synced(quiet=as_json)
        for name in sources:
            _add_source(session, name, outcomes, ask=not (yes or as_json))


def _add_source(session: Session, name: str, outcomes: Outcomes, *, ask: bool) -> None:
    """Add what stands at *name*, after asking if *ask*."""
    from newsbot.intake import Folder, One, Refusal, add_in_order, duplicate_of, locate

    source = locate(name)
    if isinstance(source, Folder):
        outcomes.passed_over += source.passed_over()
    if isinstance(source, Refusal):
        entries: Iterable[Entry] = [source]
    elif ask:
        known = partial(duplicate_of, session.newsroom)
        entries = agreed(session.screen, source, _asker(session.screen), known)
    else:
        entries = source.entries()
    if isinstance(source, One | Refusal):
        for outcome in add_in_order(session.newsroom, entries):
            outcomes.tell(outcome)
    else:
        _add_many(session, source, entries, outcomes)


def _add_many(session: Session, source: Many, entries: Iterable[Entry], outcomes: Outcomes) -> None:
    from newsbot.intake import add_in_order

    count = source.count()
    one_of_many = count is None or count > _FEW
    with counting(session.screen, "add.adding", count) as report:
        for number, outcome in enumerate(add_in_order(session.newsroom, entries), 1):
            report(number)
            outcomes.tell(outcome, one_of_many=one_of_many)


def _asker(screen: Screen) -> Callable[[str], NewsbotError | None]:
    def agree(question: str) -> NewsbotError | None:
        if not screen.interactive:
            return IngestError("add.needs_yes")
        return None if screen.confirm(question, default=True) else IngestError("add.declined")

    return agree
