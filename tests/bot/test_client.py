"""The bot on a thread of the test's: what would take many servers or thousands of faults."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import discord
import pytest
from tests.bot.conftest import Place, found
from tests.discord_double import Double
from tests.newsrooms import draft
from yarl import URL

from newsbot.bot import chores
from newsbot.bot.breaker import Breaker
from newsbot.bot.client import NewsClient
from newsbot.bot.services import Services, furnish
from newsbot.errors import CorpusError
from newsbot.newsroom import Newsroom
from newsbot.settings import load_settings

POST = "POST /channels/{channel_id}/messages"
QUESTION = "별빛마을 도서관의 첫 관장은 누구야?"
ANSWER = "나도현"


class Running:
    """The client of a bot that runs, and what it is made of."""

    def __init__(self, services: Services, double: Double) -> None:
        self.services = services
        self.double = double
        self.client: NewsClient | None = None
        self._thread = threading.Thread(target=self._run, name="bot")

    def _run(self) -> None:
        asyncio.run(self._live())

    async def _live(self) -> None:
        async with NewsClient(self.services) as client:
            self.client = client
            await client.start(self.double.token)

    def start(self) -> None:
        self._thread.start()
        self.double.wait_ready()

    def stop(self) -> None:
        assert self.client is not None
        asyncio.run_coroutine_threadsafe(self.client.close(), self.client.loop).result(20)
        self._thread.join(20)
        assert not self._thread.is_alive()


@pytest.fixture
def run(newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return what runs a bot at a double that has its people already."""
    newsroom.add(
        draft("별빛마을 도서관이 5일 문을 열었다. 첫 관장은 나도현 박사다.", "별빛마을 도서관 개관")
    )

    @contextmanager
    def running(double: Double) -> Iterator[Running]:
        monkeypatch.setattr(discord.http.Route, "BASE", double.api_url)
        gateway = URL(double.gateway_url)
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        settings = load_settings(
            None,
            index_path=tmp_path / "index.sqlite3",
            discord_gateway_url=double.gateway_url,
            language="ko",
        )
        services = furnish(settings, newsroom)
        bot = Running(services, double)
        bot.start()
        try:
            yield bot
        finally:
            bot.stop()
            services.close()
        assert double.violations == []

    return running


def asked(place: Place) -> str:
    handle = place.reader.slash(place.channel, "ask", question=QUESTION)
    message = handle.wait().message
    assert message is not None
    return message.text


async def at_once(*_: object, **__: object) -> None:
    """Identify without the five seconds that Discord wants between two shards."""


def test_a_bot_of_several_shards_answers_and_resumes_on_each(run, monkeypatch):
    monkeypatch.setattr(NewsClient, "before_identify_hook", at_once)
    with Double(shards=2) as double:
        places = [found(double, number) for number in range(2)]
        while {(one.guild.id >> 22) % 2 for one in places} != {0, 1}:
            places.append(found(double, len(places)))
        with run(double):
            assert [one for one in places if ANSWER not in asked(one)] == []
            double.gateway.drop(4000)
            double.wait(lambda: double.gateway.resumed == 2, "both shards")
            assert [one for one in places if ANSWER not in asked(one)] == []
            reader = places[0].reader
            reply = reader.say(double.dm(reader), QUESTION).wait_reply()
            assert ANSWER in reply.text


def test_reconnects_back_off_to_half_a_minute_at_most(run):
    with Double() as double, run(double) as bot:
        double.wait(lambda: bot.client.get_shard(0), "the shard")
        backoff = bot.client.get_shard(0)._parent._backoff
        assert max(backoff.delay() for _ in range(200)) <= 32


@pytest.mark.parametrize(
    "fault", [lambda gateway: gateway.drop(4000), lambda gateway: gateway.drop(4009)]
)
def test_a_gateway_that_closes_at_once_is_not_overrun(run, monkeypatch, fault):
    monkeypatch.setattr(NewsClient, "before_identify_hook", at_once)
    waits: list[float] = []

    def chance(_: float, most: float) -> float:
        waits.append(most)
        return 0.0

    with Double() as double, run(double) as bot:
        double.wait(lambda: bot.client._pace.tries == 0, "a good connection")
        bot.client._pace._chance = chance
        gateway, listen, refused = double.gateway, double.gateway._listen, []

        async def refuse(connection: Any) -> None:
            refused.append(1)
            if len(refused) > 7:
                await listen(connection)
            else:
                await connection.socket.close(code=4000)

        monkeypatch.setattr(gateway, "_listen", refuse)
        fault(gateway)
        double.wait(lambda: len(refused) > 7 and gateway.ready, "the bot to be back")
        double.wait(lambda: bot.client._pace.tries == 0, "a good connection")
        assert waits[:7] == [2, 4, 8, 16, 32, 32, 32]


def test_after_many_refusals_nothing_is_sent_until_they_are_forgotten(run):
    now = [0.0]
    with Double() as double:
        refusing, place = found(double, 0), found(double, 1)
        with run(double) as bot:
            bot.services.delivery.breaker = Breaker(limit=3, clock=lambda: now[0])
            double.faults.rest(POST, status=403, times=3)
            counts = bot.services.delivery.counts
            for _ in range(3):
                before = counts["forbidden"]
                refusing.reader.say(refusing.channel, QUESTION, mention_bot=True)
                double.wait(lambda: counts["forbidden"] > before, "the refusal")  # noqa: B023
            sent = len(double.requests)
            place.reader.slash(place.channel, "ask", question=QUESTION)
            place.reader.say(place.channel, QUESTION, mention_bot=True)
            double.wait(lambda: counts["held_back"] == 2, "two held back")
            assert len(double.requests) == sent
            now[0] = 601.0
            assert ANSWER in asked(place)


def test_a_chore_that_fails_is_logged_once_and_goes_on(run, newsroom, monkeypatch, caplog):
    caplog.set_level(logging.INFO, "newsbot.bot")
    monkeypatch.setattr(chores, "_REFRESH_SECONDS", 0.001)
    tries = []

    def failing() -> None:
        tries.append(1)
        if len(tries) < 20:
            raise CorpusError("corpus.no_folder", path="corpus") if len(tries) < 10 else OSError

    monkeypatch.setattr(newsroom, "refresh", failing)
    with Double() as double, run(double):
        double.wait(lambda: len(tries) > 25, "the chore to go on")
    told = [one.message for one in caplog.records if "chore" in one.message]
    assert len(told) == 3
    assert "error=corpus.no_folder" in told[0]
    assert "error=OSError" in told[1]
    assert "well again" in told[2]
