"""What the bot remembers: questions for the buttons, drafts, votes; and that it forgets."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from newsbot.bot.records import MAX_DRAFTS, Asked, Records
from newsbot.errors import StoreError

DAY = 86_400


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def records(tmp_path, clock):
    opened = Records(tmp_path / "state" / "bot.sqlite3", 7, clock)
    yield opened
    opened.close()


def asked(question: str = "누가 서명했어?", **fields) -> Asked:
    values = {"topic": None, "channel": 5, "author": 9, "audiences": ("discord:1",)} | fields
    return Asked(question=question, **values)


def test_a_question_comes_back_as_it_was_asked(records):
    one = asked(since=1, until=2, outlet="한겨레", topic="누리호", cited=("20250101-a",), shown="x")
    assert records.asked(records.remember(one)) == one


def test_questions_are_known_after_a_restart(tmp_path, clock, records):
    key = records.remember(asked("다시 켠 뒤에도?"))
    records.close()
    again = Records(tmp_path / "state" / "bot.sqlite3", 7, clock)
    assert again.asked(key) == asked("다시 켠 뒤에도?")
    again.close()


def test_an_answer_is_found_by_the_message_it_stands_in(records):
    key = records.remember(asked())
    assert records.asked_under(77) is None
    records.posted(key, 77)
    assert records.asked_under(77) == asked()


def test_the_last_question_of_a_channel_counts_only_once_it_was_answered_there(records, clock):
    first, second = records.remember(asked("첫째")), records.remember(asked("둘째"))
    assert records.last_asked(5, 60) is None
    records.posted(first, 1)
    assert records.last_asked(5, 60) == asked("첫째")
    clock.now += 1
    records.posted(second, 2)
    records.posted(records.remember(asked("딴 데", channel=6)), 3)
    clock.now += 58
    records.posted(records.remember(asked("셋째")), 4)
    assert records.last_asked(5, 60) == asked("셋째")
    clock.now += 61
    assert records.last_asked(5, 60) is None


def test_what_is_older_than_its_days_is_forgotten_and_gone_from_the_file(tmp_path, records, clock):
    secret = "아무도 모르게 물은 것"
    key = records.remember(asked(secret))
    draft = records.keep_draft(9, {"body": "초안"})
    clock.now += 7 * DAY + 1
    fresh = records.remember(asked("새 질문"))
    assert records.tidy() == 2
    assert records.asked(key) is None
    assert records.draft(draft, 9) is None
    assert records.asked(fresh) is not None
    records.close()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "state").iterdir())
    assert secret.encode() not in kept
    assert secret.encode("unicode_escape") not in kept


def test_a_deleted_answer_is_forgotten(records):
    key = records.remember(asked())
    records.forget(key)
    assert records.asked(key) is None


def test_a_draft_is_its_authors_alone_and_can_be_replaced_and_dropped(records):
    key = records.keep_draft(9, {"body": "하나"})
    assert records.draft(key, 8) is None
    assert records.keep_draft(9, {"body": "둘"}, key) == key
    assert records.draft(key, 9) == {"body": "둘"}
    records.drop_draft(key)
    assert records.draft(key, 9) is None


def test_a_person_has_one_vote_for_an_answer_the_last(records):
    for voter, vote in ((1, "up"), (2, "up"), (2, "down"), (3, "down")):
        records.vote("k", voter, vote, ["20250101-a"])
    records.vote("other", 1, "up", [])
    assert records.votes() == {"up": 2, "down": 2}


def test_a_vote_holds_no_question_until_the_person_agrees_and_never_who(tmp_path, records):
    records.vote("k", 123456789, "down", ["20250101-a"])
    with sqlite3.connect(tmp_path / "state" / "bot.sqlite3") as db:
        (row,) = db.execute("SELECT * FROM votes").fetchall()
        assert "123456789" not in repr(row)
        assert row[4:] == (None, None)
        records.add_question("k", 123456789, "왜 틀렸어?", "")
        (row,) = db.execute("SELECT question, remark FROM votes").fetchall()
        assert row == ("왜 틀렸어?", None)
    db.close()


def test_a_foreign_file_is_left_alone_with_one_sentence(tmp_path):
    path = tmp_path / "bot.sqlite3"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE mine (x)")
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        Records(path, 7)
    assert refused.value.code == "bot.records_version"
    assert path.read_bytes() == before
    path.write_bytes(b"no database at all, but long enough to be looked at as one" * 20)
    with pytest.raises(StoreError) as refused:
        Records(path, 7)
    assert refused.value.code == "bot.records"


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError) as refused:
        Records(Path(tmp_path / "file" / "bot.sqlite3"), 7)
    assert refused.value.code == "bot.records"


def test_threads_share_the_file(records):
    keys: list[str] = []
    threads = [
        threading.Thread(target=lambda: keys.extend(records.remember(asked()) for _ in range(25)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(keys)) == 200
    assert all(records.asked(key) for key in keys)


def test_nobody_else_may_read_the_file(tmp_path, records):
    records.remember(asked())
    for path in (tmp_path / "state").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_what_is_too_old_is_not_known_even_before_it_is_tidied(records, clock):
    key, draft = records.remember(asked()), records.keep_draft(9, {"body": "초안"})
    records.posted(key, 77)
    clock.now += 7 * DAY + 1
    assert records.asked(key) is None
    assert records.asked_under(77) is None
    assert records.draft(draft, 9) is None


def test_a_deleted_answer_takes_its_question_out_of_what_went_on_about_it(tmp_path, records):
    secret = "비밀스러운 질문"
    first = records.remember(asked(secret, next_topic=secret))
    records.posted(first, 77)
    second = records.remember(asked("그건 언제야?", topic=secret, next_topic=secret))
    elsewhere = records.remember(asked("딴 이야기", next_topic="딴 이야기"))
    records.forget_under([77, 78])
    assert records.asked(first) is None
    after = records.asked(second)
    assert after is not None
    assert (after.topic, after.next_topic) == (None, "")
    assert records.asked(elsewhere) == asked("딴 이야기", next_topic="딴 이야기")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "state").iterdir())
    assert secret.encode() not in kept
    assert secret.encode("unicode_escape") not in kept


def test_of_one_person_the_last_drafts_are_kept(records):
    keys = [records.keep_draft(9, {"body": str(n)}) for n in range(MAX_DRAFTS + 3)]
    other = records.keep_draft(8, {"body": "남의 것"})
    assert [key for key in keys if records.draft(key, 9)] == keys[3:]
    assert records.draft(other, 8)
