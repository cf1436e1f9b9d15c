"""Connections break in every way, and every question is answered once.

``DROPS=100 pytest tests/bot/test_gateway.py`` is the long run, of about three minutes: discord.py
waits for five seconds before it identifies again, and for a minute for a heartbeat's answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.bot.conftest import ANSWER, CORPUS, QUESTION, Place, found
from tests.discord_double import BotProcess, Double, InteractionHandle, Said

DROPS = int(os.environ.get("DROPS", "15"))
BACK_SECONDS = 90.0
LONG_RUN = 50

Drop = Callable[[Double], None]
RESUMABLE: dict[str, Drop] = {
    "4000 unknown error": lambda double: double.gateway.drop(4000),
    "4008 rate limited": lambda double: double.gateway.drop(4008),
    "1011 internal error": lambda double: double.gateway.drop(1011),
    "1006 cut": lambda double: double.gateway.drop_connection(),
    "op 7 reconnect": lambda double: double.gateway.reconnect(),
    "op 9 resumable": lambda double: double.gateway.invalidate(resumable=True),
}
SILENT = "heartbeats are not answered"
FINAL: dict[str, Drop] = {
    "4009 session timed out": lambda double: double.gateway.drop(4009),
    "op 9 not resumable": lambda double: double.gateway.invalidate(),
    "1000 by the server": lambda double: double.gateway.drop(1000),
    "4007 invalid sequence": lambda double: double.gateway.drop(4007),
}
"""After these the session is gone, and what is said until the next one is lost for every bot."""


class Relay:
    """What stands between the program and the double's gateway, and can be away for a while."""

    def __init__(self, double: Double) -> None:
        self._double = double
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._port = 0

    def open(self) -> None:
        """Listen, after the first time on the same port again."""
        self._server = self._double.reactor.run(self._listen())
        self._port = self._server.sockets[0].getsockname()[1]
        self._double.gateway.url = self.url  # where a client is told to resume

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._serve, "127.0.0.1", self._port)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._port}/gateway"

    def close(self) -> None:
        """Listen no more, and cut every connection."""
        self._double.reactor.call(self._close)

    def _close(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, onward = await asyncio.open_connection("127.0.0.1", self._double.port)
        self._writers |= {writer, onward}
        await asyncio.gather(self._pump(reader, onward), self._pump(there, writer))
        self._writers -= {writer, onward}

    @staticmethod
    async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await source.read(1 << 16):
                sink.write(data)
        sink.transport.abort()


class Station:
    """The program at a double, and all that it was asked."""

    def __init__(self, double: Double, folder: Path) -> None:
        self.double = double
        self.folder = folder
        self.relay = Relay(double)
        self.relay.open()
        self.pool = [found(double, number) for number in range(DROPS + 10)]
        self.bots: list[BotProcess] = []
        self.said: list[Said] = []
        self.asked: list[InteractionHandle] = []

    def start(self) -> None:
        variables: dict[str, str | None] = {
            "NEWSBOT_LANGUAGE": "ko",
            "NEWSBOT_QUESTIONS_A_MINUTE": "0",
            "NEWSBOT_DISCORD_GATEWAY_URL": self.relay.url,
        }
        corpus, index = self.folder / "corpus", self.folder / "state" / "index"
        self.bots.append(BotProcess(self.double, corpus, index, variables).start())

    def ask(self, place: Place) -> None:
        """Ask in both ways, and wait for nothing."""
        self.said.append(place.reader.say(place.channel, QUESTION, mention_bot=True))
        self.asked.append(place.other.slash(place.channel, "ask", question=QUESTION))

    def drop(self, kind: str) -> None:
        """Break the connection, and wait until there is a new one."""
        gateway = self.double.gateway
        resumed, identified = gateway.resumed, gateway.identifies
        if kind in FINAL:
            FINAL[kind](self.double)
            self.double.wait(lambda: gateway.identifies > identified, kind, BACK_SECONDS)
            return
        if kind == SILENT:
            gateway.stop_acks()
        else:
            RESUMABLE[kind](self.double)
        self.double.wait(lambda: gateway.resumed > resumed, kind, BACK_SECONDS)
        gateway.start_acks()

    def assert_answered_once(self) -> None:
        """Wait for the answers, and see that each question has one."""
        for handle in self.asked:
            handle.wait()
        for one in self.said:
            one.wait_reply()
        assert [one.attempts for one in self.asked] == [1] * len(self.asked)
        assert [len(one.messages) for one in self.asked] == [1] * len(self.asked)
        assert [len(one.replies()) for one in self.said] == [1] * len(self.said)
        answers = [one.message for one in self.asked] + [one.replies()[0] for one in self.said]
        assert [one.text for one in answers if one and ANSWER not in one.text] == []


@pytest.fixture(scope="module")
def station(tmp_path_factory) -> Iterator[Station]:
    with Double() as double:
        folder = tmp_path_factory.mktemp("gateway")
        shutil.copytree(CORPUS, folder / "corpus")
        opened = Station(double, folder)
        opened.start()
        yield opened
        for bot in opened.bots:
            bot.stop()
        opened.relay.close()
        assert double.violations == []
        assert double.refused == []


@pytest.fixture
def place(station: Station) -> Place:
    return station.pool.pop()


def kinds(count: int) -> list[str]:
    """Return *count* kinds in a mixed order; a short run has one after which none can resume."""
    rare = [SILENT, *[*FINAL] * (count // 24)] if count >= LONG_RUN else [*FINAL][:1]
    many = [[*RESUMABLE][number % len(RESUMABLE)] for number in range(count - len(rare))]
    mixed = rare + many
    random.Random(2026).shuffle(mixed)
    return mixed


def test_after_drops_of_every_kind_and_a_restart_each_question_was_answered_once(station, place):
    double, gateway = station.double, station.double.gateway
    old = place.other.slash(place.channel, "ask", question=QUESTION).wait().message
    resumed, identified = gateway.resumed, gateway.identifies
    drops = kinds(DROPS)
    for number, kind in enumerate(drops):
        asking = station.pool.pop()
        if kind in RESUMABLE:
            station.ask(asking)  # under way while the connection breaks
        station.drop(kind)
        station.ask(asking)
        if number == DROPS // 2:
            station.assert_answered_once()
            assert station.bots[-1].stop() == 0
            station.start()
    station.assert_answered_once()
    assert "서명" in place.other.click(old, label="근거").wait().message.text
    assert "고맙습니다" in place.other.click(old, label="👍").wait().message.content
    assert gateway.resumed - resumed == sum(kind not in FINAL for kind in drops)
    assert gateway.identifies - identified == 1 + sum(kind in FINAL for kind in drops)
    assert len(double.sent("PUT /applications/{application_id}/commands")) == 1


def test_what_is_said_while_the_bot_is_away_is_answered_when_it_is_back(station, place):
    gateway = station.double.gateway
    before = gateway.resumed

    def cut_and_ask() -> None:  # in one go on the double's thread: the bot is away meanwhile
        gateway.drop_connection()
        station.ask(place)

    station.double.reactor.call(cut_and_ask)
    station.assert_answered_once()
    assert gateway.resumed == before + 1


def test_after_an_outage_of_the_gateway_it_is_back_by_itself(station, place):
    gateway, bot = station.double.gateway, station.bots[-1]
    before = gateway.identifies
    station.relay.close()
    bot.wait_line("Attempting a reconnect")
    station.relay.open()
    station.double.wait(lambda: gateway.identifies > before, "the bot", BACK_SECONDS)
    station.ask(place)
    station.assert_answered_once()
    assert [line for line in bot.stderr if "Traceback" in line or line.startswith(" ")] == []
