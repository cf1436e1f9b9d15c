"""Messages as JSON, with or without their content, and as a person reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from . import payloads
from .clock import iso
from .permissions import Intent
from .wire import Json

if TYPE_CHECKING:
    from .channels import Message

ROLE_MENTION = re.compile(r"<@&(\d+)>")
Render = Callable[[Intent], Json]


def message(one: Message, *, blind: bool = False) -> Json:
    """https://discord.com/developers/docs/resources/message#message-object.

    `blind`: as one without the message-content intent gets it.
    """
    hidden = blind and hides(one)
    data: Json = {
        "id": str(one.id),
        "channel_id": str(one.channel.id),
        "author": payloads.user(one.author),
        "content": "" if hidden else one.content,
        "timestamp": iso(one.created),
        "edited_timestamp": iso(one.edited) if one.edited else None,
        "tts": False,
        "mention_everyone": one.mention_everyone,
        "mentions": [payloads.user(part) for part in one.mentions],
        "mention_roles": _roles(one),
        "attachments": [] if hidden else one.attachments,
        "embeds": [] if hidden else one.embeds,
        "components": [] if hidden else one.components,
        "pinned": False,
        "type": one.kind,
        "flags": one.flags,
    }
    if one.nonce is not None:
        data["nonce"] = one.nonce
    if one.thread:
        data["thread"] = payloads.channel(one.thread)
    if one.reference_id is not None:
        data |= _reply(one, one.reference_id, blind=blind)
    if one.interaction:
        data["webhook_id"] = data["application_id"] = str(one.world.application_id)
        data["interaction_metadata"] = one.interaction.metadata()
        old = one.interaction.old_metadata()
        if old:
            data["interaction"] = old
    return data


def _roles(one: Message) -> list[str]:
    guild = one.channel.guild
    known = {str(role.id) for role in guild.roles} if guild else set()
    return [found for found in ROLE_MENTION.findall(one.content) if found in known]


def _reply(one: Message, identifier: int, *, blind: bool) -> Json:
    reference: Json = {
        "type": 0,
        "message_id": str(identifier),
        "channel_id": str(one.channel.id),
    }
    if one.channel.guild:
        reference["guild_id"] = str(one.channel.guild.id)
    source = one.reference
    shown = None
    if source is not None and not source.deleted:
        shown = message(source, blind=blind)
        shown.pop("referenced_message", None)
    return {"message_reference": reference, "referenced_message": shown}


def hides(one: Message) -> bool:
    """Whether a bot without the message-content intent gets this message empty.

    It does not for direct messages, its own messages, and messages that mention it; the ping of
    a reply is such a mention, unless what is replied to is the response of an interaction.
    """
    bot = one.world.bot
    if one.channel.guild is None or one.author is bot:
        return False
    by_command = one.reference is not None and one.reference.interaction is not None
    written = f"<@{bot.id}>" in one.content
    return bot not in one.mentions or (by_command and not written)


def message_event(one: Message, intents: Intent) -> Json:
    """MESSAGE_CREATE or MESSAGE_UPDATE as a session with these intents gets it."""
    data = message(one, blind=not intents & Intent.MESSAGE_CONTENT)
    inside = one.channel.guild
    if inside and not one.ephemeral:
        data["guild_id"] = str(inside.id)
        writer = inside.members.get(one.author.id)
        if writer:
            data["member"] = payloads.member(writer, with_user=False)
    data["channel_type"] = int(one.channel.kind)
    return data


def walk(components: list[Json]) -> Iterator[Json]:
    """Yield every component, parents before children."""
    for part in components:
        yield part
        yield from walk(part.get("components") or [])
        for key in ("accessory", "component"):
            if part.get(key):
                yield from walk([part[key]])


def label(component: Json) -> str:
    """What a person calls a button: its label, or else its emoji."""
    return str(component.get("label") or (component.get("emoji") or {}).get("name") or "")


def readable(one: Message) -> str:
    """All that a person can read in a message, by lines."""
    lines = [one.content]
    for embed in one.embeds:
        lines += [(embed.get("author") or {}).get("name", ""), embed.get("title") or ""]
        lines += [embed.get("description") or ""]
        for part in embed.get("fields") or []:
            lines += [part["name"], part["value"]]
        lines += [(embed.get("footer") or {}).get("text", "")]
    lines += [part.get("content") or label(part) for part in walk(one.components)]
    return "\n".join(line for line in lines if line)
