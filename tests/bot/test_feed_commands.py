"""Feeds and the watched folder at the real bot: who may do what, and what it does by itself."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tests.bot.conftest import Place, Station, open_station, unlawful
from tests.bot.newsdesk import audience_of, folder, log, markdown, new_name, refusal
from tests.discord_double import Channel, Double, InteractionHandle, Message, Person
from tests.test_polling import SITE, XML, item, page, rss
from tests.web_double import WebDouble

from newsbot.ingest import parse_markdown

NOT_CURATOR = "서버 관리 권한이나 편집자 역할이 있어야 합니다"
NUMBERS = count(1)


@pytest.fixture(scope="module")
def web() -> Iterator[WebDouble]:
    with WebDouble() as opened:
        yield opened
        assert opened.violations == []


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, web: WebDouble) -> Iterator[Station]:
    """A program whose web is the double's."""
    with ExitStack() as stack:
        double = stack.enter_context(Double())
        folder = tmp_path_factory.mktemp("desk")
        yield open_station(folder, stack, double, places=24, **web.environment())


@pytest.fixture
def station(desk: Station) -> Iterator[Station]:
    before = unlawful(desk.double)
    yield desk
    assert unlawful(desk.double) == before


def publish(web: WebDouble, *names: str, title: str = "하늘일보") -> str:
    """Put a feed of its own up, with the pages of its entries; return its address."""
    url = f"{SITE}/{next(NUMBERS)}.xml"
    for name in names:
        web.page(f"{SITE}/{name}", page(name))
    web.page(url, rss(*map(item, names), name=title), content_type=XML)
    return url


def feeds_of(station: Station) -> list[dict[str, Any]]:
    path = station.corpus / ".feeds.json"
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["feeds"]
    return found


def feed(person: Person, channel: Channel, action: str, **options: object) -> Message:
    """Use ``/feed``; return the answer, which is for the person alone."""
    handle = person.slash(channel, f"feed {action}", **options)
    message = handle.wait_message()
    assert handle.ephemeral
    return message


def articles(station: Station, name: str) -> list[Path]:
    """Return the files of the articles of the page *name*, once there is one."""

    def found() -> list[Path]:
        files = station.corpus.glob("2025/11/*.md")
        return [path for path in files if f"{name} 북항에" in path.read_text("utf-8")]

    for _ in range(3_000):
        if files := found():
            return files
        time.sleep(0.01)
    raise AssertionError(f"no article of {name}\n{station.bot.output()}")


# by those who may


def test_a_curator_follows_lists_reads_and_removes_a_feed(station, web):
    here, name = station.place(), new_name()
    url = publish(web, name)
    added = feed(here.curator, here.channel, "add", url=url)
    assert "피드를 받기 시작했습니다: **하늘일보** (지금 1건, 30분마다)" in added.content
    assert "**이 서버에서만**" in added.content
    assert (
        "1. **하늘일보** · www.haneul.example" in feed(here.curator, here.channel, "list").content
    )
    feed(here.curator, here.channel, "run")
    (path,) = articles(station, name)
    assert parse_markdown(path.read_text("utf-8")).audience == audience_of(here)
    assert [one["who"] for one in log(station, path.stem)] == [f"feed {url}"]
    (choice,) = here.curator.autocomplete(here.channel, "feed remove", focused="feed", value="하늘")
    removed = feed(here.curator, here.channel, "remove", feed=choice["value"])
    assert "이제 받지 않습니다: **하늘일보**" in removed.content
    assert "받는 피드가 없습니다" in feed(here.curator, here.channel, "list").content
    assert path.exists()


def test_what_came_of_reading_is_told_and_not_asked_for_again_at_once(station, web):
    here = station.place()
    feed(here.admin, here.channel, "add", url=publish(web, new_name(), new_name()), minutes=60)
    first = feed(here.admin, here.channel, "run").content
    # The bot may have looked by itself in between.
    assert re.match(r"피드 1개를 읽었습니다. 추가 2 · 갱신 0|모두 조금 전에 읽었습니다", first)
    assert "조금 전에 읽었습니다" in feed(here.admin, here.channel, "run").content
    (mine,) = [one for one in feeds_of(station) if one["audience"] == audience_of(here)]
    assert mine["minutes"] == 60


