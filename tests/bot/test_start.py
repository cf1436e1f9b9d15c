"""What keeps the bot from starting: one sentence with the remedy, and an exit code."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import sqlite3
from collections.abc import Callable, Iterator
from types import ModuleType

import discord
import pytest
from tests.discord_double import BotProcess, Double

from newsbot.bot import start
from newsbot.errors import DiscordError, NewsbotError, SettingsError, StoreError
from newsbot.settings import VARIABLES, load_settings

LOG_LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (INFO|WARNING|ERROR) \S.*")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# As the program says it.

Env = dict[str, str | None]
NO_URLS: Env = dict.fromkeys(f"NEWSBOT_DISCORD_{name}_URL" for name in ("API", "GATEWAY", "CDN"))
KO: Env = {"NEWSBOT_LANGUAGE": "ko"}
EN: Env = {"NEWSBOT_LANGUAGE": "en"}
NO_TOKEN: Env = {"NEWSBOT_DISCORD_TOKEN": None}
REFUSED: dict[str, tuple[Env, int, list[str]]] = {
    "no token ko": (
        KO | NO_TOKEN,
        2,
        ["NEWSBOT_DISCORD_TOKEN이 없습니다", "oauth2/authorize", "링크 첨부", "newsbot chat"],
    ),
    "no token en": (
        EN | NO_TOKEN,
        2,
        ["NEWSBOT_DISCORD_TOKEN is not set", "oauth2/authorize", "Embed Links", "newsbot chat"],
    ),
    "odd token": (KO | NO_URLS, 2, ["봇 토큰의 모양이 아닙니다", "Reset Token"]),
    "token with a space": (
        KO | {"NEWSBOT_DISCORD_TOKEN": "a b"},
        2,
        ["NEWSBOT_DISCORD_TOKEN"],
    ),
    "bad number": (KO | {"NEWSBOT_QUESTIONS_A_MINUTE": "many"}, 2, ["A_MINUTE", "0부터 600"]),
    "misspelt": (EN | {"NEWSBOT_ASK_CHANNEL": "1"}, 2, ["NEWSBOT_ASK_CHANNELS"]),
    "plain http": (
        EN | {"NEWSBOT_DISCORD_API_URL": "http://discord.example/api"},
        2,
        ["NEWSBOT_DISCORD_API_URL"],
    ),
    "no corpus": (KO | {"NEWSBOT_CORPUS_DIR": "nowhere"}, 1, ["nowhere이(가) 없습니다"]),
    "refused token": (
        KO | {"NEWSBOT_DISCORD_TOKEN": "an.older.one"},
        2,
        ["토큰을 받지 않았습니다"],
    ),
}


@pytest.fixture(scope="module")
def refused(tmp_path_factory) -> Iterator[dict[str, BotProcess]]:
    """All of them at once: most of their time is Python's start."""
    with Double() as double:
        processes = {}
        for name, (env, _, _) in REFUSED.items():
            folder = tmp_path_factory.mktemp("refused")
            (folder / "corpus").mkdir()
            process = BotProcess(double, folder / "corpus", folder / "state" / "index", env)
            processes[name] = process.launch()
        yield processes
        for process in processes.values():
            process.kill()


@pytest.mark.parametrize("name", REFUSED)
def test_a_start_that_fails_is_one_line_with_the_remedy_and_an_exit_code(refused, name):
    _, code, words = REFUSED[name]
    bot = refused[name]
    assert bot.wait(60) == code, bot.output()
    assert len(bot.stderr) == 1, bot.output()
    assert [word for word in words if word not in bot.stderr[0]] == []
    for secret in ("double.token", "an.older.one", "a b"):
        assert secret not in bot.output()


# What keeps it from going on, on the test's own thread.


