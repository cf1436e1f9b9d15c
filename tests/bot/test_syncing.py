"""Discord is told the commands when they have changed, and a refusal keeps nobody from asking."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Iterator

import discord
import pytest
from tests.discord_double import Double, Guild

from newsbot.bot import chores, syncing
from newsbot.bot.client import NewsClient
from newsbot.bot.services import Services, furnish
from newsbot.settings import load_settings

GLOBAL = "PUT /applications/{application_id}/commands"
OF_GUILD = "PUT /applications/{application_id}/guilds/{guild_id}/commands"
COMMANDS = {"ask", "search", "latest", "article", "feed", "help", "about", "status"}
MENUS = {"Ask with this message", "Add as article"}
Then = Callable[[Services], Coroutine[None, None, None]]


@pytest.fixture
def double() -> Iterator[Double]:
    with Double() as opened:
        yield opened
        assert opened.violations == []


@pytest.fixture
def guild(double: Double) -> Guild:
    return double.add_guild("시험 서버")


@pytest.fixture
def log_in(double, newsroom, tmp_path, monkeypatch):
    """Return what logs the bot in, as a start of the program does, and out again."""
    monkeypatch.setattr(discord.http.Route, "BASE", double.api_url)

    def run(dev_guild: int | None = None, then: Then | None = None) -> Services:
        path = tmp_path / "index.sqlite3"
        services = furnish(load_settings(None, index_path=path, dev_guild=dev_guild), newsroom)

        async def live() -> None:
            async with NewsClient(services) as client:
                await client.login(double.token)
                if then is not None:
                    await then(services)

        try:
            asyncio.run(live())
        finally:
            services.close()
        return services

    return run


def names(double: Double, guild: Guild | None = None) -> set[str]:
    return {one["name"] for one in double.world.commands.get(guild.id if guild else None, [])}


def test_the_first_start_tells_all_commands_with_their_korean_names(double, log_in):
    log_in()
    assert names(double) == COMMANDS | MENUS
    assert all(one["name_localizations"]["ko"] for one in double.commands)
    assert double.refused == []


def test_the_second_start_tells_nothing(double, log_in):
    log_in()
    log_in()
    assert len(double.sent(GLOBAL)) == 1


def test_a_change_of_the_commands_is_told_at_the_next_start(double, log_in, tmp_path):
    log_in()
    with sqlite3.connect(tmp_path / "bot.sqlite3") as noted:
        changed = noted.execute(
            "UPDATE facts SET value = 'of an older version' WHERE name LIKE 'commands %'"
        )
        assert changed.rowcount == 1
    noted.close()
    log_in()
    log_in()
    assert len(double.sent(GLOBAL)) == 2


def test_the_trial_server_alone_gets_the_commands(double, log_in, guild):
    log_in(dev_guild=guild.id)
    log_in(dev_guild=guild.id)
    assert names(double, guild) == COMMANDS | MENUS
    assert len(double.sent(OF_GUILD)) == 1
    assert not double.sent(GLOBAL)


def test_after_the_trial_all_servers_get_them_and_the_trial_server_not_twice(double, log_in, guild):
    log_in(dev_guild=guild.id)
    log_in()
    log_in()
    assert names(double) == COMMANDS | MENUS
    assert names(double, guild) == set()
    assert len(double.sent(OF_GUILD)) == 2
    assert len(double.sent(GLOBAL)) == 1


def test_a_trial_that_moves_leaves_nothing_in_the_server_before(double, log_in, guild):
    other = double.add_guild("다른 시험 서버")
    log_in(dev_guild=guild.id)
    log_in(dev_guild=other.id)
    assert names(double, guild) == set()
    assert names(double, other) == COMMANDS | MENUS


def test_a_trial_can_begin_again(double, log_in, guild):
    log_in(dev_guild=guild.id)
    log_in()
    log_in(dev_guild=guild.id)
    assert names(double, guild) == COMMANDS | MENUS


def test_a_trial_that_could_not_be_cleared_is_cleared_the_next_time(double, log_in, guild):
    log_in(dev_guild=guild.id)
    double.faults.rest(OF_GUILD, status=403)
    log_in()
    assert names(double, guild) == COMMANDS | MENUS
    log_in()
    assert names(double, guild) == set()


@pytest.mark.parametrize("status", [403, 429, 500, 503, "reset", "hang"])
def test_a_refusal_is_counted_and_keeps_the_bot_from_nothing(
    double, log_in, monkeypatch, caplog, status
):
    monkeypatch.setattr(syncing, "_SECONDS", 0.3)
    double.faults.rest(GLOBAL, status=status, times=9, retry_after=60)
    services = log_in()
    fault = {403: "forbidden", 429: "limited", 500: "down", 503: "down"}.get(status, "unreachable")
    assert services.delivery.counts == {fault: 1}
    assert f"unsent what=commands fault={fault}" in caplog.text
    double.faults.clear()
    log_in()
    assert names(double) == COMMANDS | MENUS


def test_a_short_limit_is_waited_for(double, log_in):
    double.faults.rest(GLOBAL, status=429, retry_after=0.05)
    services = log_in()
    assert names(double) == COMMANDS | MENUS
    assert not services.delivery.counts


NOTED = "SELECT 1 FROM facts WHERE name LIKE 'commands %'"


def test_refused_commands_are_told_again_while_the_bot_runs(double, log_in, monkeypatch):
    monkeypatch.setattr(chores, "_SYNC_SECONDS", 0.01)
    double.faults.rest(GLOBAL, status=403, times=3)

    async def wait(services: Services) -> None:
        async with asyncio.timeout(10):
            while not services.records._rows(NOTED):  # noqa: ASYNC110 -- there is no event for it
                await asyncio.sleep(0.01)

    log_in(then=wait)
    assert len(double.sent(GLOBAL)) == 4
    log_in()
    assert len(double.sent(GLOBAL)) == 4


def test_an_unknown_trial_server_is_no_obstacle(double, log_in):
    services = log_in(dev_guild=1)
    assert services.delivery.counts == {"forbidden": 1}
