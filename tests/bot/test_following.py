"""Follow-up questions over the wire: which questions go on about an earlier one, and which not."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import Any

import pytest
from tests.bot.conftest import QUESTION, Station, noted
from tests.bot.shown import quotes
from tests.discord_double import Channel, Message, Person

FIRST = "누리호 2차 발사 어디서 했어?"
NEXT = "그건 언제야?"
NURI = "20220621-nuri-second-launch"
CARRIED = "앞 질문에서 이어받은 말: "


@pytest.fixture
def thread(room):
    """A thread of the test's own."""
    return room.start_thread("이야기")


@pytest.fixture
def alone(station, town):
    """A person, and their direct messages with the bot."""
    person = station.double.add_user("혼자")
    town.guild.add_member(person)
    return person, station.double.dm(person)


def mention(person: Person, channel: Channel, text: str, **how: Any) -> Message:
    return person.say(channel, text, mention_bot=True, **how).wait_reply()


def begin(station: Station, person: Person, channel: Channel) -> Message:
    """Ask FIRST, and return its answer once it can be gone on about."""
    return noted(station, mention(person, channel, FIRST))


def carried(person: Person, message: Message) -> str:
    """Return what *message* says under *why* about the words it carried; nothing, if none."""
    text = person.click(message, label="근거").wait_message().text
    return next((line.removeprefix(CARRIED) for line in text.split("\n") if CARRIED in line), "")


def goes_on(person: Person, message: Message) -> bool:
    """Whether the answer *message* is about the topic of FIRST, and says so."""
    about = [one.article_id for one in quotes(message)][:1] == [NURI]
    words = carried(person, message)
    assert about is ("누리" in words)
    return about


def test_a_reply_to_an_answer_goes_on_about_it(station, town, room):
    answer = begin(station, town.reader, room)
    assert carried(town.reader, answer) == ""
    reply = town.other.say(room, NEXT, reply_to=answer).wait_reply()
    assert goes_on(town.other, reply)


def test_a_reply_to_the_answer_of_a_command_goes_on_about_it(station, town, room):
    answer = noted(station, town.reader.slash(room, "ask", question=FIRST).wait().message)
    # Discord tells nothing of what such a reply says unless it mentions the bot by itself.
    assert goes_on(town.other, mention(town.other, room, NEXT, reply_to=answer))


def test_a_reply_goes_on_about_what_it_replies_to_not_about_the_last_question(
    station, town, thread
):
    answer = begin(station, town.reader, thread)
    noted(station, mention(town.reader, thread, "노벨문학상은 누가 받았어?"))
    assert goes_on(town.other, town.other.say(thread, NEXT, reply_to=answer).wait_reply())


def test_the_next_question_in_a_thread_goes_on_whoever_asks(station, town, thread):
    begin(station, town.reader, thread)
    assert goes_on(town.other, mention(town.other, thread, NEXT))


def test_a_thread_begun_from_an_answer_goes_on_about_it(station, town, room):
    answer = begin(station, town.reader, room)
    thread = room.start_thread("누리호", message=answer)
    assert goes_on(town.other, mention(town.other, thread, NEXT))


def test_a_command_in_a_thread_goes_on_too(station, town, thread):
    noted(station, town.reader.slash(thread, "ask", question=FIRST).wait().message)
    assert goes_on(town.reader, town.reader.slash(thread, "ask", question=NEXT).wait().message)


def test_direct_messages_go_on_question_by_question(station, alone):
    person, room = alone
    begin(station, person, room)
    for question in (NEXT, "길이는?"):
        reply = noted(station, person.say(room, question).wait_reply())
        assert goes_on(person, reply), question
    assert "47.2m" in quotes(reply)[0].text
    assert goes_on(person, person.slash(room, "ask", question=NEXT).wait().message)


def test_a_question_with_a_topic_of_its_own_does_not_go_on(station, alone):
    person, room = alone
    begin(station, person, room)
    reply = person.say(room, QUESTION).wait_reply()
    assert quotes(reply)[0].article_id == "20251029-korea-us-tech-mou"
    assert carried(person, reply) == ""


