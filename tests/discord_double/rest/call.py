"""A request on its way to the function that answers it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.discord_double.permissions import Permission
from tests.discord_double.wire import MISSING_ACCESS, MISSING_PERMISSIONS, Refusal, unknown

if TYPE_CHECKING:
    from tests.discord_double.channels import Channel, Message
    from tests.discord_double.world import Account, Guild, World

# A status and what is sent back as JSON (None: no content).
Reply = tuple[int, Any]


@dataclass(frozen=True)
class Call:
    """What was asked: parts of the path, query, JSON body, and files by name."""

    world: World
    owner: Account
    shards: int
    gateway_url: str
    ids: dict[str, str]
    query: dict[str, str]
    body: Any
    files: list[tuple[str, bytes]] = field(default_factory=list)

    def number(self, name: str) -> int:
        """Read an id of the path; what is no number exists nowhere."""
        value = self.ids[name]
        if not value.isdecimal():
            errors = {
                name: {"_errors": [{"code": "NUMBER_TYPE_COERCE", "message": "no snowflake"}]}
            }
            raise Refusal(400, 50035, "Invalid Form Body", errors)
        return int(value)

    def channel(self, *needed: Permission) -> Channel:
        """Find the channel of the path, in which the bot has to have these permissions.

        A missing VIEW_CHANNEL is 50001, any other missing permission 50013.
        """
        channel = self.world.channels.get(self.number("channel_id"))
        if channel is None:
            raise unknown("Channel")
        granted = channel.allowed(self.world.bot)
        if not granted & Permission.VIEW_CHANNEL:
            raise Refusal(*MISSING_ACCESS)
        if any(not granted & permission for permission in needed):
            raise Refusal(*MISSING_PERMISSIONS)
        return channel

    def message(self, channel: Channel) -> Message:
        """Find the message of the path in its channel."""
        message = channel.messages.get(self.number("message_id"))
        if message is None:
            raise unknown("Message")
        return message

    def guild(self) -> Guild:
        """Find the guild of the path, in which the bot has to be."""
        guild = self.world.guilds.get(self.number("guild_id"))
        if guild is None:
            raise unknown("Guild")
        return guild


@dataclass(frozen=True)
class Route:
    """A method and path, the function that answers, and whether the bot's token is needed."""

    method: str
    template: str
    answer: Callable[[Call], Reply]
    needs_token: bool = True

    @property
    def pattern(self) -> re.Pattern[str]:
        """The template as a regular expression with named groups."""
        return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(self.template)))
