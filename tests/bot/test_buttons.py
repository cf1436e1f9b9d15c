"""The buttons under an answer: who may press which, and what is kept of it."""

from __future__ import annotations

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Collection
from contextlib import closing
from typing import Any

import pytest
from tests.bot.conftest import ANSWER, QUESTION, UNKNOWN, Place, Station, add
from tests.bot.shown import active, body, quotes
from tests.discord_double import Channel, Message, Person

OTHERS = "답은 질문한 분이나 메시지를 관리하는 분만 지울 수 있습니다."
FORGOTTEN = "7일이 지난 답이라 질문을 지웠습니다. 다시 물어 주세요."
PAGE = """---
title: 봄맞이 두룸골 동네 잔치 열려
outlet: 동네소식
published: 2024-05-06
---

두룸골 주민회가 6일 동네 잔치를 열었다. 주민 40명이 모였다.
"""


@pytest.fixture
def answer(station, town, room):
    """An answer to the reader, by a mention."""
    return town.reader.say(room, QUESTION, mention_bot=True).wait_reply()


def press(person: Person, message: Message, label: str) -> Any:
    return person.click(message, label=label).wait()


def key_of(message: Message) -> str:
    """Return the key by which the buttons of *message* know its question."""
    ids = [one["custom_id"] for one in message.buttons if "custom_id" in one]
    return str(next(one for one in ids if one.startswith("newsbot:why:"))).rpartition(":")[2]


def rows(station: Station, select: str, *values: object) -> list[Any]:
    """Return rows of the file in which the bot remembers; a change is committed."""
    with closing(sqlite3.connect(station.folder / "state" / "bot.sqlite3")) as db, db:
        return db.execute(select, values).fetchall()


def question_of(station: Station, message: Message) -> list[Any]:
    return rows(station, "SELECT asked FROM asked WHERE key = ?", key_of(message))


# more


def test_more_shows_the_asker_page_after_page_until_the_end(station, town, answer):
    seen = quotes(answer)
    page = answer
    while "더 보기" in page.labels:
        handle = press(town.reader, page, "더 보기")
        assert handle.ephemeral
        page = handle.message
        assert 1 <= len(quotes(page)) <= 3
        assert active(page) == []
        seen += quotes(page)
    assert 3 < len(seen) <= 9
    assert len({one.text for one in seen}) == len(seen)
    assert max(Counter(one.article_id for one in seen).values()) == 2
    assert all(one.text in body(station.corpus, one.article_id) for one in seen)
    assert "더 보기" in answer.labels


def test_more_is_for_the_asker_alone(station, town, answer):
    handle = press(town.other, answer, "더 보기")
    assert handle.ephemeral
    assert handle.message.content.startswith("‘더 보기’는 질문한 분만 쓸 수 있습니다.")


def test_the_sources_of_an_answer_are_numbered_as_its_quotes_are(station, town, answer):
    first: dict[str, str] = {}
    for number, one in enumerate(quotes(answer), 1):
        first.setdefault(one.article_id, f"원문 {number}")
    links = [one for one in answer.buttons if one["style"] == 5]
    assert [link["label"] for link in links] == list(first.values())
    assert links[0]["url"] == "https://sample.example/2025/10/korea-us-tech-mou"


# why


@pytest.mark.parametrize("who", ["reader", "other", "moderator"])
def test_why_shows_anyone_what_the_answer_rests_on(station, town, answer, who):
    handle = press(getattr(town, who), answer, "근거")
    assert handle.ephemeral
    text = handle.message.text
    assert "확신도 0." in text
    assert "서명" in text
    assert "**살펴본 문단**" in text
    assert "이어받은 말" not in text


def test_a_press_is_answered_in_the_language_of_who_presses(station, town, answer):
    guest = station.double.add_user("guest", "en-US")
    town.guild.add_member(guest)
    assert "Confidence 0." in press(guest, answer, "근거").message.text
    refusal = press(guest, answer, "더 보기").message.content
    assert refusal.startswith("Only the person who asked can see more here.")


def test_why_of_a_private_answer_works_too(station, town, room):
    private = town.reader.slash(room, "ask", question=QUESTION, private=True).wait().message
    assert press(town.reader, private, "근거").ephemeral


