"""Asking over the wire: every way in, who is answered and who is not, and how many at once."""

from __future__ import annotations

import re
from contextlib import ExitStack

import pytest
from tests.bot.conftest import ANSWER, QUESTION, UNKNOWN, Station, noted, open_station
from tests.bot.shown import quotes
from tests.discord_double import Channel, Double, Intent, Permission, Person, Said

TITLE = "한·미 ‘기술번영 업무협약’ 체결…AI·양자·합성생물학 협력"
PER_MINUTE = 20


def tries(station: Station, said: Said) -> int:
    """How often the bot has tried to answer *said*, also where Discord took it for the same."""
    posted = station.double.sent("POST /channels/{channel_id}/messages")
    return sum(one.body.get("nonce") == str(said.message.id) for one in posted)


def unanswered(person: Person, said: Said, elsewhere: Channel) -> bool:
    """Whether *said* stays unanswered, though the bot has answered what was asked later."""
    for _ in range(3):  # an answer may overtake another on its way out
        person.say(elsewhere, QUESTION, mention_bot=True).wait_reply()
    return said.replies() == []


# every way in


def test_a_mention_is_answered_with_a_cited_quote(station, town, room):
    said = town.reader.say(room, QUESTION, mention_bot=True)
    reply = said.wait_reply()
    best = quotes(reply)[0]
    assert ANSWER in best.text
    assert best.outlet == "표본일보"
    assert best.headline == f"[{TITLE}](<https://sample.example/2025/10/korea-us-tech-mou>)"
    assert best.times == "입력 2025-10-29 18:20 · 수정 2025-10-29 21:05 KST"
    assert best.article_id == "20251029-korea-us-tech-mou"
    assert reply.embeds[0]["footer"]["text"] == "기사 30건에서 찾음 · 가장 새 기사 2025-10-30"
    assert reply.reference is said.message
    assert reply.mentions == []


def test_the_matched_terms_of_an_answer_are_bold(station, town, room):
    reply = town.reader.say(room, QUESTION, mention_bot=True).wait_reply()
    assert {"기술번영", "업무협약", "서명"} <= set(quotes(reply)[0].bold)


def test_a_mention_in_the_middle_of_a_question_is_no_part_of_it(station, town, room):
    asked = f"한미 기술번영업무협약은 {station.double.world.bot.mention} 누가 서명했어?"
    assert ANSWER in quotes(town.reader.say(room, asked).wait_reply())[0].text


def test_a_pinging_reply_to_an_answer_is_answered(station, town, room):
    answer = town.reader.say(room, "경주", mention_bot=True).wait_reply()
    reply = town.other.say(room, "누리호 2차 발사는 언제였어?", reply_to=answer).wait_reply()
    assert quotes(reply)[0].article_id == "20220621-nuri-second-launch"


def test_a_reply_that_does_not_ping_the_bot_is_left_alone(station, town, room):
    answer = town.reader.say(room, QUESTION, mention_bot=True).wait_reply()
    said = town.other.say(room, "그건 언제야?", reply_to=answer, ping=False)
    assert unanswered(town.reader, said, town.guild.add_channel("옆방"))


def test_talk_in_a_channel_is_left_alone(station, town, room):
    said = town.reader.say(room, QUESTION)
    assert unanswered(town.reader, said, town.guild.add_channel("옆방"))


def test_a_mention_in_a_thread_is_answered_there(station, town, room):
    thread = room.start_thread("이야기")
    reply = town.reader.say(thread, QUESTION, mention_bot=True).wait_reply()
    assert reply.channel is thread
    assert ANSWER in quotes(reply)[0].text


def test_a_direct_message_needs_no_mention(station, town):
    said = town.reader.say(station.double.dm(town.reader), QUESTION)
    assert ANSWER in quotes(said.wait_reply())[0].text


@pytest.mark.parametrize("name", ["이 메시지로 질문", "Ask with this message"])
def test_the_menu_of_a_message_asks_with_it(station, town, room, name):
    message = town.other.say(room, QUESTION).message
    answer = town.reader.menu(room, name, message).wait().message
    assert ANSWER in quotes(answer)[0].text
    assert answer.embeds[0]["description"].startswith(f"**질문** {QUESTION}")
    assert not answer.ephemeral


