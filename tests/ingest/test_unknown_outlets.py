"""Pages of outlets without a rule: old tables, blogs, local papers, pages drawn by scripts."""

import json

import pytest

from newsbot.errors import IngestError
from newsbot.ingest.page import parse_page, read_article
from newsbot.ingest.webpage import read_page

TITLE = "강빛시, 시내버스 12개 노선 개편한다"
LINES = (
    "강빛시가 내년부터 시내버스 노선 12개를 개편한다고 4일 밝혔다.",
    "시는 이용객이 적은 노선을 없애고 역으로 가는 노선을 두 개 만들기로 했다. 배차 간격도 줄어든다.",
    "시는 오는 20일 주민 설명회를 열어 의견을 들을 계획이다.",
)
BODY = "\n\n".join(LINES)
PARAGRAPHS = "".join(f"<p>{line}</p>" for line in LINES)
BREAKS = "<br><br>".join(LINES)
MASTHEAD = "<p>강빛신문 | 등록번호 : 강빛 아00001 | 등록일 : 2010-01-01 | 발행인 : 홍길동</p>"


def body_of(*lines: str) -> str:
    return read_article(lines, TITLE).body


def article(inside: str, top: str = "") -> str:
    return f"<title>{TITLE}</title><h1>{TITLE}</h1>{top}<div id=articleBody>{inside}</div>"


@pytest.mark.parametrize(
    "place",
    [
        f"<font size=5><b>{TITLE}</b></font><br>",
        f"<table><tr><td class=view_tit>{TITLE}</td></tr></table>",
        f"<p>{TITLE}</p>",
    ],
)
def test_where_the_window_names_the_paper_alone_the_headline_is_what_stands_on_top(
    place: str,
) -> None:
    page = (
        f"<title>강빛신문</title>{place}<p>기사입력 2010-03-04 11:22</p>"
        f"<div id=articleBody>{BREAKS}</div>"
    )
    assert read_page(page).title == TITLE


def test_the_name_of_the_paper_in_a_frame_is_cut_off_the_windows_title() -> None:
    page = f"<title>::: 강빛마을소식 ::: {TITLE}</title><div id=articleBody>{BREAKS}</div>"
    assert read_page(page).title == TITLE


def test_a_headline_is_whole_that_a_quote_in_the_metadata_cuts() -> None:
    whole = '그라나, "역대 가장 많은 작품"'
    page = (
        f'<title>{whole}</title><meta property="og:title" content="{whole}">'
        f"<h1>{whole}</h1><div id=articleBody>{BREAKS}</div>"
    )
    assert read_page(page).title == whole


def test_an_unknown_name_behind_a_headline_that_holds_a_dash_is_cut_off() -> None:
    headline = "강빛시 - 달빛군 통합 논의 다시 불붙었다"
    page = (
        f"<title>{headline} - 한빛소식</title>"
        f'<meta property="og:title" content="{headline} - 한빛소식">'
        f"<h3>{headline}</h3><div id=articleBody>{BREAKS}</div>"
    )
    assert read_page(page).title == headline


def test_the_day_a_paper_was_registered_is_not_the_articles() -> None:
    page = article(BREAKS, "<p>2010년 03월 04일 (목) 11:22:33</p>") + MASTHEAD
    published = read_page(page).published
    assert published is not None
    assert published.iso() == "2010-03-04T11:22:33+09:00"
    assert read_page(article(BREAKS) + MASTHEAD).published is None


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("<span>작성일</span> 23-05-06 11:22", "2023-05-06T11:22:00+09:00"),
        (
            '<time class="published" datetime="2023-05-06T11:22:33+09:00">5월 6일</time>',
            "2023-05-06T11:22:33+09:00",
        ),
        ('<p><time datetime="2023-05-06 11:22">5월 6일</time></p>', "2023-05-06T11:22:00+09:00"),
        ("<span>2023.05.06</span>", "2023-05-06T00:00:00+09:00"),
    ],
)
def test_the_time_is_read_that_stands_below_the_headline(shown: str, expected: str) -> None:
    published = read_page(article(BREAKS, shown)).published
    assert published is not None
    assert published.iso() == expected


