"""How an article is named in a message: its headline as a link, its outlet, times and id."""

from __future__ import annotations

from newsbot.article import Article, Story
from newsbot.bot.markup import foreign, link, shorten, units
from newsbot.bot_messages import say
from newsbot.messages import Language
from newsbot.text import clean_line

HEADLINE_UNITS = 160
OUTLET_UNITS = 40
ID_UNITS = 60


def headline(story: Story, language: Language, limit_units: int) -> str:
    """Return the headline, linked where that fits *limit_units*, else shortened as text."""
    title = clean_line(story.title or "") or say(language, "reply.untitled")
    linked = link(shorten(title, HEADLINE_UNITS), story.url)
    return linked if units(linked) <= limit_units else foreign(title, limit_units)


def times(story: Story, language: Language) -> str:
    """Return when it was published and modified, in KST and as precisely as known, or nothing."""
    known = [
        (say(language, code), moment)
        for code, moment in (
            ("reply.published", story.published),
            ("reply.modified", story.modified),
        )
        if moment is not None
    ]
    spelled = " · ".join(f"{name} {moment.shown()}" for name, moment in known)
    clock = any(moment.precision in {"minute", "second"} for _, moment in known)
    return f"{spelled} KST" if clock else spelled


def name_of(article: Article) -> str:
    """Return the id to copy into a command."""
    return f"`{shorten(clean_line(article.id).replace('`', ''), ID_UNITS)}`"


def source(article: Article, language: Language, limit_units: int) -> str:
    """Return two lines that say where a quote is from: outlet and headline; times and id."""
    small = "-# " + " · ".join(filter(None, [times(article, language), name_of(article)]))
    outlet = foreign(clean_line(article.outlet or ""), OUTLET_UNITS)
    before = f"{outlet} · " if outlet else ""
    room = limit_units - units(small) - units(before) - 1
    return f"{before}{headline(article, language, max(room, 1))}\n{small}"


def in_brief(article: Article, language: Language, last: str, limit_units: int) -> str:
    """Return headline, outlet, time and *last* (markup) on one line."""
    rest = [
        foreign(clean_line(article.outlet or ""), OUTLET_UNITS),
        article.published.shown() if article.published else "",
        last,
    ]
    after = "".join(f" · {part}" for part in rest if part)
    return headline(article, language, max(limit_units - units(after), 1)) + after
