"""The world: application, accounts, guilds with their roles and members; it changes by methods.

Each change is made on the double's own thread and dispatched to the bot as Discord would.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

from . import payloads
from .channels import Channel, ChannelKind, Overwrite
from .clock import Clock, Snowflakes
from .permissions import EVERYONE, Intent, Permission
from .wire import Json

if TYPE_CHECKING:
    from .interactions import Interaction
    from .reactor import Reactor

P = ParamSpec("P")
R = TypeVar("R")
# What a session sees of an event depends on the intents it asked for.
Render = Callable[[Intent], Json]
Dispatch = Callable[[str, Render, int | None, Intent], None]


class InWorld(Protocol):
    """Whatever knows its world."""

    world: World


W = TypeVar("W", bound=InWorld)


def on_loop(method: Callable[Concatenate[W, P], R]) -> Callable[Concatenate[W, P], R]:
    """Run a method on the double's own thread, wherever it is called from."""

    @wraps(method)
    def run(self: W, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.world.reactor.call(lambda: method(self, *args, **kwargs))

    return run


@dataclass(eq=False)
class Account:
    """A user, as everyone sees it; people (`Person`) can act, too."""

    world: World
    id: int
    name: str
    locale: str = "ko"
    bot: bool = False
    accepts_direct_messages: bool = True

    @property
    def mention(self) -> str:
        """How a message names the account."""
        return f"<@{self.id}>"


@dataclass(eq=False)
class Role:
    """A role; `everyone` has the guild's own id."""

    id: int
    name: str
    permissions: Permission
    bot_id: int | None = None  # of the role that came with the bot

    @property
    def mention(self) -> str:
        """How a message names the role."""
        return f"<@&{self.id}>"


@dataclass(eq=False)
class Member:
    """An account in a guild, with its roles (without @everyone)."""

    account: Account
    guild: Guild
    roles: list[Role] = field(default_factory=list)


@dataclass(eq=False)
class Guild:
    """A server."""

    world: World
    id: int
    name: str
    locale: str
    owner: Account
    everyone: Role
    roles: list[Role] = field(default_factory=list)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)

    @property
    def me(self) -> Member:
        """The bot's membership."""
        return self.members[self.world.bot.id]

    def dispatch(self, event: str, data: Json, intent: Intent = Intent.GUILDS) -> None:
        """Tell the bot about this guild."""
        self.world.dispatch(event, lambda _: data, self.id, intent)

    @on_loop
    def add_role(self, name: str, permissions: Permission = Permission.NONE) -> Role:
        """Make a role, which nobody has yet."""
        role = Role(self.world.ids.next(), name, permissions)
        self.roles.append(role)
        data = {"guild_id": str(self.id), "role": payloads.role(role, len(self.roles))}
        self.dispatch("GUILD_ROLE_CREATE", data)
        return role

    @on_loop
    def remove_role(self, role: Role) -> None:
        """Delete a role; its members lose it."""
        self.roles.remove(role)
        for member in self.members.values():
            if role in member.roles:
                self._set_roles(member, [other for other in member.roles if other is not role])
        self.dispatch("GUILD_ROLE_DELETE", {"guild_id": str(self.id), "role_id": str(role.id)})

    @on_loop
    def add_member(self, account: Account, roles: list[Role] | None = None) -> Member:
        """Let somebody join."""
        member = Member(account, self, list(roles or []))
        self.members[account.id] = member
        data = payloads.member(member) | {"guild_id": str(self.id)}
        self.dispatch("GUILD_MEMBER_ADD", data, Intent.GUILD_MEMBERS)
        return member

    @on_loop
    def remove_member(self, account: Account) -> None:
        """Let somebody leave; for the bot itself that is GUILD_DELETE."""
        del self.members[account.id]
        if account is self.world.bot:
            del self.world.guilds[self.id]
            self.dispatch("GUILD_DELETE", {"id": str(self.id)})
            return
        data = {"guild_id": str(self.id), "user": payloads.user(account)}
        self.dispatch("GUILD_MEMBER_REMOVE", data, Intent.GUILD_MEMBERS)

    @on_loop
    def set_roles(self, account: Account, roles: list[Role]) -> None:
        """Give a member these roles and no other."""
        self._set_roles(self.members[account.id], roles)

    def _set_roles(self, member: Member, roles: list[Role]) -> None:
        member.roles = list(roles)
        mine = member.account is self.world.bot
        data = payloads.member(member) | {"guild_id": str(self.id)}
        # A bot hears of its own roles without the privileged intent.
        intent = Intent.NONE if mine else Intent.GUILD_MEMBERS
        self.dispatch("GUILD_MEMBER_UPDATE", data, intent)

    @on_loop
    def add_channel(
        self,
        name: str,
        *,
        kind: ChannelKind = ChannelKind.TEXT,
        deny: Permission = Permission.NONE,
        deny_everyone: Permission = Permission.NONE,
    ) -> Channel:
        """Make a channel; `deny` takes permissions from the bot, `deny_everyone` from all."""
        channel = Channel(self.world, self.world.ids.next(), kind, name, self)
        if deny:
            channel.overwrites[self.world.bot.id] = Overwrite(deny=deny, of_member=True)
        if deny_everyone:
            channel.overwrites[self.everyone.id] = Overwrite(deny=deny_everyone)
        self.channels[channel.id] = self.world.channels[channel.id] = channel
        self.dispatch("CHANNEL_CREATE", payloads.channel(channel))
        return channel