@pytest.fixture
def run_bot(newsroom, tmp_path, monkeypatch) -> Iterator[Callable[..., None]]:
    """Return what runs the bot at a double until it ends by itself; all it sets is set back."""
    for place, name in (
        (discord.http.Route, "BASE"),
        (discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY"),
        (discord.Asset, "BASE"),
        (discord.VoiceClient, "warn_nacl"),
        (discord.VoiceClient, "warn_dave"),
    ):
        monkeypatch.setattr(place, name, getattr(place, name))
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", root.handlers)
    levels = {log: log.level for log in (root, start.LOG, logging.getLogger("discord"))}

    def run(double: Double, **overrides: object) -> None:
        given = {
            "index_path": tmp_path / "index.sqlite3",
            "discord_token": double.token,
            "discord_api_url": double.api_url,
            "discord_gateway_url": double.gateway_url,
        }
        start.run(load_settings(None, **(given | overrides)), newsroom)

    yield run
    for log, level in levels.items():
        log.setLevel(level)


def ended(run_bot: Callable[..., None], double: Double, **overrides: object) -> NewsbotError:
    with pytest.raises((DiscordError, SettingsError)) as caught:
        run_bot(double, **overrides)
    return caught.value


@pytest.fixture
def double() -> Iterator[Double]:
    with Double() as opened:
        yield opened


def test_a_refused_intent_names_the_variable_that_needs_it(double, run_bot):
    error = ended(run_bot, double, ask_channels="1")
    assert error.code == "bot.intent_refused"
    assert double.gateway.closed == [4014]
    assert "NEWSBOT_ASK_CHANNELS" in error.sentence("ko")


def test_a_token_that_the_gateway_does_not_take_is_refused_too(double, run_bot):
    double.world.token = "reset meanwhile"
    assert ended(run_bot, double).code == "bot.token_refused"
    assert double.gateway.closed == [4004]


@pytest.mark.parametrize(
    ("fault", "code", "details"),
    [
        ({"status": 503}, "bot.login_failed", {"status": 503}),
        ({"status": 403}, "bot.login_failed", {"status": 403}),
        ({"status": 429, "retry_after": 3600}, "bot.login_failed", {"status": 429}),
        ({"status": 429, "cloudflare": True}, "bot.login_failed", {"status": 429}),
        ({"status": "reset"}, "bot.unreachable", {}),
        ({"status": "hang"}, "bot.unreachable", {}),
    ],
    ids=["503", "403", "a long limit", "banned", "reset", "hang"],
)
def test_an_api_that_fails_at_login_ends_the_bot(  # noqa: PLR0917 -- fixtures and cases
    double, run_bot, monkeypatch, fault, code, details
):
    monkeypatch.setattr(start, "_LOGIN_SECONDS", 0.5)
    double.faults.rest("GET /users/@me", times=99, **fault)
    error = ended(run_bot, double)
    assert error.code == code
    assert details.items() <= error.details.items()


def test_a_short_limit_at_login_is_waited_for(double, run_bot):
    double.faults.rest("GET /users/@me", status=429, retry_after=0.05)
    double.world.token = "reset meanwhile"  # so that it ends
    assert ended(run_bot, double).code == "bot.token_refused"


def test_an_api_at_a_closed_port_is_unreachable(double, run_bot):
    error = ended(run_bot, double, discord_api_url=f"http://127.0.0.1:{free_port()}/api/v10")
    assert error.code == "bot.unreachable"


def test_a_gateway_at_a_closed_port_is_given_up_after_some_tries(
    double, run_bot, monkeypatch, capsys
):
    hurried = ModuleType("hurried")  # discord.py's waits of five seconds
    hurried.__dict__.update(asyncio.__dict__, sleep=lambda _: asyncio.sleep(0))
    monkeypatch.setattr(discord.shard, "asyncio", hurried)
    error = ended(run_bot, double, discord_gateway_url=f"ws://127.0.0.1:{free_port()}")
    assert error.code == "bot.unreachable"
    lines = capsys.readouterr().err.splitlines()
    assert sum("Failed to connect" in line for line in lines) == 3
    assert [line for line in lines if not LOG_LINE.fullmatch(line)] == []


def test_a_foreign_file_in_the_place_of_the_records_is_left_alone(double, run_bot, tmp_path):
    path = tmp_path / "bot.sqlite3"
    with sqlite3.connect(path) as foreign:
        foreign.execute("CREATE TABLE somebodys (x)")
    foreign.close()
    before = path.read_bytes()
    with pytest.raises(StoreError) as caught:
        run_bot(double)
    assert caught.value.code == "bot.records_version"
    assert path.read_bytes() == before
    assert double.requests == []


def test_records_that_are_no_database_are_left_alone(double, run_bot, tmp_path):
    path = tmp_path / "bot.sqlite3"
    path.write_text("notes of mine " * 100)
    with pytest.raises(StoreError) as caught:
        run_bot(double)
    assert caught.value.code == "bot.records"
    assert path.read_text() == "notes of mine " * 100
