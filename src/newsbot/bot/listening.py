"""Listening: which messages are questions to the bot, and what they ask."""

from __future__ import annotations

import logging
import re
from collections import OrderedDict
from collections.abc import Collection
from functools import partial
from typing import Final

import discord

from newsbot.bot.asking import answer_message
from newsbot.bot.delivery import Fault
from newsbot.bot.finding import asked_by
from newsbot.bot.pleasantries import Pleasantry, pleasantry
from newsbot.bot.records import Asked, Records
from newsbot.bot.replying import may_speak, reply_with
from newsbot.bot.services import Services
from newsbot.bot_messages import say
from newsbot.text import clean

LOG: Final = logging.getLogger("newsbot.bot")
TOPIC_SECONDS: Final = 1_800
"""In a thread or direct message, a question may point back to one that is no older than this."""
_REMEMBERED: Final = 2_048
_MENTION: Final = re.compile(
    r"""
      <(?:@[!&]?|\#|a?:\w{1,32}:|/[^<>:]{1,100}:)[0-9]{1,20}>  # person, channel, emoji, command
    | <t:-?[0-9]{1,16}(?::[A-Za-z])?>                          # time
    | <id:[a-z]{1,20}>                                         # a page of the server
    | (?<!\w)@(?:everyone|here)\b
    """,
    re.VERBOSE,
)
"""What Discord shows as something else: nothing that an article says."""
_LINK: Final = re.compile(r"<?https?://\S+", re.IGNORECASE)


class Listener:
    """Answers messages that are meant for the bot, each once."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._heard: OrderedDict[int, None] = OrderedDict()

    async def hear(self, message: discord.Message, me: discord.ClientUser) -> None:
        """Answer *message* if it is a question to *me*."""
        if not self._is_meant(message, me) or not self._is_new(message.id):
            return
        services, text = self._services, question_in(message.content)
        if not may_speak(message):  # nothing is looked for that nobody could read
            services.delivery.counts[Fault.FORBIDDEN] += 1
            LOG.warning("unanswerable channel=%d", message.channel.id)
            return
        kind = pleasantry(text) if text else None
        if not text or kind:
            if message.guild is None or me in message.mentions:
                await self._explain(message, me, kind)
            return
        visit = services.visit_by(message, text)
        reply_to = message.reference.message_id if message.reference else None
        earlier = partial(earlier_in, services.records, message.channel, reply_to)
        await answer_message(services, message, asked_by(visit, text), earlier)

    async def _explain(
        self, message: discord.Message, me: discord.ClientUser, kind: Pleasantry | None
    ) -> None:
        """Say how to ask, to who addressed the bot and asked nothing; but not without end.

        Or whose words Discord keeps from the bot: those of a reply to the answer of a command.
        """
        services = self._services
        hidden = message.reference is not None and message.guild is not None
        if kind in _REMARKS:
            code = _REMARKS[kind]
        elif hidden and not message.content:
            code = "listen.hidden"
        else:
            code = "listen.file" if message.attachments else "listen.empty"
        language = services.visit_by(message, question_in(message.content)).language
        if services.remarks.take(message.author.id) == 0:
            text = say(language, code, name=me.name)
            await reply_with(services.delivery, message, text)

    def _is_meant(self, message: discord.Message, me: discord.ClientUser) -> bool:
        if message.author.bot or message.webhook_id or message.type not in _ORDINARY:
            return False
        if message.guild is None or me in message.mentions:
            return True
        if not in_channels(message.channel, self._services.settings.ask_channels):
            return False
        # Two people who talk to each other in the channel are left alone.
        return not message.mentions and _is_for(message.reference, me)

    def _is_new(self, message: int) -> bool:
        """Whether the message was not heard before: a resumed connection may repeat it."""
        if message in self._heard:
            return False
        self._heard[message] = None
        if len(self._heard) > _REMEMBERED:
            self._heard.popitem(last=False)
        return True


def _is_for(reference: discord.MessageReference | None, me: discord.ClientUser) -> bool:
    """Whether what has this *reference* is no reply to anybody but *me*."""
    source = reference.resolved if reference else None
    return reference is None or (isinstance(source, discord.Message) and source.author == me)


_REMARKS: Final[dict[Pleasantry | None, str]] = {"help": "help", "thanks": "listen.thanks"}
_ORDINARY: Final = frozenset({discord.MessageType.default, discord.MessageType.reply})


def question_in(content: str) -> str:
    """Return what *content* asks, without mentions and custom emoji; nothing if it has no word."""
    text = clean(_MENTION.sub(" ", content)).strip()
    return text if any(letter.isalnum() for letter in _LINK.sub("", text)) else ""


def earlier_in(records: Records, channel: object, reply_to: int | None = None) -> Asked | None:
    """Return the question that one in *channel* may follow.

    That is the one answered in the message *reply_to*; in a thread or direct message else the
    last one there, or the one whose answer the thread was begun from. Never one of elsewhere: a
    message can be forwarded.
    """
    here, parent = getattr(channel, "id", 0), getattr(channel, "parent_id", None)
    if reply_to is not None:
        earlier = records.asked_under(reply_to)
        if earlier is not None and earlier.channel in {here, parent}:
            return earlier
    if not is_conversation(channel):
        return None
    return records.last_asked(here, TOPIC_SECONDS) or records.asked_under(here)


def is_conversation(channel: object) -> bool:
    """Whether one question follows another there: in a thread or a direct message."""
    return isinstance(channel, discord.Thread | discord.DMChannel)


def in_channels(channel: object, wanted: Collection[int]) -> bool:
    """Whether *channel*, or the channel whose thread it is, is one of *wanted*."""
    if not wanted:
        return False
    parent = channel.parent_id if isinstance(channel, discord.Thread) else None
    return getattr(channel, "id", None) in wanted or parent in wanted