def test_presses_that_ask_again_count_as_questions_under_way(station, town, answer):
    station.double.faults.latency(0.4)
    try:
        first, second, third = (town.other.click(answer, label="근거") for _ in range(3))
        assert third.wait_message().content.startswith("붐빔:")
        assert all("확신도" in one.wait_message().text for one in (first.wait(), second.wait()))
    finally:
        station.double.faults.clear()


# votes


def votes_since(station: Station, before: Collection[str]) -> list[Any]:
    every = rows(station, "SELECT voter, vote, articles, question, remark FROM votes")
    return [row for row in every if row[0] not in before]


@pytest.fixture
def voters(station):
    """Who voted before the test."""
    return {row[0] for row in rows(station, "SELECT voter FROM votes")}


def test_a_vote_is_kept_without_the_question_and_without_the_voter(station, town, answer, voters):
    handle = press(town.other, answer, "👍")
    assert handle.ephemeral
    assert handle.message.content == "고맙습니다. 평가를 남겼습니다."
    ((voter, vote, articles, question, remark),) = votes_since(station, voters)
    assert (vote, question, remark) == ("up", None, None)
    assert json.loads(articles)[0] == "20251029-korea-us-tech-mou"
    assert str(town.other.id) not in voter


def test_a_second_vote_of_one_person_takes_the_place_of_the_first(station, town, answer, voters):
    for label in ("👍", "👎", "👎"):
        press(town.reader, answer, label)
    press(town.other, answer, "👍")
    assert sorted(row[1] for row in votes_since(station, voters)) == ["down", "up"]


def test_a_question_is_kept_with_a_vote_if_the_person_agrees(station, town, answer, voters):
    thanks = press(town.reader, answer, "👎")
    assert thanks.ephemeral
    assert "질문은 빼고 평가만" in thanks.message.content
    form = press(town.reader, thanks.message, "질문도 보내기")
    assert form.modal["components"][0]["component"]["value"] == QUESTION
    assert votes_since(station, voters)[0][3] is None
    typed = {"질문 (보내면 저장됩니다)": "누가 서명?", "무엇이 아쉬웠나요? (선택)": "날짜가 없다"}
    done = town.reader.submit(form, typed).wait()
    assert done.ephemeral
    assert done.message.content.startswith("고맙습니다.")
    ((_, vote, _, question, remark),) = votes_since(station, voters)
    assert (vote, question, remark) == ("down", "누가 서명?", "날짜가 없다")


def test_a_form_that_is_sent_empty_keeps_nothing_more(station, town, answer, voters):
    thanks = press(town.reader, answer, "👎")
    form = press(town.reader, thanks.message, "질문도 보내기")
    typed = {"질문 (보내면 저장됩니다)": "", "무엇이 아쉬웠나요? (선택)": ""}
    done = town.reader.submit(form, typed).wait()
    assert done.message.content == "비워 두셔서 평가만 남겼습니다."
    assert votes_since(station, voters)[0][3:] == (None, None)


def test_nobody_gives_away_the_question_of_somebody_else(station, town, answer, voters):
    thanks = press(town.other, answer, "👎")
    form = press(town.other, thanks.message, "질문도 보내기")
    assert QUESTION not in str(form.modal)
    town.other.submit(form, {"무엇이 아쉬웠나요? (선택)": "날짜가 없다"}).wait()
    assert votes_since(station, voters)[0][3:] == (None, "날짜가 없다")


# delete


def ask_by_mention(town: Place, room: Channel) -> Message | None:
    return town.reader.say(room, QUESTION, mention_bot=True).wait_reply()


def ask_by_command(town: Place, room: Channel) -> Message | None:
    return town.reader.slash(room, "ask", question=QUESTION).wait().message


def ask_by_menu(town: Place, room: Channel) -> Message | None:
    question = town.other.say(room, QUESTION).message
    return town.reader.menu(room, "이 메시지로 질문", question).wait().message


WAYS = pytest.mark.parametrize("way", [ask_by_mention, ask_by_command, ask_by_menu])


