"""The index file: several connections, several processes, files that are none of ours."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.newsrooms import ALWAYS, draft, open_at, outline

from newsbot.article import Article
from newsbot.errors import StoreError
from newsbot.index.store import Store
from newsbot.newsroom import Newsroom

ROOT = Path(__file__).resolve().parent.parent
TEXT = "정부는 경주에서 반도체 협약을 발표했다."


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "색인" / "index.sqlite3", "v1")
    yield opened
    opened.close()


def count(store: Store) -> int:
    return int(store.connection.execute("SELECT count(*) FROM files").fetchone()[0])


def insert(connection: sqlite3.Connection, name: str) -> None:
    connection.execute("INSERT INTO files VALUES (?, 0, 0, 0, '[]')", (name,))


def test_a_missing_file_and_its_folder_are_made(store):
    assert store.path.is_file()
    assert not store.is_stale
    assert count(store) == 0


def test_an_existing_file_keeps_what_it_holds(store):
    with store.writing() as connection:
        insert(connection, "a")
    again = Store(store.path, "v1")
    assert count(again) == 1
    again.close()


def test_another_fingerprint_is_stale_until_cleared(store):
    with store.writing() as connection:
        insert(connection, "a")
    newer = Store(store.path, "v2")
    before = newer.is_stale
    assert before
    assert count(newer) == 1
    newer.clear()
    after = newer.is_stale
    assert not after
    assert count(newer) == 0
    assert store.is_stale
    newer.close()


def test_a_block_that_raises_changes_nothing(store):
    def interrupt(connection: sqlite3.Connection) -> None:
        insert(connection, "a")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), store.writing() as connection:
        interrupt(connection)
    assert count(store) == 0
    with store.writing() as connection:  # and the lock is free
        insert(connection, "b")


def test_a_view_does_not_change_while_it_is_read(store):
    other = Store(store.path, "v1")
    with store.reading() as connection:
        before = connection.execute("SELECT count(*) FROM files").fetchone()
        with other.writing() as writer:
            insert(writer, "a")
        assert connection.execute("SELECT count(*) FROM files").fetchone() == before
        with store.reading() as inner:
            assert inner is connection
    assert count(store) == 1
    other.close()


def test_opening_does_not_wait_for_a_writer(store, monkeypatch):
    monkeypatch.setattr("newsbot.index.store.BUSY_SECONDS", 0.01)  # who waits gives up
    other = Store(store.path, "v1")
    with store.writing():
        reader = Store(store.path, "v1")
        assert count(reader) == 0
    reader.close()
    other.close()


def test_a_writer_that_does_not_finish_is_an_error_that_says_so(store, monkeypatch):
    monkeypatch.setattr("newsbot.index.store.BUSY_SECONDS", 0.05)
    other = Store(store.path, "v1")

    def write() -> None:
        with other.writing():
            pass

    with store.writing(), pytest.raises(StoreError) as caught:
        write()
    assert caught.value.code == "index.cannot_write"
    other.close()


def test_threads_write_one_after_another(store):
    def work(name: str) -> None:
        for n in range(20):
            with store.writing() as connection:
                insert(connection, f"{name}{n}")

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(store) == 80


@pytest.mark.parametrize(
    "content",
    [b"not a database at all" * 100, b"\x00" * 5_000, b"SQLite format 3\x00" + b"\xff" * 5_000],
)
def test_a_file_that_is_no_database_is_left_alone(tmp_path, content):
    path = tmp_path / "index.sqlite3"
    path.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        Store(path, "v1")
    assert caught.value.code == "index.not_ours"
    assert path.read_bytes() == content
    assert [entry.name for entry in tmp_path.iterdir()] == ["index.sqlite3"]


def test_an_empty_file_is_an_index_not_made_yet(tmp_path):
    path = tmp_path / "index.sqlite3"
    path.touch()
    store = Store(path, "v1")
    assert count(store) == 0
    store.close()


def test_a_place_where_no_file_can_be_is_an_error(tmp_path):
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file" / "index.sqlite3"):
        with pytest.raises(StoreError) as caught:
            Store(path, "v1")
        assert caught.value.code == "index.cannot_open"


def test_deleting_leaves_nothing(store):
    with store.writing() as connection:
        insert(connection, "a")
    store.delete()
    assert list(store.path.parent.iterdir()) == []


# Newsrooms


def test_what_one_newsroom_adds_the_other_answers_with_at_once(tmp_path, analyser):
    one, two = open_at(tmp_path, analyser), open_at(tmp_path, analyser)
    assert not two.ask("반도체 협약", ALWAYS).answered
    added = one.add(draft(TEXT)).article
    assert two.ask("반도체 협약", ALWAYS).citations[0].article == added
    two.remove(added.id)
    assert not one.ask("반도체 협약", ALWAYS).answered
    one.close()
    two.close()


CHILD = f"""
import sys
from pathlib import Path
sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "src")!r}]
from newsbot.newsroom import open_newsroom
from tests.newsrooms import draft
newsroom = open_newsroom(Path(sys.argv[1]) / "corpus", Path(sys.argv[1]) / "index.sqlite3")
for n in range(15):
    newsroom.add(draft(f"둘째 과정의 기사 {{n}}번이다.", url=f"https://two.example/{{n}}"))
