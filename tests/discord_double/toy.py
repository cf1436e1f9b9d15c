"""A small bot built on discord.py, for the double's own tests: it runs on a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from types import TracebackType
from typing import Any, Self

import discord
import yarl
from discord import app_commands

from .reactor import TIMEOUT_SECONDS
from .server import Double


class Again(discord.ui.Button[discord.ui.View]):
    """A button that edits the message it is on."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.edit_message(content="clicked", view=None)


class Form(discord.ui.Modal, title="기사 추가"):
    """A modal with a text field in a row and one in a label."""

    body: discord.ui.TextInput[Form] = discord.ui.TextInput(label="본문", max_length=100)
    note: discord.ui.Label[Form] = discord.ui.Label(
        text="메모", component=discord.ui.TextInput(required=False)
    )

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        assert isinstance(self.note.component, discord.ui.TextInput)
        text = f"{self.body.value}|{self.note.component.value}"
        await interaction.response.send_message(text, ephemeral=True)


class Toy(discord.AutoShardedClient):
    """Answers mentions, direct messages, /ask, /article show|add and a message menu."""

    def __init__(self, **options: Any) -> None:
        intents = options.pop("intents", None) or discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        mentions = discord.AllowedMentions.none()
        super().__init__(intents=intents, allowed_mentions=mentions, **options)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        self.resumes = 0
        _commands(self.tree)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for nothing; discord.py waits 5 seconds between two sessions."""

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)
        assert self.user is not None
        if message.author == self.user:
            return
        if message.guild is None or self.user in message.mentions:
            view = discord.ui.View()
            view.add_item(Again(label="다시", custom_id="again"))
            await message.reply(f"답: {message.content}", view=view)

    async def on_resumed(self) -> None:
        self.resumes += 1

    async def on_shard_resumed(self, shard: int) -> None:
        self.resumes += 1


def _commands(tree: app_commands.CommandTree[Any]) -> None:
    @tree.command(name="ask", description="Ask the news")
    async def ask(
        interaction: discord.Interaction[Any], question: str, *, private: bool = False
    ) -> None:
        await interaction.response.defer(thinking=True, ephemeral=private)
        await interaction.edit_original_response(content=f"답: {question}")
        await interaction.followup.send("더", ephemeral=True)

    article = app_commands.Group(name="article", description="Articles")

    @article.command(name="show", description="Show one")
    async def show(interaction: discord.Interaction[Any], article: str) -> None:
        await interaction.response.send_message(embed=discord.Embed(title=article))

    @show.autocomplete("article")
    async def complete(
        interaction: discord.Interaction[Any], current: str
    ) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{current} 기사", value="1")]

    @article.command(name="add", description="Add one")
    @app_commands.checks.has_permissions(manage_guild=True)
    async def add(
        interaction: discord.Interaction[Any], file: discord.Attachment | None = None
    ) -> None:
        if file is None:
            await interaction.response.send_modal(Form())
            return
        text = (await file.read()).decode()
        await interaction.response.send_message(f"{file.filename}: {text}")

    tree.add_command(article)

    @tree.context_menu(name="Ask with this message")
    async def menu(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        await interaction.response.send_message(message.content)


class ToyRun:
    """Runs a Toy against a double until left."""

    def __init__(self, double: Double, *, token: str | None = None, **options: Any) -> None:
        self.double = double
        self.token = token or double.token
        self.options = options
        self.error: BaseException | None = None
        self.bot: Toy | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:  # noqa: BLE001 - handed to the test
            self.error = error
        self.double.reactor.announce()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.bot = Toy(**self.options)
        async with self.bot:
            await self.bot.start(self.token)

    def launch(self) -> Self:
        """Start without waiting for the login."""
        discord.http.Route.BASE = self.double.api_url
        discord.Asset.BASE = self.double.cdn_url
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self.double.gateway_url)
        self._thread.start()
        return self

    def join(self) -> BaseException | None:
        """Wait until it has ended by itself; returns what it raised."""
        self._thread.join(TIMEOUT_SECONDS)
        assert not self._thread.is_alive(), "the toy bot goes on"
        return self.error

    def __enter__(self) -> Self:
        self.launch().double.wait(
            lambda: self.error is not None or self.double.gateway.ready, "the toy bot to log in"
        )
        if self.error:
            raise self.error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.bot and self._loop and self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self.bot.close(), self._loop).result(TIMEOUT_SECONDS)
        self._thread.join(TIMEOUT_SECONDS)
