"""Replying: how words get under a message, with the rights that the bot has there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from newsbot.bot.delivery import Delivery, Fault
from newsbot.bot.speaking import TRIES


class Reference(discord.MessageReference):
    """The message that is replied to, with ids as text, as Discord's description has them."""

    def to_message_reference_dict(self) -> Any:  # noqa: ANN401 -- discord.py's payload
        """Return the reference as it is sent."""
        payload = super().to_message_reference_dict()
        return {key: str(value) if key.endswith("_id") else value for key, value in payload.items()}


def may_speak(message: discord.Message) -> bool:
    """Whether the bot can reply to *message*; a try that Discord refuses counts as invalid."""
    rights = _rights(message)
    if isinstance(message.channel, discord.Thread):
        return rights.send_messages_in_threads
    return rights.send_messages


def may_embed(message: discord.Message) -> bool:
    """Whether Discord would show an embed of ours there; without the right it drops them."""
    return _rights(message).embed_links


def _rights(message: discord.Message) -> discord.Permissions:
    """Return what the bot may do where *message* stands; everything, where that is not known."""
    here, me = message.channel, message.guild.me if message.guild else None
    unknown = isinstance(here, discord.PartialMessageable) or (
        isinstance(here, discord.Thread) and here.parent is None
    )
    return discord.Permissions.all() if me is None or unknown else here.permissions_for(me)


async def reply_with(
    delivery: Delivery,
    message: discord.Message,
    content: str | None,
    *,
    embeds: Sequence[discord.Embed] = (),
    view: discord.ui.View | None = None,
) -> discord.Message | Fault:
    """Reply to *message*; a second try cannot say a thing twice (the nonce).

    Without the right to read the channel's history a bot cannot refer to what it answers.
    """
    details: dict[str, Any] = {"view": view} if view is not None else {}
    if _rights(message).read_message_history:
        details["reference"] = Reference.from_message(message, fail_if_not_exists=False)
    return await delivery.send(
        "reply",
        lambda: message.channel.send(
            content,
            embeds=list(embeds),
            suppress_embeds=not embeds,
            nonce=f"{message.id}",
            **details,
        ),
        tries=TRIES,
    )
