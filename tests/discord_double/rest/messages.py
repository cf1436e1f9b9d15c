"""Messages in channels.

https://discord.com/developers/docs/resources/message#create-message
"""

from __future__ import annotations

import re

from tests.discord_double import messages, payloads
from tests.discord_double.channels import Channel, Message
from tests.discord_double.permissions import Intent, Permission
from tests.discord_double.wire import MISSING_PERMISSIONS, Form, Json, Refusal, unknown

from . import composing
from .call import Call, Reply, Route

BULK_SECONDS = 14 * 86_400


def _speaking(call: Call) -> Channel:
    """Find the channel of a new message, in which the bot has to be able to speak."""
    channel = call.channel()
    world = call.world
    granted = channel.allowed(world.bot)
    speak = Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
    body: Json = call.body
    needed = [speak]
    needed += [Permission.EMBED_LINKS] if body.get("embeds") else []
    needed += [Permission.ATTACH_FILES] if call.files else []
    if any(not granted & permission for permission in needed):
        raise Refusal(*MISSING_PERMISSIONS)
    if channel.recipient is not None:
        if not composing.shares_guild(world, channel.recipient):
            words = "Cannot send messages to this user due to having no mutual guilds"
            raise Refusal(403, 50278, words)
        if not channel.recipient.accepts_direct_messages:
            raise Refusal(403, 50007, "Cannot send messages to this user")
    if channel.archived:
        if channel.locked:
            raise Refusal(400, 50083, "Thread is archived")
        channel.archived = False
    return channel


