"""``newsbot articles``, ``article``, ``latest``, ``remove``: the corpus, looked at and pruned."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from newsbot.cli.command import JsonOption, YesOption
from newsbot.cli.objects import article_object, entry_object, print_object
from newsbot.cli.session import Session
from newsbot.errors import CorpusError, QuestionError
from newsbot.terminal.articles import in_brief, print_article, print_table, title_of

_ALL = 1 << 62
OutletOption = Annotated[str | None, typer.Option(help="언론사 / Outlet")]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="기사 번호 / Id of the article")]


def articles(
    session: Session,
    *,
    as_json: JsonOption = False,
    outlet: OutletOption = None,
    limit: Annotated[int | None, typer.Option(min=1, help="많아야 N건 / At most N")] = None,
) -> None:
    """List the articles, newest first; with --json one object a line."""
    newsroom = session.synced(quiet=as_json)
    found = newsroom.latest(limit or _ALL, outlet)
    if as_json:
        for one in found:
            print_object(entry_object(one))
        return
    if not found:
        _say_none(session, outlet)
        return
    print_table(session.screen, found)
    total = newsroom.size()[0]
    code = "articles.count" if len(found) == total else "articles.count_of"
    session.screen.say(code, shown=len(found), total=total)


def article(session: Session, *, identifier: IdArgument, as_json: JsonOption = False) -> None:
    """Show all fields and the body of an article."""
    found = session.synced(quiet=True).article(identifier, hidden=True)
    if as_json:
        print_object(article_object(found))
    else:
        print_article(session.screen, found)


def latest(
    session: Session,
    *,
    count: Annotated[int, typer.Argument(metavar="[N]", min=1, help="몇 건 / How many")] = 10,
    outlet: OutletOption = None,
) -> None:
    """List the newest articles."""
    found = session.synced().latest(count, outlet)
    if found:
        print_table(session.screen, found)
    else:
        _say_none(session, outlet)


def remove(session: Session, *, identifier: IdArgument, yes: YesOption = False) -> None:
    """Move an article to the trash of the corpus folder."""
    screen, newsroom = session.screen, session.synced(quiet=True)
    found = newsroom.article(identifier, hidden=True)
    if yes and identifier.strip() not in {found.id, found.source_id}:
        raise QuestionError("remove.needs_id", given=identifier, article_id=found.id)
    if not yes:
        screen.print(Text(f"{in_brief(found, screen)} ({found.id})"))
        if not screen.interactive:
            raise CorpusError("remove.needs_yes")
        if not screen.confirm("remove.confirm", default=False):
            screen.say("remove.kept")
            return
    newsroom.remove(found.id)
    screen.say("remove.done", title=title_of(found, screen), article_id=found.id)


def _say_none(session: Session, outlet: str | None) -> None:
    if outlet:
        session.screen.say("articles.none_of", outlet=outlet)
    else:
        session.screen.say("articles.none")