@WAYS
@pytest.mark.parametrize("who", ["reader", "moderator"])
def test_the_asker_and_moderators_can_delete_an_answer(station, town, room, way, who):
    message = way(town, room)
    press(getattr(town, who), message, "삭제")
    assert message.deleted
    assert question_of(station, message) == []


@WAYS
@pytest.mark.parametrize("who", ["other", "curator", "admin"])
def test_others_cannot_delete_an_answer(station, town, room, way, who):
    message = way(town, room)
    handle = press(getattr(town, who), message, "삭제")
    assert handle.ephemeral
    assert handle.message.content.startswith(OTHERS)
    assert not message.deleted
    assert question_of(station, message)


@pytest.mark.parametrize("forgotten", [False, True])
def test_an_answer_in_a_direct_message_can_be_deleted(station, town, forgotten):
    said = town.reader.say(station.double.dm(town.reader), QUESTION)
    message = said.wait_reply()
    if forgotten:
        said.message.delete()
        rows(station, "DELETE FROM asked WHERE key = ?", key_of(message))
    press(town.reader, message, "삭제")
    assert message.deleted


# the nearest headlines


def test_a_nearest_headline_shows_its_article_to_who_presses(station, town, room):
    reply = town.reader.say(room, UNKNOWN, mention_bot=True).wait_reply()
    handle = press(town.other, reply, reply.labels[0])
    assert handle.ephemeral
    assert handle.message.embeds[0]["title"] in reply.labels[0]
    assert handle.message.labels == ["원문"]


@pytest.mark.parametrize("path", ["article hide", "article remove"])
def test_a_headline_whose_article_is_gone_says_so(station, town, room, path):
    identifier = add(town.admin, room, PAGE.replace("두룸골", path[-4:]))
    reply = town.reader.say(room, UNKNOWN, mention_bot=True).wait_reply()
    label = next(label for label in reply.labels if "동네 잔치" in label)
    assert press(town.reader, reply, label).message.embeds[0]["title"].startswith("봄맞이")
    town.admin.slash(room, path, article=identifier).wait()
    handle = press(town.reader, reply, label)
    assert handle.ephemeral
    assert handle.message.content.startswith("그 사이에 숨겼거나 뺀 기사입니다.")
    assert not handle.message.embeds


# what was forgotten, and what was asked elsewhere


@pytest.mark.parametrize("label", ["더 보기", "근거", "👍", "👎"])
def test_a_button_whose_question_was_forgotten_says_so(station, town, answer, label):
    rows(station, "DELETE FROM asked WHERE key = ?", key_of(answer))
    handle = press(town.reader, answer, label)
    assert handle.ephemeral
    assert handle.message.content == FORGOTTEN


@WAYS
def test_the_asker_can_delete_an_answer_whose_question_was_forgotten(station, town, room, way):
    message = way(town, room)
    rows(station, "DELETE FROM asked WHERE key = ?", key_of(message))
    assert press(town.other, message, "삭제").message.content.startswith(OTHERS)
    press(town.reader, message, "삭제")
    assert message.deleted


@pytest.mark.parametrize("label", ["더 보기", "근거"])
def test_a_question_of_another_place_is_not_asked_again_here(station, town, answer, label):
    asked = json.loads(question_of(station, answer)[0][0]) | {"audiences": ["discord:1"]}
    rows(station, "UPDATE asked SET asked = ? WHERE key = ?", json.dumps(asked), key_of(answer))
    handle = press(town.reader, answer, label)
    assert handle.message.content.startswith("다른 곳에서 나온 답이라 여기서는 볼 수 없습니다.")


def test_old_buttons_work_after_a_restart_until_their_question_is_too_old(own_station):
    station = own_station()
    place = station.place()
    old, recent = (
        place.reader.slash(place.channel, "ask", question=QUESTION).wait().message for _ in "12"
    )
    station.bot.stop()
    too_old = time.time() - 8 * 86_400
    rows(station, "UPDATE asked SET at = ? WHERE key = ?", too_old, key_of(old))
    station.bot.start()
    more = press(place.reader, recent, "더 보기").message
    assert quotes(more)
    assert ANSWER not in more.text
    assert press(place.reader, old, "더 보기").message.content == FORGOTTEN
    assert question_of(station, old) == []
