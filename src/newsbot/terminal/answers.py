"""Answers on the screen: quotes with their sources, and why it was these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from newsbot.terminal.articles import in_brief, print_rows, spelled, title_of
from newsbot.terminal.screen import Screen, safe

if TYPE_CHECKING:  # these load numpy, which `newsbot --help` does without
    from newsbot.answer import Answer, Citation
    from newsbot.article import Article

_INDENT = "   "
_OUTLETS = 10
"""So many other outlets are named."""


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
    _print_around(screen, citation)
    screen.print()


def _print_around(screen: Screen, citation: Citation) -> None:
    """Print what is to be known of the article: what it is, who else has it, what corrects it."""
    from newsbot.corrections import kind_of

    article = citation.article
    if article.excerpt:
        told = f"{screen.text('field.excerpt')}: {screen.text('excerpt')}"
        screen.print(Text(told, style="dim"), indent=_INDENT)
    if kind := kind_of(article):
        screen.print(Text(screen.text(f"answer.is.{kind}"), style="yellow"), indent=_INDENT)
    if citation.also:
        names = [safe(one.outlet or "") for one in citation.also]
        shown = ", ".join(names[:_OUTLETS])
        if len(names) > _OUTLETS:
            shown += " " + screen.text("answer.more_outlets", count=len(names) - _OUTLETS)
        code = "answer.also" if len(names) > 1 else "answer.also_one"
        named = {"count": len(names)} if len(names) > 1 else {}
        screen.print(Text(screen.text(code, outlets=shown, **named), style="dim"), indent=_INDENT)
    print_corrections(screen, citation.corrections, indent=_INDENT)


def print_corrections(screen: Screen, corrections: Sequence[Article], indent: str = "") -> None:
    """Print that there are *corrections* of an article: headline, outlet, day and link of each."""
    from newsbot.corrections import kind_of

    for one in corrections:
        day = (spelled(one.published) or "")[:10]
        facts = [safe(one.outlet or ""), day, safe(one.url or ""), one.id]
        source = f"「{title_of(one, screen)}」 ({', '.join(filter(None, facts))})"
        told = screen.text(f"answer.corrected.{kind_of(one) or 'correction'}", source=source)
        screen.print(Text(told, style="yellow"), indent=indent)


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
