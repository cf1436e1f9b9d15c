"""Adding by link and by files of many over the wire: preview, refusals, saving, a bot that dies."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from itertools import count
from types import SimpleNamespace
from typing import Any, cast

import pytest
from tests.bot.conftest import Place, Station, unlawful
from tests.bot.newsdesk import (
    ASK,
    COST,
    add,
    answer,
    audience_of,
    do,
    drafts,
    folder,
    log,
    markdown,
    new_name,
    offer,
    offer_file,
    private,
    refusal,
    save,
    second_thoughts,
    stored,
    told_id,
)
from tests.discord_double import Channel, InteractionHandle, Message, Person
from tests.ingest.test_sheet import book
from tests.web_double import WebDouble

from newsbot.bot.offering import MAX_ARTICLES, alone
from newsbot.bot.services import Services
from newsbot.bot.visit import Visit
from newsbot.errors import QuestionError

SITE = "https://www.haneul.example"
SAVING = "이 파일은 지금 저장하고 있습니다"
STILL = "아직 읽고 있습니다"
EDIT = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original"
_NUMBERS = count(1)
_HTML = """<!doctype html><html><head><title>{name} 북항에 해상 풍력 단지 들어선다 - 하늘일보</title>
<meta property="og:site_name" content="하늘일보">
<script type="application/ld+json">{data}</script></head>
<body><nav><a href="/">홈</a> <a href="/login">로그인</a></nav>
<article><h1>{name} 북항에 해상 풍력 단지 들어선다</h1>
<p>{name} 시가 북항 앞바다에 해상 풍력 단지를 세운다. {name} 풍력 단지 사업비는 모두 {cost}이다.</p>
<p>정다온 시장은 “어민과 함께 이익을 나누는 단지로 만들겠다”고 말했다.</p>
<p>시는 해마다 발전 수익의 15%를 어촌 기금에 넣기로 했다.</p></article>
<footer>회사 소개 | 이용 약관</footer></body></html>"""


def html(name: str, **said: object) -> str:
    """Return the page of an article as an outlet publishes it."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": f"{name} 북항에 해상 풍력 단지 들어선다",
        "datePublished": "2025-09-03T09:15:00+09:00",
        "dateModified": "2025-09-03T11:40:00+09:00",
        "author": {"@type": "Person", "name": "김가람 기자"},
        "publisher": {"@type": "Organization", "name": "하늘일보"},
        **said,
    }
    return _HTML.format(name=name, cost=COST, data=json.dumps(data, ensure_ascii=False))


def fresh(site: str = SITE) -> str:
    """Return an address that no other test has."""
    return f"{site}/{next(_NUMBERS)}"


def publish(web: WebDouble, name: str) -> str:
    """Put the page of an article up; return its address."""
    url = fresh()
    web.page(url, html(name))
    return url


def link(person: Person, channel: Channel, url: str) -> InteractionHandle:
    return person.slash(channel, "article add", link=url)


def asked(web: WebDouble, url: str) -> bool:
    return any(one.url == url for one in web.requests)


def wait_asked(station: Station, web: WebDouble, url: str) -> None:
    station.double.wait(lambda: asked(web, url), f"the bot to fetch {url}")


@pytest.fixture
def station(web_station: Station) -> Iterator[Station]:
    before = unlawful(web_station.double)
    yield web_station
    assert unlawful(web_station.double) == before


@pytest.fixture(scope="module")
def desk(web_station: Station) -> Place:
    """A server for the tests that need none of their own."""
    return web_station.place()


# a link


