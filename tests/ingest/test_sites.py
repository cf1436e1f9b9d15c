"""The rules of outlets, and how the engine uses them, on small invented pages."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files

import pytest

from newsbot.article import Draft
from newsbot.dates import Moment
from newsbot.errors import IngestError
from newsbot.ingest import sites
from newsbot.ingest.charset import decode
from newsbot.ingest.opening import MAX_ATTRIBUTES, MAX_TAGS
from newsbot.ingest.outlets import domains_of, outlet_at
from newsbot.ingest.pagetimes import read_modified, read_times
from newsbot.ingest.webpage import read_page
from newsbot.text import MAX_BODY_CHARS

RULES = tomllib.loads((files("newsbot.ingest") / "sites.toml").read_text("utf-8"))
LISTS = {*sites.PARTS, "domains", "remove_lines"}

FIRST = "나루군은 3일 강가에 자전거 우체국을 열었다고 밝혔다."
SECOND = "우체부 두 명이 하루에 편지 300통을 나른다고 군은 설명했다."
THIRD = "군은 내년에 우체국을 두 곳 더 열 계획이다."
TEXT = "".join(f"<p>{sentence}</p>" for sentence in (FIRST, SECOND, THIRD))
BODY = [FIRST, SECOND, THIRD]


def page(body: str, head: str = "", title: str = "자전거 우체국이 문을 열었다") -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body>"
        "<div id=menu><a href=/>정치</a> <a href=/>경제</a></div>"
        f"{body}<div id=foot><p>많이 본 뉴스</p><a href=/2>배가 들어왔다</a></div></body></html>"
    )


def paragraphs(draft: Draft) -> list[str]:
    return draft.body.split("\n\n")


def iso(moment: Moment | None) -> str | None:
    return moment.iso() if moment else None


def when(text: str) -> tuple[str | None, str | None]:
    times = read_times(text)
    published, modified = iso(times.published), iso(times.modified)
    return published and published[:16], modified and modified[:16]


# --- the table ---------------------------------------------------------------------------------


def test_there_is_a_rule_for_each_outlet_that_was_promised():
    promised = (
        *(
            "세계일보",
            "연합뉴스",
            "조선일보",
            "중앙일보",
            "동아일보",
            "한겨레",
            "경향신문",
            "한국경제",
        ),
        *(
            "매일경제",
            "한국일보",
            "KBS",
            "MBC",
            "SBS",
            "YTN",
            "MBN",
            "뉴시스",
            "뉴스1",
            "네이버뉴스",
        ),
    )
    assert [name for name in promised if sites.site_of(name) is None] == []


@pytest.mark.parametrize(
    "rule", [RULES["generic"], *RULES["site"]], ids=lambda rule: str(rule.get("outlet"))
)
def test_a_rule_names_a_known_outlet_and_selectors_that_compile(rule):
    assert rule.keys() <= LISTS | {"outlet", "source_id"}
    if "outlet" in rule:
        assert domains_of(rule["outlet"])
    for part in sites.PARTS:
        for css in rule.get(part, []):
            sites.selector(css)
    for pattern in rule.get("remove_lines", []):
        re.compile(pattern)
    assert re.compile(rule.get("source_id", "(.)")).groups == 1


def test_no_rule_says_the_same_twice():
    for rule in (RULES["generic"], *RULES["site"]):
        for part in LISTS & rule.keys():
            assert len(set(rule[part])) == len(rule[part]), (rule.get("outlet"), part)


def test_every_domain_of_a_rule_belongs_to_its_outlet():
    for site in sites.sites():
        for domain in site.domains:
            known = outlet_at(domain)
            assert known == site.outlet or known is None, (site.outlet, domain)


def test_a_list_that_is_none_is_refused():
    with pytest.raises(ValueError, match="body"):
        sites._site({"outlet": "세계일보", "body": "#a"})


@pytest.mark.parametrize(
    ("address", "outlet"),
    [
        ("https://www.segye.com/newsView/20251029000001", "세계일보"),
        ("http://M.SEGYE.COM./view", "세계일보"),
        ("https://mbn.mk.co.kr/pages/news/1", "MBN"),
        ("https://www.mk.co.kr/news/1", "매일경제"),
        ("https://n.news.naver.com/article/001/1", "네이버뉴스"),
        ("https://segye.com.example.com/", None),
        ("https://notsegye.com/", None),
        ("http://[", None),
        (None, None),
    ],
)
def test_the_longest_domain_that_fits_chooses_the_rule(address, outlet):
    site = sites.site_at(address)
    assert (site.outlet if site else None) == outlet


# --- which rule, and where from ----------------------------------------------------------------

SEGYE = f"<article id=article_txt>{TEXT}</article>"
ADDRESS = "https://www.segye.com/newsView/20251029000001"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (page(SEGYE), ADDRESS),
        (page(SEGYE), f"https://web.archive.org/web/20260102030405/{ADDRESS}"),
        (page(SEGYE, f'<meta property="og:url" content="{ADDRESS}">'), None),
        (page(SEGYE, f'<link rel="canonical" href="{ADDRESS}">'), None),
        (f"<!-- saved from url=(0045){ADDRESS} -->{page(SEGYE)}", None),
    ],
    ids=["address", "archive", "og:url", "canonical", "saved"],
)
def test_the_address_is_found_wherever_it_stands(text, address):
    draft = read_page(text, address)
    assert draft.url == ADDRESS
    assert draft.outlet == "세계일보"
    assert paragraphs(draft) == BODY


def test_a_page_without_an_address_goes_by_the_outlet_that_it_names():
    text = page(SEGYE, title="자전거 우체국이 문을 열었다 - 세계일보")
    assert read_page(text).outlet == "세계일보"
    assert read_page(text).title == "자전거 우체국이 문을 열었다"


def test_the_outlet_in_the_title_of_the_window_brings_its_rule(rule):
    rule(body=["#odd"])
    other = "".join(f"<p>{number}번째 자전거가 지나갔다고 한다.</p>" for number in range(9))
    text = page(f"<div id=odd>{TEXT}</div><article>{other}</article>", title="자전거 - 세계일보")
    assert paragraphs(read_page(text)) == BODY


@pytest.mark.parametrize(
    ("links", "outlet"),
    [
        (["https://www.segye.com/1", "//img.segye.com/a.png", "http://m.segye.com/"], "세계일보"),
        (["https://www.segye.com/1", "https://www.segye.com/2", "/3"], None),
        (["https://segye.com/1", "https://kbs.co.kr/1"] * 3, None),
        (["https://blog.naver.com/1"] * 9, None),
    ],
    ids=range(4),
)
def test_a_page_that_names_no_address_is_of_the_outlet_it_links_to(rule, links, outlet):
    rule(body=["#odd"])
    other = "".join(f"<p>{number}번째 자전거가 지나갔다고 한다.</p>" for number in range(9))
    inside = "".join(f"<a href='{link}'>가</a>" for link in links)
    draft = read_page(page(f"{inside}<div id=odd>{TEXT}</div><article>{other}</article>"))
    assert draft.outlet == outlet
    assert draft.url is None
    assert (paragraphs(draft) == BODY) == bool(outlet)


@pytest.mark.parametrize(
    ("notice", "outlet"),
    [
        ("[저작권자(c) 세계일보 무단전재 및 재배포 금지]", "세계일보"),
        ("Copyright&copy;'세계일보'&amp;나루. All rights reserved.", "세계일보"),
        ("ⓒ 세계일보", None),
        ("저작권자 ⓒ 세계일보 무단전재 금지</p><p>저작권자 ⓒ 연합뉴스 무단전재 금지", None),
    ],
    ids=range(4),
)
def test_the_notice_of_copyright_brings_the_rule_of_its_outlet(rule, notice, outlet):
    rule(body=["#odd"])
    other = "".join(f"<p>{number}번째 자전거가 지나갔다고 한다.</p>" for number in range(9))
    text = page(f"<div id=odd>{TEXT}</div><article>{other}</article><p>{notice}</p>")
    assert (paragraphs(read_page(text)) == BODY) == bool(outlet)


def test_the_front_page_is_no_address_of_an_article():
    assert (
        read_page(page(SEGYE, '<meta property="og:url" content="http://segye.com/">')).url is None
    )


@pytest.fixture
def rule(monkeypatch):
    """Return a function that makes a rule the one of example outlets' pages."""

    def make(**values: object) -> None:
        site = sites._site({"outlet": "세계일보", **values})
        monkeypatch.setattr(sites, "_sites", lambda: (sites._site(RULES["generic"]), site))

    return make


