"""Articles on the screen: in a table, whole, and as they were understood before they are added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from newsbot.terminal.screen import Screen, safe

if TYPE_CHECKING:  # these load numpy and pydantic, which `newsbot --help` does without
    from newsbot.article import Article, Draft
    from newsbot.dates import Moment

_LABEL_COLUMNS: Final = 14


def spelled(moment: Moment | None) -> str | None:
    """Return the time in KST as precisely as it is known, to the minute: ``2025-10-29 19:07``."""
    if moment is None:
        return None
    return moment.iso().replace("T", " ")[: {"day": 10, "month": 7}.get(moment.precision, 16)]


def title_of(article: Article | Draft, screen: Screen) -> str:
    """Return the headline, or that there is none."""
    return safe(article.title) if article.title else screen.text("untitled")


def in_brief(article: Article | Draft, screen: Screen) -> str:
    """Return headline, outlet and day on one line."""
    day = (spelled(article.published) or "")[:10]
    parts = (title_of(article, screen), safe(article.outlet or ""), day)
    return " · ".join(part for part in parts if part)


def print_table(screen: Screen, articles: Sequence[Article], *, numbered: bool = False) -> None:
    """Print one row an article; a Hangul syllable takes two columns, as terminals draw it."""
    table = plain_table()
    if numbered:
        table.add_column("", justify="right")
    table.add_column(screen.text("field.id"), no_wrap=True)
    table.add_column(screen.text("field.published"), no_wrap=True)
    table.add_column(screen.text("field.outlet"), no_wrap=True, max_width=16)
    table.add_column(screen.text("field.title"), no_wrap=True, overflow="ellipsis")
    for number, article in enumerate(articles, 1):
        cells = (
            article.id,
            spelled(article.published) or screen.text("missing"),
            safe(article.outlet or screen.text("missing")),
            title_of(article, screen),
        )
        front = [Text(str(number))] if numbered else []
        table.add_row(*front, *(Text(cell) for cell in cells))
    print_rows(screen, table)


def plain_table() -> Table:
    """Return an empty table with a line under its heads and nothing else drawn."""
    return Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)


def print_rows(screen: Screen, table: Table) -> None:
    """Print *table* without spaces at the ends of its lines."""
    with screen.out.capture() as captured:
        screen.out.print(table)
    for line in captured.get().splitlines():
        screen.line(Text.from_ansi(line.rstrip()))


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
