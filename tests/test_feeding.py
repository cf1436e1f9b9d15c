"""``newsbot feed`` and ``newsbot watch``: what they print, and how they exit."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.desk import NURI, Desk
from tests.test_polling import FEED, SITE, SUMMARY, XML, item, page, rss
from tests.web_double import WebDouble

from newsbot.analysis import Analyser
from newsbot.feeds import NOTE, Feeds


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("NEWSBOT_", "LC_", "LANG", "COLUMNS")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebDouble]:
    monkeypatch.setattr("newsbot.polling.courtesy.PAUSE_SECONDS", 0.0)
    with WebDouble() as opened:
        monkeypatch.setattr("newsbot.fetching.connecting.public_connector", opened.connector)
        yield opened
        assert opened.violations == []


@pytest.fixture
def desk(tmp_path: Path, analyser: Analyser) -> Desk:
    return Desk(tmp_path, analyser)


def put(web: WebDouble, *names: str, url: str = FEED) -> None:
    for name in names:
        web.page(f"{SITE}/{name}", page(name))
    web.page(
        url,
        rss(*[item(name, minute=minute) for minute, name in enumerate(names)]),
        content_type=XML,
    )


def test_feed_alone_shows_its_help_and_no_error():
    done = subprocess.run(
        [sys.executable, "-m", "newsbot", "feed"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, "")
    assert "feed" in done.stdout
    assert "remove" in done.stdout


def test_a_feed_is_looked_at_followed_listed_read_and_removed(desk, web):
    put(web, "a", "b")
    added = desk.run("feed", "add", FEED)
    assert added.code == 0
    assert "받기 시작했습니다: 하늘일보. 지금 2건이 올라와 있습니다." in added.out
    assert "아직" in desk.run("feed", "list").out
    ran = desk.run("feed", "run")
    assert ran.code == 0, ran.err
    assert ran.out.count("추가  ") >= 2
    listed = desk.run("feed", "list").out
    assert "하늘일보" in listed
    assert FEED in listed
    removed = desk.run("feed", "remove", "1")
    assert f"이제 받지 않습니다: 하늘일보 ({FEED})" in removed.out
    assert "받는 피드가 없습니다" in desk.run("feed", "list").out
    assert len(desk.run("articles", "--json").objects) == 6


def test_a_feed_is_listed_as_an_object_with_its_times(desk, web):
    put(web, "a")
    desk.run("feed", "add", FEED, "--minutes", "45")
    desk.run("feed", "run", "--json")
    (listed,) = desk.run("feed", "list", "--json").objects
    assert listed.pop("last").endswith("+09:00")
    assert listed.pop("next").endswith("+09:00")
    assert listed == {
        "number": 1,
        "title": "하늘일보",
        "url": FEED,
        "audience": None,
        "minutes": 45,
        "articles": 1,
        "paused": False,
        "trouble": None,
    }


def test_what_is_not_due_is_read_only_on_demand(desk, web):
    put(web, "a")
    desk.run("feed", "add", FEED)
    desk.run("feed", "run")
    assert "읽을 때가 된 피드가 없습니다" in desk.run("feed", "run").out
    before = len(web.requests)
    again = desk.run("feed", "run", "--all")
    assert (again.code, again.out) == (0, "피드를 읽었지만 새 기사가 없습니다.\n")
    assert len(web.requests) > before


def test_a_page_is_no_feed_and_says_which_feeds_it_has(desk, web):
    web.page(
        f"{SITE}/",
        '<html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head>',
    )
    said = desk.run("feed", "add", f"{SITE}/")
    assert said.code == 1
    assert said.err.count("\n") == 1
    assert FEED in said.err
    assert not (desk.root / "corpus" / NOTE).exists()


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("nonsense", "웹 주소로 읽을 수 없습니다"),
        ("http://127.0.0.1/rss", "누구나 볼 수 있는 인터넷 주소가 아니라서"),
        (f"{SITE}/missing", "페이지가 없습니다(404)"),
    ],
)
def test_an_address_that_cannot_be_read_is_not_followed(desk, web, url, part):
    said = desk.run("feed", "add", url)
    assert (said.code, said.out) == (1, "")
    assert part in said.err
    assert not (desk.root / "corpus" / NOTE).exists()


def test_a_feed_that_cannot_be_read_is_an_exit_code_and_a_remark_in_the_list(desk, web):
    put(web, "a")
    put(web, url=f"{SITE}/other.xml")
    desk.run("feed", "add", FEED)
    desk.run("feed", "add", f"{SITE}/other.xml")
    web.page(f"{SITE}/other.xml", "x", status=500)
    ran = desk.run("feed", "run")
    assert ran.code == 1
    assert f"{SITE}/other.xml  그 서버에 문제가 있습니다(500)" in ran.err
    assert "추가  " in ran.out
    listed = desk.run("feed", "list").out
    assert "2  그 서버에 문제가 있습니다(500)" in listed
    assert "1  그 서버" not in listed


def test_a_failed_feed_is_an_object_too(desk, web):
    put(web, "a")
    desk.run("feed", "add", FEED)
    web.page(FEED, "x", status=500)
    ran = desk.run("feed", "run", "--json")
    assert ran.code == 1
    assert ran.object["status"] == "failed"
    assert ran.object["source"] == FEED


def test_what_is_refused_of_a_feed_is_told_and_is_no_failure(desk, web):
    web.page(FEED, rss(item("a", "짧다"), item("b", SUMMARY)), content_type=XML)
    desk.run("feed", "add", FEED)
    ran = desk.run("feed", "run", "--json")
    assert ran.code == 0
    assert sorted(one["status"] for one in ran.objects) == ["added", "refused"]


def test_feeds_are_not_added_twice_nor_removed_unknown(desk, web):
    put(web, "a")
    desk.run("feed", "add", FEED)
    again = desk.run("feed", "add", FEED)
    assert again.code == 2
    assert "이미 받고 있는 피드입니다" in again.err
    assert desk.run("feed", "remove", "2").code == 2


def test_the_setting_says_how_long_feeds_rest(desk, web, monkeypatch):
    monkeypatch.setenv("NEWSBOT_FEED_MINUTES", "7")
    put(web, "a")
    desk.run("feed", "add", FEED)
    assert desk.run("feed", "list", "--json").object["minutes"] == 7


def test_a_feeds_title_cannot_command_the_terminal(desk, web):
    web.page(FEED, rss(name="&#x9b;31m나쁜 \u202e제목"), content_type=XML)
    said = desk.run("feed", "add", FEED).out + desk.run("feed", "list").out
    assert "\x9b" not in said
    assert "\u202e" not in said


def test_the_true_program_reads_a_feed_and_another_process_sees_its_articles(desk, web, tmp_path):
    put(web, "a")
    newsroom = desk.newsroom()
    newsroom.close()
    environment = os.environ | web.environment() | {"NEWSBOT_LANGUAGE": "en"}
    for words in (["add", FEED], ["run", "--json"]):
        done = subprocess.run(
            [sys.executable, "-m", "newsbot", "feed", *words, "--corpus", "corpus", "--index", "i"],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["status"] == "added"
    newsroom = desk.newsroom()
    feeds = Feeds(newsroom.corpus, newsroom.store).all()
    assert [(one.url, one.added) for one in feeds] == [(FEED, 1)]
    assert newsroom.size()[0] == 5
    newsroom.close()


def test_a_program_that_was_killed_loses_and_doubles_nothing(desk, web, tmp_path):
    put(web, "a", "b", "c")
    web.hang(f"{SITE}/c")
    desk.run("feed", "add", FEED)
    command = [sys.executable, "-m", "newsbot", "feed", "run", *desk.shared, "--lang", "ko"]
    environment = os.environ | web.environment() | {"PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert running.stdout is not None
    assert [running.stdout.readline()[:2] for _ in range(2)] == ["추가", "추가"]
    running.kill()
    running.communicate(timeout=30)
    web.page(f"{SITE}/c", page("c"))
    again = desk.run("feed", "run", "--json")
    assert [one["status"] for one in again.objects] == ["duplicate", "duplicate", "added"]
    found = [one["title"] for one in desk.run("articles", "--json").objects]
    assert sorted(one[0] for one in found if "북항" in one) == ["a", "b", "c"]
    assert desk.run("index", "--verify").code == 0


# watch


def test_without_a_folder_there_is_nothing_to_watch(desk):
    said = desk.run("watch")
    assert said.code == 1
    assert "NEWSBOT_WATCH_DIR" in said.err


def test_a_folder_that_is_missing_or_the_corpus_is_refused(desk, tmp_path):
    assert "없거나 열 수 없습니다" in desk.run("watch", tmp_path / "none").err
    assert "기사 폴더와 겹칩니다" in desk.run("watch", tmp_path / "corpus").err
    assert "기사 폴더와 겹칩니다" in desk.run("watch", tmp_path).err
    for folder in ("none", "corpus"):
        assert "NEWSBOT_WATCH_DIR" not in desk.run("watch", tmp_path / folder).err


def test_the_true_program_watches_until_it_is_interrupted(desk, tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "before.md").write_text(NURI.replace("20220621-nuri", "20220621-before"), "utf-8")
    watching = subprocess.Popen(
        [sys.executable, "-m", "newsbot", "watch", "inbox", *desk.shared, "--lang", "ko"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert watching.stdout is not None
        assert "before.md" in watching.stdout.readline()
        assert watching.stdout.readline().startswith(("추가  20220621-", "중복  20220621-"))
        (inbox / "after.md").write_text("---\ntitle: 새 다리\n---\n\n다리가 놓였다.\n", "utf-8")
        assert any("after.md" in line for line in watching.stdout)
    finally:
        watching.send_signal(signal.SIGINT)
        _, errors = watching.communicate(timeout=30)
    assert watching.returncode == 130, errors
    assert "Traceback" not in errors