def test_the_rule_goes_before_the_metadata(rule):
    rule(
        title=[".t"],
        published=[".d"],
        authors=[".w"],
        section=[".c"],
        subtitles=[".s"],
        source_id=r"/(\d+)$",
    )
    head = (
        '<meta property="og:title" content="다른 제목입니다"><meta property="article:section" content="경제">'
        '<meta property="article:published_time" content="2020-01-01T00:10:00+09:00">'
    )
    text = page(
        f"<p class=c>홈 &gt; 사회 &gt; 강</p><h3 class=t>자전거 우체국</h3><h4 class=s>편지 300통<br>우체부 둘</h4>"
        f"<p class=d>2020.01.02 03:04</p><p class=w>봉나루 기자</p><div itemprop=articleBody>{TEXT}</div>",
        head,
    )
    draft = read_page(text, ADDRESS)
    assert draft.title == "자전거 우체국"
    assert draft.subtitles == ("편지 300통", "우체부 둘")
    assert iso(draft.published) == "2020-01-02T03:04:00+09:00"
    assert (draft.authors, draft.section, draft.source_id) == (("봉나루",), "강", "20251029000001")


def test_the_byline_of_the_outlet_itself_is_no_author():
    text = page(
        f"<article>{TEXT}</article>",
        '<meta property="og:site_name" content="강가이야기"><meta name=author content="강가이야기">',
    )
    assert read_page(text).authors == ()


