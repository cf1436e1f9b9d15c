"""Offers on the screen: what was understood, whether to add it, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text

from newsbot.errors import NewsbotError
from newsbot.terminal.articles import (
    in_brief,
    print_field,
    print_fields,
    print_rows,
    title_of,
)
from newsbot.terminal.screen import Screen, safe

if TYPE_CHECKING:  # these load kiwipiepy, numpy and pydantic
    from newsbot.article import Article, Draft, Dropped
    from newsbot.intake import Entry, Many, One, Outcome, Source, Tally

FIRST_PARAGRAPHS: Final = 3
FIRST_CHARS: Final = 100
DROPPED_LINES: Final = 3
"""How many lines of each kind a preview shows."""
KINDS: Final = 10
"""How many suffixes of files that were not read are named."""
STYLES: Final = {"added": "green", "updated": "green", "duplicate": "yellow", "refused": "red"}

Agree = Callable[[str], NewsbotError | None]
"""The code of a question -> None for yes, or why not."""
Known = Callable[["Draft"], "Article | None"]
"""What is offered -> the same article if it is there already."""


def agreed(screen: Screen, source: Source, agree: Agree, known: Known) -> Iterator[Entry]:
    """Show what was understood of *source*, ask, and return its entries or one refusal."""
    from newsbot.intake import One

    if isinstance(source, One):
        return _agreed_page(screen, source, agree, known)
    return _agreed_many(screen, source, agree)


def _agreed_page(screen: Screen, page: One, agree: Agree, known: Known) -> Iterator[Entry]:
    from newsbot.intake import Offer, Refusal

    (entry,) = page.entries()
    if isinstance(entry, Offer):
        print_preview(screen, page.name, entry.draft)
        if same := known(entry.draft):
            screen.say("add.known", article_id=same.id)
        if error := agree("add.confirm"):
            entry = Refusal(page.name, error)
    return iter([entry])


def _agreed_many(screen: Screen, source: Many, agree: Agree) -> Iterator[Entry]:
    from newsbot.intake import Offer, Refusal

    count = source.count()
    if count is not None:  # else it can be read only once
        offers = (entry for entry in source.entries() if isinstance(entry, Offer))
        first = next(offers, None)
        if first is None:  # nothing to agree to: what is wrong is said at once
            return source.entries()
        brief = in_brief(first.draft, screen)
        screen.say("add.many", source=source.name, count=count, first=brief)
    if error := agree("add.confirm_many"):
        return iter([Refusal(source.name, error)])
    return source.entries()


def print_preview(screen: Screen, source: str, draft: Draft) -> None:
    """Print what was understood of a page: found, missing and left out."""
    screen.say("add.understood", source=source)
    print_field(screen, "title", draft.title)
    for subtitle in draft.subtitles:
        print_field(screen, "subtitles", subtitle)
    print_fields(screen, draft, found_only=False)
    paragraphs = [line for line in draft.body.split("\n") if line]
    count = screen.text("add.paragraphs", count=len(paragraphs), chars=len(draft.body))
    print_field(screen, "body", count)
    for paragraph in paragraphs[:FIRST_PARAGRAPHS]:
        screen.print(Text(_cut(paragraph)), indent="    ")
    if draft.dropped:
        _print_dropped(screen, draft.dropped)


def _print_dropped(screen: Screen, dropped: Sequence[Dropped]) -> None:
    screen.print(Text("  " + screen.text("add.dropped", count=len(dropped))))
    ordered = sorted(dropped, key=lambda line: line.reason)  # stable: in the order read
    for reason, group in groupby(ordered, key=lambda line: line.reason):
        lines = [_cut(line.text.strip()) for line in group]
        shown = " / ".join(lines[:DROPPED_LINES])
        if len(lines) > DROPPED_LINES:
            shown += " " + screen.text("add.more", count=len(lines) - DROPPED_LINES)
        label = Text(screen.text(f"dropped.{reason}") + ": ", style="dim")
        screen.print(label + Text(shown), indent="    ")


def _cut(text: str) -> str:
    text = safe(text).replace("\n", " ")
    return text if len(text) <= FIRST_CHARS else text[: FIRST_CHARS - 1].rstrip() + "…"


def print_outcome(screen: Screen, outcome: Outcome) -> None:
    """Print on one line what came of an offer, and why."""
    line = Text.assemble((screen.text(f"status.{outcome.status}"), STYLES[outcome.status]), "  ")
    if outcome.article is None:
        named = outcome.error is not None and _names(outcome.error, outcome.source)
        line.append("" if named else safe(outcome.source) + "  ")
    else:
        line.append(f"{outcome.article.id}  {title_of(outcome.article, screen)}")
    if outcome.error is not None:
        line.append(safe(outcome.error.sentence(screen.language)))
    elif outcome.status != "added":
        line.append("  " + screen.text(f"reason.{outcome.status}"), style="dim")
    screen.line(line)


def print_tally(screen: Screen, tally: Tally) -> None:
    """Print how many of each came of a run, and why how many were refused."""
    rows = [(screen.text(f"status.{status}"), f"{tally.counts[status]:,}") for status in STYLES]
    print_rows(screen, ("tally.status", "tally.count"), rows)
    for refused in tally.refusals.values():
        reason = safe(refused.error.sentence(screen.language))
        count = f"  {refused.count:,} × "
        more = " …" if refused.count > 1 else ""
        named = not more and _names(refused.error, refused.first)
        where = "" if named else f"{safe(refused.first)}{more}: "
        screen.print(Text(where + reason), indent=" " * cell_len(count), first=count)


def print_taken(screen: Screen, name: str, outcomes: Iterable[Outcome], tally: Tally) -> None:
    """Print a file, what came of each of its first articles, and of more than one the table."""
    screen.line(Text(safe(name), style="bold"))
    for outcome in outcomes:
        print_outcome(screen, outcome)
    if tally.total > 1:
        print_tally(screen, tally)


def print_passed_over(screen: Screen, kinds: Mapping[str, int]) -> None:
    """Print on one line how many files were not read, by suffix, if there are any."""
    most = sorted(kinds, key=lambda kind: (-kinds[kind], kind))[:KINDS]
    named = [f"{kind} {kinds[kind]:,}" for kind in sorted(filter(None, most))]
    if "" in most:
        named.append(f"{screen.text('tally.no_suffix')} {kinds['']:,}")
    if len(kinds) > KINDS:
        named.append("…")
    if kinds:
        count = sum(kinds.values())
        screen.say("tally.passed_over", count=count, kinds=" · ".join(named))


def _names(error: NewsbotError, source: str) -> bool:
    """Whether the sentence of *error* names *source* itself."""
    return str(error.details.get("path")) == source