@pytest.mark.parametrize("prefix", ["새 질문:", "새질문: ", "new question: "])
def test_a_new_question_breaks_off(station, alone, prefix):
    person, room = alone
    begin(station, person, room)
    assert not goes_on(person, person.say(room, f"{prefix}언제야?").wait_reply())


def test_in_a_channel_one_question_does_not_follow_another(station, town, room):
    begin(station, town.reader, room)
    assert not goes_on(town.reader, mention(town.reader, room, NEXT))
    answer = town.reader.slash(room, "ask", question=NEXT).wait().message
    assert not goes_on(town.reader, answer)


def test_one_thread_does_not_follow_another(station, town, room, thread):
    begin(station, town.reader, thread)
    assert not goes_on(town.reader, mention(town.reader, room.start_thread("딴 이야기"), NEXT))


def test_a_private_answer_is_no_topic_for_others(station, town, thread):
    town.reader.slash(thread, "ask", question=FIRST, private=True).wait()
    assert not goes_on(town.other, mention(town.other, thread, NEXT))


def test_a_message_of_another_channel_brings_no_topic_along(station, town, room):
    answer = begin(station, town.reader, town.guild.add_channel("딴 방"))
    reply = town.reader.say(room, NEXT, reply_to=answer).wait_reply()
    assert not goes_on(town.reader, reply)


def test_a_deleted_answer_is_no_topic(station, town, thread):
    answer = begin(station, town.reader, thread)
    town.reader.click(answer, label="삭제").wait()
    assert not goes_on(town.reader, mention(town.reader, thread, NEXT))


def test_after_half_an_hour_a_conversation_is_over(station, town, thread):
    answer = begin(station, town.reader, thread)
    with closing(sqlite3.connect(station.folder / "state" / "bot.sqlite3")) as db, db:
        half_an_hour_ago = time.time() - 1_801
        db.execute("UPDATE asked SET at = ? WHERE channel = ?", (half_an_hour_ago, thread.id))
    assert not goes_on(town.reader, mention(town.reader, thread, NEXT))
    assert goes_on(town.reader, town.reader.say(thread, NEXT, reply_to=answer).wait_reply())


def test_a_reply_to_a_commands_answer_has_no_text_for_the_bot_which_says_so(place):
    answer = place.reader.slash(place.channel, "ask", question=QUESTION).wait().message
    heard = place.reader.say(place.channel, "그건 언제야?", reply_to=answer)
    assert "디스코드가 봇에게 보여 주지 않습니다" in heard.wait_reply().content
    named = place.reader.say(place.channel, "그건 언제야?", reply_to=answer, mention_bot=True)
    assert named.wait_reply().embeds


def test_thanks_are_taken_as_thanks_and_change_no_topic(place):
    room = place.channel.start_thread("대화")
    place.reader.say(room, QUESTION, mention_bot=True).wait_reply()
    thanks = place.reader.say(room, "고마워요!", mention_bot=True).wait_reply()
    assert thanks.content.startswith("도움이 되었다면")
    assert not thanks.embeds
    helped = place.reader.say(room, "도움말", mention_bot=True).wait_reply()
    assert "뉴스에 묻는 법" in helped.content
    assert place.reader.say(room, "그건 언제야?", mention_bot=True).wait_reply().embeds


def test_what_was_not_found_is_no_topic(station, place):
    room = place.channel.start_thread("대화")
    first = place.reader.say(room, QUESTION, mention_bot=True).wait_reply()
    noted(station, first)
    lost = place.reader.say(room, "새 질문: 우리 동네 빵집 사장은 누구야?", mention_bot=True)
    noted(station, lost.wait_reply())
    again = place.reader.say(room, "그건 언제 체결됐어?", mention_bot=True).wait_reply()
    assert quotes(again)


def test_an_answer_that_is_deleted_in_discord_is_forgotten(station, place):
    answer = place.reader.say(place.channel, QUESTION, mention_bot=True).wait_reply()
    noted(station, answer)
    answer.delete()
    path = station.folder / "state" / "bot.sqlite3"

    def forgotten() -> bool:
        with closing(sqlite3.connect(path)) as db:
            select = "SELECT count(*) FROM asked WHERE message = ?"
            return bool(db.execute(select, (answer.id,)).fetchone() == (0,))

    assert station.double.wait(forgotten, "the question to be forgotten")