def test_siblings_that_match_are_one_body_and_others_further_down_are_not(rule):
    rule(body=[".par"])
    text = page(
        f"<div><div class=par>{FIRST}</div><p>광고</p><div class=par>{SECOND}</div></div>"
        f"<section><div class=par>{THIRD}</div></section>"
    )
    assert paragraphs(read_page(text, ADDRESS)) == [FIRST, SECOND]


def test_what_a_rule_removes_is_not_in_the_body(rule):
    rule(body=["#a"], remove=["#outer .gone"], remove_lines=["^더 읽기"])
    text = page(
        f"<div id=outer><div id=a><p>{FIRST}</p><p class=gone>구독자 전용 알림을 받아 보시기 바랍니다.</p>"
        f"<p>더 읽기: 나루군의 자전거가 모두 300대를 넘었다고 한다.</p><p>{SECOND}</p></div></div>"
    )
    assert paragraphs(read_page(text, ADDRESS)) == [FIRST, SECOND]


def test_what_every_site_removes_is_not_in_the_body_of_a_rule_either(rule):
    rule(body=["#a"])
    text = page(f"<div id=a><em class=img_desc>나루군 우체국에 해가 진다고 한다.</em>{TEXT}</div>")
    assert paragraphs(read_page(text, ADDRESS)) == BODY


@pytest.mark.parametrize("wrong", ["", "<p>불러오는 중</p>", f"<p>{THIRD}</p>"])
def test_a_body_that_is_not_plausible_is_not_taken(rule, wrong):
    rule(body=["#teaser"])
    long = "".join(
        f"<p>{number}번째 우체부는 {sentence}</p>" for number in range(9) for sentence in BODY
    )
    draft = read_page(page(f"<div id=teaser>{wrong}</div><article>{long}</article>"), ADDRESS)
    assert len(paragraphs(draft)) == 27


