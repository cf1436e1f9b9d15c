"""Channels and threads themselves."""

from __future__ import annotations

from tests.discord_double import payloads
from tests.discord_double.channels import ChannelKind
from tests.discord_double.permissions import Permission
from tests.discord_double.wire import MISSING_PERMISSIONS, Form, Refusal

from .call import Call, Reply, Route


def fetch(call: Call) -> Reply:
    """GET /channels/{channel_id}."""
    return 200, payloads.channel(call.channel())


def edit(call: Call) -> Reply:
    """PATCH /channels/{channel_id}: of threads, name, archived and locked."""
    channel = call.channel()
    own = channel.is_thread and channel.owner is call.world.bot
    needed = Permission.MANAGE_THREADS if channel.is_thread else Permission.MANAGE_CHANNELS
    if not own and not channel.allowed(call.world.bot) & needed:
        raise Refusal(*MISSING_PERMISSIONS)
    form = Form()
    if "name" in call.body:
        form.length(("name",), call.body["name"], 100, 1)
    form.close()
    channel.name = call.body.get("name", channel.name)
    channel.archived = bool(call.body.get("archived", channel.archived))
    channel.locked = bool(call.body.get("locked", channel.locked))
    channel._tell(
        "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE", payloads.channel(channel)
    )
    return 200, payloads.channel(channel)


def delete(call: Call) -> Reply:
    """DELETE /channels/{channel_id}."""
    channel = call.channel()
    needed = Permission.MANAGE_THREADS if channel.is_thread else Permission.MANAGE_CHANNELS
    if not channel.allowed(call.world.bot) & needed:
        raise Refusal(*MISSING_PERMISSIONS)
    channel.delete()
    return 200, payloads.channel(channel)


def start_thread(call: Call) -> Reply:
    """POST /channels/{channel_id}/threads, without a message."""
    private = call.body.get("type") == ChannelKind.PRIVATE_THREAD
    needed = Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS
    channel = call.channel(needed)
    form = Form()
    form.length(("name",), call.body.get("name"), 100, 1)
    form.close()
    thread = channel.start_thread(call.body["name"].strip(), owner=call.world.bot)
    return 201, payloads.channel(thread)


def join(call: Call) -> Reply:
    """PUT and DELETE /channels/{channel_id}/thread-members/@me."""
    call.channel()
    return 204, None


ROUTES = [
    Route("GET", "/channels/{channel_id}", fetch),
    Route("PATCH", "/channels/{channel_id}", edit),
    Route("DELETE", "/channels/{channel_id}", delete),
    Route("POST", "/channels/{channel_id}/threads", start_thread),
    Route("PUT", "/channels/{channel_id}/thread-members/@me", join),
    Route("DELETE", "/channels/{channel_id}/thread-members/@me", join),
]
