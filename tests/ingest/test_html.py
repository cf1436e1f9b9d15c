"""Saved pages in the structure of Korean outlets; their content is invented."""

from __future__ import annotations

import pytest

from newsbot import ingest
from newsbot.article import Draft
from newsbot.errors import IngestError
from newsbot.ingest.charset import decode
from newsbot.ingest.html import MAX_HTML_BYTES, parse_html
from newsbot.text import MAX_BODY_CHARS

# Where the worker cannot run, these tests fail rather than skip: it is part of newsbot.
from newsbot.ingest.webpage import read_page  # isort: skip

LINKED_DATA = """<!doctype html><html lang="ko"><head><meta charset="utf-8">
<title>새솔전지, 유럽 첫 공장 - 조선일보</title>
<meta property="og:title" content="다른 제목"><meta property="og:site_name" content="조선일보">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
{"@type": "WebSite", "name": "x", "headline": "아님"},
{"@type": ["NewsArticle"], "headline": "새솔전지, 유럽 첫 공장 &quot;착공&quot; - 조선일보",
"datePublished": "2026-01-20T05:00:00+09:00", "dateModified": "2026-01-20T02:47:00Z",
"author": [{"@type": "Person", "name": "공채린 기자"}, {"name": "길나래"}, {"name": "조선일보"}],
"publisher": {"@type": "Organization", "name": "조선닷컴"}, "articleSection": "산업",
"mainEntityOfPage": {"@id": "https://www.chosun.com/a/1"}}]}</script></head>
<body><header><nav><ul><li><a href="/">정치</a></li><li><a href="/">경제</a></li></ul></nav></header>
<article><h1>새솔전지, 유럽 첫 공장</h1><div class="share"><button>공유</button></div>
<section><p>배터리 기업 새솔전지가 유럽에 첫 공장을 짓는다. 회사는 4000억원을 투자한다고 19일 밝혔다.</p>
<figure><img src="a.jpg"><figcaption>새솔전지 연구원. /새솔전지</figcaption></figure>
<h2>수명 두 배, 값은 3분의 2</h2><p>새솔전지의 전지는 충전에 세 시간이 걸리지만 1만번을 다시 쓸 수 있다.</p>
<p><strong>◇유럽의 선택</strong></p><p>업계에서는 “버스와 배에 어울리는 전지”라는 평가가 나온다.</p>
<p>공채린 기자 chaerin@example.com</p>
<p>Copyright ⓒ 조선일보. All rights reserved. 무단 전재 및 재배포 금지.</p></section></article>
<aside><h3>많이 본 뉴스</h3><ol><li>바다가 보이는 도서관</li></ol></aside></body></html>"""

PORTAL = """<html><head><meta property="og:title" content="해오름시 하수열로 온실 데운다">
<meta property="og:site_name" content="네이버뉴스">
<meta property="og:article:author" content="연합뉴스 | 네이버">
<meta property="og:url" content="https://n.news.naver.com/article/001/1"></head><body>
<div id="header"><a>NAVER</a><a>뉴스</a></div><h2 id="title_area">해오름시 하수열로 온실 데운다</h2>
<div class="info"><span>입력</span><span>2026.03.04. 오후 2:15</span>
<span>수정</span><span>2026.03.04. 오후 6:40</span></div>
<div id="newsct_article"><article id="dic_area">(해오름=연합뉴스) 나도윤 기자 = 해오름시는 하수처리장의 폐열로
시설 온실 40곳을 데우는 사업을 시작한다고 4일 밝혔다.<br><br><span><img src="x">
<em class="img_desc">해오름시의 한 딸기 온실 [해오름시 제공. 재판매 및 DB 금지]</em></span><br><br>
시는 올해 12억원을 들여 열교환기 3대를 놓는다. 농가는 난방비를 30%가량 아낄 수 있을 것으로 시는 내다봤다.
<br><br><strong>"겨울마다 기름값이 걱정"</strong><br><br>농민 배서준 씨는 "올해는 딸기를 일찍 심을 생각"이라고 말했다.
<br><br>doyoon@example.co.kr</article></div>
<div>Copyright ⓒ 연합뉴스. All rights reserved.</div></body></html>"""

