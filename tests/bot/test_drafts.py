"""From a page, a file or a message to the preview over the wire; and correcting what was read."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from unittest.mock import create_autospec

import discord
import pytest
from tests.bot.newsdesk import (
    COST,
    audience_of,
    folder,
    markdown,
    new_name,
    offer,
    offer_file,
    page,
    private,
    save,
    stored,
)
from tests.bot.reader import read
from tests.discord_double import InteractionHandle

from newsbot.bot import offering
from newsbot.errors import IngestError

UNREADABLE = "글자로 읽을 수 없는 파일입니다"
NO_BODY = "기사 본문을 찾지 못했습니다"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
WHOLE = {
    "subtitles": "2028년까지 스물네 기",
    "outlet": "표본일보",
    "modified": "2025-09-03 11:40",
    "authors": "김가람",
    "section": "경제",
    "url": "https://news.example/wind?a=1",
}


def html(name: str, charset: str) -> bytes:
    paragraphs = "".join(
        f"<p>{name} 시가 북항 앞바다에 해상 풍력 단지를 세운다. {name} 풍력 단지 사업비는 모두 {COST}이다. "
        f"시는 {number}월에 착공식을 열고 풍차 스물네 기를 세우겠다고 밝혔다.</p>"
        for number in range(3, 7)
    )
    return (
        f'<!doctype html><html><head><meta charset="{charset}"><title>{name} 북항에 풍력 단지</title>'
        '<meta property="article:published_time" content="2025-09-03T09:15:00+09:00"></head>'
        f"<body><nav>메뉴</nav><article><h1>{name} 북항에 풍력 단지</h1>{paragraphs}</article></body></html>"
    ).encode("cp949" if charset == "euc-kr" else "utf-8")


@pytest.fixture(scope="module")
def desk(shared_station):
    """A server for the tests that need none of their own."""
    return shared_station.place()


# what is understood


def test_a_pasted_page_is_shown_as_it_was_understood(station, place):
    name = new_name()
    preview = offer(place.curator, place.channel, page(name))
    text = preview.text
    assert "이 서버에서만" in text
    for line in (
        f"**제목** {name} 북항에 해상 풍력 단지 들어선다",
        "**부제** 2028년까지 풍차 스물네 기 세우기로",
        "**언론사** 조선일보",
        "**입력** 2025-09-03 09:15",
        "**수정** 2025-09-03 11:40",
        "**기자** 김가람",
        "**분야** 없음",
        "**주소** 없음",
        "**본문** 문단 2개",
        f"> {name} 시가 북항 앞바다에 해상 풍력 단지를 세운다.",
        "**뺀 줄",
        "사진=조선일보",
        "무단전재",
    ):
        assert line in text
    assert preview.labels == ["저장", "고치기", "취소"]


def test_every_field_of_a_file_is_shown(station, place):
    preview = offer_file(place.curator, place.channel, "a.md", markdown(new_name(), **WHOLE))
    text = read(preview.text).text
    assert "없음" not in text
    for value in WHOLE.values():
        assert value in text


def test_a_preview_is_in_the_language_of_who_adds(station, place):
    place.curator.locale = "en-US"
    preview = offer(place.curator, place.channel, page(new_name()))
    assert preview.labels == ["Save", "Correct", "Cancel"]
    assert "in this server alone" in preview.text


@pytest.mark.parametrize(
    ("name", "encode"),
    [
        ("기사.txt", lambda town: page(town).encode()),
        ("page.TXT", lambda town: page(town).encode("utf-8-sig")),
        ("cp949.txt", lambda town: page(town).replace("ⓒ", "(c)").encode("cp949")),
        ("utf16.txt", lambda town: page(town).encode("utf-16")),
        ("a.md", markdown),
        ("bom.md", lambda town: b"\xef\xbb\xbf" + markdown(town)),
        ("a.html", lambda town: html(town, "utf-8")),
        ("cp949.HTM", lambda town: html(town, "euc-kr")),
    ],
)
def test_a_file_of_each_kind_and_encoding_is_read_and_can_be_saved(station, desk, name, encode):
    town = new_name()
    preview = offer_file(desk.curator, desk.channel, name, encode(town))
    assert f"{town} 북항에" in preview.text
    draft = stored(station, save(desk.curator, preview))
    assert COST in draft.body
    assert draft.published
    assert draft.published.shown() == "2025-09-03 09:15"
    assert draft.audience == audience_of(desk)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("사진.png", PNG, "\\.png 파일은 기사로 읽을 수 없습니다"),
        ("a.pdf", b"%PDF-1.7 x", "pdf 파일은"),
        ("a.txt.exe", b"MZ", "exe 파일은"),
        ("README", b"x", "- 파일은"),
        (".txt", b"x", "- 파일은"),
        ("program.txt", b"MZ\x90\x00" + bytes(range(256)), UNREADABLE),
        ("photo.md", PNG, UNREADABLE),
        ("empty.txt", b"", NO_BODY),
        ("blank.md", b" \r\n\t\n\xc2\xa0", NO_BODY),
        ("empty.html", b"", NO_BODY),
        ("menu.txt", "검색\n인쇄 메일 url 공유 - +\n".encode(), NO_BODY),
        ("program.html", PNG, UNREADABLE),
        ("broken.md", b"---\ntitle: [x\n---\nbody", "머리말"),
        ("large.txt", b"x" * ((2 << 20) + 1), "최대 2 MiB"),
        ("large.html", b"x" * ((5 << 20) + 1), "최대 5 MiB"),
    ],
)
def test_a_file_that_is_no_article_is_refused_with_one_sentence(
    station, desk, name, data, sentence
):
    before = folder(station)
    refused = offer_file(desk.curator, desk.channel, name, data)
    text = refused.text
    assert sentence in text or sentence.replace("\\", "") in text
    assert "봇의 잘못" not in text
    assert "\n" not in text
    assert folder(station) == before


def test_a_file_that_is_too_large_is_not_even_fetched(station, place):
    before = len(station.double.sent("GET /cdn"))
    offer_file(place.curator, place.channel, "a.html", b"x" * ((5 << 20) + 1))
    offer_file(place.curator, place.channel, "a.png", PNG)
    assert len(station.double.sent("GET /cdn")) == before


def test_readers_do_not_wait_for_pages_that_are_made_to_be_slow(station, place):
    bomb = b"<p " + b" ".join(b"a%d=1" % number for number in range(300_000)) + b">x</p>"
    admin = place.admin.slash(place.channel, "article add", file=("a.html", bomb))
    curator = place.curator.slash(place.channel, "article add", file=("b.html", bomb))
    try:
        station.double.wait(lambda: children(station.bot.pid), "the page to be read")
        assert place.reader.slash(place.channel, "latest").wait_message().embeds
        assert place.reader.autocomplete(place.channel, "article show", focused="article")
        assert not admin.settled
        assert not curator.settled
    finally:  # what reads the pages dies before its time limit
        station.double.wait(lambda: killed(station.bot.pid, admin, curator), "the end of both")
    assert "웹 페이지를 읽다가 실패했습니다" in private(admin).text
    assert "웹 페이지를 읽다가 실패했습니다" in private(curator).text


def children(pid: int) -> list[int]:
    """Return the processes that *pid* has started and that run still."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def killed(pid: int, *handles: InteractionHandle) -> bool:
    for process in children(pid):
        os.kill(process, signal.SIGKILL)
    return all(handle.settled for handle in handles)


