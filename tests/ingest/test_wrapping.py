"""Plain text whose lines were broken at a margin."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.ingest.lines import stands_alone
from newsbot.ingest.page import parse_page
from newsbot.ingest.wrapping import unwrapped

HEADLINE = "해마루시, 밤 11시까지 여는 도서관 두 곳 개관"
PARAGRAPHS = (
    "해마루시는 3일 도서관 두 곳을 새로 열었다고 밝혔다. 두 곳 모두 밤 11시까지 문을 열며, 책은 모두 3만 권이 있고 앉을 자리는 두 곳을 더해 320석이라고 시는 설명했다. 시민 누구나 회원증 없이 들어갈 수 있다.",
    "시는 올해 12억원을 들여 어린이 열람실을 넓히고, 내년에는 마을마다 작은 책방을 하나씩 두기로 했다. 시장은 “책이 있는 마을이 오래 간다”고 말했다.",
    "주민들은 반겼다. 배서준 씨는 “퇴근하고도 들를 수 있어 좋다”고 했다.",
)
BODY = "\n\n".join(PARAGRAPHS)
BY_HAND = """해마루시는 3일 도서관 두 곳을 새로 열었다고 밝혔다. 두 곳 모두
밤 11시까지 문을 열며, 책은 모두 3만 권이 있고 앉을 자리는
두 곳을 더해 320석이라고 시는 설명했다. 시민 누구나
회원증 없이 들어갈 수 있다."""


def wrapped(width: int, gap: str = "\n\n") -> str:
    return gap.join(textwrap.fill(paragraph, width) for paragraph in PARAGRAPHS)


@pytest.mark.parametrize("width", [25, 30, 35, 40])
def test_lines_become_paragraphs_and_none_a_title(width: int) -> None:
    draft = parse_page(wrapped(width))
    assert (draft.title, draft.subtitles, draft.body, draft.dropped) == (None, (), BODY, ())


@pytest.mark.parametrize("width", [25, 30, 35, 40])
def test_without_blank_lines_paragraphs_may_merge_but_no_sentence_is_split(width: int) -> None:
    draft = parse_page(wrapped(width, "\n"))  # a paragraph may end right at the margin
    assert (draft.title, draft.subtitles, draft.body.split()) == (None, (), BODY.split())
    assert all(text.endswith(".") for text in draft.body.split("\n\n"))


def test_lines_broken_by_hand() -> None:
    draft = parse_page(BY_HAND)
    assert (draft.title, draft.body) == (None, PARAGRAPHS[0])


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_headline_and_byline_above_stay_apart(gap: str) -> None:
    page = gap.join([HEADLINE, "홍길동 기자", "입력 2026-03-03 10:00", wrapped(35)])
    draft = parse_page(page + "\n\n무단 전재 및 재배포 금지")
    assert (draft.title, draft.subtitles, draft.authors) == (HEADLINE, (), ("홍길동",))
    assert draft.body == BODY


def test_where_words_may_be_cut_the_line_ends_stay() -> None:
    text = PARAGRAPHS[0]
    cut = "\n".join(text[start : start + 35].strip() for start in range(0, len(text), 35))
    draft = parse_page(cut)
    assert (draft.title, draft.body) == (None, cut)


@pytest.mark.parametrize(
    "text",
    [
        "",
        BODY,
        HEADLINE + "\n" + "\n".join(PARAGRAPHS),
        (
            "산불을 지켜보는 드론이 올봄부터는 밤에도 뜹니다.\n사람이 볼 수 없는 연기까지 찾아낸다고 합니다.\n"
            "어두운 능선 위로 드론 한 대가 떠오릅니다.\n열화상 카메라가 멀리 있는 불씨를 잡아냅니다."
        ),
        (
            "바다가 보이는 도서관 개관 첫날 풍경\n하늘다리 축제 올해는 열리지 않는다\n"
            "별나라 로봇 대회 예순 팀이 겨룬다\n고래를 세는 사람들 겨울 바다에 서다\n섬마을 우체국 편지 배달 드론 시험"
        ),
        "나 보기가\n역겨워 가실 때에는\n말없이 고이 보내 드리오리다.",
    ],
    ids=["empty", "paragraphs", "headline", "a sentence a line", "headlines", "verse"],
)
def test_other_lines_stay_as_they_are(text: str) -> None:
    assert unwrapped(text.split("\n"), stands_alone) == text.split("\n")


WORDS = st.sampled_from(
    ["도서관이", "열렸다.", "두", "곳", "3만", "권", "library", "홍길동", "기자", ""]
)


@given(st.lists(st.lists(WORDS, max_size=9).map(" ".join), max_size=20))
def test_no_word_is_lost_or_moved(lines: list[str]) -> None:
    lines = [" ".join(line.split()) for line in lines]
    assert "\n".join(unwrapped(lines, stands_alone)).split() == "\n".join(lines).split()


def test_long_wrapped_text_is_read_whole() -> None:
    text = wrapped(35) * 700
    assert len(parse_page(text).body.split()) > len(text.split()) * 0.9