class World:
    """All there is. `token` and `allowed` are the application's; ids are made here."""

    def __init__(self, reactor: Reactor, token: str, allowed: Intent) -> None:
        self.reactor = reactor
        self.clock = Clock()
        self.ids = Snowflakes()
        self.token = token
        self.allowed = allowed
        self.application_id = self.ids.next()
        self.bot = Account(self, self.application_id, "newsbot", "en-US", bot=True)
        self.accounts: dict[int, Account] = {self.bot.id: self.bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.interactions: dict[int, Interaction] = {}
        self.tokens: dict[str, Interaction] = {}
        self.commands: dict[int | None, list[Json]] = {}
        self.uploads: dict[str, bytes] = {}
        self.cdn_url = ""
        self.typing: list[Channel] = []
        self.dispatch: Dispatch = lambda *_: None

    @property
    def flags(self) -> int:
        """The application's flags: the `limited` form of each intent that is switched on."""
        limited = {
            Intent.GUILD_PRESENCES: 1 << 13,
            Intent.GUILD_MEMBERS: 1 << 15,
            Intent.MESSAGE_CONTENT: 1 << 19,
        }
        return sum(bit for intent, bit in limited.items() if self.allowed & intent)

    def direct_channel(self, account: Account) -> Channel:
        """Return the DM of bot and account; it is made when first needed."""
        for channel in self.channels.values():
            if channel.recipient is account:
                return channel
        channel = Channel(self, self.ids.next(), ChannelKind.DM, "", None, recipient=account)
        self.channels[channel.id] = channel
        return channel

    def add_guild(self, name: str, locale: str, owner: Account, permissions: Permission) -> Guild:
        """Found a guild with the bot in it, whose own role has `permissions`."""
        identifier = self.ids.next()
        everyone = Role(identifier, "@everyone", EVERYONE)
        guild = Guild(self, identifier, name, locale, owner, everyone)
        managed = Role(self.ids.next(), self.bot.name, permissions, self.bot.id)
        guild.roles.append(managed)
        guild.members[owner.id] = Member(owner, guild)
        guild.members[self.bot.id] = Member(self.bot, guild, [managed])
        self.guilds[identifier] = guild
        guild.dispatch("GUILD_CREATE", payloads.guild(guild))
        return guild

    def upload(self, channel_id: int, name: str, content: bytes) -> Json:
        """Keep a file for the CDN and return its attachment object."""
        identifier = self.ids.next()
        path = f"attachments/{channel_id}/{identifier}/{name}"
        self.uploads[path] = content
        url = f"{self.cdn_url}/{path}"
        attachment: dict[str, Any] = {
            "id": str(identifier),
            "filename": name,
            "size": len(content),
            "url": url,
            "proxy_url": url,
            "content_type": payloads.content_type(name),
        }
        return attachment
