"""The audit log, the history and taking back: no change without its line, nothing is lost."""

from __future__ import annotations

import getpass
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.newsrooms import draft, open_at, stored
from tests.power_cuts import Run, power_cuts

from newsbot import history
from newsbot.admission import Status
from newsbot.article import Article
from newsbot.audit import Action, Actor, AuditLog, Change, operator
from newsbot.corpus import Corpus, Record
from newsbot.errors import CorpusError
from newsbot.indexing import Indexer
from newsbot.keys import digest_of
from newsbot.newsroom import Newsroom

STORM = "태풍이 제주를 지나 동해로 빠져나갔다."
PACT = "정부는 경주에서 반도체 협약에 서명했다."
QUAKE = "지진이 포항에서 났다."
URL = "https://news.example/1"
KIM = Actor("kim (7)", "discord:1")


def log(newsroom: Newsroom) -> Path:
    return newsroom.corpus.folder / ".audit.jsonl"


def lines(newsroom: Newsroom) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log(newsroom).read_text("utf-8").splitlines()]


def actions(newsroom: Newsroom) -> list[str]:
    return [change.action.value for change in newsroom.changes(count=100)][::-1]


def refused(action: Callable[[], object]) -> str:
    with pytest.raises(CorpusError) as error:
        action()
    assert error.value.sentence("ko") != error.value.sentence("en")
    return error.value.code


# The log


