"""Outcomes told as they come, counted, and written to a report: what ``add`` and feeds share."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TextIO

import typer

from newsbot.cli.objects import outcome_object, print_object
from newsbot.cli.session import Session
from newsbot.errors import IngestError
from newsbot.terminal.offers import print_outcome, print_passed_over, print_tally

if TYPE_CHECKING:  # loads kiwipiepy and numpy
    from newsbot.intake import Outcome

ReportOption = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE", help="결과를 JSON Lines로 / Outcomes as JSON Lines"),
]
_REFUSALS: Final = 20
"""How many of the refusals of a long run are shown; the report has all."""


class Outcomes:
    """What came of one run of a command."""

    def __init__(self, session: Session, *, as_json: bool, report: TextIO | None = None) -> None:
        from newsbot.intake import Tally

        self.tally = Tally()
        self.passed_over: Counter[str] = Counter()
        """How many files of folders are not read, by suffix."""
        self._session = session
        self._as_json = as_json
        self._report = report

    def tell(self, outcome: Outcome, *, one_of_many: bool = False) -> None:
        """Count *outcome* and show it; *one_of_many* only if it was refused."""
        self.tally.count(outcome)
        told = outcome_object(outcome, self._session.language)
        if self._report is not None:
            self._report.write(json.dumps(told, ensure_ascii=False) + "\n")
            self._report.flush()
        if self._as_json:
            print_object(told)
        elif not one_of_many or self._is_shown(outcome):
            print_outcome(self._session.screen, outcome)

    def _is_shown(self, outcome: Outcome) -> bool:
        refused = sum(one.count for one in self.tally.refusals.values())
        return outcome.error is not None and refused <= _REFUSALS

    def finish(self, *, interrupted: bool = False) -> None:
        """Print how many of each there were. Exits with 1 if anything was refused."""
        screen = self._session.screen
        if not self._as_json and (self.tally.total > 1 or interrupted):
            print_tally(screen, self.tally)
        if not self._as_json:
            print_passed_over(screen, self.passed_over)
        if interrupted:
            screen.note("add.interrupted")
        elif self.tally.refusals:
            raise typer.Exit(1)


@contextmanager
def telling(session: Session, *, as_json: bool, report: Path | None = None) -> Iterator[Outcomes]:
    """Yield where outcomes are told; at the end, also of an interrupted run, they are summed up.

    Raises IngestError if *report* cannot be written, before anything is added.
    """
    with _opened(report) as stream:
        outcomes = Outcomes(session, as_json=as_json, report=stream)
        try:
            yield outcomes
        except KeyboardInterrupt:
            outcomes.finish(interrupted=True)
            raise
        outcomes.finish()


@contextmanager
def _opened(report: Path | None) -> Iterator[TextIO | None]:
    if report is None:
        yield None
        return
    try:
        # A file's name need not be UTF-8: half a pair is written as JSON escapes it.
        stream = report.open("x", encoding="utf-8", errors="backslashreplace")
    except FileExistsError:
        raise IngestError("add.report_exists", path=report) from None
    except OSError as error:
        raise IngestError("add.report_unwritable", path=report, reason=error.strerror) from error
    with stream:
        yield stream