def test_the_owners_feed_is_for_everyone(station, web):
    here, name = station.place(), new_name()
    owner = station.double.owner
    url = publish(web, name)
    added = feed(owner, station.double.dm(owner), "add", url=url)
    assert "**모든 서버에서**" in added.content
    feed(owner, station.double.dm(owner), "run")
    (path,) = articles(station, name)
    assert parse_markdown(path.read_text("utf-8")).audience is None
    listed = feed(here.curator, here.channel, "list").content
    assert "받는 피드가 없습니다" in listed
    refused = feed(here.curator, here.channel, "remove", feed=url)
    assert "맞는 피드가 없습니다" in refused.content
    assert url in [one["url"] for one in feeds_of(station)]


def test_two_servers_follow_one_feed_and_neither_sees_the_others(station, web):
    here, there, name = station.place(), station.place(), new_name()
    url = publish(web, name)
    for place in (here, there):
        feed(place.curator, place.channel, "add", url=url)
        feed(place.curator, place.channel, "run")
        assert feed(place.curator, place.channel, "list").content.count("하늘일보") == 1
    feed(here.curator, here.channel, "remove", feed="1")
    assert "하늘일보" in feed(there.curator, there.channel, "list").content


def test_what_is_no_feed_is_refused_with_what_to_do(station, web):
    here = station.place()
    before = folder(station)
    web.page(
        f"{SITE}/front",
        '<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head></html>',
    )
    for url, part in (
        (f"{SITE}/front", "피드가 아니라 웹 페이지의 주소입니다"),
        (f"{SITE}/nothing", "페이지가 없습니다(404)"),
        ("http://169.254.169.254/latest", "누구나 볼 수 있는 인터넷 주소가 아니라서"),
        ("나의 피드", "웹 주소로 읽을 수 없습니다"),
    ):
        assert part in feed(here.curator, here.channel, "add", url=url).content
    assert folder(station) == before


def test_one_person_fetches_one_page_at_a_time(station, web):
    here = station.place()
    web.hang(f"{SITE}/slow.xml")
    slow = here.curator.slash(here.channel, "feed add", url=f"{SITE}/slow.xml").wait_acknowledged()
    station.double.wait(
        lambda: any(one.url.endswith("slow.xml") for one in web.requests), "the bot to fetch"
    )
    for action in ("add", "run"):
        options = {"url": publish(web)} if action == "add" else {}
        said = refusal(here.curator.slash(here.channel, f"feed {action}", **options))
        assert "아직 읽고 있습니다" in said
    assert slow.deferred
    feed(here.admin, here.channel, "add", url=publish(web))


def test_a_hostile_title_pings_nobody_and_breaks_no_limit(station, web):
    here = station.place()
    title = "@everyone **굵게** [x](https://evil.example) `" + "가" * 3_000
    for _ in range(6):
        feed(here.curator, here.channel, "add", url=publish(web, title=title))
    listed = feed(here.curator, here.channel, "list").content
    assert len(listed) <= 2_000
    assert "6. " in listed
    assert "[x](https://evil" not in listed
    assert "**굵게**" not in listed


# by those who may not


Way = Callable[[Person, Channel, str], InteractionHandle]


def add(person: Person, channel: Channel, url: str) -> InteractionHandle:
    return person.slash(channel, "feed add", url=url)


def remove(person: Person, channel: Channel, url: str) -> InteractionHandle:
    return person.slash(channel, "feed remove", feed=url)


def list_(person: Person, channel: Channel, _: str) -> InteractionHandle:
    return person.slash(channel, "feed list")


def run(person: Person, channel: Channel, _: str) -> InteractionHandle:
    return person.slash(channel, "feed run")


WAYS = (add, remove, list_, run)


@pytest.fixture(scope="module")
def office(desk: Station, web: WebDouble) -> tuple[Place, Place, str]:
    """Two servers, and the address of a feed that the first one follows."""
    here, there = desk.place(), desk.place()
    for visitor in (there.curator, there.admin):
        here.guild.add_member(visitor)
    url = publish(web)
    feed(here.curator, here.channel, "add", url=url)
    return here, there, url


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", ["reader", "moderator", "their curator", "their admin"])
def test_who_is_no_curator_of_the_server_learns_and_changes_nothing(station, office, web, who, way):
    here, there, url = office
    person = getattr(there if who.startswith("their") else here, who.split()[-1])
    urls = [one["url"] for one in feeds_of(station)]
    asked = len([one for one in web.requests if one.url == url])
    assert NOT_CURATOR in refusal(way(person, here.channel, url))
    assert [one["url"] for one in feeds_of(station)] == urls
    assert len([one for one in web.requests if one.url == url]) == asked


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", ["reader", "curator", "admin"])
def test_in_direct_messages_feeds_are_the_owners_alone(station, office, who, way):
    here, _, url = office
    person = getattr(here, who)
    assert NOT_CURATOR in refusal(way(person, station.double.dm(person), url))