META = """<html><head><meta charset=utf-8><title>강물 되살린 마을 : 환경 : 사회 : 한겨레</title>
<meta property="og:title" content="강물 되살린 마을, 은어가 돌아왔다">
<meta property="article:published_time" content="2025-12-08T16:21:00+09:00">
<meta property="article:modified_time" content="2025-12-08T17:05:11+09:00">
<meta property="article:section" content="환경"><meta name="author" content="맹소율">
<link rel="canonical" href="https://www.hani.co.kr/arti/society/1.html">
<script type="application/ld+json">{"@type": "NewsArticle", broken</script></head>
<body><div class="article"><h3>강물 되살린 마을, 은어가 돌아왔다</h3><div class="text">
<p>물빛마을 여울에 은어가 15년 만에 돌아왔다. 주민들이 보를 허물고 자갈을 다시 깐 지 3년 만이다.</p>
<p>물빛마을 여울의 은어. 물빛마을 제공</p>
<p>환경단체는 올해 은어 2300마리를 세었다고 8일 밝혔다. 지난해의 네 배다.</p>
<p>맹소율 기자 soyul@example.co.kr</p></div></div></body></html>"""

EUC_KR = """<html><head><meta http-equiv="Content-Type" content="text/html; charset=euc-kr">
<title>똠방각하 기념관 문 열다 | 문화일보</title></head><body>
<div id="view"><h1>똠방각하 기념관 문 열다</h1>
<p class="date">기사입력 2025-11-03 09:05 | 최종수정 2025-11-03 12:30</p><div id="body">
<p>똠방각하를 기리는 작은 기념관이 3일 가람마을에 문을 열었다. 마을 주민이 모은 물건 320점이 있다.</p>
<p>기념관은 월요일을 빼고 날마다 문을 연다. 입장료는 없다고 마을은 밝혔다.</p>
<p>표은결 기자</p></div></div></body></html>"""

BARE = """<html><body><div><h1>누리항, 자율 예인선 첫 상업 운항</h1>
<p>누리항에서 사람이 타지 않는 예인선이 처음으로 큰 배를 끌었습니다.</p>
<p>항만공사는 오늘 새벽 4만 톤급 화물선을 부두에 댔다고 밝혔습니다.</p>
<p>YTN 옥다온 (daon@example.co.kr)</p></div></body></html>"""


def summary(draft: Draft) -> dict[str, object]:
    return {
        "title": draft.title,
        "outlet": draft.outlet,
        "published": draft.published.iso() if draft.published else None,
        "modified": draft.modified.iso() if draft.modified else None,
        "authors": draft.authors,
        "section": draft.section,
        "url": draft.url,
        "paragraphs": [paragraph[:9] for paragraph in draft.body.split("\n\n")],
    }


LINKED_DATA_SUMMARY = {
    "title": '새솔전지, 유럽 첫 공장 "착공"',
    "outlet": "조선일보",
    "published": "2026-01-20T05:00:00+09:00",
    "modified": "2026-01-20T11:47:00+09:00",
    "authors": ("공채린", "길나래"),
    "section": "산업",
    "url": "https://www.chosun.com/a/1",
    "paragraphs": [
        "배터리 기업 새솔",
        "수명 두 배, 값",
        "새솔전지의 전지는",
        "◇유럽의 선택",
        "업계에서는 “버스",
    ],
}
SUMMARIES = {
    "portal": {
        "title": "해오름시 하수열로 온실 데운다",
        "outlet": "연합뉴스",
        "published": "2026-03-04T14:15:00+09:00",
        "modified": "2026-03-04T18:40:00+09:00",
        "authors": ("나도윤",),
        "section": None,
        "url": "https://n.news.naver.com/article/001/1",
        "paragraphs": [
            "(해오름=연합뉴스",
            "시는 올해 12억",
            '"겨울마다 기름값',
            "농민 배서준 씨는",
        ],
    },
    "meta": {
        "title": "강물 되살린 마을, 은어가 돌아왔다",
        "outlet": "한겨레",
        "published": "2025-12-08T16:21:00+09:00",
        "modified": "2025-12-08T17:05:11+09:00",
        "authors": ("맹소율",),
        "section": "환경",
        "url": "https://www.hani.co.kr/arti/society/1.html",
        "paragraphs": ["물빛마을 여울에 ", "환경단체는 올해 "],
    },
    "euc-kr": {
        "title": "똠방각하 기념관 문 열다",
        "outlet": "문화일보",
        "published": "2025-11-03T09:05:00+09:00",
        "modified": "2025-11-03T12:30:00+09:00",
        "authors": ("표은결",),
        "section": None,
        "url": None,
        "paragraphs": ["똠방각하를 기리는", "기념관은 월요일을"],
    },
    "bare": {
        "title": "누리항, 자율 예인선 첫 상업 운항",
        "outlet": None,
        "published": None,
        "modified": None,
        "authors": ("옥다온",),
        "section": None,
        "url": None,
        "paragraphs": ["누리항에서 사람이", "항만공사는 오늘 "],
    },
}
PAGES = {
    "portal": PORTAL.encode(),
    "meta": META.encode(),
    "euc-kr": EUC_KR.encode("cp949"),
    "bare": BARE.encode("utf-16"),
}


