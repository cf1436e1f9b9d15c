"""The commands that keep house: what they print, in both languages, what they ask, how they exit."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.desk import NURI, Desk
from tests.newsrooms import draft

from newsbot.analysis import Analyser
from newsbot.audit import Actor
from newsbot.newsroom import Newsroom
from newsbot.revision import Difference
from newsbot.terminal.changes import print_difference
from newsbot.terminal.screen import Screen

NAME = "20220621-nuri"
NEW = NURI.replace("2차", "3차").replace("700㎞였다.", "750㎞였다. 궤도는 둥글었다.")
CHANGE = {
    "change_id", "at", "action", "article_id", "title", "audience", "who", "where", "reverts",
    "version",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("NEWSBOT_", "LC_", "LANG", "COLUMNS")):
            monkeypatch.delenv(name)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


@pytest.fixture
def desk(tmp_path: Path, analyser: Analyser) -> Desk:
    return Desk(tmp_path, analyser)


@pytest.fixture
def at_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsbot.terminal.screen.Screen.interactive", True)


def changes(desk: Desk, *arguments: str) -> list[dict[str, object]]:
    found = desk.run("audit", *arguments, "--json").objects
    assert all(set(one) == CHANGE for one in found)
    return found


# hide, unhide, remove, restore, undo


def test_a_hidden_article_is_in_no_answer_until_it_is_shown_again(desk):
    asked = ("ask", "누리호 이륙", "--json", "--always")
    assert desk.run("hide", NAME, "--yes").out.startswith("숨겼습니다: 누리호 2차 발사 성공")
    assert NAME not in desk.run(*asked).out + desk.run("articles", "--json").out
    assert desk.run("article", NAME, "--json").object["hidden"] is True
    twice = desk.run("hide", NAME, "--yes")
    assert (twice.code, twice.out) == (1, "")
    assert desk.run("unhide", NAME, "--yes").out.startswith("다시 보입니다")
    assert NAME in desk.run(*asked).out
    assert desk.run("unhide", NAME, "--yes").code == 1
    assert [one["action"] for one in changes(desk)] == ["unhide", "hide"]


@pytest.mark.parametrize("command", ["hide", "unhide", "remove"])
def test_nothing_is_done_without_a_yes(desk, monkeypatch, command):
    if command == "unhide":
        desk.run("hide", NAME, "--yes")
    before = desk.run("articles", "--json").out
    alone = desk.run(command, NAME)
    assert alone.code == 1
    assert "--yes" in alone.err
    assert "누리호" in alone.out
    short = desk.run(command, NAME[:8], "--yes")
    assert short.code == 2
    assert NAME in short.err
    monkeypatch.setattr("newsbot.terminal.screen.Screen.interactive", True)
    for answer in ("n\n", "\n", ""):
        declined = desk.run(command, NAME[:8], stdin=answer)
        assert declined.code == 0
        assert "그대로 두었습니다." in declined.out
    assert desk.run("articles", "--json").out == before
    assert desk.run(command, NAME[:8], stdin="y\n").code == 0
    assert desk.run("articles", "--json").out != before


@pytest.mark.parametrize("command", ["hide", "unhide", "remove", "restore", "undo"])
@pytest.mark.parametrize("named", ["없는것", "[bold]x[/bold]", "0000000000000000", "x" * 300])
def test_what_is_not_there_is_one_line_with_the_remedy(desk, command, named):
    flags = () if command == "restore" else ("--yes",)
    reply = desk.run(command, named, *flags, "--lang", "en")
    assert reply.code == 1
    assert reply.out == ""
    assert reply.err.count("\n") == 1
    assert named in reply.err


def test_a_removed_article_is_listed_and_comes_back(desk):
    assert desk.run("restore").out == "되살릴 수 있는 기사가 없습니다.\n"
    assert desk.run("restore", "--json").out == ""
    desk.run("remove", NAME, "--yes")
    desk.run("remove", "20241011-bank", "--yes")
    lines = desk.run("restore").out.splitlines()
    assert [line.split()[0] for line in lines[2:]] == ["20241011-bank", NAME]
    assert "누리호 2차 발사 성공" in lines[3]
    only = desk.run("restore", "--limit", "1")
    assert NAME not in only.out
    assert "--limit" in only.out
    first = desk.run("restore", "--json").objects[1]
    assert (first["action"], first["article_id"]) == ("remove", NAME)
    back = desk.run("restore", NAME)
    assert back.out.startswith("되살렸습니다: 누리호 2차 발사 성공")
    assert desk.run("article", NAME).code == 0
    again = desk.run("restore", "20241011-bank", "--json").object
    assert (again["action"], again["article_id"]) == ("restore", "20241011-bank")
    (undo,) = re.findall(r"newsbot undo ([0-9a-f]{16})", back.out)
    assert desk.run("undo", undo, "--yes").out.startswith("뺐습니다: 누리호")
    assert desk.run("article", NAME).code == 1


def test_a_new_version_is_taken_back_after_a_look_at_it(desk, at_terminal):
    desk.run("add", desk.file("new.md", NEW), "--yes")
    change = str(changes(desk)[0]["change_id"])
    asked = desk.run("undo", change, stdin="n\n")
    assert "새 판으로 바꿈  누리호 3차 발사 성공" in asked.out
    assert "그대로 두었습니다." in asked.out
    assert desk.run("article", NAME, "--json").object["title"] == "누리호 3차 발사 성공"
    assert desk.run("undo", change, stdin="y\n").code == 0
    assert desk.run("article", NAME, "--json").object["title"] == "누리호 2차 발사 성공"
    twice = desk.run("undo", change, "--yes")
    assert twice.code == 1
    assert "이미 되돌린 변경입니다" in twice.err


# history


def edited(desk: Desk) -> None:
    assert desk.run("add", desk.file("new.md", NEW), "--yes").code == 0


def test_the_history_says_who_replaced_what_sentence_by_sentence(desk):
    edited(desk)
    lines = desk.run("article", NAME, "--history").out.splitlines()
    assert lines[0] == f"누리호 3차 발사 성공 ({NAME})"
    assert re.match(
        r"1번째 판이 바뀜 · \d{4}-\d\d-\d\d \d\d:\d\d · .+ \(terminal\) · 변경 ", lines[2]
    )
    assert lines[3:] == [
        "  - 제목: 누리호 2차 발사 성공",
        "  + 제목: 누리호 3차 발사 성공",
        "  ⋯",
        "  - 목표 고도는 700㎞였다.",
        "  + 목표 고도는 750㎞였다.",
        "  + 궤도는 둥글었다.",
        "  그대로인 문장 2개",
    ]
    english = desk.run("article", NAME, "--history", "--lang", "en").out
    assert "version 1 was replaced" in english
    assert "  - headline: " in english or "  - title: " in english


def test_the_history_as_an_object(desk):
    edited(desk)
    found = desk.run("article", NAME, "--history", "--json").object
    assert set(found) == {"article_id", "title", "versions"}
    (version,) = found["versions"]
    assert (version["number"], version["same_sentences"]) == (1, 2)
    assert version["article"]["title"] == "누리호 2차 발사 성공"
    assert version["fields"][0] == {
        "name": "title",
        "before": "누리호 2차 발사 성공",
        "after": "누리호 3차 발사 성공",
    }
    assert version["sentences"] == [
        ["-", "목표 고도는 700㎞였다."],
        ["+", "목표 고도는 750㎞였다."],
        ["+", "궤도는 둥글었다."],
    ]
    assert version["change"]["action"] == "update"
    assert set(version["change"]) == CHANGE


def test_an_article_without_former_versions_says_so(desk):
    reply = desk.run("article", NAME, "--history")
    assert reply.code == 0
    assert "예전 판이 없습니다." in reply.out
    assert desk.run("article", NAME, "--history", "--json").object["versions"] == []


def test_a_change_of_line_breaks_alone_is_called_that(capsys):
    print_difference(Screen("ko"), Difference((), (), 7))
    assert "문장은 그대로이고 줄 나눔이나" in capsys.readouterr().out
    print_difference(Screen("en"), Difference((), (), 7))
    assert "only line breaks" in capsys.readouterr().out


def test_colour_marks_what_went_and_what_came(desk, monkeypatch):
    edited(desk)
    monkeypatch.setattr("newsbot.terminal.screen.Console.is_terminal", True)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    out = desk.run("article", NAME, "--history").out
    plain = re.sub(r"\x1b\[[0-9;]*m", "", out)
    assert "  - 목표 고도는 700㎞였다." in plain
    assert re.search(r"\x1b\[31m[^\x1b]*목표 고도는 700㎞였다", out)
    assert re.search(r"\x1b\[32m[^\x1b]*목표 고도는 750㎞였다", out)


# audit


def test_the_log_is_read_the_latest_change_first(desk):
    edited(desk)
    desk.run("hide", NAME, "--yes")
    desk.run("hide", "20241011-bank", "--yes")
    found = changes(desk)
    assert [one["action"] for one in found] == ["hide", "hide", "update"]
    assert [one["article_id"] for one in changes(desk, NAME)] == [NAME, NAME]
    assert changes(desk, NAME[:8]) == changes(desk, NAME)
    assert changes(desk, "--limit", "1") == found[:1]
    assert changes(desk, "20990101-none") == []
    lines = desk.run("audit", NAME).out.splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d  숨김  누리호 3차 발사 성공", lines[0])
    assert re.fullmatch(rf"    {NAME} · .+ \(terminal\) · 변경 [0-9a-f]{{16}}", lines[1])
    assert "--limit" in desk.run("audit", "--limit", "2").out
    assert "--limit" not in desk.run("audit", "--limit", "3").out


def test_what_a_change_took_back_is_named(desk):
    desk.run("hide", NAME, "--yes")
    hidden = str(changes(desk)[0]["change_id"])
    desk.run("undo", hidden, "--yes")
    assert changes(desk)[0]["reverts"] == hidden
    assert f"변경 {hidden}을(를) 되돌림" in desk.run("audit").out
    assert f"takes back change {hidden}" in desk.run("audit", "--lang", "en").out


def test_a_removed_article_keeps_its_lines(desk):
    desk.run("remove", NAME, "--yes")
    assert [one["action"] for one in changes(desk, NAME)] == ["remove"]
    assert desk.run("audit", "none").out == "변경 기록이 없습니다.\n"


def test_a_foreign_name_cannot_command_the_terminal(desk):
    newsroom: Newsroom = desk.newsroom()
    newsroom.hide(NAME, Actor("\x1b[2Jevil\u202e[bold]x[/bold]", "discord guild 1"))
    newsroom.close()
    log = desk.root / "corpus/.audit.jsonl"
    line = json.loads(log.read_text("utf-8"))
    line |= {"who": "\x1b[31mevil\u202e", "title": "\x1b]0;owned\x07제목", "article_id": "a\x1bb"}
    log.write_text(json.dumps(line) + "\n", encoding="utf-8")
    reply = desk.run("audit")
    assert "evil" in reply.out
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", reply.out)


# prune


def pile(desk: Desk, count: int = 6) -> list[str]:
    newsroom = desk.newsroom()
    drafts = [
        draft(f"{n}번 회의다.", f"{n}번", day=n, source_id=str(n)) for n in range(1, count + 1)
    ]
    drafts.append(draft("날짜 없는 소식이다.", published=None))
    names = [added.article.id for added in newsroom.add_many(drafts)]
    newsroom.close()
    return names


def left(desk: Desk) -> set[str]:
    return {one["article_id"] for one in desk.run("articles", "--json").objects}


def test_only_the_newest_are_kept_and_undated_ones(desk):
    names = pile(desk)
    looked = desk.run("prune", "--keep", "2", "--dry-run")
    assert looked.out.splitlines() == [
        "기사 8건이 빠집니다. 2022-06-21부터 2025-01-04까지 나온 기사입니다.",
        "언제 나왔는지 모르는 기사 1건은 그대로 둡니다.",
    ]
    assert len(left(desk)) == 11
    done = desk.run("prune", "--keep", "2", "--yes", "--lang", "en")
    assert "Articles removed: 8." in done.out
    assert left(desk) == set(names[4:])
    assert len(desk.run("restore", "--json").objects) == 8
    again = desk.run("prune", "--keep", "2", "--yes")
    assert again.code == 0
    assert "뺄 기사가 없습니다." in again.out


def test_what_is_older_goes_and_the_settings_say_how_much_older(desk, monkeypatch):
    pile(desk)
    monkeypatch.setenv("NEWSBOT_KEEP_ARTICLE_DAYS", "36500")
    assert "뺄 기사가 없습니다." in desk.run("prune", "--yes").out
    monkeypatch.setenv("NEWSBOT_KEEP_ARTICLES", "9")
    assert "기사 1건을 뺐습니다." in desk.run("prune", "--yes").out
    assert NAME not in left(desk)
    assert "기사 9건을 뺐습니다." in desk.run("prune", "--older-than", "1", "--yes").out
    assert len(left(desk)) == 1


def test_pruning_asks_first(desk, monkeypatch):
    pile(desk)
    alone = desk.run("prune", "--keep", "1")
    assert alone.code == 1
    assert "--yes" in alone.err
    monkeypatch.setattr("newsbot.terminal.screen.Screen.interactive", True)
    assert "그대로 두었습니다." in desk.run("prune", "--keep", "1", stdin="n\n").out
    assert len(left(desk)) == 11
    assert "9건을 뺐습니다" in desk.run("prune", "--keep", "1", stdin="y\n").out


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--keep", "0"),
        ("--keep", "-1"),
        ("--keep", "x"),
        ("--older-than", "0"),
        ("--older-than", "36501"),
        ("--older-than", "1.5"),
    ],
)
def test_without_a_rule_or_with_a_bad_one_nothing_goes(desk, arguments):
    reply = desk.run("prune", "--yes", *arguments)
    assert reply.code == 2
    assert reply.err.count("\n") == 1
    assert len(left(desk)) == 4


def test_who_interrupts_pruning_can_go_on(desk, monkeypatch):
    pile(desk)
    monkeypatch.setattr("newsbot.trash._FILES", 4)
    real = Newsroom.remove_all

    def interrupted(self: Newsroom, wanted: list[str]) -> object:
        yield next(iter(real(self, wanted)))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Newsroom, "remove_all", interrupted)
        reply = desk.run("prune", "--keep", "1", "--yes")
    assert reply.code == 130
    assert "newsbot prune" in reply.err
    assert len(left(desk)) == 7
    assert "기사 5건을 뺐습니다." in desk.run("prune", "--keep", "1", "--yes").out


def test_a_bad_setting_is_named(desk, monkeypatch):
    monkeypatch.setenv("NEWSBOT_KEEP_ARTICLES", "many")
    reply = desk.run("prune")
    assert reply.code == 2
    assert "NEWSBOT_KEEP_ARTICLES" in reply.err


# trash


def test_the_trash_is_measured_and_emptied_for_good(desk, monkeypatch):
    assert desk.run("trash").out == "지울 것이 없습니다.\n"
    assert desk.run("trash", "--json").object == {"files": 0, "former_versions": 0, "bytes": 0}
    assert desk.run("trash", "--empty", "--yes").code == 0
    edited(desk)
    desk.run("remove", NAME, "--yes")
    assert "파일 2개와 없어진 기사의 예전 판 1개" in desk.run("trash").out
    held = desk.run("trash", "--json").object
    assert (held["files"], held["former_versions"]) == (2, 1)
    assert held["bytes"] > 900
    refused = desk.run("trash", "--empty")
    assert refused.code == 1
    assert "--yes" in refused.err
    assert desk.run("trash", "--empty", "--older-than", "1", "--yes").out == "지울 것이 없습니다.\n"
    assert len(desk.run("restore", "--json").objects) == 1
    monkeypatch.setattr("newsbot.terminal.screen.Screen.interactive", True)
    assert "그대로 두었습니다." in desk.run("trash", "--empty", stdin="\n").out
    done = desk.run("trash", "--empty", stdin="y\n")
    assert "파일 3개를 완전히 지웠습니다." in done.out
    assert desk.run("restore", "--json").out == ""
    assert desk.run("restore", NAME).code == 1
    assert [one["action"] for one in changes(desk, NAME)] == ["erase", "remove", "update"]


# export


def test_an_export_is_added_again_as_it_was(desk, tmp_path):
    pile(desk)
    desk.run("hide", NAME, "--yes")
    piped = desk.run("export")
    assert piped.err == ""
    assert len(piped.objects) == 11
    path = tmp_path / "all.jsonl"
    said = desk.run("export", path)
    assert said.out == f"기사 11건을 {path}에 썼습니다.\n"
    assert path.read_text("utf-8") == piped.out == desk.run("export", "-").out
    (tmp_path / "empty").mkdir()
    shared = ("--corpus", tmp_path / "empty", "--index", tmp_path / "index2")
    added = desk.run("add", path, "--yes", *shared)
    assert added.code == 0, added.err
    assert desk.run("export", *shared).out == piped.out
    question = ("ask", "누리호는 어디서 발사됐어?", "--json", "--always")
    answers = [desk.run(*question, *where).object for where in ((), shared)]
    for answer in answers:
        answer.pop("elapsed_ms")
    assert answers[0] == answers[1]
    again = desk.run("add", path, "--yes", "--json", *shared).objects
    assert {one["status"] for one in again} == {"duplicate"}


@pytest.mark.parametrize(
    "place", ["corpus/all.jsonl", "none/all.jsonl", "corpus", "a\0b", "a\0b/c"]
)
def test_where_no_export_belongs_is_one_line(desk, place):
    before = sorted(desk.root.rglob("*.jsonl"))
    reply = desk.run("export", desk.root / place)
    assert reply.code == 1
    assert reply.err.count("\n") == 1
    assert sorted(desk.root.rglob("*.jsonl")) == before


def test_what_cannot_be_read_is_told_beside_the_export(desk):
    (desk.root / "corpus/broken.md").write_bytes(b"\xff\xfe\0")
    reply = desk.run("export")
    assert len(reply.objects) == 4
    assert "newsbot index" in reply.err


def test_a_reader_that_leaves_is_no_fault(desk):
    rows = [json.dumps({"text": f"{n}번. " + "가 나 다. " * 900, "id": str(n)}) for n in range(30)]
    (desk.root / "corpus/many.jsonl").write_text("\n".join(rows), encoding="utf-8")
    command = [sys.executable, "-m", "newsbot", *desk.shared, "export"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as program:
        assert program.stdout
        assert program.stderr
        assert program.stdout.readline()
        program.stdout.close()
        assert program.stderr.read() == b""
        assert program.wait() == 141
