"""The corpus: what is written comes back, bad input stays alone, and a crash loses nothing."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import tracemalloc
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.power_cuts import Run, power_cuts
from tests.privileges import needs_permissions, public_folder, unprivileged

from newsbot.article import Article, Draft
from newsbot.corpus import Corpus, Problem, Record, article_id, canonical_url, path_for
from newsbot.dates import Moment
from newsbot.errors import CorpusError, IngestError
from newsbot.ingest import markdown
from newsbot.text import clean, clean_line

EVENING = Moment(datetime(2025, 10, 29, 10, 7, 52, tzinfo=UTC))
NEARLY_NEW_YEAR = Moment(datetime(2024, 12, 31, 15, 0, tzinfo=UTC), "minute")  # 2025 in Seoul


def article(
    name: str = "aaaaaaaaaa", body: str = "본문이다.\n둘째 문단이다.", **fields: Any
) -> Article:
    all_fields: dict[str, Any] = {"title": "제목", "published": EVENING} | fields
    return Article(id=f"20251029-{name}", body=body, **all_fields)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    folder = tmp_path / "기사 모음"
    folder.mkdir()
    return Corpus(folder)


def put(corpus: Corpus, path: str, data: bytes | str) -> Path:
    place = corpus.folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data if isinstance(data, bytes) else data.encode())
    return place


def line(text: str, **fields) -> str:
    return json.dumps({"text": text} | fields, ensure_ascii=False) + "\n"


def articles(corpus: Corpus) -> dict[str, Article]:
    """Return all articles that can be read, by path, or by path and line."""
    states, _ = corpus.scan()
    found = {}
    for state in states:
        for record in corpus.load(state.path):
            if isinstance(record, Record):
                where = state.path if record.line is None else f"{state.path}:{record.line}"
                found[where] = record.article
    return found


def paths(corpus: Corpus) -> list[str]:
    return [state.path for state in corpus.scan()[0]]


def problems(corpus: Corpus, path: str) -> list[Problem]:
    return [item for item in corpus.load(path) if isinstance(item, Problem)]


def everything(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


# Identity


def test_an_id_is_the_day_in_seoul_and_ten_letters_that_stay():
    draft = Draft(body="본문", title="제목", published=NEARLY_NEW_YEAR)
    assert article_id(draft) == "20250101-6xpxpzbcwz"
    assert article_id(Draft(body="본문", title="제목")) == "00000000-6xpxpzbcwz"


def test_a_month_is_not_a_day():
    month = Moment(datetime(2025, 9, 30, 15, tzinfo=UTC), "month")
    assert article_id(Draft(body="본문", published=month)).startswith("00000000-")


def test_the_url_says_which_article_it_is_before_the_outlets_id_and_that_before_the_text():
    def letters(**fields) -> str:
        return article_id(Draft(**({"body": "본문", "title": "제목"} | fields)))

    url = {"url": "https://news.example/1"}
    number = {"outlet": "하늘일보", "source_id": "1"}
    assert letters(**url) == letters(**url, **number) == letters(**url, body="고친 본문")
    assert letters(**url) != letters(url="https://news.example/2")
    assert letters(**number) == letters(**number, body="고친 본문")
    assert letters(**number) != letters(outlet="바다일보", source_id="1")
    assert letters(outlet="하늘", source_id="일보1") != letters(outlet="하늘일", source_id="보1")
    assert letters() != letters(title="다른 제목")
    assert letters(title="제", body="목본문") != letters(title="제목", body="본문")
    assert letters(source_id="1") != letters()


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_foreign_text_gets_into_an_id(source_id, url):
    made = article_id(Draft(body="본문", source_id=source_id, url=url))
    assert re.fullmatch("[0-9]{8}-[a-z2-7]{10}", made)


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        (
            "HTTPS://News.Example:443/a/?utm_source=x&id=7&fbclid=y#top",
            "https://news.example/a?id=7",
        ),
        ("http://news.example:80/", "http://news.example"),
        ("http://news.example:8080/a//", "http://news.example:8080/a"),
        ("https://news.example:80/a", "https://news.example:80/a"),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?b=2&a=1"),
        ("https://news.example/a?UTM_Medium=x&q=", "https://news.example/a?q="),
        ("https://news.example/뉴스?q=말", "https://news.example/%EB%89%B4%EC%8A%A4?q=%EB%A7%90"),
        ("https://news.example/%eb%89%b4%ec%8a%a4", "https://news.example/%EB%89%B4%EC%8A%A4"),
        ("https://뉴스.한국/a", "https://xn--vg1b002a.xn--3e0b707e/a"),
        ("https://u:p@News.example/A%2FB", "https://u:p@news.example/A%2FB"),
        ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
        (" not a url ", "not a url"),
        ("http://[", "http://["),
        ("http://news.example:port/", "http://news.example:port/"),
        ("", ""),
    ],
)
def test_the_variants_of_a_url_share_one_spelling(spelling, canonical):
    assert canonical_url(spelling) == canonical


@given(
    st.one_of(
        st.text(max_size=40), st.from_regex(r"https?://[a-zA-Z0-9.:@가\[\]-]{1,12}/[^\n]{0,20}")
    )
)
def test_a_canonical_url_is_its_own(url):
    assert canonical_url(canonical_url(url)) == canonical_url(url)


# Writing and reading

LINES = st.text(max_size=30).map(clean_line).filter(bool)
FIRST, LAST = datetime(1950, 1, 1), datetime(2049, 12, 31)  # noqa: DTZ001 - as st.datetimes wants
MOMENTS = st.builds(
    lambda at, precision: Moment(
        {
            "second": at,
            "minute": at.replace(second=0),
            "day": at.replace(hour=15, minute=0, second=0),
            "month": at.replace(month=3, day=31, hour=15, minute=0, second=0),
        }[precision],
        precision,
    ),
    st.datetimes(FIRST, LAST, timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=0)),
    st.sampled_from(["second", "minute", "day", "month"]),
)
ARTICLES = st.builds(
    Article,
    id=st.from_regex(r"[0-9]{8}-[a-z0-9]{1,10}(-{1,2}[a-z]{1,5})?", fullmatch=True),
    body=st.text(max_size=200).map(clean).filter(bool),
    title=st.none() | LINES,
    subtitles=st.lists(LINES, max_size=2).map(tuple),
    outlet=st.none() | LINES,
    published=st.none() | MOMENTS,
    modified=st.none() | MOMENTS,
    authors=st.lists(LINES, max_size=2).map(tuple),
    section=st.none() | LINES,
    url=st.none() | st.from_regex(r"https://news\.example/[a-z가-힣0-9/?&=]{0,20}", fullmatch=True),
    source_id=st.none() | LINES,
    sample=st.booleans(),
    note=st.none() | LINES,
)


@settings(max_examples=100, deadline=None)
@given(st.lists(ARTICLES, max_size=3, unique_by=lambda made: made.id))
def test_what_is_written_is_read_back(tmp_path_factory, written):
    corpus = Corpus(tmp_path_factory.mktemp("corpus"))
    corpus.write(written)
    assert articles(corpus) == {path_for(made): made for made in written}


def test_an_article_lies_in_the_folder_of_its_month_in_seoul(corpus):
    month = Moment(datetime(2025, 9, 30, 15, tzinfo=UTC), "month")
    corpus.write(
        [
            article("a", published=NEARLY_NEW_YEAR),
            article("b", published=None),
            article("c", published=month),
        ]
    )
    assert paths(corpus) == [
        "2025/01/20251029-a.md",
        "2025/10/20251029-c.md",
        "undated/20251029-b.md",
    ]


def test_writing_it_again_replaces_it(corpus):
    corpus.write([article(body="처음")])
    corpus.write([article(body="고침")])
    assert [made.body for made in articles(corpus).values()] == ["고침"]
    assert len(everything(corpus.folder)) == 1


@pytest.mark.parametrize(
    "bad", ["../../etc/passwd", "20251029-A", "20251029-", "x", "20251029-a/b", "２０２５1029-a"]
)
def test_a_path_is_made_from_nothing_but_an_id(bad):
    with pytest.raises(ValueError, match="not an article id"):
        path_for(Article(id=bad, body="본문"))


def test_a_written_id_is_kept_and_a_bad_one_is_not(corpus):
    corpus.write([article("sample-1")])
    text = (corpus.folder / paths(corpus)[0]).read_text(encoding="utf-8")
    put(corpus, "copy.md", text.replace("20251029-sample-1", "../../x"))
    put(corpus, "mine.md", text.replace("20251029-sample-1", "20200101-mine"))
    found = articles(corpus)
    assert found["mine.md"].id == "20200101-mine"
    assert re.fullmatch("20251029-[a-z2-7]{10}", found["copy.md"].id)


def test_a_dropped_text_and_a_line_get_an_id_of_their_own(corpus):
    put(corpus, "메모.txt", "제목\n\n서울에서 열린 회의가 끝났다. 참가자는 모두 열두 명이었다.\n")
    put(
        corpus,
        "many.jsonl",
        line("첫 기사의 본문이다.", id="../x", published="2025-10-29") + line("둘째."),
    )
    found = articles(corpus)
    assert set(found) == {"many.jsonl:1", "many.jsonl:2", "메모.txt"}
    assert found["many.jsonl:1"].source_id == "../x"
    assert found["many.jsonl:1"].id.startswith("20251029-")


@given(st.from_regex(r"[0-9]{7,9}-?[a-zA-Z0-9-]{0,50}", fullmatch=True))
def test_what_may_be_an_id_is_the_same_in_a_file_and_as_a_file_name(name):
    in_a_file = markdown.parse_markdown(f"---\nid: {name}\n---\n본문").id == name
    try:
        path_for(Article(id=name, body="본문"))
    except ValueError:
        assert not in_a_file
    else:
        assert in_a_file


# What lies in the folder


def test_only_known_visible_files_are_articles_in_order_of_their_nfc_names(corpus):
    nfc, nfd = (unicodedata.normalize(form, "나.txt") for form in ("NFC", "NFD"))
    for name in [
        "다.md",
        nfd,
        nfc,
        "가/나.JSONL",
        ".숨김.md",
        ".git/a.md",
        "a.pdf",
        "b.htm",
        "x.md/y.html",
    ]:
        put(corpus, name, "본문")
    assert paths(corpus) == ["b.htm", "x.md/y.html", "가/나.JSONL", nfd, nfc, "다.md"]
    assert corpus.scan()[1] == []
    assert all(list(corpus.load(name)) for name in (nfc, nfd))


def test_a_state_changes_when_the_file_does(corpus):
    place = put(corpus, "a.txt", "본문")
    before = corpus.scan()[0]
    assert before[0].size == len("본문".encode())
    os.utime(place, ns=(0, before[0].mtime_ns + 1))
    assert corpus.scan()[0] != before


def test_a_name_of_84_syllables_is_read_written_about_and_removed(corpus):
    name = "가" * 84 + ".md"
    assert len(name.encode()) == 255
    corpus.write([article()])
    text = (corpus.folder / paths(corpus)[0]).read_bytes()
    for turn in range(3):
        put(corpus, name, text)
        corpus.remove(name, article().id)
        assert len(everything(corpus.folder / ".trash")) == turn + 1
    assert all(len(path.encode()) <= 255 for path in everything(corpus.folder / ".trash"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_links_fifos_and_sockets_are_named_and_not_read(corpus, tmp_path):
    put(corpus, "good.txt", "좋은 본문이다.")
    outside = tmp_path / "secret.txt"
    outside.write_text("비밀")
    (corpus.folder / "link.txt").symlink_to(outside)
    (corpus.folder / "linked").symlink_to(tmp_path)
    os.mkfifo(corpus.folder / "fifo.md")
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(corpus.folder)  # a socket's path must be short
        try:
            listener.bind("socket.md")
        finally:
            os.chdir(here)
        states, found = corpus.scan()
        assert [state.path for state in states] == ["good.txt"]
        assert [problem.path for problem in found] == ["fifo.md", "link.txt", "socket.md"]
        assert {problem.error.code for problem in found} == {"corpus.not_regular"}
        (corpus.folder / "folder.md").mkdir()
        for name in ["fifo.md", "link.txt", "socket.md", "folder.md"]:  # swapped in after a scan
            assert [problem.error.code for problem in problems(corpus, name)] == [
                "corpus.not_regular"
            ]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes any bytes for a name")
def test_a_name_that_is_not_text_is_a_problem_that_can_be_shown(corpus):
    put(corpus, os.fsdecode(b"\xb4\xba\xbd\xba.txt"), "본문")  # cp949
    put(corpus, "bell\x1b[31m.txt", b"")
    states, found = corpus.scan()
    assert [problem.error.code for problem in found] == ["corpus.bad_name"]
    found[0].error.sentence("ko").encode()
    assert [state.path for state in states] == ["bell\x1b[31m.txt"]
    missing = problems(corpus, "\x1b[31m.txt")[0]
    assert "\x1b" not in missing.error.sentence("en")


@pytest.mark.parametrize(
    "path", ["../out.txt", "/etc/hosts.txt", ".trash/a.md", "", ".", "a\0.txt", "a/../b.txt"]
)
def test_nothing_outside_the_visible_folder_is_read_or_removed(corpus, path):
    put(corpus, ".trash/a.md", "본문")
    (corpus.folder.parent / "out.txt").write_text("밖의 본문이다.")
    assert [problem.error.code for problem in problems(corpus, path)] == ["corpus.bad_name"]
    with pytest.raises(CorpusError):
        corpus.remove(path, "20251029-a")


def test_a_missing_folder_and_a_file_in_its_place_are_told_apart(tmp_path):
    with pytest.raises(CorpusError) as missing:
        Corpus(tmp_path / "없음").scan()
    assert missing.value.code == "corpus.no_folder"
    assert "NEWSBOT_CORPUS_DIR" in missing.value.sentence("ko")
    (tmp_path / "file").touch()
    for call in (
        Corpus(tmp_path / "file").scan,
        lambda: Corpus(tmp_path / "file").write([article()]),
    ):
        with pytest.raises(CorpusError) as caught:
            call()
        assert caught.value.code == "corpus.not_a_folder"


@needs_permissions
def test_what_may_not_be_read_is_a_problem_and_the_rest_is_read():
    with public_folder() as folder:
        corpus = Corpus(folder)
        put(corpus, "good.txt", "좋은 본문이다.").chmod(0o644)
        put(corpus, "closed.txt", "닫힌 본문이다.").chmod(0)
        put(corpus, "closed/a.txt", "닫힌 폴더이다.").parent.chmod(0)
        put(corpus, "listed/a.txt", "이름만 보인다.").parent.chmod(0o744)
        with unprivileged():
            states, found = corpus.scan()
            unread = problems(corpus, "closed.txt")
            read = list(corpus.load("good.txt"))
            folder.stat()
            with pytest.raises(CorpusError) as refused:
                corpus.write([article()])
        folder.chmod(0)
        with unprivileged(), pytest.raises(CorpusError) as closed:
            corpus.scan()
        folder.chmod(0o755)
        for name in ("closed", "listed"):
            (folder / name).chmod(0o755)
    assert [state.path for state in states] == ["closed.txt", "good.txt"]
    assert {problem.path: problem.error.code for problem in found} == {
        "closed": "corpus.folder_unreadable",
        "listed/a.txt": "corpus.file_unreadable",
    }
    assert [problem.error.code for problem in unread] == ["corpus.file_unreadable"]
    assert isinstance(read[0], Record)
    assert refused.value.code == "corpus.not_writable"
    assert closed.value.code == "corpus.folder_unreadable"


# Bad files


def test_a_file_of_5_mib_is_read_and_one_byte_more_is_a_problem(corpus):
    limit = 5 * 1024 * 1024
    start = "---\n---\n짧은 본문이다.\n".encode()
    put(corpus, "large.md", start + b"\n" * (limit - len(start)))
    put(corpus, "larger.md", start + b"\n" * (limit + 1 - len(start)))
    assert "corpus.file_too_large" not in [
        problem.error.code for problem in problems(corpus, "large.md")
    ]
    assert [problem.error.code for problem in problems(corpus, "larger.md")] == [
        "corpus.file_too_large"
    ]


def test_a_bad_line_stops_no_other(corpus):
    lines = [
        "\ufeff" + line("첫째 기사이다."),
        "\n",
        "{\n",
        line("셋째 기사이다.").replace("\n", "\r\n"),
        "[1]\n",
        line("넷째 기사이다.").rstrip("\n"),
    ]
    bad = line("둘째 기사이다.").encode("cp949")
    put(corpus, "a.jsonl", "".join(lines[:3]).encode() + bad + "".join(lines[3:]).encode())
    items = list(corpus.load("a.jsonl"))
    assert [item.line for item in items] == [1, 3, 4, 5, 6, 7]
    good = [item.article.body for item in items if isinstance(item, Record)]
    assert good == ["첫째 기사이다.", "셋째 기사이다.", "넷째 기사이다."]
    errors = [item.error for item in items if isinstance(item, Problem)]
    assert [type(error) for error in errors] == [IngestError, CorpusError, IngestError]


def test_lines_with_nothing_on_them_count_and_are_no_problem(corpus):
    put(corpus, "a.jsonl", "\ufeff\n \r\n" + line("셋째 줄의 기사이다."))
    assert [(item.line, type(item)) for item in corpus.load("a.jsonl")] == [(3, Record)]


def test_a_line_of_4_mib_is_read_and_a_longer_one_is_skipped_to_its_end(corpus):
    limit = 4 * 1024 * 1024
    fits = line("가나다 " * 20).rstrip("\n").encode()
    fits += b" " * (limit - 1 - len(fits)) + b"\n"
    data = (
        b"x" * (3 * limit)
        + b"\n"
        + fits
        + b" "
        + fits
        + line("끝이다.").encode()
        + b"x" * limit
        + b"xx"
    )
    put(corpus, "a.jsonl", data)
    items = list(corpus.load("a.jsonl"))
    assert [(item.line, type(item)) for item in items] == [
        (1, Problem),
        (2, Record),
        (3, Problem),
        (4, Record),
        (5, Problem),
    ]
    assert {item.error.code for item in items if isinstance(item, Problem)} == {
        "corpus.line_too_long"
    }


def test_a_large_file_of_lines_is_not_held_in_memory(corpus):
    put(corpus, "a.jsonl", b"x" * 30_000_000 + b"\n" + line("가" * 200_000).encode() * 60)
    tracemalloc.start()
    try:
        bodies = sum(
            len(item.article.body) for item in corpus.load("a.jsonl") if isinstance(item, Record)
        )
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert bodies == 60 * 200_000
    assert peak < 10_000_000


# Removing


def trash(corpus: Corpus) -> Corpus:
    return Corpus(corpus.folder / ".trash")


def test_a_removed_file_lies_whole_in_the_trash(corpus):
    corpus.write([article("a"), article("b")])
    path = path_for(article("a"))
    before = (corpus.folder / path).read_bytes()
    corpus.remove(path, article("a").id)
    assert list(articles(corpus)) == [path_for(article("b"))]
    assert (trash(corpus).folder / path).read_bytes() == before
    assert articles(trash(corpus)) == {path: article("a")}


def test_the_trash_keeps_all_that_had_one_name(corpus):
    for body in ("처음", "다음", "끝"):
        corpus.write([article(body=body)])
        corpus.remove(path_for(article()), article().id)
    assert {made.body for made in articles(trash(corpus)).values()} == {"처음", "다음", "끝"}


def test_what_went_last_under_a_name_comes_back_though_a_person_made_room_in_the_trash(corpus):
    path, name = path_for(article()), article().id
    for body in ("처음", "다음"):
        corpus.write([article(body=body)])
        corpus.remove(path, name)
        assert corpus.removed(path, name) == article(body=body)
    for file in trash(corpus).folder.rglob("*.md"):
        os.utime(file, (0, 0))  # long ago
    (trash(corpus).folder / path).unlink()
    corpus.write([article(body="끝")])
    corpus.remove(path, name)
    assert corpus.removed(path, name) == article(body="끝")


def test_removing_a_line_leaves_the_other_bytes_as_they_are(corpus):
    first, last = line("첫째 기사이다."), line("끝 기사이다.").rstrip("\n")
    wanted = line("뺄 기사이다.")
    around = ["\ufeff" + first, "\r\n", "{broken\n", "x" * (5 << 20) + "\n", last]
    put(corpus, "폴더/a.jsonl", "".join([*around[:2], wanted, *around[2:4], wanted, around[4]]))
    target = articles(corpus)["폴더/a.jsonl:3"]
    corpus.remove("폴더/a.jsonl", target.id)
    assert (corpus.folder / "폴더/a.jsonl").read_bytes() == "".join(around).encode()
    assert (trash(corpus).folder / "폴더/a.jsonl").read_bytes() == (wanted * 2).encode()
    target = articles(corpus)["폴더/a.jsonl:5"]
    corpus.remove("폴더/a.jsonl", target.id)
    removed = (wanted * 2 + last + "\n").encode()
    assert (trash(corpus).folder / "폴더/a.jsonl").read_bytes() == removed


def test_a_line_goes_under_a_torn_one_in_the_trash(corpus):
    put(corpus, "a.jsonl", line("뺄 기사이다."))
    put(corpus, ".trash/a.jsonl", '{"text": "잘린')
    corpus.remove("a.jsonl", articles(corpus)["a.jsonl:1"].id)
    assert [made.body for made in articles(trash(corpus)).values()] == ["뺄 기사이다."]


@pytest.mark.parametrize(
    "path", ["2025/10/20251029-a.md", "none.md", "none.jsonl", "a.jsonl", "bad.md"]
)
def test_what_is_not_there_cannot_be_removed(corpus, path):
    corpus.write([article("a")])
    put(corpus, "a.jsonl", line("기사이다."))
    put(corpus, "bad.md", b"")
    before = everything(corpus.folder)
    with pytest.raises(CorpusError) as caught:
        corpus.remove(path, "20251029-other")
    assert caught.value.code in {"corpus.no_article", "corpus.file_unreadable"}
    assert everything(corpus.folder) == before


@pytest.mark.parametrize("path", ["a.jsonl", "a.txt"])
def test_a_file_edited_meanwhile_is_left_alone(corpus, path, monkeypatch):
    text = "뺄 기사의 제목\n\n서울에서 열린 회의가 끝났다. 참가자는 모두 열두 명이었다.\n"
    place = put(corpus, path, line(text) if path == "a.jsonl" else text)
    target = next(item.article for item in corpus.load(path) if isinstance(item, Record))
    real = os.fsync

    def edit(descriptor: int) -> None:
        real(descriptor)
        place.write_text("사람이 고쳤다.")

    monkeypatch.setattr(os, "fsync", edit)
    with pytest.raises(CorpusError) as caught:
        corpus.remove(path, target.id)
    assert caught.value.code == "corpus.changed"
    assert place.read_text() == "사람이 고쳤다."


# Failing


STEPS = ("open", "fsync", "replace", "mkdir", "unlink")


def count_steps(monkeypatch: pytest.MonkeyPatch, at: Callable[[int, str], None]) -> list[str]:
    """Call *at* with the number and name of each step that changes the disk, before it."""
    taken: list[str] = []

    def watched(name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(*args, **kwargs):
            if name != "open" or args[1] & os.O_CREAT:
                taken.append(name)
                at(len(taken), name)
            return real(*args, **kwargs)

        return call

    for name in STEPS:
        monkeypatch.setattr(os, name, watched(name))
    return taken


@pytest.mark.parametrize(
    ("number", "code"),
    [(28, "corpus.disk_full"), (30, "corpus.not_writable"), (5, "corpus.write_failed")],
)
@pytest.mark.parametrize("failing", range(1, 14))
def test_a_failed_write_says_so_and_leaves_nothing_half(corpus, monkeypatch, failing, number, code):
    corpus.write([article("a", body="옛 본문")])
    new = [article("a", body="새 본문"), article("b", published=None)]

    def fail(step: int, _: str) -> None:
        if step == failing:
            raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        taken = count_steps(patched, fail)
        with pytest.raises(CorpusError) as caught:
            corpus.write(new)
    assert caught.value.code == code
    found = articles(corpus)
    assert found[path_for(new[0])].body in {"옛 본문", "새 본문"}
    assert everything(corpus.folder) == set(found)
    if "replace" not in taken:
        assert len(found) == 1


def test_the_failures_above_are_at_all_steps(corpus, monkeypatch):
    corpus.write([article("a", body="옛 본문")])
    with monkeypatch.context() as patched:
        taken = count_steps(patched, lambda step, name: None)
        corpus.write([article("a", body="새 본문"), article("b", published=None)])
    wanted = (
        ["mkdir"] * 2
        + ["open", "fsync"]
        + ["mkdir", "open", "fsync"]
        + ["replace"] * 2
        + ["fsync"] * 4
    )
    assert taken[: len(wanted)] == wanted
    assert len(wanted) == 13


@pytest.mark.parametrize(
    ("path", "failing"),
    [("2025/10/20251029-a.md", step) for step in range(1, 15)]
    + [("a.jsonl", step) for step in range(1, 9)],
)
def test_a_failed_removal_says_so_and_loses_nothing(corpus, monkeypatch, path, failing):
    if path == "a.jsonl":
        put(corpus, path, line("뺄 기사이다.") + line("첫째 기사이다."))
    else:
        corpus.write([article("a", body="뺄 기사이다."), article("b", body="첫째 기사이다.")])
    target = next(made for made in articles(corpus).values() if made.body == "뺄 기사이다.")

    def fail(step: int, _: str) -> None:
        if step == failing:
            raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patched:
        count_steps(patched, fail)
        with pytest.raises(CorpusError) as caught:
            corpus.remove(path, target.id)
    assert caught.value.code == "corpus.disk_full"
    assert "첫째 기사이다." in bodies(corpus)
    assert "뺄 기사이다." in bodies(corpus) | bodies(trash(corpus))
    assert whole(corpus)
    assert not [name for name in everything(corpus.folder) if name.endswith(".tmp")]


def test_the_state_of_a_file_is_the_one_that_a_scan_finds(corpus):
    corpus.write([article()])
    assert [corpus.state(path_for(article()))] == corpus.scan()[0]
    with pytest.raises(CorpusError):
        corpus.state("none.md")


def test_a_disk_that_fails_while_it_is_read_is_a_problem(corpus, monkeypatch):
    put(corpus, "a.jsonl", line("기사이다."))

    def fail(*_args: object, **_keywords: object) -> None:
        raise OSError(5, os.strerror(5))

    monkeypatch.setattr(os, "fdopen", fail)
    assert [problem.error.code for problem in problems(corpus, "a.jsonl")] == [
        "corpus.file_unreadable"
    ]


@pytest.mark.parametrize("in_the_way", ["file", "link"])
def test_nothing_is_written_where_no_one_would_read_it(corpus, tmp_path, in_the_way):
    if in_the_way == "file":
        put(corpus, "2025", "")
    else:
        (tmp_path / "elsewhere").mkdir()
        (corpus.folder / "2025").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CorpusError) as caught:
        corpus.write([article()])
    assert caught.value.code == "corpus.write_failed"
    assert paths(corpus) == []


def test_only_temporary_files_of_the_dead_or_slow_are_cleaned_up(corpus):
    child = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    dead, alive = int(child.stdout), os.getpid()
    put(corpus, f"2025/.newsbot-{dead}-{'0' * 16}.tmp", "반쪽")
    put(corpus, f".trash/.newsbot-{dead}-{'0' * 16}.tmp", "반쪽")
    old = put(corpus, f".newsbot-{alive}-{'1' * 16}.tmp", "느린")
    os.utime(old, (time.time() - 3700,) * 2)
    kept = {
        f".newsbot-{alive}-{'2' * 16}.tmp",
        ".newsbot-notes.tmp",
        f".git/.newsbot-{dead}-{'0' * 16}.tmp",
        "a.md",
    }
    for path in kept:
        put(corpus, path, "남길 것")
    assert paths(corpus) == ["a.md"]
    assert corpus.clean_up() == 3
    assert everything(corpus.folder) == kept


# A power cut


@pytest.fixture
def after_power_cuts(monkeypatch, tmp_path) -> Iterator[Run]:
    with power_cuts(monkeypatch, tmp_path) as run:
        yield run


def bodies(corpus: Corpus) -> set[str]:
    return {made.body for made in articles(corpus).values()} if corpus.folder.is_dir() else set()


def whole(corpus: Corpus) -> bool:
    """Whether every visible file can be read."""
    states, found = corpus.scan()
    return not found and not any(problems(corpus, state.path) for state in states)


def test_an_acknowledged_article_survives_a_power_cut_and_no_half_one_exists(
    corpus, after_power_cuts
):
    corpus.write([article("a", body="옛 본문"), article("kept")])
    new = [
        article("a", body="새 본문"),
        article("b", published=NEARLY_NEW_YEAR),
        article("c", published=None),
    ]

    def holds(left: Corpus) -> bool:
        found = articles(left)
        replaced = found[path_for(article("a"))].body
        return (
            whole(left)
            and replaced in {"옛 본문", "새 본문"}
            and path_for(article("kept")) in found
        )

    after = after_power_cuts(corpus, holds, lambda: corpus.write(new))
    assert articles(after) == {path_for(made): made for made in [*new, article("kept")]}


def test_a_folder_made_by_a_writer_that_crashed_is_synced_by_the_next(
    corpus, after_power_cuts, monkeypatch
):
    def crash_after_mkdir() -> None:
        (corpus.folder / "2025").mkdir()
        (corpus.folder / "2025" / "10").mkdir()
        corpus.write([article()])

    after = after_power_cuts(corpus, whole, crash_after_mkdir)
    assert len(articles(after)) == 1


def test_a_file_on_its_way_to_the_trash_is_never_nowhere(corpus, after_power_cuts):
    corpus.write([article("a"), article("kept")])
    path = path_for(article("a"))

    def holds(left: Corpus) -> bool:
        found = articles(left)
        removed = articles(trash(left)) if trash(left).folder.is_dir() else {}
        return whole(left) and path_for(article("kept")) in found and path in {*found, *removed}

    after = after_power_cuts(corpus, holds, lambda: corpus.remove(path, article("a").id))
    assert list(articles(after)) == [path_for(article("kept"))]
    assert list(articles(trash(after))) == [path]


def test_a_line_on_its_way_to_the_trash_is_never_nowhere(corpus, after_power_cuts):
    texts = ["첫째 기사이다.", "뺄 기사이다.", "끝 기사이다."]
    put(corpus, "a.jsonl", "".join(line(text) for text in texts))
    target = articles(corpus)["a.jsonl:2"]

    def holds(left: Corpus) -> bool:
        found, removed = bodies(left), bodies(trash(left))
        return whole(left) and found >= {texts[0], texts[2]} and target.body in found | removed

    after = after_power_cuts(corpus, holds, lambda: corpus.remove("a.jsonl", target.id))
    assert [made.body for made in articles(after).values()] == [texts[0], texts[2]]
    assert [made.body for made in articles(trash(after)).values()] == [texts[1]]


# A killed process

KILLED = """
import os, sys
from pathlib import Path
from newsbot.corpus import Corpus
from newsbot.article import Article

