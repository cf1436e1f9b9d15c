"""What the bot sends for articles: one of them, a list, a preview of what was understood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

import discord

from newsbot.admission import Added, Status
from newsbot.article import Article, Draft, Dropped, Story
from newsbot.bot.markup import address, foreign, link, shorten, units
from newsbot.bot.sources import corrected, headline, in_brief, name_of, times
from newsbot.bot_messages import say
from newsbot.corrections import kind_of
from newsbot.intake import Refusal
from newsbot.messages import Language
from newsbot.text import clean_line

ARTICLE_COLOUR: Final = 0x2F6FDE
PREVIEW_COLOUR: Final = 0xE0A100
TITLE_UNITS: Final = 256
DESCRIPTION_UNITS: Final = 4_096
FIELD_UNITS: Final = 300
MAX_LISTED: Final = 25
_LINE_UNITS: Final = 600
_BODY_UNITS: Final = 600
_BODY_LINES: Final = 6
_FIRST: Final = 8
_BRIEF_UNITS: Final = 400
_DROPPED_UNITS: Final = 120
_URL_SHOWN_UNITS: Final = 150


def article_embeds(
    article: Article, *, language: Language, corrections: Sequence[Article] = ()
) -> tuple[discord.Embed, ...]:
    """Return one article: headline, sub-headlines, where and when, and as much body as fits.

    *corrections* of it are named above the body.
    """
    title = clean_line(article.title or "") or say(language, "reply.untitled")
    blocks = [*_above_body(article, language)]
    if corrections:
        blocks.append("\n".join(corrected(corrections, language, 2 * _LINE_UNITS)))
    room = DESCRIPTION_UNITS - sum(units(block) + 2 for block in blocks)
    paragraphs = "\n\n".join(line for line in article.body.split("\n") if line.strip())
    blocks.append(foreign(paragraphs, room))
    embed = discord.Embed(
        title=foreign(title, TITLE_UNITS) or say(language, "reply.untitled"),
        url=address(article.url),
        description="\n\n".join(filter(str.strip, blocks)) or say(language, "reply.missing"),
        colour=ARTICLE_COLOUR,
    )
    return (embed.set_footer(text=" · ".join([article.id, *_marks(article, language)])),)


def _above_body(article: Article, language: Language) -> Iterable[str]:
    if article.subtitles:
        yield _subtitles(article, "\n")
    authors = foreign(clean_line(", ".join(article.authors)), FIELD_UNITS)
    facts = [
        foreign(clean_line(article.outlet or ""), FIELD_UNITS),
        foreign(clean_line(article.section or ""), FIELD_UNITS),
        authors,
    ]
    lines = [" · ".join(filter(None, facts)), times(article, language)]
    if article.note:
        note = foreign(clean_line(article.note), FIELD_UNITS)
        lines.append(f"{say(language, 'reply.note')}: {note}")
    if any(lines):
        yield "\n".join(f"-# {line}" for line in lines if line)


def _subtitles(story: Story, between: str) -> str:
    return foreign(between.join(map(clean_line, story.subtitles)), 2 * FIELD_UNITS)


def _marks(article: Article, language: Language) -> list[str]:
    marks = {
        "reply.sample": article.sample,
        "reply.excerpt": article.excerpt,
        "reply.hidden": article.hidden,
        "reply.audience": article.audience is not None,
    }
    shown = [say(language, code) for code, holds in marks.items() if holds]
    kind = kind_of(article)
    return [*shown, say(language, f"reply.kind.{kind}")] if kind else shown


def list_embed(articles: Sequence[Article], *, language: Language, title: str) -> discord.Embed:
    """Return *articles*, one a line, numbered from 1, under *title* (plain text)."""
    lines: list[str] = []
    more = say(language, "reply.more_articles", count=len(articles))
    room = DESCRIPTION_UNITS - units(more) - 1
    listed = articles[:MAX_LISTED]
    for place, article in enumerate(listed):
        number = f"{place + 1}. "
        share = min(room // (len(listed) - place) - 1, _LINE_UNITS)
        brief = in_brief(article, language, name_of(article), share - len(number))
        lines.append(number + brief)
        room -= units(lines[-1]) + 1
    if len(articles) > len(listed):
        lines.append(say(language, "reply.more_articles", count=len(articles) - len(listed)))
    return discord.Embed(
        title=foreign(clean_line(title), TITLE_UNITS) or None,
        description="\n".join(lines) or say(language, "reply.no_list"),
        colour=ARTICLE_COLOUR,
    )


def preview_embeds(
    draft: Draft, *, language: Language, coming: Added | None = None
) -> tuple[discord.Embed, ...]:
    """Return what was understood of a page before it is saved: found, missing and left out.

    And, if *coming* says so, that it is there already or will take another version's place.
    """
    blocks = []
    if coming is not None and coming.status is not Status.ADDED:
        known = coming.former or coming.article
        shown = f"{headline(known, language, _LINE_UNITS)} {name_of(known)}"
        blocks.append(f"**{say(language, f'reply.coming.{coming.status}')}**\n{shown}")
    if not (draft.outlet and draft.published):
        blocks.append(f"⚠️ {say(language, 'reply.incomplete')}")
    blocks.append("\n".join(_fields(draft, language)))
    lines = [line for line in draft.body.split("\n") if line.strip()][:_BODY_LINES]
    first = foreign("\n".join(lines), _BODY_UNITS)
    blocks.append("> " + first.replace("\n", "\n> "))
    if draft.dropped:
        blocks.append("\n".join(_dropped(draft.dropped, language)))
    embed = discord.Embed(
        title=say(language, "reply.understood"),
        description="\n\n".join(blocks),
        colour=PREVIEW_COLOUR,
    )
    return (embed,)


def preview_many_embeds(
    name: str, drafts: Sequence[Draft], refusals: Sequence[Refusal], *, language: Language
) -> tuple[discord.Embed, ...]:
    """Return what the file *name* holds: how many articles, the first of them, what is refused."""
    lines = [
        f"{number}. {in_brief(draft, language, '', _BRIEF_UNITS)}"
        for number, draft in enumerate(drafts[:_FIRST], 1)
    ]
    if len(drafts) > _FIRST:
        lines.append(say(language, "reply.more_articles", count=len(drafts) - _FIRST))
    if refusals:
        first = refusals[0]
        reason = first.error.sentence(language)
        text = say(
            language, "reply.many_refused", count=len(refusals), first=first.source, reason=reason
        )
        lines.append(f"⚠️ {foreign(text, _LINE_UNITS)}")
    count = say(language, "reply.many", count=len(drafts))
    embed = discord.Embed(
        title=f"{foreign(clean_line(name), FIELD_UNITS)}: {count}",
        description="\n".join(lines),
        colour=PREVIEW_COLOUR,
    )
    return (embed,)


def _fields(draft: Draft, language: Language) -> Iterable[str]:
    paragraphs = sum(bool(line.strip()) for line in draft.body.split("\n"))
    values = {
        "title": foreign(clean_line(draft.title or ""), FIELD_UNITS),
        "subtitles": _subtitles(draft, " / "),
        "outlet": foreign(clean_line(draft.outlet or ""), FIELD_UNITS),
        "published": draft.published.shown() if draft.published else "",
        "modified": draft.modified.shown() if draft.modified else "",
        "authors": foreign(clean_line(", ".join(draft.authors)), FIELD_UNITS),
        "section": foreign(clean_line(draft.section or ""), FIELD_UNITS),
        "source_id": foreign(clean_line(draft.source_id or ""), FIELD_UNITS),
        "note": foreign(clean_line(draft.note or ""), FIELD_UNITS),
        "url": link(shorten(draft.url, _URL_SHOWN_UNITS), draft.url) if draft.url else "",
        "body": say(language, "reply.size", paragraphs=paragraphs, chars=len(draft.body)),
    }
    missing = say(language, "reply.missing")
    for name, value in values.items():
        if value or name not in _SELDOM:
            yield f"**{say(language, f'reply.{name}')}** {value or missing}"


_SELDOM: Final = frozenset({"source_id", "note"})
"""Fields that hardly a page has: nobody misses them."""


def _dropped(dropped: Sequence[Dropped], language: Language) -> Iterable[str]:
    """Yield how many lines were left out, and of each kind the first."""
    yield f"**{say(language, 'reply.dropped', count=len(dropped))}**"
    ordered = sorted(dropped, key=lambda line: line.reason)  # stable: in the order read
    for reason, group in groupby(ordered, key=lambda line: line.reason):
        lines = [clean_line(line.text) for line in group]
        shown = foreign(lines[0], _DROPPED_UNITS)
        if len(lines) > 1:
            shown += " " + say(language, "reply.more_lines", count=len(lines) - 1)
        yield f"-# {say(language, f'reply.dropped.{reason}')}: {shown}"
