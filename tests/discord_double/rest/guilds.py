"""Guilds, their channels, members and roles, read only."""

from __future__ import annotations

from tests.discord_double import payloads
from tests.discord_double.permissions import Intent
from tests.discord_double.wire import MISSING_ACCESS, Refusal, unknown

from .call import Call, Reply, Route


def fetch(call: Call) -> Reply:
    """GET /guilds/{guild_id}."""
    return 200, payloads.rest_guild(call.guild())


def channels(call: Call) -> Reply:
    """GET /guilds/{guild_id}/channels, threads apart."""
    return 200, [payloads.channel(one) for one in call.guild().channels.values()]


def threads(call: Call) -> Reply:
    """GET /guilds/{guild_id}/threads/active."""
    guild = call.guild()
    found = [one for one in call.world.channels.values() if one.guild is guild and one.is_thread]
    active = [payloads.channel(one) for one in found if not one.archived]
    return 200, {"threads": active, "members": []}


def member(call: Call) -> Reply:
    """GET /guilds/{guild_id}/members/{user_id}."""
    found = call.guild().members.get(call.number("user_id"))
    if found is None:
        raise unknown("Member")
    return 200, payloads.member(found)


def members(call: Call) -> Reply:
    """GET /guilds/{guild_id}/members, which needs the privileged intent."""
    if not call.world.allowed & Intent.GUILD_MEMBERS:
        raise Refusal(*MISSING_ACCESS)
    return 200, [payloads.member(one) for one in call.guild().members.values()]


def roles(call: Call) -> Reply:
    """GET /guilds/{guild_id}/roles."""
    return 200, payloads.rest_guild(call.guild())["roles"]


ROUTES = [
    Route("GET", "/guilds/{guild_id}", fetch),
    Route("GET", "/guilds/{guild_id}/channels", channels),
    Route("GET", "/guilds/{guild_id}/threads/active", threads),
    Route("GET", "/guilds/{guild_id}/members/{user_id}", member),
    Route("GET", "/guilds/{guild_id}/members", members),
    Route("GET", "/guilds/{guild_id}/roles", roles),
]