@pytest.mark.parametrize("way", WAYS)
def test_a_role_that_was_taken_away_counts_at_once(station, office, way):
    here, _, url = office
    here.guild.set_roles(here.curator, [])
    try:
        assert NOT_CURATOR in refusal(way(here.curator, here.channel, url))
        choices = here.curator.autocomplete(here.channel, "feed remove", focused="feed")
        assert choices == []
    finally:
        here.guild.set_roles(here.curator, [here.curators])


def test_another_servers_feed_is_as_if_it_were_not_there(station, office):
    _, there, url = office
    for given in (url, "1"):
        told = feed(there.curator, there.channel, "remove", feed=given)
        assert "맞는 피드가 없습니다" in told.content
    assert there.curator.autocomplete(there.channel, "feed remove", focused="feed") == []
    assert "받는 피드가 없습니다" in feed(there.curator, there.channel, "list").content
    assert "받는 피드가 없습니다" in feed(there.curator, there.channel, "run").content


# by itself


def write_feeds(corpus: Path, *urls: str) -> None:
    now = datetime.now(UTC)
    feeds = [
        {
            "url": url,
            "audience": None,
            "added_by": "k",
            "added_at": now.isoformat(),
            "next_at": (now - timedelta(hours=1)).isoformat(),
            "minutes": 30,
        }
        for url in urls
    ]
    corpus.mkdir(parents=True)
    (corpus / ".feeds.json").write_text(json.dumps({"version": 1, "feeds": feeds}), "utf-8")


def test_the_bot_reads_due_feeds_by_itself_and_a_broken_one_is_a_line(own_station, web, tmp_path):
    name = new_name()
    url, broken = publish(web, name), f"{SITE}/broken.xml"
    web.page(broken, "x", status=500)
    write_feeds(tmp_path / "corpus", broken, url)
    station = own_station(**web.environment())
    articles(station, name)
    assert "failures=1 error=fetch.server_error" in station.bot.wait_line("feed host=")
    told = station.bot.wait_line("added=1")
    assert "feed host=www.haneul.example added=1" in told
    assert url not in station.bot.output()
    handle = station.double.owner.slash(station.double.dm(station.double.owner), "feed list")
    assert "그 서버에 문제가 있습니다" in handle.wait_message().content


def test_a_feed_that_hangs_holds_up_neither_questions_nor_the_end(own_station, web, tmp_path):
    web.hang(f"{SITE}/hang.xml")
    write_feeds(tmp_path / "corpus", f"{SITE}/hang.xml")
    station = own_station(**web.environment())
    station.double.wait(
        lambda: any(one.url.endswith("hang.xml") for one in web.requests), "the bot to fetch"
    )
    here = station.place()
    assert here.reader.slash(here.channel, "help").wait_message().content
    assert station.bot.stop() == 0
    assert "Traceback" not in station.bot.output()


def test_a_damaged_list_of_feeds_is_one_line_and_stays_as_it_is(own_station, tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / ".feeds.json").write_text("{", "utf-8")
    station = own_station()
    station.bot.wait_line("chore name=feeds error=feed.damaged")
    here = station.place()
    told = feed(here.admin, here.channel, "list")
    assert "봇의 잘못으로" in told.content
    assert "corpus" not in told.content
    assert (station.corpus / ".feeds.json").read_text("utf-8") == "{"


def test_what_is_put_into_the_watched_folder_is_added(own_station, tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    first, second = new_name(), new_name()
    (inbox / "before.md").write_bytes(markdown(first))
    (inbox / "bad.json").write_text("[1,", "utf-8")
    station = own_station(NEWSBOT_WATCH_DIR=str(inbox))
    station.bot.wait_line("watched file='before.md' added=1")
    (inbox / "after.md").write_bytes(markdown(second))
    station.bot.wait_line("watched file='after.md' added=1")
    assert "refused=1" in station.bot.wait_line("watched file='bad.json'")
    assert "Traceback" not in station.bot.output()
    here = station.place()
    question = f"{second} 풍력 단지 사업비는 얼마야?"
    answer = here.reader.slash(here.channel, "ask", question=question)
    assert "4천300억원" in answer.wait_message().text


def test_a_missing_watched_folder_is_one_line(own_station, tmp_path):
    station = own_station(NEWSBOT_WATCH_DIR=str(tmp_path / "none"))
    station.bot.wait_line("chore name=watch error=watch.no_folder")
    here = station.place()
    assert here.reader.slash(here.channel, "help").wait_message().content