def test_ask_shows_the_question_to_those_who_did_not_see_it(station, town, room):
    handle = town.reader.slash(room, "질문", 질문=QUESTION).wait()
    assert handle.deferred
    assert not handle.message.ephemeral
    assert handle.message.embeds[0]["description"].startswith(f"**질문** {QUESTION}\n\n> ")


def test_an_answer_is_private_only_where_that_is_asked_for(station, town, room):
    handle = town.reader.slash(room, "ask", question=QUESTION, private=True).wait()
    assert handle.ephemeral
    assert ANSWER in quotes(handle.message)[0].text
    assert "삭제" not in handle.message.labels


# the options of /ask


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({"since": "2025-10-29"}, "2025-10-29부터"),
        ({"until": "2025-10-30"}, "2025-10-30까지"),
        ({"since": "2025년 10월", "until": "2025-10-29"}, "2025-10-01 – 2025-10-29"),
        ({"outlet": "표본 일보"}, "표본 일보"),
        ({"since": "2025", "outlet": "표본일보"}, "2025-01-01부터 · 표본일보"),
    ],
)
def test_options_narrow_the_search_and_are_shown(station, town, room, options, shown):
    answer = town.reader.slash(room, "ask", question=QUESTION, **options).wait().message
    assert ANSWER in quotes(answer)[0].text
    assert (
        answer.embeds[0]["description"].splitlines()[0].startswith(f"**질문** {QUESTION} · {shown}")
    )


def test_quotes_are_of_the_days_asked_for_alone(station, town, room):
    handle = town.reader.slash(room, "ask", question=QUESTION, since="2025-10-30").wait()
    assert {one.article_id for one in quotes(handle.message)} <= {"20251030-korea-us-ai-ecosystem"}
    assert ANSWER not in handle.message.text


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"since": "언젠가"}, "‘언젠가’은(는) 날짜로 읽을 수 없습니다."),
        ({"until": "**2025-99-99**"}, r"‘\*\*2025-99-99\*\*’은(는) 날짜로 읽을 수 없습니다."),
        ({"since": "x" * 6000}, f"‘{'x' * 40}’은(는) 날짜로 읽을 수 없습니다."),
        ({"since": "2025-10-30", "until": "2025-10-29"}, "‘부터’가 ‘까지’보다 늦습니다."),
        ({"outlet": "없는신문"}, "언론사 없는신문의 기사가 없습니다. 다음 가운데 하나로"),
        ({"outlet": "@everyone"}, r"언론사 \@everyone의 기사가 없습니다."),
    ],
)
def test_options_that_cannot_be_read_are_named(station, town, room, options, sentence):
    handle = town.reader.slash(room, "ask", question=QUESTION, **options).wait()
    assert handle.message.content.startswith(sentence)
    assert handle.attempts == 1


# the language


@pytest.mark.parametrize(
    ("locale", "word"), [("ko", "질문"), ("en-US", "Question"), ("ja", "Question")]
)
def test_commands_are_answered_in_the_language_of_the_person(station, town, room, locale, word):
    person = station.double.add_user("사람", locale)
    town.guild.add_member(person)
    answer = person.slash(room, "ask", question=QUESTION).wait().message
    assert answer.embeds[0]["description"].startswith(f"**{word}** ")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (UNKNOWN, "기사에서 답을 찾지 못했습니다."),
        ("who is the baker next door?", "The articles hold no answer to this."),
        ("is 김수한무 a baker?", "기사에서 답을 찾지 못했습니다."),
        ("2031?", "기사에서 답을 찾지 못했습니다."),
    ],
)
def test_messages_are_answered_in_the_language_of_their_text(station, town, room, text, sentence):
    reply = town.reader.say(room, text, mention_bot=True).wait_reply()
    assert reply.embeds[0]["description"].startswith(sentence)


# who is not answered, and what is answered once


def test_what_other_bots_say_is_left_alone(station, town, room):
    robot = station.double.add_user("로봇")
    robot.bot = True
    town.guild.add_member(robot)
    said = robot.say(room, QUESTION, mention_bot=True)
    assert unanswered(town.reader, said, town.guild.add_channel("옆방"))


