"""What became of an article, as one message."""

from __future__ import annotations

from typing import Final

from newsbot.article import Article
from newsbot.bot.markup import CONTENT_UNITS, escape, shorten, units
from newsbot.bot.visit import Visit
from newsbot.bot_messages import say
from newsbot.newsroom import Newsroom

_CHANGES: Final = 15
_TITLE_UNITS: Final = 200


def history_text(newsroom: Newsroom, article: Article, visit: Visit) -> str:
    """Return the changes of *article*, newest first; to who may change it, also who made them."""
    title = escape(shorten(article.title or say(visit.language, "reply.untitled"), _TITLE_UNITS))
    lines = [say(visit.language, "history.title", title=title, article_id=article.id)]
    for change in newsroom.changes(article.id, _CHANGES, visit.audiences):
        line = say(visit.language, f"history.{change.action}", at=change.at.shown())
        by = f" · {escape(change.by.who)}" if visit.may_change(article.audience) else ""
        lines.append(f"- {line}{by}")
    if len(lines) == 1:
        lines.append(say(visit.language, "history.none"))
    while units("\n".join(lines)) > CONTENT_UNITS:
        lines.pop()
    return "\n".join(lines)
