"""``newsbot articles``, ``article`` and ``latest``: the corpus, looked at."""

from __future__ import annotations

from typing import Annotated

import typer

from newsbot.cli.command import JsonOption
from newsbot.cli.objects import article_object, entry_object, history_object, print_object
from newsbot.cli.session import Session
from newsbot.terminal.answers import print_corrections
from newsbot.terminal.articles import print_article, print_table
from newsbot.terminal.changes import print_revisions

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


def article(
    session: Session,
    *,
    identifier: IdArgument,
    history: Annotated[
        bool, typer.Option("--history", help="예전 판과 달라진 문장 / Former versions")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Show all fields and the body of an article, or what its former versions held."""
    newsroom = session.synced(quiet=True)
    found = newsroom.article(identifier, hidden=True)
    if history and as_json:
        print_object(history_object(found, list(newsroom.revisions(found.id))))
    elif history:
        print_revisions(session.screen, found, newsroom.revisions(found.id))
    elif as_json:
        print_object(article_object(found))
    else:
        print_article(session.screen, found)
        print_corrections(session.screen, newsroom.corrections(found))


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


def _say_none(session: Session, outlet: str | None) -> None:
    if outlet:
        session.screen.say("articles.none_of", outlet=outlet)
    else:
        session.screen.say("articles.none")
