"""Visit: who speaks to the bot, where, in which language, and what they may see and do there."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import discord

from newsbot.messages import Language

_HANGUL: Final = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")
_NAME_WORDS: Final = 2
_LATIN: Final = re.compile("[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Visit:
    """One person in one place, as they are at this moment."""

    user: int
    name: str
    guild: int | None
    channel: int
    language: Language
    owner: bool
    """Whether the bot is theirs."""
    curator: bool
    """Whether they may add and change articles here."""
    administrator: bool
    """Whether they may see how the bot is doing."""
    moderator: bool
    """Whether they may delete an answer that was not given to them."""

    @property
    def audience(self) -> str | None:
        """Who sees what they add: their server alone; of the owner, everyone."""
        return None if self.owner else audience_of(self.guild)

    @property
    def audiences(self) -> tuple[str, ...]:
        """Whose articles they see, beside those for everyone."""
        own = audience_of(self.guild)
        return (own,) if own else ()

    def may_change(self, audience: str | None) -> bool:
        """Whether they may change an article that *audience* alone sees (None: everyone)."""
        return self.owner or (self.curator and audience is not None and audience in self.audiences)


def audience_of(guild: int | None) -> str | None:
    """Return the name by which articles know the server *guild*."""
    return None if guild is None else f"discord:{guild}"


def visit_of(
    interaction: discord.Interaction[Any], owners: Collection[int], curators: Collection[int]
) -> Visit:
    """Return the visit of an interaction; Discord sends roles and permissions along with it."""
    user, permissions = interaction.user, interaction.permissions
    owner = user.id in owners
    inside = interaction.guild_id is not None
    roles = {role.id for role in user.roles} if isinstance(user, discord.Member) else set()
    manages = inside and permissions.manage_guild
    return Visit(
        user=user.id,
        name=user.name,
        guild=interaction.guild_id,
        channel=interaction.channel_id or 0,
        language="ko" if interaction.locale is discord.Locale.korean else "en",
        owner=owner,
        curator=owner or manages or (inside and not roles.isdisjoint(curators)),
        administrator=owner or manages,
        moderator=owner or (inside and permissions.manage_messages),
    )


def visit_by_message(message: discord.Message, text: str, fallback: Language) -> Visit:
    """Return the visit of who wrote *message*; it grants nothing but asking."""
    return Visit(
        user=message.author.id,
        name=message.author.name,
        guild=message.guild.id if message.guild else None,
        channel=message.channel.id,
        language=_language_of(message, text, fallback),
        owner=False,
        curator=False,
        administrator=False,
        moderator=False,
    )


def _language_of(message: discord.Message, text: str, fallback: Language) -> Language:
    """Return the language of the *text*, or of the place: a message tells no locale."""
    if _HANGUL.search(text):
        return "ko"
    korean = message.guild and message.guild.preferred_locale is discord.Locale.korean
    here: Language = "ko" if korean else fallback
    # 6G and KF-21 are words of every language
    return "en" if _LATIN.search(text) and len(text.split()) > _NAME_WORDS else here