def until_killed(name):
    real = getattr(os, name)
    def call(*args, **kwargs):
        global steps
        if name != "open" or args[1] & os.O_CREAT:
            if steps == 0:
                os._exit(9)  # like kill -9: no `finally` runs
            steps -= 1
        return real(*args, **kwargs)
    return call

for name in ("open", "fsync", "replace", "unlink", "mkdir"):
    setattr(os, name, until_killed(name))
for steps, folder in enumerate(sys.argv[1:]):
    child = os.fork()
    if child == 0:
        corpus = Corpus(Path(folder))
        {action}
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


def killed_at_each_step(corpora: list[Corpus], action: str) -> list[bool]:
    """Run *action* in a process for each of *corpora* that dies after 0, 1, 2 ... steps.

    Return for each whether it died before it was done.
    """
    folders = [str(corpus.folder) for corpus in corpora]
    command = [sys.executable, "-c", KILLED.replace("{action}", action), *folders]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    codes = [int(code) for code in output.split()]
    assert set(codes) == {0, 9}
    assert codes == sorted(codes, reverse=True)
    assert codes.count(9) >= 6
    return [code == 9 for code in codes]


@needs_fork
@pytest.mark.parametrize("path", ["undated/20251029-a.md", "a.jsonl"])
def test_removing_killed_at_each_step_loses_nothing_and_can_be_done_again(tmp_path, path):
    wanted, kept = "뺄 기사이다.", "첫째 기사이다."
    corpora = [Corpus(tmp_path / str(steps)) for steps in range(20)]
    for corpus in corpora:
        corpus.folder.mkdir()
        if path == "a.jsonl":
            put(corpus, path, line(kept) + line(wanted))
        else:
            corpus.write(
                [Article(id="20251029-a", body=wanted), Article(id="20251029-b", body=kept)]
            )
    target = next(made for made in articles(corpora[0]).values() if made.body == wanted)
    killed_at_each_step(corpora, f"corpus.remove({path!r}, {target.id!r})")
    for corpus in corpora:
        left = bodies(corpus)
        assert left | bodies(trash(corpus)) == {wanted, kept}
        assert kept in left
        assert whole(corpus)
        corpus.clean_up()
        assert not [name for name in everything(corpus.folder) if name.endswith(".tmp")]
        if wanted in left:
            corpus.remove(path, target.id)
        assert bodies(corpus) == {kept}
        assert bodies(trash(corpus)) == {wanted}


@needs_fork
def test_writing_killed_at_each_step_leaves_old_or_new_and_the_next_start_is_clean(tmp_path):
    corpora = [Corpus(tmp_path / str(steps)) for steps in range(20)]
    for corpus in corpora:
        corpus.folder.mkdir()
        corpus.write([Article(id="20251029-a", body="옛 본문")])
    pair = '[Article(id="20251029-a", body="새 본문"), Article(id="20251029-b", body="다른 본문")]'
    for corpus, killed in zip(
        corpora, killed_at_each_step(corpora, f"corpus.write({pair})"), strict=True
    ):
        found = {made.id: made.body for made in articles(corpus).values()}
        assert found.pop("20251029-a") in ({"옛 본문", "새 본문"} if killed else {"새 본문"})
        assert found in (
            [{}, {"20251029-b": "다른 본문"}] if killed else [{"20251029-b": "다른 본문"}]
        )
        assert whole(corpus)
        corpus.clean_up()
        assert everything(corpus.folder) == set(articles(corpus))
