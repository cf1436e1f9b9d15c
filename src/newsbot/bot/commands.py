"""The commands for everyone: asking, searching, the latest articles, help."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final

import discord
from discord import app_commands
from discord.app_commands import Choice, Range

from newsbot.answering import Options
from newsbot.article import Article
from newsbot.bot import reply, speaking
from newsbot.bot.asking import answer_interaction, computed
from newsbot.bot.finding import asked_by
from newsbot.bot.health import about_text, status_text
from newsbot.bot.listening import earlier_in, question_in
from newsbot.bot.markup import shorten, units
from newsbot.bot.services import Interaction, Services, services_of
from newsbot.bot.visit import Visit
from newsbot.bot_messages import say
from newsbot.dates import KST
from newsbot.errors import QuestionError
from newsbot.messages import Language
from newsbot.periods import Period, parse_period
from newsbot.retrieval import Filters

LISTED: Final = 10
LATEST: Final = 5
CHOICES: Final = 25
CHOICE_UNITS: Final = 100
_QUESTION_UNITS: Final = 200
"""How much of a question is shown before what its search was narrowed to."""


def period(text: str | None) -> Period | None:
    """Return the days that an option names. Raises QuestionError."""
    if text is None:
        return None
    found = parse_period(text, datetime.now(KST))
    if found is None:
        raise QuestionError("bot.bad_date", text=text[:40])
    return found


def span(since: str | None, until: str | None) -> tuple[int | None, int | None]:
    """Return both ends in seconds since 1970, the second exclusive. Raises QuestionError."""
    first, last = period(since), period(until)
    start = int(first.start.timestamp()) if first else None
    end = int(last.end.timestamp()) if last else None
    if start is not None and end is not None and start >= end:
        raise QuestionError("bot.empty_span")
    return start, end


async def _require_outlet(services: Services, visit: Visit, outlet: str | None) -> None:
    """Raise QuestionError for an unknown outlet before all is deferred: a mistake is told alone."""
    if outlet is not None:
        await services.crossing.run(
            "look", services.newsroom.require_outlet, outlet, visit.audiences
        )


def _shown(
    language: Language, text: str, span: tuple[int | None, int | None], outlet: str | None
) -> str:
    """Return the question as it stands above its answer, and to what the search was narrowed.

    ``누가 서명했어? · 2025-10-01 – 2025-10-31 · 표본일보``
    """
    start, end = span
    last = None if end is None else end - 1
    days = ["" if at is None else f"{datetime.fromtimestamp(at, KST):%F}" for at in (start, last)]
    first, final = days
    if first and final:
        narrowed = [f"{first} – {final}"]
    elif first or final:
        narrowed = [say(language, "ask.from" if first else "ask.to", day=first or final)]
    else:
        narrowed = []
    narrowed += [outlet] if outlet else []
    return " · ".join([shorten(text, _QUESTION_UNITS), *narrowed]) if narrowed else text


@app_commands.command(description="Ask the news; the answer is quoted word for word")
@app_commands.describe(
    question="What you want to know",
    since="From this day on: 2025-10-29, 10월 29일, yesterday, last week",
    until="Up to this day: 2025-10-29, 10월 29일, yesterday, last week",
    outlet="Only articles of this outlet",
    private="Show the answer to you alone",
)
async def ask(  # noqa: PLR0913, PLR0917 -- a parameter is an option
    interaction: Interaction,
    question: str,
    since: str | None = None,
    until: str | None = None,
    outlet: str | None = None,
    private: bool = False,  # noqa: FBT001, FBT002 -- an option of the command
) -> None:
    """Answer *question*."""
    start, end = span(since, until)
    services = services_of(interaction)
    visit = services.visit(interaction)
    text = question_in(question)
    if not text:
        await speaking.whisper(services.delivery, interaction, say(visit.language, "listen.empty"))
        return
    await _require_outlet(services, visit, outlet)
    shown = _shown(visit.language, text, (start, end), outlet)
    asked = replace(asked_by(visit, text, shown), since=start, until=end, outlet=outlet)
    earlier = partial(earlier_in, services.records, interaction.channel)
    await answer_interaction(services, interaction, asked, earlier=earlier, private=private)


@app_commands.context_menu(name="Ask with this message")
async def ask_with_message(interaction: Interaction, message: discord.Message) -> None:
    """Answer what *message* asks."""
    services = services_of(interaction)
    visit, text = services.visit(interaction), question_in(message.content)
    if not text:
        await speaking.whisper(
            services.delivery, interaction, say(visit.language, "listen.no_text")
        )
        return
    await answer_interaction(services, interaction, asked_by(visit, text, text))


@app_commands.command(description="Find articles by words")
@app_commands.describe(words="What to search for")
async def search(interaction: Interaction, words: str) -> None:
    """List the articles that hold *words*, the best first."""
    services = services_of(interaction)
    visit = services.visit(interaction)
    work = partial(_ranked, services, visit, words)
    articles = await computed(services, interaction, work, private=False)
    if articles is not None:
        title = say(visit.language, "search.title", words=shorten(words, 60))
        await fill_list(interaction, visit, articles, title)


def _ranked(services: Services, visit: Visit, words: str) -> list[Article]:
    options = Options(limit=1, always=True, filters=Filters(audiences=visit.audiences))
    return services.newsroom.ask_ranked(words, options, LISTED)[1]


@app_commands.command(description="The latest articles")
@app_commands.describe(outlet="Only articles of this outlet", n="How many articles")
async def latest(
    interaction: Interaction, outlet: str | None = None, n: Range[int, 1, LISTED] = LATEST
) -> None:
    """List the newest articles."""
    services = services_of(interaction)
    visit = services.visit(interaction)
    await _require_outlet(services, visit, outlet)
    if not await speaking.defer(services.delivery, interaction, private=False):
        return
    articles = await services.crossing.run(
        "look", services.newsroom.latest, n, outlet, visit.audiences
    )
    await fill_list(interaction, visit, articles, say(visit.language, "latest.title"))


async def fill_list(
    interaction: Interaction, visit: Visit, articles: list[Article], title: str
) -> None:
    """Put a list of articles, or that there are none, where the interaction waits for it."""
    delivery = services_of(interaction).delivery
    if not articles:
        await speaking.fill(delivery, interaction, content=say(visit.language, "list.none"))
        return
    embed = reply.list_embed(articles, language=visit.language, title=title)
    await speaking.fill(delivery, interaction, embeds=[embed])


@app_commands.command(name="help", description="How to ask this bot")
async def help_(interaction: Interaction) -> None:
    """Say how to ask."""
    services = services_of(interaction)
    language = services.visit(interaction).language
    name = interaction.client.user.name if interaction.client.user else "newsbot"
    await speaking.whisper(services.delivery, interaction, say(language, "help", name=name))


@app_commands.command(description="What this bot knows, and what it keeps")
async def about(interaction: Interaction) -> None:
    """Say how many articles there are, how new they are, and what is kept of a question."""
    services = services_of(interaction)
    visit = services.visit(interaction)
    if await speaking.defer(services.delivery, interaction, private=True):
        text = await services.crossing.run("look", about_text, services, visit)
        await speaking.fill(services.delivery, interaction, content=text)


@app_commands.command(description="How the bot is doing")
@app_commands.default_permissions(manage_guild=True)
async def status(interaction: Interaction) -> None:
    """Tell administrators about latency, queue, memory and the last faults."""
    client = interaction.client
    visit = client.services.visit(interaction)
    if not visit.administrator:
        raise QuestionError("bot.not_administrator")
    text = await client.services.crossing.run(
        "look",
        status_text,
        client.services,
        visit.language,
        client.latency,
        client.lag_ms(),
    )
    await speaking.whisper(client.services.delivery, interaction, text)


@ask.autocomplete("outlet")
@latest.autocomplete("outlet")
async def suggest_outlets(interaction: Interaction, current: str) -> list[Choice[str]]:
    """Return outlets that *current* is part of, those with most articles first."""
    services = services_of(interaction)
    audiences = services.visit(interaction).audiences
    names = await services.crossing.run("look", services.newsroom.outlets, audiences)
    wanted = "".join(current.casefold().split())
    matching = (name for name in names if wanted in "".join(name.casefold().split()))
    fitting = [name for name in matching if units(name) <= CHOICE_UNITS]
    return [Choice(name=name, value=name) for name in fitting[:CHOICES]]


def install(tree: app_commands.CommandTree[Any]) -> None:
    """Add the commands to *tree*; they work in servers and direct messages."""
    everyones: tuple[app_commands.Command[Any, ..., Any], ...] = (
        ask,
        search,
        latest,
        help_,
        about,
        status,
    )
    for command in everyones:
        tree.add_command(command)
    tree.add_command(ask_with_message)