def test_a_link_becomes_a_preview_an_article_and_a_quote_that_leads_back_to_it(station, place, web):
    name = new_name()
    url = publish(web, name)
    preview = private(link(place.curator, place.channel, url))
    for line in (
        f"**제목** {name} 북항에 해상 풍력 단지 들어선다",
        "**언론사** 하늘일보",
        "**입력** 2025-09-03 09:15",
        "**수정** 2025-09-03 11:40",
        "**기자** 김가람",
        f"(<{url}>)",
        "이 서버에서만",
    ):
        assert line in preview.text
    assert "로그인" not in preview.text
    assert not log(station)
    article_id = save(place.curator, preview)
    assert stored(station, article_id).url == url
    assert stored(station, article_id).audience == audience_of(place)
    shown = place.reader.slash(place.channel, "ask", question=ASK.format(name=name)).wait_message()
    assert COST in shown.text
    assert url in [button.get("url") for button in shown.buttons]


def test_a_link_that_leads_elsewhere_is_added_with_the_address_it_ends_at(station, desk, web):
    name = new_name()
    url = publish(web, name)
    short = fresh("http://short.example")
    web.redirect(short, short.replace("http:", "https:"))
    web.redirect(short.replace("http:", "https:"), url)
    preview = private(link(desk.curator, desk.channel, short))
    assert stored(station, save(desk.curator, preview)).url == url


@pytest.mark.parametrize("written", ["{}", "<{}>", "  {}\n", " <{}> "])
@pytest.mark.parametrize("way", ["option", "form", "menu"])
def test_a_link_alone_is_fetched_however_it_is_handed_over(station, desk, web, way, written):
    url = publish(web, new_name())
    text = written.format(url)
    if way == "option":
        preview = private(link(desk.curator, desk.channel, text))
    elif way == "form":
        preview = offer(desk.curator, desk.channel, text)
    else:
        said = desk.reader.say(desk.channel, text)
        preview = private(desk.curator.menu(desk.channel, "기사로 추가", said.message))
    assert "**언론사** 하늘일보" in preview.text
    assert preview.labels == ["저장", "고치기", "취소"]


@pytest.mark.parametrize("way", ["form", "menu"])
def test_a_link_in_a_text_is_part_of_the_text_and_not_fetched(station, desk, web, way):
    name = new_name()
    url = publish(web, name)
    text = f"{name} 북항에 풍력 단지가 들어선다는 기사입니다. 어민들이 반깁니다.\n{url}"
    if way == "form":
        offer(desk.curator, desk.channel, text)
    else:
        said = desk.reader.say(desk.channel, text)
        private(desk.curator.menu(desk.channel, "기사로 추가", said.message))
    assert not asked(web, url)


HOSTILE = {
    # what is wrong: (the address, what is said of it in Korean, and in English)
    "robots": ("https://robots.example/1", "로봇이 이 페이지를", "does not let robots"),
    "404": (f"{SITE}/none", "페이지가 없습니다(404)", "no page at this address (404)"),
    "login": (f"{SITE}/login", "로그인하거나 결제해야", "wants a login"),
    "paywall": (f"{SITE}/paywall", "로그인하거나 결제해야", "wants a login"),
    "fault": (f"{SITE}/fault", "그 서버에 문제가 있습니다(503)", "fault of its own (503)"),
    "loopback": ("http://127.0.0.1/", "인터넷 주소가 아니라서", "not an address of the public"),
    "private": ("http://10.0.0.1/", "인터넷 주소가 아니라서", "not an address of the public"),
    "octal": ("http://0177.0.0.1/", "열지 않았습니다", "was not opened"),
    "local name": ("http://localhost/", "열지 않았습니다", "was not opened"),
    "to private": (f"{SITE}/to-private", "인터넷 주소가 아니라서", "of the public Internet"),
    "to metadata": (f"{SITE}/to-meta", "인터넷 주소가 아니라서", "of the public Internet"),
    "to a file": (f"{SITE}/to-file", "열 수 없습니다", "are not opened"),
    "in circles": (f"{SITE}/round", "3번 넘게", "more than 3 times"),
    "scheme": ("ftp://www.haneul.example/1", "열 수 없습니다", "are not opened"),
    "port": (f"{SITE}:8443/1", "8443번 포트", "port 8443"),
    "password": ("https://a:b@www.haneul.example/1", "아이디나 비밀번호", "user name"),
    "no address": ("하늘일보 첫 기사", "웹 주소로 읽을 수 없습니다", "cannot be read as a web"),
    "picture": (f"{SITE}/photo", "그림입니다", "a picture"),
    "pdf": (f"{SITE}/paper", "PDF는 읽지 못합니다", "PDF files are not read"),
    "archive": (f"{SITE}/zip", "형식입니다(application/zip)", "cannot be an article"),
    "a list": (f"{SITE}/list", "본문을 찾지 못했습니다", "No article body was found"),
    "empty": (f"{SITE}/empty", "빈 페이지를 보냈습니다", "empty page"),
    "large": (f"{SITE}/large", "너무 큽니다(최대 5 MiB)", "too large (at most 5 MiB)"),
    "bomb": (f"{SITE}/bomb", "너무 큽니다(최대 5 MiB)", "too large (at most 5 MiB)"),
    "wrong certificate": ("https://wrong.example/1", "인증서 문제", "its certificate"),
}


