"""The JSON shapes of the things in the world, as Discord's reference pages give them."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING

from .wire import Json

if TYPE_CHECKING:
    from .channels import Channel
    from .world import Account, Guild, Member, Role, World

JOINED = "2024-01-01T00:00:00.000000+00:00"


def user(account: Account) -> Json:
    """https://discord.com/developers/docs/resources/user#user-object."""
    return {
        "id": str(account.id),
        "username": account.name,
        "discriminator": "0",
        "global_name": None if account.bot else account.name,
        "avatar": None,
        "bot": account.bot,
        "public_flags": 0,
    }


def own_user(account: Account) -> Json:
    """`user`, with what only the account itself is told."""
    private = {"mfa_enabled": True, "verified": True, "locale": "en-US", "flags": 0, "email": None}
    return user(account) | private


def role(one: Role, position: int = 0) -> Json:
    """https://discord.com/developers/docs/topics/permissions#role-object."""
    tags = {"tags": {"bot_id": str(one.bot_id)}} if one.bot_id else {}
    return {
        "id": str(one.id),
        "name": one.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": position,
        "permissions": str(int(one.permissions)),
        "managed": one.bot_id is not None,
        "mentionable": False,
        "flags": 0,
    } | tags


def member(one: Member, *, with_user: bool = True) -> Json:
    """https://discord.com/developers/docs/resources/guild#guild-member-object."""
    data: Json = {
        "nick": None,
        "avatar": None,
        "banner": None,
        "roles": [str(part.id) for part in one.roles],
        "joined_at": JOINED,
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }
    if with_user:
        data["user"] = user(one.account)
    return data


def channel(one: Channel) -> Json:
    """https://discord.com/developers/docs/resources/channel#channel-object."""
    data: Json = {"id": str(one.id), "type": int(one.kind), "last_message_id": None, "flags": 0}
    if one.guild is None:
        assert one.recipient is not None
        return data | {"recipients": [user(one.recipient)]}
    data |= {"guild_id": str(one.guild.id), "name": one.name, "rate_limit_per_user": 0}
    if one.is_thread:
        assert one.parent is not None
        data |= _thread_fields(one, one.parent)
        return data
    overwrites = [
        {
            "id": str(key),
            "type": int(part.of_member),
            "allow": str(int(part.allow)),
            "deny": str(int(part.deny)),
        }
        for key, part in one.overwrites.items()
    ]
    return data | {
        "position": 0,
        "nsfw": False,
        "topic": None,
        "parent_id": None,
        "permission_overwrites": overwrites,
    }


def _thread_fields(one: Channel, parent: Channel) -> Json:
    return {
        "parent_id": str(parent.id),
        "owner_id": str(one.owner.id) if one.owner else None,
        "message_count": len(one.messages),
        "member_count": 1,
        "total_message_sent": len(one.history),
        "thread_metadata": {
            "archived": one.archived,
            "auto_archive_duration": 1440,
            "archive_timestamp": JOINED,
            "locked": one.locked,
            "create_timestamp": JOINED,
        },
    }


def guild(one: Guild) -> Json:
    """GUILD_CREATE; `members` holds the bot alone, as without the presences intent."""
    threads = [part for part in one.world.channels.values() if part.is_thread]
    return {
        **rest_guild(one),
        "joined_at": JOINED,
        "large": False,
        "unavailable": False,
        "member_count": len(one.members),
        "members": [member(one.me)],
        "channels": [channel(part) for part in one.channels.values()],
        "threads": [channel(part) for part in threads if part.guild is one],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def rest_guild(one: Guild) -> Json:
    """https://discord.com/developers/docs/resources/guild#guild-object."""
    roles = [role(one.everyone), *(role(part, n) for n, part in enumerate(one.roles, 1))]
    return {
        "id": str(one.id),
        "name": one.name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "owner_id": str(one.owner.id),
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "roles": roles,
        "emojis": [],
        "stickers": [],
        "features": [],
        "mfa_level": 0,
        "application_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "vanity_url_code": None,
        "description": None,
        "banner": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": one.locale,
        "public_updates_channel_id": None,
        "nsfw_level": 0,
        "premium_progress_bar_enabled": False,
        "safety_alerts_channel_id": None,
    }


def application(world: World, owner: Account) -> Json:
    """https://discord.com/developers/docs/resources/application#application-object."""
    return {
        "id": str(world.application_id),
        "name": world.bot.name,
        "icon": None,
        "description": "",
        "summary": "",
        "type": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "00" * 32,
        "team": None,
        "owner": user(owner),
        "flags": world.flags,
        "bot": user(world.bot),
        "rpc_origins": [],
        "hook": True,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "integration_types_config": {"0": {}},
    }


def content_type(name: str) -> str:
    """Guess the type of a file as Discord does, from its name."""
    guess = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{guess}; charset=utf-8" if guess.startswith("text/") else guess


def member_with_permissions(one: Member, here: Channel) -> Json:
    """Return the member of an interaction, with its permissions in the channel."""
    granted = here.allowed(one.account)
    return member(one) | {"permissions": str(int(granted))}
