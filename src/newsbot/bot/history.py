"""What became of an article, as one message."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from newsbot.article import Article
from newsbot.audit import Change
from newsbot.bot.markup import CONTENT_UNITS, escape, foreign, shorten, units
from newsbot.bot.visit import Visit
from newsbot.bot_messages import say
from newsbot.messages import Language
from newsbot.newsroom import Newsroom
from newsbot.revision import Difference

_CHANGES: Final = 15
_TITLE_UNITS: Final = 200
_SENTENCE_UNITS: Final = 300
_EDITS: Final = 12
"""More of one change is counted, not shown, so that older changes have room too."""


def history_text(newsroom: Newsroom, article: Article, visit: Visit) -> str:
    """Return the changes of *article*, newest first, and the sentences that a new version changed.

    Whoever may change it is also told who did.
    """
    title = escape(shorten(article.title or say(visit.language, "reply.untitled"), _TITLE_UNITS))
    lines = [say(visit.language, "history.title", title=title, article_id=article.id)]
    revisions = islice(newsroom.revisions(article.id, visit.audiences), _CHANGES)
    differences = {one.change.id: one.difference for one in revisions if one.change}
    changes = newsroom.changes(article.id, _CHANGES + 1, visit.audiences)
    for change in changes[:_CHANGES]:
        lines.append(_told(change, visit))
        if change.id in differences:
            lines += _shown(differences[change.id], visit.language)
    if not changes:
        lines.append(say(visit.language, "history.none"))
    more = say(visit.language, "history.more")
    return _fitting([*lines, more] if len(changes) > _CHANGES else lines, more)


def _told(change: Change, visit: Visit) -> str:
    line = say(visit.language, f"history.{change.action}", at=change.at.shown())
    by = f" · {escape(change.by.who)}" if visit.may_change(change.audience) else ""
    return f"- {line}{by}"


def _shown(difference: Difference, language: Language) -> list[str]:
    """Return the lines of what went and what came, each with a sign that needs no colour."""
    lines = list(_edits(difference, language))
    if len(lines) > _EDITS:
        lines[_EDITS:] = [f"> {say(language, 'history.edits', count=len(lines) - _EDITS)}"]
    return lines


def _edits(difference: Difference, language: Language) -> Iterator[str]:
    for field in difference.fields:
        name = say(language, f"history.field.{field.name}")
        for sign, value in (("-", field.before), ("+", field.after)):
            if value is not None:
                yield f"> **{_SIGNS[sign]}** {name}: {foreign(value, _SENTENCE_UNITS)}"
    for hunk in difference.hunks:
        for edit in hunk:
            yield f"> **{_SIGNS[edit.sign]}** {foreign(edit.sentence, _SENTENCE_UNITS)}"


_SIGNS: Final = {"-": "−", "+": "+"}
"""A hyphen at the beginning of a line would be a list."""


def _fitting(lines: list[str], more: str) -> str:
    """Return as many *lines* as a message holds; if that is not all, *more* after them."""
    if units("\n".join(lines)) <= CONTENT_UNITS:
        return "\n".join(lines)
    while lines[-1] == more or units("\n".join((*lines, more))) > CONTENT_UNITS:
        lines.pop()
    return "\n".join((*lines, more))