# a file that cannot be fetched


@pytest.mark.parametrize("status", [404, 403, 500, "reset"])
def test_a_file_that_cannot_be_fetched_is_told(station, desk, status):
    before = folder(station)
    fault = station.double.faults.rest("GET /cdn", status=status, times=99)
    try:
        refused = offer_file(desk.curator, desk.channel, "a.txt", page(new_name()).encode())
        assert "파일을 받지 못했습니다" in refused.text
        assert fault.struck
    finally:
        station.double.faults.clear()
    assert folder(station) == before


def test_a_file_server_that_hangs_is_given_up(monkeypatch):
    async def read() -> bytes:
        await asyncio.sleep(1)
        return b""

    file = create_autospec(discord.Attachment, instance=True)
    file.read.side_effect = read
    monkeypatch.setattr(offering, "_FETCH_SECONDS", 0.01)
    with pytest.raises(IngestError) as caught:
        asyncio.run(offering._attached(file))
    assert caught.value.code == "bot.file_unfetched"


def test_others_are_served_while_a_file_server_hangs(station, place):
    station.double.faults.rest("GET /cdn", status="hang")
    try:
        waiting = place.curator.slash(place.channel, "article add", file=("a.txt", b"x"))
        waiting.wait_acknowledged()
        assert "이 서버에서만" in offer(place.admin, place.channel, page(new_name())).text
        assert not waiting.settled
    finally:
        station.double.faults.clear()


