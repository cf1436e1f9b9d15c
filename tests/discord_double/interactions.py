"""An interaction as Discord keeps it: token, time limits, what was answered.

https://discord.com/developers/docs/interactions/receiving-and-responding
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from . import messages, payloads
from .permissions import Intent
from .wire import Json, Refusal, unknown

if TYPE_CHECKING:
    from .channels import Channel, Message
    from .world import Account, World

ACKNOWLEDGE_SECONDS = 3.0
TOKEN_SECONDS = 15 * 60.0
ATTACHMENT_LIMIT = 10 * 1024 * 1024


class InteractionKind(IntEnum):
    """Interaction types."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


@dataclass(eq=False)
class Interaction:
    """One interaction and all that the bot made of it."""

    world: World
    kind: InteractionKind
    user: Account
    channel: Channel
    data: Json
    source: Message | None = None
    target: Message | None = None
    name: str = ""
    id: int = 0
    token: str = ""
    created: float = 0.0
    acknowledged_after: float | None = None
    callbacks: list[Json] = field(default_factory=list)
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    modal: Json | None = None
    choices: list[Json] | None = None
    settled: bool = False
    late: bool = False
    expired: bool = False

    def __post_init__(self) -> None:
        self.id = self.world.ids.next()
        self.token = secrets.token_urlsafe(48)
        self.created = self.world.clock.now()
        self.world.interactions[self.id] = self
        self.world.tokens[self.token] = self

    @property
    def callback_type(self) -> int | None:
        """The type of the accepted callback; None before it."""
        return int(self.callbacks[0]["type"]) if self.callbacks else None

    def check_callback(self) -> None:
        """Refuse a callback that is too late (10062) or a second one (40060)."""
        if self.callbacks:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        if self.late or self.world.clock.now() - self.created > ACKNOWLEDGE_SECONDS:
            self.late = True
            raise unknown("Interaction")

    def check_token(self) -> None:
        """Refuse a token that has expired (50027) or whose interaction is unanswered (10015)."""
        if self.expired or self.world.clock.now() - self.created > TOKEN_SECONDS:
            raise Refusal(401, 50027, "Invalid Webhook Token")
        if not self.callbacks:
            raise unknown("Webhook")

    def accept(self, callback: Json) -> None:
        """Note the callback."""
        self.acknowledged_after = self.world.clock.now() - self.created
        self.callbacks.append(callback)

    def dispatch(self) -> None:
        """Send INTERACTION_CREATE; no intent is needed for it."""
        guild = self.channel.guild
        data = self.payload()
        identifier = guild.id if guild else None
        self.world.dispatch("INTERACTION_CREATE", lambda _: data, identifier, Intent.NONE)

    def payload(self) -> Json:
        """https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object."""
        here = self.channel
        guild = here.guild
        data: Json = {
            "id": str(self.id),
            "application_id": str(self.world.application_id),
            "type": int(self.kind),
            "data": self.data,
            "token": self.token,
            "version": 1,
            "channel_id": str(here.id),
            "channel": payloads.channel(here) | {"permissions": str(int(here.allowed(self.user)))},
            "app_permissions": str(int(here.allowed(self.world.bot))),
            "locale": self.user.locale,
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(guild.id) if guild else "0"},
            "context": 0 if guild else 1,
            "attachment_size_limit": ATTACHMENT_LIMIT,
        }
        if guild:
            member = guild.members[self.user.id]
            data["member"] = payloads.member_with_permissions(member, here)
            data["guild_id"] = str(guild.id)
            data["guild_locale"] = guild.locale
            data["guild"] = {"id": str(guild.id), "locale": guild.locale, "features": []}
        else:
            data["user"] = payloads.user(self.user)
        if self.source:
            data["message"] = messages.message(self.source)
        return data

    def metadata(self) -> Json:
        """Return a message's `interaction_metadata`."""
        owner = self.channel.guild.id if self.channel.guild else 0
        data: Json = {
            "id": str(self.id),
            "type": int(self.kind),
            "user": payloads.user(self.user),
            "authorizing_integration_owners": {"0": str(owner)},
        }
        if self.source:
            data["interacted_message_id"] = str(self.source.id)
        if self.target:
            data["target_message_id"] = str(self.target.id)
        return data

    def old_metadata(self) -> Json | None:
        """Return a message's deprecated `interaction`, which commands alone have."""
        if self.kind != InteractionKind.COMMAND:
            return None
        return {
            "id": str(self.id),
            "type": int(self.kind),
            "name": self.name,
            "user": payloads.user(self.user),
        }
