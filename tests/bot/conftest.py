"""A station: Discord's double, the real program over the sample corpus, and a server to ask in.

One program serves all tests that leave it as they found it; a test that stops it, drops its
connection or sets a variable starts its own (``own_station``).
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.bot.shown import may_ping
from tests.discord_double import (
    BotProcess,
    Channel,
    Double,
    Guild,
    Message,
    Permission,
    Person,
    Role,
)
from tests.web_double import WebDouble

CORPUS = Path(__file__).parents[2] / "corpus"
QUESTION = "한미 기술번영업무협약은 누가 서명했어?"
ANSWER = "배경훈 부총리"
"""What the first quote for QUESTION holds."""
POOL = 120
"""How many servers the shared program is in; a test takes one, a matrix of cases too."""
UNKNOWN = "우리 동네 빵집 사장은 누구야?"


@dataclass
class Place:
    """A server with one channel and people of every rank."""

    guild: Guild
    channel: Channel
    reader: Person
    other: Person
    curator: Person
    curators: Role
    admin: Person
    moderator: Person


@dataclass
class Station:
    """The double and the program at it."""

    double: Double
    bot: BotProcess
    folder: Path
    pool: list[Place]

    @property
    def corpus(self) -> Path:
        return self.folder / "corpus"

    def place(self) -> Place:
        """Return a server that no test has been in, so that none meets another's limits."""
        return self.pool.pop()


def found(double: Double, number: int, locale: str = "ko") -> Place:
    """Found a server. Its curators' role counts once the program is started with it."""
    guild = double.add_guild(f"서버 {number}", locale)
    names = ("독자", "딴사람", "편집자", "관리자", "중재자")
    reader, other, curator, admin, moderator = (
        double.add_user(f"{name}{number}", locale) for name in names
    )
    curators = guild.add_role("편집자", Permission.NONE)
    manages = guild.add_role("관리", Permission.MANAGE_GUILD)
    moderates = guild.add_role("중재", Permission.MANAGE_MESSAGES)
    guild.add_member(reader)
    guild.add_member(other)
    guild.add_member(curator, [curators])
    guild.add_member(admin, [manages])
    guild.add_member(moderator, [moderates])
    channel = guild.add_channel("일반")
    return Place(guild, channel, reader, other, curator, curators, admin, moderator)


def open_station(
    folder: Path, stack: ExitStack, double: Double, places: int = 4, **env: str
) -> Station:
    """Start the program over a copy of the sample corpus; *stack* ends it.

    No limit of questions a minute holds unless *env* sets one.
    """
    if not (folder / "corpus").exists():
        shutil.copytree(CORPUS, folder / "corpus")
    pool = [found(double, number) for number in range(places)]
    variables: dict[str, str | None] = {
        "NEWSBOT_QUESTIONS_A_MINUTE": "0",
        "NEWSBOT_LANGUAGE": "ko",
        "NEWSBOT_CURATOR_ROLES": ",".join(str(one.curators.id) for one in pool),
    }
    bot = BotProcess(double, folder / "corpus", folder / "state" / "index", variables | env)
    stack.enter_context(bot)
    return Station(double, bot, folder, pool)


@pytest.fixture(scope="session")
def shared_station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    with ExitStack() as stack:
        double = stack.enter_context(Double())
        yield open_station(tmp_path_factory.mktemp("station"), stack, double, places=POOL)


@pytest.fixture(scope="session")
def web() -> Iterator[WebDouble]:
    """The web of the programs that are started with its ``environment``."""
    with WebDouble() as opened:
        yield opened
        assert opened.violations == []


@pytest.fixture(scope="session")
def web_station(tmp_path_factory: pytest.TempPathFactory, web: WebDouble) -> Iterator[Station]:
    """A program whose web is the double's."""
    with ExitStack() as stack:
        double = stack.enter_context(Double())
        folder = tmp_path_factory.mktemp("web_station")
        yield open_station(folder, stack, double, places=60, **web.environment())


def unlawful(double: Double) -> tuple[list[str], list[str], list[str]]:
    """Return what Discord would have refused or not understood, and what might ping, so far."""
    pinging = [str(one) for one in list(double.requests) if may_ping(one)]
    return list(double.violations), [str(one) for one in double.refused], pinging


@pytest.fixture
def station(shared_station: Station) -> Iterator[Station]:
    """The shared station; a test fails if the bot sends what Discord would not take."""
    before = unlawful(shared_station.double)
    yield shared_station
    after = unlawful(shared_station.double)
    assert after == before


@pytest.fixture
def own_station(tmp_path: Path) -> Iterator[Callable[..., Station]]:
    """Return what starts a program of the test's own: ``own_station(double=..., NEWSBOT_X=...)``."""
    with ExitStack() as stack:

        def start(double: Double | None = None, **env: str) -> Station:
            opened = double or stack.enter_context(Double())
            return open_station(tmp_path, stack, opened, places=4, **env)

        yield start


def add(person: Person, channel: Channel, page: str, name: str = "기사.md") -> str:
    """Add an article as a curator does, and return its id."""
    preview = person.slash(channel, "article add", file=(name, page.encode())).wait().message
    assert preview is not None
    saved = person.click(preview, label="저장").wait().message
    assert saved is not None
    found = re.match(r"저장했습니다: .*\(`([^`]+)`\)", saved.content)
    assert found is not None, saved.text
    return found[1]


def noted(station: Station, answer: Message) -> Message:
    """Return *answer* once the bot has noted that it answers a question, just after it was sent."""
    with closing(sqlite3.connect(station.folder / "state" / "bot.sqlite3")) as db:
        for _ in range(2_000):
            if db.execute("SELECT 1 FROM asked WHERE message = ?", (answer.id,)).fetchone():
                return answer
            time.sleep(0.005)
    raise AssertionError("the bot has not noted where its answer stands")


@pytest.fixture
def place(station: Station) -> Place:
    return station.place()


@pytest.fixture(scope="module")
def town(shared_station: Station) -> Place:
    """One server for all tests of a file."""
    return shared_station.place()


@pytest.fixture
def room(station: Station, town: Place) -> Channel:
    """A channel of the test's own in the town."""
    return town.guild.add_channel("방")
