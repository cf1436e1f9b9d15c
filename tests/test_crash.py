"""kill -9 at random moments loses nothing that was acknowledged and leaves nothing half done.

The long run is ``python tests/crash_harness.py --kills 200``.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from tests.crash_harness import Harness
from tests.newsrooms import draft, open_at, stored

from newsbot.admission import Status
from newsbot.newsroom import Newsroom

KILLS = 6


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_newsroom_survives_being_killed(tmp_path, analyser):
    tally = Harness(tmp_path, analyser, int.from_bytes(os.urandom(4))).run(KILLS)
    assert tally.faults == []
    assert tally.kills == KILLS
    assert tally.acknowledged >= KILLS


class Killed(BaseException):
    """Stands for the process ending here; nothing may catch it."""


def stop(*args, **kwargs):
    raise Killed


TEXT = "정부는 경주에서 협약을 발표했다."


def moved(newsroom: Newsroom) -> str:
    """Add an article, then its next version, which lies in the folder of another month."""
    added = newsroom.add(draft(TEXT, url="https://news.example/1"))
    return added.article.id


@pytest.mark.parametrize("moment", ["write", "remove", "put"])
def test_a_version_that_moves_is_one_version_after_a_crash(tmp_path, analyser, monkeypatch, moment):
    """Killed before the new file is written, between both files, and before the index knows."""
    newsroom = open_at(tmp_path, analyser)
    name = moved(newsroom)
    whole = {
        "write": type(newsroom.corpus),
        "remove": type(newsroom.corpus),
        "put": type(newsroom._indexer),
    }
    with monkeypatch.context() as patch:
        patch.setattr(whole[moment], moment, stop)
        with pytest.raises(Killed):
            newsroom.add(draft("고친 기사다.", month=2, url="https://news.example/1"))
    newsroom.close()
    newsroom = open_at(tmp_path, analyser)
    assert newsroom.sync().problems == []
    (only,) = stored(newsroom)
    assert only.id == name
    assert only.body == (TEXT if moment == "write" else "고친 기사다.")
    assert newsroom.verify() == []
    assert not (newsroom.corpus.folder / ".moves.json").exists()
    newsroom.close()


def test_the_next_writer_finishes_a_move_before_its_own(tmp_path, analyser, monkeypatch):
    newsroom = open_at(tmp_path, analyser)
    moved(newsroom)
    with monkeypatch.context() as patch:
        patch.setattr(type(newsroom.corpus), "remove", stop)
        with pytest.raises(Killed):
            newsroom.add(draft("고친 기사다.", month=2, url="https://news.example/1"))
    assert newsroom.article("2025").body == TEXT
    again = newsroom.add(draft("또 고친 기사다.", month=3, url="https://news.example/1"))
    assert again.status is Status.UPDATED
    newsroom.sync()
    assert newsroom.sync().problems == []
    assert [article.body for article in newsroom.articles()] == ["또 고친 기사다."]
    assert newsroom.verify() == []
    newsroom.close()


@pytest.mark.parametrize("garbage", ["", "{", "[1, 2]", '[["a", "../../x", "b"]]', '[["x"]]'])
def test_a_garbled_note_stops_nothing(newsroom, garbage):
    note = newsroom.corpus.folder / ".moves.json"
    note.write_text(garbage, encoding="utf-8")
    newsroom.sync()
    assert not note.exists()
    newsroom.add(draft(TEXT))
    assert newsroom.verify() == []


def test_a_note_alone_puts_nothing_away(newsroom):
    added = newsroom.add(draft(TEXT)).article
    old = f"2025/01/{added.id}.md"
    note = newsroom.corpus.folder / ".moves.json"
    note.write_text(json.dumps([[added.id, old, "2025/02/none.md"]]), encoding="utf-8")
    newsroom.sync()
    assert Path(newsroom.corpus.folder, old).exists()
    assert newsroom.article(added.id) == added
