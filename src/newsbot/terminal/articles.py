"""Articles on the screen: in a table, whole, and as they were understood before they are added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text

from newsbot.terminal.screen import Screen, safe

if TYPE_CHECKING:  # these load numpy and pydantic, which `newsbot --help` does without
    from newsbot.article import Article, Draft
    from newsbot.dates import Moment

_LABEL_COLUMNS: Final = 14
_OUTLET_COLUMNS: Final = 16
_DAY_CHARS: Final = 10
_GAP: Final = "   "


def spelled(moment: Moment | None) -> str | None:
    """Return the time in KST as precisely as it is known, to the minute: ``2025-10-29 19:07``."""
    return None if moment is None else moment.shown()


def title_of(article: Article | Draft, screen: Screen) -> str:
    """Return the headline, or that there is none."""
    return safe(article.title) if article.title else screen.text("untitled")


def in_brief(article: Article | Draft, screen: Screen) -> str:
    """Return headline, outlet and day on one line."""
    day = (spelled(article.published) or "")[:10]
    parts = (title_of(article, screen), safe(article.outlet or ""), day)
    return " · ".join(part for part in parts if part)


def print_table(screen: Screen, articles: Sequence[Article], *, numbered: bool = False) -> None:
    """Print one row an article. It begins with its number or, to be copied, with the id."""
    missing = screen.text("missing")
    rows = []
    for number, article in enumerate(articles, 1):
        time = spelled(article.published) or missing
        name, when = (str(number), time) if numbered else (article.id, time[:_DAY_CHARS])
        outlet = Text(safe(article.outlet or missing))
        if screen.out.is_terminal:
            outlet.truncate(_OUTLET_COLUMNS, overflow="ellipsis")
        rows.append((name, when, outlet.plain, title_of(article, screen)))
    heads = ("" if numbered else "field.id", "field.published", "field.outlet", "field.title")
    print_rows(screen, heads, rows)


def print_rows(screen: Screen, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print *rows* of safe texts in columns under *heads*, codes of messages.

    A Hangul syllable takes two columns, as terminals draw it. Only the last cell of a row is cut
    to the terminal's width.
    """
    names = [screen.text(head) if head else "" for head in heads]
    widths = [max(map(cell_len, column)) for column in zip(names, *rows, strict=True)]
    lines = []
    for row in (names, *rows):
        line = Text()
        for cell, width in zip(row[:-1], widths, strict=False):
            line.append(cell + " " * (width - cell_len(cell)) + _GAP)
        last = Text(row[-1])
        if screen.out.is_terminal:
            last.truncate(max(screen.out.width - line.cell_len, 12), overflow="ellipsis")
        lines.append(line + last)
        lines[-1].rstrip()
    lines[0].stylize("bold")
    rule = Text("─" * max(line.cell_len for line in lines), style="dim")
    for line in (lines[0], rule, *lines[1:]):
        screen.line(line)


def print_article(screen: Screen, article: Article, marked: tuple[int, int] | None = None) -> None:
    """Print all that is known of *article* and its body; the span *marked* of it in bold."""
    screen.print(Text(title_of(article, screen), style="bold"))
    for subtitle in article.subtitles:
        screen.print(Text(safe(subtitle)), indent="  ")
    screen.print()
    print_fields(screen, article, ("id", article.id), found_only=True)
    screen.print()
    body = Text(safe(article.body))
    if marked:
        body.stylize("bold", *marked)
    for paragraph in body.split("\n"):
        screen.print(paragraph)


def print_fields(
    screen: Screen, article: Article | Draft, *more: tuple[str, str], found_only: bool
) -> None:
    """Print the fields between headline and body, one a line, under names of one width."""
    values = [
        ("outlet", article.outlet),
        ("published", spelled(article.published)),
        ("modified", spelled(article.modified)),
        ("authors", ", ".join(article.authors)),
        ("section", article.section),
        ("url", article.url),
        ("source_id", article.source_id),
        ("note", screen.text("sample") if article.sample and not article.note else article.note),
        ("excerpt", screen.text("excerpt") if article.excerpt else None),
        ("audience", article.audience),
        ("hidden", screen.text("hidden") if article.hidden else None),
        *more,
    ]
    always = set() if found_only else {"outlet", "published", "modified", "authors", "url"}
    for name, value in values:
        if value or name in always:
            print_field(screen, name, value)


def print_field(screen: Screen, name: str, value: str | None) -> None:
    """Print one field; one that was not found shows as missing."""
    label = Text(screen.text(f"field.{name}"), style="dim")
    label.pad_right(max(_LABEL_COLUMNS - label.cell_len, 1))
    shown = Text(safe(value)) if value else Text(screen.text("missing"), style="yellow")
    screen.line(Text("  ") + label + shown)