def _reference(call: Call, channel: Channel) -> tuple[Message | None, int | None]:
    """Find the message that is replied to; None if it may be missing and is."""
    reference = call.body.get("message_reference")
    if not reference:
        return None, None
    identifier = int(reference.get("message_id") or 0)
    found = channel.messages.get(identifier)
    if not channel.allowed(call.world.bot) & Permission.READ_MESSAGE_HISTORY:
        raise Refusal(403, 160002, "Cannot reply without permission to read message history")
    elsewhere = str(reference.get("channel_id") or channel.id) != str(channel.id)
    if found and not elsewhere:
        return found, identifier
    if reference.get("fail_if_not_exists") is False:
        return None, None
    form = Form()
    form.say(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
    form.close()
    return None, None


def create(call: Call) -> Reply:
    """POST /channels/{channel_id}/messages."""
    channel = _speaking(call)
    nonce = call.body.get("nonce")
    if call.body.get("enforce_nonce") and nonce is not None:
        old = channel.nonces.get(str(nonce))
        if old is not None:
            return 200, messages.message(old)
    source, identifier = _reference(call, channel)
    message = composing.compose(call, channel, call.body)
    message.reference, message.reference_id = source, identifier
    message.kind = 19 if source else 0
    composing.mention(message, call.body.get("allowed_mentions"))
    if nonce is not None:
        channel.nonces[str(nonce)] = message
    channel.post(message)
    return 200, messages.message(message)


def several(call: Call) -> Reply:
    """GET /channels/{channel_id}/messages, newest first."""
    channel = call.channel()
    if not channel.allowed(call.world.bot) & Permission.READ_MESSAGE_HISTORY:
        return 200, []
    limit = int(call.query.get("limit", "50"))
    if not 1 <= limit <= 100:
        form = Form()
        form.say(("limit",), "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
        form.close()
    found = sorted(channel.messages.values(), key=lambda one: one.id, reverse=True)
    if "before" in call.query:
        found = [one for one in found if one.id < int(call.query["before"])]
    if "after" in call.query:
        later = [one for one in found if one.id > int(call.query["after"])]
        found = later[-limit:]
    return 200, [_shown(call, one) for one in found[:limit]]


def _shown(call: Call, message: Message) -> Json:
    """Return a message as REST gives it: the application's own intents decide on its content."""
    return messages.message(message, blind=not call.world.allowed & Intent.MESSAGE_CONTENT)


def fetch(call: Call) -> Reply:
    """GET /channels/{channel_id}/messages/{message_id}."""
    return 200, _shown(call, call.message(call.channel(Permission.READ_MESSAGE_HISTORY)))


def edit(call: Call) -> Reply:
    """PATCH /channels/{channel_id}/messages/{message_id}."""
    message = call.message(call.channel())
    if message.author is not call.world.bot:
        raise Refusal(403, 50005, "Cannot edit a message authored by another user")
    composing.edit(call, message, call.body)
    return 200, messages.message(message)


def delete(call: Call) -> Reply:
    """DELETE /channels/{channel_id}/messages/{message_id}."""
    channel = call.channel()
    message = call.message(channel)
    if message.author is not call.world.bot:
        if channel.guild is None:
            raise Refusal(403, 50003, "Cannot execute action on a DM channel")
        if not channel.allowed(call.world.bot) & Permission.MANAGE_MESSAGES:
            raise Refusal(*MISSING_PERMISSIONS)
    message.vanish()
    return 204, None


def bulk_delete(call: Call) -> Reply:
    """POST /channels/{channel_id}/messages/bulk-delete."""
    channel = call.channel(Permission.MANAGE_MESSAGES)
    ids = [int(one) for one in call.body.get("messages") or []]
    if not 2 <= len(ids) <= 100:
        form = Form()
        form.say(("messages",), "BASE_TYPE_BAD_LENGTH", "Must be between 2 and 100 in length.")
        form.close()
    found = [channel.messages[one] for one in ids if one in channel.messages]
    if any(call.world.clock.now() - one.created > BULK_SECONDS for one in found):
        raise Refusal(400, 50034, "You can only bulk delete messages that are under 14 days old.")
    for message in found:
        message.vanish()
    return 204, None


def react(call: Call) -> Reply:
    """PUT .../reactions/{emoji_name}/@me."""
    channel = call.channel(Permission.READ_MESSAGE_HISTORY, Permission.ADD_REACTIONS)
    message = call.message(channel)
    emoji = call.ids["emoji_name"]
    if re.fullmatch(r"[\w ]+", emoji, re.ASCII):
        raise Refusal(400, 10014, "Unknown Emoji")
    if (call.world.bot, emoji) not in message.reactions:
        message.reactions.append((call.world.bot, emoji))
    return 204, None


def unreact(call: Call) -> Reply:
    """DELETE .../reactions/{emoji_name}/@me."""
    message = call.message(call.channel())
    mine = (call.world.bot, call.ids["emoji_name"])
    message.reactions = [one for one in message.reactions if one != mine]
    return 204, None


def thread(call: Call) -> Reply:
    """POST /channels/{channel_id}/messages/{message_id}/threads."""
    channel = call.channel(Permission.CREATE_PUBLIC_THREADS)
    message = call.message(channel)
    form = Form()
    form.length(("name",), call.body.get("name"), 100, 1)
    form.close()
    if message.thread or channel.is_thread:
        raise Refusal(400, 160004, "A thread has already been created for this message")
    owner = call.world.bot
    made = channel.start_thread(call.body["name"].strip(), owner=owner, message=message)
    return 201, payloads.channel(made)


def typing(call: Call) -> Reply:
    """POST /channels/{channel_id}/typing."""
    channel = call.channel()
    speak = Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
    call.channel(speak)
    if channel.recipient and not composing.shares_guild(call.world, channel.recipient):
        raise unknown("Channel")
    call.world.typing.append(channel)
    return 204, None


MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = MESSAGES + "/{message_id}"
ROUTES = [
    Route("POST", MESSAGES, create),
    Route("GET", MESSAGES, several),
    Route("POST", MESSAGES + "/bulk-delete", bulk_delete),
    Route("GET", MESSAGE, fetch),
    Route("PATCH", MESSAGE, edit),
    Route("DELETE", MESSAGE, delete),
    Route("PUT", MESSAGE + "/reactions/{emoji_name}/@me", react),
    Route("DELETE", MESSAGE + "/reactions/{emoji_name}/@me", unreact),
    Route("POST", MESSAGE + "/threads", thread),
    Route("POST", "/channels/{channel_id}/typing", typing),
]
