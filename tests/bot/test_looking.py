"""Looking things up over the wire: lists, articles, help, status; and who gets to see what."""

from __future__ import annotations

import os
import re
import time
from typing import Any

import pytest
from tests.bot.conftest import QUESTION, add
from tests.bot.shown import quotes
from tests.discord_double import CannotError, Channel, Message, Person
from tests.discord_double.wire import units

NURI = "20220621-nuri-second-launch"
SECRET = """---
title: 빛고을서버만의 {name} 잔치 소식
outlet: {name}신문
published: 2031-05-06
url: https://{name}.example/1
---

{name} 잔치는 6일 빛고을에서 열렸다. {name} 회장은 손님 40명이 왔다고 말했다.
"""


@pytest.fixture(scope="module")
def town(shared_station):
    """One server for all tests of this file."""
    return shared_station.place()


@pytest.fixture(scope="module")
def guest(shared_station, town):
    """Somebody whose Discord speaks English."""
    person = shared_station.double.add_user("guest", "en-US")
    town.guild.add_member(person)
    return person


def use(person: Person, channel: Channel, path: str, **options: Any) -> Any:
    return person.slash(channel, path, **options).wait()


def ids(message: Message) -> list[str]:
    """Return the ids that *message* lists, in order."""
    return re.findall(r"`(\d{8}-[^`]+)`", message.text)


# search and latest


def test_search_lists_articles_the_best_first(station, town):
    handle = use(town.reader, town.channel, "검색", 낱말="누리호 발사")
    assert ids(handle.message)[0] == NURI
    assert handle.message.embeds[0]["title"] == "‘누리호 발사’ 검색 결과"
    assert not handle.ephemeral


@pytest.mark.parametrize("words", ["   ", "!!??", "쿠르반타즈", "🦄" * 3_000])
def test_search_says_when_there_is_nothing(station, town, words):
    message = use(town.reader, town.channel, "search", words=words).message
    assert message.content.startswith("보여 드릴 기사가 없습니다.")


@pytest.mark.parametrize(
    "words", ["누리호 **굵게** [x](https://evil.example) @everyone", "누리호 발사 " * 850]
)
def test_what_is_searched_for_is_shown_inert_and_short(station, town, words):
    embed = use(town.reader, town.channel, "search", words=words).message.embeds[0]
    assert units(embed["title"]) <= 256
    assert not re.search(r"(?<!\\)\*\*|(?<!\\)@everyone|(?<!\\)\[", embed["title"])


def test_latest_lists_the_newest_first(station, town):
    listed = ids(use(town.reader, town.channel, "latest").message)
    assert len(listed) == 5
    assert listed == sorted(listed, key=lambda one: one[:8], reverse=True)
    assert len(ids(use(town.reader, town.channel, "latest", n=10).message)) == 10


def test_latest_of_one_outlet_lists_that_alone(station, town):
    message = use(town.reader, town.channel, "latest", outlet="표본과학", n=3).message
    assert message.text.count(" · 표본과학 · ") == 3


def test_latest_of_an_unknown_outlet_names_those_there_are(station, town):
    message = use(town.reader, town.channel, "latest", outlet="없는신문").message
    assert message.content.startswith("언론사 없는신문의 기사가 없습니다.")
    assert "표본일보" in message.content


# articles, for readers


def test_an_article_is_shown_with_its_source_and_times(station, town):
    handle = use(town.reader, town.channel, "article show", article=NURI)
    text = handle.message.text
    assert "누리호 2차 발사 성공" in handle.message.embeds[0]["title"]
    assert "입력 2022-06-21 17:40 · 수정 2022-06-21 20:10 KST" in text
    assert handle.message.labels == ["원문"]
    assert not handle.ephemeral


def test_the_beginning_of_an_id_is_enough_if_it_means_one(station, town):
    message = use(town.reader, town.channel, "article show", article="20220621").message
    assert "누리호" in message.embeds[0]["title"]
    several = use(town.reader, town.channel, "article show", article="2022").message
    assert several.content.startswith("2022(으)로 시작하는 기사가 여럿입니다.")


@pytest.mark.parametrize("path", ["article show", "article history"])
@pytest.mark.parametrize(
    "article", ["없는 기사", "**x** @everyone", "' OR 1=1 --", "%", " ", "x" * 100]
)
def test_an_article_that_is_not_there_is_named_inert(station, town, path, article):
    message = use(town.reader, town.channel, path, article=article).message
    assert "기사가 없습니다" in message.content
    assert not re.search(r"(?<!\\)\*\*x|(?<!\\)@everyone", message.content)


def test_the_list_is_private_and_has_pages(station, town):
    pages = [use(town.reader, town.channel, "article list", page=page) for page in (1, 2, 3)]
    assert all(handle.ephemeral for handle in pages)
    listed = [one for handle in pages for one in ids(handle.message)]
    assert len(set(listed)) == len(listed) >= 30
    beyond = use(town.reader, town.channel, "article list", page=10_000).message
    assert beyond.content.startswith("보여 드릴 기사가 없습니다.")