@pytest.fixture(scope="module")
def hostile(web: WebDouble) -> None:
    """Put up what cannot be added."""
    web.robots("https://robots.example", "User-agent: *\nDisallow: /")
    web.page("https://robots.example/1", html("가"))
    web.page(f"{SITE}/login", "로그인", status=401)
    web.page(f"{SITE}/paywall", "결제", status=402)
    web.page(f"{SITE}/fault", "?", status=503)
    web.redirect(f"{SITE}/to-private", "http://192.168.0.1/admin")
    web.redirect(f"{SITE}/to-meta", "http://169.254.169.254/latest/meta-data")
    web.redirect(f"{SITE}/to-file", "file:///etc/passwd")
    web.redirect(f"{SITE}/round", f"{SITE}/round")
    web.page(f"{SITE}/photo", b"\x89PNG", content_type="image/png")
    web.page(f"{SITE}/paper", b"%PDF-1.4", content_type="application/pdf")
    web.page(f"{SITE}/zip", b"PK", content_type="application/zip")
    web.page(f"{SITE}/list", "<html><body><nav><a href='/1'>1</a></nav></body></html>")
    web.page(f"{SITE}/empty", "")
    web.page(f"{SITE}/large", b"<p>" + b"x" * (6 << 20))
    web.bomb(f"{SITE}/bomb")
    web.page("https://wrong.example/1", html("가"))


@pytest.fixture
def untouched(station: Station) -> Iterator[None]:
    """Nothing is stored: no article, no line of the log, no preview."""
    before = folder(station), drafts(station)
    yield
    assert (folder(station), drafts(station)) == before


@pytest.fixture(scope="module")
def readers(desk: Place, web_station: Station) -> dict[str, Person]:
    """Curators by the language of their Discord."""
    people = {locale: web_station.double.add_user(locale, locale) for locale in ("ko", "en-US")}
    for person in people.values():
        desk.guild.add_member(person, [desk.curators])
    return people


@pytest.mark.usefixtures("untouched", "hostile")
@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("locale", ["ko", "en-US"])
def test_what_cannot_be_fetched_or_read_is_one_sentence_and_its_remedy(desk, readers, case, locale):
    url, korean, english = HOSTILE[case]
    said = refusal(link(readers[locale], desk.channel, url))
    assert (korean if locale == "ko" else english) in said
    assert len(said) < 200


def test_a_page_that_drips_is_given_up_and_others_are_served_meanwhile(
    station, place, web, untouched
):
    drips = fresh("https://drip.example")
    web.drip(drips)
    slow = link(place.curator, place.channel, drips).wait_acknowledged()
    wait_asked(station, web, drips)
    other = publish(web, new_name())
    for second in (
        link(place.curator, place.channel, other),
        place.curator.submit(
            place.curator.slash(place.channel, "article add").wait(), {"text": other}
        ),
        place.curator.menu(
            place.channel, "기사로 추가", place.reader.say(place.channel, other).message
        ),
    ):
        assert STILL in refusal(second)
    assert not asked(web, other)
    # Somebody else's link, somebody's question: neither waits for it.
    theirs = private(link(place.admin, place.channel, other))
    place.admin.click(theirs, label="취소").wait()
    assert COST not in answer(place.reader, place.channel, "풍력 단지 사업비는 얼마야?")
    place.reader.slash(place.channel, "latest").wait_message()
    assert not slow.settled
    assert "15초 안에" in slow.wait_message(timeout=30).content
    again = private(link(place.curator, place.channel, other))  # and the next one is taken
    place.curator.click(again, label="취소").wait()


