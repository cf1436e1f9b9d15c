"""Queries: what is searched for, what carries no weight, what kind of answer is wanted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.newsrooms import draft

from newsbot.expectation import AnswerKind, expectation_of, holds_unit
from newsbot.query import MAX_QUESTION_CHARS, MAX_TERMS, Query, build_query, resolve_compounds
from newsbot.text import clean


def terms(analyser, question: str) -> list[str]:
    return list(build_query(question, analyser).terms)


@pytest.mark.parametrize(
    "question",
    [
        "노벨상",
        "노벨상?",
        "노벨상 알려줘",
        "노벨상 좀 알려 주세요",
        "노벨상이 뭐야?",
        "노벨상은 누구인가요?",
        "노벨상은 언제야",
        "노벨상 언제였어?",
        "노벨상에 대해 말해 줘",
        "노벨상 관련 소식 알려줘",
        "노벨상은 어디야?",
        "노벨상은 무엇인가요",
        "노벨상은 왜?",
        "노벨상 누가?",
        "노벨상 얼마야",
        "노벨상이 뭔지 궁금해",
        "노벨상을 설명해 주세요",
    ],
)
def test_what_asks_and_begs_carries_no_weight(analyser, question):
    assert terms(analyser, question) == terms(analyser, "노벨상")


@pytest.mark.parametrize(
    "question",
    [
        "Who signed the agreement?",
        "When was the agreement signed?",
        "Please tell me about the signed agreement",
        "what is the agreement that they signed",
    ],
)
def test_english_question_words_carry_no_weight(analyser, question):
    assert {"sign", "agreement"} <= set(terms(analyser, question))
    rest = set(terms(analyser, question)) - {"sign", "agreement"}
    assert rest <= {"they"}


def test_names_that_look_like_question_words_are_names(analyser):
    assert "who" in terms(analyser, "WHO 사무총장은 누구야?")
    assert "it" in terms(analyser, "IT 산업 수출액은?")
    assert "who" not in terms(analyser, "Who leads it?")


@pytest.mark.parametrize(
    "question",
    ["", "   ", "?", "누구야?", "알려줘", "뭐야", "언제 어디서 왜?", "who is it", "\u200b"],
)
def test_a_question_may_hold_nothing_to_search_for(analyser, question):
    query = build_query(question, analyser)
    assert query.terms == ()
    assert query.surfaces == ()


def test_surfaces_are_how_the_question_spells_it(analyser):
    question = "Companies는 韓美 협약에 서명했나?"
    query = build_query(question, analyser)
    assert len(query.terms) == len(query.surfaces) == len(set(query.terms))
    found = dict(zip(query.terms, query.surfaces, strict=True))
    assert found["compani"] == "Companies"
    assert all(surface in query.question for surface in query.surfaces)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("회의는 언제 열렸어?", AnswerKind.WHEN),
        ("회의가 열린 날짜는?", AnswerKind.WHEN),
        ("며칠에 열렸나요", AnswerKind.WHEN),
        ("When did it open?", AnswerKind.WHEN),
        ("몇 명이 왔어?", AnswerKind.HOW_MANY),
        ("매출은 얼마야?", AnswerKind.HOW_MANY),
        ("How many chips?", AnswerKind.HOW_MANY),
        ("누가 서명했나요", AnswerKind.WHO),
        ("감독은?", AnswerKind.WHO),
        ("Who signed it?", AnswerKind.WHO),
        ("어디에서 열렸어", AnswerKind.WHERE),
        ("Where was it held?", AnswerKind.WHERE),
        ("왜 내렸어?", AnswerKind.WHY),
        ("Why did it fall?", AnswerKind.WHY),
        ("협약의 뜻을 알려줘", AnswerKind.WHAT),
        ("", AnswerKind.WHAT),
    ],
)
def test_kinds(question, kind):
    assert expectation_of(question, None).kind is kind


def test_the_unit_that_is_asked_for():
    people = expectation_of("몇 명이 왔어?", None)
    assert holds_unit(people, "관객 1만4000명이 왔다")
    assert not holds_unit(people, "유명한 관객이 왔다")
    assert holds_unit(expectation_of("몇%야?", None), "3.5% 올랐다")
    assert not holds_unit(expectation_of("누가 왔어?", None), "1만4000명이 왔다")


# Compounds


@pytest.fixture(scope="session")
def query(analyser):
    """Return a maker of queries for certain terms."""

    def make(*terms: str) -> Query:
        return replace(
            build_query("", analyser), terms=terms, surfaces=terms, salience=(1.0,) * len(terms)
        )

    return make


def known(*words: str):
    return lambda asked: asked & set(words)


def test_a_word_no_article_holds_falls_into_words_that_some_do(query):
    resolved = resolve_compounds(
        query("한미기술번영", "서명"), known("한미", "기술", "번영", "서명")
    )
    assert resolved.terms == ("한미", "기술", "번영", "서명")
    assert len(resolved.surfaces) == len(resolved.terms)


def test_words_that_are_held_stay_whole(query):
    held = query("기술번영", "협약")
    assert resolve_compounds(held, known("기술번영", "기술", "번영")) is held


def test_short_and_hopeless_words_stay(query):
    asked = query("협약서", "가나다라마바")
    assert resolve_compounds(asked, known("협약", "나다")).terms == asked.terms


def test_the_fewest_pieces_win_and_particles_may_stay_over(query):
    resolved = resolve_compounds(query("업무협약은"), known("업무", "협약", "업무협약", "무협"))
    assert resolved.terms == ("업무협약",)


@settings(max_examples=100, deadline=None)
@given(
    st.text("가나다라", min_size=4, max_size=12),
    st.sets(st.text("가나다라", min_size=2, max_size=4), max_size=8),
)
def test_the_pieces_cover_three_letters_in_five(query, word, vocabulary):
    resolved = resolve_compounds(query(word), known(*vocabulary)).terms
    if word in vocabulary or not vocabulary:
        assert resolved == (word,)
    elif resolved != (word,):
        assert set(resolved) <= vocabulary
        # A piece that stands twice is searched for once.
        assert any(piece in word for piece in resolved)
        at = 0
        for piece in resolved:
            at = word.find(piece, at)
            assert at >= 0
    assert len(set(resolved)) == len(resolved)


def test_without_spaces_the_same_things_are_found(newsroom):
    newsroom.add(draft("정부는 한미 기술번영 업무협약에 서명했다. 서명식은 경주에서 열렸다."))
    newsroom.add(draft("태풍이 제주를 지나 동해로 빠져나갔다."))
    answer = newsroom.ask("한미기술번영업무협약어디서서명했어")
    assert {"기술", "번영"} <= {t.term for t in answer.terms if t.passages} or answer.answered
    assert answer.citations[0].quote.startswith("정부는")


# Hostile


@pytest.mark.parametrize(
    "question",
    [
        "가" * 100_000,
        "엔비디아" * 25_000,
        "가나다라마바사아자차카타파하" * 5_000,
        "ﷺ" * 5_000,
        "㍿" * 5_000,
        "a" * 100_000,
        "? " * 10_000,
        "\U0001f600" * 5_000,
        "' OR 1=1; DROP TABLE articles; --",
        "%s %d {0} {question} \\x00 \x00",
        "\ud800\udfff",
        "(" * 2_000,
        "몇" * 2_000,
        "누구누구누구" * 300,
        "㎏" * 1_000,
    ],
)
def test_a_hostile_question_is_bounded_and_answered(newsroom, analyser, question):
    query = build_query(question, analyser)
    assert len(query.question) <= MAX_QUESTION_CHARS
    assert len(query.terms) <= MAX_TERMS
    assert newsroom.ask(question).citations == ()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_a_question(analyser, text):
    query = build_query(text, analyser)
    assert query.question == clean(text)[:MAX_QUESTION_CHARS]
    assert len(query.terms) == len(query.surfaces) == len(query.salience)
    assert len(set(query.bigrams)) == len(query.bigrams)
    assert all(1 <= len(pair) <= 2 for pair in query.bigrams)
    assert all("\n" not in pair for pair in query.bigrams)
