"""Keeping the index true to the folder: what is noticed, what is resumed, what verify finds."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.newsrooms import ALWAYS, draft, open_at

from newsbot.article import Article
from newsbot.corpus import Corpus, Problem, Record
from newsbot.index.schema import POSTING
from newsbot.indexing import Progress
from newsbot.newsroom import Newsroom
from newsbot.text import MAX_LINE_CHARS

LONG_AGO_NS = 1_600_000_000 * 10**9


def put(newsroom: Newsroom, path: str, text: str, *, aged: bool = True) -> Path:
    """Put a file into the folder by hand; *aged*: as if that was long ago."""
    place = newsroom.corpus.folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    if aged:
        os.utime(place, ns=(LONG_AGO_NS, LONG_AGO_NS))
    return place


def page(name: str, body: str) -> str:
    return f"---\nid: {name}\ntitle: 소식\n---\n\n{body}\n"


def bodies(newsroom: Newsroom) -> set[str]:
    return {article.body for article in newsroom.articles()}


def counts(newsroom: Newsroom) -> tuple[int, int, int]:
    result = newsroom.sync()
    return result.added, result.replaced, result.removed


def codes(newsroom: Newsroom) -> list[str]:
    return [problem.error.code for problem in newsroom.sync().problems]


def settle(newsroom: Newsroom) -> None:
    """Make every file look old, so that a sync trusts size and time from now on."""
    for path in newsroom.corpus.folder.rglob("*.*"):
        os.utime(path, ns=(LONG_AGO_NS, LONG_AGO_NS))
    newsroom.sync()


# Files that come, change and go


def test_a_file_dropped_in_is_found(newsroom):
    put(newsroom, "메모.md", page("20250101-a", "태풍이 제주를 지났다."))
    assert counts(newsroom) == (1, 0, 0)
    assert newsroom.ask("태풍 제주", ALWAYS).answered
    assert counts(newsroom) == (0, 0, 0)
    assert newsroom.verify() == []


def test_an_edited_file_is_read_again(newsroom):
    put(newsroom, "a.md", page("20250101-a", "태풍이 제주를 지났다."))
    newsroom.sync()
    put(newsroom, "a.md", page("20250101-a", "태풍이 부산에 상륙했다고 한다."))
    assert counts(newsroom) == (0, 1, 0)
    assert newsroom.ask("태풍 부산", ALWAYS).answered
    assert newsroom.verify() == []


def test_an_edit_within_the_clocks_grain_is_noticed(newsroom):
    """The same size and the same time, because it was saved twice in a moment."""
    place = put(newsroom, "a.md", page("20250101-a", "태풍이 제주를 지났다."), aged=False)
    newsroom.sync()
    was = place.stat()
    place.write_text(page("20250101-a", "태풍이 부산을 지났다."), encoding="utf-8")
    os.utime(place, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert place.stat().st_size == was.st_size
    assert counts(newsroom) == (0, 1, 0)
    assert bodies(newsroom) == {"태풍이 부산을 지났다."}


def test_an_old_file_is_not_read_again(newsroom, monkeypatch):
    put(newsroom, "a.md", page("20250101-a", "태풍이 제주를 지났다."))
    newsroom.sync()

    def load(self, path):
        raise AssertionError(path)

    monkeypatch.setattr(type(newsroom.corpus), "load", load)
    assert counts(newsroom) == (0, 0, 0)


def test_a_renamed_file_stays_one_article(newsroom):
    place = put(newsroom, "a.md", page("20250101-a", "태풍이 제주를 지났다."))
    newsroom.sync()
    place.rename(place.with_name("z.md"))
    newsroom.sync()
    assert newsroom.size()[0] == 1
    assert newsroom.verify() == []


def test_a_deleted_file_is_forgotten(newsroom):
    put(newsroom, "a.md", page("20250101-a", "태풍이 제주를 지났다.")).unlink()
    put(newsroom, "b.md", page("20250101-b", "눈이 왔다."))
    newsroom.sync()
    (newsroom.corpus.folder / "b.md").unlink()
    assert counts(newsroom) == (0, 0, 1)
    assert newsroom.size() == (0, 0)
    assert newsroom.verify() == []


def test_a_file_that_comes_back_as_it_was_is_found_again(newsroom):
    text = page("20250101-a", "태풍이 제주를 지났다.")
    place = put(newsroom, "a.md", text)
    newsroom.sync()
    place.unlink()
    newsroom.sync()
    put(newsroom, "a.md", text)
    assert counts(newsroom) == (1, 0, 0)
    assert newsroom.verify() == []


def test_a_file_that_changes_its_id_is_another_article(newsroom):
    put(newsroom, "a.md", page("20250101-a", "태풍이 제주를 지났다."))
    newsroom.sync()
    put(newsroom, "a.md", page("20250101-bb", "태풍이 제주를 지났다."))
    newsroom.sync()
    assert [article.id for article in newsroom.articles()] == ["20250101-bb"]
    assert newsroom.verify() == []


def test_a_bad_file_is_a_problem_that_stays_and_stops_nothing(newsroom):
    put(newsroom, "a.md", "---\nid: [\n---\n본문\n")
    put(newsroom, "b.md", page("20250101-b", "눈이 왔다."))
    first = newsroom.sync()
    assert [problem.path for problem in first.problems] == ["a.md"]
    again = newsroom.sync()
    assert [p.error.sentence("ko") for p in again.problems] == [
        p.error.sentence("ko") for p in first.problems
    ]
    assert bodies(newsroom) == {"눈이 왔다."}
    put(newsroom, "a.md", page("20250101-a", "비가 왔다."))
    assert codes(newsroom) == []
    assert bodies(newsroom) == {"눈이 왔다.", "비가 왔다."}


# Many articles in a file


def lines(*texts: str) -> str:
    records = [
        {"id": str(n), "title": f"소식 {text[:2]}", "text": text} for n, text in enumerate(texts)
    ]
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def test_a_file_of_many_articles(newsroom):
    texts = [f"회의 {n}번이 열렸다." for n in range(12)]
    put(newsroom, "many.jsonl", lines(*texts) + "{bad\n")
    assert codes(newsroom) == ["ingest.record_not_json"]
    assert bodies(newsroom) == set(texts)
    assert newsroom.article("7").body == "회의 7번이 열렸다."
    assert newsroom.verify() == []


def test_one_line_of_many_changes_and_one_goes(newsroom):
    put(newsroom, "many.jsonl", lines("첫 회의다.", "둘째 회의다.", "셋째 회의다."))
    newsroom.sync()
    put(newsroom, "many.jsonl", lines("첫 회의다.", "둘째 회의가 열렸다."))
    assert counts(newsroom) == (0, 1, 1)
    assert bodies(newsroom) == {"첫 회의다.", "둘째 회의가 열렸다."}
    assert newsroom.verify() == []


def test_lines_that_move_up_are_known_to_stand_there(newsroom):
    put(newsroom, "many.jsonl", lines("첫 회의다.", "둘째 회의다.", "셋째 회의다."))
    newsroom.sync()
    newsroom.remove("0")
    newsroom.sync()
    assert bodies(newsroom) == {"둘째 회의다.", "셋째 회의다."}
    assert newsroom.verify() == []
    newsroom.remove("2")
    newsroom.sync()
    assert bodies(newsroom) == {"둘째 회의다."}


# One id in two files


@pytest.mark.parametrize("first", ["a.md", "z.md"])
def test_the_same_id_in_two_files_is_a_problem_and_neither_is_lost(newsroom, first):
    second = {"a.md": "z.md", "z.md": "a.md"}[first]
    put(newsroom, first, page("20250101-a", f"{first} 회의다."))
    newsroom.sync()
    put(newsroom, second, page("20250101-a", f"{second} 회의다."))
    newsroom.sync()
    assert codes(newsroom) == ["index.same_id"]
    assert bodies(newsroom) == {"a.md 회의다."}  # the first by name, whichever came first
    assert newsroom.verify() == []
    settle(newsroom)
    (newsroom.corpus.folder / "a.md").unlink()
    newsroom.sync()
    assert codes(newsroom) == []
    assert bodies(newsroom) == {"z.md 회의다."}
    assert newsroom.verify() == []


def test_the_same_id_twice_in_one_file(newsroom):
    record = json.dumps({"url": "https://news.example/1", "text": "회의다."}, ensure_ascii=False)
    other = json.dumps(
        {"url": "https://news.example/1", "text": "고친 회의다."}, ensure_ascii=False
    )
    put(newsroom, "many.jsonl", f"{record}\n{other}\n")
    assert codes(newsroom) == ["index.same_id"]
    assert bodies(newsroom) == {"회의다."}
    assert newsroom.verify() == []


def test_a_rebuild_reports_the_same_problems(newsroom):
    put(newsroom, "a.md", page("20250101-a", "회의다."))
    put(newsroom, "b.md", page("20250101-a", "다른 회의다."))
    put(newsroom, "c.md", "")
    expected = sorted(codes(newsroom))
    assert len(expected) == 2
    assert sorted(p.error.code for p in newsroom.rebuild().problems) == expected
    assert sorted(codes(newsroom)) == expected


# Interrupted


def test_an_interrupted_sync_goes_on_where_it_stopped(newsroom, monkeypatch):
    monkeypatch.setattr("newsbot.batch.COMMIT_PASSAGES", 5)
    for n in range(40):
        put(newsroom, f"{n:02}.md", page(f"20250101-a{n}", f"회의 {n}번이 열렸다."))

    def stop(progress) -> None:
        if progress.articles == 22:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        newsroom.sync(stop)
    done = newsroom.size()[0]
    assert 20 <= done <= 22
    result = newsroom.sync()
    assert (result.added, result.replaced) == (40 - done, 0)
    assert newsroom.verify() == []


def test_an_interrupted_file_of_many_goes_on_too(newsroom, monkeypatch):
    monkeypatch.setattr("newsbot.batch.COMMIT_PASSAGES", 5)
    put(newsroom, "many.jsonl", lines(*(f"회의 {n}번이 열렸다." for n in range(40))))

    def stop(progress) -> None:
        if progress.articles == 22:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        newsroom.sync(stop)
    done = newsroom.size()[0]
    assert 20 <= done <= 22
    assert newsroom.sync().added == 40 - done
    assert newsroom.size()[0] == 40
    assert newsroom.verify() == []


def test_progress_goes_up_to_the_end(newsroom):
    for n in range(5):
        put(newsroom, f"{n}.md", page(f"20250101-a{n}", f"회의 {n}번이 열렸다. " * 30))
    seen: list[Progress] = []
    newsroom.sync(seen.append)
    done = [progress.done_bytes for progress in seen]
    assert done == sorted(done)
    assert done[-1] == seen[-1].total_bytes > 0
    assert seen[-1].articles == 5


# Refreshing


def test_a_refresh_looks_again_but_not_at_once(newsroom):
    newsroom.refresh()
    put(newsroom, "a.md", page("20250101-a", "태풍이 제주를 지났다."))
    newsroom.refresh()
    assert newsroom.size()[0] == 0
    newsroom._look_again = time.monotonic()
    newsroom.refresh()
    assert newsroom.size()[0] == 1


# What verify finds


def tamper(newsroom: Newsroom, statement: str, *values: object) -> None:
    with newsroom.store.writing() as connection:
        assert connection.execute(statement, values).rowcount == 1


def term_number(newsroom: Newsroom, term: str) -> int:
    rows = newsroom.store.connection.execute("SELECT id FROM terms WHERE term = ?", (term,))
    return int(rows.fetchone()[0])


@pytest.fixture
def three(newsroom: Newsroom) -> Newsroom:
    newsroom.add(draft("태풍이 제주를 지났다. 태풍은 강했다.", "태풍 소식"))
    newsroom.add(draft("정부는 경주에서 협약을 발표했다.", "협약 소식"))
    newsroom.add(draft("선수가 결승에서 이겼다.", "우승 소식"))
    newsroom.sync()
    assert newsroom.verify() == []
    return newsroom


def found(newsroom: Newsroom) -> set[tuple[str, str]]:
    differences = newsroom.verify()
    for difference in differences:
        assert "newsbot index" in difference.sentence("ko")
        assert "newsbot index" in difference.sentence("en")
    return {(difference.code, difference.name) for difference in differences}


def test_verify_misses_a_deleted_posting(three):
    tamper(three, "DELETE FROM postings WHERE term = ?", term_number(three, "태풍"))
    assert found(three) == {("verify.term", "태풍")}


def test_verify_misses_one_posting_of_a_block(three):
    number = term_number(three, "소식")
    ((data,),) = three.store.connection.execute(
        "SELECT data FROM postings WHERE term = ?", (number,)
    )
    packed = np.frombuffer(data, dtype=POSTING)
    assert len(packed) == 3
    tamper(three, "UPDATE postings SET data = ? WHERE term = ?", packed[:2].tobytes(), number)
    assert found(three) == {("verify.term", "소식")}


@pytest.mark.parametrize("field", ["count", "length", "id"])
def test_verify_sees_a_changed_posting(three, field):
    number = term_number(three, "태풍")
    ((data,),) = three.store.connection.execute(
        "SELECT data FROM postings WHERE term = ?", (number,)
    )
    packed = np.frombuffer(data, dtype=POSTING).copy()
    packed[field] += 1
    tamper(three, "UPDATE postings SET data = ? WHERE term = ?", packed.tobytes(), number)
    assert found(three) == {("verify.term", "태풍")}


def test_verify_sees_a_posting_cut_short(three):
    number = term_number(three, "태풍")
    tamper(three, "UPDATE postings SET data = substr(data, 1, 3) WHERE term = ?", number)
    assert ("verify.term", "태풍") in found(three)


def test_verify_sees_a_changed_frequency(three):
    tamper(three, "UPDATE terms SET df = df + 1 WHERE term = '태풍'")
    assert found(three) == {("verify.term", "태풍")}


def test_verify_sees_a_lost_term(three):
    tamper(three, "DELETE FROM terms WHERE term = '태풍'")
    assert ("verify.term", "태풍") in found(three)


def test_verify_sees_a_changed_bigram(three):
    tamper(three, "UPDATE bigrams SET df = df + 1 WHERE bigram = '태풍'")
    assert found(three) == {("verify.bigram", "태풍")}


def named(newsroom: Newsroom, word: str) -> Article:
    return next(article for article in newsroom.articles() if word in article.body)


def test_verify_sees_a_lost_article(three):
    wanted = named(three, "태풍").id
    tamper(three, "DELETE FROM articles WHERE id = ?", wanted)
    assert ("verify.missing", wanted) in found(three)


def test_verify_sees_an_article_that_is_not_in_the_folder(three):
    wanted = named(three, "태풍").id
    for path in three.corpus.folder.rglob(f"{wanted}.md"):
        path.unlink()
    assert ("verify.extra", wanted) in found(three)
    three.sync()
    assert found(three) == set()


@pytest.mark.parametrize(
    "change",
    [
        "body = replace(body, '태풍', '폭설')",
        "record = replace(record, '태풍', '폭설')",
        "title_terms = substr(title_terms, 1, 4)",
        "published = published + 1",
        "outlet = '다른신문'",
        "path = 'x.md'",
        "line = 7",
        "heading = ''",
        "content_key = 'x'",
        "digest = 'x'",
    ],
)
def test_verify_sees_a_changed_article(three, change):
    wanted = named(three, "태풍").id
    tamper(three, f"UPDATE articles SET {change} WHERE id = ?", wanted)
    assert ("verify.article", wanted) in found(three)


@pytest.mark.parametrize(
    "change",
    [
        "length = length + 1",
        "spans = substr(spans, 1, 8)",
        "terms = substr(terms, 1, 8)",
        "ordinal = 9",
    ],
)
def test_verify_sees_a_changed_passage(three, change):
    wanted = named(three, "태풍").id
    number = three.store.connection.execute(
        "SELECT number FROM articles WHERE id = ?", (wanted,)
    ).fetchone()[0]
    tamper(three, f"UPDATE passages SET {change} WHERE article = ?", number)
    assert ("verify.article", wanted) in found(three)


@pytest.mark.parametrize("column", ["passages", "terms", "sentences", "sentence_terms", "bigrams"])
def test_verify_sees_totals_that_are_off(three, column):
    tamper(three, f"UPDATE totals SET {column} = {column} + 1")
    assert found(three) == {("verify.totals", "")}


def test_verify_sees_a_file_that_was_changed_since(three):
    wanted = named(three, "태풍")
    (path,) = three.corpus.folder.rglob(f"{wanted.id}.md")
    path.write_text(path.read_text("utf-8").replace("강했다", "약했다"), "utf-8")
    assert ("verify.article", wanted.id) in found(three)


def test_a_rebuild_mends_what_verify_finds(three):
    tamper(three, "UPDATE terms SET df = df + 1 WHERE term = '태풍'")
    tamper(three, "UPDATE totals SET bigrams = 0")
    tamper(three, "DELETE FROM articles WHERE id = ?", named(three, "선수").id)
    three.rebuild()
    assert found(three) == set()


def test_verify_leaves_nothing_and_changes_nothing(tmp_path, three):
    before = sorted(path.name for path in tmp_path.iterdir())
    data = three.store.connection.execute("SELECT * FROM files").fetchall()
    assert found(three) == set()
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert three.store.connection.execute("SELECT * FROM files").fetchall() == data


# Limits of what is packed


def test_an_article_with_very_many_sub_headlines_is_indexed(newsroom):
    """A passage's length is kept in sixteen bits, and headlines count in every passage."""
    line = ("가 나 다 라 회의 " * 100)[:MAX_LINE_CHARS]
    record = {"text": "태풍이 제주를 지났다.", "subtitles": [line] * 300}
    put(newsroom, "huge.jsonl", json.dumps(record) + "\n" + lines("눈이 왔다."))
    newsroom.sync()
    assert "눈이 왔다." in bodies(newsroom)
    assert newsroom.verify() == []