def test_title_and_time_are_read_that_only_a_script_holds() -> None:
    story = {"title": TITLE, "content": PARAGRAPHS, "createdAt": "2024-03-04T02:22:33.000Z"}
    data = json.dumps({"props": {"article": story}}, ensure_ascii=False)
    draft = read_page(
        f'<title>강빛뉴스</title><div>불러오는 중</div><script type="application/json">{data}</script>'
    )
    assert (draft.title, draft.body) == (TITLE, BODY)
    assert draft.published is not None
    assert draft.published.iso() == "2024-03-04T11:22:33+09:00"


@pytest.mark.parametrize(
    "noise",
    [
        "<section><h3>댓글 2</h3><p>잘했다. 우리 시도 빨리 해 주기를 바란다.</p></section>",
        "<div id=jp-relatedposts><p>강빛시가 둔치에 꽃길을 만든다고 4일 밝혔다.</p></div>",
        "<amp-ad><div fallback>광고를 불러올 수 없습니다. 다시 시도해 주세요.</div></amp-ad>",
        "<p>[AI 요약] 강빛시가 시내버스 노선을 바꾼다고 밝혔다.</p>",
        "<p>※ 이 글은 강빛신문의 편집 방향과 다를 수 있습니다.</p>",
        "<p>동영상을 재생할 수 없습니다. 플래시 플레이어를 설치해 주세요.</p>",
        "<p>https://tv.example/watch?v=1</p>",
        "<p>━━━━</p>",
        "<p>[사진] 강빛시 제공.</p>",
    ],
)
def test_what_stands_around_the_text_is_left_out_where_no_rule_says_where_it_is(
    noise: str,
) -> None:
    page = f"<title>{TITLE}</title><main><h1>{TITLE}</h1>{PARAGRAPHS}{noise}</main>"
    assert read_page(page).body == BODY
    assert read_page(article(PARAGRAPHS + noise)).body == BODY


@pytest.mark.parametrize(
    "ending",
    [
        " /waw@news.example",
        " / waw@news.example",
        " kkang@sports.example",
        " 장충=최문영 기자 deer@sports.example/2023.10.31/",
        " (사진=강빛시 제공)",
        "(자료사진=시내버스)",
    ],
)
def test_what_is_glued_to_the_last_paragraph_is_cut_off(ending: str) -> None:
    assert read_page(article(PARAGRAPHS.removesuffix("</p>") + ending)).body == BODY


def test_a_sentence_with_a_photos_credit_between_others_is_its_caption() -> None:
    caption = "<p>한누리 과장이 노선을 설명하고 있다. (사진=강빛시 제공)</p>"
    assert read_page(article(caption + PARAGRAPHS)).body == BODY


def test_the_turns_of_an_interview_are_text() -> None:
    turns = (
        "▷ 나래 : 노선이 어떻게 바뀝니까?",
        "▶ 한누리 : 12개가요.",
        "▷ 나래 : 그렇군요.",
        "▶ 한누리 : 네, 역까지 한 번에 갑니다.",
        "▷ 나래 : 고맙습니다.",
    )
    assert body_of(LINES[0], *turns) == "\n\n".join((LINES[0], *turns))


def test_contacts_are_no_interview() -> None:
    contacts = ("▷ 전화 : 02-000-0000", "▷ 이메일 : news@kbs.example", "▶ 관련기사 : 강빛역 넓힌다")
    assert body_of(*LINES, *contacts, *contacts) == BODY


def test_sub_headlines_and_questions_behind_triangles_are_text() -> None:
    parts = (LINES[0], "▲ 역까지 한 번에", LINES[1], "▲주민은 뭐라고 하나.", LINES[2])
    assert body_of(*parts) == "\n\n".join(parts)


def test_captions_behind_triangles_are_left_out() -> None:
    credited = ("▲ 강빛시 버스 차고지의 모습이다.", "ⓒ 강빛신문")
    assert body_of(LINES[0], *credited, LINES[1], *credited, LINES[2]) == BODY
    assert body_of(LINES[0], "▲ 강빛시 버스 차고지", LINES[1], LINES[2]) == BODY


