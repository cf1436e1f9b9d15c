"""Many articles in one command: told, summed up, reported, interrupted and gone on with."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.text import Text
from tests.desk import NURI, PAGE, Desk, tally

from newsbot import intake
from newsbot.analysis import Analyser
from newsbot.article import Draft
from newsbot.errors import IngestError
from newsbot.intake import Link, Offer, Outcome, Page, Refusal, Tally, link_in, of_file, pasted
from newsbot.terminal.offers import print_tally
from newsbot.terminal.screen import Screen


@pytest.fixture
def desk(tmp_path: Path, analyser: Analyser) -> Desk:
    return Desk(tmp_path, analyser)


def lines(count: int, start: int = 0) -> str:
    return "".join(
        json.dumps({"id": n, "title": f"소식 {n}", "text": f"{n}번째 새 소식이다."}) + "\n"
        for n in range(start, start + count)
    )


def test_a_run_ends_with_a_table_that_says_why(desk):
    text = lines(3) + '{"title": "본문 없음"}\n' * 2 + "{\n" + lines(1)
    reply = desk.run("add", desk.file("some.jsonl", text), "--yes")
    assert reply.code == 1
    assert tally(reply.out) == {"추가": 3, "갱신": 0, "중복": 1, "거절": 3}
    table = reply.out[reply.out.index("결과") :].splitlines()
    assert max(map(len, table[:6])) < 20, "a rule no longer than the numbers need"
    no_text, no_json = table[6:]
    assert re.match(r"  2 × \S*some\.jsonl:4 …: .*text", no_text)
    assert re.match(r"  1 × \S*some\.jsonl:6: JSON이 아닙니다", no_json)


def test_a_reason_is_told_whole_on_a_narrow_terminal(capsys):
    counted = Tally()
    error = IngestError("ingest.unknown_format", suffix=".hwp", known=".txt, .md, .html")
    for number in range(12):
        counted.count(
            Outcome(f"어떤/긴/이름의/폴더에/있는/기사{number}.hwp", "refused", error=error)
        )
    screen = Screen("ko", styled=True)
    screen.out.width = 50
    print_tally(screen, counted)
    lines = Text.from_ansi(capsys.readouterr().out).plain.splitlines()
    below = lines[6:]
    assert below[0].startswith("  12 × 어떤/긴/이름의/")
    assert all(line.startswith(" " * 7) for line in below[1:])
    assert all(cell_len(line) <= 50 for line in lines)
    whole = "".join("".join(below).split())
    assert "".join(error.sentence("ko").split()) in whole


def test_a_reason_that_names_its_file_names_it_once(desk):
    reply = desk.run("add", desk.root / "none.txt", desk.file("a.jsonl", lines(1)), "--yes")
    (told,) = [line for line in reply.out.splitlines() if line.startswith("  1 × ")]
    assert told.count("none.txt") == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.jsonl", b""), ("a.jsonl", b"\n \n"), ("a.json", b"[]"), ("a.xlsx", None)],
)
def test_a_file_of_many_that_holds_none_is_refused(desk, name, data):
    path = desk.file(name, workbook([]) if data is None else data)
    reply = desk.run("add", path)
    assert reply.code == 1
    assert reply.out == (
        f"거절  {path}  기사가 하나도 들어 있지 않은 파일입니다. "
        "파일을 열어 기사가 있는지 확인해 주세요.\n"
    )


def test_an_empty_file_of_many_is_told_inside_a_folder_too(desk):
    folder = desk.root / "folder"
    folder.mkdir()
    (folder / "empty.jsonl").touch()
    (folder / "full.jsonl").write_text(lines(2), "utf-8")
    reply = desk.run("add", folder, "--yes")
    assert reply.code == 1
    assert tally(reply.out) == {"추가": 2, "갱신": 0, "중복": 0, "거절": 1}
    assert f"  1 × {folder / 'empty.jsonl'}: 기사가 하나도" in reply.out


def test_the_files_of_a_folder_that_are_not_read_are_counted_by_suffix(desk):
    folder = desk.root / "folder"
    (folder / "page_files").mkdir(parents=True)
    (folder / "a.md").write_text("---\ntitle: 안\n---\n\n안의 글이다.\n", "utf-8")
    for name in (
        "1.hwp",
        "page_files/1.jpg",
        "2.JPG",
        "3.jpg",
        "메모",
        "제1호. 결산 자료",
        ".hidden",
    ):
        (folder / name).touch()
    told = "읽지 않은 파일 6개: .hwp 1 · .jpg 3 · (확장자 없음) 2"
    assert desk.run("add", folder, "--yes").out.splitlines()[-1] == told
    assert len(desk.run("add", folder, "--json").objects) == 1
    for number in range(30):
        (folder / f"x.k{number}").touch()
    last = desk.run("add", folder, "--yes").out.splitlines()[-1]
    assert last.startswith("읽지 않은 파일 36개: .hwp 1 · .jpg 3 · ")
    assert last.endswith("· …")


@pytest.mark.parametrize(
    "name",
    ["hanbit.example/news/1", "www.hanbit.example", "https:/x", "ftp://hanbit.example/1",
     "file:///tmp/none.txt", "한빛.com/1"],
)  # fmt: skip
def test_what_looks_like_an_address_is_told_how_addresses_begin(desk, name):
    reply = desk.run("add", name, "--yes")
    assert reply.code == 1
    assert reply.out.startswith(f"거절  {name}(이)라는 파일은 없습니다. 웹 주소라면 https://부터")


@pytest.mark.parametrize(
    "name", ["none.txt", "./none/a.md", "../n.d/a", "folder/none.jsonl", "C:/a"]
)
def test_what_looks_like_a_path_is_told_that_no_file_is_there(desk, name):
    assert f"{name} 파일이 없습니다." in desk.run("add", name, "--yes").out


def test_one_article_needs_no_table(desk):
    reply = desk.run("add", desk.file("page.txt", PAGE), "--yes")
    assert reply.out.startswith("추가")
    assert len(reply.out.splitlines()) == 1


def test_of_a_long_run_only_refusals_have_a_line_and_not_all_of_them(desk):
    text = lines(60) + "{\n" * 30
    reply = desk.run("add", desk.file("long.jsonl", text), "--yes")
    before = reply.out[: reply.out.index("결과")].splitlines()
    assert len(before) == 20
    assert all(line.startswith("거절") for line in before)
    assert tally(reply.out) == {"추가": 60, "갱신": 0, "중복": 0, "거절": 30}


def test_the_report_holds_what_came_of_each(desk):
    report = desk.root / "report.jsonl"
    text = lines(70) + "{\n"
    reply = desk.run("add", desk.file("long.jsonl", text), "--yes", "--report", report)
    assert reply.code == 1
    told = [json.loads(line) for line in report.read_text("utf-8").splitlines()]
    assert [one["status"] for one in told] == ["added"] * 70 + ["refused"]
    assert told[0]["source"].endswith("long.jsonl:1")
    assert told[0]["article_id"]
    assert told[70]["reason"]


def test_a_report_never_takes_the_place_of_a_file(desk):
    bulk = desk.file("bulk.jsonl", lines(2))
    reply = desk.run("add", bulk, "--yes", "--report", bulk)
    assert reply.code == 1
    assert "덮어쓰지 않았습니다" in reply.err
    assert bulk.read_text("utf-8") == lines(2)
    assert len(desk.run("articles", "--json").objects) == 4


def test_a_report_that_cannot_be_written_is_told_before_anything_is_added(desk):
    reply = desk.run(
        "add", desk.file("a.jsonl", lines(2)), "--yes", "--report", desk.root / "none" / "r.jsonl"
    )
    assert reply.code == 1
    assert "--report" in reply.err
    assert len(desk.run("articles", "--json").objects) == 4


def test_the_same_file_again_adds_nothing(desk, monkeypatch):
    bulk = desk.file("bulk.jsonl", lines(120))
    desk.run("add", bulk, "--yes")
    before = {path: path.stat().st_mtime_ns for path in (desk.root / "corpus").rglob("*.md")}

    def analyse(*_: object) -> None:
        raise AssertionError("what is there already need not be analysed again")

    monkeypatch.setattr("newsbot.editing.searchable", analyse)
    reply = desk.run("add", bulk, "--yes")
    assert reply.code == 0
    assert tally(reply.out) == {"추가": 0, "갱신": 0, "중복": 120, "거절": 0}
    assert before == {
        path: path.stat().st_mtime_ns for path in (desk.root / "corpus").rglob("*.md")
    }


# formats of many


def test_a_json_file_may_hold_an_array_of_records(desk):
    records = json.dumps([{"title": "하나", "text": "첫 소식이다."}, {"text": 5}, {"text": "둘"}])
    reply = desk.run("add", desk.file("all.json", records), "--json")
    assert [one["status"] for one in reply.objects] == ["added", "refused", "added"]
    assert [one["source"].rpartition(":")[2] for one in reply.objects] == ["1", "2", "3"]


@pytest.mark.parametrize("stdin", ['[{"text": "하나"}]', '{\n "text": "하나"\n}\n'])
def test_json_is_known_on_standard_input(desk, stdin):
    assert [one["status"] for one in desk.run("add", "-", "--json", stdin=stdin).objects] == [
        "added"
    ]


def test_text_that_begins_with_a_bracket_is_no_json(desk):
    reply = desk.run("add", "-", "--json", stdin="[속보] 다리 개통\n\n새 다리가 2일 개통됐다.\n")
    assert reply.object["status"] == "added"


def test_links_and_pipes_of_a_folder_are_refused_and_not_waited_for(desk):
    outside = desk.file("outside.md", "---\ntitle: 바깥\n---\n\n바깥의 글이다.\n")
    folder = desk.root / "folder"
    folder.mkdir()
    (folder / "a.md").write_text("---\ntitle: 안\n---\n\n안의 글이다.\n", "utf-8")
    (folder / "link.md").symlink_to(outside)
    os.mkfifo(folder / "pipe.jsonl")
    os.mkfifo(folder / "pipe.md")
    reply = desk.run("add", folder, "--yes")
    assert reply.code == 1
    assert tally(reply.out) == {"추가": 1, "갱신": 0, "중복": 0, "거절": 3}


def test_a_file_whose_name_is_no_text_is_reported(desk):
    folder = desk.root / "folder"
    folder.mkdir()
    name = os.fsdecode(b"a\xff.md")
    (folder / name).write_text("---\ntitle: 안\n---\n\n안의 글이다.\n", "utf-8")
    report = desk.root / "report.jsonl"
    assert desk.run("add", folder, "--yes", "--report", report).code == 0
    told = json.loads(report.read_text("utf-8"))
    assert (told["status"], told["source"]) == ("added", str(folder / name))


def workbook(rows: list[list[object]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    heads = ["뉴스 식별자", "일자", "언론사", "기고자", "제목", "본문", "URL"]
    for row in [heads, *rows]:
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


NEWS = "군청은 새 다리가 2일 개통됐다고 밝혔다. 다리의 길이는 320m다."
ROW: list[object] = [
    "01.20250302",
    "20250302",
    "가람일보",
    "이나루",
    "새 다리",
    NEWS,
    "https://n.example/1",
]


def test_an_export_of_bigkinds_gives_excerpts(desk):
    book = desk.file("NewsResult_20250302.xlsx", workbook([ROW, [*ROW[:5], "", ROW[6]]]))
    reply = desk.run("add", book, "--json")
    assert [one["status"] for one in reply.objects] == ["added", "refused"]
    shown = desk.run("article", reply.objects[0]["article_id"], "--json").object
    assert shown["excerpt"] is True
    listed = {one["article_id"]: one["excerpt"] for one in desk.run("articles", "--json").objects}
    assert [name for name, cut in listed.items() if cut] == [shown["article_id"]]
    assert (shown["outlet"], shown["published"][:10]) == ("가람일보", "2025-03-02")
    assert "일부만" in desk.run("article", reply.objects[0]["article_id"]).out


def test_an_excerpt_never_takes_the_place_of_the_article(desk):
    whole = PAGE.replace("가람일보\n\n검색", "가람일보")
    first = f"---\nurl: {ROW[6]}\ntitle: 새 다리\noutlet: 가람일보\n---\n\n{NEWS} {whole}"
    added = desk.run("add", desk.file("a.md", first), "--json").object
    again = desk.run("add", desk.file("b.xlsx", workbook([ROW])), "--json").object
    assert (again["status"], again["article_id"]) == ("duplicate", added["article_id"])
    assert "145억" in desk.run("article", added["article_id"]).out


def test_the_article_takes_the_place_of_its_excerpt(desk):
    desk.run("add", desk.file("b.xlsx", workbook([ROW])), "--json")
    first = f"---\nurl: {ROW[6]}\ntitle: 새 다리\noutlet: 가람일보\n---\n\n{NEWS} 끝까지 읽었다."
    updated = desk.run("add", desk.file("a.md", first), "--json").object
    assert updated["status"] == "updated"
    assert desk.run("article", updated["article_id"], "--json").object["excerpt"] is False


# links


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://n.example/1", "https://n.example/1"),
        ("  HTTP://n.example/1\n", "HTTP://n.example/1"),
        ("<https://n.example/1>", "https://n.example/1"),
        ("https://n.example/1 를 보세요", None),
        ("n.example/1", None),
        ("ftp://n.example/1", None),
        ("", None),
    ],
)
def test_a_link_alone_is_known(text, link):
    assert link_in(text) == link


def test_a_pasted_link_is_fetched_and_a_pasted_page_is_read():
    assert pasted("글", "https://n.example/1\n") == Link("https://n.example/1")
    page = pasted("글", PAGE)
    assert isinstance(page, Page)
    (offer,) = page.entries()
    assert isinstance(offer, Offer)
    assert offer.draft.title == "두루미 마을에 새 다리 놓였다"


def test_a_private_address_is_refused_with_the_remedy(desk):
    reply = desk.run("add", "http://169.254.169.254/latest/meta-data", "--yes")
    assert reply.code == 1
    assert "공개된 기사 주소" in reply.out


def test_a_file_of_many_is_known_by_its_name():
    (entry,) = of_file("a.jsonl", b'{"text": "x"}\n').entries()
    assert isinstance(entry, Offer)
    (entry,) = of_file("a.json", b"[").entries()
    assert isinstance(entry, Refusal)
    assert isinstance(of_file("A.TXT", b"x"), Page)


# counting


def test_the_tally_counts_reasons_by_their_kind():
    counted = Tally()
    for number in range(3):
        error = IngestError("ingest.record_not_json", column=number)
        counted.count(Outcome(f"a:{number}", "refused", error=error))
    counted.count(Outcome("b", "refused", error=IngestError("ingest.no_body")))
    counted.count(Outcome("c", "added"))
    assert counted.total == 5
    assert [(one.first, one.count) for one in counted.refusals.values()] == [("a:0", 3), ("b", 1)]


# interrupted


def test_an_interrupted_run_says_how_to_go_on(desk, monkeypatch):
    real = intake.Tally.count

    def stop(self: Tally, outcome: Outcome) -> None:
        real(self, outcome)
        if self.total == 130:
            raise KeyboardInterrupt

    monkeypatch.setattr(intake.Tally, "count", stop)
    bulk = desk.file("bulk.jsonl", lines(250))
    reply = desk.run("add", bulk, "--yes")
    assert reply.code == 130
    assert tally(reply.out)["추가"] == 130
    assert "다시 실행하면" in reply.err
    monkeypatch.setattr(intake.Tally, "count", real)
    rest = tally(desk.run("add", bulk, "--yes").out)
    assert rest["추가"] + rest["중복"] == 250
    assert rest["중복"] >= 130
    assert len(desk.run("articles", "--json").objects) == 254


def killed_at(desk: Desk, bulk: Path, count: int) -> list[dict[str, str]]:
    """Kill a true run with SIGKILL once it has reported *count* articles; return its report."""
    report = desk.root / f"report-{count}.jsonl"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "newsbot", *desk.shared, "add", str(bulk), "--yes"]
    process = subprocess.Popen([*command, "--report", str(report)], env=environment)
    try:
        while process.poll() is None:
            if report.exists() and report.read_bytes().count(b"\n") >= count:
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
            time.sleep(0.002)
    finally:
        process.kill()
        process.wait()
    told = report.read_text("utf-8").rpartition("\n")[0].splitlines()
    return [json.loads(line) for line in told]


def test_what_was_told_before_a_kill_is_there_and_the_rest_comes_with_the_next_run(desk):
    bulk = desk.file("bulk.jsonl", lines(900))
    told = killed_at(desk, bulk, 150)
    assert 150 <= len(told) < 900
    before = {one["article_id"] for one in desk.run("articles", "--json").objects}
    assert {one["article_id"] for one in told} <= before
    rest = tally(desk.run("add", bulk, "--yes").out)
    assert rest == {"추가": 904 - len(before), "갱신": 0, "중복": len(before) - 4, "거절": 0}
    sources = [one["source_id"] for one in desk.run("articles", "--json").objects]
    assert sorted(filter(None, sources), key=int) == [str(n) for n in range(900)]
    assert not desk.run("index", "--verify").err


def test_a_named_id_is_kept_where_it_is_free(desk):
    record = {"article_id": "20200101-kept", "title": "이름", "text": "내용이 있는 소식이다."}
    added = desk.run("add", desk.file("a.jsonl", json.dumps(record)), "--json").object
    assert (added["status"], added["article_id"]) == ("added", "20200101-kept")
    changed = record | {"text": "내용이 달라진 소식이다."}
    updated = desk.run("add", desk.file("b.jsonl", json.dumps(changed)), "--json").object
    assert (updated["status"], updated["article_id"]) == ("updated", "20200101-kept")


@pytest.mark.parametrize("name", ["../../etc/passwd", "20200101-UP", 7, None, ["x"]])
def test_an_id_that_is_not_of_our_form_is_passed_over(desk, name):
    record = {"article_id": name, "text": "내용이 있는 소식이다."}
    added = desk.run("add", desk.file("a.jsonl", json.dumps(record)), "--json").object
    assert added["status"] == "added"
    assert added["article_id"].startswith("00000000-")


def test_the_same_text_of_two_outlets_stays_two_articles(desk):
    records = [{"title": "공동", "text": "함께 낸 글이다.", "source": one} for one in ("가", "나")]
    text = "\n".join(map(json.dumps, records))
    statuses = [
        one["status"] for one in desk.run("add", desk.file("a.jsonl", text), "--json").objects
    ]
    assert statuses == ["added", "added"]


def test_a_draft_is_a_duplicate_of_the_article_it_was_exported_from(desk):
    assert desk.run("add", desk.file("again.md", NURI), "--json").object["status"] == "duplicate"
    assert Draft(body="x").id is None
