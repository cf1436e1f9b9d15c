"""Answers on the screen: quotes with their sources, and why it was these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from newsbot.terminal.articles import in_brief, print_rows, spelled, title_of
from newsbot.terminal.screen import Screen, safe

if TYPE_CHECKING:  # these load numpy, which `newsbot --help` does without
    from newsbot.answer import Answer, Citation

_INDENT = "   "


def print_answer(screen: Screen, answer: Answer, articles: int) -> None:
    """Print the quotes of *answer*, or that there are none; *articles* were searched."""
    if answer.answered:
        for citation in answer.citations:
            _print_citation(screen, citation)
    else:
        _print_nothing_found(screen, answer)
    if articles:
        searched = screen.text("answer.searched", articles=articles)
        screen.print(Text(searched, style="dim"))
    else:
        screen.say("articles.none")


def _print_citation(screen: Screen, citation: Citation) -> None:
    """Print number and quote, then outlet, headline, times and link as a reference has them."""
    quote = Text(safe(citation.quote))
    for highlight in citation.highlights:
        quote.stylize("bold", highlight.start, highlight.end)
    screen.print(quote, indent=_INDENT, first=f"{citation.number}. ")
    article = citation.article
    source = Text.assemble(
        safe(f"{article.outlet} · ") if article.outlet else "",
        (title_of(article, screen), "italic"),
        style="cyan",
    )
    screen.print(source, indent=_INDENT)
    times = [
        f"{screen.text(f'field.{name}')} {shown}"
        for name, moment in (("published", article.published), ("modified", article.modified))
        if (shown := spelled(moment))
    ]
    screen.print(Text(" · ".join([*times, article.id]), style="dim"), indent=_INDENT)
    if article.url:
        screen.line(Text(_INDENT + safe(article.url), style="dim"))
    screen.print()


def _print_nothing_found(screen: Screen, answer: Answer) -> None:
    if not answer.terms:
        screen.say("answer.no_terms")
        return
    screen.say("answer.none")
    unknown = screen.text("answer.unknown_term")
    terms = dict.fromkeys(
        safe(weight.surface) + ("" if weight.passages else unknown) for weight in answer.terms
    )
    screen.say("answer.terms", terms=", ".join(terms))
    if answer.nearest:
        screen.say("answer.nearest")
        for number, article in enumerate(answer.nearest, 1):
            brief = f"{in_brief(article, screen)} ({article.id})"
            screen.print(Text(brief), indent=_INDENT, first=f"{number}. ")


def print_why(screen: Screen, answer: Answer) -> None:
    """Print the terms and what they weigh, where they were found, and the runners-up."""
    screen.say("why.confidence", confidence=answer.confidence)
    if answer.carried:
        screen.say("why.carried", terms=", ".join(map(safe, answer.carried)))
    rows = []
    for weight in answer.terms:
        quotes = [
            str(citation.number)
            for citation in answer.citations
            if any(highlight.term == weight.term for highlight in citation.highlights)
        ]
        stem = f" ({weight.term})" if weight.term != weight.surface.casefold() else ""
        spelling = safe(weight.surface + stem)
        rows.append((spelling, f"{weight.weight:.2f}", f"{weight.passages:,}", ", ".join(quotes)))
    print_rows(screen, ("why.term", "why.weight", "why.passages", "why.quotes"), rows)
    _print_runners_up(screen, answer)


def _print_runners_up(screen: Screen, answer: Answer) -> None:
    """Print score and article of each passage, and what the score is made of."""
    if not answer.runners_up:
        return
    screen.print()
    screen.say("why.runners_up")
    for runner_up in answer.runners_up:
        brief = in_brief(runner_up.article, screen)
        screen.print(Text(f"{runner_up.score:6.2f}  {brief}"), indent=" " * 9, first=" ")
        parts = (f"{name} {value:.2f}" for name, value in runner_up.features.items())
        screen.print(Text(" · ".join(parts), style="dim"), indent=" " * 9)