def test_the_longest_body_is_indexed(newsroom):
    text = ("정부는 경주에서 협약을 발표했다. " * 9_000)[:150_000].strip()
    newsroom.add(draft(text, "긴 기사"))
    assert newsroom.ask("경주 협약", ALWAYS).citations[0].article.body == text


def test_an_article_of_signs_alone_is_kept(newsroom):
    newsroom.add(draft("※\n·\n…", None))
    assert newsroom.ask("※", ALWAYS).citations == ()
    assert newsroom.verify() == []


def test_the_index_may_be_deleted_at_any_time(tmp_path, three, analyser):
    expected = three.ask("태풍 제주", ALWAYS).citations
    three.store.delete()
    again = open_at(tmp_path, analyser)
    again.sync()
    assert again.ask("태풍 제주", ALWAYS).citations == expected
    again.close()


class Meanwhile:
    """Another process that changes the corpus just when a sync has listed the folder."""

    def __init__(self, monkeypatch, change) -> None:
        listed = Corpus.scan

        def scan(corpus):
            found = listed(corpus)
            monkeypatch.undo()
            change()
            return found

        monkeypatch.setattr(Corpus, "scan", scan)


def test_what_another_process_adds_while_the_folder_is_listed_stays(
    newsroom, tmp_path, analyser, monkeypatch
):
    other = open_at(tmp_path, analyser)
    newsroom.sync()
    Meanwhile(monkeypatch, lambda: other.add(draft("두루미 마을에 새 다리가 놓였다.")))
    newsroom.sync()
    assert len(list(newsroom.articles())) == 1
    other.close()