def test_a_short_article_of_a_rule_is_an_article(rule):
    rule(body=["#a"])
    text = page(
        f"<div id=a>{FIRST}</div><article><p>{'나루군은 물이 맑다고 전했다. ' * 5}</p></article>"
    )
    assert paragraphs(read_page(text, ADDRESS)) == [FIRST]


def test_the_outlet_of_a_portal_s_page_is_who_wrote_it(rule):
    rule(outlet="네이버뉴스", body=["#a"], outlet_name=[".press img::attr(alt)"])
    text = page(f"<div class=press><img alt=뉴시스></div><div id=a>{TEXT}</div>")
    assert read_page(text, "https://n.news.naver.com/article/003/1").outlet == "뉴시스"


# --- the body ----------------------------------------------------------------------------------


def body_of(inside: str) -> list[str]:
    return paragraphs(read_page(page(f'<div itemprop="articleBody">{inside}</div>')))


@pytest.mark.parametrize(
    "inside",
    [
        f"{FIRST}<br><br>{SECOND}<br/>{THIRD}",
        f"\n  {FIRST}\n<br>\n<div>{SECOND}</div>{THIRD}",
        f"<ul><li>{FIRST}<li>{SECOND}</ul><table><tr><td>{THIRD}</table>",
        TEXT.replace("편지", "<b>편</b><span>지</span>").replace(" ", "\n "),
        f"{TEXT}<p>봉나루 기자 naru@example.com</p><p>저작권자 ⓒ 나루신문 무단전재 및 재배포 금지</p>",
        f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD} 봉나루 기자 naru@example.com</p>",
        f"<script>a('{THIRD}')</script><style>p{{}}</style><p hidden>{THIRD}</p>{TEXT}",
        f"<p style='color:red; DISPLAY : none'>보이지 않는 글이 여기에 있다고 한다.</p>{TEXT}",
        f"<figure><img><figcaption>나루군 우체국이 보인다.</figcaption></figure>{TEXT}",
        f"<table><tr><td><img></td></tr><tr><td>나루군 우체국 앞에 사람들이 서 있다.</table>{TEXT}",
        f"<p>{FIRST}</p><p><a href=/2>▶ 물고기 우체국</a><p><a href=/3>강이 맑아졌다는데</a><p>{SECOND}</p>{THIRD}",
        f"<!-- {THIRD} -->{TEXT}<noscript>{THIRD}</noscript><textarea>{THIRD}</textarea>",
    ],
    ids=range(12),
)  # fmt: skip
def test_the_lines_are_those_that_a_browser_shows(inside):
    assert body_of(inside) == BODY


def test_sub_headlines_and_speakers_stay_in_the_body():
    marked = f"<p>[앵커]</p><p>{FIRST}</p><p>[기자]</p><p>◇편지 300통</p><p>{SECOND}</p><p>▶ 인터뷰 : 봉나루 / 우체부</p><p>{THIRD}</p>"
    assert body_of(marked) == [
        "[앵커]", FIRST, "[기자]", "◇편지 300통", SECOND, "▶ 인터뷰 : 봉나루 / 우체부", THIRD,
    ]  # fmt: skip


def test_a_line_spoken_in_a_broadcast_ends_the_body():
    said = "[봉나루/나루군 주민 : 정말 좋아요. 날마다 타고 싶어요.]"
    assert body_of(f"{TEXT}<p>{said}</p><p>[봉나루 기자 : 사진]</p>") == [*BODY, said]


def test_a_notice_without_sentences_is_an_article():
    assert body_of("◇ 승진<br>▲우체국장 봉나루<br>▲강변지점장 옥은솔") == [
        "◇ 승진",
        "▲우체국장 봉나루",
        "▲강변지점장 옥은솔",
    ]


