"""Invitation: what the bot needs to be let into a server, and the link that asks for it."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

import discord

PERMISSIONS: Final = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    read_message_history=True,
)
SCOPES: Final = ("bot", "applications.commands")
_TOKEN: Final = re.compile(r"(?P<id>[\w-]{20,})\.[\w-]{4,}\.[\w-]{20,}", re.ASCII)


def invite_link(application: int | str) -> str:
    """Return the address at which a server's owner lets the bot in."""
    return str(discord.utils.oauth_url(application, permissions=PERMISSIONS, scopes=SCOPES))


def is_token(text: str) -> bool:
    """Whether *text* has the shape of a bot's token."""
    return _TOKEN.fullmatch(text) is not None


def application_of(token: str) -> int | None:
    """Return the id in the first part of a token, which is no secret; None if there is none."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    part = match["id"]
    try:
        digits = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return int(digits) if re.fullmatch("[0-9]{15,20}", digits) else None