def test_a_bot_that_is_stopped_while_it_fetches_ends_and_stores_nothing(own_station, web):
    station = own_station(**web.environment())
    place, url = station.place(), fresh("https://hang.example")
    web.hang(url)
    before = folder(station)
    handle = link(place.curator, place.channel, url).wait_acknowledged()
    wait_asked(station, web, url)
    assert station.bot.stop() == 0
    assert "Traceback" not in station.bot.output()
    assert "never retrieved" not in station.bot.output()
    assert folder(station) == before
    assert "다시 시작" in handle.wait_message().content


def test_no_page_is_begun_while_the_bot_stops():
    stopping = SimpleNamespace(closing=True, fetching={})

    async def begin() -> None:
        async with alone(cast("Services", stopping), cast("Visit", SimpleNamespace(user=1))):
            raise AssertionError("it was begun")

    with pytest.raises(QuestionError) as caught:
        asyncio.run(begin())
    assert caught.value.code == "bot.closing"
    assert stopping.fetching == {}


def test_a_link_and_a_file_at_once_are_one_too_many(station, desk, web, untouched):
    url = publish(web, new_name())
    handle = desk.curator.slash(
        desk.channel, "article add", link=url, file=("a.md", markdown(new_name()))
    )
    assert "하나만" in refusal(handle)
    assert not asked(web, url)


def test_the_page_of_an_article_that_is_there_is_told_before_it_is_saved(station, desk, web):
    name = new_name()
    url = publish(web, name)
    web.page(f"{url}?utm_source=x", html(name))
    first = save(desk.curator, private(link(desk.curator, desk.channel, url)))
    again = private(link(desk.curator, desk.channel, f"{url}?utm_source=x"))
    assert "같은 기사가 이미 있습니다" in again.text
    assert save(desk.curator, again) == first


def test_a_page_names_itself_anothers_address_and_replaces_no_article_of_everyone(
    station, desk, web
):
    name = new_name()
    owner = station.double.owner
    desk.guild.add_member(owner)
    theirs, url = fresh(), fresh("https://evil.example")
    public, told = add(owner, desk.channel, markdown(name, url=theirs))
    page = html(name, url=theirs, mainEntityOfPage=theirs)
    web.page(url, page.replace(COST, "1억원"))
    before = stored(station, public)
    mine = save(desk.curator, private(link(desk.curator, desk.channel, url)))
    assert mine != public
    assert stored(station, public) == before
    owner.click(told, label="되돌리기").wait()


# a file of many


def record(name: str, **fields: Any) -> dict[str, Any]:
    body = markdown(name).decode().split("---\n", 2)[2].strip()
    return {
        "title": f"{name} 북항에 해상 풍력 단지 들어선다",
        "text": body,
        "source": "하늘일보",
        "published": "2025-09-03 09:15",
        **fields,
    }


def lines(*records: object) -> bytes:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in records).encode()


def sheet(*records: dict[str, Any]) -> bytes:
    return book(
        *(
            {
                "뉴스 식별자": f"02100601.20250903{number:09}",
                "일자": "20250903",
                "언론사": "세계일보",
                "제목": one["title"],
                "본문": one["text"],
            }
            for number, one in enumerate(records, 1)
        )
    )


FORMS = {
    "a.jsonl": lines,
    "a.json": lambda *records: json.dumps(records, ensure_ascii=False).encode(),
    "b.json": lambda *records: json.dumps({"total": 1, "news": records}).encode(),
    "NewsResult_20250903.xlsx": sheet,
}