def test_what_another_process_brings_back_while_the_folder_is_listed_stays(
    newsroom, tmp_path, analyser, monkeypatch
):
    other = open_at(tmp_path, analyser)
    added = other.add(draft("두루미 마을에 새 다리가 놓였다."))
    path = next((tmp_path / "corpus").rglob("*.md"))
    kept = path.read_bytes()
    path.unlink()
    Meanwhile(monkeypatch, lambda: path.write_bytes(kept))
    newsroom.sync()
    assert [one.id for one in newsroom.articles()] == [added.article.id]
    other.close()


def test_what_another_removes_while_a_sync_reads_it_does_not_come_back(
    tmp_path, analyser, monkeypatch
):
    """Young files are read again by every sync: one may go when it was read and not yet taken."""
    one, other = open_at(tmp_path, analyser), open_at(tmp_path, analyser)
    gone = one.add(draft("첫 소식이다.", day=1)).article
    kept = one.add(draft("둘째 소식이다.", day=2)).article
    removing = threading.Thread(target=one.remove, args=[gone.id])
    real = Corpus.load

    def load(corpus: Corpus, path: str) -> Iterator[Record | Problem]:
        found = list(real(corpus, path))
        if gone.id in path and threading.current_thread() is not removing and not begun:
            begun.append(path)
            removing.start()
            removing.join(1)  # over at once, unless this sync keeps it waiting
        yield from found

    begun: list[str] = []
    monkeypatch.setattr(Corpus, "load", load)
    other.sync()
    removing.join()
    assert begun
    assert [article.id for article in other.articles()] == [kept.id]
    assert one.verify() == []


def test_what_goes_after_it_was_listed_is_no_problem(tmp_path, analyser, monkeypatch):
    newsroom, other = open_at(tmp_path, analyser), open_at(tmp_path, analyser)
    names = [newsroom.add(draft(f"{n}번 소식이다.", day=n + 1)).article.id for n in range(2)]
    real = Corpus.scan

    def scan(corpus: Corpus) -> object:
        found = real(corpus)
        if names:
            newsroom.remove(names.pop())
        return found

    monkeypatch.setattr(Corpus, "scan", scan)
    assert other.sync().problems == []
    assert other.verify() == []