def test_hidden_articles_are_listed_for_curators_alone(station, town):
    handle = use(town.reader, town.channel, "article list", hidden=True)
    assert handle.ephemeral
    assert handle.message.content.startswith("기사를 넣고 고치려면")


def test_who_changed_an_article_is_told_to_curators_alone(station, town):
    identifier = add(town.curator, town.channel, SECRET.format(name="가라말"))
    shown = use(town.reader, town.channel, "article history", article=identifier)
    assert shown.ephemeral
    assert " 넣음" in shown.message.content
    assert town.curator.name not in shown.message.content
    full = use(town.admin, town.channel, "article history", article=identifier).message
    assert town.curator.name in full.content


# help, about, status


def test_help_is_for_who_asks_and_names_commands_that_exist(station, town, guest):
    commands = {one["name"] for one in station.double.commands}
    for person, word in ((town.reader, "뉴스에 묻는 법"), (guest, "How to ask the news")):
        handle = use(person, town.channel, "help")
        assert handle.ephemeral
        assert word in handle.message.content
        assert set(re.findall(r"`/(\w+)", handle.message.content)) <= commands


def test_about_says_what_is_known_and_what_is_kept(station, town, guest):
    handle = use(town.reader, town.channel, "about")
    assert handle.ephemeral
    assert re.search(r"기사 \d+건 · 가장 새 기사 \d{4}-", handle.message.content)
    assert "7일 동안만 기억하고 지웁니다" in handle.message.content
    assert "remembered for 7 days" in use(guest, town.channel, "about").message.content


def test_about_tells_when_the_index_last_changed(station, town):
    index = station.bot.environment["NEWSBOT_INDEX_PATH"]
    hours_ago = time.time() - 7_205
    for path in (index, f"{index}-wal"):
        os.utime(path, (hours_ago, hours_ago))
    assert "색인은 120분 전에" in use(town.reader, town.channel, "about").message.content
    add(town.curator, town.channel, SECRET.format(name="바라뫼"))
    assert "색인은 0분 전에" in use(town.reader, town.channel, "about").message.content


def test_the_status_is_for_who_manages_the_server(station, town):
    handle = use(town.admin, town.channel, "status")
    assert handle.ephemeral
    assert re.search(r"메모리 \d+ MiB", handle.message.content)
    for person in (town.reader, town.curator, town.moderator):
        with pytest.raises(CannotError):
            person.slash(town.channel, "status")
    direct = use(town.admin, station.double.dm(town.admin), "status")
    assert direct.message.content.startswith("상태는 서버를 관리하는 분만 볼 수 있습니다.")
    owner = station.double.owner
    assert "MiB" in use(owner, station.double.dm(owner), "status").message.content


def test_a_server_cannot_open_the_status_to_everyone(station, town):
    command = next(one for one in station.double.commands if one["name"] == "status")
    assert command["default_member_permissions"] == "32"
    for one in station.double.world.commands[None]:  # as a server's integration settings can
        if one["name"] == "status":
            one["default_member_permissions"] = None
    try:
        handle = use(town.reader, town.channel, "status")
    finally:
        for one in station.double.world.commands[None]:
            if one["name"] == "status":
                one["default_member_permissions"] = "32"
    assert handle.ephemeral
    assert handle.message.content.startswith("상태는 서버를 관리하는 분만")


def test_the_status_holds_no_secrets(station, town):
    use(town.reader, town.channel, "ask", question=QUESTION)
    text = use(town.admin, town.channel, "status").message.content
    environment = station.bot.environment
    secrets = [value for name, value in environment.items() if name.startswith("NEWSBOT_DISCORD")]
    known = [*secrets, str(station.folder), town.reader.name, str(town.reader.id), "기술번영"]
    assert [one for one in known if one in text] == []


# what is offered while typing


def test_at_most_25_articles_are_offered_the_newest_first(station, town):
    offered = town.reader.autocomplete(town.channel, "article show", focused="article")
    assert len(offered) == 25
    assert all(0 < units(one["name"]) <= 100 and len(one["value"]) <= 100 for one in offered)


@pytest.mark.parametrize(
    ("typed", "first"),
    [("누리", NURI), ("2차발사", NURI), ("20220621", NURI), ("표본과학 누리호", NURI)],
)
def test_articles_are_offered_by_headline_outlet_and_id(station, town, typed, first):
    offered = town.reader.autocomplete(town.channel, "article show", focused="article", value=typed)
    assert offered[0]["value"] == first


@pytest.mark.parametrize("typed", ["쿠르반타즈", "**", "\u200b", "' OR 1=1", "%", "x" * 100])
def test_nothing_is_offered_for_what_no_article_is_called(station, town, typed):
    assert (
        town.reader.autocomplete(town.channel, "article show", focused="article", value=typed) == []
    )


def test_outlets_are_offered(station, town):
    offered = town.reader.autocomplete(town.channel, "ask", focused="outlet", value="표본 일")
    assert [one["value"] for one in offered] == ["표본일보"]
    assert town.reader.autocomplete(town.channel, "latest", focused="outlet", value="없는") == []


