"""NewsClient: the connection to Discord. Hears events and hands them to the rooms that answer."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections import Counter
from collections.abc import Awaitable, Mapping
from types import SimpleNamespace
from typing import Any, Final

import aiohttp
import discord
import yarl
from discord import app_commands

from newsbot.bot import article_commands, commands, feeds, pressing, speaking
from newsbot.bot.buttons import PREFIX, Press
from newsbot.bot.chores import Chores, described
from newsbot.bot.invitation import invite_link
from newsbot.bot.listening import Listener
from newsbot.bot.localisation import Translator
from newsbot.bot.markup import notice
from newsbot.bot.modals import typed_in
from newsbot.bot.pace import LONGEST, Pace
from newsbot.bot.services import Services
from newsbot.bot.syncing import sync_commands
from newsbot.bot_messages import say
from newsbot.errors import NewsbotError

LOG: Final = logging.getLogger("newsbot.bot")
_LAUNCHES: Final = 3
"""How often the gateway is tried at the start, before the bot gives up."""
_CONNECT_SECONDS: Final = 30.0
_CONNECTIONS: Final = 100
"""To Discord's API at one time: each new one costs a handshake."""


class Tree(app_commands.CommandTree["NewsClient"]):
    """The commands; an error in one of them is told to who called it."""

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /
    ) -> None:
        """Say what went wrong."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await interaction.client.excuse(interaction, cause)


class NewsClient(discord.AutoShardedClient):
    """One bot, made inside a running event loop. It keeps no messages and no members.

    By itself it asks for no privileged intent.
    """

    def __init__(self, services: Services) -> None:
        self.services = services
        super().__init__(
            intents=intents_for(services),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=30.0,
            shard_connect_timeout=_CONNECT_SECONDS,
            http_trace=self._traced(),
            connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
        )
        self.tree = Tree(
            self,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
        )
        commands.install(self.tree)
        article_commands.install(self.tree)
        feeds.install(self.tree)
        self.add_dynamic_items(Press)
        self._listener = Listener(services)
        self._chores = Chores(services)
        self._launches: Counter[int] = Counter()
        self._pace = Pace()
        self._keep_pace()

    def _keep_pace(self) -> None:
        """Let every connection to the gateway wait for its time. discord.py has no hook for it."""
        connect = self.http.ws_connect

        async def paced(url: str) -> aiohttp.ClientWebSocketResponse:
            await asyncio.sleep(self._pace.wait_seconds())
            return await connect(url)

        self.http.ws_connect = paced  # type: ignore[method-assign,assignment]

    def _traced(self) -> aiohttp.TraceConfig:
        """Return what tells the breaker of every response, those too that discord.py retries."""
        trace = aiohttp.TraceConfig()

        async def ended(
            _: aiohttp.ClientSession, __: SimpleNamespace, end: aiohttp.TraceRequestEndParams
        ) -> None:
            shared = end.response.headers.get("X-RateLimit-Scope") == "shared"
            self.services.delivery.heard(end.response.status, shared=shared)

        trace.on_request_end.append(ended)
        return trace

    async def setup_hook(self) -> None:
        """Between login and connection: whose bot it is, the commands, the chores."""
        application = self.application
        assert application is not None  # noqa: S101 -- login has asked for it
        self.services.owners = owners_of(application)
        await self.tree.set_translator(Translator())

        async def sync() -> bool:
            return await sync_commands(self.services, self.tree, application.id)

        self._chores.start(None if await sync() else sync)

    async def launch_shard(
        self, gateway: yarl.URL, shard_id: int, *, initial: bool = False
    ) -> None:
        """Connect one shard, to the gateway of the settings if there is one.

        discord.py calls this again, from within, when it could not connect. Raises
        GatewayNotFound if no shard can be connected at all.
        """
        self._launches[shard_id] += 1
        if self._launches[shard_id] > _LAUNCHES and not self.shards:
            raise discord.GatewayNotFound
        chosen = self.services.settings.discord_gateway_url
        gateway = yarl.URL(chosen) if chosen else gateway
        await super().launch_shard(gateway, shard_id, initial=initial)
        if info := self.get_shard(shard_id):
            info._parent._backoff._max = LONGEST  # noqa: SLF001 -- there is no other way

    def lag_ms(self) -> float:
        """Return how late the event loop is, p99 of the last minute."""
        return self._chores.pulse.p99_ms()

    async def on_ready(self) -> None:
        """Log that questions can come."""
        link = invite_link(self.application_id or 0)
        LOG.info(
            "ready guilds=%d shards=%d invite=%s", len(self.guilds), self.shard_count or 1, link
        )

    async def on_shard_connect(self, shard_id: int) -> None:  # noqa: ARG002 -- discord.py's signature
        """Note that a session has begun."""
        self._pace.succeeded()

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Log that a broken connection goes on."""
        self._pace.succeeded()
        LOG.info("resumed shard=%d", shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Log that a connection broke; discord.py makes a new one."""
        LOG.warning("disconnected shard=%d", shard_id)

    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that is meant for the bot."""
        if self.user is not None:
            await self._listener.hear(message, self.user)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Forget the question under an answer that was deleted."""
        await self._forget([payload.message_id])

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Forget the questions under answers that were deleted."""
        await self._forget(list(payload.message_ids))

    async def _forget(self, messages: list[int]) -> None:
        await self.services.crossing.run("look", self.services.records.forget_under, messages)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Take submitted forms; discord.py is not told to wait for them."""
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        data: Mapping[str, Any] = dict(interaction.data or {})
        prefix, _, rest = str(data.get("custom_id")).partition(":")
        if prefix == PREFIX:
            action, _, what = rest.partition(":")
            typed = typed_in(data)
            await self._guarded(
                interaction,
                pressing.submitted(self.services, interaction, action, what, typed),
            )

    async def pressed(self, interaction: discord.Interaction[Any], action: str, what: str) -> None:
        """Do what a button of ours is for."""
        handler = pressing.PRESSES.get(action, pressing.outdated)
        await self._guarded(interaction, handler(self.services, interaction, what))

    async def _guarded(self, interaction: discord.Interaction[Any], work: Awaitable[None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 -- every fault ends as a sentence and a line
            await self.excuse(interaction, error)

    async def excuse(self, interaction: discord.Interaction[Any], error: Exception) -> None:
        """Tell the person what is wrong; log it if it is a fault of ours."""
        language = self.services.visit(interaction).language
        if isinstance(error, NewsbotError):
            text = speaking.told(error, language)
        elif isinstance(
            error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch
        ):
            text = say(language, "bot.commands_changed")
        else:
            _log_fault(error)
            text = say(language, "bot.fault")
        if interaction.type is discord.InteractionType.autocomplete:
            return
        if speaking.waits(interaction):
            await speaking.fill(self.services.delivery, interaction, content=notice(text))
        else:
            await speaking.whisper(self.services.delivery, interaction, notice(text))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401, ARG002
        """Log a fault in an event handler, without what was said."""
        error = sys.exception()
        if isinstance(error, Exception):
            _log_fault(error, event_method)

    def stop_chores(self) -> None:
        """End what the bot does by itself, so that nothing new is begun."""
        self._chores.stop()

    async def close(self) -> None:
        """Stop the chores, then the connection."""
        self.stop_chores()
        await super().close()


def owners_of(application: discord.AppInfo) -> frozenset[int]:
    """Return whose bot it is: of a team, those who have joined it and may do more than look."""
    if application.team is None:
        return frozenset({application.owner.id})
    return frozenset(
        member.id
        for member in application.team.members
        if member.membership_state is discord.TeamMembershipState.accepted
        and member.role is not discord.TeamMemberRole.read_only
    )


def intents_for(services: Services) -> discord.Intents:
    """Return what the bot hears: servers and messages; their content only for ask channels."""
    return discord.Intents(
        guilds=True,
        guild_messages=True,
        dm_messages=True,
        message_content=bool(services.settings.ask_channels),
    )


def _log_fault(error: Exception, where: str = "interaction") -> None:
    LOG.error("fault in=%s error=%s", where, described(error))
