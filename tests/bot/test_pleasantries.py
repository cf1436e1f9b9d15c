"""Thanks, greetings and calls for help are told from questions, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsbot.bot.pleasantries import pleasantry

DATA = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("고마워", "thanks"),
        ("정말   감사합니다!!", "thanks"),
        ("Thank you :)", "thanks"),
        ("도움말", "help"),
        ("/help", "help"),
        ("이 봇 어떻게 써?", "help"),
        ("안녕하세요~", "hello"),
        ("ㅋㅋㅋ 대박", "chatter"),
        ("ㅠㅠ", "chatter"),
        ("👍", "chatter"),
        ("OK!", "chatter"),
    ],
)
def test_what_asks_nothing_is_known(said, kind):
    assert pleasantry(said) == kind


@pytest.mark.parametrize(
    "said", ["누리호", "도움말 기능은 언제 나왔어?", "감사원은 뭐라고 했어?", "왜?", "안산은?"]
)
def test_what_asks_is_left_alone(said):
    assert pleasantry(said) is None


def test_no_judged_question_is_taken_for_a_pleasantry():
    for line in (DATA / "sample_questions.jsonl").read_text("utf-8").splitlines():
        assert pleasantry(json.loads(line)["question"]) is None, line