@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str) -> None:
    found = summary(read_page(decode(PAGES[name])))
    assert found == SUMMARIES[name]


def test_a_page_through_the_worker() -> None:
    draft = ingest.parse(LINKED_DATA.encode(), ".HTML")
    assert summary(draft) == LINKED_DATA_SUMMARY
    assert [line.reason for line in draft.dropped] == ["contact", "copyright"]


@pytest.mark.parametrize("char", ["\x08", "&#8;", "&#11;", "\x1f", "&#xffff;", "\ufffe"])
@pytest.mark.parametrize("tag", ["p", "pre"])
def test_characters_that_xml_forbids_are_left_out(char: str, tag: str) -> None:
    page = META.replace("물빛마을 여울에", f"<{tag}>물빛{char}마을</{tag}> 여{char}울에")
    assert (
        read_page(page.replace("<title>", f"<title>{char}")).title
        == "강물 되살린 마을, 은어가 돌아왔다"
    )


def test_captions_are_dropped_with_a_reason() -> None:
    assert ("caption", "물빛마을 여울의 은어. 물빛마을 제공") in [
        (line.reason, line.text) for line in read_page(META).dropped
    ]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("가".encode("utf-8-sig"), "가"),
        ("가".encode("utf-16"), "가"),
        ("<meta charset='EUC-KR'>똠".encode("cp949"), "<meta charset='EUC-KR'>똠"),
        ("똠방각하".encode("cp949"), "똠방각하"),
        ("<meta charset=euc-kr>가나다".encode(), "<meta charset=euc-kr>가나다"),
        (b"<meta charset=utf-8>\xff", "<meta charset=utf-8>\ufffd"),
        (b"<meta charset=idna>a\xffb", "<meta charset=idna>a\ufffdb"),
        (b"\xff\xfe\x00", "\ufffd"),
    ],
)
def test_decode(data: bytes, text: str) -> None:
    assert decode(data) == text


@pytest.mark.parametrize(
    "page",
    [
        "",
        " ",
        "<!-- -->",
        "\0" * 99,
        "<a " * 20_000,
        "<div>" * 30_000,
        "<p>제목만</p>",
        "<html></html>",
    ],
    ids=lambda page: page[:8],
)
def test_pages_without_a_body(page: str) -> None:
    with pytest.raises(IngestError) as caught:
        read_page(page)
    assert caught.value.code == "ingest.no_body"


@pytest.mark.parametrize(
    "linked_data",
    [
        "[" * 50_000,
        "9" * 5_000,
        '{"@type": 1}',
        '{"@type": "NewsArticle", "headline": 5, "author": [[]]}',
        "null",
    ],
    ids=lambda value: value[:12],
)
def test_hostile_linked_data(linked_data: str) -> None:
    script = f"<script type='application/ld+json'>{linked_data}</script>"
    draft = read_page(META.replace("<body>", script + "<body>"))
    assert draft.title == "강물 되살린 마을, 은어가 돌아왔다"


def test_the_worker_s_refusal_is_passed_on() -> None:
    with pytest.raises(IngestError) as caught:
        parse_html(b"<a " * 20_000)
    assert caught.value.code == "ingest.no_body"


def test_too_large() -> None:
    with pytest.raises(IngestError) as caught:
        parse_html(b"x" * (MAX_HTML_BYTES + 1))
    assert caught.value.code == "ingest.too_large"


# --- the door ----------------------------------------------------------------------------------

BODY = "해마루시는 3일 도서관 두 곳을 새로 열었다."


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_text_in_any_encoding(codec: str) -> None:
    assert ingest.parse(BODY.encode(codec), ".txt").body == BODY
    assert ingest.parse(f"# 제목\n{BODY}".encode(codec), ".md").title == "제목"