def test_each_change_is_one_line_that_says_who_did_what_where_and_when(newsroom):
    added = newsroom.add(draft(STORM, "태풍", audience="discord:1", url=URL), KIM)
    name = added.article.id
    newsroom.add(draft(PACT, "협약", audience="discord:1", url=URL), by=KIM)
    newsroom.hide(name, KIM)
    newsroom.unhide(name, by=KIM)
    newsroom.remove(name, KIM)
    found = lines(newsroom)
    assert [line["action"] for line in found] == ["add", "update", "hide", "unhide", "remove"]
    for line in found:
        assert re.fullmatch(r"[0-9a-f]{16}", line["id"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00", line["at"])
        assert line["article_id"] == name
        assert line["audience"] == "discord:1"
        assert (line["who"], line["where"]) == ("kim (7)", "discord:1")
    assert found[0]["id"] == added.change
    assert [line["title"] for line in found] == ["태풍", *["협약"] * 4]
    assert len({line["id"] for line in found}) == 5


def test_who_sits_at_the_terminal_is_named_by_the_system(newsroom, monkeypatch):
    newsroom.add(draft(STORM))
    (change,) = newsroom.changes()
    assert change.by == operator() == Actor(getpass.getuser(), "terminal")

    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr(getpass, "getuser", nobody)
    newsroom.remove(change.article_id)
    assert newsroom.changes()[0].by == Actor("-", "terminal")


def test_a_name_cannot_forge_a_line(newsroom):
    newsroom.add(draft(STORM), Actor('x"}\n{"id": "forged"\u202e', "a\tb\0"))
    assert len(lines(newsroom)) == 1
    assert newsroom.changes()[0].by == Actor('x"} {"id": "forged"', "a b")


def test_a_duplicate_leaves_no_line(newsroom):
    newsroom.add(draft(STORM))
    again = newsroom.add(draft(STORM))
    assert (again.status, again.change, again.former) == (Status.DUPLICATE, None, None)
    assert actions(newsroom) == ["add"]


def test_the_articles_of_a_group_are_one_append(newsroom, monkeypatch):
    written = []
    monkeypatch.setattr(
        Corpus,
        "append_note",
        lambda self, name, rows, *, named: written.append((name, list(rows))),
    )
    added = list(newsroom.add_many(draft(f"{n}번 회의다.") for n in (1, 2, 2, 3)))
    ((name, rows),) = written
    assert name == ".audit.jsonl"
    assert [json.loads(row)["id"] for row in rows] == [one.change for one in added if one.change]
    assert len(rows) == 3


def test_files_changed_by_hand_leave_no_line(newsroom):
    place = newsroom.corpus.folder / "a.txt"
    place.write_text(f"소식\n\n{STORM}\n", encoding="utf-8")
    newsroom.sync()
    place.unlink()
    newsroom.sync()
    assert not log(newsroom).exists()
    assert newsroom.changes() == []


def test_changes_come_newest_first_and_of_one_article(newsroom):
    one = newsroom.add(draft(STORM)).article
    two = newsroom.add(draft(PACT)).article
    newsroom.hide(one.id)
    assert [c.article_id for c in newsroom.changes()] == [one.id, two.id, one.id]
    assert [c.action for c in newsroom.changes(one.id)] == [Action.HIDE, Action.ADD]
    assert [c.action for c in newsroom.changes(count=1)] == [Action.HIDE]
    assert newsroom.changes("20250101-none") == []
    newest = newsroom.changes()[0]
    assert newsroom.change(newest.id) == newest
    assert refused(lambda: newsroom.change("0000")) == "newsroom.no_change"


def test_a_long_log_is_read_from_its_end_whole(newsroom, monkeypatch):
    monkeypatch.setattr("newsbot.corpus._notes._BLOCK_BYTES", 64)
    added = list(newsroom.add_many(draft(f"{n}번 회의가 열렸다.", f"소식 {n}") for n in range(30)))
    assert [c.id for c in newsroom.changes(count=99)] == [one.change for one in added][::-1]


@pytest.mark.parametrize("cut", [1, 2, 30, 150])
def test_a_line_that_was_cut_is_passed_over_and_mended(newsroom, cut):
    newsroom.add(draft(STORM))
    newsroom.add(draft(PACT))
    whole = log(newsroom).read_bytes()
    log(newsroom).write_bytes(whole[:-cut])
    left = [change.id for change in newsroom.changes()]
    assert len(left) == (2 if cut == 1 else 1)  # without its end only, it can still be read
    third = newsroom.add(draft(QUAKE))
    assert [change.id for change in newsroom.changes()] == [third.change, *left]
    assert log(newsroom).read_bytes().count(b"\n") == 3


@pytest.mark.parametrize(
    "garbage", [b"\xff\xfe\n", b"[]\n", b"{}\n", b"null\n", b"\n\n", b'{"id": 1, "at": 5}\n']
)
def test_a_foreign_line_is_passed_over(newsroom, garbage):
    added = newsroom.add(draft(STORM))
    with log(newsroom).open("ab") as stream:
        stream.write(garbage)
    assert [change.id for change in newsroom.changes()] == [added.change]


def test_a_line_of_a_later_version_can_be_read(newsroom):
    newsroom.add(draft(STORM))
    later = lines(newsroom)[0] | {"id": "f" * 16, "mood": "good"}
    log(newsroom).write_text(json.dumps(later) + "\n", encoding="utf-8")
    assert [change.id for change in newsroom.changes()] == ["f" * 16]


# The history


def test_a_version_that_is_replaced_is_kept_as_it_was(newsroom):
    first = newsroom.add(draft(STORM, "태풍", url=URL)).article
    second = newsroom.add(draft(PACT, "협약", month=3, url=URL))
    assert second.former == first
    newsroom.hide(first.id)
    newsroom.unhide(first.id)
    newsroom.add(draft(QUAKE, "지진", url=URL))
    found = newsroom.history(first.id)
    assert [(one.number, one.article) for one in found] == [(2, second.article), (1, first)]
    assert found[0].replaced >= found[1].replaced
    assert (newsroom.corpus.folder / ".history" / first.id / "1.md").is_file()
    assert len(stored(newsroom)) == 1
    assert newsroom.verify() == []


def test_of_several_versions_in_one_group_each_has_its_line_and_its_place(newsroom):
    added = list(newsroom.add_many([draft(text, url=URL) for text in (STORM, PACT, QUAKE)]))
    name = added[0].article.id
    assert actions(newsroom) == ["add", "update", "update"]
    assert [one.article.body for one in newsroom.history(name)] == [PACT, STORM]
    for text in (PACT, STORM):
        newsroom.revert(newsroom.changes(name)[0].id) if text == PACT else None
        assert newsroom.article(name).body == PACT


def test_what_a_person_has_just_edited_is_kept_too(newsroom, monkeypatch):
    made = newsroom.add(draft(STORM, url=URL)).article
    place = newsroom.corpus.folder / "2025/01" / f"{made.id}.md"
    place.write_text(place.read_text("utf-8").replace("제주", "서귀포"), encoding="utf-8")
    monkeypatch.setattr(newsroom, "refresh", lambda: None)  # it was looked at a moment ago
    newsroom.add(draft(PACT, url=URL))
    (version,) = newsroom.history(made.id)
    assert "서귀포" in version.article.body


def test_a_damaged_version_hides_no_other(newsroom):
    name = newsroom.add(draft(STORM, url=URL)).article.id
    for text in (PACT, QUAKE):
        newsroom.add(draft(text, url=URL))
    folder = newsroom.corpus.folder / ".history" / name
    (folder / "2.md").write_bytes(b"\xff---")
    (folder / "x.md").write_text("?", encoding="utf-8")
    (folder / "note.txt").write_text("?", encoding="utf-8")
    assert [one.number for one in newsroom.history(name)] == [1]
    assert refused(lambda: newsroom.revert(newsroom.changes()[0].id)) == "newsroom.no_former"


# Taking back


def test_taking_an_add_back_moves_it_to_the_trash(newsroom):
    added = newsroom.add(draft(STORM))
    change = newsroom.revert(str(added.change), KIM)
    assert (change.action, change.reverts, change.by) == (Action.REMOVE, added.change, KIM)
    assert newsroom.size() == (0, 0)
    assert list((newsroom.corpus.folder / ".trash").rglob("*.md"))
    assert newsroom.verify() == []


def test_taking_an_update_back_brings_the_former_version(newsroom):
    first = newsroom.add(draft(STORM, "태풍", url=URL)).article
    second = newsroom.add(draft(PACT, "협약", month=5, url=URL))
    back = newsroom.revert(str(second.change))
    assert (back.action, back.title) == (Action.RESTORE, "태풍")
    assert newsroom.article(first.id) == first
    assert stored(newsroom) == [first]
    assert newsroom.ask("협약 서명").answered is False
    assert newsroom.verify() == []
    forth = newsroom.revert(back.id)
    assert (forth.action, forth.reverts) == (Action.RESTORE, back.id)
    assert stored(newsroom) == [second.article]
    assert newsroom.verify() == []


@pytest.mark.parametrize("times", [1, 2, 3])
def test_taking_a_removal_back_brings_the_newest_copy(newsroom, times):
    for number in range(times):
        added = newsroom.add(draft(f"{number}번 내용이다.", url=URL))
        removed = newsroom.remove(added.article.id)
    back = newsroom.revert(removed.id)
    assert (back.action, back.reverts) == (Action.RESTORE, removed.id)
    assert stored(newsroom) == [added.article]
    assert newsroom.article(added.article.id) == added.article
    assert newsroom.verify() == []
    assert newsroom.revert(back.id).action is Action.REMOVE
    assert stored(newsroom) == []


def test_a_removed_line_comes_back_as_a_file_of_its_own(newsroom):
    texts = [STORM, PACT, QUAKE]
    rows = [json.dumps({"text": text, "title": text[:3]}, ensure_ascii=False) for text in texts]
    (newsroom.corpus.folder / "many.jsonl").write_text("\n".join(rows), encoding="utf-8")
    newsroom.sync()
    made = next(one for one in newsroom.articles() if one.body == PACT)
    removed = newsroom.remove(made.id)
    newsroom.revert(removed.id)
    assert newsroom.article(made.id) == made
    assert sorted(one.body for one in stored(newsroom)) == sorted(texts)
    newsroom.sync()  # the lines below it have moved up
    assert newsroom.verify() == []


def test_hiding_and_its_undoing_take_each_other_back(newsroom):
    made = newsroom.add(draft(STORM)).article
    hidden = newsroom.hide(made.id)
    shown = newsroom.revert(hidden.id)
    assert (shown.action, shown.reverts) == (Action.UNHIDE, hidden.id)
    assert newsroom.article(made.id) == made
    again = newsroom.revert(shown.id)
    assert (again.action, again.reverts) == (Action.HIDE, shown.id)
    assert newsroom.size() == (0, 0)
    assert newsroom.verify() == []


def test_only_the_latest_change_of_an_article_can_be_taken_back(newsroom):
    added = newsroom.add(draft(STORM, url=URL))
    other = newsroom.add(draft(QUAKE))
    hidden = newsroom.hide(added.article.id)
    assert refused(lambda: newsroom.revert(str(added.change))) == "newsroom.changed_since"
    newsroom.revert(str(other.change))
    newsroom.revert(hidden.id)
    assert refused(lambda: newsroom.revert(hidden.id)) == "newsroom.reverted"
    assert refused(lambda: newsroom.revert("0" * 16)) == "newsroom.no_change"
    assert refused(lambda: newsroom.revert("")) == "newsroom.no_change"


def test_what_a_person_has_changed_since_is_not_taken_back(newsroom):
    added = newsroom.add(draft(STORM))
    place = newsroom.corpus.folder / "2025/01" / f"{added.article.id}.md"
    place.write_text(place.read_text("utf-8").replace("제주", "서귀포"), encoding="utf-8")
    newsroom.sync()
    assert refused(lambda: newsroom.revert(str(added.change))) == "newsroom.changed_since"
    place.unlink()
    newsroom.sync()
    assert refused(lambda: newsroom.revert(str(added.change))) == "newsroom.changed_since"


def test_a_removal_cannot_be_taken_back_once_the_trash_is_emptied(newsroom):
    removed = newsroom.remove(newsroom.add(draft(STORM)).article.id)
    for place in (newsroom.corpus.folder / ".trash").rglob("*.md"):
        place.unlink()
    before = lines(newsroom)
    assert refused(lambda: newsroom.revert(removed.id)) == "newsroom.no_former"
    assert lines(newsroom) == before


def test_what_came_again_since_is_not_put_over_it(newsroom):
    removed = newsroom.remove(newsroom.add(draft(STORM)).article.id)
    newsroom.add(draft(STORM))
    assert refused(lambda: newsroom.revert(removed.id)) == "newsroom.changed_since"


def test_a_log_that_was_tampered_with_leads_nowhere_else(newsroom, tmp_path):
    (tmp_path / "secret.md").write_text("비밀", encoding="utf-8")
    newsroom.remove(newsroom.add(draft(STORM)).article.id)
    text = log(newsroom).read_text("utf-8")
    log(newsroom).write_text(
        re.sub(r'"path": "[^"]*"', '"path": "../../secret.md"', text), encoding="utf-8"
    )
    assert refused(lambda: newsroom.revert(newsroom.changes()[0].id)) == "corpus.bad_name"
    log(newsroom).write_text(re.sub(r', "path": "[^"]*"', "", text), encoding="utf-8")
    assert refused(lambda: newsroom.revert(newsroom.changes()[0].id)) == "newsroom.no_former"


def test_two_newsrooms_that_take_the_same_back_do_it_once(newsroom, tmp_path, analyser):
    added = newsroom.add(draft(STORM))
    other = open_at(tmp_path, analyser)
    other.revert(str(added.change))
    assert refused(lambda: newsroom.revert(str(added.change))) == "newsroom.reverted"
    assert newsroom.size() == (0, 0)
    other.close()


# A crash in the middle


class Killed(BaseException):
    """Stands for the process ending here; nothing may catch it."""


def stop(*args: object, **kwargs: object) -> None:
    raise Killed


def add(newsroom: Newsroom, *_: str) -> object:
    return newsroom.add(draft("넷째 소식이다."))


def update(newsroom: Newsroom, *_: str) -> object:
    return newsroom.add(draft(QUAKE, month=4, url=URL))


def remove(newsroom: Newsroom, name: str, _: str) -> object:
    return newsroom.remove(name)


def hide(newsroom: Newsroom, name: str, _: str) -> object:
    return newsroom.hide(name)


def revert(newsroom: Newsroom, _: str, last: str) -> object:
    return newsroom.revert(last)


CHANGES: dict[str, Callable[[Newsroom, str, str], object]] = {
    "add": add,
    "update": update,
    "remove": remove,
    "hide": hide,
    "revert update": revert,
    "revert add": revert,
    "revert hide": revert,
    "revert remove": revert,
}


def prepared(newsroom: Newsroom, change: str) -> tuple[str, str]:
    """Make an article of which *change* can be done; return its id and its last change's."""
    name = newsroom.add(draft(STORM, url=URL)).article.id
    if change != "revert add":
        newsroom.add(draft(PACT, month=2, url=URL))
    if change == "revert hide":
        newsroom.hide(name)
    if change == "revert remove":
        newsroom.remove(name)
    return name, newsroom.changes()[0].id


def state(corpus: Corpus) -> dict[str, str]:
    """Return id -> what the article in the folder holds."""
    found = {}
    for one in corpus.scan()[0]:
        for entry in corpus.load(one.path):
            assert isinstance(entry, Record), entry
            found[entry.article.id] = digest_of(entry.article)
    return found


def unexplained(before: dict[str, str], corpus: Corpus) -> list[str]:
    """Return the ids of articles that have changed and whose last change in the log is not it."""
    after = state(corpus)
    changed = [name for name in before | after if before.get(name) != after.get(name)]
    return [
        name
        for name in changed
        if after.get(name) not in {c.digest for c in list(AuditLog(corpus).newest_first(name))[:1]}
    ]


MOMENTS: list[tuple[type[Any], str]] = [
    (AuditLog, "write"),
    (Corpus, "write"),
    (Corpus, "remove_all"),
    (Indexer, "put"),
    (Indexer, "drop"),
    (Corpus, "write_notes"),
]


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment[0].__name__}.{moment[1]}")
@pytest.mark.parametrize("change", CHANGES)
def test_a_crash_leaves_no_change_without_its_line(tmp_path, analyser, monkeypatch, change, moment):
    newsroom = open_at(tmp_path, analyser)
    made = prepared(newsroom, change)
    before = state(newsroom.corpus)
    finished = False
    with monkeypatch.context() as patch:
        patch.setattr(*moment, stop)
        try:
            CHANGES[change](newsroom, *made)
            finished = True  # it does not come by there
        except Killed:
            pass
    newsroom.close()
    newsroom = open_at(tmp_path, analyser)
    assert newsroom.sync().problems == []
    assert unexplained(before, newsroom.corpus) == []
    assert newsroom.verify() == []
    if moment[1] == "write" and moment[0] is AuditLog:
        assert state(newsroom.corpus) == before
    if not finished and state(newsroom.corpus) == before:
        CHANGES[change](newsroom, *made)  # as if nothing had been
    assert state(newsroom.corpus) != before
    assert newsroom.verify() == []
    undone = newsroom.revert(newsroom.changes()[0].id)
    assert state(newsroom.corpus) == before
    assert undone.reverts
    newsroom.close()


def test_what_a_crash_has_prevented_keeps_nothing_from_being_taken_back(newsroom, monkeypatch):
    added = newsroom.add(draft(STORM, url=URL))
    for change in (remove, update, hide):
        with monkeypatch.context() as patch:
            patch.setattr(Corpus, "remove_all", stop)
            patch.setattr(Corpus, "write", stop)
            with pytest.raises(Killed):
                change(newsroom, added.article.id, "")
    assert actions(newsroom) == ["add", "remove", "update", "hide"]
    assert newsroom.history(added.article.id) == []
    assert newsroom.revert(str(added.change)).action is Action.REMOVE


@pytest.fixture
def after_power_cuts(monkeypatch, tmp_path) -> Iterator[Run]:
    with power_cuts(monkeypatch, tmp_path) as run:
        yield run


@pytest.mark.parametrize("change", CHANGES)
def test_a_power_cut_leaves_no_change_without_its_line(newsroom, after_power_cuts, change):
    made = prepared(newsroom, change)
    before = state(newsroom.corpus)
    former = {one.body for one in stored(newsroom)}

    def bodies(left: Corpus) -> set[str]:
        kept: list[Article] = []
        for folder in (left, Corpus(left.folder / ".trash")):
            for one in folder.scan()[0] if folder.folder.is_dir() else []:
                kept += [e.article for e in folder.load(one.path) if isinstance(e, Record)]
        for number in range(1, 4):
            if (left.folder / f".history/{made[0]}/{number}.md").is_file():
                kept.append(history.read(left, made[0], number).article)
        return {one.body for one in kept}

    def holds(left: Corpus) -> bool:
        return unexplained(before, left) == [] and former <= bodies(left)

    after = after_power_cuts(newsroom.corpus, holds, lambda: CHANGES[change](newsroom, *made))
    assert state(after) == state(newsroom.corpus)
    assert [c.id for c in AuditLog(after).newest_first()] == [c.id for c in newsroom.changes()]


def test_a_log_that_was_deleted_is_made_anew_as_safely(newsroom, after_power_cuts):
    newsroom.add(draft(STORM))
    before = state(newsroom.corpus)
    log(newsroom).unlink()
    after = after_power_cuts(
        newsroom.corpus, lambda left: unexplained(before, left) == [], lambda: add(newsroom)
    )
    assert len(list(AuditLog(after).newest_first())) == 1


def test_a_line_is_written_with_one_sync_once_the_file_is_known(newsroom, monkeypatch):
    newsroom.add(draft(STORM))
    synced: list[int] = []
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", synced.append)
        newsroom._editor.log.write(newsroom.changes())
    assert len(synced) == 1


def test_a_change_says_what_it_is_without_its_line(newsroom):
    """What the front ends use of it."""
    added = newsroom.add(draft(STORM, "태풍"), KIM)
    change = newsroom.changes()[0]
    assert isinstance(change, Change)
    assert (change.id, change.article_id, change.title) == (added.change, added.article.id, "태풍")
    assert change.at.precision == "second"
