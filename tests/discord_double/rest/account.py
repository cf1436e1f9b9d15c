"""Who the bot is, where the gateway is, and direct messages opened."""

from __future__ import annotations

from tests.discord_double import payloads
from tests.discord_double.wire import REQUIRED, Form, unknown

from .call import Call, Reply, Route


def gateway(call: Call) -> Reply:
    """GET /gateway."""
    return 200, {"url": call.gateway_url}


def gateway_bot(call: Call) -> Reply:
    """GET /gateway/bot."""
    limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
    return 200, {"url": call.gateway_url, "shards": call.shards, "session_start_limit": limit}


def me(call: Call) -> Reply:
    """GET /users/@me."""
    return 200, payloads.own_user(call.world.bot)


def application(call: Call) -> Reply:
    """GET /oauth2/applications/@me and /applications/@me."""
    return 200, payloads.application(call.world, call.owner)


def user(call: Call) -> Reply:
    """GET /users/{user_id}."""
    account = call.world.accounts.get(call.number("user_id"))
    if account is None:
        raise unknown("User")
    return 200, payloads.user(account)


def my_guilds(call: Call) -> Reply:
    """GET /users/@me/guilds."""
    keys = ("id", "name", "icon", "banner", "features")
    guilds = [payloads.rest_guild(guild) for guild in call.world.guilds.values()]
    return 200, [{key: guild[key] for key in keys} for guild in guilds]


def open_direct(call: Call) -> Reply:
    """POST /users/@me/channels."""
    recipient = str(call.body.get("recipient_id") or "")
    form = Form()
    if not recipient.isdecimal():
        form.say(("recipient_id",), *REQUIRED)
    form.close()
    account = call.world.accounts.get(int(recipient))
    if account is None:
        raise unknown("User")
    return 200, payloads.channel(call.world.direct_channel(account))


ROUTES = [
    Route("GET", "/gateway", gateway, needs_token=False),
    Route("GET", "/gateway/bot", gateway_bot),
    Route("GET", "/users/@me", me),
    Route("GET", "/users/@me/guilds", my_guilds),
    Route("POST", "/users/@me/channels", open_direct),
    Route("GET", "/users/{user_id}", user),
    Route("GET", "/oauth2/applications/@me", application),
    Route("GET", "/applications/@me", application),
]
