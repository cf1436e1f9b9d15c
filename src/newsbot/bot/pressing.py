"""Pressing: what each button and each submitted form does. Every press is judged anew."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

import discord

from newsbot.bot import buttons, curating, modals, offering, reply, speaking
from newsbot.bot.article_commands import show_article
from newsbot.bot.asking import computed
from newsbot.bot.finding import Found, find, page_of
from newsbot.bot.records import Asked, Vote
from newsbot.bot.services import Interaction, Services
from newsbot.bot.visit import Visit
from newsbot.bot_messages import say
from newsbot.errors import CorpusError, QuestionError

Handler = Callable[[Services, Interaction, str], Awaitable[None]]
FormHandler = Callable[[Services, Interaction, str, dict[str, str]], Awaitable[None]]


async def _asked(services: Services, key: str) -> Asked:
    found = await services.crossing.run("look", services.records.asked, key)
    if found is None:
        raise QuestionError("bot.forgotten", days=services.settings.keep_days)
    return found


def _require_place(visit: Visit, asked: Asked) -> None:
    """Raise QuestionError if the answer was given where other articles are seen."""
    if visit.audiences != asked.audiences:
        raise QuestionError("bot.elsewhere")


async def _again(
    services: Services, interaction: Interaction, visit: Visit, asked: Asked
) -> Found | None:
    """Ask again, and say that an answer is under way; None if that is not possible now."""
    _require_place(visit, asked)
    return await computed(services, interaction, partial(find, services, asked), private=True)


async def more(services: Services, interaction: Interaction, what: str) -> None:
    """Show the next quotes to who asked."""
    key, _, start = what.partition(":")
    visit, asked = services.visit(interaction), await _asked(services, key)
    if visit.user != asked.author:
        raise QuestionError("bot.not_the_asker")
    found = await _again(services, interaction, visit, asked)
    if found is None:
        return
    citations, following = page_of(found.answer, int(start or 0), services.settings.limit)
    if not citations:
        await speaking.fill(
            services.delivery, interaction, content=say(visit.language, "more.none")
        )
        return
    embeds = reply.answer_embeds(
        found.answer,
        citations,
        language=visit.language,
        searched=found.searched,
        newest=found.newest,
    )
    view = buttons.more_buttons(visit.language, key, citations, following)
    await speaking.fill(services.delivery, interaction, embeds=embeds, view=view)


async def why(services: Services, interaction: Interaction, key: str) -> None:
    """Show what was searched for, how much it weighs, and what else was considered."""
    visit, asked = services.visit(interaction), await _asked(services, key)
    found = await _again(services, interaction, visit, asked)
    if found is not None:
        embeds = reply.why_embeds(found.answer, language=visit.language)
        await speaking.fill(services.delivery, interaction, embeds=embeds)


async def _vote(services: Services, interaction: Interaction, key: str, vote: Vote) -> None:
    visit, asked = services.visit(interaction), await _asked(services, key)
    await services.crossing.run(
        "look", services.records.vote, key, visit.user, vote, list(asked.cited)
    )
    view = buttons.share_button(visit.language, key) if vote == "down" else None
    text = say(visit.language, f"vote.{vote}")
    await speaking.whisper(services.delivery, interaction, text, view=view)


async def up(services: Services, interaction: Interaction, key: str) -> None:
    """Take a vote for an answer."""
    await _vote(services, interaction, key, "up")


async def down(services: Services, interaction: Interaction, key: str) -> None:
    """Take a vote against an answer, and offer to send the question along."""
    await _vote(services, interaction, key, "down")


async def share(services: Services, interaction: Interaction, key: str) -> None:
    """Ask whether the question may be kept with the vote."""
    visit, asked = services.visit(interaction), await _asked(services, key)
    own = asked.question if visit.user == asked.author else None  # theirs alone to give away
    modal = modals.sharing(visit.language, key, own)
    await services.delivery.acknowledge("modal", lambda: interaction.response.send_modal(modal))


async def delete(services: Services, interaction: Interaction, key: str) -> None:
    """Delete an answer, for who asked or a moderator; in a direct message there is nobody else."""
    visit = services.visit(interaction)
    asked = await services.crossing.run("look", services.records.asked, key)
    author = asked.author if asked else _asker(interaction.message)
    if visit.user != author and not visit.moderator and visit.guild is not None:
        raise QuestionError("bot.not_the_asker_or_moderator")
    if not await speaking.take(services.delivery, interaction):
        return
    # First, so that nothing goes on about what is gone; who asked can press again all the same.
    await services.crossing.run("look", services.records.forget, key)
    await services.delivery.send("delete", interaction.delete_original_response, tries=1)


def _asker(answer: discord.Message | None) -> int | None:
    """Return who asked, as Discord knows it: also when the question itself was forgotten."""
    if answer is None:
        return None
    if answer.interaction_metadata is not None:
        return answer.interaction_metadata.user.id
    question = answer.reference.resolved if answer.reference else None
    return question.author.id if isinstance(question, discord.Message) else None


async def show(services: Services, interaction: Interaction, identifier: str) -> None:  # noqa: ARG001
    """Show an article whose headline was a button."""
    try:
        await show_article(interaction, identifier, private=True)
    except CorpusError as error:  # hidden or removed since
        raise QuestionError("bot.article_gone") from error


async def outdated(services: Services, interaction: Interaction, _: str) -> None:
    """Say that this version of the bot does not know the button."""
    language = services.visit(interaction).language
    await speaking.whisper(services.delivery, interaction, say(language, "bot.commands_changed"))


PRESSES: Final[dict[str, Handler]] = {
    "more": more,
    "why": why,
    "up": up,
    "down": down,
    "share": share,
    "delete": delete,
    "show": show,
    "save": curating.save,
    "correct": curating.correct,
    "cancel": curating.cancel,
    "undo": curating.undo,
}


async def _pasted(
    services: Services, interaction: Interaction, _: str, typed: dict[str, str]
) -> None:
    await offering.offer_text(services, interaction, typed.get("text", ""))


async def _shared(
    services: Services, interaction: Interaction, key: str, typed: dict[str, str]
) -> None:
    visit, asked = services.visit(interaction), await _asked(services, key)
    question, remark = (typed.get(field, "").strip() for field in ("question", "remark"))
    if visit.user != asked.author:
        question = ""
    if question or remark:
        await services.crossing.run(
            "look", services.records.add_question, key, visit.user, question, remark
        )
    code = "vote.shared" if question or remark else "vote.unshared"
    await speaking.whisper(services.delivery, interaction, say(visit.language, code))


FORMS: Final[dict[str, FormHandler]] = {
    "paste": _pasted,
    "correct": curating.take_correction,
    "share": _shared,
}


async def submitted(
    services: Services, interaction: Interaction, action: str, what: str, typed: dict[str, str]
) -> None:
    """Take a submitted form."""
    if action in FORMS:
        await FORMS[action](services, interaction, what, typed)
    else:
        await outdated(services, interaction, what)
