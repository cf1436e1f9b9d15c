"""``newsbot add``: files, folders and standard input become articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from newsbot.cli.command import JsonOption, YesOption
from newsbot.cli.objects import outcome_object, print_object
from newsbot.cli.session import Session
from newsbot.errors import IngestError, NewsbotError
from newsbot.terminal.offers import STYLES, agreed, print_outcome
from newsbot.terminal.progress import counting
from newsbot.terminal.screen import Screen

if TYPE_CHECKING:  # loads kiwipiepy and numpy
    from newsbot.intake import Outcome


def add(
    session: Session,
    *,
    sources: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="파일, 폴더, - 표준 입력 / Files, folders, -"),
    ],
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Add articles; whatever is refused does not stop the rest."""
    screen = session.screen
    session.synced(quiet=as_json)
    counts = dict.fromkeys(STYLES, 0)
    for name in sources:
        for outcome in _add_source(session, name, ask=not (yes or as_json)):
            counts[outcome.status] += 1
            if as_json:
                print_object(outcome_object(outcome, session.language))
            else:
                print_outcome(screen, outcome)
    if not as_json and sum(counts.values()) > 1:
        screen.say("add.total", **counts)
    if counts["refused"]:
        raise typer.Exit(1)


def _add_source(session: Session, name: str, *, ask: bool) -> Iterator[Outcome]:
    """Add what stands at *name*, after asking if *ask*, and yield what came of each entry."""
    from newsbot.intake import Page, Refusal, add_in_order, duplicate_of, locate

    source = locate(name)
    if isinstance(source, Refusal):
        yield from add_in_order(session.newsroom, [source])
        return
    entries = source.entries()
    if ask:
        known = partial(duplicate_of, session.newsroom)
        entries = agreed(session.screen, source, _asker(session.screen), known)
    if isinstance(source, Page):
        yield from add_in_order(session.newsroom, entries)
        return
    with counting(session.screen, "add.adding", source.count()) as report:
        for number, outcome in enumerate(add_in_order(session.newsroom, entries), 1):
            report(number)
            yield outcome


def _asker(screen: Screen) -> Callable[[str], NewsbotError | None]:
    def agree(question: str) -> NewsbotError | None:
        if not screen.interactive:
            return IngestError("add.needs_yes")
        return None if screen.confirm(question, default=True) else IngestError("add.declined")

    return agree