def test_a_list_within_a_paragraph_is_no_caption() -> None:
    listed = "주요 사업은 ▲ 노선 12개 개편 ▲ 정류장 40곳 정비 ▲ 전기버스 20대 도입 등이다."
    assert body_of(LINES[0], f"▲{listed}", LINES[2]).count("▲") == 4


@pytest.mark.parametrize(
    "entries",
    [
        ("[4일 전적]", "강빛(2승 1패) 3-1 달빛(3패)", "한빛(2승) 4-0 은빛(2패)", "금빛 2-2 별빛"),
        ("△강빛대 경제학 박사", "△강빛시 기획실장", "△강빛시 부시장"),
    ],
)
def test_results_and_careers_at_the_end_are_text(entries: tuple[str, ...]) -> None:
    assert body_of(*LINES, *entries) == "\n\n".join((*LINES, *entries))


def test_headlines_of_advertisements_at_the_end_are_not() -> None:
    ads = (
        "▲ 골프채 한 벌을 '50만원'에 76% 싸게 판다는 곳",
        "▲ 45억짜리 90평 집을 산 부부의 하루가 궁금하다면",
        "▲ 3천만원으로 10억 번 사람이 숨긴 비결은 무엇",
    )
    assert body_of(*LINES, *ads) == BODY


@pytest.mark.parametrize(
    "opening",
    [
        '(강빛=한빛통신) 나래 기자 = "이제 걸림돌이 없다고 생각한다"',
        "[한빛데일리 = 박나래 기자] “본받아야 한다”",
        "2024년 강빛 구단과 손잡을 감독은 과연 누구일까?",
    ],
)
def test_a_quotation_or_a_question_opens_the_text(opening: str) -> None:
    assert body_of(opening, *LINES) == "\n\n".join((opening, *LINES))


@pytest.mark.parametrize(
    "byline", ["[뉴스한 박나래 기자]", "[박나래 MK한스포츠 기자]", "[강빛=박나래 MK한스포츠 기자]"]
)
def test_a_bracketed_byline_of_an_unknown_outlet_is_a_byline(byline: str) -> None:
    draft = read_article((byline, *LINES), TITLE)
    assert (draft.body, draft.authors, draft.subtitles) == (BODY, ("박나래",), ())


def test_a_paragraph_behind_an_arrow_is_text() -> None:
    paragraph = "▶빈 버스 줄인다=" + LINES[1] + " " + LINES[0]
    assert body_of(LINES[0], paragraph) == f"{LINES[0]}\n\n{paragraph}"


def test_the_rights_line_names_an_outlet_that_nobody_knows():
    text = (
        "가람일보\n\n두루미 마을에 새 다리 놓였다\n\n입력 : 2025-03-02 09:10:00\n\n"
        "두루미 마을과 읍내를 잇는 새 다리가 2일 개통됐다.\n\n저작권자 ⓒ {} 무단전재 및 재배포 금지\n"
    )
    assert parse_page(text.format("가람일보")).outlet == "가람일보"
    assert parse_page(text.format("홍길동")).outlet is None
    assert parse_page(text.format("연합뉴스")).outlet == "연합뉴스"


def test_what_a_page_says_in_place_of_an_article_is_none():
    page = "<html><head><title>로그인</title></head><body><form></form><p>{}</p></body></html>"
    with pytest.raises(IngestError):
        read_page(page.format("로그인이 필요합니다."))
    dated = page.replace("<form>", "<p>입력 2025-03-02 09:10</p><form>")
    assert read_page(dated.format("속보가 들어왔습니다.")).body == "속보가 들어왔습니다."


def test_what_cannot_be_decoded_is_no_page():
    page = "<html><body><p>{}</p><p>두루미 마을에 새 다리가 놓였다고 군청이 2일 밝혔다.</p></body></html>"
    with pytest.raises(IngestError) as caught:
        read_page(page.format("걗깂\ufffd뀊뇠\ufffd뎷땶 뜋룓 \ufffd\ufffd 했다."))
    assert caught.value.code == "ingest.not_text"
    assert "다리가" in read_page(page.format("한 글자만 깨진 긴 문장이다. " * 5 + "\ufffd")).body
