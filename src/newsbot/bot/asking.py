"""Asking: from a question, wherever it was asked, to the answer that stands under it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

import discord

from newsbot.answer import Answer, Citation
from newsbot.answering import Options
from newsbot.bot import buttons, reply, speaking
from newsbot.bot.delivery import Fault
from newsbot.bot.markup import notice
from newsbot.bot.records import Asked
from newsbot.bot.replying import may_embed, reply_with
from newsbot.bot.services import Services
from newsbot.bot.turnstile import Busy
from newsbot.bot.visit import Visit
from newsbot.bot_messages import say
from newsbot.dates import Moment
from newsbot.errors import NewsbotError
from newsbot.messages import Language
from newsbot.query import MAX_QUESTION_CHARS
from newsbot.retrieval import Filters

LOG: Final = logging.getLogger("newsbot.bot")
PAGES: Final = 3
"""How many times the quotes of one reply there are at most, by *more*."""
Earlier = Callable[[], Asked | None]
"""Looks up the question whose topic this one may carry; in a thread."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer, and what is told beside it."""

    answer: Answer
    searched: int
    """How many articles were searched."""
    newest: Moment | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reply to a question holds."""

    content: str | None
    embeds: tuple[discord.Embed, ...]
    view: discord.ui.View

    def plain(self, language: Language) -> str:
        """Return it as plain words, for where no embed is shown."""
        note = (discord.Embed(description=self.content),) if self.content else ()
        return reply.plain_text((*note, *self.embeds), language=language)


def find(services: Services, asked: Asked) -> Found:
    """Ask the newsroom; in a thread. Raises QuestionError for an unknown outlet."""
    newsroom, settings = services.newsroom, services.settings
    if asked.outlet is not None:
        newsroom.require_outlet(asked.outlet, asked.audiences)
    options = Options(
        limit=settings.limit * PAGES,
        quote_chars=settings.quote_chars,
        topic=asked.topic,
        filters=Filters(asked.since, asked.until, asked.outlet, audiences=asked.audiences),
    )
    answer = newsroom.ask(asked.question, options)
    return Found(answer, newsroom.size(asked.audiences)[0], newsroom.newest(asked.audiences))


def _remember(services: Services, asked: Asked, answer: Answer) -> str:
    return services.records.remember(
        replace(
            asked,
            next_topic=answer.topic,
            cited=tuple(dict.fromkeys(one.article.id for one in answer.citations)),
        )
    )


def _find_and_remember(
    services: Services, asked: Asked, earlier: Earlier | None
) -> tuple[Found, str]:
    before = earlier() if earlier else None
    if before is not None:
        asked = replace(asked, topic=before.next_topic)
    found = find(services, asked)
    return found, _remember(services, asked, found.answer)


def page_of(answer: Answer, start: int, size: int) -> tuple[Sequence[Citation], int | None]:
    """Return *size* quotes from *start* on, and where the next page begins, if there is one."""
    end = start + size
    return answer.citations[start:end], end if len(answer.citations) > end else None


@dataclass(frozen=True, slots=True)
class Turn:
    """One question on its way: who asked what, how it came in, and when."""

    services: Services
    visit: Visit
    asked: Asked
    entry: Literal["interaction", "message"]
    earlier: Earlier | None = None
    private: bool = False
    began: float = field(default_factory=time.monotonic)

    async def find(self) -> tuple[Found, str]:
        """Return the answer, and the key by which its buttons know the question."""
        return await self.services.crossing.run(
            "question", _find_and_remember, self.services, self.asked, self.earlier
        )

    def busy(self, refusal: Busy) -> str:
        """Note that the question is not taken now; return what to say."""
        self.note(f"busy_{refusal.reason}")
        return busy(self.visit, refusal)

    def note(self, outcome: str) -> None:
        """Count and log what came of it: never who asked, nor what."""
        self.services.outcomes[outcome] += 1
        milliseconds = (time.monotonic() - self.began) * 1000
        LOG.info("question entry=%s outcome=%s ms=%.0f", self.entry, outcome, milliseconds)

    async def posted(self, key: str, sent: discord.Message | Fault, answer: Answer) -> None:
        """Note what came of it, and under which message its answer stands."""
        if isinstance(sent, Fault):
            self.note(f"unsent_{sent}")
            return
        self.note("answered" if answer.answered else "nothing")
        if not self.private:  # a private answer is no part of what others talk about
            await self.services.crossing.run("look", self.services.records.posted, key, sent.id)


def shown(turn: Turn, found: Found, key: str) -> Shown:
    """Return the reply: the first quotes, or that there are none."""
    answer, language = found.answer, turn.visit.language
    long = len(turn.asked.question) > MAX_QUESTION_CHARS
    content = say(language, "ask.cut", chars=MAX_QUESTION_CHARS) if long else None
    if not answer.answered:
        embeds = reply.nothing_embeds(
            answer,
            language=language,
            searched=found.searched,
            newest=found.newest,
            question=turn.asked.shown,
        )
        view = buttons.nothing_buttons(language, key, answer.nearest, private=turn.private)
        return Shown(content, embeds, view)
    citations, more = page_of(answer, 0, turn.services.settings.limit)
    embeds = reply.answer_embeds(
        answer,
        citations,
        language=language,
        searched=found.searched,
        newest=found.newest,
        question=turn.asked.shown,
    )
    view = buttons.answer_buttons(language, key, citations, more=more, private=turn.private)
    return Shown(content, embeds, view)


def busy(visit: Visit, refusal: Busy) -> str:
    """Return why the question is not taken now, and when it will be."""
    seconds = max(1, round(refusal.wait_seconds))
    return say(visit.language, f"busy.{refusal.reason}", seconds=seconds)


async def answer_interaction(
    services: Services,
    interaction: discord.Interaction[Any],
    asked: Asked,
    *,
    earlier: Earlier | None = None,
    private: bool = False,
) -> None:
    """Answer a question that came by command or menu."""
    visit = services.visit(interaction)
    turn = Turn(services, visit, asked, "interaction", earlier, private)
    delivery = services.delivery
    try:
        ticket = services.turnstile.enter(turn.visit.user, turn.visit.guild)
    except Busy as refusal:
        await speaking.whisper(delivery, interaction, turn.busy(refusal))
        return
    with ticket:
        if not await speaking.defer(delivery, interaction, private=private):
            turn.note("late")
            return
        try:
            async with ticket:
                found, key = await turn.find()
        except NewsbotError as error:
            turn.note(error.code)
            text = notice(error.sentence(turn.visit.language))
            await speaking.fill(delivery, interaction, content=text)
            return
        what = shown(turn, found, key)
        sent = await speaking.fill(
            delivery, interaction, content=what.content, embeds=what.embeds, view=what.view
        )
        if sent is Fault.REFUSED:  # an odd address in a link, say
            plain = what.plain(turn.visit.language)
            sent = await speaking.fill(delivery, interaction, content=plain)
        await turn.posted(key, sent, found.answer)


async def answer_message(
    services: Services, message: discord.Message, asked: Asked, earlier: Earlier
) -> None:
    """Answer a question that came as a message."""
    visit = services.visit_by(message, asked.question)
    turn = Turn(services, visit, asked, "message", earlier)
    try:
        ticket = services.turnstile.enter(visit.user, visit.guild)
    except Busy as refusal:
        await reply_with(services.delivery, message, turn.busy(refusal))
        return
    with ticket:
        try:
            async with ticket:
                found, key = await turn.find()
        except NewsbotError as error:
            turn.note(error.code)
            await reply_with(services.delivery, message, notice(error.sentence(visit.language)))
            return
        except Exception:
            await reply_with(services.delivery, message, say(visit.language, "bot.fault"))
            raise  # to be logged
        sent = await _post(turn, message, shown(turn, found, key))
        await turn.posted(key, sent, found.answer)


async def _post(turn: Turn, message: discord.Message, what: Shown) -> discord.Message | Fault:
    """Put the answer under *message*: as plain words where embeds are not shown or not taken."""
    delivery, plain = turn.services.delivery, what.plain(turn.visit.language)
    if may_embed(message):
        sent = await reply_with(delivery, message, what.content, embeds=what.embeds, view=what.view)
    else:
        sent = await reply_with(delivery, message, plain, view=what.view)
    if sent is Fault.REFUSED:  # an odd address in a link, say
        sent = await reply_with(delivery, message, plain)
    return sent
