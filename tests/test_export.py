"""Export and backup: what was written down is the same newsroom again, answer for answer."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.newsrooms import draft, open_at

from newsbot.analysis import Analyser
from newsbot.article import Article
from newsbot.audit import Action
from newsbot.cli.objects import answer_object
from newsbot.dates import parse_moment
from newsbot.errors import CorpusError
from newsbot.export import lines, to_file
from newsbot.ingest import parse_record
from newsbot.newsroom import Newsroom

ROOT = Path(__file__).parent.parent
QUESTIONS = [
    json.loads(line)["question"]
    for line in (ROOT / "tests/data/sample_questions.jsonl").read_text("utf-8").splitlines()
]
EXTRA = [
    draft("두루미 마을에 새 다리가 놓였다. 길이는 320m다.", "새 다리", url="https://a.example/1"),
    draft("숨긴 기사의 내용이다.", "숨긴 기사", hidden=True),
    draft("한 서버만 보는 소식이다.", "서버 소식", audience="discord:1", source_id="s-1"),
    draft("날짜 없는 소식이다.", "날짜 없음", published=None, authors=("김가람", "이나루")),
    draft("어느 달의 소식이다.", "달 소식", published=parse_moment("2025-03"), excerpt=True),
    draft("같은 때의 소식이다.\n\n둘째 문단 “인용” \U0001f600.", "같은 때", subtitles=("부제",)),
]


OLDER = '{"article_id": "20200101-old", "title": "옛것", "body": "옛 소식이다."}\n{"damaged'
"""A file that an export replaces; nobody looks past its first line."""


def silent(_: int) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, analyser: Analyser) -> Iterator[Newsroom]:
    """The sample corpus, articles of every other kind, and some history."""
    folder = tmp_path_factory.mktemp("full")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    newsroom = open_at(folder, analyser)
    newsroom.sync()
    list(newsroom.add_many(EXTRA))
    bridge = EXTRA[0].body.replace("320m", "330m")
    newsroom.add(draft(bridge, "새 다리", url="https://a.example/1"))
    newsroom.remove(newsroom.add(draft("뺀 기사의 내용이다.", "뺀 기사")).article.id)
    yield newsroom
    newsroom.close()


@pytest.fixture
def other(tmp_path: Path, analyser: Analyser) -> Iterator[Newsroom]:
    newsroom = open_at(tmp_path, analyser)
    yield newsroom
    newsroom.close()


def everything(newsroom: Newsroom) -> list[Article]:
    return list(newsroom.everything())


def asked(newsroom: Newsroom) -> list[dict[str, Any]]:
    """Return all that is answered to every question, but for how long it took."""
    found = [answer_object(newsroom.ask(question)) for question in QUESTIONS]
    return [{key: value for key, value in one.items() if key != "elapsed_ms"} for one in found]


def add_lines(newsroom: Newsroom, path: Path) -> Counter[str]:
    drafts = (parse_record(line) for line in path.read_text("utf-8").splitlines())
    return Counter(added.status.value for added in newsroom.add_many(drafts))


def test_every_article_is_one_line_the_oldest_first_and_undated_ones_last(full):
    found = [json.loads(line) for line in lines(full)]
    assert len(found) == full.count() == 30 + len(EXTRA)
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in lines(full))
    days = [one["article_id"][:8] for one in found]
    assert days[-1] == "00000000"
    dated = [one["published"] for one in found if "published" in one]
    assert [one[:7] for one in dated] == sorted(one[:7] for one in dated)
    assert {one.get("audience") for one in found} == {None, "discord:1"}
    assert sum(one.get("hidden") is True for one in found) == 1


def test_what_is_added_again_answers_every_question_the_same(full, other, tmp_path):
    assert len(QUESTIONS) >= 100
    path = tmp_path / "all.jsonl"
    told: list[int] = []
    assert to_file(full, path, told.append) == full.count()
    assert told == list(range(1, full.count() + 1))
    assert add_lines(other, path) == {"added": full.count()}
    assert everything(other) == everything(full)
    before, after = asked(full), asked(other)
    assert sum(one["answered"] for one in before) > 50
    assert after == before
    assert add_lines(other, path) == {"duplicate": full.count()}
    assert b"".join(lines(other)) == path.read_bytes()


def test_the_file_put_into_a_corpus_is_the_same_newsroom_too(full, other, tmp_path):
    path = tmp_path / "all.jsonl"
    to_file(full, path, silent)
    shutil.copy(path, other.corpus.folder)
    assert other.sync().problems == []
    assert everything(other) == everything(full)
    assert asked(other) == asked(full)


def test_a_copy_of_the_corpus_is_a_backup(full, tmp_path, analyser):
    (full.corpus.folder / ".feeds.json").write_text("{}", encoding="utf-8")
    shutil.copytree(full.corpus.folder, tmp_path / "corpus")
    copy = open_at(tmp_path, analyser, "elsewhere.sqlite3")
    assert copy.sync().problems == []
    assert everything(copy) == everything(full)
    assert asked(copy) == asked(full)
    assert (tmp_path / "corpus/.feeds.json").exists()
    assert [change.id for change in copy.changes(count=99)] == [
        change.id for change in full.changes(count=99)
    ]
    removed = next(copy.removed())
    assert copy.restore(removed.article_id).reverts == removed.id
    assert copy.article(removed.article_id).body == "뺀 기사의 내용이다."
    update = next(c for c in copy.changes(count=99) if c.action is Action.UPDATE)
    (revision,) = copy.revisions(update.article_id)
    assert revision.change == update
    copy.revert(update.id)
    assert "320m" in copy.article(update.article_id).body
    assert copy.verify() == []
    copy.close()


def test_an_export_takes_the_place_of_an_older_one(full, tmp_path):
    path = tmp_path / "all.jsonl"
    path.write_text(OLDER, encoding="utf-8")
    to_file(full, path, silent)
    assert path.read_bytes() == b"".join(lines(full))
    assert [one.name for one in tmp_path.iterdir()] == ["all.jsonl"]


def test_an_empty_file_is_replaced(full, tmp_path):
    path = tmp_path / "all.jsonl"
    path.touch()
    to_file(full, path, silent)
    assert path.read_bytes() == b"".join(lines(full))


@pytest.mark.parametrize(
    "data",
    [
        "제 소설의 하나뿐인 원고".encode(),
        b"\xff\xfe\0",
        b"\n",
        b"[" * 100_000,
        b'["article_id", "body"]\n',
        b'{"title": "x", "text": "y"}\n',
        b'{"source": "a", "status": "added", "article_id": "20200101-a", "reason": null}\n',
    ],
    ids=["text", "bytes", "line", "nested", "list", "articles", "report"],
)
def test_a_file_that_is_no_export_is_never_overwritten(full, tmp_path, data):
    path = tmp_path / "all.jsonl"
    path.write_bytes(data)
    with pytest.raises(CorpusError) as caught:
        to_file(full, path, silent)
    assert caught.value.code == "export.exists"
    assert path.read_bytes() == data


def test_a_full_disk_leaves_the_older_export(full, tmp_path, monkeypatch):
    path = tmp_path / "all.jsonl"
    path.write_text(OLDER, encoding="utf-8")

    def fail(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(CorpusError) as caught:
        to_file(full, path, silent)
    assert caught.value.code == "corpus.disk_full"
    assert path.read_text("utf-8") == OLDER
    assert [one.name for one in tmp_path.iterdir()] == ["all.jsonl"]


def test_who_stops_an_export_finds_the_older_one(full, tmp_path):
    path = tmp_path / "all.jsonl"
    path.write_text(OLDER, encoding="utf-8")

    def stop(count: int) -> None:
        if count == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        to_file(full, path, stop)
    assert path.read_text("utf-8") == OLDER
    assert [one.name for one in tmp_path.iterdir()] == ["all.jsonl"]


def _folder(tmp_path: Path, corpus: Path) -> Path:
    return tmp_path


def _in_no_folder(tmp_path: Path, corpus: Path) -> Path:
    return tmp_path / "none" / "all.jsonl"


def _in_the_corpus(tmp_path: Path, corpus: Path) -> Path:
    return corpus / "2024" / "all.jsonl"


def _through_a_link(tmp_path: Path, corpus: Path) -> Path:
    (tmp_path / "link").symlink_to(corpus, target_is_directory=True)
    return tmp_path / "link" / "all.jsonl"


def _a_fifo(tmp_path: Path, corpus: Path) -> Path:
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def _a_nul(tmp_path: Path, corpus: Path) -> Path:
    return tmp_path / "a\0b"


def _half_an_emoji(tmp_path: Path, corpus: Path) -> Path:
    return tmp_path / "\ud83d"


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (_folder, "export.no_place"),
        (_in_no_folder, "export.no_place"),
        (_in_the_corpus, "export.in_corpus"),
        (_through_a_link, "export.in_corpus"),
        (_a_fifo, "export.no_place"),
        (_a_nul, "export.no_place"),
        (_half_an_emoji, "export.no_place"),
    ],
)
def test_where_no_export_belongs_nothing_is_written(full, tmp_path, place, code):
    where: Callable[[Path, Path], Path] = place
    with pytest.raises(CorpusError) as caught:
        to_file(full, where(tmp_path, full.corpus.folder), silent)
    assert caught.value.code == code
    assert not list(full.corpus.folder.rglob("all.jsonl"))


def test_what_is_removed_meanwhile_is_passed_over_and_what_is_replaced_is_new(newsroom):
    names = [newsroom.add(draft(f"{n}번 소식이다.", source_id=str(n), day=n)).article.id
             for n in (1, 2, 3)]  # fmt: skip
    found = lines(newsroom)
    first = json.loads(next(found))
    newsroom.remove(names[1])
    newsroom.add(draft("고친 소식이다.", source_id="3", day=3))
    assert [first["article_id"], json.loads(next(found))["article_id"]] == [names[0], names[2]]
    assert next(found, None) is None
    assert "고친" in next(iter(newsroom.articles())).body
