"""Keeping house: what is removed can come back, what is too old goes, what is erased is gone."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.newsrooms import draft, open_at, stored
from tests.power_cuts import Run, power_cuts

from newsbot import trash
from newsbot.article import Article
from newsbot.audit import Action, Actor, AuditLog
from newsbot.bot.pruning import BOT, pruned
from newsbot.corpus import Corpus, Record
from newsbot.dates import KST, Moment
from newsbot.errors import CorpusError, NewsbotError, QuestionError
from newsbot.index.writer import Writer
from newsbot.newsroom import Newsroom
from newsbot.retention import Rule, outdated, rule_of
from newsbot.settings import load_settings

KIM = Actor("kim (7)", "discord:1")
URL = "https://news.example/1"
NOW = datetime(2025, 6, 1, 12, 0, tzinfo=KST)


def made(newsroom: Newsroom, count: int, **fields: Any) -> list[str]:
    """Add articles of the first days of January; return their ids, the oldest first."""
    drafts = (
        draft(f"{n}번 회의가 열렸다.", f"{n}번 소식", day=n, source_id=str(n), **fields)
        for n in range(1, count + 1)
    )
    return [added.article.id for added in newsroom.add_many(drafts)]


def there(newsroom: Newsroom) -> set[str]:
    return {article.id for article in newsroom.everything()}


def code_of(action: Callable[[], object]) -> str:
    with pytest.raises(NewsbotError) as caught:
        action()
    assert caught.value.sentence("ko") != caught.value.sentence("en")
    return caught.value.code


def removed_all(newsroom: Newsroom, names: list[str], by: Actor | None = None) -> list[str]:
    return [one.article_id for group in newsroom.remove_all(names, by) for one in group]


# Bringing back


def test_what_was_removed_last_under_an_id_comes_back_as_it_was(newsroom):
    (name,) = made(newsroom, 1, audience="discord:1", authors=("김가람",), hidden=True)
    before = newsroom.article(name, hidden=True)
    removed = newsroom.remove(name)
    back = newsroom.restore(name, KIM)
    assert (back.action, back.reverts, back.by) == (Action.RESTORE, removed.id, KIM)
    assert newsroom.article(name, hidden=True) == before
    assert newsroom.verify() == []


@pytest.mark.parametrize("part", ["change", "beginning"])
def test_a_change_or_the_beginning_of_an_id_will_do(newsroom, part):
    first, second = made(newsroom, 2)
    change = newsroom.remove(first)
    newsroom.remove(second)
    assert newsroom.restore(change.id if part == "change" else first[:10]).article_id == first
    assert there(newsroom) == {first}


def test_of_several_that_begin_alike_none_comes_back(newsroom):
    for name in made(newsroom, 2):
        newsroom.remove(name)
    with pytest.raises(QuestionError) as caught:
        newsroom.restore("2025")
    assert caught.value.code == "newsroom.ambiguous"
    assert there(newsroom) == set()


@pytest.mark.parametrize("named", ["", " ", "2025", "20250101-none", "0" * 16, "*", "../x"])
def test_what_was_not_removed_cannot_come_back(newsroom, named):
    made(newsroom, 1)
    assert code_of(lambda: newsroom.restore(named)) == "newsroom.not_removed"


def test_an_earlier_removal_is_not_what_was_removed_last(newsroom):
    (name,) = made(newsroom, 1)
    first = newsroom.remove(name)
    newsroom.restore(name)
    newsroom.remove(name)
    assert code_of(lambda: newsroom.restore(first.id)) == "newsroom.not_removed"
    newsroom.restore(name)
    assert code_of(lambda: newsroom.restore(name)) == "newsroom.not_removed"


def test_what_can_come_back_is_listed_the_latest_first_and_once(newsroom):
    names = made(newsroom, 4)
    for name in (names[0], names[1], names[2]):
        newsroom.remove(name)
    newsroom.restore(names[0])
    last = newsroom.remove(names[0])
    newsroom.restore(names[1])
    found = list(newsroom.removed())
    assert [change.article_id for change in found] == [names[0], names[2]]
    assert found[0] == last


def test_what_was_removed_is_listed_for_who_might_see_it(newsroom):
    (public,) = made(newsroom, 1)
    private = newsroom.add(draft("비밀이다.", audience="discord:1")).article.id
    newsroom.remove(public)
    newsroom.remove(private)
    assert {c.article_id for c in newsroom.removed()} == {public, private}
    assert {c.article_id for c in newsroom.removed(("discord:2",))} == {public}


def test_what_the_trash_no_longer_holds_is_not_listed_and_does_not_come_back(newsroom):
    names = made(newsroom, 2)
    for name in names:
        newsroom.remove(name)
    for place in (newsroom.corpus.folder / ".trash").rglob(f"{names[0]}.md"):
        place.unlink()
    assert [change.article_id for change in newsroom.removed()] == [names[1]]
    assert code_of(lambda: newsroom.restore(names[0])) == "newsroom.no_former"


def test_an_article_that_a_person_put_back_by_hand_is_not_listed(newsroom):
    (name,) = made(newsroom, 1)
    newsroom.remove(name)
    folder = newsroom.corpus.folder
    (folder / f".trash/2025/01/{name}.md").rename(folder / f"2025/01/{name}.md")
    newsroom.sync()
    assert list(newsroom.removed()) == []


# Removing many


def test_many_are_removed_in_groups_each_with_its_line(newsroom, monkeypatch):
    monkeypatch.setattr(trash, "_FILES", 3)
    names = made(newsroom, 8)
    groups = list(newsroom.remove_all(names[:7], KIM))
    assert [len(group) for group in groups] == [3, 3, 1]
    assert there(newsroom) == {names[7]}
    lines = newsroom.changes(count=7)
    assert [(c.action, c.article_id, c.by) for c in lines] == [
        (Action.REMOVE, name, KIM) for name in names[6::-1]
    ]
    assert newsroom.verify() == []
    for name in names[:7]:
        newsroom.restore(name)
    assert there(newsroom) == set(names)


def test_who_stops_between_groups_has_whole_groups_and_can_go_on(newsroom, monkeypatch):
    monkeypatch.setattr(trash, "_FILES", 2)
    names = made(newsroom, 5)
    groups = newsroom.remove_all(names)
    next(groups)
    groups.close()
    assert there(newsroom) == set(names[2:])
    assert removed_all(newsroom, names) == names[2:]
    assert len(newsroom.changes(count=99)) == 10


def test_what_is_not_there_is_passed_over(newsroom):
    names = made(newsroom, 2)
    assert removed_all(newsroom, ["20200101-none", names[1], names[1], ""]) == [names[1]]
    assert removed_all(newsroom, []) == []


def many(newsroom: Newsroom, name: str, count: int) -> list[str]:
    rows = [
        json.dumps({"text": f"{name} {n}번 내용이다.", "published": f"2025-01-{n:02}"})
        for n in range(1, count + 1)
    ]
    (newsroom.corpus.folder / name).write_text("\n".join(rows) + "\n", encoding="utf-8")
    newsroom.sync()
    return [one.id for one in newsroom.everything() if one.body.startswith(name)]


def test_lines_of_one_file_go_together_and_come_back_one_by_one(newsroom, monkeypatch):
    written: list[int] = []
    real = Corpus.remove_all

    def counted(self: Corpus, wanted: Iterable[tuple[str, str]]) -> None:
        found = list(wanted)
        written.append(len(found))
        real(self, found)

    monkeypatch.setattr(Corpus, "remove_all", counted)
    lines, files = many(newsroom, "a.jsonl", 6), made(newsroom, 2)
    rest = many(newsroom, "b.jsonl", 2)
    before = {one.id: one for one in newsroom.everything()}
    monkeypatch.setattr(trash, "_LINES", 4)
    wanted = [lines[0], files[0], *lines[1:5], rest[0], files[1], rest[1]]
    assert removed_all(newsroom, wanted) == [*files, *lines[:5], *rest]
    assert written == [2, 4, 1, 2]
    assert there(newsroom) == {lines[5]}
    newsroom.sync()
    assert newsroom.verify() == []
    for name in wanted:
        newsroom.restore(name)
    newsroom.sync()
    assert {one.id: one for one in newsroom.everything()} == before
    assert newsroom.verify() == []


def test_copies_of_one_group_do_not_take_each_others_names(newsroom):
    folder = newsroom.corpus.folder
    (folder / "a.md").write_text("# 하나\n\n처음 것이다.\n", encoding="utf-8")
    newsroom.sync()
    newsroom.remove(next(iter(there(newsroom))))
    (folder / "a.md").write_text("# 하나\n\n다음 것이다.\n", encoding="utf-8")
    (folder / "a 2.md").write_text("# 둘\n\n이름이 같은 것이다.\n", encoding="utf-8")
    newsroom.sync()
    removed_all(newsroom, sorted(there(newsroom)))
    kept = {place.read_text("utf-8").split("\n")[2] for place in (folder / ".trash").iterdir()}
    assert kept == {"처음 것이다.", "다음 것이다.", "이름이 같은 것이다."}


def test_a_file_that_a_person_has_changed_is_left_and_the_others_of_its_group(newsroom):
    names = made(newsroom, 3)
    place = newsroom.corpus.folder / "2025/01" / f"{names[1]}.md"
    place.write_text(place.read_text("utf-8").replace(names[1], "20250102-other"), "utf-8")
    newsroom._look_again = time.monotonic() + 60  # it was looked at a moment ago
    assert code_of(lambda: removed_all(newsroom, names)) == "corpus.no_article"
    assert len(stored(newsroom)) == 3
    newsroom.sync()
    assert there(newsroom) == {names[0], "20250102-other", names[2]}
    assert len(removed_all(newsroom, [*names, "20250102-other"])) == 3


# What is too old, or too many


Entry = tuple[str, str | None, Moment | None]


def moments(*days: str | None) -> list[Entry]:
    found: list[Entry] = []
    for number, day in enumerate(days):
        at = None if day is None else datetime.fromisoformat(day).replace(tzinfo=KST)
        precision = "day" if day and len(day) == 10 else "minute"
        moment = Moment(at.astimezone(UTC), precision) if at else None  # type: ignore[arg-type]
        found.append((f"n{number}", None, moment))
    return found


def test_the_newest_stay_and_the_oldest_go_first():
    entries = moments("2025-01-03", "2025-01-01", None, "2025-01-04", "2025-01-02")
    found = outdated(entries, Rule(newest=2))
    assert found.ids == ("n1", "n4")
    assert (found.first, found.last) == (entries[1][2], entries[4][2])
    assert found.undated == 1
    assert outdated(entries, Rule(newest=4)).ids == ()


def test_a_day_is_too_old_when_it_is_over_for_so_long():
    rule = rule_of(0, 1, NOW)
    assert rule.since == NOW - timedelta(days=1)
    entries = moments("2025-05-31T11:59", "2025-05-31T12:00", "2025-05-31", "2025-05-30")
    assert outdated(entries, rule).ids == ("n3", "n0")
    midnight = rule_of(0, 1, NOW.replace(hour=0))
    assert outdated(moments("2025-05-30"), midnight).ids == ()
    assert outdated(moments("2025-05-29"), midnight).ids == ("n0",)


@pytest.mark.parametrize(("day", "gone"), [(30, False), (31, False), (1, True), (2, True)])
def test_a_month_is_too_old_when_its_last_day_is(day, gone):
    month = Moment(datetime(2025, 1, 1, tzinfo=KST).astimezone(UTC), "month")
    since = datetime(2025, 1 if day > 2 else 2, day, 12, tzinfo=KST)
    assert bool(outdated([("a", None, month)], Rule(since=since)).ids) is gone


def test_what_has_no_date_is_never_too_old_and_takes_nobodys_place():
    entries = moments(None, None, None, "2025-01-01")
    found = outdated(entries, Rule(newest=1, since=NOW - timedelta(days=999)))
    assert found.ids == ()
    assert (found.undated, found.first, found.last) == (3, None, None)
    assert outdated(entries, Rule(since=NOW)).ids == ("n3",)


def test_without_a_rule_everything_stays():
    assert not rule_of(0, 0, NOW).asks
    assert outdated(moments("1999-01-01"), Rule()).ids == ()


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.integers(1, 300), max_size=30),
    st.integers(1, 40),
    st.one_of(st.none(), st.integers(1, 300)),
)
def test_no_article_goes_before_an_older_one(days, newest, since):
    first = datetime(2024, 1, 1, tzinfo=UTC)
    entries: list[Entry] = [
        (f"n{i:02}", None, Moment(first + timedelta(days=day))) for i, day in enumerate(days)
    ]
    rule = Rule(newest, None if since is None else first + timedelta(days=since))
    gone = outdated(entries, rule).ids
    times = {name: moment for name, _, moment in entries if moment}
    kept = [name for name, _, _ in entries if name not in gone]
    assert len(kept) <= newest
    assert all(times[one] <= times[other] for one in gone for other in kept)
    assert [times[name] for name in gone] == sorted(times[name] for name in gone)
    if since is not None:
        assert all(times[name].at >= first + timedelta(days=since) for name in kept)
        assert len(gone) == len(entries) - min(newest, sum(day >= since for day in days))


def test_a_date_of_the_future_takes_nobodys_place():
    entries = moments("2099-01-01", "2025-06-01", "2025-05-01")
    found = outdated(entries, rule_of(1, 0, NOW))
    assert (found.ids, found.undated) == (("n2",), 1)


def test_what_a_server_adds_pushes_out_nobody_elses_articles():
    entries = [
        (f"{audience}{day}", audience, Moment(datetime(2025, 1, day, tzinfo=KST)))
        for audience in (None, "discord:1")
        for day in ((1, 2) if audience is None else (3, 4, 5))
    ]
    assert set(outdated(entries, Rule(newest=2)).ids) == {"discord:13"}


def test_hidden_and_sample_articles_count_like_others(newsroom):
    kinds: tuple[dict[str, Any], ...] = (
        {"hidden": True},
        {"source_id": "7"},
        {"sample": True},
        {},
    )
    names = [
        newsroom.add(draft(f"{n}번 소식이다.", day=n + 1, **kind)).article.id
        for n, kind in enumerate(kinds)
    ]
    assert newsroom.outdated(Rule(newest=1)).ids == tuple(names[:3])
    removed_all(newsroom, list(newsroom.outdated(Rule(newest=1)).ids))
    assert there(newsroom) == {names[3]}


def test_the_bot_removes_what_its_settings_do_not_keep(newsroom):
    names = made(newsroom, 4)
    undated = newsroom.add(draft("날짜 없는 소식이다.", published=None)).article.id
    assert list(pruned(newsroom, load_settings(None), NOW)) == []
    by_count = load_settings(None, keep_articles=3)
    assert list(pruned(newsroom, by_count, NOW)) == [1]
    assert there(newsroom) == {*names[1:], undated}
    by_age = load_settings(None, keep_article_days=1, keep_articles=3)
    end = datetime(2025, 1, 5, 11, 0, tzinfo=KST)
    assert list(pruned(newsroom, by_age, end)) == [2]
    assert there(newsroom) == {names[3], undated}
    assert {change.by for change in newsroom.changes(count=3)} == {BOT}
    assert list(pruned(newsroom, by_age, end)) == []


# Erasing


def files_of(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_the_trash_tells_how_much_it_holds(newsroom):
    assert newsroom.trash() == trash.Holdings((), ())
    names = made(newsroom, 3)
    removed_all(newsroom, names[:2])
    found = newsroom.trash()
    assert len(found.files) == 2
    folder = newsroom.corpus.folder / ".trash"
    assert found.size == sum(p.stat().st_size for p in folder.rglob("*.md"))
    assert newsroom.trash(datetime.now(UTC) - timedelta(days=1)).files == ()


def test_what_is_erased_is_gone_for_good_with_its_former_versions(newsroom):
    name = newsroom.add(draft("처음 것이다.", url=URL)).article.id
    newsroom.add(draft("다음 것이다.", url=URL))
    kept = newsroom.add(draft("남는 것이다.", url=URL + "2")).article.id
    newsroom.add(draft("남는 새것이다.", url=URL + "2"))
    removed = newsroom.remove(name)
    found = newsroom.trash()
    assert (len(found.files), len(found.histories)) == (1, 1)
    told: list[int] = []
    assert newsroom.empty_trash(by=KIM, told=told.append) == 2
    assert told == [1]
    folder = newsroom.corpus.folder
    assert files_of(folder) == sorted(
        [".audit.jsonl", f"2025/01/{kept}.md", f".history/{kept}/1.md"]
    )
    assert not (folder / ".trash").exists()
    change = newsroom.changes()[0]
    assert (change.action, change.article_id, change.by) == (Action.ERASE, name, KIM)
    assert change.digest is None
    assert list(newsroom.removed()) == []
    for action in (lambda: newsroom.restore(name), lambda: newsroom.revert(removed.id)):
        assert code_of(action) == "newsroom.no_former"
    assert code_of(lambda: newsroom.revert(change.id)) in {
        "newsroom.changed_since",
        "newsroom.no_former",
    }
    assert "처음 것이다" not in "".join(
        p.read_text("utf-8") for p in folder.rglob("*") if p.is_file()
    )


def test_erasing_takes_nothing_from_what_is_there(newsroom):
    names = made(newsroom, 2)
    newsroom.add(draft("고친 것이다.", source_id="1", month=3))  # its old file lies in the trash
    newsroom.remove(names[1])
    newsroom.restore(names[1])
    before = list(newsroom.everything())
    newsroom.empty_trash()
    newsroom.sync()
    assert list(newsroom.everything()) == before
    assert len(newsroom.history(names[0])) == 1
    assert newsroom.verify() == []
    last = next(c for c in newsroom.changes(names[0]) if c.action is not Action.ERASE)
    assert newsroom.revert(last.id).action is Action.RESTORE


def aged(
    newsroom: Newsroom, name: str, days: int, folders: Sequence[str] = (".trash", ".history")
) -> None:
    then = time.time() - days * 86_400
    for folder in folders:
        for place in (newsroom.corpus.folder / folder).rglob("*.md"):
            if name in place.as_posix():
                os.utime(place, (then, then))


def test_only_what_has_lain_there_long_enough_is_erased(newsroom):
    names = [newsroom.add(draft(f"{n}.", url=f"{URL}{n}")).article.id for n in range(3)]
    for n in range(3):
        newsroom.add(draft(f"고친 {n}.", url=f"{URL}{n}"))
    removed_all(newsroom, names)
    aged(newsroom, names[0], 11)
    aged(newsroom, names[1], 9)
    aged(newsroom, names[2], 11, [".history"])  # it goes with the article, not before
    before = datetime.now(UTC) - timedelta(days=10)
    assert newsroom.empty_trash(before) == 2
    assert {change.article_id for change in newsroom.removed()} == {names[1], names[2]}
    history = newsroom.corpus.folder / ".history"
    assert sorted(p.name for p in history.iterdir()) == sorted(names[1:])
    for name in names[1:]:
        newsroom.restore(name)
        assert len(newsroom.history(name)) == 1


def test_a_newer_copy_can_come_back_when_an_older_one_is_erased(newsroom):
    (name,) = made(newsroom, 1)
    newsroom.remove(name)
    aged(newsroom, name, 11)
    newsroom.restore(name)
    newsroom.hide(name)
    newsroom.remove(name)
    assert newsroom.empty_trash(datetime.now(UTC) - timedelta(days=10)) == 1
    assert [change.article_id for change in newsroom.removed()] == [name]
    newsroom.restore(name)
    assert newsroom.article(name, hidden=True).hidden


def test_the_history_of_a_file_that_cannot_be_read_is_kept(newsroom):
    name = newsroom.add(draft("처음 것이다.", url=URL)).article.id
    newsroom.add(draft("다음 것이다.", url=URL))
    (newsroom.corpus.folder / f"2025/01/{name}.md").write_bytes(b"\xff\xfe\0broken")
    newsroom.sync()
    assert newsroom.count() == 0
    newsroom.empty_trash()
    assert (newsroom.corpus.folder / f".history/{name}/1.md").exists()


def test_what_a_person_put_into_the_trash_is_left_if_it_is_no_article_file(newsroom):
    removed_all(newsroom, made(newsroom, 1))
    folder = newsroom.corpus.folder / ".trash"
    (folder / "note.pdf").write_bytes(b"%PDF")
    (folder / "outside").symlink_to(newsroom.corpus.folder.parent, target_is_directory=True)
    newsroom.empty_trash()
    assert sorted(path.name for path in folder.iterdir()) == ["note.pdf", "outside"]


def test_a_link_in_the_place_of_the_trash_is_not_followed(newsroom, tmp_path):
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious/a.md").write_text("# 남의 것\n\n남의 글이다.\n", encoding="utf-8")
    (newsroom.corpus.folder / ".trash").symlink_to(tmp_path / "precious")
    assert code_of(newsroom.empty_trash) == "corpus.not_regular"
    assert (tmp_path / "precious/a.md").exists()


def test_a_garbled_file_in_the_trash_is_erased_without_a_line(newsroom):
    removed_all(newsroom, made(newsroom, 1))
    for place in (newsroom.corpus.folder / ".trash").rglob("*.md"):
        place.write_bytes(b"\xff")
    assert newsroom.empty_trash() == 1
    assert newsroom.changes()[0].action is Action.REMOVE


# A crash in the middle, and two at once


class Killed(BaseException):
    """Stands for the process ending here; nothing may catch it."""


def stop(*args: object, **kwargs: object) -> None:
    raise Killed


def bodies(corpus: Corpus) -> set[str]:
    """Return all that can still be read of articles, there or in the trash."""
    found: list[Article] = []
    for folder in (corpus, corpus.trash):
        for state in folder.scan()[0] if folder.folder.is_dir() else []:
            found += [e.article for e in folder.load(state.path) if isinstance(e, Record)]
    return {article.body for article in found}


MOMENTS = [
    (AuditLog, "write"),
    (Corpus, "remove_all"),
    (Path, "unlink"),
    (Writer, "drop"),
]


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment[0].__name__}.{moment[1]}")
@pytest.mark.parametrize("form", ["files", "lines"])
def test_a_crash_while_many_are_removed_loses_none_and_can_be_gone_on_with(
    tmp_path, analyser, monkeypatch, moment, form
):
    newsroom = open_at(tmp_path, analyser)
    names = made(newsroom, 4) if form == "files" else many(newsroom, "a.jsonl", 4)
    before, texts = there(newsroom), bodies(newsroom.corpus)
    crashed = True
    with monkeypatch.context() as patch:
        patch.setattr(*moment, stop)
        try:
            removed_all(newsroom, names[:3])
            crashed = False  # it does not come by there
        except Killed:
            pass
    newsroom.close()
    newsroom = open_at(tmp_path, analyser)
    assert newsroom.sync().problems == []
    assert bodies(newsroom.corpus) == texts
    gone = before - there(newsroom)
    logged = {c.article_id for c in newsroom.changes(count=99) if c.action is Action.REMOVE}
    assert gone <= logged
    assert crashed or gone == set(names[:3])
    removed_all(newsroom, names[:3])
    newsroom.sync()  # of a file of lines, those below have moved up
    assert there(newsroom) == {names[3]}
    assert newsroom.verify() == []
    for name in names[:3]:
        newsroom.restore(name)
    newsroom.sync()
    assert there(newsroom) == before
    assert newsroom.verify() == []
    newsroom.close()


def test_a_line_whose_removal_a_crash_prevented_is_nothing_to_bring_back(newsroom, monkeypatch):
    (name,) = made(newsroom, 1)
    with monkeypatch.context() as patch:
        patch.setattr(Corpus, "remove_all", stop)
        with pytest.raises(Killed):
            newsroom.remove(name)
    assert newsroom.changes()[0].action is Action.REMOVE
    assert list(newsroom.removed()) == []
    assert code_of(lambda: newsroom.restore(name)) == "newsroom.not_removed"
    assert newsroom.article(name)


@pytest.mark.parametrize("moment", [(AuditLog, "write"), (Path, "unlink"), (Path, "rmdir")],
                         ids=lambda moment: moment[1])  # fmt: skip
def test_a_crash_while_the_trash_is_emptied_can_be_gone_on_with(newsroom, monkeypatch, moment):
    name = newsroom.add(draft("처음 것이다.", url=URL)).article.id
    newsroom.add(draft("다음 것이다.", url=URL))
    kept = newsroom.add(draft("남는 것이다.")).article.id
    newsroom.remove(name)
    with monkeypatch.context() as patch:
        patch.setattr(*moment, stop)
        with pytest.raises(Killed):
            newsroom.empty_trash()
    if moment[1] != "rmdir":
        assert newsroom.trash().files
    newsroom.empty_trash()
    assert newsroom.trash() == trash.Holdings((), ())
    assert there(newsroom) == {kept}
    assert Action.ERASE in {c.action for c in newsroom.changes(name)}


@pytest.fixture
def after_power_cuts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Run]:
    with power_cuts(monkeypatch, tmp_path) as run:
        yield run


@pytest.mark.parametrize("form", ["files", "lines"])
def test_a_power_cut_while_many_are_removed_loses_none(newsroom, after_power_cuts, form):
    names = made(newsroom, 3) if form == "files" else many(newsroom, "a.jsonl", 3)
    texts = bodies(newsroom.corpus)

    def holds(left: Corpus) -> bool:
        present = {e.article.id for s in left.scan()[0] for e in left.load(s.path)
                   if isinstance(e, Record)}  # fmt: skip
        logged = {c.article_id for c in AuditLog(left).newest_first() if c.digest is None}
        return bodies(left) == texts and set(names) - present <= logged

    after = after_power_cuts(newsroom.corpus, holds, lambda: removed_all(newsroom, names))
    assert not [e for s in after.scan()[0] for e in after.load(s.path)]
    assert bodies(after) == texts


def test_a_power_cut_while_the_trash_is_emptied_erases_nothing_without_its_line(
    newsroom, after_power_cuts
):
    names = made(newsroom, 3)
    removed_all(newsroom, names)

    def holds(left: Corpus) -> bool:
        held = bodies(left)
        erased = {c.article_id for c in AuditLog(left).newest_first() if c.action is Action.ERASE}
        return len(held) == 3 or erased == set(names)

    after = after_power_cuts(newsroom.corpus, holds, newsroom.empty_trash)
    assert bodies(after) == set()


def test_two_that_remove_the_same_at_once_do_it_once(tmp_path, analyser, monkeypatch):
    monkeypatch.setattr(trash, "_FILES", 3)
    one = open_at(tmp_path, analyser)
    names = made(one, 24)
    other = open_at(tmp_path, analyser)
    results: list[list[str]] = [[], []]
    faults: list[BaseException] = []

    def work(number: int, room: Newsroom) -> None:
        try:
            results[number] = removed_all(room, names)
        except BaseException as error:  # noqa: BLE001 -- told below
            faults.append(error)

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate((one, other))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted(results[0] + results[1]) == sorted(names)
    assert there(one) == there(other) == set()
    removals = [c.article_id for c in one.changes(count=99) if c.action is Action.REMOVE]
    assert sorted(removals) == sorted(names)
    assert one.verify() == []
    one.close()
    other.close()


def test_lines_put_into_the_trash_while_it_is_emptied_of_what_is_old_stay(newsroom, monkeypatch):
    records = [{"title": f"{n}번", "body": f"{n}번 회의가 열렸다."} for n in range(2)]
    text = "".join(json.dumps(one) + "\n" for one in records)
    (newsroom.corpus.folder / "many.jsonl").write_text(text, "utf-8")
    newsroom.sync()
    first, second = sorted(there(newsroom))
    newsroom.remove(first)
    os.utime(newsroom.corpus.trash.folder / "many.jsonl", (0, 0))
    original = trash.Trash.holdings

    def look(self: trash.Trash, before: datetime | None = None) -> trash.Holdings:
        found = original(self, before)
        if second in there(newsroom):
            newsroom.remove(second)
        return found

    monkeypatch.setattr(trash.Trash, "holdings", look)
    newsroom.empty_trash(NOW)
    newsroom.restore(second)
    assert there(newsroom) == {second}


@pytest.mark.parametrize("place", ["2025/01", ".trash/2025/01"])
def test_while_a_folder_cannot_be_read_no_history_is_erased(tmp_path, analyser, monkeypatch, place):
    newsroom = open_at(tmp_path, analyser)
    name = newsroom.add(draft("처음 것이다.", url=URL)).article.id
    newsroom.add(draft("다음 것이다.", url=URL))
    if place.startswith(".trash"):
        newsroom.remove(name)
    scandir = os.scandir

    def closed(path: Any = ".") -> Any:
        if Path(path) == newsroom.corpus.folder / place:
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", closed)
        patch.setattr(Corpus, "holds", lambda *_: False)
        newsroom.sync()
        assert newsroom.count() == 0
        newsroom.empty_trash()
    newsroom.sync()
    if place.startswith(".trash"):
        newsroom.restore(name)
    assert [one.article.body for one in newsroom.history(name)] == ["처음 것이다."]
    newsroom.close()


def test_what_another_restores_while_the_trash_is_emptied_keeps_its_history(
    tmp_path, analyser, monkeypatch
):
    newsroom = open_at(tmp_path, analyser)
    name = newsroom.add(draft("처음 것이다.", url=URL)).article.id
    newsroom.add(draft("다음 것이다.", url=URL))
    newsroom.remove(name)
    other = open_at(tmp_path, analyser)
    original = trash.Trash.holdings

    def look(self: trash.Trash, before: datetime | None = None) -> trash.Holdings:
        found = original(self, before)
        if not other.count():
            other.restore(name)
        return found

    monkeypatch.setattr(trash.Trash, "holdings", look)
    newsroom.empty_trash()
    assert other.article(name).body == "다음 것이다."
    assert [one.article.body for one in other.history(name)] == ["처음 것이다."]
    with pytest.raises(CorpusError):
        newsroom.restore(name)
    newsroom.close()
    other.close()
