"""The conversation: piped as scripts use it, and at a keyboard."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

import pytest
from tests.desk import PAGE, Desk

from newsbot.analysis import Analyser
from newsbot.answering import Options
from newsbot.chat import PROMPT, Chat
from newsbot.keyboard import Keyboard
from newsbot.terminal.screen import Screen

QUESTION = "누리호는 어디서 이륙했어?"
ALWAYS = Options(always=True)


@pytest.fixture
def desk(tmp_path: Path, analyser: Analyser) -> Desk:
    return Desk(tmp_path, analyser)


@dataclass
class Typing:
    """Somebody at a keyboard: lines, or a key that interrupts; then Ctrl-D."""

    keys: list[str | type[BaseException]]
    prompts: list[str] = field(default_factory=list)
    interactive: Final = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, prompt: str) -> str:
        self.prompts.append(prompt)
        key = self.keys.pop(0) if self.keys else EOFError
        if isinstance(key, str):
            return key
        raise key


def converse(desk: Desk, *keys: str | type[BaseException]) -> Typing:
    typing = Typing(list(keys))
    newsroom = desk.newsroom()
    Chat(newsroom, Screen("ko"), ALWAYS, typing).run()  # type: ignore[arg-type]
    newsroom.close()
    return typing


def test_a_piped_question_gets_its_answer_and_nothing_else(desk):
    reply = desk.run("chat", stdin="기준금리 3.25%로 인하한 은행은?\n")
    assert reply.code == 0
    assert PROMPT not in reply.out
    assert "기사 4건을 읽었습니다" not in reply.out
    assert reply.out.count("기사 4건을 찾아보았습니다.") == 1
    assert reply.err == ""


def test_piped_lines_may_be_cp949_and_blank_ones_are_no_questions(desk):
    reply = desk.run("chat", stdin="\n\n김구 고향\n".encode("cp949"))
    assert "김구(못 찾음)" in reply.out
    assert reply.out.count("찾아보았습니다") == 1


def test_a_greeting_names_the_size_and_a_question(desk, capsys):
    typing = converse(desk)
    out = capsys.readouterr().out
    assert out.startswith("기사 4건을 읽었습니다. 질문을 적어 주세요. 예: 누리호")
    assert "/help" in out
    assert typing.prompts == [PROMPT]


def test_an_empty_corpus_says_what_to_do(desk, capsys):
    for path in (desk.root / "corpus").iterdir():
        path.unlink()
    converse(desk, "아무 소식?")
    assert capsys.readouterr().out.count("newsbot add") == 2


def test_ctrl_c_clears_the_line_and_ctrl_d_leaves(desk, capsys):
    typing = converse(desk, KeyboardInterrupt, QUESTION, EOFError, "never read")
    assert "나로우주센터" in capsys.readouterr().out
    assert typing.keys == ["never read"]


def test_quit_leaves(desk):
    assert converse(desk, "/quit", "more").keys == ["more"]


def test_a_number_opens_the_quoted_article_in_full(desk, capsys):
    converse(desk, QUESTION, "/article 1", "/article 9", "/article 20241011-bank", "/article nope")
    out, err = capsys.readouterr()
    assert out.count("김가람") == 1
    assert out.count("금융통화위원회가") >= 1
    assert "9번은 없습니다." in err
    assert "번호가 nope인 기사가 없습니다." in err


def test_numbers_need_a_list_and_latest_makes_one(desk, capsys):
    converse(desk, "/article 1", "/latest 2", "/article 2", "/latest x", "/latest 0", "/article")
    out, err = capsys.readouterr()
    assert "먼저 질문을" in err
    assert out.index("1   2024-10-11") < out.index("2   2023-07-10 09:00")
    assert "The mayor signed the plan on Friday." in out
    assert err.count("/latest 뒤에는") == 2
    assert "/article 뒤에" in err


def test_why_shows_terms_weights_and_runners_up(desk, capsys):
    converse(desk, "/why", QUESTION + " 외계인", "/why")
    out, err = capsys.readouterr()
    assert "먼저 질문을 해 주세요." in err
    explained = out[out.index("확신도") :]
    rows = [line.split() for line in explained.splitlines()]
    alien = next(row for row in rows if row and row[0] == "외계인")
    assert alien[2:] == ["0"]
    assert any(row[-1:] == ["1"] for row in rows if row and row[0].startswith("누리"))
    assert "살펴본 문단" in explained
    assert "누리호 2차 발사 성공 · 가람일보 · 2022-06-21" in explained


def test_the_next_question_carries_the_topic_and_why_says_so(desk, capsys):
    converse(desk, QUESTION, "/why", "그건 언제야?", "/why", "새 질문: 그건 언제야?", "/why")
    first, second, third = capsys.readouterr().out.split("확신도")[1:]
    assert "이어받은 말" not in first
    assert "2022년 6월 21일" in first  # the answer to the second question
    assert "앞 질문에서 이어받은 말: 누리" in second
    assert "이어받은 말" not in third


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("/latst", "/latst 명령은 없습니다. /latest을(를) 뜻하셨나요?"),
        ("/xyzzy", "/xyzzy 명령은 없습니다. 쓸 수 있는 명령: /help"),
    ],
)
def test_an_unknown_command_is_answered_with_suggestions(desk, capsys, typed, sentence):
    converse(desk, typed)
    assert capsys.readouterr().err.startswith(sentence)


def test_help_names_every_command(desk, capsys):
    converse(desk, "/help")
    out = capsys.readouterr().out
    for command in ("/help", "/add", "/latest", "/article", "/why", "/quit"):
        assert f"  {command}" in out


def test_a_file_is_added_in_the_conversation_and_answers(desk):
    page = desk.file("새 기사.txt", PAGE)
    reply = desk.run("chat", stdin=f"/add '{page}'\n두루미 마을 다리 길이\n/add /nowhere.txt\n")
    assert "추가  20250302-" in reply.out
    assert "다리의 길이는 320m다." in reply.out[reply.out.index("추가") :]
    assert "거절  /nowhere.txt" in reply.out


def test_a_pasted_article_is_shown_asked_about_and_kept(desk, monkeypatch, capsys):
    monkeypatch.setattr("builtins.input", lambda *_: "y")
    typing = converse(desk, "/add", *PAGE.splitlines(), " . ", "두루미 마을 다리 길이")
    out, err = capsys.readouterr()
    assert "두루미 마을에 새 다리 놓였다" in out
    assert "이 기사를 넣을까요?" in err
    assert "추가  20250302-" in out
    assert typing.prompts.count("") == len(PAGE.splitlines()) + 1  # nothing pasted is history
    monkeypatch.setattr("builtins.input", lambda *_: "n")
    converse(desk, "/add", "다른 제목", "", "다른 기사의 본문이 여기에 이어서 적혀 있다.", ".")
    assert "거절" in capsys.readouterr().out


def test_an_article_added_elsewhere_answers_in_the_next_conversation(desk):
    desk.run("chat", stdin="")
    desk.run("add", desk.file("page.txt", PAGE), "--yes")
    assert "320m" in desk.run("chat", stdin="두루미 마을 새 다리 길이는?\n").out


def test_questions_are_kept_for_their_owner_alone(tmp_path, monkeypatch):
    readline = pytest.importorskip("readline")
    readline.clear_history()
    history = tmp_path / "chat_history"
    typed = iter(["첫 질문", "붙여 넣은 줄", "둘째 질문"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(typed))
    with Keyboard(history) as keyboard:
        keyboard.read(PROMPT)
        keyboard.read("")
        keyboard.read(PROMPT)
    assert history.read_text("utf-8") == "첫 질문\n둘째 질문\n"
    if os.name != "nt":
        assert stat.S_IMODE(history.stat().st_mode) == 0o600
    readline.clear_history()
    with Keyboard(history):
        assert readline.get_history_item(2) == "둘째 질문"
    readline.clear_history()


def test_a_history_that_cannot_be_kept_stops_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda prompt: "질문")
    with Keyboard(tmp_path / "none" / "chat_history") as keyboard:
        assert keyboard.read(PROMPT) == "질문"
    if "readline" in sys.modules:
        sys.modules["readline"].clear_history()
