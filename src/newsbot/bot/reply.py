"""What the bot sends for a question: quotes, nothing found, and why; within Discord's limits.

One embed a message: several embeds take more of a phone's screen, and Discord merges embeds that
share a link. Errors are plain content (``markup.notice``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import discord
from rich.cells import cell_len

from newsbot.answer import Answer, Citation, TermWeight
from newsbot.bot.cards import (
    article_embeds,
    list_embed,
    preview_embeds,
    preview_many_embeds,
)
from newsbot.bot.markup import CONTENT_UNITS, foreign, shorten, units
from newsbot.bot.quoting import quote
from newsbot.bot.sources import also, corrected, in_brief, source
from newsbot.bot_messages import say
from newsbot.dates import Moment
from newsbot.messages import Language
from newsbot.text import clean_line

__all__ = [
    "answer_embeds",
    "article_embeds",
    "list_embed",
    "nothing_embeds",
    "plain_text",
    "preview_embeds",
    "preview_many_embeds",
    "why_embeds",
]

ANSWER_COLOUR: Final = 0x2F6FDE
NOTHING_COLOUR: Final = 0x9AA0A6
DESCRIPTION_UNITS: Final = 4_096
QUESTION_UNITS: Final = 300
_QUOTE_UNITS: Final = 1_200
_SOURCE_UNITS: Final = 1_000
_SHORTEST_QUOTE_UNITS: Final = 120
_TERMS_UNITS: Final = 1_000
_MAX_TERM_ROWS: Final = 20
_TERM_UNITS: Final = 40
_MAX_RUNNERS_UP: Final = 5
_RUNNER_UP_UNITS: Final = 300


def answer_embeds(  # noqa: PLR0913 -- what stands around the quotes
    answer: Answer,
    citations: Sequence[Citation],
    *,
    language: Language,
    searched: int,
    newest: Moment | None,
    question: str | None = None,
) -> tuple[discord.Embed, ...]:
    """Return the quotes *citations* of *answer* (the first or the next few), the best first.

    Up to ten fit. *question* is shown above them, where others cannot see what was asked.
    """
    blocks = _question(question, language)
    room = DESCRIPTION_UNITS - sum(units(block) + 2 for block in blocks)
    numbered = len(answer.citations) > 1
    for place, citation in enumerate(citations):
        share = room // (len(citations) - place) - 2
        blocks.append(_cited(citation, language, share, numbered=numbered))
        room -= units(blocks[-1]) + 2
    return (_embed(blocks, ANSWER_COLOUR, _footer(language, searched, newest)),)


def _cited(citation: Citation, language: Language, limit_units: int, *, numbered: bool) -> str:
    number = f"**{citation.number}** " if numbered else ""
    room = min(limit_units - _SHORTEST_QUOTE_UNITS - len(number), _SOURCE_UNITS)
    around = _around(citation, language, room // 2)
    room -= sum(units(line) + 1 for line in around)
    below = "\n".join([number + source(citation.article, language, room), *around])
    quoted = quote(citation, min(limit_units - units(below) - 1, _QUOTE_UNITS))
    return f"{quoted}\n{below}"


def _around(citation: Citation, language: Language, limit_units: int) -> list[str]:
    """Return what corrects the cited article, and who else has it: whole lines, what fits."""
    lines = corrected(citation.corrections, language, limit_units)
    if citation.also:
        room = limit_units - sum(units(line) + 1 for line in lines)
        line = also(citation.also, language, room)
        lines += [line] * (units(line) <= room)
    return lines


def nothing_embeds(  # noqa: PLR0913 -- what stands around it
    answer: Answer,
    *,
    language: Language,
    searched: int,
    newest: Moment | None,
    question: str | None = None,
    narrowed: bool = False,
) -> tuple[discord.Embed, ...]:
    """Return that the articles hold no answer, what was searched for, and what to do next.

    *narrowed*: only articles of a time or an outlet were searched. The nearest articles are for
    buttons; here they are only pointed at.
    """
    blocks = _question(question, language)
    if not searched:
        blocks.append(say(language, "reply.no_articles"))
    elif not answer.terms:
        blocks.append(say(language, "reply.no_terms"))
    else:
        terms = say(language, "reply.terms", terms=_searched_for(answer, language))
        none = "reply.none_within" if narrowed and not answer.runners_up else "reply.none"
        blocks.append(f"{say(language, none)}\n{terms}")
    if answer.nearest:
        blocks.append(say(language, "reply.nearest"))
    footer = _footer(language, searched, newest) if searched else None
    return (_embed(blocks, NOTHING_COLOUR, footer),)


def _searched_for(answer: Answer, language: Language) -> str:
    """Return the terms of the question, those that no article holds marked, shortened."""
    shown: dict[str, None] = {}
    for weight in answer.terms:
        term = foreign(clean_line(weight.surface), _TERM_UNITS)
        if not weight.passages:
            term = say(language, "reply.unknown_term", term=term)
        shown[term] = None
    return _joined(list(shown))


def _joined(terms: Sequence[str]) -> str:
    """Return as many of *terms*, in markup, as fit on a few lines."""
    room = _TERMS_UNITS
    for count, term in enumerate(terms):
        room -= units(term) + 2
        if room < 0:
            return ", ".join(terms[:count]) + ", …"
    return ", ".join(terms)


def _question(question: str | None, language: Language) -> list[str]:
    asked = foreign(clean_line(question or ""), QUESTION_UNITS)
    return [f"**{say(language, 'reply.question')}** {asked}"] if asked else []


def _footer(language: Language, searched: int, newest: Moment | None) -> str:
    parts = [say(language, "reply.searched", articles=searched)]
    if newest is not None:
        parts.append(say(language, "reply.newest", day=newest.shown()[:10]))
    return " · ".join(parts)


def _embed(blocks: Sequence[str], colour: int, footer: str | None = None) -> discord.Embed:
    embed = discord.Embed(description="\n\n".join(blocks), colour=colour)
    return embed.set_footer(text=footer) if footer else embed


def why_embeds(answer: Answer, *, language: Language) -> tuple[discord.Embed, ...]:
    """Return how sure the answer is, what its terms weigh, and the passages considered."""
    blocks = [say(language, "reply.confidence", confidence=answer.confidence)]
    if answer.terms:
        blocks.append(_table(answer, language))
    if answer.carried:
        carried = _joined([foreign(clean_line(term), _TERM_UNITS) for term in answer.carried])
        blocks.append(say(language, "reply.carried", terms=carried))
    if answer.runners_up:
        blocks.append(_runners_up(answer, language))
    return (_embed(blocks, ANSWER_COLOUR),)


def _table(answer: Answer, language: Language) -> str:
    """Return a code block of terms. They stand last, where their width shifts no column."""
    heads = tuple(
        say(language, f"reply.{name}") for name in ("weight", "passages", "quotes", "term")
    )
    rows = [heads, *(_row(answer, weight) for weight in answer.terms[:_MAX_TERM_ROWS])]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join([*(_right(cell, width) for cell, width in zip(row, widths, strict=True))][:3])
        + f"  {row[3]}"
        for row in rows
    ]
    if more := len(answer.terms) - _MAX_TERM_ROWS:
        lines += [say(language, "reply.more_terms", count=more)] * (more > 0)
    return "```\n" + "\n".join(lines) + "\n```"


def _row(answer: Answer, weight: TermWeight) -> tuple[str, str, str, str]:
    quotes = [
        str(citation.number)
        for citation in answer.citations
        if any(highlight.term == weight.term for highlight in citation.highlights)
    ]
    stem = f" ({weight.term})" if weight.term != weight.surface.casefold() else ""
    term = shorten(clean_line(weight.surface + stem).replace("`", ""), _TERM_UNITS)
    return f"{weight.weight:.2f}", f"{weight.passages:,}", ",".join(quotes) or "-", term


def _right(cell: str, width: int) -> str:
    """Return *cell* at the right of *width* columns, of which a Hangul syllable takes two."""
    return " " * (width - cell_len(cell)) + cell


def _runners_up(answer: Answer, language: Language) -> str:
    lines = [f"**{say(language, 'reply.runners_up')}**"]
    for number, runner_up in enumerate(answer.runners_up[:_MAX_RUNNERS_UP], 1):
        score = say(language, "reply.score", score=runner_up.score)
        brief = in_brief(runner_up.article, language, score, _RUNNER_UP_UNITS)
        lines.append(f"{number}. {brief}")
    return "\n".join(lines)


def plain_text(embeds: Sequence[discord.Embed], *, language: Language) -> str:
    """Return *embeds* as a message's content, for where the bot may not embed.

    Whole lines, as many as fit into ``CONTENT_UNITS``, and that some are missing.
    """
    texts = [
        text for embed in embeds for text in (embed.title, embed.description, embed.footer.text)
    ]
    lines = [line for text in texts if text for line in text.split("\n")]
    if units("\n".join(lines)) <= CONTENT_UNITS:
        return "\n".join(lines)
    missing = say(language, "reply.shortened")
    room = CONTENT_UNITS - units(missing)
    kept: list[str] = []
    for line in lines:
        room -= units(line) + 1
        if room < 0:
            break
        kept.append(line)
    if not kept:  # one line of over 2,000 units: without bold, which a cut would leave open
        kept = [shorten(lines[0].replace("**", ""), room + units(lines[0]))]
    return "\n".join([*kept, missing])
