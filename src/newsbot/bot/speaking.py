"""Speaking: how a text, an embed or a row of buttons gets to who pressed or typed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Final

import discord

from newsbot.bot.delivery import Delivery, Fault
from newsbot.bot_messages import say
from newsbot.errors import NewsbotError, StoreError
from newsbot.messages import Language

LOG: Final = logging.getLogger("newsbot.bot")
TRIES: Final = 3
"""How often an edit is sent at most: Discord takes it once, however often it comes."""
_WAITS: Final = "waits"
_TAKEN: Final = "taken"


async def defer(
    delivery: Delivery, interaction: discord.Interaction[Any], *, private: bool
) -> bool:
    """Say within three seconds that an answer is under way; whether Discord still waits for it."""
    taken = await delivery.acknowledge(
        "defer", lambda: interaction.response.defer(thinking=True, ephemeral=private)
    )
    interaction.extras[_WAITS] = interaction.extras[_TAKEN] = taken
    return taken


async def take(delivery: Delivery, interaction: discord.Interaction[Any]) -> bool:
    """Acknowledge a press whose message will change; whether Discord still waits for that."""
    taken = await delivery.acknowledge("press", interaction.response.defer)
    interaction.extras[_TAKEN] = taken
    return taken


def is_taken(interaction: discord.Interaction[Any]) -> bool:
    """Whether it has a first response, be it that discord.py has not heard of it."""
    return interaction.response.is_done() or bool(interaction.extras.get(_TAKEN))


def told(error: NewsbotError, language: Language) -> str:
    """Return what a person in a chat is told of *error*.

    Faults of the machine, whose sentences name its paths, are for its operator: they are logged.
    """
    if isinstance(error, StoreError) or "path" in error.details:
        LOG.error("fault in=interaction error=%s", error.code)
        return say(language, "bot.fault")
    return error.sentence(language)


def waits(interaction: discord.Interaction[Any]) -> bool:
    """Whether the person sees that an answer is under way.

    discord.py does not know it when the connection broke after Discord had taken the deferral.
    """
    return bool(interaction.extras.get(_WAITS))


async def fill(
    delivery: Delivery,
    interaction: discord.Interaction[Any],
    *,
    content: str | None = None,
    embeds: Sequence[discord.Embed] = (),
    view: discord.ui.View | None = None,
) -> discord.InteractionMessage | Fault:
    """Put the answer where the deferred interaction waits for it."""
    return await delivery.send(
        "answer",
        lambda: interaction.edit_original_response(
            content=content, embeds=list(embeds), attachments=[], view=view
        ),
        tries=TRIES,
    )


async def whisper(
    delivery: Delivery,
    interaction: discord.Interaction[Any],
    content: str,
    *,
    view: discord.ui.View | None = None,
) -> None:
    """Tell the person alone: as the first response, or after it."""
    if is_taken(interaction):
        await delivery.send(
            "whisper",
            lambda: interaction.followup.send(
                content,
                view=view or discord.utils.MISSING,
                ephemeral=True,
                wait=True,
            ),
        )
        return
    await delivery.acknowledge(
        "whisper",
        lambda: interaction.response.send_message(
            content,
            view=view or discord.utils.MISSING,
            ephemeral=True,
        ),
    )


async def redraw(
    delivery: Delivery,
    interaction: discord.Interaction[Any],
    *,
    content: str | None = None,
    embeds: Sequence[discord.Embed] = (),
    view: discord.ui.View | None = None,
) -> None:
    """Change the message whose button was pressed (or from which the modal came)."""
    if is_taken(interaction):
        await fill(delivery, interaction, content=content, embeds=embeds, view=view)
        return
    await delivery.acknowledge(
        "redraw",
        lambda: interaction.response.edit_message(content=content, embeds=list(embeds), view=view),
    )