def test_what_a_webhook_says_is_left_alone(station, town, room):
    said = town.reader.say(room, "안녕")
    world = station.double.world
    data = {
        "id": str(world.ids.next()),
        "channel_id": str(room.id),
        "guild_id": str(town.guild.id),
        "webhook_id": str(world.ids.next()),
        "author": {"id": "1", "username": "소식", "discriminator": "0000", "avatar": None},
        "content": f"{world.bot.mention} {QUESTION}",
        "timestamp": "2026-08-06T11:31:01.123000+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [{"id": str(world.bot.id), "username": "newsbot", "discriminator": "0"}],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
    }
    station.double.reactor.call(
        lambda: world.dispatch(
            "MESSAGE_CREATE", lambda _: data, town.guild.id, Intent.GUILD_MESSAGES
        )
    )
    assert unanswered(town.reader, said, town.guild.add_channel("옆방"))


@pytest.mark.parametrize("again", ["repeated", "edited"])
def test_a_message_is_answered_once(station, town, room, again):
    said = town.reader.say(room, QUESTION, mention_bot=True)
    said.wait_reply()
    if again == "edited":
        town.reader.edit(said.message, f"{station.double.world.bot.mention} {UNKNOWN}")
    else:  # as a resumed gateway connection may
        station.double.reactor.call(lambda: said.message.tell("MESSAGE_CREATE"))
    town.reader.say(town.guild.add_channel("옆방"), QUESTION, mention_bot=True).wait_reply()
    assert len(said.replies()) == tries(station, said) == 1


# channels in which every message is a question


@pytest.fixture(scope="module")
def asking(tmp_path_factory):
    """A station with the privileged intent and one channel in which everything is a question."""
    with ExitStack() as stack:
        double = stack.enter_context(Double(intents=Intent.MESSAGE_CONTENT))
        guild = double.add_guild("묻는 서버")
        people = [double.add_user(name) for name in ("가", "나")]
        for person in people:
            guild.add_member(person)
        room, lobby = guild.add_channel("질문방"), guild.add_channel("복도")
        folder = tmp_path_factory.mktemp("asking")
        opened = open_station(
            folder,
            stack,
            double,
            NEWSBOT_ASK_CHANNELS=str(room.id),
            NEWSBOT_QUESTIONS_A_MINUTE=str(PER_MINUTE),
        )
        yield opened, people, room, lobby
        assert double.violations == []
        assert double.refused == []


def test_in_an_ask_channel_every_message_is_a_question(asking):
    _, (person, _), room, _ = asking
    assert ANSWER in quotes(person.say(room, QUESTION).wait_reply())[0].text
    assert "찾지 못했습니다" in person.say(room, UNKNOWN).wait_reply().text


def test_a_thread_of_an_ask_channel_is_one_too(asking):
    _, (person, _), room, _ = asking
    said = person.say(room.start_thread("이야기"), QUESTION)
    assert ANSWER in quotes(said.wait_reply())[0].text


def test_a_silent_reply_to_an_answer_in_an_ask_channel_goes_on_about_it(asking):
    station, (person, other), room, _ = asking
    answer = noted(station, person.say(room, "누리호 2차 발사는 어디서 했어?").wait_reply())
    reply = other.say(room, "그건 언제야?", reply_to=answer, ping=False).wait_reply()
    assert quotes(reply)[0].article_id == "20220621-nuri-second-launch"


def test_people_who_talk_to_each_other_in_an_ask_channel_are_left_alone(asking):
    _, (person, other), room, lobby = asking
    first = person.say(room, f"{other.mention} 누리호 봤어?")
    second = other.say(room, "누리호 언제 쐈지?", reply_to=first.message, ping=False)
    third = person.say(room, "<:wave:123456789012345678>")
    fourth = person.say(room, files=[("사진.png", b"png")])
    fifth = person.say(lobby, QUESTION)
    assert all(unanswered(other, one, lobby) for one in (first, second, third, fourth, fifth))


# how many at once


def test_a_third_question_at_once_is_told_so_instantly(station, town, room):
    station.double.faults.latency(0.4)
    try:
        first, second = (town.reader.slash(room, "ask", question=QUESTION) for _ in range(2))
        third = town.reader.slash(room, "ask", question=QUESTION)
        fourth = town.reader.say(room, QUESTION, mention_bot=True)
        refusals = [third.wait_message().content, fourth.wait_reply().content]
        answers = [first.wait().message, second.wait().message]
    finally:
        station.double.faults.clear()
    assert (
        refusals == ["붐빔: 먼저 하신 질문에 답하고 있습니다. 답이 나온 뒤에 다시 물어 주세요."] * 2
    )
    assert third.ephemeral
    assert all(ANSWER in quotes(answer)[0].text for answer in answers)
    again = town.reader.slash(room, "ask", question=QUESTION).wait()
    assert ANSWER in quotes(again.message)[0].text