newsroom.close()
"""


def test_two_processes_write_at_once(tmp_path, analyser):
    ours = open_at(tmp_path, analyser)
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path)], stderr=subprocess.PIPE)
    n = 0
    while child.poll() is None or n < 15:
        ours.add(draft(f"첫째 과정의 기사 {n}번이다.", url=f"https://one.example/{n}"))
        n += 1
        time.sleep(0.02)
    _, complaints = child.communicate()
    assert child.returncode == 0, complaints.decode()
    assert not ours.store.is_stale
    found = {article.url for article in ours.articles()}
    assert {f"https://two.example/{m}" for m in range(15)} <= found
    assert {f"https://one.example/{m}" for m in range(n)} <= found
    answer = ours.ask("둘째 과정의 기사 7번", ALWAYS)
    assert answer.citations[0].article.url == "https://two.example/7"
    ours.sync()
    assert ours.verify() == []
    ours.close()


def test_threads_share_a_newsroom(newsroom):
    errors: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for n in range(5):
                newsroom.add(
                    draft(f"{name} 회의 {n}번이 열렸다.", url=f"https://{name}.example/{n}")
                )
                assert newsroom.ask(f"{name} 회의 {n}번", ALWAYS).answered
                newsroom.refresh()
        except BaseException as error:  # noqa: BLE001 - shown by the test's own thread
            errors.append(error)

    threads = [
        threading.Thread(target=work, args=(name,)) for name in ("서울", "부산", "경주", "제주")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert newsroom.size()[0] == 20
    newsroom.sync()
    assert newsroom.verify() == []


def other_version(tmp_path: Path, newsroom: Newsroom) -> Newsroom:
    """Return a newsroom of other code on the same files."""
    store = Store(tmp_path / "index.sqlite3", "another version")
    return Newsroom(newsroom.corpus, store, newsroom._analyser)


def test_a_stale_index_answers_while_it_is_made_anew(tmp_path, analyser):
    old = open_at(tmp_path, analyser)
    for n in range(5):
        old.add(draft(f"회의 {n}번이 열렸다.", url=f"https://news.example/{n}"))
    expected = outline(old.ask("회의 3번", ALWAYS))
    new = other_version(tmp_path, old)
    assert [d.code for d in new.verify()] == ["verify.stale"]
    answers = []
    new.sync(lambda progress: answers.append(outline(new.ask("회의 3번", ALWAYS))))
    assert answers
    assert all(answer == expected for answer in answers)
    assert not new.store.is_stale
    assert outline(new.ask("회의 3번", ALWAYS)) == expected
    assert new.verify() == []
    assert [path.name for path in tmp_path.glob("*.building*")] == []
    old.close()
    new.close()


def test_an_interrupted_rebuild_leaves_the_old_index_and_goes_on(tmp_path, analyser, monkeypatch):
    monkeypatch.setattr("newsbot.batch.COMMIT_PASSAGES", 1)
    newsroom = open_at(tmp_path, analyser)
    for n in range(6):
        newsroom.add(draft(f"회의 {n}번이 열렸다.", url=f"https://news.example/{n}"))
    expected = outline(newsroom.ask("회의 3번", ALWAYS))
    seen: list[int] = []

    def stop(progress) -> None:
        seen.append(progress.articles)
        if progress.articles == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        newsroom.rebuild(stop)
    assert outline(newsroom.ask("회의 3번", ALWAYS)) == expected
    again: list[int] = []
    newsroom.rebuild(lambda progress: again.append(progress.articles))
    assert max(again) < 6
    assert newsroom.verify() == []
    newsroom.close()


def test_what_is_added_while_the_index_is_made_anew_is_not_lost(tmp_path, analyser):
    newsroom = open_at(tmp_path, analyser)
    for n in range(3):
        newsroom.add(draft(f"회의 {n}번이 열렸다.", url=f"https://news.example/{n}"))
    other = open_at(tmp_path, analyser)
    added: list[Article] = []

    def add(progress) -> None:
        if not added:
            added.append(other.add(draft("태풍이 제주를 지났다.")).article)
            other.remove(other.article(next(a.id for a in other.articles() if "0번" in a.body)).id)

    newsroom.rebuild(add)
    assert newsroom.ask("태풍 제주", ALWAYS).citations[0].article == added[0]
    assert newsroom.size()[0] == 3
    assert newsroom.verify() == []
    newsroom.close()
    other.close()


def test_two_rebuilds_at_once(tmp_path, analyser):
    """As a bot and a command line do after an upgrade."""
    one, two = open_at(tmp_path, analyser), open_at(tmp_path, analyser)
    for n in range(20):
        one.add(draft(f"회의 {n}번이 열렸다.", url=f"https://news.example/{n}"))
    errors: list[BaseException] = []

    def rebuild(newsroom: Newsroom) -> None:
        try:
            newsroom.rebuild()
        except BaseException as error:  # noqa: BLE001 - shown by the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=rebuild, args=(newsroom,)) for newsroom in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert one.size()[0] == 20
    assert one.verify() == []
    assert list(tmp_path.glob("*.building*")) == []
    one.close()
    two.close()


def test_another_programs_database_is_left_alone(tmp_path):
    path = tmp_path / "notes.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (text TEXT)")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(StoreError) as caught:
        Store(path, "v1")
    assert caught.value.code == "index.not_ours"
    assert path.read_bytes() == before


def test_a_damaged_index_is_said_to_be_damaged(store):
    with pytest.raises(StoreError) as caught, store.reading() as connection:
        connection.execute("SELECT nothing FROM nowhere")
    assert caught.value.code == "index.damaged"


def test_busy_is_while_another_writes(store):
    other = Store(store.path, "v1")
    assert not other.is_busy()
    with store.writing():
        busy = other.is_busy()
        assert busy
    assert not other.is_busy()
    other.close()


def test_an_index_that_is_deleted_while_it_is_open_is_made_anew_for_every_thread(tmp_path):
    store = Store(tmp_path / "index.sqlite3", "x")
    with ThreadPoolExecutor(1) as early, ThreadPoolExecutor(1) as late:
        count = "SELECT count(*) FROM articles"
        assert early.submit(lambda: store.connection.execute(count).fetchone()).result() == (0,)
        with store.writing() as connection:
            connection.execute("INSERT INTO fingerprint VALUES ('a second row')")
        for path in tmp_path.iterdir():
            path.unlink()
        for pool in (early, late):
            assert pool.submit(lambda: store.connection.execute(count).fetchone()).result() == (0,)
        with store.reading() as connection:
            assert connection.execute("SELECT count(*) FROM fingerprint").fetchone() == (1,)
        assert store.path.exists()
        early.submit(store.close).result()


def test_a_newsroom_whose_index_was_deleted_answers_again_after_a_look(newsroom, tmp_path):
    newsroom.add(draft("두루미 마을에 새 다리가 놓였다.", "새 다리"))
    for path in tmp_path.glob("index.sqlite3*"):
        path.unlink()
    newsroom.sync()
    assert newsroom.ask("두루미 마을에 무엇이 놓였나?", ALWAYS).citations