def lying(station: Station, names: list[str]) -> dict[str, list[str]]:
    """Return the ids of the articles in the folder about each of the towns *names*."""
    texts = {path.stem: path.read_text("utf-8") for path in station.corpus.glob("2025/09/*.md")}
    return {name: [key for key, text in texts.items() if f"{name} 시가" in text] for name in names}


def finished(station: Station, message: Message) -> Message:
    """Wait until a file of many has been saved."""
    station.double.wait(lambda: message.content.startswith("마쳤습니다"), "the end", 60)
    return message


@pytest.mark.parametrize("name", FORMS)
def test_the_articles_of_a_file_are_previewed_in_brief_saved_and_found(station, place, name):
    names = [new_name() for _ in range(12)]
    before = folder(station)
    preview = offer_file(place.curator, place.channel, name, FORMS[name](*map(record, names)))
    assert "기사 12건을 읽었습니다" in preview.text
    assert "이 서버에서만" in preview.content
    for place_in_list, town in enumerate(names[:8], 1):
        assert f"{place_in_list}. {town} 북항에" in preview.text
    assert names[8] not in preview.text
    assert "외 4건" in preview.text
    assert preview.labels == ["저장", "취소"]
    assert folder(station) == before
    place.curator.click(preview, label="저장")
    done = finished(station, preview)
    assert "추가 12 · 갱신 0 · 중복 0 · 거절 0" in done.content
    assert done.labels == []
    assert not done.embeds
    for town, found in lying(station, names).items():
        (article_id,) = found
        assert stored(station, article_id).audience == audience_of(place)
        assert stored(station, article_id).excerpt is name.endswith(".xlsx")
        assert [one["who"] for one in log(station, article_id)] == [
            f"discord:{place.curator.id} ({place.curator.name})"
        ]
        shown = answer(place.reader, place.channel, ASK.format(name=town))
        assert COST in shown
        assert f"`{article_id}`" in shown


def test_a_file_of_one_record_and_a_file_by_the_menu_are_taken_too(station, place):
    first, second = new_name(), new_name()
    one = json.dumps(record(first), ensure_ascii=False).encode()
    preview = offer_file(place.curator, place.channel, "one.JSON", one)
    assert "기사 1건을 읽었습니다" in preview.text
    said = place.reader.say(
        place.channel,
        "이것 좀요",
        files=[("cat.png", b"\x89PNG"), ("a.jsonl", lines(record(second)))],
    )
    other = private(place.curator.menu(place.channel, "기사로 추가", said.message))
    for message in (preview, other):
        place.curator.click(message, label="저장")
        assert "추가 1 " in finished(station, message).content
    assert all(len(found) == 1 for found in lying(station, [first, second]).values())


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_file_says_neither_who_sees_its_articles_nor_what_they_replace(station, place, name):
    elsewhere, owner = station.place(), station.double.owner
    place.guild.add_member(owner)
    public, told = add(owner, place.channel, markdown(new_name()))
    theirs, _ = add(elsewhere.curator, elsewhere.channel)
    names = [new_name() for _ in range(6)]
    claims: list[dict[str, Any]] = [
        {"audience": audience_of(elsewhere)},
        {"audience": "discord:1", "hidden": True},
        {"sample": True},
        {"article_id": public},
        {"article_id": theirs, "source_id": theirs, "audience": audience_of(elsewhere)},
        {"article_id": "20250903-aaaaaaaaaa", "hidden": True, "sample": True},
    ]
    before = {key: stored(station, key) for key in (public, theirs)}
    data = FORMS[name](*(record(town, **one) for town, one in zip(names, claims, strict=True)))
    preview = offer_file(place.curator, place.channel, name, data)
    place.curator.click(preview, label="저장")
    assert "추가 6 " in finished(station, preview).content
    assert {key: stored(station, key) for key in (public, theirs)} == before
    for town, found in lying(station, names).items():
        (article_id,) = found
        kept = stored(station, article_id)
        assert (kept.audience, kept.hidden, kept.sample) == (audience_of(place), False, False)
        assert article_id not in {public, theirs, "20250903-aaaaaaaaaa"}
        assert article_id not in answer(elsewhere.reader, elsewhere.channel, ASK.format(name=town))
    owner.click(told, label="되돌리기").wait()