def test_a_server_has_its_share_and_others_are_not_kept_waiting(station, room):
    busy, calm = station.place(), station.place()
    crowd = [station.double.add_user(f"사람{number}") for number in range(8)]
    for person in crowd:
        busy.guild.add_member(person)
    station.double.faults.latency(0.6)
    try:
        asked = [
            person.slash(busy.channel, "ask", question=QUESTION) for person in crowd for _ in "12"
        ]
        late = busy.reader.slash(busy.channel, "ask", question=QUESTION)
        outside = calm.reader.slash(calm.channel, "ask", question=QUESTION)
        assert "붐빔: 이 서버의 질문이 밀려 있습니다." in late.wait_message().content
        answers = [handle.wait().message for handle in (*asked, outside)]
    finally:
        station.double.faults.clear()
    assert all(ANSWER in quotes(answer)[0].text for answer in answers)


def test_who_asks_too_often_is_told_when_to_ask_again(asking):
    station, (other, _), _, lobby = asking
    hasty = station.double.add_user("급한 사람")
    lobby.guild.add_member(hasty)
    for _ in range(2 * PER_MINUTE):
        reply = hasty.say(lobby, QUESTION, mention_bot=True).wait_reply()
        if not reply.embeds:
            break
        assert ANSWER in quotes(reply)[0].text
    wait = re.fullmatch(r"질문이 잦습니다\. (\d)초 뒤에 다시 물어 주세요\.", reply.content)
    assert wait is not None
    assert 1 <= int(wait[1]) <= 60 / PER_MINUTE
    refused = hasty.slash(lobby, "ask", question=QUESTION).wait()
    assert refused.ephemeral
    assert refused.message.content.startswith("질문이 잦습니다.")
    assert ANSWER in quotes(other.slash(lobby, "ask", question=QUESTION).wait().message)[0].text


# what the bot may do in a channel


def test_where_the_bot_may_not_write_it_neither_writes_nor_tries(station, town):
    room = town.guild.add_channel("읽기만", deny=Permission.SEND_MESSAGES)
    said = town.reader.say(room, QUESTION, mention_bot=True)
    assert unanswered(town.reader, said, town.guild.add_channel("옆방"))
    status = town.admin.slash(town.channel, "status").wait().message.content
    assert re.search(r"보내지 못한 것: .*forbidden \d", status)
    answer = town.reader.slash(room, "ask", question=QUESTION).wait().message
    assert ANSWER in quotes(answer)[0].text


def test_without_the_right_to_read_the_history_an_answer_refers_to_nothing(station, town):
    room = town.guild.add_channel("새것만", deny=Permission.READ_MESSAGE_HISTORY)
    reply = town.reader.say(room, QUESTION, mention_bot=True).wait_reply()
    assert reply.reference is None
    assert ANSWER in quotes(reply)[0].text


def test_a_refusal_that_nobody_could_foresee_is_counted_and_others_are_answered(
    station, town, room
):
    double = station.double
    before = town.admin.slash(town.channel, "status").wait().message.content
    fault = double.faults.rest("POST /channels/{channel_id}/messages", status=403)
    said = town.reader.say(room, QUESTION, mention_bot=True)
    double.wait(lambda: fault.struck, "the refused reply")
    assert unanswered(town.other, said, town.guild.add_channel("옆방"))
    after = town.admin.slash(town.channel, "status").wait().message.content
    counts = [int(text.split("잘못된 요청 ")[1].split("\n")[0]) for text in (before, after)]
    assert counts[1] == counts[0] + 1


def test_a_fault_of_its_own_is_owned_up_to(own_station):
    station = own_station()
    place, index = station.place(), station.folder / "state" / "index"
    for path in (index, index.with_name("index-wal")):
        path.write_bytes(b"no database " * (path.stat().st_size // 12))
    reply = place.reader.say(place.channel, QUESTION, mention_bot=True).wait_reply()
    refused = place.reader.slash(place.channel, "ask", question=QUESTION).wait().message
    assert reply.content == refused.content
    assert reply.content.startswith("봇의 잘못으로 답하지 못했습니다.")
