"""Messages made from request bodies: mentions, attachments, what an edit leaves as it was."""

from __future__ import annotations

import copy
import re
from typing import Any

from tests.discord_double import messages
from tests.discord_double.channels import EPHEMERAL, LOADING, SUPPRESS_EMBEDS, Channel, Message
from tests.discord_double.limits import check_message, check_not_empty
from tests.discord_double.permissions import Permission
from tests.discord_double.wire import Json
from tests.discord_double.world import Account, World

from .call import Call

USER_MENTION = re.compile(r"<@!?(\d+)>")
EVERYONE_MENTION = re.compile(r"@(everyone|here)")


def compose(
    call: Call, channel: Channel, body: Json, *, ephemeral_allowed: bool = False
) -> Message:
    """Make the message that a body describes; refuse what Discord refuses. It is not posted."""
    check_message(body, files=len(call.files), ephemeral_allowed=ephemeral_allowed)
    world = call.world
    content = (body.get("content") or "").strip()
    embeds = _embeds(body)
    components = numbered(body.get("components") or [])
    check_not_empty(content, embeds, components, len(call.files))
    message = Message(world, world.ids.next(), channel, world.bot, world.clock.now(), content)
    message.rich = embeds
    message.components = components
    message.attachments = [world.upload(channel.id, *file) for file in call.files]
    message.flags = body.get("flags") or 0
    message.nonce = body.get("nonce")
    mention(message, body.get("allowed_mentions"))
    return message


def edit(call: Call, message: Message, body: Json) -> None:
    """Change a message as a body says; what the body leaves out stays."""
    check_message(body, files=len(call.files))
    world = call.world
    content = message.content
    if "content" in body:
        content = (body["content"] or "").strip()
    embeds = _embeds(body) if "embeds" in body else message.rich
    components = message.components
    if "components" in body:
        components = numbered(body["components"] or [])
    attachments = message.attachments
    if body.get("attachments") is not None:
        kept = {str(part["id"]) for part in body["attachments"]}
        attachments = [part for part in attachments if part["id"] in kept]
    attachments = attachments + [world.upload(message.channel.id, *file) for file in call.files]
    check_not_empty(content, embeds, components, len(attachments))
    flags = message.flags & ~LOADING
    if "flags" in body:
        kept_flags = flags & (EPHEMERAL | ~SUPPRESS_EMBEDS)
        flags = kept_flags | (body["flags"] or 0)
    message.change(
        world.clock.now(),
        content=content,
        rich=embeds,
        components=components,
        attachments=attachments,
        flags=flags,
    )


def _embeds(body: Json) -> list[Json]:
    """Copy the embeds, trimmed as Discord trims them."""
    embeds = copy.deepcopy(body.get("embeds") or [])
    for embed in embeds:
        embed["type"] = "rich"
        for key in ("title", "description"):
            if isinstance(embed.get(key), str):
                embed[key] = embed[key].strip()
    return list(embeds)


def numbered(components: list[Json]) -> list[Json]:
    """Copy components, with the ids that Discord gives those without."""
    copied = copy.deepcopy(components)
    for number, part in enumerate(messages.walk(copied), 1):
        part["id"] = part.get("id") or number
    return copied


def mention(message: Message, allowed: Any) -> None:
    """Note whom the message pings, as far as `allowed_mentions` lets it."""
    world = message.world
    everything = allowed is None
    rules: Json = allowed or {}
    parse = rules.get("parse") or []
    named = [int(one) for one in rules.get("users") or []]
    for identifier in map(int, USER_MENTION.findall(message.content)):
        account = world.accounts.get(identifier)
        if account and (everything or "users" in parse or identifier in named):
            _add(message, account)
    if message.reference and (everything or rules.get("replied_user")):
        _add(message, message.reference.author)
    granted = message.channel.allowed(world.bot) & Permission.MENTION_EVERYONE
    wanted = EVERYONE_MENTION.search(message.content) and (everything or "everyone" in parse)
    message.mention_everyone = bool(granted and wanted)


def _add(message: Message, account: Account) -> None:
    if account not in message.mentions:
        message.mentions.append(account)


def shares_guild(world: World, account: Account) -> bool:
    """Whether bot and account are in a guild together."""
    return any(account.id in guild.members for guild in world.guilds.values())
