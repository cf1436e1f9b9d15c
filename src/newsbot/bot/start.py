"""Starting and stopping the bot: what must be there before login, and how it leaves."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, NoReturn

import aiohttp
import discord
import yarl

from newsbot.bot.chores import described
from newsbot.bot.client import NewsClient
from newsbot.bot.invitation import application_of, invite_link, is_token
from newsbot.bot.services import Services, furnish
from newsbot.errors import DiscordError, SettingsError
from newsbot.newsroom import Newsroom
from newsbot.settings import Settings

LOG: Final = logging.getLogger("newsbot.bot")
_LOGIN_SECONDS: Final = 60.0
_DRAIN_SECONDS: Final = 10.0
_CLOSE_SECONDS: Final = 5.0
_ID: Final = re.compile("[0-9]{15,20}")
_UNAUTHENTICATED: Final = 4004
"""The gateway's word for a token that it does not take."""
_UNFINISHED: Final = 1
_SWITCH_SECONDS: Final = 0.0005
"""How long a thread may keep the event loop waiting while it computes; Python's own is 5 ms."""


def require_token(settings: Settings) -> str:
    """Return the token, or raise SettingsError that says how to get one."""
    secret = settings.discord_token
    if secret is None:
        raise SettingsError("bot.no_token", link=invite_link("APPLICATION_ID"))
    token = secret.get_secret_value()
    if settings.discord_api_url is None and not is_token(token):
        raise SettingsError("bot.odd_token")
    return token


def run(settings: Settings, newsroom: Newsroom) -> None:
    """Run the bot until SIGINT or SIGTERM. Raises DiscordError, SettingsError, StoreError.

    The newsroom is warm and its index is up to date.
    """
    token = require_token(settings)
    _point_to(settings)
    _log_lines()
    services = furnish(settings, newsroom)
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        asyncio.run(_serve(services, token))
    finally:
        if unfinished := services.close():
            _abandon(unfinished)
    LOG.info("stopped")


def _abandon(under_way: int) -> NoReturn:
    """End while a thread waits, for a locked index say. A crash loses nothing, nor does this."""
    LOG.error("stopping unfinished=%d", under_way)
    logging.shutdown()
    os._exit(_UNFINISHED)


def _point_to(settings: Settings) -> None:
    """Make discord.py speak to the server of the settings. It keeps these as class attributes."""
    if settings.discord_api_url:
        discord.http.Route.BASE = settings.discord_api_url
    if settings.discord_gateway_url:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway_url)
    if settings.discord_cdn_url:
        discord.Asset.BASE = settings.discord_cdn_url


def _log_lines() -> None:
    """Log one line an event on standard error. DEBUG of discord.py would print tokens."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nothing speaks here
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    LOG.setLevel(logging.INFO)
    logging.getLogger("discord").setLevel(logging.WARNING)


class OneLine(logging.Formatter):
    """One line an event, without the words of an error, which may hold what was asked."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line: of a message its first, of an error its kind and place."""
        message = record.getMessage().partition("\n")[0]
        if record.name != LOG.name:  # discord.py names who typed what could not be completed
            message = _ID.sub("#", message)
        error = record.exc_info[1] if record.exc_info else None
        tail = f" error={described(error)}" if error else ""
        return f"{self.formatTime(record)} {record.levelname} {message}{tail}"


@dataclass(frozen=True, slots=True)
class _Signals:
    """The first SIGINT or SIGTERM asks to stop, a second one to stop at once."""

    stop: asyncio.Event = field(default_factory=asyncio.Event)
    at_once: asyncio.Event = field(default_factory=asyncio.Event)

    def heard(self) -> None:
        (self.at_once if self.stop.is_set() else self.stop).set()

    def listen(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, self.heard)
            except NotImplementedError:  # Windows
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(self.heard))


async def _serve(services: Services, token: str) -> None:
    signals = _Signals()
    signals.listen()
    async with services.fetcher, NewsClient(services) as client:
        running = asyncio.create_task(_run(client, token), name="client")
        stopping = asyncio.create_task(signals.stop.wait(), name="stop")
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if signals.stop.is_set():
            await _leave(services, client, running, signals.at_once)
        else:
            stopping.cancel()
            await _ended(running, token)


async def _run(client: NewsClient, token: str) -> None:
    async with asyncio.timeout(_LOGIN_SECONDS):
        await client.login(token)
    await client.connect()


async def _leave(
    services: Services,
    client: NewsClient,
    running: asyncio.Task[None],
    at_once: asyncio.Event,
) -> None:
    """Finish what is under way, then close the connection."""
    LOG.info("stopping under_way=%d", services.turnstile.under_way)
    client.stop_chores()
    tasks = {asyncio.create_task(one) for one in (services.finish(), at_once.wait())}
    _, left = await asyncio.wait(tasks, timeout=_DRAIN_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    for task in left:
        task.cancel()
    if unanswered := services.turnstile.under_way:
        LOG.warning("stopping unanswered=%d at_once=%s", unanswered, at_once.is_set())
    with suppress(TimeoutError):
        async with asyncio.timeout(_CLOSE_SECONDS):
            await client.close()
    running.cancel()
    with suppress(asyncio.CancelledError, Exception):
        await running


async def _ended(running: asyncio.Task[None], token: str) -> None:
    """Raise why the client ended by itself, as one sentence with the remedy."""
    application = application_of(token)
    link = invite_link(application or "APPLICATION_ID")
    try:
        await running
    except discord.LoginFailure:
        raise SettingsError("bot.token_refused") from None
    except discord.PrivilegedIntentsRequired:
        raise SettingsError("bot.intent_refused") from None
    except discord.HTTPException as error:
        raise DiscordError("bot.login_failed", status=error.status, link=link) from None
    except discord.RateLimited:
        raise DiscordError("bot.login_failed", status=429, link=link) from None
    except (discord.GatewayNotFound, aiohttp.ClientError, OSError):
        raise DiscordError("bot.unreachable") from None
    except discord.ConnectionClosed as error:
        if error.code == _UNAUTHENTICATED:
            raise SettingsError("bot.token_refused") from None
        raise DiscordError("bot.closed", number=error.code) from None