QUOTED = "우체부 옥은솔 씨는 “강가를 달리면 날마다 즐겁다”고 말했다."
STORY = {
    "headlines": {"basic": "자전거 우체국이 문을 열었다"},
    "subheadlines": {"basic": "편지 300통"},
    "display_date": "2021-03-03T20:10:05.123Z",
    "last_updated_date": "2021-03-04T01:00:00Z",
    "credits": {"by": [{"name": "봉나루 기자"}]},
    "taxonomy": {"primary_section": {"name": "사회"}},
    "content_elements": [
        {"type": "text", "content": FIRST},
        {"type": "image", "caption": "우체국 앞이다."},
        {"type": "header", "content": "하루 300통"},
        {"type": "text", "content": f"<b>{SECOND}</b>"},
        {"type": "quote", "content_elements": [{"type": "text", "content": QUOTED}]},
        {"type": "text", "content": f"{THIRD} 봉나루 기자 naru@example.com"},
    ],
}


def test_a_story_that_a_script_would_show_is_read_as_data():
    script = f"<script>window.Fusion=window.Fusion||{{}};Fusion.globalContent={json.dumps(STORY)};Fusion.x=1</script>"
    draft = read_page(
        page("<div id=fusion-app></div>", script, title="조선일보"), "https://www.chosun.com/a/b/"
    )
    assert paragraphs(draft) == [FIRST, "하루 300통", SECOND, QUOTED, THIRD]
    assert draft.title == "자전거 우체국이 문을 열었다"
    assert draft.subtitles == ("편지 300통",)
    assert iso(draft.published) == "2021-03-04T05:10:05+09:00"
    assert iso(draft.modified) == "2021-03-04T10:00:00+09:00"
    assert (draft.authors, draft.section, draft.outlet) == (("봉나루",), "사회", "조선일보")


NESTED = json.dumps({"props": {"detail": {"contentHtml": TEXT, "regDt": "2026.01.29 18:40"}}})
PUSHED = json.dumps(f'5:["$",{NESTED}]\n')


@pytest.mark.parametrize(
    "script",
    [
        f'<script id="__NEXT_DATA__" type="application/json">{NESTED}</script>',
        f"<script>window.__STATE__ = {NESTED};</script>",
        f'<script>self.__next_f.push([1,{PUSHED[:60]}"])</script><script>self.__next_f.push([1,"{PUSHED[60:]}])</script>',
    ],
    ids=["next", "state", "flight"],
)
def test_a_body_in_the_data_of_scripts_is_found(script):
    draft = read_page(page("<div id=root></div>", script))
    assert paragraphs(draft) == BODY
    assert iso(draft.published) == "2026-01-29T18:40:00+09:00"


def test_the_body_of_the_linked_data_is_the_last_resort():
    data = json.dumps(
        {"@type": "NewsArticle", "headline": "자전거 우체국", "articleBody": "\n".join(BODY * 2)}
    )
    draft = read_page(
        page("<div id=root></div>", f'<script type="application/ld+json">{data}</script>')
    )
    assert paragraphs(draft) == BODY * 2


# --- headlines ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ('<meta property="og:title" content="[세계일보] 강이 맑아졌다 &amp;quot;드디어&amp;quot;">', "", '강이 맑아졌다 "드디어"'),
        ('<meta property="og:title" content="강이 맑아졌다는 소식이...">', "<h1>강이 맑아졌다는 소식이 들려온다</h1>", "강이 맑아졌다는 소식이 들려온다"),
        ('<meta property="og:title" content="<b>강</b>이 맑아졌다 - 사회 - 한겨레">', "", "강 이 맑아졌다"),
        ('<meta property="og:title" content="강이 맑아졌다-정치ㅣ한국일보">', "", "강이 맑아졌다"),
        ('<meta property="og:title" content="네이버 뉴스">', "<h1>강이 맑아졌다고 한다</h1>", "강이 맑아졌다고 한다"),
        ('<meta property="og:title" content="나루일보 모바일 :: 강이 맑아졌다고 한다">', "<h2>강이 맑아졌다고 한다</h2>", "강이 맑아졌다고 한다"),
        ("<title>한겨레 : 강이 맑아졌다고 한다</title>", "<h1>한겨레</h1><h1>오늘의 날씨와 운세</h1>", "강이 맑아졌다고 한다"),
        ("<title>나루일보 | 강이 맑아졌다고 한다 | 사회</title>", "<h1>나루일보</h1><h2>강이 맑아졌다고 한다</h2>", "강이 맑아졌다고 한다"),
    ],
    ids=range(8),
)  # fmt: skip
def test_the_headline_is_complete_and_bare(head, body, title):
    text = f"<html><head>{head}</head><body>{body}<article>{TEXT}</article></body></html>"
    assert read_page(text).title == title


