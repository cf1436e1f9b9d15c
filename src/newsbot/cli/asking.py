"""``newsbot ask``: one question, or a file of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Final

import typer
from rich.text import Text

from newsbot.cli.command import JsonOption
from newsbot.cli.objects import answer_object, print_object
from newsbot.cli.session import Session
from newsbot.errors import QuestionError
from newsbot.terminal.answers import print_answer
from newsbot.terminal.screen import safe

if TYPE_CHECKING:  # these load kiwipiepy and numpy
    from newsbot.answering import Options
    from newsbot.newsroom import Newsroom
    from newsbot.retrieval import Filters


def ask(  # noqa: PLR0913 -- one parameter is one option
    session: Session,
    *,
    question: Annotated[
        list[str] | None, typer.Argument(metavar="QUESTION", help="질문 / The question")
    ] = None,
    as_json: JsonOption = False,
    limit: Annotated[
        int | None, typer.Option(min=1, max=10, help="인용 수 / Quotes", show_default="3")
    ] = None,
    quote_chars: Annotated[
        int | None,
        typer.Option(min=20, max=1000, help="인용 길이 / Characters a quote", show_default="200"),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="이 날부터 / From this day on")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="이 날까지 / To the end of this day")
    ] = None,
    outlet: Annotated[str | None, typer.Option(help="언론사 / Outlet")] = None,
    always: Annotated[
        bool, typer.Option("--always", help="늘 인용하기 / Quote even when unsure")
    ] = False,
    batch: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="질문 파일(JSON Lines), - 표준 입력 / Questions"),
    ] = None,
) -> None:
    """Answer a question with quotes, or every question of a file."""
    if bool(question) == bool(batch):
        raise QuestionError("ask.question_or_batch")
    from newsbot.answering import Options

    options = Options(
        limit=limit or session.settings.limit,
        quote_chars=quote_chars or session.settings.quote_chars,
        always=always,
        filters=filters_of(since, until, outlet),
    )
    newsroom = session.ready(quiet=as_json)
    if outlet is not None:
        newsroom.require_outlet(outlet)
    if batch:
        _ask_all(session, newsroom, batch, options, as_json=as_json)
        return
    _ask_one(session, newsroom, " ".join(question or ()), options, as_json=as_json)


def _ask_one(
    session: Session, newsroom: Newsroom, question: str, options: Options, *, as_json: bool
) -> None:
    answer = newsroom.ask(question, options)
    if as_json:
        print_object(answer_object(answer))
    else:
        print_answer(session.screen, answer, newsroom.size()[0])


def filters_of(since: str | None, until: str | None, outlet: str | None) -> Filters:
    """Return the filters; *until* includes the day, month or minute that it names.

    Raises QuestionError.
    """
    from newsbot.retrieval import Filters
    from newsbot.text import clean_line

    first = _instant("--since", since, after=False) if since else None
    end = _instant("--until", until, after=True) if until else None
    if first is not None and end is not None and first >= end:
        raise QuestionError("ask.empty_range")
    return Filters(since=first, until=end, outlet=clean_line(outlet) if outlet else None)


def _instant(option: str, text: str, *, after: bool) -> int:
    """Return when the time that *text* spells begins or, *after* it, ends; seconds since 1970."""
    from newsbot.dates import KST, parse_moment
    from newsbot.periods import parse_period

    moment = parse_moment(text)
    if moment is not None and moment.precision in _SHORT:
        return int((moment.at + (_SHORT[moment.precision] if after else timedelta())).timestamp())
    period = parse_period(text, datetime.now(KST))
    if period is None:
        raise QuestionError("ask.bad_date", option=option, value=text)
    return int((period.end if after else period.start).timestamp())


_SHORT: Final = {"minute": timedelta(minutes=1), "second": timedelta(seconds=1)}
"""How long a time is that is known so precisely; longer ones are periods of days."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A line of a question file: the question, or what is wrong; its id if it has one."""

    line: int
    question: str | None
    extra: dict[str, Any]
    """``id`` where the line has one."""


def _ask_all(
    session: Session, newsroom: Newsroom, batch: str, options: Options, *, as_json: bool
) -> None:
    bad = 0
    with _opened(batch) as stream:
        for asked in _read(stream):
            if asked.question is None:
                bad += 1
                _refuse(session, asked, as_json=as_json)
                continue
            answer = newsroom.ask(asked.question, options)
            if as_json:
                print_object(asked.extra | answer_object(answer))
            else:
                session.screen.print(Text(safe(f"» {answer.question}"), style="bold"))
                print_answer(session.screen, answer, newsroom.size()[0])
                session.screen.print()
    if bad:
        raise typer.Exit(1)


def _refuse(session: Session, asked: _Asked, *, as_json: bool) -> None:
    error = QuestionError("ask.batch_line")
    if as_json:
        print_object(asked.extra | {"error": error.sentence(session.language)})
    else:
        sentence = f"{asked.line}: {error.sentence(session.language)}"
        session.screen.note("error", sentence=sentence)


@contextmanager
def _opened(batch: str) -> Iterator[BinaryIO]:
    if batch == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(batch).open("rb")  # noqa: SIM115 -- closed below; only opening is guarded
    except OSError as error:
        reason = error.strerror
        raise QuestionError("ask.file_unreadable", path=batch, reason=reason) from None
    with stream:
        yield stream


def _read(stream: BinaryIO) -> Iterator[_Asked]:
    from newsbot.corpus import numbered

    for line in numbered(stream):
        try:
            value = json.loads((line.data or b"").decode("utf-8-sig"))
        except (ValueError, RecursionError):
            value = None
        fields = value if isinstance(value, dict) else {}
        question = fields.get("question")
        extra = {"id": fields["id"]} if "id" in fields else {}
        yield _Asked(line.number, question if isinstance(question, str) else None, extra)
