"""``newsbot prune``, ``trash`` and ``export``: how much is kept, and where it can go."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsbot.cli.changing import confirmed
from newsbot.cli.command import JsonOption, YesOption
from newsbot.cli.objects import print_object
from newsbot.cli.session import Session
from newsbot.errors import QuestionError
from newsbot.terminal.progress import counting

if TYPE_CHECKING:  # loads numpy
    from newsbot.retention import Outdated, Rule

_MAX_DAYS = 36_500
_STDOUT = "-"
_KIB = 1_024
DaysOption = Annotated[
    int | None,
    typer.Option("--older-than", metavar="DAYS", min=1, max=_MAX_DAYS, help="며칠 전 / Days ago"),
]


def prune(
    session: Session,
    *,
    older_than: DaysOption = None,
    keep: Annotated[
        int | None, typer.Option("--keep", metavar="N", min=1, help="최신 N건만 / The newest N")
    ] = None,
    yes: YesOption = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="보기만 / Only say what would go")
    ] = False,
) -> None:
    """Move articles that are too old, or too many, to the trash; the settings say which."""
    rule = _rule(session, older_than, keep)
    screen, newsroom = session.screen, session.synced(quiet=True)
    found = newsroom.outdated(rule)
    _say_found(session, found)
    if not found.ids or dry_run:
        return
    if not yes and not confirmed(screen, "prune.confirm", "prune.needs_yes"):
        return
    count = 0
    try:
        with counting(screen, "prune.removing", len(found.ids)) as report:
            for changes in newsroom.remove_all(found.ids):
                count += len(changes)
                report(count)
    except KeyboardInterrupt:
        screen.note("index.interrupted", command="newsbot prune")
        raise typer.Exit(130) from None
    screen.say("prune.done", count=count)


def _rule(session: Session, older_than: int | None, keep: int | None) -> Rule:
    """Return the rule of the options, else of the settings. Raises QuestionError without any."""
    from newsbot.retention import rule_of

    settings = session.settings
    if older_than is None and keep is None:
        older_than, keep = settings.keep_article_days, settings.keep_articles
    rule = rule_of(keep or 0, older_than or 0, datetime.now(UTC))
    if not rule.asks:
        raise QuestionError("prune.no_rule")
    return rule


def _say_found(session: Session, found: Outdated) -> None:
    screen = session.screen
    if found.first and found.last:
        first, last = found.first.shown()[:10], found.last.shown()[:10]
        screen.say("prune.found", count=len(found.ids), first=first, last=last)
    else:
        screen.say("prune.none")
    if found.undated:
        screen.say("prune.undated", count=found.undated)


def trash(
    session: Session,
    *,
    empty: Annotated[
        bool, typer.Option("--empty", help="완전히 지우기 / Delete it for good")
    ] = False,
    older_than: DaysOption = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Say how much lies in the trash; with --empty delete it, for good."""
    screen, newsroom = session.screen, session.synced(quiet=True)
    before = datetime.now(UTC) - timedelta(days=older_than) if older_than else None
    found = newsroom.trash(before)
    files, histories = len(found.files), len(found.histories)
    if as_json:
        print_object({"files": files, "former_versions": histories, "bytes": found.size})
    elif files or histories:
        screen.say("trash.holds", files=files, histories=histories, size=_spelled(found.size))
    else:
        screen.say("trash.none")
    if not empty or not (files or histories):
        return
    if not yes and not confirmed(screen, "trash.confirm", "trash.needs_yes"):
        return
    try:
        with counting(screen, "trash.erasing", files) as report:
            count = newsroom.empty_trash(before, told=report)
    except KeyboardInterrupt:
        screen.note("index.interrupted", command="newsbot trash --empty")
        raise typer.Exit(130) from None
    if not as_json:
        screen.say("trash.done", count=count)


def _spelled(size: float) -> str:
    """Return *size* bytes for people: ``3.4 MiB``."""
    for unit in ("B", "KiB", "MiB"):
        if size < _KIB:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= _KIB
    return f"{size:.1f} GiB"


def export(
    session: Session,
    *,
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="JSON Lines 파일, - 표준 출력 / JSON Lines")
    ] = _STDOUT,
) -> None:
    """Write every article as a line of JSON; ``newsbot add FILE`` puts them into a corpus."""
    from newsbot.export import lines, to_file

    newsroom = session.synced()
    if file == _STDOUT:
        sys.stdout.flush()
        for line in lines(newsroom):
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
        return
    with counting(session.screen, "export.writing", newsroom.count()) as report:
        count = to_file(newsroom, Path(file), report)
    session.screen.say("export.done", count=count, path=file)