@pytest.mark.parametrize(
    ("data", "suffix", "code"),
    [
        (b"\xff\xfe\xfd", ".txt", "not_text"),
        (b"\x89PNG\r\n\x1a\n\0\0", ".txt", "not_text"),
        (BODY.encode("utf-16-le"), ".md", "not_text"),
        (b"x" * (2 * 1024 * 1024 + 1), ".txt", "too_large"),
        (("가나다. " * 60_000).encode(), ".txt", "too_long"),
        (b"", ".txt", "no_body"),
        (b"{}", ".jsonl", "unknown_format"),
        (b"x", ".pdf", "unknown_format"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_the_door_refuses(data: bytes, suffix: str, code: str) -> None:
    with pytest.raises(IngestError) as caught:
        ingest.parse(data, suffix)
    assert caught.value.code == f"ingest.{code}"
    assert caught.value.sentence("ko") != caught.value.sentence("en")


def test_the_longest_body() -> None:
    longest = ("가" * 99 + "\n") * (MAX_BODY_CHARS // 100)
    assert ingest.parse(("---\n---\n" + longest).encode(), ".md").body == longest.strip()


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b"<!DOCTYPE html>", ".html"),
        (b"\xef\xbb\xbf \n<HTML lang=ko>", ".html"),
        (b"<?xml version='1.0'?><html>", ".html"),
        (b'\n{"text": 1}\n', ".jsonl"),
        (b'{"text": "broken', ".jsonl"),
        (b"---\ntitle: a\n---\n", ".md"),
        (b"\xef\xbb\xbf---\r\n", ".md"),
        (b"{brackets} in a text", ".txt"),
        ("한겨레".encode(), ".txt"),
        (b"", ".txt"),
        (b"<3 news", ".txt"),
    ],
)
def test_guess_suffix(data: bytes, suffix: str) -> None:
    assert ingest.guess_suffix(data) == suffix


# --- short articles ----------------------------------------------------------------------------

SHORT = """<!doctype html><html lang="ko"><head><title>파도소리 도서관 문 열어 | 물결신문</title>
<meta property="og:title" content="파도소리 도서관 문 열어">
<meta property="og:site_name" content="물결신문"></head>
<body><nav><ul><li><a href="/">정치</a></li></ul></nav>{opened}<h1>파도소리 도서관 문 열어</h1>
<p class="byline">김파도 기자 wave@x.kr</p>
<figure><img src="a.jpg"><figcaption>새 도서관의 서가. /물결시 제공</figcaption></figure>
<p>물결시는 1일 파도소리 도서관을 열었다고 밝혔다.</p><p>도서관에는 책 3만 권과 좌석 120개가 있다.</p>
<p>입장은 무료이며 월요일에는 문을 닫는다.</p>
<p>Copyright ⓒ 물결신문. 무단 전재 및 재배포 금지.</p>{closed}
<aside><h3>많이 본 뉴스</h3><ol><li><a href="/1">바다가 보이는 도서관이 뜬다.</a></li></ol>
<span class="author">박구름 기자</span></aside></body></html>"""
SHORT_BODY = [
    "물결시는 1일 파도소리 도서관을 열었다고 밝혔다.",
    "도서관에는 책 3만 권과 좌석 120개가 있다.",
    "입장은 무료이며 월요일에는 문을 닫는다.",
]


@pytest.mark.parametrize("tag", ["article", "main", 'div class="article-body"', "section"])
def test_a_short_article_is_an_article_and_nothing_else_comes_in(tag: str) -> None:
    page = SHORT.format(opened=f"<{tag}>", closed=f"</{tag.split(maxsplit=1)[0]}>")
    draft = read_page(page)
    assert draft.body.split("\n\n") == SHORT_BODY
    assert draft.title == "파도소리 도서관 문 열어"
    assert draft.outlet == "물결신문"
    assert draft.authors == ("김파도",)


def test_the_paragraphs_of_the_article_remain_where_nothing_is_extracted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("trafilatura.extract", lambda *_, **__: None)
    draft = read_page(SHORT.format(opened="<article>", closed="</article>"))
    assert draft.body.split("\n\n") == SHORT_BODY
    with pytest.raises(IngestError):
        read_page(SHORT.format(opened="<div>", closed="</div>"))


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ('<span itemprop="author">이나루 기자</span>', ("이나루",)),
        ('<div class="reporter_area"><a href="/">이나루 기자</a></div>', ("이나루",)),
        ('<p class="byline">2026년 3월 1일</p>', ()),
        ('<ul class="related"><li class="author">박구름 기자</li></ul>', ()),
    ],
)
def test_the_author_is_read_from_what_is_marked_as_a_byline(
    byline: str, authors: tuple[str, ...]
) -> None:
    page = SHORT.replace('<p class="byline">김파도 기자 wave@x.kr</p>', byline)
    assert read_page(page.format(opened="<article>", closed="</article>")).authors == authors
