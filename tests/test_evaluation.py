"""Figures, checked against examples counted by hand."""

from __future__ import annotations

import itertools
import json
import random

import pytest
from tests.newsrooms import draft

from newsbot.answer import Answer, Citation
from newsbot.article import Article
from newsbot.errors import QuestionError
from newsbot.evaluation import (
    Evaluation,
    Judgment,
    Outcome,
    area_under_curve,
    evaluate,
    judge,
    read_judgments,
)


def outcome(
    rank: int | None = None, *, first=False, other=False, answered=True, confidence=0.5, **judgment
) -> Outcome:
    judged = Judgment(question="?", **({"article_ids": ("a",), "answers": ("x",)} | judgment))
    return Outcome(judged, rank, first, first or other, answered, confidence)


def test_the_figures_of_seven_questions():
    outcomes = (
        outcome(1, first=True, confidence=0.9),
        outcome(2, other=True, confidence=0.8),
        outcome(6, confidence=0.7),
        outcome(None, answered=False, confidence=0.2),
        outcome(None, first=True, article_ids=(), confidence=0.6),  # no article is named
        outcome(None, answerable=False, article_ids=(), answers=(), answered=False, confidence=0.1),
        outcome(None, answerable=False, article_ids=(), answers=(), answered=True, confidence=0.65),
    )
    assert Evaluation(outcomes).figures() == {
        "questions": 7,
        "answerable": 5,
        "unanswerable": 2,
        "recall@1": 1 / 4,
        "recall@5": 2 / 4,
        "recall@10": 3 / 4,
        "mrr": pytest.approx((1 + 1 / 2 + 1 / 6) / 4),
        "answer_in_first_quote": 2 / 5,
        "answer_in_any_quote": 3 / 5,
        "answerable_answered": 4 / 5,
        "unanswerable_declined": 1 / 2,
        "auc": pytest.approx(8 / 10),
    }


def test_what_no_question_bears_on_has_no_figure():
    figures = Evaluation((outcome(1, article_ids=(), answers=()),)).figures()
    assert figures["recall@1"] is None
    assert figures["mrr"] is None
    assert figures["answer_in_first_quote"] is None
    assert figures["unanswerable_declined"] is None
    assert figures["auc"] is None
    assert figures["answerable_answered"] == 1
    assert Evaluation(()).figures()["questions"] == 0


@pytest.mark.parametrize(
    ("positive", "negative", "area"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1], [0.9], 0.0),
        ([0.5], [0.5], 0.5),
        ([0.9, 0.5], [0.5, 0.1], 3.5 / 4),
        ([], [0.5], None),
        ([0.5], [], None),
    ],
)
def test_areas_counted_by_hand(positive, negative, area):
    assert area_under_curve(positive, negative) == area


def test_the_area_is_the_share_of_pairs_in_the_right_order():
    chance = random.Random(5)
    positive = [chance.randint(0, 9) / 10 for _ in range(40)]
    negative = [chance.randint(0, 7) / 10 for _ in range(30)]
    pairs = [(p > n) + (p == n) / 2 for p, n in itertools.product(positive, negative)]
    assert area_under_curve(positive, negative) == pytest.approx(sum(pairs) / len(pairs))


def answer(*quotes: str, confidence: float = 0.5) -> Answer:
    article = Article(id="20250101-a", body="본문")
    citations = tuple(
        Citation(n, article, quote, 0, len(quote), 0.0, ()) for n, quote in enumerate(quotes, 1)
    )
    return Answer("?", citations, confidence, (), (), (), 1.0)


def test_one_answer_is_judged():
    judgment = Judgment(question="?", article_ids=("x", "9"), answers=("92개국", "아흔두 나라"))
    ranking = [
        Article(id="20250101-b", body="본문"),
        Article(id="20250101-c", body="본문", source_id="9"),
    ]
    judged = judge(judgment, answer("모두 92개국이 왔다", "다른 글"), ranking, 0.5)
    assert (judged.rank, judged.in_first_quote, judged.in_any_quote, judged.answered) == (
        2,
        True,
        True,
        True,
    )
    judged = judge(judgment, answer("다른 글", "아흔두 나라"), ranking[:1], 0.51)
    assert (judged.rank, judged.in_first_quote, judged.in_any_quote, judged.answered) == (
        None,
        False,
        True,
        False,
    )
    judged = judge(judgment, answer(), [], 0.1)
    assert (judged.rank, judged.in_first_quote, judged.in_any_quote, judged.answered) == (
        None,
        False,
        False,
        False,
    )


def test_questions_are_asked_without_abstaining_and_judged_by_the_threshold(newsroom):
    one = newsroom.add(draft("태풍이 제주를 지났다.", "태풍", source_id="s1")).article
    newsroom.add(draft("정부가 경주에서 협약을 발표했다.", "협약"))
    judgments = [
        Judgment(question="태풍은 어디를 지났어?", article_ids=(one.id,), answers=("제주",)),
        Judgment(question="태풍은 어디를 지났어?", article_ids=("s1",), answers=("부산",)),
        Judgment(question="도롱뇽 양자컴퓨터", answerable=False),
    ]
    told = []
    done = evaluate(newsroom, judgments, lambda *numbers: told.append(numbers))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert [o.rank for o in done.outcomes] == [1, 1, None]
    assert [o.in_first_quote for o in done.outcomes] == [True, False, False]
    assert done.figures()["unanswerable_declined"] == 1
    for one_outcome in done.outcomes[:2]:
        assert one_outcome.answered == (one_outcome.confidence >= newsroom.threshold)


# Reading question files


def test_a_file_of_questions(tmp_path):
    path = tmp_path / "questions.jsonl"
    first = {
        "id": 7,
        "question": "언제?\u2028어디?\x85",
        "article_ids": ["a"],
        "answers": ["b"],
        "extra": 1,
    }
    text = (
        json.dumps(first, ensure_ascii=False)
        + "\r\n\n  \n"
        + '{"question": "왜?", "answerable": false}'
    )
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    one, two = read_judgments(path)
    assert one == Judgment(
        id=7, question=str(first["question"]), article_ids=("a",), answers=("b",)
    )
    assert one.answerable
    assert (two.id, two.article_ids, two.answers, two.answerable) == (None, (), (), False)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "7",
        "{}",
        '{"question": 7}',
        '{"question": "?", "answers": "글"}',
        '{"question": "?", "answerable": "아마"}',
        "[" * 100_000,
        "9" * 5_000,
        '"글"',
    ],
)
def test_a_bad_line_is_named(tmp_path, line):
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "?"}\n\n' + line + "\n", encoding="utf-8")
    with pytest.raises(QuestionError) as caught:
        read_judgments(path)
    assert caught.value.code == "evaluate.bad_line"
    assert caught.value.details["line"] == 3
    for language in ("ko", "en"):
        assert len(caught.value.sentence(language)) < 500 + len(str(path))


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_a_file_without_questions_is_an_error(tmp_path, content):
    path = tmp_path / "questions.jsonl"
    path.write_bytes(content)
    with pytest.raises(QuestionError) as caught:
        read_judgments(path)
    assert caught.value.code == "evaluate.empty"


def test_a_file_that_cannot_be_read_is_an_error(tmp_path):
    bad = tmp_path / "cp949.jsonl"
    bad.write_bytes("질문".encode("cp949"))
    for path in (tmp_path / "none.jsonl", tmp_path, bad):
        with pytest.raises(QuestionError) as caught:
            read_judgments(path)
        assert caught.value.code == "ask.file_unreadable"