# who sees what


@pytest.fixture(scope="module")
def secret(shared_station, town):
    """The id of an article that was added in this server."""
    return add(town.admin, town.channel, SECRET.format(name="다소니"))


@pytest.fixture(params=["server", "direct message", "direct message of the server's admin"])
def elsewhere(request, station, town):
    """Somebody and a channel outside of the server."""
    if request.param == "server":
        place = station.place()
        return place.admin, place.channel
    person = town.admin if "admin" in request.param else station.place().reader
    return person, station.double.dm(person)


def test_an_article_of_a_server_is_found_there(station, town, secret):
    asked = use(town.reader, town.channel, "ask", question="다소니 잔치는 언제 열렸어?").message
    assert quotes(asked)[0].article_id == secret
    assert secret in use(town.reader, town.channel, "search", words="다소니").message.text
    assert secret in use(town.reader, town.channel, "latest", outlet="다소니신문").message.text
    assert secret in use(town.reader, town.channel, "article list").message.text
    offered = town.reader.autocomplete(
        town.channel, "article show", focused="article", value="다소니"
    )
    assert [one["value"] for one in offered] == [secret]


def test_no_answer_elsewhere_tells_of_it(station, town, secret, elsewhere):
    person, room = elsewhere
    answer = use(person, room, "ask", question="다소니 잔치는 언제 빛고을에서 열렸어?").message
    assert not any(secret in str(one) for one in (*answer.buttons, *answer.embeds))
    assert "다소니 (못 찾음)" in answer.text
    assert "잔치 소식" not in answer.text
    if "2031" in answer.text:
        pytest.fail("the newest article is one of another server")


def test_why_elsewhere_reads_as_if_no_article_held_it(station, town, secret, elsewhere):
    person, room = elsewhere
    told = []
    for word in ("다소니", "쿠르반"):  # the second stands in no article at all
        answer = use(person, room, "ask", question=f"{word} 잔치는 언제 열렸어?").message
        why = person.click(answer, label="근거").wait().message.text
        told.append(why.replace(word, "…").partition("**살펴본 문단**")[0])
        assert secret not in why
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("search", {"words": "다소니 잔치 빛고을"}),
        ("latest", {"n": 10}),
        ("article list", {}),
        ("article list", {"page": 2}),
        ("about", {}),
    ],
)
def test_no_list_elsewhere_tells_of_it(station, secret, elsewhere, path, options):
    person, room = elsewhere
    text = use(person, room, path, **options).message.text
    assert secret not in text
    assert "2031" not in text
    assert "잔치 소식" not in text


@pytest.mark.parametrize("path", ["article show", "article history"])
@pytest.mark.parametrize("part", [100, 12])
def test_its_id_is_unknown_elsewhere(station, secret, elsewhere, path, part):
    person, room = elsewhere
    wrong = use(person, room, path, article="20310506-zzzzzzzz"[:part]).message.content
    right = use(person, room, path, article=secret[:part]).message.content
    assert right.replace(secret[:part], "…") == wrong.replace("20310506-zzzzzzzz"[:part], "…")


def test_its_outlet_is_unknown_elsewhere(station, town, secret, elsewhere):
    person, room = elsewhere
    message = use(person, room, "ask", question=QUESTION, outlet="다소니신문").message
    assert message.content.startswith("언론사 다소니신문의 기사가 없습니다.")
    assert message.content.count("다소니") == 1


@pytest.mark.parametrize("typed", ["다소니", "빛고을", "2031", ""])
def test_it_is_not_offered_elsewhere(station, secret, elsewhere, typed):
    person, room = elsewhere
    for path, focused in (("article show", "article"), ("ask", "outlet"), ("latest", "outlet")):
        offered = str(person.autocomplete(room, path, focused=focused, value=typed))
        assert "다소니" not in offered
        assert secret not in offered


def test_a_hidden_article_is_seen_by_no_reader(station, town):
    page = SECRET.format(name="라온재")
    identifier = add(town.admin, town.channel, page)
    use(town.admin, town.channel, "article hide", article=identifier)
    looks = [
        use(town.reader, town.channel, "ask", question="라온재 잔치는 언제 열렸어?"),
        use(town.reader, town.channel, "search", words="라온재"),
        use(town.reader, town.channel, "latest", n=10),
        use(town.reader, town.channel, "article list"),
        use(town.reader, town.channel, "article show", article=identifier),
        use(town.reader, town.channel, "article history", article=identifier),
    ]
    assert not any("라온재 잔치 소식" in handle.message.text for handle in looks)
    for path in ("article show", "article history"):
        assert town.reader.autocomplete(town.channel, path, focused="article", value="라온재") == []
    outlets = town.reader.autocomplete(town.channel, "latest", focused="outlet", value="라온재")
    assert outlets == []
    shown = use(town.admin, town.channel, "article show", article=identifier).message
    assert "라온재" in shown.embeds[0]["title"]
