"""Which texts are the same: edited and cut copies are, templates and follow-ups are not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.newsrooms import WORDS

from newsbot.similarity import SIMILARITY_VERSION, Shingles, same_text, share, shingles_of

STORY = (
    "국토교통부는 29일 수도권 광역급행철도 새 노선의 착공식을 경기도 고양에서 열었다. 새 노선은 고양에서 서울 강남을 지나 "
    "수원까지 74.8킬로미터를 잇는다. 열차는 하루 120회 다니고 최고 시속 180킬로미터로 달린다. 고양에서 강남까지 걸리는 "
    "시간은 52분에서 19분으로 줄어든다. 사업비는 4조6천억원이며 2031년 6월에 개통할 예정이다. 장관은 출퇴근에 쓰는 시간을 "
    "가족에게 돌려드리겠다고 말했다. 주민 대표는 소음 대책을 함께 내놓아 달라고 요구했다. 국토부는 방음벽 12킬로미터를 "
    "먼저 세우기로 했다. 역은 모두 11곳이고 환승역은 6곳이다. 요금은 거리에 따라 3천200원부터 5천100원까지이다."
)
OTHER = (
    "해양수산부는 남해안 양식장의 고수온 피해가 지난해보다 크게 줄었다고 밝혔다. 차광막을 미리 설치하고 먹이를 조절한 어가가 "
    "늘어난 덕분이라는 설명이다. 어민들은 보험료 지원을 늘려 달라고 건의했다. 정부는 내년 예산에 반영하겠다고 답했다."
)
DUST = (
    "서울시는 {}일 오전 {}시를 기해 시내 전역에 초미세먼지 주의보를 발령했다. 시간당 평균 농도가 {}마이크로그램으로 기준을 넘었기 "
    "때문이다. 시는 어린이와 노인, 호흡기 질환자에게 바깥 활동을 줄여 달라고 당부했다. 부득이하게 나갈 때에는 보건용 마스크를 "
    "쓰고 돌아온 뒤에는 손과 얼굴을 깨끗이 씻는 것이 좋다. 시는 도로 물청소를 늘리고 공공 사업장의 가동을 줄이기로 했다."
)


def same(one: str, other: str, *, near: bool = True) -> bool:
    first, second = shingles_of(one), shingles_of(other)
    told = same_text(first, second, near=near)
    assert same_text(second, first, near=near) is told
    return told


def meet(one: str, other: str) -> bool:
    return bool(set(shingles_of(one).keys) & set(shingles_of(other).keys))


def sentences(text: str) -> list[str]:
    return [part + "." for part in text.removesuffix(".").split(". ")]


COPIES = {
    "as it is": STORY,
    "with dateline and credit": f"(서울=한빛뉴스) 김한별 기자 = {STORY}\n무단 전재 및 재배포 금지 kim@hanbit.example",
    "with another end": " ".join([*sentences(STORY)[:-2], "자세한 일정은 다음 달에 나온다."]),
    "with another beginning": " ".join(["철도 착공 소식이다.", *sentences(STORY)[1:]]),
    "its first half": " ".join(sentences(STORY)[:5]),
    "cut in the middle of a word": STORY[:201],
    "without two sentences": " ".join(sentences(STORY)[:3] + sentences(STORY)[5:]),
    "in paragraphs": "\n\n".join(sentences(STORY)),
    "with more at the end": f"{STORY} {OTHER[:80]}",
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES.keys())
def test_a_copy_is_the_same_text_and_is_found(copy):
    assert same(STORY, copy)
    assert meet(STORY, copy)


def test_texts_that_have_nothing_in_common_are_not_the_same_and_do_not_meet():
    assert not same(STORY, OTHER)
    assert not meet(STORY, OTHER)


def test_a_template_filled_in_again_is_not_the_same_text():
    monday, thursday = DUST.format(17, 10, 87), DUST.format(20, 14, 93)
    assert share(shingles_of(monday).whole, shingles_of(thursday).whole) > 0.85
    assert not same(monday, thursday)
    assert same(monday, monday.replace("당부했다", "권했다"))


def test_a_follow_up_that_begins_otherwise_is_not_the_same_text():
    background = " ".join(sentences(STORY)[4:])
    follow_up = (
        f"{OTHER} {OTHER.replace('남해안', '서해안').replace('줄었다', '늘었다')} {background}"
    )
    short = f"{background}"
    assert share(shingles_of(short).whole, shingles_of(follow_up).whole) > 0.9
    assert not same(short, follow_up)


def test_an_item_of_a_round_up_is_not_the_round_up():
    item = " ".join(sentences(OTHER))
    assert not same(item, f"{STORY} {item} {STORY[:150]}")


def test_where_the_days_are_not_known_nearly_all_must_be_the_same():
    half = COPIES["its first half"]
    assert same(STORY, half, near=True)
    assert not same(STORY, half, near=False)
    assert same(STORY, COPIES["with dateline and credit"], near=False)


@pytest.mark.parametrize("tiny", ["", "네.", "속보", "1", "\n", "ㅋ" * 7, "…!?"])
def test_tiny_texts_are_only_the_same_as_themselves(tiny):
    assert not same(tiny, STORY)
    assert not same(STORY, tiny)
    assert not same(tiny, "다른 짧은 글이다.")


def test_a_flash_of_one_line_is_the_same_only_if_all_of_it_is():
    flash = "[속보] 정부, 수도권 광역급행철도 새 노선 착공"
    assert same(flash, f"{flash}.")
    assert not same(flash, flash.replace("수도권", "충청권"))


@pytest.mark.parametrize(
    "frame",
    [
        "(서울=한빛뉴스) 김한별 기자 = {}",
        "[서울=한빛뉴스]{}",
        "김한별 기자 = {}",
        "{}\n무단 전재 및 재배포 금지",
    ],
)
def test_datelines_bylines_and_credits_are_no_part_of_the_text(frame):
    flash = "정부가 수도권 광역급행철도 새 노선을 착공했다."
    assert same(flash, frame.format(flash))


def test_the_beginning_of_a_long_text_meets_it():
    rest = " ".join(
        f"{word} 마을 주민 {n * 37}명은 {word} 공사를 {n}년째 지켜보았다."
        for n, word in enumerate(WORDS)
    )
    beginning = sentences(STORY)[:3]
    for count in (2, 3):
        cut = " ".join(beginning[:count])
        assert meet(cut, f"{' '.join(beginning)} {rest} {OTHER} {rest[::-1]}")
        assert same(cut, f"{' '.join(beginning)} {rest} {OTHER} {rest[::-1]}")


def test_case_width_marks_and_gaps_do_not_count():
    spelt = STORY.replace("74.8", "７４.8").replace(", ", " , ").replace("다. ", "다.")
    assert same(STORY, spelt)
    assert np.array_equal(shingles_of(STORY).whole, shingles_of(spelt).whole)


def test_keys_stay_what_they_are():
    """The index is made of them: a library that counts otherwise must raise the version."""
    assert SIMILARITY_VERSION == "2.2"
    keys = shingles_of(STORY).keys
    assert len(keys) == 32
    assert keys[:2] == (-8010990030808436920, 6449874904372349937)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.text(max_size=400), st.booleans())
def test_being_the_same_is_mutual_and_never_fails(one, other, near):
    first, second = shingles_of(one), shingles_of(other)
    assert same_text(first, second, near=near) is same_text(second, first, near=near)
    assert all(-(1 << 63) <= key < 1 << 63 for key in (*first.keys, *second.keys))
    assert shingles_of(one).keys == first.keys


def test_a_share_is_of_the_part():
    part, whole = np.array([1, 5, 9], dtype=np.uint64), np.array([5, 9, 11, 40], dtype=np.uint64)
    assert share(part, whole) == pytest.approx(2 / 3)
    assert share(whole, part) == pytest.approx(1 / 2)
    assert share(part[:0], whole) == 1
    assert share(part, whole[:0]) == 0


def test_shingles_of_less_than_one_are_none():
    assert not len(Shingles(np.arange(3, dtype=np.uint32)).hashes)
    assert shingles_of("가나다").keys == ()
