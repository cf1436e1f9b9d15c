"""Every way in times every situation; and what holds of every answer, whatever the article."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.bot.conftest import ANSWER, QUESTION, UNKNOWN, Place, Station
from tests.bot.reader import read
from tests.bot.shown import active, body, quotes
from tests.discord_double import Channel, Message, Permission
from tests.discord_double.channels import SUPPRESS_EMBEDS

SAMPLES = Path(__file__).parents[1] / "data" / "sample_questions.jsonl"
EMOJI = "<a:wave:123456789012345678>"
LONG = f"{QUESTION} {'누가 언제 어디서 무엇을 서명했는지 알려줘 ' * 200}"[:3_900]
TRICKS = (
    "# **한미** [기술번영업무협약](https://evil.example)은 ||누가|| `서명`했어? "
    "discord.gg/abc https://evil.example/x <@!1> <t:1700000000:R> :smile:"
)
INVISIBLE = "한미\u200b 기술\u202e번영업무협약은\u2066 누가\u00ad 서명했어?\ufeff"
Files = Sequence[tuple[str, bytes]]
TIMES = re.compile(r"입력 [\d-]{10} \d\d:\d\d.* KST")
LINK = 5
FILE = ("사진.png", b"\x89PNG")


# The ways in: each asks for *text* and returns what is answered.


def by_mention(
    station: Station, town: Place, room: Channel, text: str, files: Files = ()
) -> Message:
    return town.reader.say(room, text, mention_bot=True, files=files).wait_reply()


def by_reply(station: Station, town: Place, room: Channel, text: str, files: Files = ()) -> Message:
    answer = town.other.say(room, "노벨문학상", mention_bot=True).wait_reply()
    return town.reader.say(room, text, reply_to=answer, files=files).wait_reply()


def in_thread(
    station: Station, town: Place, room: Channel, text: str, files: Files = ()
) -> Message:
    return by_mention(station, town, room.start_thread("이야기"), text, files)


def in_direct_message(
    station: Station, town: Place, room: Channel, text: str, files: Files = ()
) -> Message:
    person = station.double.add_user("혼자")
    town.guild.add_member(person)
    return person.say(station.double.dm(person), text, files=files).wait_reply()


def by_command(station: Station, town: Place, room: Channel, text: str) -> Any:
    return town.reader.slash(room, "ask", question=text).wait().message


def by_private_command(station: Station, town: Place, room: Channel, text: str) -> Any:
    return town.reader.slash(room, "ask", question=text, private=True).wait().message


def by_command_in_thread(station: Station, town: Place, room: Channel, text: str) -> Any:
    return by_command(station, town, room.start_thread("이야기"), text)


def by_command_in_direct_message(station: Station, town: Place, room: Channel, text: str) -> Any:
    return by_command(station, town, station.double.dm(town.reader), text)


def by_menu(station: Station, town: Place, room: Channel, text: str, files: Files = ()) -> Any:
    message = town.other.say(room, text, files=files).message
    return town.reader.menu(room, "이 메시지로 질문", message).wait().message


MESSAGES = (by_mention, by_reply, in_thread, in_direct_message)
COMMANDS = (by_command, by_private_command, by_command_in_thread, by_command_in_direct_message)
INTERACTIONS = (*COMMANDS, by_menu)
WAYS = (*MESSAGES, *INTERACTIONS)
every_way = pytest.mark.parametrize("way", WAYS)


@every_way
def test_an_answer_is_found(station, town, room, way):
    reply = way(station, town, room, QUESTION)
    assert ANSWER in quotes(reply)[0].text
    assert active(reply) == []


@every_way
def test_nothing_found_is_said_with_what_was_searched_for(station, town, room, way):
    reply = way(station, town, room, UNKNOWN)
    shown = reply.embeds[0]["description"]
    assert "기사에서 답을 찾지 못했습니다." in shown
    assert "검색한 말: 동네 (못 찾음), 빵집 (못 찾음), 사장" in shown
    assert reply.labels[0].startswith("1. ")
    assert quotes(reply) == []


@every_way
@pytest.mark.parametrize("text", [EMOJI, "!!??"])
def test_an_empty_question_is_told_how_to_ask(station, town, room, way, text):
    reply = way(station, town, room, text)
    menu = "이 메시지에는 질문으로 읽을 글이 없습니다."
    assert reply.content.startswith(menu if way is by_menu else "무엇이 궁금하신가요?")
    assert reply.ephemeral is (way in INTERACTIONS)


@pytest.mark.parametrize("way", [way for way in WAYS if way is not by_reply])
def test_nothing_to_search_for_is_said(station, town, room, way):
    reply = way(station, town, room, "새 질문: 그게 뭐야?")
    assert "찾을 말이 없는 질문입니다." in reply.embeds[0]["description"]


@every_way
def test_a_long_question_is_answered_with_a_note(station, town, room, way):
    reply = way(station, town, room, LONG)
    assert reply.content == "질문이 길어 앞의 1,000자만 찾았습니다."
    assert ANSWER in quotes(reply)[0].text


@every_way
def test_a_question_to_everyone_pings_nobody_and_is_answered(station, town, room, way):
    reply = way(station, town, room, f"@everyone @here <@&{town.curators.id}> {QUESTION}")
    assert ANSWER in quotes(reply)[0].text
    assert active(reply) == []
    assert "everyone" not in way(station, town, room, f"@everyone {UNKNOWN}").text


@every_way
def test_tricks_of_markup_and_links_do_nothing(station, town, room, way):
    reply = way(station, town, room, TRICKS)
    assert quotes(reply) or "찾지 못했습니다" in reply.text
    assert active(reply) == []
    links = [what for act, what in read(reply.embeds[0]["description"]).acts if act == "link"]
    assert not any("evil" in link for link in links)


@pytest.mark.parametrize("way", INTERACTIONS)
def test_the_question_is_shown_as_it_was_typed(station, town, room, way):
    first = way(station, town, room, TRICKS).embeds[0]["description"].split("\n")[0]
    typed = "# **한미** [기술번영업무협약](https://evil.example)은 ||누가|| `서명`했어?"
    assert read(first).text.startswith(f"질문 {typed} discord.gg/abc https://evil.example/x")


@every_way
def test_invisible_characters_neither_mislead_nor_come_back(station, town, room, way):
    reply = way(station, town, room, INVISIBLE)
    assert ANSWER in quotes(reply)[0].text
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\u00ad\ufeff]", reply.text)


@pytest.mark.parametrize("way", [*MESSAGES, by_menu])
def test_a_file_beside_a_question_does_not_matter(station, town, room, way):
    assert ANSWER in quotes(way(station, town, room, QUESTION, [FILE]))[0].text


@pytest.mark.parametrize("way", [*MESSAGES, by_menu])
def test_a_file_alone_is_no_question(station, town, room, way):
    reply = way(station, town, room, EMOJI, [FILE])
    menu = "이 메시지에는 질문으로 읽을 글이 없습니다."
    assert reply.content.startswith(menu if way is by_menu else "파일은 질문으로 읽지 않습니다.")


@pytest.mark.parametrize("way", [by_mention, by_reply, in_thread])
def test_without_the_right_to_embed_messages_are_answered_in_plain_words(station, town, way):
    room = town.guild.add_channel("글만", deny=Permission.EMBED_LINKS)
    reply = way(station, town, room, LONG)
    assert reply.rich == []
    assert reply.flags & SUPPRESS_EMBEDS
    assert reply.content.startswith("질문이 길어 앞의 1,000자만 찾았습니다.\n> ")
    assert ANSWER in quotes(reply)[0].text
    assert active(reply) == []


def test_the_buttons_under_plain_words_work(station, town):
    room = town.guild.add_channel("글만", deny=Permission.EMBED_LINKS)
    reply = by_mention(station, town, room, QUESTION)
    assert {"더 보기", "근거", "삭제", "원문 1"} <= set(reply.labels)
    assert "확신도" in town.reader.click(reply, label="근거").wait_message().text


@pytest.mark.parametrize("way", [by_command, by_private_command, by_command_in_thread, by_menu])
def test_commands_are_answered_where_the_bot_itself_sees_nothing(station, town, way):
    room = town.guild.add_channel("닫힌 방", deny=Permission.VIEW_CHANNEL)
    assert ANSWER in quotes(way(station, town, room, QUESTION))[0].text


# what holds of every answer


def test_every_quote_stands_in_its_article_word_for_word(station, town, room):
    lines = SAMPLES.read_text("utf-8").splitlines()[::2]
    answered = 0
    for question in (json.loads(line)["question"] for line in lines):
        reply = town.reader.say(room, question, mention_bot=True).wait_reply()
        shown = quotes(reply)
        answered += bool(shown)
        assert len(shown) <= 3
        assert all(one.text in body(station.corpus, one.article_id) for one in shown), question
        assert all(word in one.text for one in shown for word in one.bold)
        assert max(Counter(one.article_id for one in shown).values(), default=0) <= 2
        assert all(TIMES.fullmatch(one.times or "") for one in shown)
        assert active(reply) == []
    assert answered > len(lines) / 2


BODY = (
    "{name} 위성은 2024년 5월 6일 고흥에서 **발사**됐다. [여기](https://evil.example)를 보라고 "
    "@everyone 외쳤다. # 제목이 아니다. 1. 목록도 아니다 <@1> ~~취소~~ ||가림|| `코드` \\ 끝."
)
ADDRESSES = {
    "ZQ101": ("https://한국신문.kr/경제/기사?제목=값&x=(1)", "xn--"),
    "ZQ102": ("https://sample.example/)](https://evil.example", "sample.example/%29%5D%28https"),
    "ZQ103": (f"https://sample.example/{'가' * 200}", None),
    "ZQ104": (f"https://sample.example/{'a' * 5_000}", None),
    "ZQ105": ("javascript:alert(1)", None),
    "ZQ106": ("https://user:secret@sample.example/x", None),
    "ZQ107": ("http://sample.example:99999/x", None),
    "ZQ108": ("http://[::1", None),
    "ZQ109": ("ftp://sample.example/x", None),
    "ZQ110": ("HTTPS://Sample.Example/x", "://Sample.Example/x"),
    "ZQ111": ("https://sample.example/%zz/100%", "sample.example"),
    "ZQ112": ("https://sample.example/\u202egpj.exe", None),
    "ZQ113": ("//sample.example/x", None),
    "ZQ114": ("discord://-/channels/1", None),
}


@pytest.fixture(scope="module")
def hostile(shared_station, town):
    """Articles with odd addresses and markup all over, dropped into the folder of the bot."""
    folder = shared_station.corpus / "hostile"
    folder.mkdir()
    for name, (url, _) in ADDRESSES.items():
        title = f"**{name}** [제목](https://evil.example) @everyone <@1> `코드`"
        fields = {"title": title, "outlet": "||표본||", "url": url, "published": "2024-05-06"}
        front = "\n".join(f"{key}: {json.dumps(value)}" for key, value in fields.items())
        text = f"---\n{front}\naudience: discord:{town.guild.id}\n---\n\n{BODY.format(name=name)}\n"
        (folder / f"{name}.md").write_text(text, "utf-8")
    for _ in range(100):
        found = town.reader.slash(town.channel, "search", words=f"{name} 위성").wait().message
        if name in found.text.split("검색 결과")[-1]:
            break
        time.sleep(0.2)
    yield
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_article_dropped_into_the_folder_is_quoted_whatever_its_address(
    station, town, hostile, name
):
    question = f"{name} 위성은 언제 발사됐어?"
    reply = town.reader.say(town.channel, question, mention_bot=True).wait_reply()
    part = ADDRESSES[name][1] or ""
    best = quotes(reply)[0]
    assert best.text in BODY.format(name=name)
    assert best.outlet == r"\|\|표본\|\|"
    links = [what for act, what in read(best.headline).acts if act == "link"]
    assert len(links) == bool(part)
    assert all(part in link and "\u202e" not in link for link in links)
    assert [one["url"] for one in reply.buttons if one["style"] == LINK][: len(links)] == links
    assert links or not {"원문", "원문 1"} & set(reply.labels)
    assert active(reply) == []