# --- times -------------------------------------------------------------------------------------

META = '<meta property="article:published_time" content="{}">'


@pytest.mark.parametrize(
    ("said", "seen", "time"),
    [
        ("2020-01-02T03:04:05+09:00", "", "2020-01-02T03:04"),
        ("2020-01-02T03:04:05", "", "2020-01-02T03:04"),
        ("2020-01-02T03:04:05Z", "", "2020-01-02T12:04"),
        ("2020-01-02T03:04:05Z", "입력 2020.01.02 03:04", "2020-01-02T03:04"),  # KST marked as UTC
        ("2020-01-01T18:04:05+09:00", "입력 2020.01.02 03:04", "2020-01-02T03:04"),  # UTC as KST
        ("2020-01-01T18:04:05", "2020.01.02 03:04", "2020-01-02T03:04"),
        ("2020-01-02T03:04:05", "2020.01.02 03:04 2020.01.02 12:04", "2020-01-02T03:04"),
        ("2020-01-02", "등록 : 2020-01-02 오후 3:04", "2020-01-02T15:04"),
        ("2020-01-02T00:00:00", "2020/01/02 15:04", "2020-01-02T15:04"),
        ("2020-01-02T18:30:00", "입력 2020.01.02 03:04 수정 2020.01.02 18:30", "2020-01-02T03:04"),
        ("2020-01-02T03:04:00", "입력 2020.01.02 03:09", "2020-01-02T03:04"),
        ("2020-01-02T 03:04:05+09:00", "", "2020-01-02T03:04"),
        ("20200102030405", "", "2020-01-02T03:04"),
        ("", "최종편집 2026-01-01 10:00</p><p>승인 2020.01.02 03:04", "2020-01-02T03:04"),
        ("", "2020년 1월 2일 3시 4분", "2020-01-02T03:04"),
        ("", "", None),
    ],
    ids=range(16),
)
def test_the_time_of_publication_is_the_one_a_reader_would_name(said, seen, time):
    text = page(
        f"<h1>자전거 우체국이 문을 열었다</h1><p>{seen}</p><article>{TEXT}</article>",
        META.format(said),
    )
    assert (iso(read_page(text).published) or "")[:16] == (time or "")


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("기사입력 2012-03-04 11:22 | 최종수정 2012-03-04 12:22", ("2012-03-04T11:22", "2012-03-04T12:22")),
        ("입력 2012.03.04 (21:22)수정 2012.03.04 (21:50)", ("2012-03-04T21:22", "2012-03-04T21:50")),
        ("2015-10-14 11:22 송고 | 2015-10-14 15:40 최종수정", ("2015-10-14T11:22", "2015-10-14T15:40")),
        ("오늘 2026.01.02 10:00 입력 2012.03.04 11:22 수정 2012.03.04 12:00", ("2012-03-04T11:22", "2012-03-04T12:00")),
        ("2026-01-06 14:51 수정 2026-01-06 16:03", ("2026-01-06T14:51", "2026-01-06T16:03")),
        ("입력 : 2012/03/04 [11:22]", ("2012-03-04T11:22", None)),
        ("14.06.20 10:11 l 최종 업데이트 14.06.20 10:22 l 봉나루", ("2014-06-20T10:11", "2014-06-20T10:22")),
        ("[2012-03-04, 11:22:33]", ("2012-03-04T11:22", None)),
        ("2012.13.45 99:99", (None, None)),
    ],
    ids=range(9),
)  # fmt: skip
def test_the_spellings_of_times(text, times):
    assert when(text) == times


