"""A watched folder: what is put there is added once, when it is whole, and nothing else is."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest
from tests.newsrooms import stored

from newsbot.errors import CorpusError, StoreError
from newsbot.newsroom import Newsroom
from newsbot.watching import MEMORY, QUIET_SECONDS, Memory, Settling, Taken, Watcher, mark_of

TEXT = "---\ntitle: {name} 다리 놓였다\noutlet: 가람일보\npublished: 2025-03-02 09:10\n---\n\n{name} 다리가 2일 개통됐다.\n"


class Desk:
    """A newsroom, a folder, and a clock that a test sets."""

    def __init__(self, newsroom: Newsroom, folder: Path, state: Path) -> None:
        self.newsroom = newsroom
        self.folder = folder
        self.state = state
        self.now = 0.0
        self.restart()

    def restart(self) -> None:
        self.watcher = Watcher(
            self.folder, self.newsroom, Memory(self.state / MEMORY), clock=lambda: self.now
        )

    def put(self, name: str, text: str | bytes | None = None) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = TEXT.format(name=path.stem) if text is None else text
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def look(self) -> list[Taken]:
        async def run() -> list[Taken]:
            return [taken async for taken in self.watcher.look()]

        return asyncio.run(run())

    def settle(self) -> list[Taken]:
        """Look, let the files rest, and look again."""
        assert self.look() == []
        self.now += QUIET_SECONDS
        return self.look()

    @property
    def titles(self) -> list[str]:
        return sorted(one.title or "" for one in stored(self.newsroom))


@pytest.fixture
def desk(newsroom: Newsroom, tmp_path: Path) -> Desk:
    (tmp_path / "inbox").mkdir()
    return Desk(newsroom, tmp_path / "inbox", tmp_path / "state")


def counts(taken: Taken) -> dict[str, int]:
    return {status: count for status, count in taken.tally.counts.items() if count}


def test_a_file_is_added_once_it_has_rested_and_stays_where_it_is(desk):
    path = desk.put("a.md")
    (taken,) = desk.settle()
    assert (taken.path, counts(taken)) == (path, {"added": 1})
    assert path.exists()
    desk.now += 10
    assert desk.look() == []


def test_a_file_that_grows_is_left_until_it_is_whole(desk):
    desk.put("a.md", "---\ntitle: 반쪽")
    desk.look()
    desk.now += 0.9
    desk.put("a.md")
    assert desk.look() == []
    desk.now += 0.9
    assert desk.look() == []
    desk.now += 0.1
    assert [counts(one) for one in desk.look()] == [{"added": 1}]
    assert desk.titles == ["a 다리 놓였다"]


def test_every_format_that_can_be_added_is_taken_from_sub_folders_too(desk):
    line = {"title": "줄", "text": "두루미 마을과 읍내를 잇는 새 다리가 2일 개통됐다."}
    desk.put("deep/er/lines.jsonl", json.dumps(line, ensure_ascii=False))
    desk.put("deep/records.json", json.dumps([line | {"title": "기록", "text": "눈이 왔다."}]))
    body = "<p>가람 마을에 비가 오늘 많이 내렸다. 밭이 모두 잠겼다.</p>" * 5
    desk.put("page.HTML", f"<html><head><title>비 소식</title></head><body>{body}</body></html>")
    taken = desk.settle()
    assert [one.path.name for one in taken] == ["lines.jsonl", "records.json", "page.HTML"]
    assert desk.titles == ["기록", "비 소식", "줄"]


@pytest.mark.parametrize(
    "name",
    [
        *(".hidden.md", ".git/a.md", "~$a.xlsx", "a.md.part", "a.html.crdownload", "a.tmp"),
        *("a.pdf", "noname", "a.md~"),
    ],
)
def test_hidden_temporary_and_other_files_are_passed_over(desk, name):
    desk.put(name)
    assert desk.settle() == []


def test_links_pipes_empty_files_and_folders_are_passed_over(desk, tmp_path):
    outside = tmp_path / "outside.md"
    outside.write_text(TEXT.format(name="바깥"), "utf-8")
    (desk.folder / "link.md").symlink_to(outside)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "b.md").write_text(TEXT.format(name="바깥"), "utf-8")
    (desk.folder / "linked").symlink_to(tmp_path / "other")
    os.mkfifo(desk.folder / "pipe.md")
    (desk.folder / "folder.md").mkdir()
    desk.put("empty.md", b"")
    assert desk.settle() == []
    assert desk.titles == []


def test_a_link_put_in_the_place_of_a_file_that_waits_its_turn_is_not_followed(desk, tmp_path):
    secret = tmp_path / "secret.md"
    secret.write_text(TEXT.format(name="비밀"), "utf-8")
    desk.put("a.md")
    waiting = desk.put("b.md")
    assert desk.look() == []
    desk.now += QUIET_SECONDS

    async def run() -> list[str]:
        found = []
        async for taken in desk.watcher.look():
            found.append(taken.path.name)
            if waiting.is_file() and not waiting.is_symlink():
                waiting.unlink()
                waiting.symlink_to(secret)
        return found

    assert asyncio.run(run()) == ["a.md"]
    assert desk.titles == ["a 다리 놓였다"]


def test_a_name_that_is_no_text_stops_nothing_and_is_remembered(desk):
    Path(os.fsdecode(os.fsencode(desk.folder) + b"/a\xff.md")).write_text(
        TEXT.format(name="가나"), "utf-8"
    )
    desk.put("다라.md")
    assert len(desk.settle()) == 2
    assert desk.titles == ["가나 다리 놓였다", "다라 다리 놓였다"]
    desk.restart()
    assert desk.settle() == []


def test_what_is_refused_is_told_with_its_reason_and_stops_nothing(desk):
    desk.put("a.json", "[1, 2")
    desk.put("b.md", b"\x00\x01\x02\xff")
    desk.put("c.md")
    taken = desk.settle()
    assert [counts(one) for one in taken] == [{"refused": 1}, {"refused": 1}, {"added": 1}]
    assert [len(one.tally.refusals) for one in taken] == [1, 1, 0]
    desk.now += 10
    assert desk.look() == [], "and is not tried over and over"


def test_a_changed_file_is_read_again(desk):
    desk.put("a.md")
    desk.settle()
    desk.put("a.md", TEXT.format(name="a").replace("2일 개통됐다", "3일 개통됐다"))
    assert [counts(one) for one in desk.settle()] == [{"updated": 1}]


def test_after_a_restart_nothing_is_read_again(desk):
    desk.put("a.md")
    desk.settle()
    desk.restart()
    assert desk.settle() == []


@pytest.mark.parametrize("lost", ["deleted", "damaged"])
def test_a_lost_memory_costs_nothing_but_time(desk, lost):
    desk.put("a.md")
    desk.settle()
    path = desk.state / MEMORY
    path.unlink() if lost == "deleted" else path.write_bytes(b"nonsense" * 1000)
    desk.restart()
    assert [counts(one) for one in desk.settle()] == [{"duplicate": 1}]
    desk.restart()
    assert desk.settle() == []


def test_a_file_that_changes_while_it_is_read_is_read_again(desk, monkeypatch):
    path = desk.put("a.md")
    add_many = desk.newsroom.add_many

    def late(*arguments: object) -> object:
        path.write_text(TEXT.format(name="나중"), "utf-8")
        return add_many(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(desk.newsroom, "add_many", late)
        desk.settle()
    assert [counts(one) for one in desk.settle()] == [{"added": 1}]
    assert desk.titles == ["a 다리 놓였다", "나중 다리 놓였다"]


def test_a_full_disk_forgets_no_file(desk, monkeypatch):
    desk.put("a.md")

    def full(*_: object) -> None:
        raise StoreError("index.cannot_write", path="i", reason="full")

    with monkeypatch.context() as patch:
        patch.setattr(desk.newsroom, "add_many", full)
        with pytest.raises(StoreError):
            desk.settle()
    assert [counts(one) for one in desk.look()] == [{"added": 1}]


def test_many_articles_of_one_file_are_added_a_group_at_a_time(desk):
    lines = [json.dumps({"title": f"{n}", "text": f"{n}번째 다리가 놓였다."}) for n in range(250)]
    desk.put("many.jsonl", "\n".join(lines))
    groups: list[str] = []

    async def change(function: object, *arguments: object) -> object:
        groups.append(getattr(function, "__name__", ""))
        return await asyncio.to_thread(function, *arguments)  # type: ignore[arg-type]

    desk.watcher = Watcher(
        desk.folder,
        desk.newsroom,
        Memory(desk.state / MEMORY),
        change=change,  # type: ignore[arg-type]
        clock=lambda: desk.now,
    )
    (taken,) = desk.settle()
    assert counts(taken) == {"added": 250}
    assert groups == [*["_next_of"] * 4, "_remember"]


def test_the_folder_must_be_there_and_apart_from_the_corpus(desk, tmp_path):
    folders = {
        "watch.no_folder": [tmp_path / "none", desk.put("a.md")],
        "watch.overlaps": [
            *(tmp_path / "corpus", tmp_path, tmp_path / "corpus" / "2025"),
            tmp_path / "inbox" / ".." / "corpus",
        ],
    }
    (tmp_path / "corpus" / "2025").mkdir()
    for code, paths in folders.items():
        for path in paths:
            desk.folder = path
            desk.restart()
            with pytest.raises(CorpusError) as error:
                desk.look()
            assert error.value.code == code


def test_events_wake_the_watcher_and_what_lay_there_before_is_read_too(desk):
    """The only one over the real file system events; it ends when both files are read."""
    desk.put("before.md")
    watcher = Watcher(desk.folder, desk.newsroom, Memory(desk.state / MEMORY))

    async def run() -> list[str]:
        names = []
        async for taken in watcher.run():
            names.append(taken.path.name)
            if len(names) == 1:
                desk.put("after.md")
            else:
                return names
        return names

    assert asyncio.run(asyncio.wait_for(run(), 60)) == ["before.md", "after.md"]


def test_settling_begins_anew_with_every_change():
    settling = Settling()
    one, other = mark_of(__file__), mark_of(os.__file__)
    assert one is not None
    assert other is not None
    assert settling.settled({"a": one, "b": one}, 0.0) == []
    assert settling.settled({"a": other, "b": one}, 0.9) == []
    assert settling.settled({"a": other, "b": one}, 1.0) == ["b"]
    assert settling.settled({"a": other}, 1.95) == ["a"]
    assert settling.settled({}, 3.0) == []
    assert not settling
