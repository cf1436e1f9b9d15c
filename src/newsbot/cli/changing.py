"""``newsbot hide``, ``unhide``, ``remove``, ``restore``, ``undo`` and ``audit``."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from newsbot.cli.command import JsonOption, YesOption
from newsbot.cli.objects import change_object, print_object
from newsbot.cli.session import Session
from newsbot.errors import CorpusError, QuestionError
from newsbot.terminal.articles import in_brief, print_rows, title_of
from newsbot.terminal.changes import print_change
from newsbot.terminal.screen import Screen, safe

if TYPE_CHECKING:  # these load numpy
    from newsbot.audit import Change
    from newsbot.newsroom import Newsroom

_SHOWN = 50
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="기사 번호 / Id of the article")]
LimitOption = Annotated[int, typer.Option(min=1, help="많아야 N건 / At most N")]


def hide(session: Session, *, identifier: IdArgument, yes: YesOption = False) -> None:
    """Keep an article out of answers and lists; it stays in the corpus."""
    _change(session, "hide", identifier, yes=yes)


def unhide(session: Session, *, identifier: IdArgument, yes: YesOption = False) -> None:
    """Let a hidden article back into answers."""
    _change(session, "unhide", identifier, yes=yes)


def remove(session: Session, *, identifier: IdArgument, yes: YesOption = False) -> None:
    """Move an article to the trash of the corpus folder."""
    _change(session, "remove", identifier, yes=yes)


def _change(session: Session, action: str, identifier: str, *, yes: bool) -> None:
    screen, newsroom = session.screen, session.synced(quiet=True)
    found = newsroom.article(identifier, hidden=True)
    if yes and identifier.strip() not in {found.id, found.source_id}:
        raise QuestionError("keeping.needs_id", given=identifier, article_id=found.id)
    if not yes:
        screen.print(Text(f"{in_brief(found, screen)} ({found.id})"))
        if not confirmed(screen, f"keeping.confirm_{action}", "keeping.needs_yes"):
            return
    work = {"hide": newsroom.hide, "unhide": newsroom.unhide, "remove": newsroom.remove}
    work[action](found.id)
    screen.say(f"keeping.done_{action}", title=title_of(found, screen), article_id=found.id)


def confirmed(screen: Screen, question: str, otherwise: str) -> bool:
    """Ask, and say if nothing is done. Raises CorpusError *otherwise* where nobody can answer."""
    if not screen.interactive:
        raise CorpusError(otherwise)
    if screen.confirm(question, default=False):
        return True
    screen.say("keeping.kept")
    return False


def restore(
    session: Session,
    *,
    identifier: Annotated[
        str, typer.Argument(metavar="[ID|CHANGE]", help="기사나 변경 번호 / Article or change")
    ] = "",
    as_json: JsonOption = False,
    limit: LimitOption = _SHOWN,
) -> None:
    """Bring back what was removed last under an id; without one, list what can come back."""
    newsroom = session.synced(quiet=True)
    if not identifier:
        _list_removed(session, newsroom, as_json=as_json, limit=limit)
        return
    _say_done(session, newsroom.restore(identifier), as_json=as_json)


def _list_removed(session: Session, newsroom: Newsroom, *, as_json: bool, limit: int) -> None:
    found = list(islice(newsroom.removed(), limit + 1))
    if as_json:
        for change in found[:limit]:
            print_object(change_object(change))
        return
    screen = session.screen
    if not found:
        screen.say("restore.none")
        return
    rows = [
        (one.article_id, one.at.shown(), safe(one.title) if one.title else screen.text("untitled"))
        for one in found[:limit]
    ]
    print_rows(screen, ("field.id", "field.removed", "field.title"), rows)
    if len(found) > limit:
        screen.say("restore.more", count=limit)


def undo(
    session: Session,
    *,
    change_id: Annotated[
        str, typer.Argument(metavar="CHANGE", help="변경 번호 / Id of the change")
    ],
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take back a change, if it is the latest of its article; see ``newsbot audit`` for its id."""
    newsroom = session.synced(quiet=True)
    change = newsroom.change(change_id)
    if not yes:
        print_change(session.screen, change)
        if not confirmed(session.screen, "undo.confirm", "keeping.needs_yes"):
            return
    _say_done(session, newsroom.revert(change.id), as_json=as_json)


def _say_done(session: Session, change: Change, *, as_json: bool) -> None:
    if as_json:
        print_object(change_object(change))
        return
    screen = session.screen
    title = safe(change.title) if change.title else screen.text("untitled")
    code = f"undone.by_{change.action}"
    screen.say(code, title=title, article_id=change.article_id, change_id=change.id)


def audit(
    session: Session,
    *,
    identifier: Annotated[
        str, typer.Argument(metavar="[ID]", help="이 기사만 / Of this article only")
    ] = "",
    limit: LimitOption = _SHOWN,
    as_json: JsonOption = False,
) -> None:
    """Show who changed what, where and when, the latest change first."""
    newsroom = session.synced(quiet=True)
    article_id = _full_id(newsroom, identifier) if identifier else None
    found = newsroom.changes(article_id, limit + 1)
    if as_json:
        for change in found[:limit]:
            print_object(change_object(change))
        return
    if not found:
        session.screen.say("audit.none")
    for change in found[:limit]:
        print_change(session.screen, change)
    if len(found) > limit:
        session.screen.say("audit.more", count=limit)


def _full_id(newsroom: Newsroom, identifier: str) -> str:
    """Return the id of the article that *identifier* means; of one that is gone it is that id."""
    try:
        return newsroom.article(identifier, hidden=True).id
    except CorpusError:
        return identifier.strip()
