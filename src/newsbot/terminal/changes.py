"""Changes on the screen: lines of the audit log, and what a new version changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from rich.text import Text

from newsbot.terminal.articles import title_of
from newsbot.terminal.screen import Screen, safe

if TYPE_CHECKING:  # these load numpy, which `newsbot --help` does without
    from newsbot.article import Article
    from newsbot.audit import Actor, Change
    from newsbot.revision import Difference, Revision

_STYLES: Final = {"-": "red", "+": "green"}


def print_change(screen: Screen, change: Change) -> None:
    """Print one change: when, what and of which article; then its id, who made it and where."""
    what = Text(f"{change.at.shown()}  ", style="dim")
    what.append(screen.text(f"change.{change.action}"), style="bold")
    title = safe(change.title) if change.title else screen.text("untitled")
    screen.print(what + Text(f"  {title}", style="not dim"))
    parts = [
        change.article_id,
        _actor(screen, change.by),
        screen.text("change.id", change_id=change.id),
    ]
    if change.reverts:
        parts.append(screen.text("change.reverts", change_id=change.reverts))
    screen.print(Text(safe(" · ".join(parts))), indent="    ")


def print_revisions(screen: Screen, article: Article, revisions: Iterable[Revision]) -> None:
    """Print what changed from version to version of *article*, the latest change first."""
    screen.print(Text(f"{title_of(article, screen)} ({article.id})", style="bold"))
    count = 0
    for revision in revisions:
        screen.print()
        _print_revision(screen, revision)
        count += 1
    if not count:
        screen.say("revision.none")


def _print_revision(screen: Screen, revision: Revision) -> None:
    change = revision.change
    parts = [
        screen.text("revision.replaced", number=revision.version.number),
        revision.version.replaced.shown(),
    ]
    if change:
        parts.append(_actor(screen, change.by))
        parts.append(screen.text("change.id", change_id=change.id))
    screen.print(Text(safe(" · ".join(parts)), style="bold"))
    print_difference(screen, revision.difference)


def print_difference(screen: Screen, difference: Difference) -> None:
    """Print what went after ``-`` and what came after ``+``, in red and green on a terminal."""
    for field in difference.fields:
        name = screen.text(f"field.{field.name}")
        for sign, value in (("-", field.before), ("+", field.after)):
            if value is not None:
                _print_signed(screen, sign, f"{name}: {safe(value)}")
    for number, hunk in enumerate(difference.hunks):
        if number or difference.fields:
            screen.print(Text("⋯", style="dim"), indent="  ")
        for edit in hunk:
            _print_signed(screen, edit.sign, safe(edit.sentence))
    if difference.fields or difference.hunks:
        same = screen.text("revision.same", count=difference.same)
        screen.print(Text(same, style="dim"), indent="  ")
    else:
        screen.print(Text(screen.text("revision.layout"), style="dim"), indent="  ")


def _print_signed(screen: Screen, sign: str, text: str) -> None:
    screen.print(Text(text, style=_STYLES[sign]), indent="    ", first=f"  {sign} ")


def _actor(screen: Screen, by: Actor) -> str:
    return screen.text("change.by", who=by.who, where=by.where)