# the menu of a message


@pytest.mark.parametrize("menu", ["기사로 추가", "Add as article"])
def test_the_text_of_a_message_is_offered_as_an_article(station, desk, menu):
    name = new_name()
    message = desk.reader.say(desk.channel, page(name)).message
    preview = private(desk.curator.menu(desk.channel, menu, message))
    assert f"{name} 북항에 해상 풍력 단지 들어선다" in preview.text
    assert COST in stored(station, save(desk.curator, preview)).body


@pytest.mark.parametrize("photo_first", [True, False])
def test_the_file_of_a_message_goes_before_its_text_and_its_photos(station, desk, photo_first):
    name = new_name()
    files = [("사진.png", PNG), ("a.md", markdown(name))]
    files = files if photo_first else files[::-1]
    message = desk.reader.say(desk.channel, "이 기사 넣어 주세요.", files=files).message
    preview = private(desk.curator.menu(desk.channel, "기사로 추가", message))
    assert f"{name} 북항에 해상 풍력 단지 들어선다" in preview.text


def test_a_photo_beside_the_text_of_a_message_is_no_reason_to_refuse_it(station, place):
    name = new_name()
    message = place.reader.say(place.channel, page(name), files=[("사진.png", PNG)]).message
    preview = private(place.curator.menu(place.channel, "기사로 추가", message))
    assert f"{name} 북항에 해상 풍력 단지 들어선다" in preview.text


def test_a_message_that_holds_a_photo_alone_is_refused_by_its_kind(station, place):
    message = place.reader.say(place.channel, files=[("사진.png", PNG)]).message
    refused = private(place.curator.menu(place.channel, "기사로 추가", message))
    assert "png 파일은 기사로 읽을 수 없습니다" in refused.text


def test_a_message_without_text_is_told_from_one_with_a_bad_page(station, place):
    answered = place.reader.say(place.channel, "한강은 무슨 상을 받았어?", mention_bot=True)
    embed_alone = answered.wait_reply()
    refused = private(place.curator.menu(place.channel, "기사로 추가", embed_alone))
    assert "글도 파일도 없습니다" in refused.text
    short = place.reader.say(place.channel, "인쇄 메일 url 공유 - +").message
    refused = private(place.curator.menu(place.channel, "기사로 추가", short))
    assert NO_BODY in refused.text


@pytest.mark.parametrize("text", ["검색", "\u200b\u200b", "@everyone", "> \n> \n", "---\n---"])
def test_a_pasted_text_that_is_no_article_ends_in_one_sentence(station, desk, text):
    before = folder(station)
    refused = offer(desk.curator, desk.channel, text)
    assert refused.labels in ([], ["저장", "고치기", "취소"])  # a line may be a body
    assert (NO_BODY in refused.text) is not bool(refused.labels)
    assert folder(station) == before
