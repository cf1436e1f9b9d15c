"""What stands on the screen: safe, whole, aligned."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.text import Text
from tests.desk import Desk

from newsbot.analysis import Analyser
from newsbot.answer import Answer, Citation
from newsbot.article import Article, Draft, Dropped
from newsbot.dates import parse_moment
from newsbot.evidence import Highlight
from newsbot.indexing import Progress
from newsbot.terminal.answers import print_answer
from newsbot.terminal.articles import print_article, print_table, spelled
from newsbot.terminal.offers import print_preview
from newsbot.terminal.progress import counting, syncing
from newsbot.terminal.screen import Screen, safe, speak_utf8

ESC = "\x1b"
BODY = "엔비디아는 삼성전자와 네이버에 칩을 공급한다. " * 6


def article(number: int = 1, **fields: object) -> Article:
    given: dict[str, object] = {"id": f"2025010{number}-x", "title": "제목", "body": BODY} | fields
    return Article(**given)  # type: ignore[arg-type]


def answer(quoted: Article, *highlights: Highlight) -> Answer:
    citation = Citation(1, quoted, quoted.body[:80], 0, 80, 1.0, highlights)
    return Answer("질문", (citation,), 0.9, (), (), (), 1.0)


@pytest.fixture
def columns(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return 60


def test_nothing_is_left_that_a_terminal_would_obey():
    text = f"가{ESC}[31m나\a\b\r\u202e다\u200b\x9b\ud800\t라\n마"
    shown = safe(text)
    assert len(shown) == len(text)
    assert [c for c in shown if not c.isprintable()] == ["\n"]
    assert shown.startswith("가\ufffd[31m나\ufffd\ufffd\ufffd\ufffd다\ufffd\ufffd\ufffd 라")


def test_plain_text_is_left_alone():
    text = "‘한·미’ “기술” 漢字 ㎞ 🚀 café\u3000끝\n둘째"
    assert safe(text) == text


def test_hostile_fields_are_shown_and_not_obeyed(capsys):
    screen = Screen("ko")
    hostile = article(
        title=f"[bold]굵게[/bold] [/] :smile: {ESC}[2J",
        outlet=f"{ESC}]0;x\a",
        body=f"[red]몸{ESC}[31m",
    )
    print_article(screen, hostile)
    print_table(screen, [hostile])
    print_answer(screen, answer(hostile), 1)
    screen.note("error", sentence=f"{ESC}[31m")
    printed = "".join(capsys.readouterr())
    assert ESC not in printed
    assert "\a" not in printed
    assert printed.count("[bold]굵게[/bold] [/] :smile: \ufffd[2J") == 3
    assert "[red]몸" in printed


def test_markup_in_articles_stays_text_from_corpus_to_screen(tmp_path: Path, analyser: Analyser):
    desk = Desk(tmp_path, analyser)
    for command in (
        ("articles",),
        ("article", "20230101-hostile"),
        ("ask", "홍길동 상금 노트북", "--always"),
    ):
        shown = desk.run(*command).out
        assert "[bold]굵은[/bold] [/] 제목 :smile:" in shown
        assert "[red]나쁜[/red] 신문" in shown
    assert "[link=https://evil.example]우승한[/link] 홍길동 씨는 [/] 상금으로" in shown


def test_terms_are_bold_on_a_terminal_and_plain_in_a_pipe(capsys, columns):
    print_answer(Screen("ko", styled=True), answer(article(), Highlight(0, 4, "엔비디아")), 1)
    styled = capsys.readouterr().out
    assert f"{ESC}[1m엔비디아{ESC}[0m는" in styled
    print_answer(Screen("ko", styled=False), answer(article(), Highlight(0, 4, "엔비디아")), 1)
    assert "엔비디아는" in capsys.readouterr().out


def test_a_quote_is_whole_in_a_pipe_and_broken_to_the_width_of_a_terminal(
    capsys, columns, monkeypatch
):
    quoted = article(url="https://news.example/" + "a" * 100)
    print_answer(Screen("en", styled=True), answer(quoted), 1)
    lines = Text.from_ansi(capsys.readouterr().out).plain.splitlines()
    quote = [line for line in lines if "공급" in line or "엔비디아" in line]
    assert len(quote) > 1
    assert all(cell_len(line) <= columns for line in quote)
    assert f"   {quoted.url}" in lines  # an address is never broken
    monkeypatch.delenv("COLUMNS")
    print_answer(Screen("en"), answer(quoted), 1)
    assert quoted.body[:80].rstrip() in capsys.readouterr().out


def test_no_line_ends_in_spaces(capsys):
    two = article(body="첫 문단.\n\n둘째 문단.")
    print_answer(Screen("ko"), answer(two), 1)
    print_table(Screen("ko"), [two, article(2, title=None)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["1. 첫 문단.", "", "   둘째 문단."]
    assert all(line == line.rstrip() for line in lines)


def test_columns_align_where_hangul_and_latin_meet(capsys):
    outlets = ("나루경제", "NYT", "한겨레21", "가")
    print_table(Screen("ko"), [article(n, outlet=name) for n, name in enumerate(outlets)])
    lines = [line for line in capsys.readouterr().out.splitlines() if line.endswith("제목")]
    assert len(lines) == 5  # the head too
    assert len({cell_len(line.removesuffix("제목")) for line in lines}) == 1


def test_ids_and_times_are_never_cut_however_narrow_the_terminal(capsys, columns):
    long = article(
        id="20250101-" + "a" * 20, published=parse_moment("2025-01-01T10:20"), title="긴 제목 " * 9
    )
    print_table(Screen("ko", styled=True), [long])
    print_table(Screen("ko", styled=True), [long], numbered=True)
    first, second = (line for line in capsys.readouterr().out.splitlines() if "긴" in line)
    assert "20250101-" + "a" * 20 + "   2025-01-01 " in first
    assert "1   2025-01-01 10:20 " in second


def test_progress_shows_on_a_terminal_and_nowhere_else(capsys, columns):
    with syncing(Screen("ko", styled=False)) as silent:
        assert silent is None
    with syncing(Screen("ko", styled=True)) as report:
        assert report is not None
        report(Progress(done_bytes=50, total_bytes=100, articles=3))
    with counting(Screen("en", styled=True), "add.adding", 4) as done:
        done(2)
    out, err = (Text.from_ansi(text).plain for text in capsys.readouterr())
    assert "색인하는 중" in err
    assert "3건" in err
    assert "Adding" in out
    assert "2 articles" in out


def test_a_long_headline_is_cut_to_the_terminal(capsys, columns):
    print_table(Screen("ko", styled=True), [article(title="긴 제목 " * 30)])
    lines = Text.from_ansi(capsys.readouterr().out).plain.splitlines()
    assert all(cell_len(line) <= columns for line in lines)
    assert lines[-1].endswith("…")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2025-10-29T19:07:52+09:00", "2025-10-29 19:07"),
        ("2025-10-29T10:07:00Z", "2025-10-29 19:07"),
        ("2025-10-29", "2025-10-29"),
        ("2025-10", "2025-10"),
    ],
)
def test_times_are_in_kst_as_precise_as_known(text, shown):
    assert spelled(parse_moment(text)) == shown


def test_a_preview_shows_what_is_missing_and_what_was_left_out(capsys):
    dropped = [Dropped(reason="menu", text=f"차림 {n}") for n in range(5)]
    dropped.append(Dropped(reason="caption", text="사진 속 사람"))
    draft = Draft(body="첫 문단.\n\n둘째.\n셋째.\n넷째.", title="새 다리", dropped=tuple(dropped))
    print_preview(Screen("en"), "page.txt", draft)
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[:2] == ["What was understood of page.txt:", "title 새 다리"]
    assert {"outlet missing", "published missing", "authors missing", "link missing"} <= set(lines)
    assert "body 4 paragraphs, 18 characters" in lines
    assert "셋째." in lines
    assert "넷째." not in lines
    assert "menu: 차림 0 / 차림 1 / 차림 2 ... and 2 more" in lines
    assert "captions: 사진 속 사람" in lines


def test_a_stream_of_another_encoding_becomes_utf8(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii", errors="strict"))
    speak_utf8()
    sys.stdout.write("기사 \ud800\n")
    sys.stdout.flush()
    assert raw.getvalue() == "기사 ?\n".encode()


@pytest.mark.parametrize(
    ("typed", "default", "agreed"),
    [
        ("\n", True, True),
        ("\n", False, False),
        ("Y\n", False, True),
        ("네\n", False, True),
        ("n\n", True, False),
        ("", True, False),
    ],
)
def test_an_empty_line_is_the_default_and_no_line_is_no(monkeypatch, typed, default, agreed):
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    assert Screen("ko").confirm("add.confirm", default=default) is agreed
