"""The ``/article`` commands and the menu *add as article*."""

from __future__ import annotations

from itertools import islice
from typing import Any, Final

import discord
from discord import app_commands
from discord.app_commands import Choice, Range

from newsbot.article import Article
from newsbot.bot import buttons, curating, modals, offering, reply, speaking
from newsbot.bot.commands import CHOICE_UNITS, CHOICES, LISTED, fill_list
from newsbot.bot.history import history_text
from newsbot.bot.markup import shorten, units
from newsbot.bot.services import Interaction, Services, services_of
from newsbot.bot.visit import Visit
from newsbot.bot_messages import say
from newsbot.errors import CorpusError, QuestionError

article = app_commands.Group(name="article", description="Articles: show, add and keep them")
_THE_ARTICLE: Final = "Its headline or id"
Id = Range[str, 1, 100]
"""An id, the beginning of one, or a short id that the source gave it."""


async def show_article(interaction: Interaction, identifier: str, *, private: bool) -> None:
    """Show one article, a hidden one to who asks alone. Raises CorpusError, QuestionError."""
    services = services_of(interaction)
    visit = services.visit(interaction)
    # Looked up before it is deferred, which decides who sees the answer, or the mistake.
    found = await services.crossing.run("look", _seen, services, visit, identifier)
    hidden = private or found.hidden
    if await speaking.defer(services.delivery, interaction, private=hidden):
        corrections = await services.crossing.run(
            "look", services.newsroom.corrections, found, visit.audiences
        )
        await speaking.fill(
            services.delivery,
            interaction,
            embeds=reply.article_embeds(found, language=visit.language, corrections=corrections),
            view=buttons.article_buttons(visit.language, found),
        )


def _seen(services: Services, visit: Visit, identifier: str) -> Article:
    found = services.newsroom.article(identifier, audiences=visit.audiences, hidden=visit.curator)
    if found.hidden and not visit.may_change(found.audience):
        raise CorpusError("newsroom.no_article", article_id=identifier)
    return found


@article.command(description="Show an article")
@app_commands.describe(article=_THE_ARTICLE)
async def show(interaction: Interaction, article: Id) -> None:  # noqa: D103
    await show_article(interaction, article, private=False)


@article.command(description="Add an article: a link, a file, or its text")
@app_commands.describe(link="The address of its page", file="One article, or a file of many")
async def add(  # noqa: D103
    interaction: Interaction,
    link: Range[str, 1, 2_000] | None = None,
    file: discord.Attachment | None = None,
) -> None:
    services = services_of(interaction)
    visit = services.visit(interaction)
    curating.require_curator(visit)
    if link is not None and file is not None:
        raise QuestionError("bot.link_or_file")
    if file is not None:
        await offering.offer_file(services, interaction, file)
        return
    if link is not None:
        await offering.offer_link(services, interaction, link)
        return
    modal = modals.paste(visit.language)
    await services.delivery.acknowledge("modal", lambda: interaction.response.send_modal(modal))


@app_commands.context_menu(name="Add as article")
async def add_as_article(interaction: Interaction, message: discord.Message) -> None:
    """Show what is understood of a message, or of the file attached to it."""
    await offering.offer_message(services_of(interaction), interaction, message)


@article.command(description="Move an article to the trash")
@app_commands.describe(article=_THE_ARTICLE)
async def remove(interaction: Interaction, article: Id) -> None:  # noqa: D103
    await curating.change(services_of(interaction), interaction, "remove", article)


@article.command(description="Keep an article out of answers")
@app_commands.describe(article=_THE_ARTICLE)
async def hide(interaction: Interaction, article: Id) -> None:  # noqa: D103
    await curating.change(services_of(interaction), interaction, "hide", article)


@article.command(description="Let a hidden article back into answers")
@app_commands.describe(article=_THE_ARTICLE)
async def unhide(interaction: Interaction, article: Id) -> None:  # noqa: D103
    await curating.change(services_of(interaction), interaction, "unhide", article)


@article.command(name="list", description="List the articles, newest first")
@app_commands.describe(page="Which page of the list", hidden="Only hidden articles (curators)")
async def list_(  # noqa: D103
    interaction: Interaction,
    page: Range[int, 1, 10_000] = 1,
    hidden: bool = False,  # noqa: FBT001, FBT002 -- an option of the command
) -> None:
    services = services_of(interaction)
    visit = services.visit(interaction)
    if hidden:
        curating.require_curator(visit)
    if not await speaking.defer(services.delivery, interaction, private=True):
        return
    found = await services.crossing.run("look", _page, services, visit, page, hidden)
    await fill_list(interaction, visit, found, say(visit.language, "list.title", page=page))


def _page(services: Services, visit: Visit, page: int, hidden: bool) -> list[Article]:  # noqa: FBT001
    newsroom, skip = services.newsroom, (page - 1) * LISTED
    if not hidden:
        return newsroom.listed(LISTED, skip=skip, audiences=visit.audiences)
    every = newsroom.articles(visit.audiences, hidden=True)  # few
    return list(
        islice((one for one in every if visit.may_change(one.audience)), skip, skip + LISTED)
    )


@article.command(description="What was changed in an article, and when")
@app_commands.describe(article=_THE_ARTICLE)
async def history(interaction: Interaction, article: Id) -> None:  # noqa: D103
    services = services_of(interaction)
    visit = services.visit(interaction)
    if not await speaking.defer(services.delivery, interaction, private=True):
        return
    found = await services.crossing.run("look", _seen, services, visit, article)
    text = await services.crossing.run("look", history_text, services.newsroom, found, visit)
    await speaking.fill(services.delivery, interaction, content=text)


@show.autocomplete("article")
@remove.autocomplete("article")
@history.autocomplete("article")
@hide.autocomplete("article")
async def suggest(interaction: Interaction, current: str) -> list[Choice[str]]:
    """Return the newest articles whose headline, outlet or id holds *current*."""
    return await _suggest(interaction, current, hidden=False)


@unhide.autocomplete("article")
async def suggest_hidden(interaction: Interaction, current: str) -> list[Choice[str]]:
    """Return hidden articles, to whoever may unhide them."""
    return await _suggest(interaction, current, hidden=True)


async def _suggest(interaction: Interaction, current: str, *, hidden: bool) -> list[Choice[str]]:
    services = services_of(interaction)
    visit = services.visit(interaction)
    if hidden and not visit.curator:
        return []
    found = await services.crossing.run(
        "look", services.newsroom.find, current, CHOICES, visit.audiences, hidden=hidden
    )
    return [_choice(one, visit) for one in found if not hidden or visit.may_change(one.audience)]


def _choice(found: Article, visit: Visit) -> Choice[str]:
    tail = " · ".join(
        part
        for part in (found.outlet, found.published.spelled()[:10] if found.published else None)
        if part
    )
    tail = shorten(tail, CHOICE_UNITS // 3)
    title = found.title or say(visit.language, "reply.untitled")
    room = CHOICE_UNITS - units(tail) - (3 if tail else 0)
    name = " · ".join(part for part in (shorten(title, room), tail) if part)
    return Choice(name=name, value=found.id)


def install(tree: app_commands.CommandTree[Any]) -> None:
    """Add the commands to *tree*."""
    tree.add_command(article)
    tree.add_command(add_as_article)
