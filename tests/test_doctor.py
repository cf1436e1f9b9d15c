"""The doctor: each thing that can be wrong is found and comes with what to do."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.desk import Desk

from newsbot import doctor
from newsbot.analysis import Analyser, Analysis
from newsbot.errors import StoreError


@pytest.fixture
def desk(tmp_path: Path, analyser: Analyser, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(doctor, "Analyser", lambda: analyser)  # the real one, started once
    return Desk(tmp_path, analyser)


def checks(desk: Desk, *options: str) -> dict[str, Any]:
    found = desk.run("doctor", "--json", *options).object
    assert found["ok"] == all(one["status"] != "fail" for one in found["checks"])
    return {one["name"]: one for one in found["checks"]}


def test_all_is_well_after_indexing(desk):
    desk.run("index")
    assert {name: one["status"] for name, one in checks(desk).items()} == dict.fromkeys(
        ("python", "kiwi", "settings", "corpus", "index", "disk", "terminal"), "ok"
    )
    said = desk.run("doctor")
    assert said.code == 0
    assert len(said.out.splitlines()) == 7
    assert "기사 4건" in said.out
    assert "articles" in desk.run("doctor", "--lang", "en").out


def test_no_value_of_a_setting_is_shown(desk, monkeypatch):
    monkeypatch.setenv("NEWSBOT_DISCORD_TOKEN", "very-secret-token")
    said = desk.run("doctor").out
    assert "NEWSBOT_DISCORD_TOKEN" in said
    assert "very-secret-token" not in said


def test_an_index_that_is_not_made_yet_is_no_failure_and_is_not_made(desk):
    assert checks(desk)["index"]["status"] == "warn"
    assert desk.run("doctor").code == 0
    assert not (desk.root / "index").exists()


def test_changed_files_are_counted(desk):
    desk.run("index")
    (desk.root / "corpus" / "nuri.md").unlink()
    (desk.root / "corpus" / "new.txt").write_text("제목\n\n본문입니다.", "utf-8")
    found = checks(desk)["index"]
    assert found["status"] == "warn"
    assert "파일 2개" in found["detail"]


def test_an_index_of_another_version_is_stale(desk):
    desk.run("index")
    newsroom = desk.newsroom()
    newsroom.store.connection.execute("UPDATE fingerprint SET value = 'older'")
    newsroom.close()
    found = checks(desk)["index"]
    assert found["status"] == "warn"
    assert "newsbot index" in found["detail"]


def test_a_broken_index_fails_and_is_left_as_it_is(desk):
    index = desk.file("index", b"this is not a database" * 100)
    said = desk.run("doctor")
    assert said.code == 1
    assert "--rebuild" in said.out
    assert index.read_bytes() == b"this is not a database" * 100


def test_an_index_that_cannot_be_written_fails(desk):
    found = checks(desk, "--index", str(desk.root / "corpus" / "nuri.md" / "index"))["index"]
    assert found["status"] == "fail"
    assert "NEWSBOT_INDEX_PATH" in found["detail"]


def test_an_index_that_cannot_be_opened_is_told_with_its_remedy(desk, monkeypatch):
    desk.run("index")

    def refuse(self: Desk, corpus_dir: Path, index_path: Path) -> None:
        raise StoreError("index.cannot_open", path=index_path, reason="locked")

    monkeypatch.setattr(Desk, "open", refuse)
    found = checks(desk, "--lang", "en")["index"]
    assert found["status"] == "fail"
    assert "cannot be opened (locked)" in found["detail"]


def test_a_corpus_is_missing_empty_or_has_problems(desk, tmp_path):
    missing = checks(desk, "--corpus", str(tmp_path / "none"))["corpus"]
    assert missing["status"] == "fail"
    assert "NEWSBOT_CORPUS_DIR" in missing["detail"]
    (tmp_path / "empty").mkdir()
    empty = checks(desk, "--corpus", str(tmp_path / "empty"))["corpus"]
    assert empty["status"] == "warn"
    assert "newsbot add" in empty["detail"]
    (tmp_path / "empty" / "link.md").symlink_to(desk.root / "corpus" / "nuri.md")
    linked = checks(desk, "--corpus", str(tmp_path / "empty"))["corpus"]
    assert linked["status"] == "warn"
    assert "link.md" in linked["detail"]


@pytest.mark.parametrize("indexed", [False, True])
def test_files_that_cannot_be_read_are_counted_and_the_first_named(desk, indexed):
    (desk.root / "corpus" / "bad.md").write_bytes(b"---\ntitle: [\n---\n\nbody\n")
    (desk.root / "corpus" / "worse.jsonl").write_bytes(b'{"text": "ok"}\n{\n[]\n')
    if indexed:
        desk.run("index")
    found = checks(desk)["corpus"]
    assert found["status"] == "warn"
    assert "읽지 못한 곳 3군데" in found["detail"]
    assert "첫째 bad.md: " in found["detail"]
    (desk.root / "corpus" / "bad.md").unlink()
    assert "worse.jsonl:2: " in checks(desk)["corpus"]["detail"]
    (desk.root / "corpus" / "worse.jsonl").unlink()
    assert checks(desk)["corpus"]["status"] == "ok"


def test_what_the_index_knows_is_not_read_again(desk, monkeypatch):
    (desk.root / "corpus" / "bad.md").write_bytes(b"---\ntitle: [\n---\n\nbody\n")
    desk.run("index")
    monkeypatch.setattr("newsbot.doctor.READING_SECONDS", 0.0)
    assert "bad.md" in checks(desk)["corpus"]["detail"]


def test_a_model_that_analyses_otherwise_fails(desk, monkeypatch):
    class Garbled(Analyser):
        def analyse(self, texts: Any) -> Any:
            return iter([Analysis(terms=["엔비"])])

    monkeypatch.setattr(doctor, "Analyser", Garbled)
    found = checks(desk)["kiwi"]
    assert found["status"] == "fail"
    assert "엔비" in found["detail"]


def test_a_model_that_cannot_be_loaded_fails(desk, monkeypatch):
    class Broken(Analyser):
        def analyse(self, texts: Any) -> Any:
            raise OSError("no model")

    monkeypatch.setattr(doctor, "Analyser", Broken)
    found = checks(desk)["kiwi"]
    assert found["status"] == "fail"
    assert "pip install" in found["detail"]


def test_an_old_python_and_a_full_disk_are_found(desk, monkeypatch):
    class Usage(NamedTuple):
        total: int = 1
        used: int = 1
        free: int = 1 << 28

    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage())
    monkeypatch.setattr(doctor, "OLDEST_PYTHON", (99, 0))
    found = checks(desk)
    assert found["python"]["status"] == "fail"
    assert found["disk"]["status"] == "warn"
    assert "0.25 GiB" in found["disk"]["detail"]
