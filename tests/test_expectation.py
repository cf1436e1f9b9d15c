"""What a question asks for, and which sentences hold something of that sort."""

import pytest

from newsbot.expectation import (
    AnswerKind,
    expectation_of,
    holds_kind,
    holds_list,
    holds_unit,
)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("협약은 언제 체결됐어?", AnswerKind.WHEN),
        ("누리호 발사 날짜 알려줘", AnswerKind.WHEN),
        ("이게 몇 년도야", AnswerKind.WHEN),
        ("사망자는 몇 명이야?", AnswerKind.HOW_MANY),
        ("상금 얼마야", AnswerKind.HOW_MANY),
        ("How many seats?", AnswerKind.HOW_MANY),
        ("누가 서명했나요?", AnswerKind.WHO),
        ("서명한 사람 알려줘", AnswerKind.WHO),
        ("Who signed it?", AnswerKind.WHO),
        ("어디서 열렸어?", AnswerKind.WHERE),
        ("왜 연기됐어?", AnswerKind.WHY),
        ("젠슨황이뭐라고했어", AnswerKind.SAID),
        ("엔비디아 칩 받는 데 어디야?", AnswerKind.WHAT),
        ("칩을 받는 회사는 어디야?", AnswerKind.WHAT),
        ("협약 내용 알려줘", AnswerKind.WHAT),
    ],
)
def test_the_kind_is_read_off_the_words(question, kind):
    assert expectation_of(question, None).kind is kind


@pytest.mark.parametrize(
    ("question", "text", "holds"),
    [
        ("상금이 얼마야?", "상금은 10만 달러다", True),
        ("상금이 얼마야?", "상금은 지난해보다 늘었다", False),
        ("사망자 몇 명이야?", "3명이 숨졌다", True),
        ("사망자 몇 명이야?", "3일 동안 이어졌다", False),
        ("금리 몇 퍼센트야?", "연 3.25%로 내렸다", True),
        ("그 배우는 몇 살이야?", "향년 78세로 별세했다", True),
        ("개발비 얼마 들었어?", "1조9572억 원이 들어갔다", True),
        ("몇 번째 나라야?", "세계 7번째다", True),
    ],
)
def test_a_number_counts_with_the_unit_that_is_asked_for(question, text, holds):
    assert holds_unit(expectation_of(question, None), text) is holds


def test_what_the_question_says_itself_does_not_count():
    asked = expectation_of("2025년에 언제 열려?", None)
    assert not holds_kind(asked, "2025년 행사다", "2025년에 언제 열려?")
    assert holds_kind(asked, "2025년 10월에 열린다", "2025년에 언제 열려?")


def test_a_list_of_names_answers_which_companies_but_not_when():
    text = "상대는 삼성전자와 SK, 현대차그룹, 네이버다"
    assert holds_list(expectation_of("어느 기업들이 받아?", None), text)
    assert not holds_list(expectation_of("언제 받아?", None), text)
    assert not holds_list(expectation_of("어느 기업들이 받아?", None), "삼성전자가 받는다")


def test_hostile_text_is_looked_at_in_linear_time():
    text = "가나다라 " * 20_000
    for question in ("누가 했어?", "어디서 했어?", "몇 명이야?", "어느 기업들이야?"):
        asked = expectation_of(question, None)
        assert not holds_unit(asked, text)
        assert not holds_list(asked, text)
    assert len(text) == 100_000


@pytest.mark.parametrize("question", ["", "?" * 1000, "몇" * 500, "어디" * 300])
def test_odd_questions_have_some_kind(question):
    assert expectation_of(question, None).kind in AnswerKind