def test_a_lone_time_is_that_of_the_change_where_a_rule_says_so():
    moment = read_modified("2012.03.04 11:22")
    assert iso(moment) == "2012-03-04T11:22:00+09:00"
    assert read_modified("입력 2012.03.04 11:22 ") is None


# --- bytes -------------------------------------------------------------------------------------

KOREAN = "<meta charset={}>뷁! 나루군은 우체국을 열었다고 밝혔다."


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (KOREAN.format("utf-8").encode("cp949"), None),
        (KOREAN.format("euc-kr").encode(), None),
        (KOREAN.format("iso-8859-1").encode("cp949"), None),
        (KOREAN.format("x-windows-949").encode("cp949"), "utf-8"),
        (KOREAN.format("utf-8").encode("cp949"), "EUC-KR"),
        (KOREAN.format("").encode("cp949"), "iso-8859-1"),
        (KOREAN.format("utf-8").encode("cp949") + b"\xb3", None),
        (KOREAN.format("euc-kr").encode() + b"\xeb\x82", "euc-kr"),
        (b" " * 20_000 + KOREAN.format("euc-kr").encode("cp949") + b"\xff", None),
    ],
    ids=range(9),
)
def test_what_reads_with_the_fewest_faults_is_the_text(data, charset):
    assert "뷁! 나루군은 우체국을 열었다고 밝혔다." in decode(data, charset)


def test_a_western_page_stays_western():
    assert decode("<meta charset=iso-8859-1>café — naïve".encode("cp1252")).endswith("café — naïve")


# --- what is absurd ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<a " * (MAX_TAGS + 1),
        "<div>" * 200_000,
        "<p " + " ".join(f"a{number}" for number in range(200_000)) + ">",
        "<p " + "/".join(f"a{number}" for number in range(200_000)) + ">",
        "<p " + " ".join(f"a{number}='b c'" for number in range(MAX_ATTRIBUTES + 1)) + ">",
    ],
    ids=range(5),
)
def test_a_page_that_would_take_long_is_refused_before_it_is_parsed(text, monkeypatch):
    monkeypatch.setattr("newsbot.ingest.opening.document_fromstring", None)
    with pytest.raises(IngestError) as caught:
        read_page(text)
    assert caught.value.code == "ingest.html_absurd"


def test_long_scripts_values_and_texts_are_not_absurd():
    script = "<script>if (a<b && c) {" + "x = y / z; " * 5_000 + "}</script>"
    image = f"<img src='data:image/png;base64,{'A' * 500_000}' alt='{'낱말 ' * 900}'>"
    text = page(f"{image}<article>{TEXT}</article>", script)
    assert paragraphs(read_page(text)) == BODY


def test_a_body_beyond_the_limit_is_too_long():
    with pytest.raises(IngestError) as caught:
        body_of(f"{FIRST}<br>" * (MAX_BODY_CHARS // len(FIRST) + 1))
    assert caught.value.code == "ingest.too_long"


@pytest.mark.parametrize(
    "inside",
    ["<div>" * 20_000, "<span>" * 20_000, "<table><tr><td>" * 9_000, "<b>" * 30_000, "<ul><li>" * 15_000],
    ids=range(5),
)  # fmt: skip
def test_deep_nesting_ends_as_an_article_or_as_a_refusal(inside):
    try:
        assert FIRST in read_page(page(f"<div id=articleBody>{inside}{TEXT}</div>")).body
    except IngestError as error:
        assert error.code == "ingest.no_body"  # noqa: PT017
