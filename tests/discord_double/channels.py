"""Channels, threads, direct messages, and the messages in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from . import messages, payloads
from .permissions import DIRECT_MESSAGE, Intent, Permission, permissions_in
from .wire import Json

if TYPE_CHECKING:
    from .interactions import Interaction
    from .world import Account, Guild, World

SUPPRESS_EMBEDS = 1 << 2
EPHEMERAL = 1 << 6
LOADING = 1 << 7
COMPONENTS_V2 = 1 << 15
BARE_LINK = re.compile(r"(?<!<)https?://[^\s>)]+")


class ChannelKind(IntEnum):
    """Channel types."""

    TEXT = 0
    DM = 1
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    THREAD = 11
    PRIVATE_THREAD = 12


@dataclass
class Overwrite:
    """What a channel takes from or gives to a role or (`of_member`) a member."""

    allow: Permission = Permission.NONE
    deny: Permission = Permission.NONE
    of_member: bool = False


@dataclass(eq=False)
class Channel:
    """Where messages stand; `guild` is None and `recipient` set for a direct message."""

    world: World
    id: int
    kind: ChannelKind
    name: str
    guild: Guild | None
    recipient: Account | None = None
    parent: Channel | None = None
    owner: Account | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    history: list[Message] = field(default_factory=list)
    nonces: dict[str, Message] = field(default_factory=dict)
    archived: bool = False
    locked: bool = False

    @property
    def is_thread(self) -> bool:
        """Whether this is a thread of any kind."""
        return ChannelKind.ANNOUNCEMENT_THREAD <= self.kind <= ChannelKind.PRIVATE_THREAD

    @property
    def mention(self) -> str:
        """How a message names the channel."""
        return f"<#{self.id}>"

    def allowed(self, account: Account) -> Permission:
        """What an account may do here; nothing, if it is no member."""
        if self.guild is None:
            inside = account is self.recipient or account is self.world.bot
            return DIRECT_MESSAGE if inside else Permission.NONE
        member = self.guild.members.get(account.id)
        return permissions_in(self, member) if member else Permission.NONE

    def start_thread(
        self, name: str, *, owner: Account | None = None, message: Message | None = None
    ) -> Channel:
        """Begin a public thread, from `message` (it takes the message's id) or from nothing."""
        return self.world.reactor.call(lambda: self._start_thread(name, owner, message))

    def _start_thread(self, name: str, owner: Account | None, start: Message | None) -> Channel:
        announcing = self.kind == ChannelKind.ANNOUNCEMENT
        kind = ChannelKind.ANNOUNCEMENT_THREAD if announcing else ChannelKind.THREAD
        identifier = start.id if start else self.world.ids.next()
        starter = owner or (self.guild.owner if self.guild else None)
        thread = Channel(self.world, identifier, kind, name, self.guild, None, self, starter)
        self.world.channels[identifier] = thread
        self._tell("THREAD_CREATE", payloads.channel(thread) | {"newly_created": True})
        if start:
            start.thread = thread
        return thread

    def delete(self) -> None:
        """Delete the channel with its threads and messages."""
        self.world.reactor.call(self._delete)

    def _delete(self) -> None:
        for thread in [one for one in self.world.channels.values() if one.parent is self]:
            thread._delete()
        del self.world.channels[self.id]
        if self.guild:
            self.guild.channels.pop(self.id, None)
        for message in self.messages.values():
            message.deleted = True
        self.messages.clear()
        event = "THREAD_DELETE" if self.is_thread else "CHANNEL_DELETE"
        self._tell(event, payloads.channel(self))

    def deny(self, permission: Permission, *, everyone: bool = False) -> None:
        """Take permissions away here, from the bot or from everyone."""
        self.world.reactor.call(lambda: self._change(permission, deny=True, everyone=everyone))

    def allow(self, permission: Permission, *, everyone: bool = False) -> None:
        """Undo a `deny`."""
        self.world.reactor.call(lambda: self._change(permission, deny=False, everyone=everyone))

    def _change(self, permission: Permission, *, deny: bool, everyone: bool) -> None:
        assert self.guild is not None, "a direct message has no overwrites"
        key = self.guild.everyone.id if everyone else self.world.bot.id
        overwrite = self.overwrites.setdefault(key, Overwrite(of_member=not everyone))
        overwrite.deny = overwrite.deny | permission if deny else overwrite.deny & ~permission
        self._tell("CHANNEL_UPDATE", payloads.channel(self))

    def _tell(self, event: str, data: Json) -> None:
        guild = self.guild.id if self.guild else None
        self.world.dispatch(event, lambda _: data, guild, Intent.GUILDS)

    def post(self, message: Message) -> Message:
        """Put a message here and dispatch it; on the double's thread only."""
        self.history.append(message)
        if message.ephemeral_to is None:
            self.messages[message.id] = message
        message.tell("MESSAGE_CREATE")
        self.world.reactor.announce()
        return message


@dataclass(eq=False)
class Message:
    """One message. It is live: `content`, `embeds` and `components` follow the bot's edits."""

    world: World
    id: int
    channel: Channel
    author: Account
    created: float
    content: str = ""
    rich: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    flags: int = 0
    kind: int = 0
    reference: Message | None = None
    reference_id: int | None = None
    mentions: list[Account] = field(default_factory=list)
    mention_everyone: bool = False
    nonce: str | int | None = None
    interaction: Interaction | None = None
    ephemeral_to: Account | None = None
    edited: float | None = None
    deleted: bool = False
    thread: Channel | None = None
    reactions: list[tuple[Account, str]] = field(default_factory=list)
    versions: list[Json] = field(default_factory=list)

    @property
    def embeds(self) -> list[Json]:
        """The embeds that people see: none at all, once SUPPRESS_EMBEDS is set."""
        return [] if self.flags & SUPPRESS_EMBEDS else self.rich

    @property
    def previews(self) -> list[str]:
        """The links in its content of which Discord would show a preview."""
        return [] if self.flags & SUPPRESS_EMBEDS else BARE_LINK.findall(self.content)

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return self.ephemeral_to is not None

    @property
    def loading(self) -> bool:
        """Whether it is still the `thinking ...` of a deferred response."""
        return bool(self.flags & LOADING)

    @property
    def text(self) -> str:
        """All that a person can read in it: content, embeds and labels of buttons, by lines."""
        return messages.readable(self)

    @property
    def buttons(self) -> list[Json]:
        """The buttons, in order, as they were sent."""
        return [part for part in messages.walk(self.components) if part.get("type") == 2]

    @property
    def labels(self) -> list[str]:
        """The labels (or emoji) of the buttons, in order."""
        return [messages.label(button) for button in self.buttons]

    def delete(self) -> None:
        """Delete it, as a moderator would."""
        self.world.reactor.call(self.vanish)

    def vanish(self) -> None:
        """Delete it and dispatch that; on the double's thread only."""
        self.deleted = True
        self.channel.messages.pop(self.id, None)
        guild = self.channel.guild if not self.ephemeral else None
        data = {"id": str(self.id), "channel_id": str(self.channel.id)}
        if guild:
            data["guild_id"] = str(guild.id)
        self._dispatch("MESSAGE_DELETE", lambda _: data)
        self.world.reactor.announce()

    def change(self, now: float, **fields: object) -> None:
        """Edit it and dispatch that; on the double's thread only."""
        self.versions.append(messages.message(self))
        for name, value in fields.items():
            setattr(self, name, value)
        self.edited = now
        self.tell("MESSAGE_UPDATE")
        self.world.reactor.announce()

    def tell(self, event: str) -> None:
        """Dispatch MESSAGE_CREATE or MESSAGE_UPDATE, without its content where that is hidden."""
        self._dispatch(event, lambda intents: messages.message_event(self, intents))

    def _dispatch(self, event: str, render: messages.Render) -> None:
        seen = self.channel.allowed(self.world.bot) & Permission.VIEW_CHANNEL
        if self.ephemeral or self.channel.guild is None:
            self.world.dispatch(event, render, None, Intent.DIRECT_MESSAGES)
        elif seen:
            self.world.dispatch(event, render, self.channel.guild.id, Intent.GUILD_MESSAGES)
