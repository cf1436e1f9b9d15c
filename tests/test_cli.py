"""The ``newsbot`` command: what it prints, in both languages, and how it exits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest
from tests.desk import NURI, PAGE, Desk, tally

from newsbot.analysis import Analyser
from newsbot.cli.asking import filters_of
from newsbot.cli.session import language_of
from newsbot.cli_messages import MESSAGES
from newsbot.errors import QuestionError
from newsbot.messages import CATALOGUE
from newsbot.newsroom import Newsroom

CITATION = {
    "number", "article_id", "source_id", "title", "outlet", "url", "published", "modified",
    "excerpt", "quote", "start", "end", "score",
}  # fmt: skip

NEW_NURI = NURI.replace("id: 20220621-nuri\n", "").replace("2차", "3차").replace("/nuri", "/nuri3")


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


def outside(desk: Desk, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the true program in a process of its own."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "newsbot", *desk.shared, *arguments]
    settings = {"capture_output": True, "encoding": "utf-8", "env": environment, "timeout": 60}
    return subprocess.run(command, check=False, **(settings | options))  # type: ignore[call-overload,no-any-return]


# ask


def test_a_quote_stands_with_its_number_outlet_headline_times_and_link(desk):
    reply = desk.run("ask", "누리호 개발에 얼마가 들었어?", "--always")
    lines = [line.strip() for line in reply.out.splitlines()]
    assert reply.code == 0
    assert reply.out.startswith("1. ")
    assert "개발 사업에는 1조9572억 원이 들어갔다." in reply.out
    assert "가람일보 · 누리호 2차 발사 성공" in lines
    assert "입력 2022-06-21 17:40 · 수정 2022-06-21 20:10 · 20220621-nuri" in lines
    assert "https://news.example/nuri" in lines
    assert "기사 4건을 찾아보았습니다." in lines


def test_the_object_of_an_answer_keeps_the_contract(desk):
    answer = desk.run("ask", "누리호는 어디서 발사됐어?", "--json", "--always").object
    assert {
        "question",
        "answered",
        "confidence",
        "citations",
        "nearest",
        "elapsed_ms",
    } <= answer.keys()
    assert answer["answered"] is True
    assert 0 <= answer["confidence"] <= 1
    first = answer["citations"][0]
    assert first.keys() >= CITATION
    assert first["number"] == 1
    assert first["article_id"] == "20220621-nuri"
    assert first["published"] == "2022-06-21T17:40:00+09:00"
    assert first["source_id"] is None
    body = desk.run("article", "20220621-nuri", "--json").object["body"]
    assert first["quote"] == body[first["start"] : first["end"]]
    assert len(first["quote"]) <= 200
    words = {first["quote"][start:end] for start, end in first["highlights"]}
    assert words
    assert all(word in "누리호 이륙 발사" for word in words)


def test_an_unanswered_question_says_so_and_names_what_was_searched_for(desk):
    said = desk.run("ask", "김구 고향")
    assert said.code == 0
    assert "기사에서 답을 찾지 못했습니다." in said.out
    assert "김구(못 찾음)" in said.out
    answer = desk.run("ask", "김구 고향", "--json").object
    assert answer["answered"] is False
    assert answer["citations"] == []


def test_the_nearest_articles_of_an_unanswered_question_are_named(desk):
    question = "누리호 그림 화가 고향 스승 제자 전시회 박물관"
    answer = desk.run("ask", question, "--json").object
    said = desk.run("ask", question).out
    assert answer["answered"] is False
    assert [one["article_id"] for one in answer["nearest"]] == ["20220621-nuri"]
    assert set(answer["nearest"][0]) == {"article_id", "source_id", "title", "published"}
    assert "1. 누리호 2차 발사 성공 · 가람일보 · 2022-06-21 (20220621-nuri)" in said


def test_always_quotes_and_the_limits_hold(desk):
    answer = desk.run(
        "ask", "누리호 고도 화가", "--json", "--always", "--limit", "1", "--quote-chars", "30"
    ).object
    assert len(answer["citations"]) == 1
    assert len(answer["citations"][0]["quote"]) <= 30


def test_a_question_may_come_without_quotation_marks(desk):
    answer = desk.run("ask", "누리호는", "어디서", "발사됐어?", "--json").object
    assert answer["question"] == "누리호는 어디서 발사됐어?"


def test_shared_options_stand_before_or_after_the_command(desk, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    after = desk.run("articles", "--corpus", empty, "--index", tmp_path / "other", "--lang", "en")
    assert "There are no articles." in after.out
    assert (tmp_path / "other").exists()
    assert "누리호" in desk.run("articles").out


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_since_until_and_outlet_leave_the_rest_out(desk, flags):
    asked = ("ask", "누리호는 어디서 발사됐어?", "--always", *flags)
    assert "20220621-nuri" in desk.run(*asked, "--until", "2022-06-21", "--since", "2022-06").out
    for narrowed in (
        ("--until", "2022-06-20"),
        ("--since", "2022-06-22"),
        ("--outlet", "나루경제"),
    ):
        assert "20220621-nuri" not in desk.run(*asked, *narrowed).out


def test_a_period_may_be_named_as_people_name_it():
    week = filters_of("지난주", "last week", None)
    assert week.since is not None
    assert week.until is not None
    assert week.until - week.since == 7 * 86_400


def test_until_ends_with_what_it_names():
    assert filters_of(None, "2024-12", None) == filters_of(None, "2024-12-31", None)
    minute = filters_of(None, "2025-01-01 00:00", None).until
    day = filters_of("2025-01-01", None, None).since
    assert minute is not None
    assert day is not None
    assert minute - day == 60
    with pytest.raises(QuestionError, match="--since is later"):
        filters_of("2025-01-02", "2025-01-01", None)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("ask", "x", "--since", "13월"), "--since의 13월"),
        (("ask",), "질문이나 --batch"),
        (("ask", "x", "--batch", "y"), "질문이나 --batch"),
        (("ask", "--batch", "/nowhere"), "/nowhere"),
        (("ask", "x", "--limit", "0"), "--limit"),
        (("ask", "x", "--foo"), "`newsbot ask --help`"),
        (("add",), "`newsbot add --help`"),
        (("aks", "x"), "'ask'"),
        (("ask", "x", "--lang", "fr"), "--lang"),
    ],
)  # fmt: skip
def test_what_is_mistyped_is_one_line_and_exit_2(desk, arguments, sentence):
    reply = desk.run(*arguments)
    assert reply.code == 2
    assert reply.err.startswith("오류: ")
    assert sentence in reply.err
    assert reply.err.count("\n") == 1
    assert reply.out == ""


def test_what_is_mistyped_is_an_error_in_english_too(desk, monkeypatch):
    monkeypatch.setenv("NEWSBOT_LANGUAGE", "en")
    assert desk.run("aks").err.startswith("error: No such command")


def test_an_error_is_told_in_the_language_asked_for(desk):
    assert desk.run("article", "nope").err == (
        "오류: 번호가 nope인 기사가 없습니다. 기사 목록에서 번호를 확인해 주세요.\n"
    )
    english = desk.run("article", "nope", "--lang", "en")
    assert english.err == "error: There is no article nope. See the list of articles for the ids.\n"
    assert english.code == 1


def test_a_bad_setting_is_told_before_anything_is_opened(desk, monkeypatch):
    monkeypatch.setenv("NEWSBOT_LIMT", "3")
    reply = desk.run("ask", "x")
    assert reply.code == 2
    assert "NEWSBOT_LIMIT" in reply.err
    assert not (desk.root / "index").exists()


# ask --batch


def test_a_batch_answers_line_by_line_and_a_bad_line_stops_nothing(desk):
    questions = desk.file(
        "q.jsonl",
        '{"id": 7, "question": "누리호는 어디서 발사됐어?"}\nnot json\n\n{"id": "x"}\n[1]\n'
        '{"question": "기준금리는 몇 %로 내렸어?"}\n',
    )
    reply = desk.run("ask", "--batch", questions, "--json", "--always")
    first, broken, nameless, listed, last = reply.objects
    assert reply.code == 1
    assert first["id"] == 7
    assert first["citations"][0]["article_id"] == "20220621-nuri"
    assert set(broken) == {"error"}
    assert set(nameless) == {"id", "error"}
    assert "error" in listed
    assert "id" not in last
    assert last["citations"][0]["article_id"] == "20241011-bank"


def test_a_batch_may_come_from_standard_input(desk):
    reply = desk.run("ask", "--batch", "-", "--json", stdin='{"id": null, "question": "누리호"}')
    assert reply.code == 0
    assert reply.object["id"] is None


# add


def test_without_a_terminal_a_page_is_shown_but_not_added(desk):
    reply = desk.run("add", desk.file("page.txt", PAGE))
    assert reply.code == 1
    assert "--yes" in reply.out
    assert "두루미 마을에 새 다리 놓였다" in reply.out
    assert "2025-03-02 09:10" in reply.out
    assert any(line.split() == ["주소", "없음"] for line in reply.out.splitlines())
    assert "사진 출처: 사진=가람일보 제공" in reply.out
    assert "두루미" not in desk.run("articles").out


def test_an_added_page_answers_at_once_and_is_known_the_next_time(desk):
    page = desk.file("page.txt", PAGE)
    added = desk.run("add", page, "--yes")
    assert added.code == 0
    assert added.out.startswith("추가  20250302-")
    answer = desk.run("ask", "두루미 마을 다리 길이는?", "--json", "--always").object
    assert "320m" in answer["citations"][0]["quote"]
    again = desk.run("add", page, "--json").object
    assert again == {
        "source": str(page),
        "status": "duplicate",
        "article_id": answer["citations"][0]["article_id"],
        "reason": "같은 기사가 이미 있습니다.",
    }
    assert "중복" in desk.run("add", page, "--yes").out


def test_whoever_sits_at_a_terminal_is_asked(desk, monkeypatch):
    monkeypatch.setattr("newsbot.terminal.screen.Screen.interactive", True)
    page = desk.file("page.txt", PAGE)
    declined = desk.run("add", page, stdin="n\n")
    assert declined.code == 1
    assert "넣지 않기로" in declined.out
    assert "이 기사를 넣을까요? [Y/n]" in declined.err
    accepted = desk.run("add", page, stdin="\n")
    assert accepted.code == 0
    assert "추가  20250302-" in accepted.out


def test_a_duplicate_is_said_before_it_is_asked_about(desk, monkeypatch):
    monkeypatch.setattr("newsbot.terminal.screen.Screen.interactive", True)
    page = desk.file("page.txt", PAGE)
    first = desk.run("add", page, stdin="y\n")
    assert "이미 있습니다" not in first.out
    identifier = desk.run("articles", "--json", "--limit", "1").object["article_id"]
    again = desk.run("add", page, stdin="n\n")
    assert f"같은 기사가 이미 있습니다({identifier})." in again.out
    assert "이 기사를 넣을까요?" in again.err


def test_a_missing_file_is_named_once(desk):
    reply = desk.run("add", "none.txt")
    assert reply.out == "거절  none.txt 파일이 없습니다. 경로를 확인해 주세요.\n"
    picture = desk.file("a.png", b"\x89PNG")  # its sentence does not name it
    assert str(picture) in desk.run("add", picture).out


def test_add_takes_paths_and_links(desk):
    assert "PATH_OR_URL..." in desk.run("add", "--help").out


def test_a_changed_page_is_an_update(desk):
    first = NEW_NURI.replace("나로우주센터", "우주센터")
    assert desk.run("add", desk.file("a.md", first), "--json").object["status"] == "added"
    changed = desk.run("add", desk.file("a.md", NEW_NURI), "--json").object
    assert changed["status"] == "updated"
    assert changed["reason"] == "이전 판을 바꾸었습니다."


def test_refusals_stop_nothing(desk):
    missing, picture = desk.root / "none.txt", desk.file("a.png", b"\x89PNG")
    page = desk.file("page.txt", PAGE)
    empty = desk.file("empty.txt", "")
    folder = desk.root / "here"
    reply = desk.run("add", "--json", missing, "http://127.0.0.1/1", picture, empty, folder, page)
    assert reply.code == 1
    assert [one["status"] for one in reply.objects] == ["refused"] * 5 + ["added"]
    assert all(one["reason"] and one["article_id"] is None for one in reply.objects[:5])
    assert ".jsonl" in reply.objects[2]["reason"]
    assert "주소" in reply.objects[1]["reason"]


def test_bulk_lines_are_reported_each_in_their_order(desk):
    records = [
        json.dumps({"id": n, "title": f"소식 {n}", "text": f"{n}번째 새 소식이다."})
        for n in range(250)
    ]
    records[3] = "{"
    records[120] = '{"title": "본문 없음"}'
    records[249] = records[0]
    bulk = desk.file("bulk.jsonl", "\n".join(records) + "\n")
    reply = desk.run("add", bulk, "--json")
    assert reply.code == 1
    assert [one["source"] for one in reply.objects] == [f"{bulk}:{n}" for n in range(1, 251)]
    statuses = [one["status"] for one in reply.objects]
    assert [n for n, status in enumerate(statuses) if status == "refused"] == [3, 120]
    assert [n for n, status in enumerate(statuses) if status == "duplicate"] == [249]
    assert "article_id" in desk.run("article", "77", "--json").out  # a source id opens it


def test_bulk_asks_once_with_a_summary(desk, monkeypatch):
    bulk = desk.file("two.jsonl", '{"title": "첫 소식", "text": "하나"}\n{"text": "둘"}\n')
    refused = desk.run("add", bulk)
    assert refused.code == 1
    assert "기사 2건. 첫 기사: 첫 소식" in refused.out
    monkeypatch.setattr("newsbot.terminal.screen.Screen.interactive", True)
    added = desk.run("add", bulk, stdin="y\n")
    assert added.err.count("모두 넣을까요?") == 1
    assert tally(added.out) == {"추가": 2, "갱신": 0, "중복": 0, "거절": 0}


def test_a_folder_gives_all_its_files(desk):
    folder = desk.root / "inbox"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "page.txt").write_text(PAGE, "utf-8")
    (folder / "two.jsonl").write_text('{"text": "하나의 소식"}\n{"text": "둘의 소식"}\n', "utf-8")
    (folder / ".hidden.txt").write_text(PAGE, "utf-8")
    (folder / "notes.pdf").write_bytes(b"%PDF")
    reply = desk.run("add", folder, "--json")
    assert [one["status"] for one in reply.objects] == ["added"] * 3
    assert reply.code == 0


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (PAGE, ["-"]),
        ('{"text": "첫 소식"}\n{"text": "둘째 소식"}\n', ["-:1", "-:2"]),
        (NEW_NURI, ["-"]),
        ("<!doctype html><title>x</title>", ["-"]),
    ],
)
def test_standard_input_is_known_by_what_it_holds(desk, text, sources):
    reply = desk.run("add", "-", "--json", stdin=text)
    assert [one["source"] for one in reply.objects] == sources
    assert [one["status"] == "added" for one in reply.objects] == [
        not text.startswith("<!doctype")
    ] * len(sources)


# articles, article, latest, remove


def test_the_newest_articles_come_first(desk):
    assert [one["article_id"] for one in desk.run("articles", "--json").objects] == [
        "20241011-bank", "20230710-open-library", "20230101-hostile", "20220621-nuri",
    ]  # fmt: skip
    listed = desk.run("latest", "1").out
    assert "20241011-bank" in listed
    assert "20230710-open-library" not in listed
    assert [
        one["article_id"] for one in desk.run("articles", "--json", "--limit", "1").objects
    ] == ["20241011-bank"]
    assert "나루경제" not in desk.run("articles", "--outlet", "가람일보").out
    assert "없는신문의 기사가 없습니다." in desk.run("articles", "--outlet", "없는신문").out


def test_an_article_shows_all_its_fields_and_body(desk):
    shown = desk.run("article", "20220621", "--lang", "en").out
    for text in (
        "누리호 2차 발사 성공",
        "가람일보",
        "2022-06-21 20:10",
        "김가람",
        "1조9572억",
        "20220621-nuri",
    ):
        assert text in shown
    assert desk.run("article", "20220621-nuri", "--json").object["authors"] == ["김가람"]


def test_a_removed_article_answers_no_more(desk):
    kept = desk.run("remove", "20220621-nuri")
    assert kept.code == 1
    assert "--yes" in kept.err
    removed = desk.run("remove", "20220621-nuri", "--yes")
    assert removed.code == 0
    assert removed.out.endswith("newsbot restore 20220621-nuri\n")
    assert "20220621-nuri" not in desk.run("articles", "--json").out
    assert "20220621-nuri" not in desk.run("ask", "누리호 이륙", "--json", "--always").out
    assert not (desk.root / "corpus" / "nuri.md").exists()


def test_without_asking_only_a_whole_id_removes(desk):
    desk.run("add", desk.file("one.jsonl", '{"id": "77-a", "text": "하나의 소식"}\n'), "--yes")
    for beginning, identifier in (("20220621", "20220621-nuri"), ("20241011-ban", "20241011-bank")):
        refused = desk.run("remove", beginning, "--yes")
        assert refused.code == 2
        assert refused.err.count("\n") == 1
        assert refused.err.startswith(f"오류: {beginning}")
        assert identifier in refused.err
    assert len(desk.run("articles", "--json").objects) == 5
    assert desk.run("remove", "77-a", "--yes").code == 0  # a source id
    assert desk.run("remove", "20220621-nuri", "--yes").code == 0
    assert len(desk.run("articles", "--json").objects) == 3


def test_who_is_asked_may_give_a_beginning(desk, monkeypatch):
    monkeypatch.setattr("newsbot.terminal.screen.Screen.interactive", True)
    assert "뺐습니다" in desk.run("remove", "20220621", stdin="y\n").out


# index, evaluate, bot, help


def test_index_says_what_changed_and_what_could_not_be_read(desk):
    (desk.root / "corpus" / "bad.md").write_bytes(b"---\ntitle: [\n---\n\nbody\n")
    reply = desk.run("index")
    assert reply.code == 0
    assert reply.out.startswith("추가 4 · 교체 0 · 삭제 0.")
    assert reply.err.startswith("bad.md  ")
    (desk.root / "corpus" / "bad.md").unlink()
    (desk.root / "corpus" / "nuri.md").unlink()
    assert desk.run("index").out.startswith("추가 0 · 교체 0 · 삭제 1.")
    rebuilt = desk.run("index", "--rebuild").out
    assert rebuilt.startswith("색인을 새로 만들었습니다: 기사 3건, 문단 ")
    assert "추가" not in rebuilt


def test_verify_is_quiet_when_all_is_well_and_exits_1_when_not(desk):
    desk.run("index")
    good = desk.run("index", "--verify")
    assert good.code == 0
    assert "색인이 기사 폴더와 같습니다" in good.out
    (desk.root / "corpus" / "nuri.md").unlink()
    bad = desk.run("index", "--verify")
    assert bad.code == 1
    assert "20220621-nuri" in bad.out


def test_an_interrupted_index_says_that_it_can_go_on(desk, monkeypatch):
    def interrupted(self: Newsroom, report: object = None) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Newsroom, "sync", interrupted)
    monkeypatch.setattr(Newsroom, "rebuild", interrupted)
    reply = desk.run("index")
    assert reply.code == 130
    assert reply.err.count("\n") == 1
    assert "`newsbot index`로 이어서" in reply.err
    rebuilding = desk.run("index", "--rebuild")
    assert rebuilding.code == 130
    assert "`newsbot index --rebuild`로 이어서" in rebuilding.err
    assert desk.run("articles").code == 130


def test_evaluate_prints_figures(desk):
    judged = desk.file(
        "j.jsonl",
        '{"question": "누리호는 어디서 발사됐어?", "article_ids": ["20220621-nuri"], "answers": ["나로우주센터"]}\n',
    )
    assert desk.run("evaluate", judged, "--json").object["recall@1"] == 1.0
    assert any(
        line.split() == ["recall@1", "1.0000"]
        for line in desk.run("evaluate", judged).out.splitlines()
    )
    assert desk.run("evaluate", desk.root / "none.jsonl").code == 2


def test_the_bot_says_how_to_get_a_token(desk):
    reply = desk.run("bot")
    assert reply.code == 2
    assert "newsbot chat" in reply.err


def test_a_missing_corpus_is_one_line_with_the_remedy(desk, tmp_path):
    reply = desk.run("ask", "x", "--corpus", tmp_path / "none")
    assert reply.code == 1
    assert reply.err.count("\n") == 1
    assert "NEWSBOT_CORPUS_DIR" in reply.err


# language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "ko"),
        ({"LANG": "C.UTF-8"}, "ko"),
        ({"LANG": "POSIX"}, "ko"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "en_GB"}, "en"),
        ({"LANG": "en_GB", "LC_ALL": ""}, "en"),
    ],
)
def test_the_locale_gives_the_language(monkeypatch, environment, language):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language_of("auto") == language
    assert language_of("en") == "en"


@pytest.mark.parametrize("catalogue", [MESSAGES, CATALOGUE])
def test_both_languages_name_the_same_details(catalogue):
    for code, pair in catalogue.items():
        assert len(pair) == 2, code
        korean, english = (
            {name for _, name, _, _ in Formatter().parse(text) if name} for text in pair
        )
        assert korean == english, code


# the true program


def test_help_loads_neither_kiwi_nor_numpy():
    code = (
        "import sys\nfrom newsbot.cli import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit as end:\n    assert not end.code\n"
        "print([name for name in ('kiwipiepy', 'numpy', 'trafilatura', 'pydantic_settings') if name in sys.modules])"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=True,
        timeout=60,
    )
    assert "질문하기 / Ask a question" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_program_writes_utf8_whatever_the_locale_says(desk):
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "ascii", "NEWSBOT_LANGUAGE": "ko",
    }  # fmt: skip
    done = outside(desk, "ask", "--always", "누리호는 어디서 발사됐어?", env=environment)
    assert done.returncode == 0, done.stderr
    assert "나로우주센터" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_reader_that_leaves_early_sees_no_complaint(desk, flags):
    command = [sys.executable, "-m", "newsbot", *desk.shared, "articles", *flags]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 141  # as a shell sees an end by SIGPIPE


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the disk that is always full")
@pytest.mark.parametrize("arguments", [("articles",), ("articles", "--json"), ("--help",)])
def test_a_full_disk_is_one_sentence(desk, arguments):
    with Path("/dev/full").open("wb") as full:
        done = outside(desk, *arguments, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert done.stderr == (
        "오류: 디스크가 가득 차 출력을 다 쓰지 못했습니다. 공간을 비운 뒤 다시 해 주세요.\n"
    )


def test_a_fault_of_the_program_is_one_line_too(monkeypatch, capsys):
    from newsbot import cli

    def broken(**_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(cli, "app", broken)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "RuntimeError" in err
    assert "secret" not in err
