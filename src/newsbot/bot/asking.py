"""Asking: from a question, wherever it was asked, to the answer that stands under it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, TypedDict, TypeVar

import discord

from newsbot.answer import Answer, Citation
from newsbot.bot import buttons, reply, speaking
from newsbot.bot.delivery import Fault
from newsbot.bot.finding import Found, find, page_of
from newsbot.bot.markup import notice
from newsbot.bot.records import Asked
from newsbot.bot.replying import may_embed, reply_with
from newsbot.bot.services import Services
from newsbot.bot.turnstile import Busy
from newsbot.bot.visit import Visit
from newsbot.bot_messages import say
from newsbot.dates import Moment
from newsbot.errors import NewsbotError, StoreError
from newsbot.messages import Language
from newsbot.query import MAX_QUESTION_CHARS

LOG: Final = logging.getLogger("newsbot.bot")
T = TypeVar("T")
Earlier = Callable[[], Asked | None]
"""Looks up the question whose topic this one may carry; in a thread."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer, rendered and remembered, so that the event loop has only to send it."""

    answer: Answer
    key: str | None
    """By which its buttons know the question; None where it could not be noted."""
    citations: Sequence[Citation]
    """The first page of quotes."""
    more: int | None
    """Where the next page begins, if there is one."""
    embeds: tuple[discord.Embed, ...]


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


class _Around(TypedDict):
    """What stands around the quotes."""

    language: Language
    searched: int
    newest: Moment | None
    question: str | None


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

    async def find(self) -> Ready:
        """Return the answer, made in a thread. Raises QuestionError for an unknown outlet."""
        await self.services.delivery.calm()
        return await self.services.crossing.run("question", self._ready)

    def _ready(self) -> Ready:
        before = self.earlier() if self.earlier else None
        asked = replace(self.asked, topic=before.next_topic) if before else self.asked
        found = find(self.services, asked)
        answer = found.answer
        cited = tuple(dict.fromkeys(one.article.id for one in answer.citations))
        # What was not found is no topic; talk goes on about what was.
        topic = answer.topic if answer.answered or before is None else before.next_topic
        asked = replace(asked, next_topic=topic, cited=cited)
        citations, more = page_of(answer, 0, self.services.settings.limit)
        return Ready(
            answer, self._remembered(asked), citations, more, self._embeds(found, citations)
        )

    def _remembered(self, asked: Asked) -> str | None:
        try:
            return self.services.records.remember(asked)
        except StoreError as error:  # an answer is worth more than its buttons
            LOG.warning("unrecorded error=%s", error.code)
            return None

    def _embeds(self, found: Found, citations: Sequence[Citation]) -> tuple[discord.Embed, ...]:
        around = _Around(
            language=self.visit.language,
            searched=found.searched,
            newest=found.newest,
            question=self.asked.shown,
        )
        if not found.answer.answered:
            return reply.nothing_embeds(found.answer, narrowed=self.asked.is_narrowed, **around)
        return reply.answer_embeds(found.answer, citations, **around)

    def busy(self, refusal: Busy) -> str:
        """Note that the question is not taken now; return what to say."""
        self.note(f"busy_{refusal.reason}")
        return busy(self.visit, refusal)

    def note(self, outcome: str) -> None:
        """Count and log what came of it: never who asked, nor what."""
        self.services.outcomes[outcome] += 1
        milliseconds = (time.monotonic() - self.began) * 1000
        LOG.info("question entry=%s outcome=%s ms=%.0f", self.entry, outcome, milliseconds)

    async def posted(self, ready: Ready, sent: discord.Message | Fault) -> None:
        """Note what came of it, and under which message its answer stands."""
        if isinstance(sent, Fault):
            self.note(f"unsent_{sent}")
            return
        self.note("answered" if ready.answer.answered else "nothing")
        if self.private or ready.key is None:  # no part of what others talk about
            return
        try:
            await self.services.crossing.run(
                "look", self.services.records.posted, ready.key, sent.id
            )
        except StoreError as error:  # the answer stands; a reply to it will have no topic
            LOG.warning("unrecorded error=%s", error.code)


def shown(turn: Turn, ready: Ready) -> Shown:
    """Return the reply: the first quotes, or that there are none, and what can be pressed."""
    language, key = turn.visit.language, ready.key
    long = len(turn.asked.question) > MAX_QUESTION_CHARS
    content = say(language, "ask.cut", chars=MAX_QUESTION_CHARS) if long else None
    if key is None:
        view = buttons.more_buttons(language, "", ready.citations, None)
    elif ready.answer.answered:
        view = buttons.answer_buttons(
            language, key, ready.citations, more=ready.more, private=turn.private
        )
    else:
        view = buttons.nothing_buttons(language, key, ready.answer.nearest, private=turn.private)
    return Shown(content, ready.embeds, view)


def busy(visit: Visit, refusal: Busy) -> str:
    """Return why the question is not taken now, and when it will be."""
    seconds = max(1, round(refusal.wait_seconds))
    return say(visit.language, f"busy.{refusal.reason}", seconds=seconds)


async def computed(
    services: Services,
    interaction: discord.Interaction[Any],
    work: Callable[[], T],
    *,
    private: bool,
) -> T | None:
    """Return what *work* gives in a thread, in its turn, with the interaction deferred.

    None if it is not taken now, which is said, or if Discord no longer waits for it.
    """
    visit = services.visit(interaction)
    try:
        ticket = services.turnstile.enter(visit.user, visit.guild)
    except Busy as refusal:
        await speaking.whisper(services.delivery, interaction, busy(visit, refusal))
        return None
    with ticket:
        if not await speaking.defer(services.delivery, interaction, private=private):
            return None
        await services.delivery.calm()
        async with ticket:
            return await services.crossing.run("question", work)


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
                ready = await turn.find()
        except NewsbotError as error:
            turn.note(error.code)
            text = notice(speaking.told(error, turn.visit.language))
            await speaking.fill(delivery, interaction, content=text)
            return
        what = shown(turn, ready)
        sent = await speaking.fill(
            delivery, interaction, content=what.content, embeds=what.embeds, view=what.view
        )
        if sent is Fault.REFUSED:  # an odd address in a link, say
            plain = what.plain(turn.visit.language)
            sent = await speaking.fill(delivery, interaction, content=plain)
        await turn.posted(ready, sent)


async def answer_message(
    services: Services, message: discord.Message, asked: Asked, earlier: Earlier
) -> None:
    """Answer a question that came as a message."""
    visit = services.visit_by(message, asked.question)
    turn = Turn(services, visit, asked, "message", earlier)
    try:
        ticket = services.turnstile.enter(visit.user, visit.guild)
    except Busy as refusal:
        text = turn.busy(refusal)
        if services.remarks.take(visit.user) == 0:
            await reply_with(services.delivery, message, text)
        return
    with ticket:
        try:
            async with ticket:
                ready = await turn.find()
        except NewsbotError as error:
            turn.note(error.code)
            text = notice(speaking.told(error, visit.language))
            await reply_with(services.delivery, message, text)
            return
        except Exception:
            await reply_with(services.delivery, message, say(visit.language, "bot.fault"))
            raise  # to be logged
        sent = await _post(turn, message, shown(turn, ready))
        await turn.posted(ready, sent)


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
