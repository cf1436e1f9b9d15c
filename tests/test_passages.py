"""Passages and sentences: nothing of an article is lost, nothing stands twice."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsbot.article import Article
from newsbot.passages import (
    MAX_SENTENCE_CHARS,
    PASSAGE_CHARS,
    Passages,
    bigrams_of,
    cut_sentence,
    heading_of,
    passage_bigrams,
    split_article,
)
from newsbot.text import clean

PARTS = st.sampled_from(
    [
        "회의가 29일 경주에서 열렸다. ",
        "그는 “함께 가겠다.”고 말했다. ",
        "정부는 협약을 맺고, 예산을 늘리며, 사람을 더 뽑기로 했다고 밝혔다 ",
        "왜?! ",
        "…",
        "·",
        "\n·\n",
        "\n",
        "\n\n",
        "※ ",
        "▲서울 ▲부산 ",
        "---",
        "가" * 230,
        "abc def ghi " * 25,
        "\U0001f600",
        "⒈㏂",
        "\u0301",
        "됐다",
        "(사진=연합) ",
        "=",
        "“",
        "1.5% 올랐다. ",
    ]
)
BODY = st.lists(PARTS | st.text(max_size=8), min_size=1, max_size=14).map("".join).map(clean)


def article(body: str, **fields) -> Article:
    return Article(id="20250101-a", body=body, **fields)


def spans(split: Passages) -> list[tuple[int, int]]:
    return [(s.start, s.end) for passage in split.passages for s in passage.sentences]


@settings(max_examples=200, deadline=None)
@given(BODY)
@example("회의가 열렸다.\n·\n그리고 끝났다.\n·")
@example("·")
@example("회의가 열렸다.  · 그리고 끝났다")
def test_the_sentences_are_the_article(analyser, body):
    split = split_article(article(body), analyser)
    found = spans(split)
    assert found == sorted(found)
    assert all(first[1] <= then[0] for first, then in pairwise(found))
    held = {place for start, end in found for place in range(start, end)}
    assert not [n for n, character in enumerate(body) if not character.isspace() and n not in held]
    for start, end in found:
        assert 0 < end - start <= MAX_SENTENCE_CHARS
        assert body[start:end] == body[start:end].strip()
        assert "\n" not in body[start:end]


@settings(max_examples=100, deadline=None)
@given(BODY)
def test_every_term_is_in_the_sentence_where_it_begins(analyser, body):
    split = split_article(article(body), analyser)
    (analysis,) = analyser.analyse([body])
    sentences = [s for passage in split.passages for s in passage.sentences]
    assert [term for s in sentences for term in s.terms] == analysis.terms
    for s in sentences:
        assert len(s.terms) == len(s.starts) == len(s.ends)
        assert all(s.start <= start < s.end for start in s.starts)


@settings(max_examples=100, deadline=None)
@given(BODY)
def test_passages_are_closed_when_they_are_long_enough(analyser, body):
    split = split_article(article(body), analyser)
    assert all(passage.sentences for passage in split.passages)
    for passage in split.passages:
        before_last = passage.sentences[:-1]
        if before_last:
            assert before_last[-1].end - before_last[0].start < PASSAGE_CHARS


@settings(max_examples=100, deadline=None)
@given(BODY, st.sampled_from([20, 50, 200, 1_000]))
def test_a_sentence_is_cut_into_pieces_that_fit(body, limit):
    line = body.replace("\n", " ").strip()
    pieces = cut_sentence(line, 0, len(line), limit)
    assert all(0 < end - start <= limit for start, end in pieces)
    held = {place for start, end in pieces for place in range(start, end)}
    assert not [n for n, c in enumerate(line) if not c.isspace() and n not in held]
    assert sum(end - start for start, end in pieces) == len(held)


def test_a_long_sentence_is_cut_behind_a_clause():
    text = "정부는 협약을 맺고, " * 20 + "끝냈다."
    for start, end in cut_sentence(text, 0, len(text), 100)[:-1]:
        assert text[start:end].endswith((",", "고"))


def test_a_paragraph_ends_a_passage_that_is_half_full(analyser):
    half = "회의가 29일 경주에서 열려 모두 참석했다. " * 12
    split = split_article(article(clean(f"{half}\n다음 문단이다.")), analyser)
    assert len(half) > PASSAGE_CHARS // 2
    assert len(split.passages) == 2
    short = split_article(article("첫 문단이다.\n다음 문단이다."), analyser)
    assert len(short.passages) == 1


def test_the_heading_is_headline_and_sub_headlines(analyser):
    made = article("본문이다.", title="경주 회의", subtitles=("협약 서명", "예산 증액"))
    assert heading_of(made) == "경주 회의\n협약 서명\n예산 증액"
    assert {"경주", "회의", "협약", "예산"} <= set(split_article(made, analyser).title_terms)
    assert split_article(article("본문이다."), analyser).title_terms == ()


@pytest.mark.parametrize(
    ("squeezed", "pairs"),
    [("", []), ("가", ["가"]), ("가나", ["가나"]), ("가나다", ["가나", "나다"])],
)
def test_bigrams(squeezed, pairs):
    assert bigrams_of(squeezed) == pairs


def test_bigrams_do_not_cross_sentences():
    assert passage_bigrams("제목", ["가나.", "다 라"]) == ["제목", "가나", "다라"]