def test_the_owners_file_is_for_everyone(station, place):
    owner, name = station.double.owner, new_name()
    room = station.double.dm(owner)
    preview = offer_file(owner, room, "a.jsonl", lines(record(name, audience="discord:1")))
    assert "모든 서버에서" in preview.content
    owner.click(preview, label="저장")
    finished(station, preview)
    (article_id,) = lying(station, [name])[name]
    assert stored(station, article_id).audience is None
    do(owner, room, "remove", article_id)


def test_what_of_a_file_cannot_be_read_is_named_and_the_rest_is_saved(station, place):
    good = [new_name() for _ in range(2)]
    data = b"\n".join(
        (
            lines(record(good[0])),
            b'{"title": "no text"}',
            b"{broken",
            lines(record(new_name(), audience="everybody!")),
            lines(record(good[1])),
        )
    )
    preview = offer_file(place.curator, place.channel, "a.jsonl", data)
    assert "기사 2건을 읽었습니다" in preview.text
    assert "읽지 못한 것 3건. 처음(a.jsonl\\:2): 본문(text)이 없습니다" in preview.text
    place.curator.click(preview, label="저장")
    assert "추가 2 " in finished(station, preview).content
    assert all(len(found) == 1 for found in lying(station, good).values())


@pytest.mark.parametrize(
    ("name", "data", "part"),
    [
        ("a.jsonl", b"", "기사가 하나도 들어 있지 않은"),
        ("a.jsonl", b"{broken", "JSON이 아닙니다"),
        ("a.json", b"[1,", "JSON이 아닙니다"),
        ("a.json", b"{}", "기사 목록을 찾지 못했습니다"),
        ("a.json", b"[" * 100_000, "너무 깊거나"),
        ("a.xlsx", b"PK\x03\x04", "빅카인즈에서 받은 뉴스 목록"),
        ("a.xlsx", b"", "빅카인즈에서 받은 뉴스 목록"),
        ("a.csv", b"a,b", ".csv 파일은 기사로 읽을 수 없습니다"),
        ("a.jsonl", b" " * ((5 << 20) + 1), "너무 큽니다"),
    ],
)
@pytest.mark.usefixtures("untouched")
def test_a_file_that_holds_nothing_is_one_sentence(desk, name, data, part):
    assert part in offer_file(desk.curator, desk.channel, name, data).content


def test_more_articles_than_a_chat_takes_are_refused(station, desk, untouched):
    short = {"text": "북항에 풍력 단지가 들어선다. 어민들이 반긴다."}
    many = lines(*({**short, "title": f"{one}번 기사"} for one in range(MAX_ARTICLES + 1)))
    refused = offer_file(desk.curator, desk.channel, "a.jsonl", many)
    assert f"기사가 {MAX_ARTICLES + 1:,}건" in refused.content
    assert "`newsbot add`" in refused.content
    assert refused.labels == []


def test_a_cancelled_file_saves_nothing(station, desk, untouched):
    preview = offer_file(desk.curator, desk.channel, "a.jsonl", lines(record(new_name())))
    desk.curator.click(preview, label="취소").wait()
    assert preview.text == "저장하지 않았습니다."


def test_the_same_file_again_adds_nothing(station, place):
    data = lines(*(record(new_name()) for _ in range(3)))
    for said in ("추가 3 · 갱신 0 · 중복 0", "추가 0 · 갱신 0 · 중복 3"):
        preview = offer_file(place.curator, place.channel, "a.jsonl", data)
        key = preview.buttons[0]["custom_id"].rpartition(":")[2]
        assert key in [one[0] for one in drafts(station)]
        place.curator.click(preview, label="저장")
        assert said in finished(station, preview).content
        assert key not in [one[0] for one in drafts(station)]


