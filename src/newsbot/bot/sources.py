"""How an article is named in a message: its headline as a link, its outlet, times and id."""

from __future__ import annotations

from collections.abc import Sequence

from newsbot.article import Article, Story
from newsbot.bot.markup import foreign, link, shorten, units
from newsbot.bot_messages import say
from newsbot.corrections import kind_of
from newsbot.messages import Language
from newsbot.text import clean_line

HEADLINE_UNITS = 160
OUTLET_UNITS = 40
ID_UNITS = 60
ALSO_UNITS = 600
CORRECTION_UNITS = 300
SHORTEST_UNITS = 40
"""Less room than this is not enough to name a correction."""
MAX_CORRECTIONS = 2
_MORE = ", …"


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
    marks = [say(language, "reply.excerpt")] if article.excerpt else []
    if kind := kind_of(article):
        marks.append(say(language, f"reply.kind.{kind}"))
    small = "-# " + " · ".join(filter(None, [times(article, language), name_of(article), *marks]))
    outlet = foreign(clean_line(article.outlet or ""), OUTLET_UNITS)
    before = f"{outlet} · " if outlet else ""
    room = limit_units - units(small) - units(before) - 1
    return f"{before}{headline(article, language, max(room, 1))}\n{small}"


def in_brief(article: Story, language: Language, last: str, limit_units: int) -> str:
    """Return headline, outlet, time and *last* (markup) on one line."""
    rest = [
        foreign(clean_line(article.outlet or ""), OUTLET_UNITS),
        article.published.shown() if article.published else "",
        last,
    ]
    after = "".join(f" · {part}" for part in rest if part)
    return headline(article, language, max(limit_units - units(after), 1)) + after


def corrected(corrections: Sequence[Article], language: Language, limit_units: int) -> list[str]:
    """Return a line for each of the newest *corrections* of an article, as far as there is room."""
    lines: list[str] = []
    for one in corrections[:MAX_CORRECTIONS]:
        told = say(language, f"reply.corrected.{kind_of(one) or 'correction'}")
        before = f"⚠️ **{told}** "
        room = limit_units - units(before) - sum(units(line) + 1 for line in lines)
        if room < SHORTEST_UNITS:
            break
        line = before + in_brief(one, language, "", min(room, CORRECTION_UNITS))
        lines.append(line if units(line) <= room + units(before) else before.rstrip())
    return lines


def also(others: Sequence[Article], language: Language, limit_units: int) -> str:
    """Return a line that says how many other outlets have it, and as many names as there is room.

    Each name is a link to its article where that fits, too.
    """
    one = len(others) == 1
    count = (
        say(language, "reply.also_one") if one else say(language, "reply.also", count=len(others))
    )
    line = f"-# {count}"
    for place, article in enumerate(others):
        name = clean_line(article.outlet or "")
        last = place + 1 == len(others)
        room = min(limit_units, ALSO_UNITS) - units(line) - 2 - (0 if last else len(_MORE))
        choices = (link(shorten(name, OUTLET_UNITS), article.url), foreign(name, OUTLET_UNITS))
        fitting = next((shown for shown in choices if units(shown) <= room), None)
        if fitting is None:
            return line + _MORE * bool(place)
        line += (", " if place else ": ") + fitting
    return line
