"""Telling Discord the commands, but only when they have changed since it was told last."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Any, Final

import discord
from discord import app_commands

from newsbot.bot.delivery import Fault
from newsbot.bot.services import Services

LOG: Final = logging.getLogger("newsbot.bot")
_SECONDS: Final = 5.0
"""For one request; questions are not kept waiting for longer, it is tried again later."""


async def sync_commands(
    services: Services, tree: app_commands.CommandTree[Any], application: int
) -> bool:
    """Send the commands to the server in which they are tried out, or else to all.

    Returns whether Discord has them now.
    """
    dev_guild = services.settings.dev_guild
    cleared = await _clear_trial(services, tree, application, dev_guild)
    if dev_guild is None:
        return await _sync(services, tree, application, None) and cleared
    guild = discord.Object(dev_guild)
    tree.copy_global_to(guild=guild)
    tree.allowed_contexts = app_commands.AppCommandContext()  # both are for commands of all servers
    tree.allowed_installs = app_commands.AppInstallationType()
    services.records.note(_trial(application), str(dev_guild))
    return await _sync(services, tree, application, guild) and cleared


def _trial(application: int) -> str:
    """Return the name under which the server of the trial is noted."""
    return f"trial {application}"


async def _sync(
    services: Services,
    tree: app_commands.CommandTree[Any],
    application: int,
    guild: discord.Object | None,
) -> bool:
    name = f"commands {application} {guild.id if guild else 'global'}"
    digest = await _digest(tree, guild)
    if services.records.fact(name) == digest:
        LOG.info("commands unchanged")
        return True
    sent = await services.delivery.send(
        "commands", lambda: tree.sync(guild=guild), seconds=_SECONDS
    )
    if isinstance(sent, Fault):
        return False
    services.records.note(name, digest)
    LOG.info("commands sent=%d guild=%s", len(sent), guild.id if guild else "all")
    return True


async def _clear_trial(
    services: Services, tree: app_commands.CommandTree[Any], application: int, now: int | None
) -> bool:
    """Take the commands out of the server in which they were tried out, if it is not *now*'s."""
    trial = services.records.fact(_trial(application))
    if not trial or trial == str(now):
        return True
    guild = discord.Object(int(trial))
    tree.clear_commands(guild=guild)
    if not await _sync(services, tree, application, guild):
        return False
    services.records.note(_trial(application), "")
    return True


async def _digest(tree: app_commands.CommandTree[Any], guild: discord.Object | None) -> str:
    """Return a mark of all that Discord would be told."""
    translator = tree.translator
    commands = sorted(tree._get_all_commands(guild=guild), key=lambda one: one.qualified_name)  # noqa: SLF001
    payload = [
        await one.get_translated_payload(tree, translator) if translator else one.to_dict(tree)
        for one in commands
    ]
    text = json.dumps([discord.__version__, payload], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