@pytest.fixture
def slow(station: Station) -> Iterator[None]:
    """Let Discord answer late, so that a second press comes before the first is done with."""
    station.double.faults.latency(0.15)
    yield
    station.double.faults.latency(0)


@pytest.mark.parametrize("second", ["저장", "취소"])
def test_a_second_press_while_a_file_is_saved_is_told_so_and_changes_nothing(
    station, place, slow, second
):
    names = [new_name() for _ in range(40)]
    preview = offer_file(place.curator, place.channel, "a.jsonl", lines(*map(record, names)))
    handles = [place.curator.click(preview, label=label) for label in ("저장", second)]
    done = finished(station, preview).content
    assert "추가 40 · 갱신 0 · 중복 0" in done
    assert SAVING in second_thoughts(station, handles)
    assert preview.content == done
    assert Counter(map(len, lying(station, names).values())) == {1: 40}


def test_saving_a_file_tells_how_far_it_is(station, place):
    data = lines(*(record(new_name()) for _ in range(30)))
    preview = offer_file(place.curator, place.channel, "a.jsonl", data)
    sent = len(station.double.sent(EDIT))
    place.curator.click(preview, label="저장")
    finished(station, preview)
    told = [one.body["content"] for one in station.double.sent(EDIT)[sent:]]
    assert told[0] == "저장하는 중입니다: 30건 가운데 0건."
    assert told[-1].startswith("마쳤습니다")


def test_a_kill_while_a_file_is_saved_loses_and_doubles_nothing(own_station):
    station = own_station()
    place = station.place()
    names = [new_name() for _ in range(200)]
    preview = offer_file(place.curator, place.channel, "a.jsonl", lines(*map(record, names)))
    place.curator.click(preview, label="저장")
    station.double.wait(lambda: log(station), "the first to be saved")
    station.bot.kill()
    cut = Counter(map(len, lying(station, names).values()))
    assert cut[0], "it was killed too late"
    assert set(cut) <= {0, 1}
    station.bot.start()
    place.curator.click(preview, label="저장")
    finished(station, preview)
    found = lying(station, names)
    assert Counter(map(len, found.values())) == {1: 200}
    for article_id in (found[names[0]][0], found[names[-1]][0]):
        assert stored(station, article_id).audience == audience_of(place)
    assert COST in answer(place.reader, place.channel, ASK.format(name=names[-1]))
    assert set(log_ids(station)) == {one for ids in found.values() for one in ids}
    assert station.double.violations == []


def log_ids(station: Station) -> list[str]:
    return [one["article_id"] for one in log(station)]


# others are served


def test_bombs_and_hostile_pages_keep_nobody_waiting(station, web):
    million = 1_000_000
    bodies = {
        "nested": "<div>" * 200_000,
        "attributes": "<p " + " ".join(f"a{n}=b" for n in range(110_000)) + ">",
        "open": "<a " * million,
        "word": f"<p>{'가' * million}</p>",
    }
    web.bomb("https://hostile.example/bomb", mib=256)
    for name, body in bodies.items():
        web.page(f"https://hostile.example/{name}", body)
    place = station.place()
    people = [station.double.add_user(f"편집자 {name}") for name in ("bomb", *bodies)]
    for person in people:
        place.guild.add_member(person, [place.curators])
    before = folder(station)
    slow = [
        link(person, place.channel, f"https://hostile.example/{name}")
        for person, name in zip(people, ("bomb", *bodies), strict=True)
    ]
    for handle in slow:
        handle.wait_acknowledged()
    place.reader.slash(place.channel, "latest").wait_message()
    assert COST not in answer(place.reader, place.channel, "풍력 단지 사업비는 얼마야?")
    assert not all(one.settled for one in slow)
    for handle in slow:
        assert handle.wait_message(timeout=60).ephemeral
    assert folder(station) == before
    assert told_id(do(place.curator, place.channel, "remove", add(place.curator, place.channel)[0]))
